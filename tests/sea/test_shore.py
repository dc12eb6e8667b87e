from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lastknown.sea._shore import fill_near_shore, nearest_wet, wet_places_near
from tests.sea.analytic import Formula, grid

LON = 1.0 + 0.02 * np.arange(30)
LAT = 51.0 + 0.015 * np.arange(25)
ALWAYS = slice(None)
EVERYWHERE = np.ones((25, 30), np.bool_)


def by_hand(wet: np.ndarray, j: int, i: int) -> float:
    """Return the distance to the nearest wet node, m, looking at every node."""
    wet_j, wet_i = np.nonzero(wet)
    east = (LON[wet_i] - LON[i]) * np.cos(np.radians(LAT[j])) * 111_200
    return float(np.hypot(east, (LAT[wet_j] - LAT[j]) * 111_200).min())


@given(seed=st.integers(0, 10_000), share=st.floats(0.005, 0.5))
@settings(max_examples=40)
def test_nearest_wet_is_the_nearest(seed: int, share: float) -> None:
    rng = np.random.default_rng(seed)
    wet = rng.random((25, 30)) < share
    wet[3, 4] = True
    row, column, distance = nearest_wet(wet, LON, LAT, 12_000.0)
    for j, i in rng.integers(0, (25, 30), (20, 2)):
        true = by_hand(wet, j, i)
        if true > 12_000.0:
            assert np.isinf(distance[j, i])
        else:
            assert distance[j, i] == pytest.approx(true, rel=1e-6, abs=1e-6)
            assert wet[row[j, i], column[j, i]]


def test_a_gap_is_filled_with_the_nearest_value_not_the_largest() -> None:
    values = np.full((2, 25, 30, 2), np.nan, np.float32)
    values[:, 12, 10] = 1.0
    values[:, 12, 16] = 5.0
    filled = fill_near_shore(values, LON, LAT, ALWAYS, EVERYWHERE)
    assert values[0, 12, 12, 0] == 1.0
    assert values[1, 12, 14, 1] == 5.0
    assert filled[12, 12]
    assert not filled[12, 10]


def test_a_gap_wider_than_the_limit_stays_empty() -> None:
    values = np.full((1, 25, 30, 2), np.nan, np.float32)
    values[0, 0, 0] = 1.0
    filled = fill_near_shore(values, LON, LAT, ALWAYS, EVERYWHERE)
    diagonal = 111_200 * np.hypot(0.015, 0.02 * np.cos(np.radians(LAT).mean()))
    for j, i in np.ndindex(25, 30):
        near = by_hand(~filled & np.isfinite(values[0, :, :, 0]), j, i) <= 8000.0 + diagonal
        assert np.isfinite(values[0, j, i, 0]) == near


def test_only_moments_without_a_value_are_filled() -> None:
    values = np.ones((3, 25, 30, 2), np.float32)
    values[:, 5, 5] = [[7.0], [np.nan], [7.0]]  # missing once: filled then, kept else
    assert fill_near_shore(values, LON, LAT, ALWAYS, EVERYWHERE)[5, 5]
    assert values[:, 5, 5, 0].tolist() == [7.0, 1.0, 7.0]


def test_nothing_is_filled_outside_what_is_covered() -> None:
    values = np.full((1, 25, 30, 2), np.nan, np.float32)
    values[0, :, :10] = 1.0
    allowed = EVERYWHERE.copy()
    allowed[:, 11:] = False
    filled = fill_near_shore(values, LON, LAT, ALWAYS, allowed)
    assert filled[:, 10].all()
    assert not filled[:, 11:].any()
    assert np.isnan(values[0, :, 11:]).all()


def test_an_all_dry_or_all_wet_field_is_left_alone() -> None:
    dry = np.full((2, 25, 30, 2), np.nan, np.float32)
    assert not fill_near_shore(dry, LON, LAT, ALWAYS, EVERYWHERE).any()
    wet = np.ones((2, 25, 30, 2), np.float32)
    assert not fill_near_shore(wet, LON, LAT, ALWAYS, EVERYWHERE).any()


@pytest.mark.parametrize("turn", [-360.0, 0.0, 360.0])
def test_the_nearest_wet_place_of_a_point(turn: float) -> None:
    box = (178.0, 50.0, 182.0, 52.0)  # across 180 degrees, land east of 180.05
    source = Formula(
        lambda x, y, t: (x, y), box, axes=grid(box, 0.05, 0.05), dry=lambda x, y: x > 180.06
    )
    lon = np.array([180.14, 180.4]) + turn
    at_lon, at_lat, near = wet_places_near(source, "current", lon, np.array([51.02, 51.02]), 0.0)
    assert near.tolist() == [True, False]  # 6.3 km and 24 km from the last wet node
    assert (at_lon[0] - 180.05 + 180) % 360 - 180 == pytest.approx(0.0, abs=1e-6)
    assert at_lat[0] == pytest.approx(51.0, abs=1e-6)


def test_a_source_without_a_grid_has_no_nearest_place() -> None:
    source = Formula(lambda x, y, t: (x, y))
    assert not wet_places_near(source, "current", np.zeros(2), np.zeros(2), 0.0)[2].any()
