"""Wash: how it falls with distance and grows with speed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastknown.ships.wash import wash_height_m, wash_reach_m


def test_it_falls_with_the_third_root_of_the_distance() -> None:
    """DLMF 36.13.8: rho^(-1/3) along the line of the highest waves."""
    near, far = wash_height_m([100.0, 800.0], 150.0, 9.0)
    assert near / far == pytest.approx(2.0)


def test_the_height_at_a_ships_length_is_that_of_the_formula() -> None:
    """g H / V^2 = 2 (F - 0.1)^2 at y = L: 100 m at F = 0.3 is 88.26 m2/s2 of V^2, H = 0.72 m."""
    speed = 0.3 * np.sqrt(9.80665 * 100.0)
    assert wash_height_m(100.0, 100.0, speed) == pytest.approx(0.72)


def test_slow_ships_make_none_and_nothing_reaches_beyond_a_mile() -> None:
    assert wash_reach_m(200.0, 4.0) == 0.0
    assert wash_reach_m(80.0, 20.0) == 1852.0


@given(st.floats(5, 400), st.floats(0, 25), st.floats(0.2, 2.0))
def test_at_its_reach_it_has_that_height(length: float, speed: float, height: float) -> None:
    reach = float(wash_reach_m(length, speed, height))
    assert 0.0 <= reach <= 1852.0
    if 1e-3 < reach < 1852.0:
        assert wash_height_m(reach, length, speed) == pytest.approx(height, rel=1e-6)
