from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastknown.search.detection import (
    Targets,
    inverse_cube,
    pod_definite,
    pod_parallel,
    pod_random,
    track_hazard,
)

W = 1000.0

# National SAR Supplement, App. H (Koopman 1946): coverage, ideal, normal
CURVES = [
    (0.25, 0.2460, 0.2212),
    (0.50, 0.4691, 0.3935),
    (0.75, 0.6528, 0.5276),
    (1.00, 0.7899, 0.6321),
    (1.50, 0.9399, 0.7769),
    (2.00, 0.9878, 0.8647),
]


def at_rest(x: np.ndarray, y: np.ndarray, until: float, width: float = W) -> Targets:
    count = np.broadcast(x, y).size
    return Targets(
        np.array([0.0, until]),
        np.tile(np.broadcast_to(x, count), (2, 1)),
        np.tile(np.broadcast_to(y, count), (2, 1)),
        np.full((1, count), width**2 / (8 * np.pi)),
    )


def track(x0: float, y0: float, x1: float, y1: float, t0: float = 0.0, t1: float = 1.0) -> list:
    return [x0, y0, t0, x1, y1, t1]


@pytest.mark.parametrize(("coverage", "ideal", "normal"), CURVES)
def test_coverage_curves(coverage: float, ideal: float, normal: float) -> None:
    assert float(pod_parallel(coverage)) == pytest.approx(ideal, abs=5e-5)
    assert float(pod_random(coverage)) == pytest.approx(normal, abs=5e-5)
    assert float(pod_definite(coverage)) == min(1.0, coverage)


def test_sweep_width_is_the_integral_of_the_lateral_range_curve() -> None:
    x = np.linspace(-400 * W, 400 * W, 4_000_001)
    area = np.trapezoid(inverse_cube(x, W), x) + 2 * W**2 / (4 * np.pi * 400 * W)  # and the tails
    assert area == pytest.approx(W, rel=1e-4)
    assert inverse_cube(0.0, W) == 1.0


def test_endless_track_gives_the_lateral_range_curve() -> None:
    x = np.array([0.1, 0.3, 0.7, 1.5, 4.0]) * W
    hazard = track_hazard(np.array([track(0, -1e7, 0, 1e7)]), at_rest(x, np.zeros(5), 1.0))
    np.testing.assert_allclose(-np.expm1(-hazard), inverse_cube(x, W), rtol=1e-6)


@pytest.mark.parametrize(("coverage", "ideal", "_normal"), CURVES)
def test_inside_an_endless_parallel_sweep(coverage: float, ideal: float, _normal: float) -> None:
    spacing = W / coverage
    tracks = np.arange(-60, 61) * spacing
    legs = np.array([track(x, -1e6, x, 1e6) for x in tracks])
    x = (np.arange(200) + 0.5) / 200 * spacing
    pod = -np.expm1(-track_hazard(legs, at_rest(x, np.zeros(200), 1.0)))
    assert pod.mean() == pytest.approx(ideal, abs=0.01)


def test_five_tracks() -> None:
    # five tracks at S = W, averaged over 4 W: .772 (recomputed from the inverse cube law)
    legs = np.array([track(k * W, -1e6, k * W, 1e6) for k in range(5)])
    x = (np.arange(4000) + 0.5) / 1000 * W
    pod = -np.expm1(-track_hazard(legs, at_rest(x, np.zeros(4000), 1.0)))
    assert pod.mean() == pytest.approx(0.772, abs=0.001)


@given(
    st.lists(st.floats(0.01, 0.99), min_size=1, max_size=6),
    st.floats(-5e3, 5e3),
    st.floats(-5e3, 5e3),
    st.floats(-3.0, 3.0),
    st.floats(-3.0, 3.0),
)
def test_cutting_a_leg_changes_nothing(
    cuts: list[float], x: float, y: float, u: float, v: float
) -> None:
    time_s = np.array([0.0, 300.0, 900.0, 1200.0])
    targets = Targets(
        time_s,
        (x + u * time_s)[:, None],
        (y + v * time_s)[:, None],
        np.full((3, 1), W**2 / (8 * np.pi)),
    )
    leg = np.array(track(-4000, 100, 4000, 900, 50.0, 1150.0))
    f = np.array([0.0, *sorted(cuts), 1.0])
    ends = leg[:3] + f[:, None] * (leg[3:] - leg[:3])
    pieces = np.hstack([ends[:-1], ends[1:]])
    pieces = pieces[pieces[:, 5] > pieces[:, 2]]
    whole = track_hazard(leg[None], targets)
    np.testing.assert_allclose(track_hazard(pieces, targets), whole, rtol=2e-4)


def test_relative_motion() -> None:
    """A sweep past a drifting target equals the sweep past one at rest along the relative track."""
    time_s = np.array([0.0, 1000.0])
    drifting = Targets(
        time_s, np.array([[0.0], [1500.0]]), np.zeros((2, 1)), np.full((1, 1), W**2 / (8 * np.pi))
    )
    seen = track_hazard(np.array([track(-5000, 600, 5000, 600, 0, 1000)]), drifting)
    relative = np.array([track(-5000, 600, 3500, 600, 0, 1000)])
    still = track_hazard(relative, at_rest(np.zeros(1), np.zeros(1), 1000.0))
    np.testing.assert_allclose(seen, still)


def test_hazard_against_a_fine_sum() -> None:
    leg = np.array([track(-3000, 200, 1000, 1500, 0, 600)])
    x, y = np.array([100.0]), np.array([-300.0])
    step = (np.arange(200_000) + 0.5) / 200_000
    px, py = leg[0, 0] + 4000 * step, leg[0, 1] + 1300 * step
    r = np.hypot(px - 100.0, py + 300.0)
    summed = (W**2 / (8 * np.pi) / r**3).sum() * np.hypot(4000, 1300) / step.size
    assert track_hazard(leg, at_rest(x, y, 600.0))[0] == pytest.approx(summed, rel=1e-6)


def test_nothing_outside_the_targets_time() -> None:
    leg = np.array([track(-3000, 0, 3000, 0, 700, 900)])
    assert track_hazard(leg, at_rest(np.zeros(1), np.ones(1), 600.0))[0] == 0.0
