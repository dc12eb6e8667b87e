from __future__ import annotations

import math
import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lastknown.errors import LastknownError
from lastknown.search import divide_effort
from lastknown.search.detection import pod_definite, pod_parallel, pod_random

# Charnes-Cooper form, cases of the SORAL library: p, w, T, t, sum p - residual
AT_REST = [
    ([8, 4, 1, 2], [1, 4, 12, 8], 0.05, [0, 0.033333, 0, 0.016667], 0.748960),
    ([4, 2, 8, 1], [4, 1, 1, 12], 0.10, [0.092980, 0, 0, 0.007020], 1.323152),
    ([2, 4, 2], [9, 3, 6], 0.2, [0.073224, 0.084517, 0.042259], 2.309043),
]

# Best half-width R / E of one square at relative effort Z / E^2 (computed): ideal, normal
SEARCH_FACTORS = [
    (0.5, 0.511, 0.608),
    (1, 0.643, 0.724),
    (2, 0.810, 0.862),
    (4, 1.021, 1.028),
    (8, 1.286, 1.226),
    (15, 1.586, 1.439),
    (30, 1.999, 1.719),
]


@pytest.mark.parametrize(("p", "w", "effort", "t", "found"), AT_REST)
def test_one_kind_at_rest(p: Any, w: Any, effort: float, t: Any, found: float) -> None:
    best = divide_effort(p, w, effort)
    assert best.allocation == pytest.approx(t, abs=5e-7)
    assert best.value == pytest.approx(found, abs=1e-6)  # the library prints six cut digits
    assert 0.0 <= best.gap < 1e-12


def test_several_kinds() -> None:
    """Washburn 1995: two cells, two kinds of searcher."""
    best = divide_effort([0.5, 0.5], [[0.1, 0.05], [0.02, 0.005]], [16.1, 13.9])
    assert best.allocation == pytest.approx(np.array([[10.30365, 13.9], [5.79635, 0]]), abs=5e-6)
    assert best.value == pytest.approx(0.465676, abs=5e-7)
    assert 0.0 <= best.gap < 1e-12


def circular_normal(step: float, reach: float = 5.0) -> np.ndarray:
    """Return the probability in square cells; lengths in E, sigma = E / 1.17741."""
    edges = np.arange(-reach, reach + step / 2, step) * 1.17741 / math.sqrt(2)
    strip = np.diff([0.5 * math.erf(x) for x in edges])
    return np.outer(strip, strip).ravel()


def test_circular_normal_with_effort_free_to_spread() -> None:
    """POS = 1 - (1 + K) exp(-K), K = sqrt(Z / (pi sigma^2)), Z = 4.84 E^2 -> .429181."""
    free = divide_effort(circular_normal(0.01, 2.0), 1 / 0.01**2, 4.84)  # none beyond 1.45 E
    assert free.value == pytest.approx(0.429181, abs=5e-6)
    k = math.sqrt(4.84 / math.pi) * 1.17741
    assert 1 - (1 + k) * math.exp(-k) == pytest.approx(0.429181, abs=5e-7)


def one_square(z: float, curve: Any) -> tuple[float, float]:
    """Return half-width in E and POS of the best single square on the datum, to 0.0001 E."""
    r = np.arange(0.2, 4.0, 1e-4)
    poc = np.array([math.erf(x * 1.17741 / math.sqrt(2)) for x in r]) ** 2
    pos = poc * curve(z / (4 * r**2))
    return float(r[pos.argmax()]), float(pos.max())


def test_best_single_square_of_the_circular_normal() -> None:
    r, pos = one_square(4.84, pod_parallel)
    assert r == pytest.approx(1.0880, abs=1e-4)
    assert pos == pytest.approx(0.51166, abs=5e-6)
    assert one_square(4.84, pod_random)[1] == pytest.approx(0.409574, abs=5e-7)


@pytest.mark.parametrize(("z", "ideal", "normal"), SEARCH_FACTORS)
def test_no_square_beats_effort_free_to_spread(z: float, ideal: float, normal: float) -> None:
    for curve, factor in ((pod_parallel, ideal), (pod_random, normal)):
        r, pos = one_square(z, curve)
        assert r == pytest.approx(factor, abs=6e-4)
        free = divide_effort(circular_normal(0.1), 1 / 0.1**2, z, curve=curve)
        assert pos < free.value < 1.12 * pos


def shares(size: int, least: float = 0.0) -> st.SearchStrategy[np.ndarray]:
    numbers = st.one_of(st.just(least), st.floats(max(least, 1e-3), 10.0))
    return arrays(float, size, elements=numbers)


AMOUNTS = st.one_of(st.just(0.0), st.floats(1e-9, 20.0))
CURVES = {
    "random": None,
    "parallel": pod_parallel,
    "definite": pod_definite,
    "table": [[0, 1, 2, 4], [0, 0.1, 0.7, 0.9]],
}


@pytest.mark.parametrize("curve", CURVES.values(), ids=CURVES)
@given(p=shares(6), w=shares(6, 0.01), effort=AMOUNTS, factor=st.floats(0.01, 100))
def test_scaling_and_order_of_cells(
    curve: Any, p: np.ndarray, w: np.ndarray, effort: float, factor: float
) -> None:
    best = divide_effort(p, w, effort, curve=curve)
    assert best.allocation.min() >= 0.0
    assert best.allocation.sum() <= effort * (1 + 1e-12)
    assert best.value <= best.bound <= p.sum() * (1 + 1e-12)
    scaled = divide_effort(p * factor, w, effort, curve=curve)
    assert scaled.bound == pytest.approx(best.bound * factor, rel=1e-9, abs=1e-12)
    units = divide_effort(p, w * factor, effort / factor, curve=curve)
    assert units.bound == pytest.approx(best.bound, rel=1e-9, abs=1e-12)
    turned = divide_effort(p[::-1], w[::-1], effort, curve=curve)
    assert turned.bound == pytest.approx(best.bound, rel=1e-9, abs=1e-12)
    more = divide_effort(p, w, effort * 1.5 + 0.1, curve=curve)
    assert more.bound >= best.bound * (1 - 1e-12)
    if curve is not CURVES["table"]:  # concave, so that nothing is lost between value and bound
        assert best.gap <= 1e-9 * max(p.sum(), 1e-9)


@given(p=shares(8), w=shares(8, 0.01), effort=st.floats(0.01, 50.0))
def test_the_last_effort_is_worth_the_same_everywhere(
    p: np.ndarray, w: np.ndarray, effort: float
) -> None:
    t = divide_effort(p, w, effort).allocation
    worth = p * w * np.exp(-w * t)
    assert worth[t > 0] == pytest.approx(worth.max(), rel=1e-6) if p.any() else not t.any()


@given(
    p=shares(7),
    w=arrays(float, (7, 3), elements=st.floats(0.01, 5.0)),
    effort=arrays(float, 3, elements=st.one_of(st.just(0.0), st.floats(1e-9, 5.0))),
)
def test_several_kinds_close_their_gap(p: np.ndarray, w: np.ndarray, effort: np.ndarray) -> None:
    for curve in (None, pod_parallel):
        best = divide_effort(p, w, effort, curve=curve)
        assert (best.allocation.sum(axis=0) <= effort * (1 + 1e-12)).all()
        assert best.gap <= 1e-5 * max(p.sum(), 1e-9)
        turned = divide_effort(p[::-1], w[::-1, ::-1], effort[::-1], curve=curve)
        assert turned.value == pytest.approx(best.value, rel=1e-5, abs=1e-9)


def test_kinds_that_differ_by_a_factor_are_one() -> None:
    p, w = [0.5, 0.3, 0.2], np.array([1.0, 2.0, 3.0])
    pooled = divide_effort(p, np.outer(w, [1.0, 4.0]), [0.5, 0.25])
    assert pooled.value == pytest.approx(divide_effort(p, w, 1.5).value, rel=1e-12)
    assert pooled.allocation.sum(axis=0) == pytest.approx([0.5, 0.25])


def test_definite_range_fills_the_densest_cells() -> None:
    best = divide_effort([0.5, 0.3, 0.2], [1.0, 0.5, 1.0], 2.0, curve=pod_definite)
    assert best.allocation == pytest.approx([1.0, 0.0, 1.0])  # .15 a unit in the middle one
    assert best.value == best.bound == pytest.approx(0.7)
    plenty = divide_effort([0.5, 0.3, 0.2], [1.0, 0.5, 1.0], 9.0, curve=pod_definite)
    assert plenty.value == pytest.approx(1.0)
    assert plenty.allocation.sum() == pytest.approx(4.0)  # the rest stays home


def test_a_curve_that_is_not_concave_has_a_gap() -> None:
    threshold = [[0.0, 1.0, 1.01], [0.0, 0.0, 1.0]]  # nothing until the cell is covered
    best = divide_effort([0.6, 0.4], 1.0, 1.5, curve=threshold)
    assert best.value == pytest.approx(0.6)  # the second cell gets half of what it needs
    assert best.bound == pytest.approx(0.6 + 0.4 * 0.49 / 1.01)
    kinds = divide_effort([0.6, 0.4], [[1, 2], [2, 1]], [0.5, 0.5], curve=threshold)
    assert kinds.value <= 0.6 < kinds.bound  # a linear programme, then the curve itself


def test_a_function_as_a_curve() -> None:
    p, w = np.arange(1.0, 9.0), np.linspace(0.2, 2.0, 8)
    exact = divide_effort(p, w, 5.0)
    read = divide_effort(p, w, 5.0, curve=lambda c: 1 - np.exp(-c))
    assert read.value == pytest.approx(exact.value, rel=1e-5)
    kinds = np.stack([w, w[::-1]], axis=1)
    exact = divide_effort(p, kinds, [3.0, 4.0])
    read = divide_effort(p, kinds, [3.0, 4.0], curve=lambda c: 1 - np.exp(-c))
    assert read.value <= exact.bound
    assert exact.value * (1 - 1e-5) <= read.bound <= exact.value * (1 + 2e-3)


def test_effort_that_cannot_be_used_stays_home() -> None:
    best = divide_effort([0.0, 1.0], [1.0, 0.0], 3.0)
    assert (best.value, best.bound, best.allocation.sum()) == (0.0, 0.0, 0.0)
    best = divide_effort([0.5, 0.5], [[1.0, 0.0], [1.0, 0.0]], [1.0, 2.0])
    assert best.allocation.sum(axis=0) == pytest.approx([1.0, 0.0])
    assert divide_effort([0.5, 0.5], 1.0, 0.0).value == 0.0
    assert divide_effort([0.5, 0.5], 0.01, 5e-324).value == 0.0


@pytest.mark.parametrize(
    ("given_", "says"),
    [
        (([0.5, -0.1], 1, 1), r"probability\[1\]=-0.1 is out of bounds; give a finite number >= 0"),
        (([0.5, math.nan], 1, 1), r"probability\[1\]=nan"),
        (([[0.5]], 1, 1), r"probability has shape \(1, 1\); give \(cells,\)"),
        (([], 1, 1), r"probability has shape \(0,\)"),
        ((["a"], 1, 1), r"probability=\['a'\] is not an array of numbers"),
        (([0.5, 0.5], [1, -2], 1), r"rate\[1\]=-2.0 is out of bounds"),
        (([0.5, 0.5], [1, 2, 3], 1), r"rate has shape \(3,\); give one number or \(2,\)"),
        (([0.5, 0.5], [[1, 2]], 1), r"rate has shape \(1, 2\); give \(2,\) or \(2, kinds\)"),
        (([0.5, 0.5], 1, -3), r"effort=-3.0 is out of bounds"),
        (([0.5, 0.5], 1, math.inf), r"effort=inf is out of bounds"),
        (([0.5, 0.5], [[1, 2], [3, 4]], 1), r"effort has shape \(\); give \(2,\), one a kind"),
    ],
)
def test_bad_input_is_quoted(given_: Any, says: str) -> None:
    with pytest.raises(LastknownError, match=says):
        divide_effort(*given_)


@pytest.mark.parametrize(
    "curve",
    [
        *([[0, 1], [0.5, 1]], [[0, 1], [0, 1.5]], [[0, 1, 1], [0, 0.5, 1]], [[0, 1, 2], [0, 1, 0]]),
        *([0, 1], [[0, math.nan], [0, 1]], lambda c: 1 - c),
    ],
)
def test_a_curve_that_is_none_is_refused(curve: Any) -> None:
    with pytest.raises(LastknownError, match=r"^curve .*; give"):
        divide_effort([0.5, 0.5], 1.0, 1.0, curve=curve)


def test_the_room_itself_loads_nothing_heavy() -> None:
    code = (
        "import lastknown.search as s, sys; early = set(sys.modules); s.ceiling; "
        "s.divide_effort([1], 1, 1); s.forward_and_backward([1], [[1]], [1], 1); "
        "print('numpy' in early, 'scipy.optimize' in sys.modules, callable(s.ceiling))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["False", "False", "True"]
