"""One division out of many: the one that is expected to join pairs of reports best.

With p_ij the probability that two reports are of one boat, a division that joins the pairs J has
the expected F1, up to the mean of a quotient,

    F(J) = 2 sum_J p_ij / (|J| + sum of all p_ij)

which is greatest where ``sum_J (p_ij - F/2)`` is (Dinkelbach 1967): join what is more probable than
half of the F1 that can be reached. Boats that are told apart badly are so shown as one boat with a
low `Boat.together` rather than as many lone reports.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["best_division"]

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

_PASSES = 8


def best_division(draws: Ints, pair: Array, node: Ints, never: NDArray[np.bool_]) -> Ints:
    """Return the division with the greatest expected F1 that is met on the way from the best draw.

    From that draw on, nodes are moved one after another to where they gain most, in order.

    Parameters
    ----------
    draws : boat of each report in each draw, (draws, n).
    pair : probability of being one boat, (n, n).
    node : which reports a person has joined, (n,).
    never : pairs that a person has parted, (n, n).
    """
    unique = np.unique(draws, axis=0)
    expected = [_expected(row, pair) for row in unique]
    best, reached = unique[int(np.argmax(expected))], max(expected)
    for _ in range(_PASSES):
        moved = _moved(best, np.where(never, -1e6, pair - 0.5 * reached), node)
        now = _expected(moved, pair)
        if now <= reached + 1e-12:
            break
        best, reached = moved, now
    return np.asarray(best)


def _expected(division: Ints, pair: Array) -> float:
    """Return F of a division; 1 where there is nothing to join."""
    joined = division[:, None] == division
    inside = float(pair[joined].sum()) - division.size
    total = float(joined.sum() - division.size + pair.sum() - division.size)
    return 2.0 * inside / total if total > 0.0 else 1.0


def _moved(division: Ints, gain: Array, node: Ints) -> Ints:
    """Return the division after each node was moved, once, to the boat where it gains most."""
    now = division.copy()
    for each in range(int(node.max()) + 1):
        rows = np.flatnonzero(node == each)
        now[rows] = -1
        row = gain[rows].sum(axis=0)
        sums = np.bincount(now[now >= 0], row[now >= 0], minlength=now.size)
        choice = int(np.argmax(sums))
        empty = int(np.flatnonzero(np.bincount(now[now >= 0], minlength=now.size) == 0)[0])
        now[rows] = choice if sums[choice] > 0.0 else empty
    return now
