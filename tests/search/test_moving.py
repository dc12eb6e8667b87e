from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lastknown.errors import LastknownError
from lastknown.search import divide_effort, forward_and_backward
from lastknown.search.moving import _sweep


def line(cells: int, stays: float) -> np.ndarray:
    """Return the moves on a line: stays, or goes to a neighbour, each as likely."""
    moves = np.zeros((cells, cells))
    for i in range(cells):
        near = [j for j in (i - 1, i + 1) if 0 <= j < cells]
        moves[i, i], moves[i, near] = stays, (1 - stays) / len(near)
    return moves


def square(side: int, stays: float) -> np.ndarray:
    """Return the moves on a square: stays, or goes to a four-neighbour, each as likely."""
    cells = list(itertools.product(range(side), repeat=2))
    moves = np.zeros((side * side, side * side))
    for i, (a, b) in enumerate(cells):
        near = [j for j, (c, d) in enumerate(cells) if abs(a - c) + abs(b - d) == 1]
        moves[i, i], moves[i, near] = stays, (1 - stays) / len(near)
    return moves


# Brown 1980, forward and backward; one unit of effort a period, T = 4
BROWN = [
    (np.eye(5)[2], line(5, 0.5), 0.8525284),
    (np.full(5, 0.2), line(5, 0.5), 0.5858238),
    (np.eye(9)[0], square(3, 0.4), 0.8291841),
]


def by_paths(start: Any, moves: Any, division: Any, rate: Any) -> float:
    """Return what is found, path by path."""
    periods, cells = division.shape
    found = 0.0
    for path in itertools.product(range(cells), repeat=periods):
        weight = start[path[0]]
        missed = 1.0
        for t, i in enumerate(path):
            # what leaves the area after looks 0..t-1 was found by those alone
            if t:
                weight *= moves[path[t - 1], i]
            missed *= np.exp(-rate[i] * division[t, i])
        found += weight * (1 - missed)
    for t in range(1, periods):  # gone after look t-1
        for path in itertools.product(range(cells), repeat=t):
            weight = start[path[0]] * np.prod([moves[a, b] for a, b in itertools.pairwise(path)])
            missed = np.prod([np.exp(-rate[i] * division[s, i]) for s, i in enumerate(path)])
            found += weight * (1 - moves[path[-1]].sum()) * (1 - missed)
    return float(found)


@pytest.mark.parametrize(("start", "moves", "found"), BROWN)
def test_forward_and_backward(start: np.ndarray, moves: np.ndarray, found: float) -> None:
    best = forward_and_backward(start, moves, np.ones(4), 1.0)
    assert best.value == pytest.approx(found, abs=5e-8)
    assert 0.0 <= best.gap < 1e-9
    assert best.allocation.shape == (4, len(start))
    assert best.allocation.sum(axis=1) == pytest.approx(np.ones(4))
    assert by_paths(start, moves, best.allocation, np.ones(9)) == pytest.approx(best.value)


@pytest.mark.parametrize(("start", "moves", "found"), BROWN)
def test_every_period_is_best_for_a_target_at_rest(
    start: np.ndarray, moves: np.ndarray, found: float
) -> None:
    """Weights: in this cell now, and not found at any other period (Brown 1980)."""
    best = forward_and_backward(start, moves, np.ones(4), 1.0)
    left = np.exp(-best.allocation)
    for t in range(4):
        reach, miss = start, np.ones(len(start))
        for s in range(t):
            reach = (reach * left[s]) @ moves
        for s in range(3, t, -1):
            miss = moves @ (left[s] * miss)
        rest = divide_effort(reach * miss, 1.0, 1.0)
        assert rest.allocation == pytest.approx(best.allocation[t], abs=1e-4)
        assert (reach * miss * (1 - left[t])).sum() == pytest.approx(rest.value, abs=1e-10)


chains = st.integers(2, 4).flatmap(
    lambda n: st.tuples(
        arrays(float, n, elements=st.floats(0.05, 1.0)),
        arrays(float, (n, n), elements=st.floats(0.0, 1.0)),
        arrays(float, 3, elements=st.floats(0.0, 2.0)),
        arrays(float, n, elements=st.floats(0.1, 2.0)),
    )
)


@settings(deadline=None, max_examples=40)
@given(case=chains, other=st.integers(0, 2**32 - 1))
def test_it_never_falls_and_nothing_beats_its_bound(case: Any, other: int) -> None:
    start, moves, looks, rate = case
    moves = moves / max(1.0, moves.sum(axis=1).max())
    best = forward_and_backward(start, moves, looks, rate)
    assert best.value == pytest.approx(by_paths(start, moves, best.allocation, rate), rel=1e-9)
    draw = np.random.default_rng(other)
    division = looks[:, None] * draw.dirichlet(np.ones(len(start)), 3)
    before = by_paths(start, moves, division, rate)
    work = np.empty((3, len(start)))
    for _ in range(6):
        _sweep(
            *(start, moves, np.ascontiguousarray(moves.T), looks, rate, division),
            *(np.empty_like(division), work, np.zeros(2)),
        )
        after = by_paths(start, moves, division, rate)
        assert after >= before - 1e-12
        before = after
    assert before <= best.bound + 1e-12


def test_what_stands_still_is_at_rest() -> None:
    p, w = np.array([0.5, 0.3, 0.2]), np.array([1.0, 2.0, 0.5])
    moving = forward_and_backward(p, np.eye(3), [0.4, 0.6, 0.5], w)
    assert moving.value == pytest.approx(divide_effort(p, w, 1.5).value, abs=1e-9)


def test_weights_scale_and_cells_may_be_in_any_order() -> None:
    start, moves, found = BROWN[0]
    assert forward_and_backward(7 * start, moves, np.ones(4), 1).value == pytest.approx(7 * found)
    order = np.array([3, 0, 4, 1, 2])
    turned = forward_and_backward(start[order], moves[np.ix_(order, order)], np.ones(4), 1)
    assert turned.value == pytest.approx(found, abs=5e-8)
    assert forward_and_backward(start, moves, np.full(4, 1.1), 1).value > found


def test_who_left_the_area_is_not_found_later() -> None:
    leaving = forward_and_backward([1.0], [[0.25]], [1.0, 1.0], 2.0)
    now, later = 1 - np.exp(-2.0), np.exp(-2.0) * 0.25 * (1 - np.exp(-2.0))
    assert leaving.value == pytest.approx(now + later)
    assert leaving.gap < 1e-12


def test_nothing_there_and_nobody_looking() -> None:
    assert forward_and_backward([0.0, 0.0], np.eye(2), [1.0], 1.0).value == 0.0
    none = forward_and_backward([0.5, 0.5], np.eye(2), [0.0, 0.0], 1.0)
    assert (none.value, none.bound, none.allocation.sum()) == (0.0, 0.0, 0.0)
    assert forward_and_backward([0.5, 0.5], np.eye(2), [1.0], 0.0).bound == 0.0


@pytest.mark.parametrize(
    ("given_", "says"),
    [
        (([1, -1], np.eye(2), [1], 1), r"start\[1\]=-1.0 is out of bounds"),
        (([1, 1], np.eye(3), [1], 1), r"transition has shape \(3, 3\); give \(2, 2\)"),
        (([1, 1], [[1, 0], [0.6, 0.7]], [1], 1), r"transition\[1\] sums to 1.3; give rows"),
        (([1, 1], [[1, 0], [-0.1, 1]], [1], 1), r"transition\[1, 0\]=-0.1 is out of bounds"),
        (([1, 1], np.eye(2), [1, -1], 1), r"effort\[1\]=-1.0 is out of bounds"),
        (([1, 1], np.eye(2), 1, 1), r"effort=1 is not \(periods,\)"),
        (([1, 1], np.eye(2), [], 1), r"effort=\[\] is not \(periods,\)"),
        (([1, 1], np.eye(2), [1], [1, 2, 3]), r"rate has shape \(3,\); give one number or \(2,\)"),
        (([1, 1], np.eye(2), [1], np.nan), r"rate=nan is out of bounds"),
    ],
)
def test_bad_input_is_quoted(given_: Any, says: str) -> None:
    with pytest.raises(LastknownError, match=says):
        forward_and_backward(*given_)


def test_the_tolerance_is_a_share() -> None:
    with pytest.raises(LastknownError, match=r"tolerance=0 is out of bounds; give a share"):
        forward_and_backward([1.0], [[1.0]], [1.0], 1.0, tolerance=0)
