from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastknown.errors import LastknownError
from lastknown.search.detection import inverse_cube
from lastknown.search.lateral import (
    ABEAM,
    CERTAIN,
    LateralRange,
    definite_range,
    exposure,
    inverse_cube_curve,
    leg_hazard,
    log_odds,
    log_odds_from_coefficients,
    probability,
    table_curve,
)
from lastknown.units import NM

W = 1000.0
TABLE = table_curve([-900, -400, 0, 300, 700], [0.0, 0.6, 0.2, 0.9, 0.1])
CURVES = {
    "inverse cube": inverse_cube_curve(W),
    "inverse cube, more to the right": inverse_cube_curve(W, left_share=0.2),
    "log-odds": log_odds(W, 0.651),
    "log-odds, right alone": log_odds(W, 0.95, left_share=0.0),
    "definite": definite_range(W),
    "definite, more to the left": definite_range(W, left_share=0.7),
    "table": TABLE,
    "mirrored table": table_curve([0, 200, 500], [0.0, 0.8, 0.8], mirrored=True),
}


def area(curve: LateralRange, side: int) -> float:
    """Integrate the curve over one side, substituting x = v / (1 - v) W to reach infinity."""
    v = (np.arange(2_000_000) + 0.5) / 2_000_000
    x = v / (1.0 - v) * W
    return float((probability(curve, side * x) * W / (1.0 - v) ** 2).mean())


@pytest.mark.parametrize("name", CURVES)
def test_each_half_integrates_to_its_share_of_the_sweep_width(name: str) -> None:
    curve = CURVES[name]
    left = curve.left_share * curve.sweep_width_m
    assert area(curve, -1) == pytest.approx(left, rel=1e-4, abs=0.1)
    assert area(curve, 1) == pytest.approx(curve.sweep_width_m - left, rel=1e-4, abs=0.1)


@pytest.mark.parametrize("name", CURVES)
def test_stretching_a_curve_changes_its_width_alone(name: str) -> None:
    curve = CURVES[name]
    wider = curve.with_width(2.5 * curve.sweep_width_m)
    x = np.array([-2000.0, -300.0, -20.0, 10.0, 280.0, 900.0])
    assert probability(wider, 2.5 * x) == pytest.approx(probability(curve, x), rel=1e-4)
    nothing = curve.with_width(0.0)
    assert np.all(probability(nothing, x) == 0.0)
    again = nothing.with_width(curve.sweep_width_m)
    assert probability(again, x) == pytest.approx(probability(curve, x))


def test_the_inverse_cube_is_koopmans() -> None:
    x = np.array([-3000.0, -500.0, 40.0, 800.0])
    assert probability(inverse_cube_curve(W), x) == pytest.approx(inverse_cube(x, W))


def test_worked_log_odds_curve() -> None:
    # US National SAR Supplement, App. H, as worked: 20 ft boat, fixed wing at 1,000 ft, 150 kn,
    # visibility 15 NM, wind 15-25 kn: W = 2.42 NM, p(0) = .651, a0 = .625, a1 = -.871 per NM
    curve = log_odds_from_coefficients(0.625, -0.871 / NM)
    assert curve.sweep_width_m / NM == pytest.approx(2.42, abs=0.005)
    assert float(probability(curve, 0.0)) == pytest.approx(0.651, abs=0.0006)
    x = np.array([-3.0, -1.0, 0.5, 2.0])
    by_hand = 1.0 / (1.0 + np.exp(-(0.625 - 0.871 * np.abs(x))))
    assert probability(curve, x * NM) == pytest.approx(by_hand, abs=1e-6)


def test_definite_range_sees_all_within_and_nothing_beyond() -> None:
    found = probability(definite_range(W, left_share=0.25), [-251, -249, 0, 749, 751])
    assert found == pytest.approx([0, 1, 1, 1, 0])


def test_a_table_holds_its_points_and_nothing_beyond() -> None:
    assert probability(TABLE, TABLE.table_x_m) == pytest.approx(TABLE.table_p)
    assert probability(TABLE, [-901, 150, 701]) == pytest.approx([0, 0.55, 0])
    assert TABLE.sweep_width_m == pytest.approx(150 + 160 + 165 + 200)  # trapezoids
    assert TABLE.left_share == pytest.approx(310 / 675)
    certain = table_curve([-10, 10], [1.0, 1.0])
    assert float(exposure(certain, 0.0)) == CERTAIN


def test_a_table_on_one_side_has_all_its_width_there() -> None:
    assert table_curve([100, 300], [0.5, 0.5]).left_share == 0.0
    assert table_curve([-300, -100], [0.5, 0.5]).left_share == 1.0
    assert table_curve([-300, 0], [0.5, 0.5]).left_share == 1.0


@pytest.mark.parametrize("name", CURVES)
def test_an_endless_leg_gives_the_curve_wherever_it_looks(name: str) -> None:
    x = np.array([-700.0, -450.0, -30.0, 30.0, 200.0, 640.0])
    for look in ((0.0, 180.0), ABEAM, (30.0, 90.0), (100.0, 110.0), (45.0, 45.0)):
        curve = replace(CURVES[name], look_deg=look)
        found = 1.0 - np.exp(-leg_hazard(curve, x, -1e9, 1e9))
        assert found == pytest.approx(probability(curve, x), abs=1e-9)


@given(
    name=st.sampled_from(sorted(CURVES)),
    look=st.tuples(st.floats(0, 180), st.floats(0, 180)).map(sorted),
    x=st.floats(-1500, 1500),
    cuts=st.lists(st.floats(-5000, 5000), min_size=2, max_size=8).map(sorted),
)
def test_cutting_a_leg_changes_nothing(
    name: str, look: list[float], x: float, cuts: list[float]
) -> None:
    curve = replace(CURVES[name], look_deg=(look[0], look[1]))
    whole = float(leg_hazard(curve, x, cuts[0], cuts[-1]))
    pieces = float(leg_hazard(curve, x, cuts[:-1], cuts[1:]).sum())
    assert pieces == pytest.approx(whole, rel=1e-9, abs=1e-9)
    assert whole >= 0.0


def test_the_look_says_where_along_the_track() -> None:
    # an object 500 m to the right; a sensor that looks 45 degrees from ahead passes it 500 m before
    ahead = definite_range(2 * W, look_deg=(45.0, 45.0))
    assert float(leg_hazard(ahead, 500.0, -501.0, -499.0)) == CERTAIN
    assert float(leg_hazard(ahead, 500.0, -499.0, 5000.0)) == 0.0
    assert float(leg_hazard(ahead, -500.0, -501.0, -499.0)) == CERTAIN
    forward = inverse_cube_curve(W, look_deg=(0.0, 90.0))
    assert float(leg_hazard(forward, 500.0, 0.0, 1e9)) == 0.0


def swept(curve: LateralRange, length: float) -> float:
    """Integrate the detection of one leg over the plane, m2."""
    x = np.sign(t := np.linspace(-1, 1, 1201)) * t**2 * 40 * W
    half = np.linspace(0, 1, 901) ** 2 * 60 * W
    y = np.unique(np.concatenate([-half, length + half, np.linspace(0, length, 401)]))
    found = 1.0 - np.exp(-leg_hazard(curve, x[:, None], -y, length - y))
    return float(np.trapezoid(np.trapezoid(found, y, axis=1), x))


@pytest.mark.parametrize("length", [0.25 * W, W, 10 * W])
def test_looking_abeam_a_leg_sweeps_its_width_times_its_length(length: float) -> None:
    cells = (np.arange(4001) + 0.5) / 4001 - 0.5
    x, y = 10 * W * cells[:, None], (length + 2 * W) * cells[::4] + length / 2
    cell = (x[1, 0] - x[0, 0]) * (y[1] - y[0])
    for curve in (log_odds(W, 0.651, look_deg=ABEAM), definite_range(W), TABLE):
        found = cell * (1.0 - np.exp(-leg_hazard(curve, x, -y, length - y))).sum()
        assert found == pytest.approx(curve.sweep_width_m * length, rel=0.01)


def test_how_far_the_ends_of_a_leg_reach_when_looking_all_round() -> None:
    # docs/sensors.md: area found over W L; a fact of hazards that add, not of the sea
    excess = [swept(inverse_cube_curve(W), k * W) / (k * W**2) for k in (1, 3, 10)]
    assert excess == pytest.approx([1.21, 1.07, 1.02], abs=0.012)
    excess = [swept(log_odds(W, 0.651), k * W) / (k * W**2) for k in (1, 3, 10)]
    assert excess == pytest.approx([1.09, 1.04, 1.013], abs=0.01)


def test_five_tracks_at_one_sweep_width() -> None:
    # US National SAR Supplement, App. H (recomputed): S = W, averaged over the 4 W between them
    x = (np.arange(40_000) + 0.5) / 40_000 * 4 * W
    missed = np.ones_like(x)
    for k in range(5):
        missed *= 1.0 - probability(inverse_cube_curve(W), x - k * W)
    assert 1.0 - missed.mean() == pytest.approx(0.772, abs=5e-4)


@pytest.mark.parametrize(
    ("make", "match"),
    [
        (lambda: LateralRange("cubic", W), "'cubic' is unknown; use one of inverse-cube"),
        (lambda: inverse_cube_curve(-1.0), "sweep_width_m=-1.0"),
        (lambda: inverse_cube_curve(math.nan), "sweep_width_m=nan"),
        (lambda: inverse_cube_curve(W, left_share=1.2), "left_share=1.2"),
        (lambda: inverse_cube_curve(W, look_deg=(90, 30)), "look_deg"),
        (lambda: log_odds(W, 1.0), "p_zero=1.0"),
        (lambda: log_odds_from_coefficients(0.6, 0.8), "a1_per_m must be negative"),
        (lambda: table_curve([0, 1], [0.5]), "2 distances and 1 prob"),
        (lambda: table_curve([0, 0], [0.5, 0.5]), "let them ascend"),
        (lambda: table_curve([0, 9], [0.5, 1.5]), "p=1.5"),
        (lambda: table_curve([0, 9], [0.0, 0.0]), "0 everywhere"),
        (lambda: LateralRange("table", 7.0, 0.0, 0.0, (0.0, 9.0), (1.0, 1.0)), "integral, 9 m"),
        (lambda: table_curve([5, 9], [0.5, 0.0], mirrored=True), "begins at 5 m"),
    ],
)
def test_what_is_no_curve_is_refused(make: Any, match: str) -> None:
    with pytest.raises(LastknownError, match=match):
        make()
