"""The best even division of several efforts over the cells that particles pass (compiled).

A particle collects coverage y wherever it passes and is found with probability
erf(sqrt(pi)/2 f y), f the factor on the sweep width that is its own. The sum over particles is
concave in the efforts: each is raised in proportion to a power of what it earns and scaled back to
what there is (mirror ascent), and the tangent bounds what is left. Where all find less than before,
the climb goes back and takes a smaller power, else a larger.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lastknown.compiled import allocating, compiled

__all__ = ["divide_evenly"]

Floats = NDArray[np.float64]
Whole = NDArray[np.intp]
Slots = NDArray[np.int32]

_CLIMBS: Final = 200
_CLOSE: Final = 5e-3  # of what is found; what is found is then within 0.1 % of the best, measured
_HALF_ROOT_PI: Final = 0.5 * math.sqrt(math.pi)


@allocating
def divide_evenly(
    share: Floats,
    keen: Floats,
    slot: Slots,
    first: Whole,
    held: Floats,
    rate: Floats,
    effort: Floats,
) -> tuple[float, float]:
    """Return what the best division found finds, and what none exceeds.

    Parameters
    ----------
    share : (n,) weight of each particle. keen : (n,) factor on the coverage that it collects.
    slot : (n, p) twice the cell that it is in, plus its kind (0 or 1); -1 where it is not seen.
    first : (p + 1,) first cell of each period; cells are numbered period by period.
    held : (c,) share in each cell, which the first division goes by.
    rate : (g, p, 2) coverage that one unit of effort in one cell lays on each kind.
    effort : (g, p) of each searcher in each period.
    """
    x = held + np.zeros((effort.shape[0], held.size))
    slope, tried, steep = np.empty_like(x), np.empty_like(x), np.empty_like(x)
    work, power = np.empty((2, 2 * held.size)), 1.0 / effort.shape[0]
    _scale(x, first, effort)
    value = _earn(share, keen, slot, first, rate, x, work, slope)
    bound = value + _more(x, slope, first, effort)
    for _ in range(_CLIMBS):
        if bound - value < _CLOSE * value:
            break
        _raise(x, slope, first, power, tried)
        _scale(tried, first, effort)
        now = _earn(share, keen, slot, first, rate, tried, work, steep)
        bound = min(bound, now + _more(tried, steep, first, effort))
        if now >= value:
            value, power = now, 1.25 * power
            x, tried, slope, steep = tried, x, steep, slope
        else:
            power *= 0.4
    return value, bound


@compiled
def _scale(x: Floats, first: Whole, effort: Floats) -> None:
    """Scale efforts x (g, c) to what there is of each in each period."""
    for g in range(x.shape[0]):
        for p in range(first.size - 1):
            total = 0.0
            for c in range(first[p], first[p + 1]):
                total += x[g, c]
            factor = effort[g, p] / total if total > 0.0 else 0.0
            for c in range(first[p], first[p + 1]):
                x[g, c] *= factor


@compiled
def _raise(x: Floats, slope: Floats, first: Whole, power: float, out: Floats) -> None:
    """Fill out (g, c) with efforts raised by a power of what they earn, to any scale."""
    for g in range(x.shape[0]):
        for p in range(first.size - 1):
            steepest = 1e-300
            for c in range(first[p], first[p + 1]):
                steepest = max(steepest, slope[g, c])
            for c in range(first[p], first[p + 1]):
                out[g, c] = x[g, c] * (slope[g, c] / steepest) ** power


@compiled
def _more(x: Floats, slope: Floats, first: Whole, effort: Floats) -> float:
    """Return what the tangent promises at most beyond what efforts x (g, c) find."""
    more = 0.0
    for g in range(x.shape[0]):
        for p in range(first.size - 1):
            steepest = 0.0
            for c in range(first[p], first[p + 1]):
                steepest = max(steepest, slope[g, c])
                more -= x[g, c] * slope[g, c]
            more += effort[g, p] * steepest
    return more


@compiled
def _earn(
    share: Floats,
    keen: Floats,
    slot: Slots,
    first: Whole,
    rate: Floats,
    x: Floats,
    work: Floats,
    slope: Floats,
) -> float:
    """Fill slope (g, c), what each effort earns, and return what all find; work is (2, 2 c)."""
    coverage, gain = work[0], work[1]
    _cover(first, rate, x, coverage)
    gain[:] = 0.0
    total = 0.0
    for i in range(share.size):
        y = 0.0
        for p in range(slot.shape[1]):
            if slot[i, p] >= 0:
                y += coverage[slot[i, p]]
        y *= keen[i]
        total += share[i] * math.erf(_HALF_ROOT_PI * y)
        earned = share[i] * keen[i] * math.exp(-0.25 * math.pi * y * y)
        for p in range(slot.shape[1]):
            if slot[i, p] >= 0:
                gain[slot[i, p]] += earned
    for g in range(x.shape[0]):
        for p in range(first.size - 1):
            for c in range(first[p], first[p + 1]):
                slope[g, c] = rate[g, p, 0] * gain[2 * c] + rate[g, p, 1] * gain[2 * c + 1]
    return total


@compiled
def _cover(first: Whole, rate: Floats, x: Floats, out: Floats) -> None:
    """Fill out (2 c,) with the coverage of each cell for each kind."""
    out[:] = 0.0
    for g in range(x.shape[0]):
        for p in range(first.size - 1):
            for c in range(first[p], first[p + 1]):
                out[2 * c] += rate[g, p, 0] * x[g, c]
                out[2 * c + 1] += rate[g, p, 1] * x[g, c]
