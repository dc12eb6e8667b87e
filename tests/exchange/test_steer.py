from __future__ import annotations

import math
from dataclasses import replace

import pytest

from lastknown.exchange.steer import middle_s, steers_within
from lastknown.geo.plane import travel
from lastknown.geo.position import Position
from lastknown.search.planned import UnitPlan
from lastknown.units import NM
from tests import night

TASK = night.box_plan("Lifeboat Dover", night.LKP, night.AT_S + 2400, turned=60.0)  # 6 x 4.5 NM


def steering(course_deg: float, away_nm: float) -> UnitPlan:
    """The task with a most likely position so far from the middle of its area."""
    lon, lat = travel(night.LKP.lon, night.LKP.lat, course_deg, away_nm * NM)
    return replace(TASK, steer_to=Position(float(lon), float(lat)))


@pytest.mark.parametrize(
    ("course_deg", "away_nm", "within"),
    [
        (0.0, 0.0, True),
        (60.0, 2.9, True),
        (60.0, 3.1, False),
        (240.0, 2.9, True),
        (150.0, 2.2, True),
        (150.0, 2.3, False),
        (330.0, 2.3, False),
    ],
)
def test_the_sides_of_the_area_decide(course_deg: float, away_nm: float, within: bool) -> None:
    assert steers_within(steering(course_deg, away_nm)) is within


def test_an_area_that_moves_is_taken_where_it_is_on_arrival() -> None:
    hours = (middle_s(TASK) - TASK.arrive_s) / 3600.0
    east = 6.0 * NM / (hours * 3600.0)  # it comes from 6 NM to the west
    moving = replace(TASK, drift_ms=(east, 0.0))
    assert not steers_within(replace(moving, steer_to=night.LKP))
    lon, lat = travel(night.LKP.lon, night.LKP.lat, 270.0, 6.0 * NM)
    assert steers_within(replace(moving, steer_to=Position(float(lon), float(lat))))


def test_the_middle_is_halfway_through_the_legs_and_none_without_any() -> None:
    assert middle_s(TASK) == pytest.approx(0.5 * (TASK.legs[0].t0 + TASK.legs[-1].t1))
    assert math.isnan(middle_s(night.stays(TASK)))
    assert not steers_within(night.stays(TASK))
