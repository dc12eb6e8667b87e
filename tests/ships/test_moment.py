"""Where ships are at one moment."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lastknown.geo.plane import distance_m
from lastknown.ships.moment import placed
from lastknown.ships.ship import Track
from tests.ships.fleet import predicted, ship, track

T0 = 1_637_722_800.0


def test_between_two_positions_and_on_one() -> None:
    one = track(ship(), 1.5, 51.0, 0.0, 5.0, T0, T0 + 1200, every_s=600.0)
    here = placed([one], T0 + 600)
    assert (here.lon[0], here.lat[0], here.age_s[0]) == (one.lon[1], one.lat[1], 0.0)
    here = placed([one], T0 + 450)
    assert here.lat[0] == pytest.approx(one.lat[0] + 0.75 * (one.lat[1] - one.lat[0]))
    assert (here.age_s[0], here.carried_m[0], here.speed[0]) == (150.0, 0.0, 5.0)


@pytest.mark.parametrize("beyond", [-300.0, 300.0])
def test_beyond_its_ends_she_is_carried_on_by_her_course(beyond: float) -> None:
    one = track(ship(), 1.5, 51.0, 30.0, 8.0, T0, T0 + 600)
    end = 0 if beyond < 0 else -1
    here = placed([one], float(one.time_s[end]) + beyond)
    far = distance_m(one.lon[end], one.lat[end], here.lon[0], here.lat[0])
    assert float(far) == pytest.approx(2400.0, rel=1e-6)
    assert (here.lat[0] > one.lat[end]) == (beyond > 0)
    assert (here.age_s[0], here.carried_m[0]) == (300.0, 2400.0)


def test_one_position_without_speed_or_course_stays() -> None:
    lone, nan = np.array([1.5]), np.array([np.nan])
    here = placed([Track(ship(), np.array([T0]), lone, lone, nan, nan, nan)], T0 + 900)
    assert (here.lon[0], here.speed[0], here.carried_m[0], here.age_s[0]) == (1.5, 0.0, 0.0, 900.0)


def test_a_predicted_path_brings_its_own_age_and_the_date_line_is_no_wall() -> None:
    path = predicted(ship(), 179.99, 10.0, 90.0, 10.0, T0, T0 + 3600, age_s=240.0)
    here = placed([path, path], T0 + 900)
    assert here.age_s.tolist() == [1140.0, 1140.0]
    assert -180.0 <= here.lon[0] < -179.9
    assert float(distance_m(179.99, 10.0, here.lon[0], here.lat[0])) == pytest.approx(9e3, rel=1e-3)


@pytest.mark.parametrize("after_s", [0.0, 900.0, 7200.0])
def test_a_predicted_ship_goes_along_her_path_though_her_hull_lies_across(after_s: float) -> None:
    path = predicted(ship(), 1.5, 51.0, 90.0, 8.0, T0, T0 + 3600)
    crabbed = replace(path, course_deg=path.course_deg - 20.0)
    here, there = placed([path], T0 + after_s), placed([crabbed], T0 + after_s)
    assert here.course_deg[0] == pytest.approx(90.0, abs=0.5)
    assert there.course_deg[0] == here.course_deg[0]
    assert there.lon[0] == here.lon[0]
    still = replace(crabbed, lon=np.full_like(path.lon, 1.5), lat=np.full_like(path.lat, 51.0))
    assert placed([still], T0 + after_s).course_deg[0] == path.course_deg[0] - 20.0
