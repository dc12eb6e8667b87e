"""The proof beside a plan: what the same effort could find at best, and what it cannot exceed.

**Density.** Every particle is spread over a few copies, displaced by a normal draw of the bandwidth
each, the same at all times: what is divided is a kernel density of paths, not the particles. The
sea is cut into square cells, the time into periods.

**Reference**, the best even division. In every period each unit spreads the effort it has then,
usable fraction x search speed x time, over the cells as it likes. A particle collects coverage
y = sum of W l / A, l the track laid on its cell of area A, over all periods and units, and is found
with probability b(y) = erf(sqrt(pi)/2 y), the curve of parallel tracks (Koopman 1946). The sum over
particles of share x b is concave in the efforts, so every climb ends at the same height; efforts
are raised in proportion to a power of what they earn (mirror ascent), and the linear bound at the
end says how far from the best it stopped. It follows every particle's own path: no transition
matrix, nothing forgotten. The effort is that of the plan's own units: the ways out and back are
those to and from their patterns, and all the time between them counts, waited or not.

**Ceiling**, certified for the density of the cells: `cloud_ceiling` with every particle's densest
moment, all effort free to be used at any time, and the definite-range bound. Effort counts relative
to the particle: its density is raised by 1 + u/v, u its speed and v that of the slowest unit. It is
that of the boats plus that of the persons in the water, each with its own sweep width, or that of
all with the largest, whichever is less. The ways out and back are those to the nearest particle.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lastknown.drift.cloud import BOAT, IN_WATER
from lastknown.search._even import divide_evenly
from lastknown.search.bound import INVERSE_CUBE_ENDS, cloud_ceiling
from lastknown.search.scene import Scene
from lastknown.search.seat import Seat
from lastknown.search.unit import UnitPlan

__all__ = ["Proof", "prove"]

Floats = NDArray[np.float64]
Cells = NDArray[np.intp]
Numbers = NDArray[np.int32]

_PARTICLES: Final = 20_000
_COPIES: Final = 160_000
"""Copies of all particles together, about; half as many move the reference by another 1 % where the
cell is halved, for what is found then rests on the draw of the copies."""

_PERIOD_S: Final = 1800.0
_IN_CELL: Final = 100.0
"""Of 20,000 particles those in a cell, about, where the densest half lies."""

_BANDWIDTH: Final = 0.3
"""Bandwidth in sides of such a cell. Measured on three cases: the reference is within 1 % of that
of 160,000 particles and more, and 1 to 1.5 % higher where the cell is halved."""

_FINE: Final = 1e-3
"""Step of the logarithm of density for the ceiling."""

_GOLDEN: Final = 0.6180339887498949
_SILVER: Final = 0.4142135623730950


@dataclass(frozen=True)
class Proof:
    """What stands beside a plan.

    Attributes
    ----------
    reference : POS of the best even division found, fraction; gap : how much better any could be.
    ceiling : POS that no use of the units exceeds, fraction.
    cell_m : side of the cells, m; bandwidth_m : of the density, sd of one component, m.
    period_s : length of the periods, s, at most.
    """

    reference: float
    gap: float
    ceiling: float
    cell_m: float
    bandwidth_m: float
    period_s: float


@dataclass(frozen=True)
class _Field:
    """Copies of particles over periods.

    share (n,); cell (p, n), -1 out of sight, and the first of each period (p+1,); width (u, p, 2),
    for the boat and for persons in the water, m; edges (p+1,) s; x, y (p, m) m and seen (p, m) of
    the particles themselves, n a multiple of m; speed (n,) m/s at most; cell_m, bandwidth_m.
    """

    share: Floats
    cell: Numbers
    first: Cells
    seen: NDArray[np.int8]
    width: Floats
    edges: Floats
    x: Floats
    y: Floats
    speed: Floats
    cell_m: float
    bandwidth_m: float


def prove(
    seats: Sequence[Seat],
    scene: Scene,
    tasks: Sequence[UnitPlan] = (),
    *,
    cell_m: float | None = None,
    bandwidth_m: float | None = None,
) -> Proof:
    """Return the reference and the ceiling of the units on the scene that a plan is scored by.

    Parameters
    ----------
    tasks : the plan's, one a seat, whose ways out and back the reference's units have; of a unit
        that stays, and without tasks: to the nearest particle. What they find together is found.
    cell_m : side of the cells, m; None: so that about 100 of 20,000 effective particles (fewer of
        fewer) lie in one where the densest half lies.
    bandwidth_m : sd of each component of the normal density that each particle stands for, m; 0:
        none; None: 0.3 of such a side.
    """
    field = _field(seats, scene, cell_m, bandwidth_m)
    near = np.array([_effort(seat, field, None) for seat in seats])
    own = near
    if tasks:
        pairs = zip(seats, tasks, strict=True)
        own = np.array([_effort(seat, field, task) for seat, task in pairs])
    reference, bound = _divide(field, own)
    near = np.maximum(near, own)
    slowest = min(seat.errand.search_ms for seat in seats)
    most = max(reference, _ceiling(field, near.sum(axis=1), slowest))
    most = min(most, float(field.share[(field.cell >= 0).any(axis=0)].sum()))
    gap = max(0.0, min(bound, most) - reference)
    most = max(most, reference, sum(task.pos for task in tasks))
    return Proof(reference, gap, most, field.cell_m, field.bandwidth_m, _PERIOD_S)


def _field(
    seats: Sequence[Seat], scene: Scene, cell_m: float | None, bandwidth_m: float | None
) -> _Field:
    there = np.flatnonzero(scene.share > 0.0)
    rows = there[:: max(1, -(-there.size // _PARTICLES))]
    share = scene.share[rows] * (scene.share.sum() / scene.share[rows].sum())
    edges = np.linspace(scene.time_s[0], scene.time_s[-1], _periods(scene) + 1)
    step, x, y = _middles(scene, rows, edges)
    seen = scene.seen[step][:, rows]
    usual = _cell_side(x, y, seen, share)
    side = usual if cell_m is None else cell_m
    spread = _BANDWIDTH * usual if bandwidth_m is None else bandwidth_m
    copies = 1 if spread <= 0.0 else -(-_COPIES // rows.size)
    dx, dy = _offsets(rows.size, copies, spread)
    cell, first = _cells(x, y, seen, side, dx, dy)
    return _Field(
        share=np.repeat(share / copies, copies),
        cell=cell,
        first=first,
        seen=seen,
        width=_widths(seats, scene, step),
        edges=edges,
        x=x,
        y=y,
        speed=np.repeat(_speed(scene, rows), copies),
        cell_m=side,
        bandwidth_m=spread,
    )


def _periods(scene: Scene) -> int:
    return max(1, math.ceil(float(scene.time_s[-1] - scene.time_s[0]) / _PERIOD_S))


def _middles(scene: Scene, rows: Cells, edges: Floats) -> tuple[Cells, Floats, Floats]:
    """Return the step of the scene in the middle of each period, (p,), and x, y then, (p, n)."""
    middle = 0.5 * (edges[1:] + edges[:-1])
    step = np.clip(np.searchsorted(scene.time_s, middle, side="right") - 1, 0, scene.dark.size - 1)
    part = ((middle - scene.time_s[step]) / np.diff(scene.time_s)[step])[:, None]
    x, y = (
        v[step] * (1.0 - part) + v[step + 1] * part for v in (scene.x[:, rows], scene.y[:, rows])
    )
    return step, x, y


def _offsets(count: int, copies: int, spread: float) -> tuple[Floats, Floats]:
    """Return where the copies of each particle lie from it, m, (count x copies,) twice.

    Normal, in even ranks of distance within each particle, turned from copy to copy and from
    particle to particle by golden sections: no random draw.
    """
    number = np.arange(count)[:, None]
    rank = (np.arange(copies)[None, :] + number * _GOLDEN % 1.0) / copies
    radius = spread * np.sqrt(-2.0 * np.log1p(-np.minimum(rank, 1.0 - 1e-9)))
    angle = 2.0 * np.pi * ((number * _SILVER % 1.0) + np.arange(copies)[None, :] * _GOLDEN)
    return (radius * np.cos(angle)).ravel(), (radius * np.sin(angle)).ravel()


def _widths(seats: Sequence[Seat], scene: Scene, step: Cells) -> Floats:
    """Return the sweep widths of the units in each period for each kind seen, m, (u, p, 2)."""
    out = np.zeros((len(seats), step.size, 2))
    for kind in (BOAT, IN_WATER):
        those = scene.seen[step] == kind
        for u, seat in enumerate(seats):
            out[u, :, kind] = np.where(those, seat.targets.factor[step], 0.0).max(axis=1)
    return np.asarray(np.sqrt(8.0 * np.pi * out))


def _speed(scene: Scene, rows: Cells) -> Floats:
    """Return the greatest speed of each particle while it can be seen, m/s."""
    span = np.diff(scene.time_s)[:, None]
    way = np.hypot(np.diff(scene.x[:, rows], axis=0), np.diff(scene.y[:, rows], axis=0)) / span
    return np.asarray(np.where(scene.seen[:, rows] >= 0, way, 0.0).max(axis=0))


def _effort(seat: Seat, field: _Field, task: UnitPlan | None) -> Floats:
    """Return the usable track of a unit in each period, m, (p,); never less than its task takes."""
    errand, there = seat.errand, field.seen >= 0
    if task is not None and task.launch:
        out, home = task.transit_m, (task.back_s - task.leave_s) * errand.transit_ms
    else:
        ends = ((errand.from_x, errand.from_y), (errand.to_x, errand.to_y))
        ways = [np.hypot(field.x - x, field.y - y)[there].min(initial=math.inf) for x, y in ends]
        out, home = float(ways[0]), float(ways[1])
    arrive, usable = errand.depart_s + out / errand.transit_ms, errand.usable
    leave = min(errand.back_by_s - home / errand.transit_ms, errand.until_s)
    if task is not None and task.launch:
        arrive, leave = min(arrive, task.arrive_s), max(leave, task.leave_s)
        worked = sum(leg.t1 - leg.t0 for leg in task.legs)
        usable = max(usable, worked / max(task.leave_s - task.arrive_s, 1.0))
    inside = np.minimum(field.edges[1:], leave) - np.maximum(field.edges[:-1], arrive)
    return np.asarray(usable * errand.search_ms * np.maximum(0.0, inside))


def _cell_side(x: Floats, y: Floats, seen: NDArray[np.int8], share: Floats) -> float:
    """Return the side of cells that hold as many particles as wanted in the densest half, m."""
    effective = float(share.sum() ** 2 / (share**2).sum())
    wanted = _IN_CELL * (effective / _PARTICLES) ** (2.0 / 3.0)
    side, want = 250.0, wanted / effective * float(share.sum())
    middle, none = slice(len(x) // 2, len(x) // 2 + 1), np.zeros((2, x.shape[1]))
    for _ in range(40):
        cell = _cells(x[middle], y[middle], seen[middle], side, *none)[0][0]
        held = np.sort(np.bincount(cell[cell >= 0], share[cell >= 0]))[::-1]
        half = held[np.cumsum(held) <= 0.5 * held.sum()]
        if half.size == 0 or half.mean() >= want:
            break
        side *= 1.1
    return side


def _cells(
    x: Floats, y: Floats, seen: NDArray[np.int8], side: float, dx: Floats, dy: Floats
) -> tuple[Numbers, Cells]:
    """Return the cell of every copy in every period, -1 out of sight, numbered over those in use
    period by period; and the first cell of each period (p + 1,)."""
    copies, used = dx.size // x.shape[1], 0
    out = np.full((len(x), dx.size), -1, np.int32)
    first = np.zeros(len(x) + 1, np.intp)
    for p in range(len(x)):
        there = np.repeat(seen[p] >= 0, copies)
        column, row = (
            np.floor((np.repeat(place[p], copies)[there] + offset[there]) / side).astype(np.int64)
            for place, offset in ((x, dx), (y, dy))
        )
        some, cell = np.unique(row * 2**31 + column, return_inverse=True)
        out[p, there] = used + cell
        used += some.size
        first[p + 1] = used
    return out, first


def _divide(field: _Field, effort: Floats) -> tuple[float, float]:
    """Return the POS of the best division found, and what no division exceeds."""
    if not (effort.sum() > 0.0 and field.width.max(initial=0.0) > 0.0):
        return 0.0, 0.0
    swept, rate = _alike(effort, field.width)
    slot, held = _slots(field)
    rate = rate / field.cell_m**2
    value, bound = divide_evenly(field.share, slot, field.first, held, rate, swept)
    return float(value), float(bound)


def _slots(field: _Field) -> tuple[Numbers, Floats]:
    """Return twice the cell plus the kind, (n, p), -1 out of sight; and what each cell holds."""
    slot = np.empty(field.cell.shape[::-1], np.int32)
    held = np.zeros(field.first[-1])
    copies = field.share.size // field.seen.shape[1]
    for p, cell in enumerate(field.cell):
        kind = np.repeat(field.seen[p], copies)
        slot[:, p] = np.where(cell >= 0, 2 * cell + kind, -1)
        there = cell >= 0
        held += np.bincount(cell[there], field.share[there], held.size)
    return slot, held


def _alike(effort: Floats, width: Floats) -> tuple[Floats, Floats]:
    """Return efforts (g, p) and rates (g, p, 2) of the units, those in one that differ in nothing
    but how much they sweep: efforts in area for what is seen best, rates 1 for that."""
    best = width.max(axis=2)
    rate = width / np.maximum(best, 1e-300)[:, :, None]
    ratio, group = np.unique(rate.round(6).reshape(len(rate), -1), axis=0, return_inverse=True)
    swept = np.zeros((len(ratio), effort.shape[1]))
    np.add.at(swept, group.ravel(), effort * best)
    return swept, np.ascontiguousarray(ratio.reshape(-1, *width.shape[1:]))


def _ceiling(field: _Field, path: Floats, slowest_ms: float) -> float:
    """Return what no use of the units exceeds; path (u,) usable track, m."""

    def most(kinds: tuple[int, ...]) -> float:
        width = field.width[:, :, kinds].max(axis=(1, 2))
        swept = float((width * (path + INVERSE_CUBE_ENDS * width)).sum())
        weight, density = _densest(field, kinds, slowest_ms)
        return cloud_ceiling(weight, density[None], swept) if weight.size else 0.0

    return min(most((BOAT, IN_WATER)), most((BOAT,)) + most((IN_WATER,)))


def _densest(field: _Field, kinds: tuple[int, ...], slowest_ms: float) -> tuple[Floats, Floats]:
    """Return weights and densities, 1/m2 in their own frame, of particles at their densest moment;
    those as dense within `_FINE` are one, as dense as the densest of them."""
    densest = np.zeros(field.share.size)
    for cell, seen in zip(field.cell, field.seen, strict=True):
        counts = np.repeat(np.isin(seen, kinds), cell.size // seen.size)
        if counts.any():
            held = np.bincount(cell[counts], field.share[counts]) / field.cell_m**2
            densest[counts] = np.maximum(densest[counts], held[cell[counts]])
    found = densest > 0.0
    log = np.log(densest[found] * (1.0 + field.speed[found] / slowest_ms))
    rank = np.ceil((log - log.min(initial=0.0)) / _FINE).astype(np.intp)
    weight = np.bincount(rank, field.share[found]).astype(float)
    density = np.exp(log.min(initial=0.0) + _FINE * np.arange(weight.size))
    return weight[weight > 0.0], density[weight > 0.0]
