"""Areas that must not be moved, as tasks."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastknown.drift.cloud import Cloud
from lastknown.errors import LastknownError
from lastknown.geo.plane import distance_m
from lastknown.geo.position import Position
from lastknown.search.planned import UnitPlan
from lastknown.search.standing import StandingArea, overlapping, share_inside, standing_task
from lastknown.search.unit import Unit, ready_s, speeds_ms, unit_position
from lastknown.times import from_seconds
from lastknown.units import HOUR, NM
from tests.night import make_cloud

CLOUD: Cloud = make_cloud(300)
UNIT = Unit("A", "51°07'N 001°19'E", "2026-11-22T08:40Z", 25.0, 15.0, 6.0, 2.0)
AREA = StandingArea("A", Position(1.83, 51.17), 6.0, 4.0, 45.0, 0.8)


def task(**change: Any) -> UnitPlan:
    return standing_task(replace(AREA, **change), UNIT, CLOUD)


def test_the_box_is_worked_to_the_end_and_back() -> None:
    made = task()
    tracks = [leg for leg in made.legs if leg.kind == "search"]
    assert (made.pattern, len(tracks), len(made.legs)) == ("PS", 5, 9)
    transit, search = speeds_ms(UNIT)
    assert made.depart_s == pytest.approx(ready_s(UNIT))
    assert made.arrive_s == pytest.approx(made.depart_s + made.transit_m / transit)
    path = 5 * (6.0 - 0.8) + 4 * 0.8  # NM
    assert made.legs[-1].t1 - made.legs[0].t0 == pytest.approx(path * NM / search)
    assert made.leave_s - made.arrive_s == pytest.approx(path * NM / search / UNIT.usable_fraction)
    assert made.on_scene_h == pytest.approx((made.leave_s - made.arrive_s) / HOUR)
    assert made.back_s > made.leave_s
    assert (made.creep_deg, made.track_spacing_m) == (135.0, pytest.approx(0.8 * NM))
    assert made.coverage == pytest.approx(2.0 * path / 24.0)
    assert math.isnan(made.pos_of[0])


def test_across_the_short_side_it_is_a_creeping_line_to_the_side_told() -> None:
    made = task(length_nm=3.0, width_nm=5.0, creep="left")
    assert (made.pattern, made.creep_deg) == ("CS", 315.0)


def test_the_spacing_is_evened_out_to_fill_the_width() -> None:
    assert task(width_nm=4.0, track_spacing_nm=0.9).track_spacing_m == pytest.approx(1.0 * NM)


def test_it_begins_when_told_or_as_soon_as_it_can() -> None:
    soonest = task().arrive_s
    later = from_seconds(soonest) + timedelta(hours=1)
    waiting = task(start=later)
    assert waiting.arrive_s == pytest.approx(soonest + HOUR)
    assert waiting.depart_s == pytest.approx(ready_s(UNIT) + HOUR)
    assert task(start=from_seconds(soonest) - timedelta(hours=1)).arrive_s == soonest


@given(
    course=st.floats(0.0, 360.0),
    length=st.floats(1.5, 8.0),
    width=st.floats(0.5, 4.0),
    creep=st.sampled_from(["left", "right"]),
)
def test_every_leg_lies_in_the_box(course: float, length: float, width: float, creep: str) -> None:
    made = task(length_nm=length, width_nm=width, orientation_deg=course, creep=creep)
    reach = 0.5 * math.hypot(length, width) * NM
    ends = np.array(
        [(leg.lon1, leg.lat1) for leg in made.legs] + [(made.start.lon, made.start.lat)]
    )
    away = distance_m(AREA.centre.lon, AREA.centre.lat, ends[:, 0], ends[:, 1])
    assert float(np.max(away)) <= reach * 1.001
    assert share_inside(made, CLOUD) <= 1.0


def test_areas_overlap_where_they_meet_at_one_time_and_level() -> None:
    one = task()
    other = replace(task(), unit=replace(UNIT, name="B"))
    flying = replace(other, unit=replace(UNIT, name="C", kind="helicopter"))
    later = replace(other, arrive_s=one.leave_s, leave_s=one.leave_s + HOUR)
    beside = replace(
        standing_task(replace(AREA, centre=Position(2.1, 51.17)), UNIT, CLOUD), unit=other.unit
    )
    assert overlapping([one, other]) == (("A", "B"),)
    for apart in (flying, later, beside):
        assert overlapping([one, apart]) == ()


def test_how_much_of_the_probability_is_in_it() -> None:
    there = task().steer_to
    assert share_inside(task(centre=there), CLOUD) > 0.3
    assert share_inside(task(centre=unit_position(UNIT)), CLOUD) == 0.0


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"length_nm": 0.5}, "length_nm=0.5 is no longer than its track spacing of 0.80 NM"),
        ({"track_spacing_nm": 0.001}, "4000 tracks 0.001 NM apart fit its width and at most 1000"),
        (
            {"length_nm": 40.0},
            "fixed area of 'A': .* h from leaving to being back exceed its endur",
        ),
    ],
)
def test_what_cannot_be_done_is_refused(change: dict[str, Any], says: str) -> None:
    with pytest.raises(LastknownError, match=says):
        task(**change)
