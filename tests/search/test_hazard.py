from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lastknown.search.detection import Targets, pod_parallel, track_hazard
from lastknown.search.hazard import add_curve_hazard, curve_hazard
from lastknown.search.lateral import (
    ABEAM,
    LateralRange,
    curve_arrays,
    definite_range,
    inverse_cube_curve,
    leg_hazard,
    log_odds,
    probability,
    table_curve,
)

W = 1000.0
CURVES: list[LateralRange] = [
    inverse_cube_curve(W),
    inverse_cube_curve(W, left_share=0.2, look_deg=(20, 120)),
    log_odds(W, 0.651),
    log_odds(W, 0.9, left_share=0.0, look_deg=(40, 40)),
    definite_range(W, left_share=0.7),
    table_curve([-900, -400, 0, 300, 700], [0.0, 0.6, 0.2, 0.9, 0.1], look_deg=(0, 90)),
]


def targets(x: np.ndarray, y: np.ndarray, until: float = 1.0, width: float = W) -> Targets:
    return Targets(
        np.array([0.0, until]),
        np.tile(x, (2, 1)),
        np.tile(y, (2, 1)),
        np.full((1, x.size), width**2 / (8 * np.pi)),
    )


@pytest.mark.parametrize("curve", CURVES, ids=lambda c: f"{c.kind} {c.left_share}")
def test_an_endless_leg_gives_the_curve_on_its_proper_side(curve: LateralRange) -> None:
    abeam = np.array([-650.0, -420.0, -50.0, 50.0, 260.0, 640.0])
    width = curve.sweep_width_m
    north = np.array([[0.0, -1e8, 0.0, 0.0, 1e8, 1.0]])
    found = 1 - np.exp(-curve_hazard(curve, north, targets(abeam, np.zeros(6), width=width)))
    assert found == pytest.approx(probability(curve, abeam), abs=1e-6)
    west = np.array([[1e8, 0.0, 0.0, -1e8, 0.0, 1.0]])  # going west, north is to the right
    found = 1 - np.exp(-curve_hazard(curve, west, targets(np.zeros(6), abeam, width=width)))
    assert found == pytest.approx(probability(curve, abeam), abs=1e-6)


@pytest.mark.parametrize("curve", CURVES, ids=lambda c: f"{c.kind} {c.left_share}")
def test_a_finite_leg_is_the_formula_at_the_targets_own_width(curve: LateralRange) -> None:
    rng = np.random.default_rng(5)
    x, y = rng.uniform(-2500, 2500, (2, 400))
    leg = np.array([[0.0, -700.0, 0.0, 0.0, 900.0, 1.0]])
    for width in (400.0, 1700.0):
        found = curve_hazard(curve, leg, targets(x, y, width=width))
        formula = leg_hazard(curve.with_width(width), x, -700.0 - y, 900.0 - y)
        assert found == pytest.approx(formula, rel=1e-6, abs=1e-9)


@given(
    curve=st.sampled_from(CURVES),
    seed=st.integers(0, 10_000),
    cuts=st.lists(st.floats(0.01, 0.99), min_size=1, max_size=6, unique=True).map(sorted),
)
@settings(deadline=None, max_examples=60)
def test_cutting_legs_changes_nothing_for_moving_targets(
    curve: LateralRange, seed: int, cuts: list[float]
) -> None:
    rng = np.random.default_rng(seed)
    time_s = np.array([0.0, 600.0, 1200.0, 1800.0])
    x, y = np.cumsum(rng.normal(0, 400, (2, 4, 30)), axis=1)
    moving = Targets(time_s, x, y, np.full((3, 30), W**2 / (8 * np.pi)))
    begin, end = np.array([-4000.0, 200.0, 100.0]), np.array([5000.0, -300.0, 1700.0])
    ends = [begin, *(begin + (end - begin) * cut for cut in cuts), end]
    pieces = np.array([[*p, *q] for p, q in pairwise(ends)])
    whole = curve_hazard(curve, np.array([[*begin, *end]]), moving)
    parts = curve_hazard(curve, pieces, moving)
    assert 1 - np.exp(-parts) == pytest.approx(1 - np.exp(-whole), abs=1e-6)


def test_the_inverse_cube_is_the_same_by_both_ways() -> None:
    rng = np.random.default_rng(3)
    x, y = np.cumsum(rng.normal(0, 900, (2, 3, 500)), axis=1)
    moving = Targets(np.array([0.0, 600.0, 1200.0]), x, y, np.full((2, 500), W**2 / (8 * np.pi)))
    legs = np.array([[-3000.0, 0, 50, 3000, 400, 700], [3000.0, 400, 700, -2000, 900, 1100]])
    out = np.zeros(500)
    add_curve_hazard(legs, *moving[:4], curve_arrays(inverse_cube_curve(W)), out)
    assert 1 - np.exp(-out) == pytest.approx(1 - np.exp(-track_hazard(legs, moving)), abs=1e-7)
    assert curve_hazard(inverse_cube_curve(W), legs, moving) == pytest.approx(
        track_hazard(legs, moving)
    )


def test_what_moves_with_the_searcher_is_not_found_and_no_width_finds_nothing() -> None:
    x = np.array([[200.0], [5200.0]])
    along = Targets(np.array([0.0, 100.0]), x, np.full((2, 1), 50.0), np.full((1, 1), 4e4))
    leg = np.array([[0.0, 0.0, 0.0, 5000.0, 0.0, 100.0]])
    for curve in CURVES[1:]:
        assert float(curve_hazard(curve, leg, along)[0]) == 0.0
        nothing = targets(np.array([100.0]), np.array([0.0]), width=0.0)
        assert float(curve_hazard(curve, leg, nothing)[0]) == 0.0


@pytest.mark.parametrize("coverage", [0.5, 1.0, 2.0])
def test_endless_parallel_sweep(coverage: float) -> None:
    spacing = W / coverage
    x = (np.arange(500) + 0.5) / 500 * spacing
    rows = [[k * spacing, -1e7, 0.0, k * spacing, 1e7, 1.0] for k in range(-400, 401)]
    abeam = replace(inverse_cube_curve(W), look_deg=ABEAM)
    pod = 1 - np.exp(-curve_hazard(abeam, np.array(rows), targets(x, np.zeros(500))))
    assert pod.mean() == pytest.approx(float(pod_parallel(coverage)), abs=0.001)
    rows_of = curve_hazard(definite_range(W), np.array(rows), targets(x, np.zeros(500)))
    assert (1 - np.exp(-rows_of)).mean() == pytest.approx(min(1.0, coverage), abs=0.003)
