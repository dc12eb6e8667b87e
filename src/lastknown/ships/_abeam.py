"""How probable it is that an uncertain hull meets particles in one straight step (compiled).

Along and across its path a ship is off by a and c standard deviations, the same for the whole
stretch. A particle at path coordinates (s, y) lies x = s - s_ship from the hull's middle, so in the
plane of (a, c) the hull is a rectangle about (x / sd_along, y / sd_across) that moves as time goes
by, and the probability of a strike is the standard Gaussian measure of what the rectangle sweeps.

Over a step all moves straight. The hull's middle is abeam of the particle when a = x / sd_along, so
between two moments the measure grows by

    integral of phi(a) [Phi((y + w) / sd_across) - Phi((y - w) / sd_across)] da

over the a that x / sd_along runs through, y taken when abeam, and w half the width that the hull
sweeps across the relative motion, measured along y: for a motion at an angle t to the path, and
k to the hull,

    w = (B/2 |cos k| + L/2 |sin k| + d) / |cos t|

with d = 0 for the hull and the distance for a pass. Where the motion is more across than along, the
two swap their parts. What has the hull over it at the beginning, or between bow and middle at the
end, is the measure of the rectangle's half that no later passing counts.
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lastknown.compiled import compiled, inlined
from lastknown.ships._paths import Paths

__all__ = ["FARTHEST_SD", "KINDS", "NOT", "Hulls", "abreast", "turn"]

Array = NDArray[np.float64]
Two = tuple[float, float]
Five = tuple[float, float, float, float, float]
Index = NDArray[np.int64]

KINDS: Final = 4
"""What is counted: hull, within 0.25 NM, within 0.5 NM, wash."""

FARTHEST_SD: Final = 4.5
"""Errors beyond that many standard deviations, 7e-6 of all, count as never."""

NOT: Final = -1
"""The way of what is not at sea; for others see `_sweep.way_of`."""

_PARTS: Final = 24
_PART_SD: Final = 0.5
_PER_ROOT_2: Final = 1.0 / math.sqrt(2.0)


class Hulls(NamedTuple):
    """Half sizes of s ships and how far off each kind of pass reaches.

    Attributes
    ----------
    beam, length : (s,) half of each, m.
    reach : (4, s, k+1) distance from the hull, m; below 0: there is none (wash).
    margin : (s,) how far from its middle anything counts, m, with no error.
    widest : (s,) the same with the greatest error across its path.
    """

    beam: Array
    length: Array
    reach: Array
    margin: Array
    widest: Array


@compiled
def abreast(
    lengthwise: bool, count: int, s: int, k: int, way: Index, paths: Paths, hulls: Hulls,
    run: Array, sums: Array,
) -> None:  # fmt: skip
    """Add to sums (4, n) what passes abeam in one step; or, where all moves across, the keel line.

    Counts those of a group that go 1 or 2 (lengthwise), or 3 or 4. Written without branches, so
    that the compiler takes several at once.

    Parameters
    ----------
    run : (4, n) x and y at the begin of the step and at its end, from the hull's middle, m.
    """
    sd0, sd1, other0, other1 = (
        paths.along[s, k], paths.along[s, k + 1], paths.across[s, k], paths.across[s, k + 1]
    )  # fmt: skip
    cos_k, sin_k, p, q = paths.crab_cos[s, k], paths.crab_sin[s, k], 0, 1
    if not lengthwise:
        sd0, sd1, other0, other1, cos_k, sin_k, p, q = other0, other1, sd0, sd1, sin_k, cos_k, 1, 0
    per0, per1, least = 1.0 / sd0, 1.0 / sd1, 1 if lengthwise else 3
    scale = 1.0 / (_PART_SD * max(0.5 * (other0 + other1), 0.3 * hulls.beam[s]))
    parts = 1
    for i in range(count):
        low, high = _range(run[p, i] * per0, run[p + 2, i] * per1)
        begin, end = run[p, i] * per0, run[p + 2, i] * per1
        moves = abs(run[q + 2, i] - run[q, i]) * scale * (high - low) / (abs(end - begin) + 1e-9)
        more = 1 + int(moves if (high > low) & (way[i] >= least) else 0.0)
        parts = more if more > parts else parts
    parts = min(parts, _PARTS)
    for part in range(parts):
        share = part / parts, (part + 1.0) / parts
        _part(p, q, least, count, share, (sd0, sd1), (other0, other1), (cos_k, sin_k),
              (hulls.beam[s], hulls.length[s], hulls.reach[1, s, k], hulls.reach[2, s, k],
               hulls.reach[3, s, k]), way, run, sums)  # fmt: skip


@inlined
def _part(
    p: int, q: int, least: int, count: int, share: Two, sd: Two, other: Two, crab: Two, sizes: Five,
    way: Index, run: Array, sums: Array,
) -> None:  # fmt: skip
    """Add what passes while the error along runs through a share of its range in the step."""
    beam, length, near, half, wash = sizes
    for i in range(count):
        x0, y0 = run[p, i], run[q, i]
        dx, dy = run[p + 2, i] - x0, run[q + 2, i] - y0
        per_x, sign = 1.0 / (abs(dx) + 1e-12), 1.0 if dx > 0.0 else -1.0
        slope = dy * per_x
        wide = math.sqrt(1.0 + slope * slope)
        hull = beam * abs(sign * crab[0] + slope * crab[1])
        hull += length * abs(slope * crab[0] - sign * crab[1])
        begin, end = x0 / sd[0], (x0 + dx) / sd[1]
        low, high = _range(begin, end)
        from_, to = low + (high - low) * share[0], low + (high - low) * share[1]
        mass, middle = _normal(to) - _normal(from_), 0.5 * (from_ + to)
        f = (middle * sd[0] - x0) / (dx - middle * (sd[1] - sd[0]))
        f = f if f > 0.0 else 0.0
        f = f if f < 1.0 else 1.0
        per = 1.0 / (other[0] + f * (other[1] - other[0]))
        y = (y0 + f * dy) * per
        real = (high > low) & ((end - begin) * sign > 0.0)
        real = real & (way[i] >= least) & (way[i] <= least + 1)
        sums[0, i] += mass * _within(y, hull * per) if real else 0.0
        sums[1, i] += mass * _within(y, (hull + near * wide) * per) if real else 0.0
        sums[2, i] += mass * _within(y, (hull + half * wide) * per) if real else 0.0
        far = real & (wash >= 0.0)
        sums[3, i] += mass * _within(y, (hull + wash * wide) * per) if far else 0.0


@inlined
def _range(begin: float, end: float) -> Two:
    """Return (low, high) of two errors, sd, cut to what counts; high < low where none does."""
    low, high = (begin, end) if begin < end else (end, begin)
    low = low if low > -FARTHEST_SD else -FARTHEST_SD
    high = high if high < FARTHEST_SD else FARTHEST_SD
    return low, high


@inlined
def _within(y: float, half: float) -> float:
    """Return the probability that a standard normal error is within half a width of y."""
    return _normal(y + half) - _normal(y - half)


@inlined
def _normal(z: float) -> float:
    """Return the normal distribution function within 2e-7.

    Abramowitz and Stegun (1964), 7.1.28: erf x = 1 - (1 + a1 x + ... + a6 x^6)^-16, x >= 0.
    """
    x = abs(z) * _PER_ROOT_2
    p = 1.0 + x * (
        0.0705230784
        + x
        * (
            0.0422820123
            + x * (0.0092705272 + x * (0.0001520143 + x * (0.0002765672 + x * 0.0000430638)))
        )
    )
    p *= p
    p *= p
    p *= p
    tail = 0.5 / (p * p)
    return 1.0 - tail if z > 0.0 else tail


@compiled
def turn(
    i: int, s: int, k: int, x: float, y: float, before: int, after: int, paths: Paths, hulls: Hulls,
    sums: Array,
) -> None:  # fmt: skip
    """Add what no passing counts where the relative motion begins, turns or ends.

    At the beginning (before is NOT) all that the shape covers, less what will pass abeam; at a
    turn what would have passed abeam the old way, less what will the new way.
    """
    if abs(x) > hulls.margin[s] + FARTHEST_SD * paths.along[s, k]:
        return
    if abs(y) > hulls.margin[s] + FARTHEST_SD * paths.across[s, k]:
        return
    for kind in range(KINDS):
        reach = hulls.reach[kind, s, k]
        if reach < 0.0:
            continue
        half_b, half_l = hulls.beam[s], hulls.length[s]
        wide = half_b + reach
        area = 4.0 * half_b * half_l + 4.0 * reach * (half_b + half_l) + math.pi * reach * reach
        long = area / (4.0 * wide)
        per_a, per_c = 1.0 / paths.along[s, k], 1.0 / paths.across[s, k]
        box = (x - long) * per_a, x * per_a, (x + long) * per_a
        side = (y - wide) * per_c, y * per_c, (y + wide) * per_c
        sums[kind, i] += _half(before, box, side) - _half(after, box, side)


@compiled
def _half(way: int, box: tuple[float, float, float], side: tuple[float, float, float]) -> float:
    """Return the measure of the half of a shape that will pass abeam; of all of it for NOT."""
    a0, a1 = _normal(box[0]), _normal(box[2])
    c0, c1 = _normal(side[0]), _normal(side[2])
    if way == 1:
        a1 = _normal(box[1])
    elif way == 2:
        a0 = _normal(box[1])
    elif way == 3:
        c1 = _normal(side[1])
    elif way == 4:
        c0 = _normal(side[1])
    elif way == 0:
        return 0.0
    return (a1 - a0) * (c1 - c0)
