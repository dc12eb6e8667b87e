"""The earliest meeting with what moves."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lastknown.ships.meeting import Way, first_reach_s, meet_s, way_at

HOUR = 3600.0
PLACES = st.floats(-40e3, 40e3)
SPEEDS = st.floats(0.5, 20.0)
DRIFTS = st.floats(-1.5, 1.5)


def straight(x: float, y: float, u: float, v: float, span: float = 100 * HOUR) -> Way:
    time = np.array([0.0, span])
    return Way(time, x + u * time, y + v * time)


def meet(x: float, y: float, speed: float, way: Way, depart: float = 0.0) -> float:
    one = np.array
    return float(meet_s(one([x]), one([y]), one([speed]), one([depart]), way)[0])


@pytest.mark.parametrize(
    ("u", "expected"),
    [(0.0, 1000.0), (-2.0, 10_000 / 12.0), (2.0, 10_000 / 8.0)],  # at rest, head on, stern chase
)
def test_along_one_line(u: float, expected: float) -> None:
    assert meet(0.0, 0.0, 10.0, straight(10_000.0, 0.0, u, 0.0)) == pytest.approx(expected)


def test_what_crosses_is_met_at_the_corner_of_a_right_triangle() -> None:
    # it goes north at 3 m/s from 4 km east; at 5 m/s one meets it at (4, 3) km: 5 km, 1000 s
    assert meet(0.0, 0.0, 5.0, straight(4000.0, 0.0, 0.0, 3.0)) == pytest.approx(1000.0)


def test_a_late_start_is_a_longer_way_for_what_drifts_off() -> None:
    # 600 s later it is 11.2 km off: 1,400 s more at 8 m/s of closing speed
    late = meet(0.0, 0.0, 10.0, straight(10_000.0, 0.0, 2.0, 0.0), depart=600.0)
    assert late == pytest.approx(600.0 + 11_200.0 / 8.0)


def test_what_goes_as_fast_is_met_only_where_it_comes_nearer() -> None:
    assert math.isnan(meet(0.0, 0.0, 2.0, straight(10_000.0, 0.0, 2.0, 0.0)))
    assert meet(0.0, 0.0, 2.0, straight(10_000.0, 0.0, -2.0, 0.0)) == pytest.approx(2500.0)
    assert math.isnan(meet(0.0, 0.0, 1.0, straight(10_000.0, 0.0, 2.0, 0.0)))


def test_a_slow_one_may_yet_cut_off_a_faster() -> None:
    # comes by at 5 m/s, 1 km off the track, 5 km away: at 1 m/s one is there in time
    found = meet(0.0, -1000.0, 2.0, straight(-5000.0, 0.0, 5.0, 0.0))
    x, y = -5000.0 + 5.0 * found, 0.0
    assert math.hypot(x, y + 1000.0) == pytest.approx(2.0 * found)


def test_not_while_the_way_lasts() -> None:
    assert math.isnan(meet(0.0, 0.0, 10.0, straight(10_000.0, 0.0, 0.0, 0.0, span=999.0)))
    assert meet(0.0, 0.0, 10.0, straight(10_000.0, 0.0, 0.0, 0.0, span=1001.0)) == 1000.0
    assert math.isnan(meet(0.0, 0.0, 10.0, straight(10.0, 0.0, 0.0, 0.0), depart=101 * HOUR))


def test_of_a_way_with_a_turn_the_right_piece_is_taken() -> None:
    way = Way(np.array([0.0, 600.0, 1200.0]), np.array([0.0, 6e3, 0.0]), np.zeros(3))
    assert meet(-10_000.0, 0.0, 10.0, way) == pytest.approx(600.0 + 10_000.0 / 20.0)


def test_what_is_met_in_passing_only_touches() -> None:
    # it comes by faster, and the one moment at which it can be met is where the circle touches
    assert meet(0.0, 0.0, 1.0, straight(0.0, -11065.5, 1.0, 1.0)) == pytest.approx(11065.5)


def test_nothing_is_met_on_a_jump() -> None:
    # at 1000 s it jumps from 8 km east to 8 km west, over somebody who could not reach the east
    way = Way(np.array([0.0, 999.0, 1000.0, 9000.0]), np.array([8e3, 8e3, -8e3, -8e3]), np.zeros(4))
    assert meet(0.0, 0.0, 2.0, way) == pytest.approx(4000.0)
    assert meet(0.0, 0.0, 10.0, way) == pytest.approx(800.0)
    assert meet(-7e3, 0.0, 2.0, way) == pytest.approx(1000.0)


def test_who_is_there_already_needs_no_time() -> None:
    assert meet(5.0, 6.0, 0.0, straight(5.0, 6.0, 0.0, 0.0)) == 0.0


@given(PLACES, PLACES, SPEEDS, DRIFTS, DRIFTS, st.floats(0.0, 2.0 * math.pi))
def test_turning_the_sea_changes_nothing(
    x: float, y: float, speed: float, u: float, v: float, angle: float
) -> None:
    chase = (x * u + y * v) ** 2 - (u * u + v * v - speed * speed) * (x * x + y * y)
    assume(abs(chase) > 1e-6 * (x * x + y * y) * (speed * speed + u * u + v * v))  # just touching
    c, s = math.cos(angle), math.sin(angle)
    there = meet(0.0, 0.0, speed, straight(x, y, u, v, 20 * HOUR))
    turned = straight(c * x - s * y, s * x + c * y, c * u - s * v, s * u + c * v, 20 * HOUR)
    after = meet(0.0, 0.0, speed, turned)
    if math.isnan(there) or there > 19 * HOUR:
        assert math.isnan(after) or after > 18 * HOUR
    else:
        assert after == pytest.approx(there, rel=1e-5, abs=1e-2)


@given(PLACES, PLACES, SPEEDS, DRIFTS, DRIFTS)
def test_a_meeting_is_one_and_no_sooner_than_the_speed_allows(
    x: float, y: float, speed: float, u: float, v: float
) -> None:
    way = straight(x, y, u, v)
    found = meet(0.0, 0.0, speed, way)
    if math.isnan(found):
        # a stern chase that has not ended when the way does
        assert (speed - math.hypot(u, v)) * 100 * HOUR <= math.hypot(x, y) + 1.0
        return
    there = way_at(way, np.array(found))
    gone = math.hypot(float(there[0]), float(there[1]))
    assert gone <= speed * found + 1.0
    assert found >= math.hypot(x, y) / (speed + math.hypot(u, v)) - 1e-2


@given(PLACES, PLACES, SPEEDS, st.floats(0.0, 1.0))
def test_nearer_at_the_same_speed_is_never_later(
    x: float, y: float, speed: float, share: float
) -> None:
    way = straight(0.0, 0.0, 0.3, -0.2)
    far, near = meet(x, y, speed, way), meet(share * x, share * y, speed, way)
    if math.isfinite(far) and speed > 0.5:
        # no later than from the farther place, and the way between them, for both lie on one line
        assert near <= far + (1.0 - share) * math.hypot(x, y) / speed + 1e-6
    still = straight(0.0, 0.0, 0.0, 0.0)
    assert meet(share * x, share * y, speed, still) <= meet(x, y, speed, still) + 1e-6


def test_an_area_that_drifts_off_is_reached_later() -> None:
    time = np.array([0.0, HOUR, 2 * HOUR])
    one, speed, depart = np.array([[10e3, 10e3, 10e3]]), np.array([10.0]), np.array([0.0])
    assert first_reach_s(time, one, speed, depart) == pytest.approx([1000.0])
    away = 10e3 + np.array([[0.0, 5.0 * HOUR, 10.0 * HOUR]])
    assert first_reach_s(time, away, speed, depart) == pytest.approx([2000.0])
    assert first_reach_s(time, away, speed, np.array([600.0])) == pytest.approx([3200.0])
    inside = np.array([[0.0, 0.0, 500.0]])
    assert first_reach_s(time, inside, speed, np.array([60.0])) == pytest.approx([60.0])
    assert np.isnan(first_reach_s(time, 1e3 * one, speed, depart)).all()
    assert np.isnan(first_reach_s(time, one, speed, np.array([3 * HOUR]))).all()
