"""How far off predictions may be: limits of the formulas, and what they keep."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastknown.ships.spread import (
    LANE_SHARE,
    across_lane,
    drawn_back,
    stopped_sd,
    under_way_sd,
    wandered,
)


def test_a_velocity_error_grows_with_time_and_then_with_its_root() -> None:
    assert wandered(np.array([1.0]), 2.0, 1000.0)[0] == pytest.approx(2.0, rel=1e-3)
    late = wandered(np.array([1e6, 4e6]), 2.0, 1000.0)
    assert late[0] == pytest.approx(2.0 * np.sqrt(2.0 * 1000.0 * 1e6), rel=1e-3)
    assert late[1] / late[0] == pytest.approx(2.0, rel=1e-3)


def test_the_formula_is_what_drawn_errors_give() -> None:
    draw, step, lasts, paths = np.random.default_rng(1), 5.0, 300.0, 4000
    kept = np.exp(-step / lasts)
    error, gone = draw.normal(size=paths), np.zeros(paths)
    for _ in range(120):
        after = kept * error + np.sqrt(1.0 - kept**2) * draw.normal(size=paths)
        gone += step * 0.5 * (error + after)
        error = after
    assert gone.std() == pytest.approx(wandered(np.array([600.0]), 1.0, lasts)[0], rel=0.04)


@given(st.floats(0.0, 200_000.0), st.floats(-2.0, 2.0))
def test_ships_in_a_lane_stay_spread_as_they_are(gone: float, place: float) -> None:
    # Var = kept² sd² + (1 − kept²) sd²: of a population at that spread none changes.
    kept, width = float(drawn_back(np.array([gone]))[0]), 5000.0
    across = float(across_lane(np.array([gone]), width)[0])
    assert np.hypot(kept * LANE_SHARE * width, across) == pytest.approx(LANE_SHARE * width)
    assert 0.0 <= kept <= 1.0


@given(st.floats(0.0, 40_000.0), st.floats(0.0, 20.0))
def test_uncertainty_never_shrinks(ahead: float, speed: float) -> None:
    moments = np.array([ahead, ahead + 60.0])
    for sd in (*under_way_sd(moments, speed), stopped_sd(moments, 200.0)):
        assert sd[1] >= sd[0] >= 0.0


def test_a_ship_that_tells_no_speed_may_be_anywhere_soon() -> None:
    unknown = under_way_sd(np.array([600.0]), float("nan"))
    assert unknown[0][0] > under_way_sd(np.array([600.0]), 7.0)[0][0]
    assert unknown[0][0] == unknown[1][0]
