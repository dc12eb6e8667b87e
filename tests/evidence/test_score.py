"""Scores against the exact circular normal, and coverage over many cases."""

from __future__ import annotations

import numpy as np
import pytest

from lastknown.errors import LastknownError
from lastknown.evidence.score import coverage, coverage_table, score
from tests.drift.clouds import T0, at_place, cloud_of


def normal_cloud(n: int = 20_000, seed: int = 1) -> object:
    return cloud_of(*at_place(*np.random.default_rng(seed).normal(0.0, 1000.0, (2, n))))


def place(x: float, y: float) -> list[float]:
    lon, lat = at_place(np.array([x]), np.array([y]))
    return [float(lon[0]), float(lat[0])]


@pytest.mark.parametrize("r", [200.0, 1000.0, 2000.0, 2800.0])
def test_scores_of_a_circular_normal(r: float) -> None:
    found = score(normal_cloud(), place(0.6 * r, -0.8 * r), T0)  # type: ignore[arg-type]
    # density exp(-r2/2)/(2 pi) per km2; the circle through the place holds 1 - exp(-r2/2);
    # the top of a kernel estimate is uneven by a tenth
    km = r / 1000.0
    assert found.log_density_per_km2 == pytest.approx(-(km**2) / 2 - np.log(2 * np.pi), abs=0.4)
    assert found.containment_level == pytest.approx(1 - np.exp(-(km**2) / 2), abs=0.07)
    assert found.area_m2 == pytest.approx(np.pi * r * r, rel=0.15, abs=5e5)
    assert [level for level, _ in found.areas_m2] == [0.5, 0.9, 0.99]
    assert found.areas_m2[1][1] == pytest.approx(2 * np.pi * np.log(10) * 1e6, rel=0.05)


def test_distance_and_bearing_run_from_the_most_likely_to_the_find() -> None:
    found = score(normal_cloud(), place(0.0, 40_000.0), T0)  # type: ignore[arg-type]
    assert found.distance_m == pytest.approx(40_000.0, abs=500.0)
    assert min(found.bearing_deg, 360.0 - found.bearing_deg) < 1.0


def test_a_find_far_outside_is_level_one_with_a_finite_log_density() -> None:
    found = score(normal_cloud(), "49N 1E", T0)  # type: ignore[arg-type]
    assert found.containment_level == 1.0
    assert found.area_m2 == float("inf")
    assert np.isfinite(found.log_density_per_km2)
    assert found.log_density_per_km2 < -1000.0


def test_the_higher_score_goes_to_the_sharper_true_forecast() -> None:
    rng = np.random.default_rng(4)
    sharp = cloud_of(*at_place(*rng.normal(0.0, 500.0, (2, 5000))))
    assert (
        score(sharp, place(0, 0), T0).log_density_per_km2
        > score(normal_cloud(), place(0, 0), T0).log_density_per_km2  # type: ignore[arg-type]
    )


def test_levels_of_true_finds_are_spread_evenly() -> None:
    rng = np.random.default_rng(6)
    levels = []
    for seed in range(150):
        cloud = normal_cloud(600, seed)
        truth = place(*rng.normal(0.0, 1000.0, 2))
        levels.append(score(cloud, truth, T0).containment_level)  # type: ignore[arg-type]
    for row in coverage(levels):
        assert row.low <= row.level <= row.high or row.held == pytest.approx(row.level, abs=0.02)


def test_few_particles_are_scored_on_the_map() -> None:
    found = score(cloud_of(np.array([1.5]), np.array([51.0])), [1.5, 51.0], T0)
    assert found.containment_level < 0.4
    assert 0 < found.area_m2 < 3e4


def test_coverage_counts_and_says_how_sure() -> None:
    rows = coverage([0.2, 0.4, 0.6, 0.95], levels=(0.5, 0.9))
    assert [row.held for row in rows] == [0.5, 0.75]
    # Wilson interval of 2 in 4: 0.150 to 0.850
    assert (rows[0].low, rows[0].high) == (
        pytest.approx(0.150, abs=1e-3),
        pytest.approx(0.850, abs=1e-3),
    )
    text = coverage_table(rows)
    assert text.splitlines()[0].startswith("   50% area held  50.0% of 4 finds")


@pytest.mark.parametrize("levels", [[], [1.2], [-0.1], [float("nan")]])
def test_coverage_of_nonsense_is_refused(levels: list[float]) -> None:
    with pytest.raises(LastknownError, match="from 0 to 1"):
        coverage(levels)


def test_a_position_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(LastknownError):
        score(normal_cloud(), "over there", T0)  # type: ignore[arg-type]
