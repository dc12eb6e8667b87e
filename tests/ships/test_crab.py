"""How far ships' heads are off their way by the stream: by hand, at its limits and turned about."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastknown.ships.crab import MOST_DEG, SLOWEST_THROUGH, crab_deg

ACROSS = float(np.degrees(np.arctan(1.0 / 7.0)))
"""7 m/s across a stream of 1 m/s: 8.13 degrees."""


@pytest.mark.parametrize(
    ("speed", "course", "u", "v", "expected"),
    [
        (7.0, 90.0, 0.0, -1.0, -ACROSS),  # set to the south: her head is to the north of east
        (7.0, 90.0, 0.0, 1.0, ACROSS),
        (7.0, 0.0, 1.0, 0.0, -ACROSS),
        (7.0, 350.0, 0.0, 0.0, 0.0),
        (7.0, 90.0, 2.0, 0.0, 0.0),  # along her way nothing is across
        (8.0, 270.0, 1.0, -1.0, float(np.degrees(np.arctan(1.0 / 9.0)))),  # 9 m/s through it
        (2.0, 0.0, 2.0, 0.0, -MOST_DEG),  # 45 degrees, more than is reckoned
    ],
)
def test_by_hand(speed: float, course: float, u: float, v: float, expected: float) -> None:
    assert float(crab_deg(speed, course, u, v)) == pytest.approx(expected, abs=1e-9)


def test_nothing_is_reckoned_of_drifting_ships_or_without_a_current_or_a_speed() -> None:
    slow = SLOWEST_THROUGH * 0.99
    speed = np.array([1.5, slow, slow / 0.98, 7.0, np.nan, 0.0, 7.0])
    course = np.array([90.0, 0.0, 0.0, 90.0, 90.0, 90.0, np.nan])
    u = np.array([1.5, 0.0, 0.0, np.nan, 0.0, -1.5, 1.0])
    found = crab_deg(speed, course, u, 0.0 * speed)
    assert np.isfinite(found).tolist() == [False, False, True, False, False, False, False]


@given(
    st.floats(3.0, 15.0), st.floats(0.0, 359.0), st.floats(0.0, 1.2), st.floats(0.0, 359.0),
    st.floats(0.0, 359.0),
)  # fmt: skip
def test_it_is_the_same_turned_about_and_brings_her_where_she_goes(
    speed: float, course: float, rate: float, to: float, by: float
) -> None:
    def found(turned: float) -> float:
        set_ = np.radians(to + turned)
        return float(crab_deg(speed, course + turned, rate * np.sin(set_), rate * np.cos(set_)))

    off = found(0.0)
    assert off == pytest.approx(found(by), abs=1e-6)
    way, head, set_ = np.radians((course, course + off, to))
    assert speed * np.sin(head - way) == pytest.approx(  # what her head makes up for of the set
        -rate * np.sin(set_ - way) * speed / _through(speed, rate, set_ - way), abs=1e-6
    )


def _through(speed: float, rate: float, angle: float) -> float:
    return float(np.hypot(speed - rate * np.cos(angle), rate * np.sin(angle)))
