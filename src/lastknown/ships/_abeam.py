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

__all__ = ["FARTHEST_SD", "KINDS", "NOT", "Aside", "Hulls", "Run", "abreast", "turn"]

Array = NDArray[np.float64]
Two = tuple[float, float]
Four = tuple[float, float, float, float]
Index = NDArray[np.int64]

KINDS: Final = 4
"""What is counted: hull, within 0.25 NM, within 0.5 NM, wash."""

FARTHEST_SD: Final = 4.5
"""Errors beyond that many standard deviations, 7e-6 of all, count as never."""

NOT: Final = -1
"""The way of what is not at sea; for others see `_sweep.way_of`."""

_PARTS: Final = 24
_PART_SD: Final = 1.0
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


class Run(NamedTuple):
    """A group in one step, as seen from the hull's middle: (n,) m at its begin and at its end."""

    x0: Array
    y0: Array
    x1: Array
    y1: Array


class Aside(NamedTuple):
    """What one part of a step brings, (n,).

    Attributes
    ----------
    hull, near, half : probabilities by kind. mass : that the particle comes abeam in it.
    place, wide, grows : in sd across: where it is then, the half width of the last kind, and how
        much wider that is for a metre more.
    """

    hull: Array
    near: Array
    half: Array
    mass: Array
    place: Array
    wide: Array
    grows: Array


@compiled
def abreast(
    across: int, count: int, s: int, k: int, way: Index, paths: Paths, hulls: Hulls,
    run: Run, aside: Aside, sums: Array,
) -> None:  # fmt: skip
    """Add to sums (4, n) what passes abeam in one step; or, where all moves across, the keel line.

    Counts those of a group that go 1 or 2 (across 0), or 3 or 4 (across 1).
    """
    sizes = hulls.beam[s], hulls.length[s], hulls.reach[1, s, k], hulls.reach[2, s, k]
    along = paths.along[s, k], paths.along[s, k + 1]
    other = paths.across[s, k], paths.across[s, k + 1]
    crab, (x0, y0, x1, y1) = (paths.crab_cos[s, k], paths.crab_sin[s, k]), run
    if across == 1:
        along, other, crab, x0, y0, x1, y1 = other, along, (crab[1], crab[0]), y0, x0, y1, x1
    least = 1 + 2 * across
    parts = _parts(least, count, along, other, hulls.beam[s], way, x0, y0, x1, y1)
    for part in range(parts):
        share = part / parts, (part + 1.0) / parts
        _part(least, count, share, along, other, crab, sizes, way, x0, y0, x1, y1, aside)
        for i in range(count):
            sums[0, i] += aside.hull[i]
            sums[1, i] += aside.near[i]
            sums[2, i] += aside.half[i]
        if hulls.reach[3, s, k] >= 0.0:
            more = hulls.reach[3, s, k] - hulls.reach[2, s, k]
            for i in range(count):
                wide = aside.wide[i] + more * aside.grows[i]
                sums[3, i] += aside.mass[i] * _within(aside.place[i], wide)


@compiled
def _parts(
    least: int, count: int, sd: Two, other: Two, beam: float, way: Index,
    x0: Array, y0: Array, x1: Array, y1: Array,
) -> int:  # fmt: skip
    """Return into how many parts to cut a step, so that the place across changes little in each."""
    per0, per1 = 1.0 / sd[0], 1.0 / sd[1]
    scale, most = 1.0 / (_PART_SD * max(0.5 * (other[0] + other[1]), 0.3 * beam)), 0
    for i in range(count):
        begin, end = x0[i] * per0, x1[i] * per1
        low, high = _range(begin, end)
        moves = abs(y1[i] - y0[i]) * scale * (high - low) / (abs(end - begin) + 1e-9)
        parts = int(moves if (high > low) & (way[i] >= least) else 0.0)
        most = parts if parts > most else most
    return min(1 + most, _PARTS)


@compiled
def _part(
    least: int, count: int, share: Two, sd: Two, other: Two, crab: Two, sizes: Four,
    way: Index, x0: Array, y0: Array, x1: Array, y1: Array, aside: Aside,
) -> None:  # fmt: skip
    """Fill `aside` with what passes while the error along runs through a share of its range.

    Over that share the place across runs on evenly: the variance of that, its square over 12, is
    added to the error's. Written without branches and on plain rows, so that the compiler takes
    several at once (measured: 13 ns a particle instead of 57).
    """
    beam, length, near, half = sizes
    per0, per1, d_sd = 1.0 / sd[0], 1.0 / sd[1], sd[1] - sd[0]
    for i in range(count):
        x, y, dx, dy = x0[i], y0[i], x1[i] - x0[i], y1[i] - y0[i]
        per_x, sign = 1.0 / (abs(dx) + 1e-12), 1.0 if dx > 0.0 else -1.0
        slope = dy * per_x
        wide = math.sqrt(1.0 + slope * slope)
        hull = beam * abs(sign * crab[0] + slope * crab[1])
        hull += length * abs(slope * crab[0] - sign * crab[1])
        begin, end = x * per0, (x + dx) * per1
        low, high = _range(begin, end)
        from_, to = low + (high - low) * share[0], low + (high - low) * share[1]
        middle = 0.5 * (from_ + to)
        per_f = 1.0 / (dx - middle * d_sd)
        f = (middle * sd[0] - x) * per_f
        f = f if f > 0.0 else 0.0
        f = f if f < 1.0 else 1.0
        runs = (to - from_) * (to - from_)
        runs = (runs if runs < 12.0 else 12.0) * (1.0 / 12.0)
        moves = dy * (sd[0] + f * d_sd) * per_f
        error = other[0] + f * (other[1] - other[0])
        per = 1.0 / math.sqrt(error * error + moves * moves * runs)
        place = (y + f * dy) * per
        real = (high > low) & ((end - begin) * sign > 0.0)
        real = real & (way[i] >= least) & (way[i] <= least + 1)
        mass = _normal(to) - _normal(from_) if real else 0.0
        place = place if real else 0.0
        per = per if real else 0.0
        aside.hull[i] = mass * _within(place, hull * per)
        aside.near[i] = mass * _within(place, (hull + near * wide) * per)
        aside.half[i] = mass * _within(place, (hull + half * wide) * per)
        aside.mass[i], aside.place[i] = mass, place
        aside.wide[i], aside.grows[i] = (hull + half * wide) * per, wide * per


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
