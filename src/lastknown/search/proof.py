"""The proof beside a plan: what the same effort could find at best, and what it cannot exceed.

**Reference**, the best even division. The sea is cut into square cells and the time into periods.
In every period each unit spreads the effort it has then, usable fraction x search speed x time,
over the cells as it likes. A particle collects coverage y = sum of W l / A, l the track laid on its
cell of area A, over all periods and units, and is found with probability b(y) = erf(sqrt(pi)/2 y),
the curve of parallel tracks (Koopman 1946).
The sum over particles of share x b is concave in the efforts, so every climb ends at the same
height; efforts are raised in proportion to what they earn (mirror ascent), from two starts, and the
linear bound at the end says how far from the best it stopped. It follows every particle's own path:
no transition matrix, nothing forgotten.

**Ceiling**, certified for the density of the cells: `cloud_ceiling` with every particle's densest
moment, all effort free to be used at any time, and the definite-range bound. Effort counts relative
to the particle: its density is raised by 1 + u/v, u its speed and v that of the slowest unit. It is
that of the boats plus that of the persons in the water, each with its own sweep width, or that of
all with the largest, whichever is less.

The way out and back is that to the nearest particle.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lastknown.compiled import allocating
from lastknown.drift.cloud import BOAT, IN_WATER
from lastknown.search.bound import INVERSE_CUBE_ENDS, cloud_ceiling
from lastknown.search.scene import Scene
from lastknown.search.seat import Seat

__all__ = ["Proof", "prove"]

Floats = NDArray[np.float64]
Cells = NDArray[np.intp]

_PARTICLES: Final = 20_000
_PERIOD_S: Final = 1800.0
_IN_CELL: Final = 25.0
"""Particles in a cell, about, where the densest half lies."""

_CLIMBS: Final = 400
_CLOSE: Final = 2e-3


@dataclass(frozen=True)
class Proof:
    """What stands beside a plan.

    Attributes
    ----------
    reference : POS of the best even division found, fraction; gap : how much better any could be.
    ceiling : POS that no use of the units exceeds, fraction.
    cell_m : side of the cells, m; period_s : length of the periods, s, at most.
    """

    reference: float
    gap: float
    ceiling: float
    cell_m: float
    period_s: float


@dataclass(frozen=True)
class _Field:
    """Particles over periods: share (n,), cell (p, n), -1 out of sight; widths (u, p, n) m; effort
    (u, p) m; speed (n,) m/s at most; seen (p, n)."""

    share: Floats
    cell: Cells
    width: Floats
    effort: Floats
    speed: Floats
    seen: NDArray[np.int8]
    cell_m: float


def prove(seats: Sequence[Seat], scene: Scene, *, cell_m: float | None = None) -> Proof:
    """Return the reference and the ceiling of the units on the scene that a plan is scored by.

    Parameters
    ----------
    cell_m : side of the cells, m; None: so that about 25 particles lie in one in the densest half.
    """
    field = _field(seats, scene, cell_m)
    reference, bound = _divide(field)
    ends = INVERSE_CUBE_ENDS * field.width.max(axis=(1, 2))
    slowest = min(seat.errand.search_ms for seat in seats)
    most = max(reference, _ceiling(field, ends, slowest))
    most = min(most, float(field.share[(field.cell >= 0).any(axis=0)].sum()))
    gap = max(0.0, min(bound, most) - reference)
    return Proof(reference, gap, max(most, reference), field.cell_m, _PERIOD_S)


def _field(seats: Sequence[Seat], scene: Scene, cell_m: float | None) -> _Field:
    there = np.flatnonzero(scene.share > 0.0)
    rows = there[:: max(1, -(-there.size // _PARTICLES))]
    share = scene.share[rows] * (scene.share.sum() / scene.share[rows].sum())
    edges = np.linspace(scene.time_s[0], scene.time_s[-1], _periods(scene) + 1)
    middle = 0.5 * (edges[1:] + edges[:-1])
    step = np.clip(np.searchsorted(scene.time_s, middle, side="right") - 1, 0, scene.dark.size - 1)
    part = (middle - scene.time_s[step]) / (scene.time_s[step + 1] - scene.time_s[step])
    x, y = (_at(values[:, rows], step, part) for values in (scene.x, scene.y))
    seen = scene.seen[step][:, rows]
    side = _cell_side(x, y, seen, share) if cell_m is None else cell_m
    width = np.array([np.sqrt(8.0 * np.pi * seat.targets.factor[step][:, rows]) for seat in seats])
    effort = np.array([_effort(seat, x, y, seen >= 0, edges) for seat in seats])
    speed = _speed(scene, rows)
    return _Field(share, _cells(x, y, seen, side), width, effort, speed, seen, side)


def _periods(scene: Scene) -> int:
    return max(1, math.ceil(float(scene.time_s[-1] - scene.time_s[0]) / _PERIOD_S))


def _at(values: Floats, step: Cells, part: Floats) -> Floats:
    return np.asarray(values[step] * (1.0 - part[:, None]) + values[step + 1] * part[:, None])


def _speed(scene: Scene, rows: Cells) -> Floats:
    """Return the greatest speed of each particle while it can be seen, m/s."""
    span = np.diff(scene.time_s)[:, None]
    way = np.hypot(np.diff(scene.x[:, rows], axis=0), np.diff(scene.y[:, rows], axis=0)) / span
    return np.asarray(np.where(scene.seen[:, rows] >= 0, way, 0.0).max(axis=0))


def _effort(seat: Seat, x: Floats, y: Floats, there: NDArray[np.bool_], edges: Floats) -> Floats:
    """Return the usable track of a unit in each period, m: ways out and back to the nearest."""
    errand = seat.errand
    out = np.hypot(x - errand.from_x, y - errand.from_y)[there].min(initial=math.inf)
    home = np.hypot(x - errand.to_x, y - errand.to_y)[there].min(initial=math.inf)
    arrive = errand.depart_s + float(out) / errand.transit_ms
    leave = min(errand.back_by_s - float(home) / errand.transit_ms, errand.until_s)
    inside = np.minimum(edges[1:], leave) - np.maximum(edges[:-1], arrive)
    return np.asarray(errand.usable * errand.search_ms * np.maximum(0.0, inside))


def _cell_side(x: Floats, y: Floats, seen: NDArray[np.int8], share: Floats) -> float:
    """Return the side of cells that hold `_IN_CELL` particles where the densest half lies, m."""
    side, want = 250.0, _IN_CELL / share.size * float(share.sum())
    for _ in range(40):
        cell = _cells(x, y, seen, side)[len(x) // 2]
        held = np.sort(np.bincount(cell[cell >= 0], share[cell >= 0]))[::-1]
        half = held[np.cumsum(held) <= 0.5 * held.sum()]
        if half.size == 0 or half.mean() >= want:
            break
        side *= 1.15
    return side


def _cells(x: Floats, y: Floats, seen: NDArray[np.int8], side: float) -> Cells:
    """Return the cell of every particle in every period, numbered over those in use; -1 unseen."""
    column = np.floor((x - x.min()) / side).astype(np.intp)
    row = np.floor((y - y.min()) / side).astype(np.intp)
    number = row * (int(column.max()) + 1) + column
    used, cell = np.unique(number, return_inverse=True)
    del used
    return np.where(seen >= 0, cell.reshape(x.shape), -1)


def _divide(field: _Field) -> tuple[float, float]:
    """Return the POS of the best division found, and what no division exceeds."""
    rate = np.ascontiguousarray(field.width / field.cell_m**2)
    cells = int(field.cell.max(initial=0)) + 1
    best, bound = 0.0, math.inf
    if not (field.effort.sum() > 0.0 and rate.max(initial=0.0) > 0.0):
        return 0.0, 0.0
    for start in (_alike(field, cells), _as_they_lie(field, cells)):
        value, over = _climb(field.share, field.cell, rate, field.effort, start, _CLIMBS, _CLOSE)
        best, bound = max(best, value), min(bound, over)
    return best, bound


def _alike(field: _Field, cells: int) -> Floats:
    """Return the efforts (u, p, cells) spread alike over the cells in use in each period."""
    used = np.array([np.bincount(c[c >= 0], minlength=cells) > 0 for c in field.cell], float)
    part = used / np.maximum(used.sum(axis=1), 1.0)[:, None]
    return np.ascontiguousarray(field.effort[:, :, None] * part[None])


def _as_they_lie(field: _Field, cells: int) -> Floats:
    """Return the efforts in proportion to the share in each cell."""
    held = np.array([np.bincount(c[c >= 0], field.share[c >= 0], cells) for c in field.cell])
    part = held / np.maximum(held.sum(axis=1), 1e-300)[:, None]
    return np.ascontiguousarray(field.effort[:, :, None] * part[None])


@allocating
def _climb(
    share: Floats, cell: Cells, rate: Floats, effort: Floats, x: Floats, climbs: int, close: float
) -> tuple[float, float]:
    """Raise efforts x (u, p, c) in proportion to what they earn; return (value, bound)."""
    units, periods, _ = x.shape
    slope, coverage = np.empty(x.shape), np.empty(share.size)
    value, bound = 0.0, math.inf
    for _ in range(climbs):
        now = _earn(share, cell, rate, x, coverage, slope)
        value = max(value, now)
        over = now
        for u in range(units):
            for p in range(periods):
                over += _raise(x[u, p], slope[u, p], effort[u, p], 1.0 / units)
        bound = min(bound, over)
        if bound - value < close * value:
            break
    return value, bound


@allocating
def _raise(x: Floats, slope: Floats, effort: float, power: float) -> float:
    """Raise efforts x (c,) in proportion to a power of what they earn; return what more is left."""
    earned, steepest, total = 0.0, 0.0, 0.0
    for c in range(x.size):
        earned += x[c] * slope[c]
        steepest = max(steepest, slope[c])
    for c in range(x.size):
        x[c] *= (slope[c] / max(steepest, 1e-300)) ** power
        total += x[c]
    for c in range(x.size):
        x[c] *= effort / max(total, 1e-300)
    return effort * steepest - earned


@allocating
def _earn(
    share: Floats, cell: Cells, rate: Floats, x: Floats, coverage: Floats, slope: Floats
) -> float:
    """Fill slope (u, p, c), what each effort earns per metre, and return what all find."""
    units, periods, _ = x.shape
    coverage[:], slope[:] = 0.0, 0.0
    for u in range(units):
        for p in range(periods):
            for i in range(share.size):
                if cell[p, i] >= 0:
                    coverage[i] += rate[u, p, i] * x[u, p, cell[p, i]]
    total = 0.0
    for i in range(share.size):
        total += share[i] * math.erf(0.5 * math.sqrt(math.pi) * coverage[i])
        coverage[i] = share[i] * math.exp(-0.25 * math.pi * coverage[i] ** 2)
    for u in range(units):
        for p in range(periods):
            for i in range(share.size):
                if cell[p, i] >= 0:
                    slope[u, p, cell[p, i]] += rate[u, p, i] * coverage[i]
    return total


def _ceiling(field: _Field, ends_m: Floats, slowest_ms: float) -> float:
    """Return what no use of the units exceeds."""
    path = field.effort.sum(axis=1)
    density = _density(field, np.ones(field.cell.shape, np.bool_), slowest_ms)
    widest = field.width.max(axis=(1, 2))
    whole = cloud_ceiling(field.share, density, float((widest * (path + ends_m)).sum()))
    parts = 0.0
    for kind in (BOAT, IN_WATER):
        those = field.seen == kind
        width = np.where(those[None], field.width, 0.0).max(axis=(1, 2))
        swept = float((width * (path + ends_m)).sum())
        parts += cloud_ceiling(field.share, _density(field, those, slowest_ms), swept)
    return min(whole, parts)


def _density(field: _Field, those: NDArray[np.bool_], slowest_ms: float) -> Floats:
    """Return the density at every particle that counts, in every period, 1/m2, in its own frame."""
    out = np.zeros(field.cell.shape)
    for row, cell, counts in zip(out, field.cell, those & (field.cell >= 0), strict=True):
        held = np.bincount(cell[counts], field.share[counts])
        row[counts] = held[cell[counts]] / field.cell_m**2
    return np.asarray(out * (1.0 + field.speed / slowest_ms))
