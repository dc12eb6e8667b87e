"""Dividing search effort over cells and periods, target moving: Brown's forward and backward.

The target moves from cell i to cell j between two looks with probability `transition[i, j]`; the
look of period t detects in cell i with 1 - exp(-rate_i x_ti). Let reach_t(i) be the weight that
comes to cell i at period t and was not found before, and miss_t(i) the probability that what is in
i at t and not found then is never found later. Whatever the looks of all other periods, the look
of period t is best when it is the best division for a target at rest with weights
reach_t(i) miss_t(i). Going through the periods again and again, the earlier looks new and the later
ones old, the weight found never falls (Brown 1980, Operations Research 28).

What is not found is a sum of exponentials of the efforts, F, so both F and ln F are convex. The
first makes any division that no single period can better the best of all; the second certifies

    F >= F(x) exp(-g / F(x)),   g = sum_t ( effort_t max_i d_ti - sum_i x_ti d_ti ),

with d_ti = rate_i reach_t(i) miss_t(i) exp(-rate_i x_ti), for every division of the same effort.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lastknown.compiled import compiled
from lastknown.errors import LastknownError
from lastknown.search._given import efforts, per_cell, transitions, weights
from lastknown.search._rest import fill
from lastknown.search.effort import Allocation

__all__ = ["forward_and_backward"]

Floats = NDArray[np.float64]
ROUNDS = 2000
BATCH = 10


class _Model(NamedTuple):
    weight: Floats
    moves: Floats
    moves_t: Floats
    looks: Floats
    rate: Floats


def forward_and_backward(
    start: ArrayLike,
    transition: ArrayLike,
    effort: ArrayLike,
    rate: ArrayLike,
    *,
    tolerance: float = 1e-9,
) -> Allocation:
    """Return the division over cells and periods that finds most, with its duality gap.

    Parameters
    ----------
    start : (cells,) probability that the target is there at the first look, or any weights >= 0.
    transition : (cells, cells), [i, j] the probability to go from i to j between two looks, >= 0.
        Rows sum to at most 1; what is missing leaves the area and is found no more.
    effort : (periods,) effort of each look, >= 0; the first comes before the first move.
    rate : coverage that one unit of effort lays on a cell, >= 0, one number or (cells,).
    tolerance : stop when no division can find more by this share of the weight.

    Returns
    -------
    Allocation
        allocation (periods, cells); value, the weight found; bound. The best of three starts:
        looking nowhere, everywhere alike, and where the target would be if nobody had looked.

    Raises
    ------
    LastknownError
        A value is negative or not finite, shapes do not fit, or a row sums to more than 1.
    """
    weight = weights("start", start)
    moves = transitions(transition, weight.size)
    periods = np.size(effort)
    if np.ndim(effort) != 1 or periods == 0:
        raise LastknownError(f"effort={effort!r} is not (periods,); give the effort of each look")
    looks = efforts(effort, periods, "period")
    speed = per_cell("rate", rate, weight.size)
    total = float(weight.sum())
    if not 0.0 < tolerance < 1.0:
        raise LastknownError(f"tolerance={tolerance} is out of bounds; give a share such as 1e-9")
    if total == 0.0:
        return Allocation(np.zeros((periods, weight.size)), 0.0, 0.0)
    model = _Model(weight / total, moves, np.ascontiguousarray(moves.T), looks, speed)
    tries = [_climb(model, x, tolerance) for x in _starts(model)]
    best, found, _ = max(tries, key=lambda one: one[1])
    return Allocation(best, found * total, max(found, min(one[2] for one in tries)) * total)


def _starts(model: _Model) -> list[Floats]:
    """Return the divisions to climb from: nowhere, alike, and as the target comes unsearched."""
    weight, moves, looks = model.weight, model.moves, model.looks
    alike = np.repeat(looks[:, None] / weight.size, weight.size, axis=1)
    there = [weight]
    for _ in looks[1:]:
        there.append(there[-1] @ moves)
    shares = np.array([w / max(w.sum(), 1e-300) for w in there])
    return [np.zeros_like(alike), alike, looks[:, None] * shares]


def _climb(model: _Model, division: Floats, tolerance: float) -> tuple[Floats, float, float]:
    """Return the division that forward and backward ends with, what it finds, and the bound."""
    periods, cells = division.shape
    miss, value = np.empty((periods, cells)), np.zeros(2)
    work = np.empty((3, cells))
    bound = 1.0
    for _ in range(ROUNDS // BATCH):
        for _ in range(BATCH):
            _sweep(*model, division, miss, work, value)
        _slack(*model, division, miss, work, value)
        missed = 1.0 - value[0]
        bound = min(bound, 1.0 - missed * math.exp(-value[1] / max(missed, 1e-300)))
        if bound - value[0] <= tolerance:
            break
    return division, float(value[0]), bound


@compiled
def _look_back(moves_t: Floats, rate: Floats, division: Floats, miss: Floats) -> None:
    """Fill miss (periods, cells), from the last period to the first."""
    periods, cells = division.shape
    for i in range(cells):
        miss[periods - 1, i] = 1.0
    for t in range(periods - 2, -1, -1):
        for i in range(cells):
            miss[t, i] = 1.0
        for j in range(cells):
            found = 1.0 - miss[t + 1, j] * math.exp(-rate[j] * division[t + 1, j])
            if found > 0.0:
                for i in range(cells):
                    miss[t, i] -= moves_t[j, i] * found
        for i in range(cells):
            miss[t, i] = max(miss[t, i], 0.0)


@compiled
def _move(moves: Floats, rate: Floats, effort: Floats, reach: Floats, out: Floats) -> None:
    """Fill out (cells,) with what comes there of `reach`, (cells,), after a look."""
    for j in range(reach.size):
        out[j] = 0.0
    for i in range(reach.size):
        left = reach[i] * math.exp(-rate[i] * effort[i])
        if left > 0.0:
            for j in range(reach.size):
                out[j] += left * moves[i, j]


@compiled
def _sweep(
    weight: Floats,
    moves: Floats,
    moves_t: Floats,
    looks: Floats,
    rate: Floats,
    division: Floats,
    miss: Floats,
    work: Floats,
    value: Floats,
) -> None:
    """Divide every look anew, first to last; work is (3, cells)."""
    _look_back(moves_t, rate, division, miss)
    reach, after, worth = work[0], work[1], work[2]
    for i in range(weight.size):
        reach[i] = weight[i]
    for t in range(looks.size):
        for i in range(weight.size):
            worth[i] = reach[i] * miss[t, i]
        fill(worth, rate, looks[t], division[t])
        _move(moves, rate, division[t], reach, after)
        for i in range(weight.size):
            reach[i] = after[i]


@compiled
def _slack(
    weight: Floats,
    moves: Floats,
    moves_t: Floats,
    looks: Floats,
    rate: Floats,
    division: Floats,
    miss: Floats,
    work: Floats,
    value: Floats,
) -> None:
    """Set value to what is found (weights sum to 1) and to g of the bound."""
    _look_back(moves_t, rate, division, miss)
    reach, after = work[0], work[1]
    value[0] = value[1] = 0.0
    for i in range(weight.size):
        reach[i] = weight[i]
        value[0] += weight[i] * (1.0 - miss[0, i] * math.exp(-rate[i] * division[0, i]))
    for t in range(looks.size):
        steepest = 0.0
        for i in range(weight.size):
            d = rate[i] * reach[i] * miss[t, i] * math.exp(-rate[i] * division[t, i])
            steepest = max(steepest, d)
            value[1] -= d * division[t, i]
        value[1] += looks[t] * steepest
        _move(moves, rate, division[t], reach, after)
        for i in range(weight.size):
            reach[i] = after[i]
