"""The proof beside a plan: what the same effort could find at best, and what it cannot exceed.

**Density.** Every particle is spread over a few copies, displaced by a normal draw of the bandwidth
each, the same at all times: what is divided is a kernel density of paths, not the particles. The
sea is cut into square cells, the time into periods.

**Reference**, the best even division. In every period each unit spreads the effort it has then,
usable fraction x search speed x time, over the cells as it likes. A particle collects coverage
y = f x sum of W l / A over all periods and units, l the track laid on its cell of area A and f the
factor on the sweep width that all looks at it share, and is found with probability
b(y) = erf(sqrt(pi)/2 y), the curve of parallel tracks (Koopman 1946). The sum over particles of
share x b is concave in the efforts, so every climb ends at the same height; efforts are raised in
proportion to a power of what they earn (mirror ascent), and the linear bound at the end says how
far from the best it stopped. It follows every particle's own path: no transition matrix, nothing
forgotten. The effort is that of the plan's own units, while they run their legs.

**Ceiling**, certified for the density of the cells: `cloud_ceiling` with every particle's densest
moment and the definite-range bound. A unit has the time that the ways to and from the nearest
particle leave, waited first or not, and uses it where it sees furthest. A track is as long as it is
past the particle: a unit with search speed v that is carried along with a datum, or with none, runs
past particle i at v + |d - u_i| at most, u_i the particle's motion and d any mean motion of any
datum over any leg, and so the density is raised by 1 + |d - u_i|/v, v that of the slowest unit. A
period counts whatever can be seen in any of its steps, and ends where the light changes. The
ceiling is that of the boats plus that of the persons in the water, each with its own sweep width,
or that of all with the largest, whichever is less.

The factor f raises no ceiling: for one f the area swept is f W L (and f^2 e W^2 at the ends), what
that can find is concave in it, and the mean over f of a concave function is at most its value at
the mean: E f = 1. The mean and the mean square are those of the realisations at hand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lastknown.drift.cloud import BOAT, IN_WATER
from lastknown.search._density import PERIOD_S, Field, make_field
from lastknown.search._even import divide_evenly
from lastknown.search.bound import INVERSE_CUBE_ENDS, cloud_ceiling
from lastknown.search.fixed import legs_of
from lastknown.search.planned import UnitPlan
from lastknown.search.scene import Scene
from lastknown.search.seat import Seat

__all__ = ["Proof", "prove"]

Floats = NDArray[np.float64]
Cells = NDArray[np.intp]
Numbers = NDArray[np.int32]

_FINE: Final = 1e-3
"""Step of the logarithm of density for the ceiling."""


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


class _Reach(NamedTuple):
    """What a unit can do: seconds that it can be there in each period, (p,), seconds of them that
    it can search at most, and its speed then, m/s."""

    inside_s: Floats
    useful_s: float
    speed_ms: float


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
    field = make_field(seats, scene, cell_m, bandwidth_m)
    known: Sequence[UnitPlan | None] = tasks or [None] * len(seats)
    units = list(zip(seats, known, field.nearest, strict=True))
    reference, bound = _divide(field, np.array([_effort(*unit, field.edges) for unit in units]))
    most = min(1.0, _ceiling(field, [_reach(*unit, field.edges) for unit in units]))
    most = min(most, float(field.share[(field.cell >= 0).any(axis=0)].sum()))
    gap = max(0.0, min(bound, most) - reference)
    return Proof(reference, gap, most, field.cell_m, field.bandwidth_m, PERIOD_S)


def _window(seat: Seat, nearest: Floats) -> tuple[float, float]:
    """Return when a unit gets to the nearest particle and must leave it, unless it waits, s."""
    errand = seat.errand
    out, home = nearest / errand.transit_ms
    return errand.depart_s + float(out), min(errand.back_by_s - float(home), errand.until_s)


def _effort(seat: Seat, task: UnitPlan | None, nearest: Floats, edges: Floats) -> Floats:
    """Return the usable track of a unit in each period, m, (p,): while its own task lasts."""
    errand = seat.errand
    if task is not None and task.launch and task.legs:
        begin, end = (np.array([getattr(leg, name) for leg in task.legs]) for name in ("t0", "t1"))
        return np.asarray(errand.search_ms * _overlap(begin, end, edges).sum(axis=0))
    arrive, leave = _window(seat, nearest)
    if task is not None and task.launch:
        arrive, leave = task.arrive_s, task.leave_s
    there = _overlap(np.array([arrive]), np.array([leave]), edges)[0]
    return np.asarray(errand.usable * errand.search_ms * there)


def _overlap(begin: Floats, end: Floats, edges: Floats) -> Floats:
    """Return how long spans (k,) last in each period, (k, p) s."""
    late = np.maximum(edges[:-1], begin[:, None])
    return np.asarray(np.maximum(0.0, np.minimum(edges[1:], end[:, None]) - late))


def _worked_s(task: UnitPlan) -> float:
    return sum(leg.t1 - leg.t0 for leg in task.legs)


def _reach(seat: Seat, task: UnitPlan | None, nearest: Floats, edges: Floats) -> _Reach:
    """Return what a unit can do at most; never less than its task does."""
    errand, speed = seat.errand, seat.errand.search_ms
    begin, leave = _window(seat, nearest)
    useful = errand.usable * max(0.0, leave - begin)
    end = min(errand.until_s, leave + errand.latest_s)
    if task is not None and task.launch:
        begin, end = min(begin, task.arrive_s), max(end, task.leave_s)
        useful = max(useful, _worked_s(task))
        if task.legs and len(errand.paths.x) == 1:
            legs = legs_of(task, seat.plane)
            way = np.hypot(legs[:, 3] - legs[:, 0], legs[:, 4] - legs[:, 1])
            speed = max(speed, float((way / np.maximum(legs[:, 5] - legs[:, 2], 1e-6)).max()))
    return _Reach(_overlap(np.array([begin]), np.array([end]), edges)[0], useful, speed)


def _divide(field: Field, effort: Floats) -> tuple[float, float]:
    """Return the POS of the best division found, and what no division exceeds."""
    if not (effort.sum() > 0.0 and field.width.max(initial=0.0) > 0.0):
        return 0.0, 0.0
    swept, rate = _alike(effort, field.width)
    slot, held = _slots(field)
    rate = rate / field.cell_m**2
    value, bound = divide_evenly(field.share, field.keen, slot, field.first, held, rate, swept)
    return float(value), float(bound)


def _slots(field: Field) -> tuple[Numbers, Floats]:
    """Return twice the cell plus the kind, (n, p), -1 out of sight; and what each cell holds."""
    slot = np.empty(field.cell.shape[::-1], np.int32)
    held = np.zeros(field.first[-1])
    copies = field.share.size // field.seen.shape[1]
    for p, cell in enumerate(field.cell):
        kind = np.repeat(field.seen[p], copies)
        there = kind >= 0
        slot[:, p] = np.where(there, 2 * cell + kind, -1)
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


def _ceiling(field: Field, units: Sequence[_Reach]) -> float:
    """Return what no use of the units exceeds."""
    total = max(float(field.share.sum()), 1e-300)
    mean, square = (float(field.share @ field.keen**k) / total for k in (1, 2))
    slowest = min((u.speed_ms for u in units if u.useful_s > 0.0), default=1.0)

    def most(kinds: tuple[int, ...]) -> float:
        seen = field.ever[:, :, kinds].any(axis=1)
        widths = np.where(seen, field.width[:, :, kinds], 0.0).max(axis=2)
        tracks, ends = np.sum(
            [_swept(*each, field.dark) for each in zip(units, widths, strict=True)], axis=0
        )
        weight, density = _densest(field, kinds, slowest)
        swept = float(mean * tracks + square * ends)
        return cloud_ceiling(weight, density[None], swept) if weight.size else 0.0

    return min(most((BOAT, IN_WATER)), most((BOAT,)) + most((IN_WATER,)))


def _swept(unit: _Reach, width: Floats, dark: NDArray[np.bool_]) -> tuple[float, float]:
    """Return the area that a unit's tracks sweep at most, and what their ends add, m^2.

    It uses its time in the periods where its sweep width, (p,) m, is greatest. A track along which
    the width changes with the light is one track before and one after.
    """
    best = np.argsort(-width, kind="stable")
    used = np.diff(np.minimum(np.cumsum(unit.inside_s[best]), unit.useful_s), prepend=0.0)
    reached = dark[unit.inside_s > 0.0]
    pieces = 1 + np.count_nonzero(reached[1:] != reached[:-1])
    widest = float(width[best][used > 0.0].max(initial=0.0))
    tracks = float((width[best] * used).sum()) * unit.speed_ms
    return tracks, pieces * INVERSE_CUBE_ENDS * widest**2


def _densest(field: Field, kinds: tuple[int, ...], slowest_ms: float) -> tuple[Floats, Floats]:
    """Return weights and densities, 1/m2 past a unit, of particles at their densest moment; those
    as dense within `_FINE` are one, as dense as the densest of them."""
    densest, copies = np.zeros(field.share.size), field.share.size // field.seen.shape[1]
    for cell, ever, past in zip(field.cell, field.ever, field.past, strict=True):
        counts = np.repeat(ever[:, kinds].any(axis=1), copies)
        if counts.any():
            held = np.bincount(cell[counts], field.share[counts]) / field.cell_m**2
            dense = held[cell[counts]] * np.repeat(1.0 + past / slowest_ms, copies)[counts]
            densest[counts] = np.maximum(densest[counts], dense)
    found = densest > 0.0
    log = np.log(densest[found])
    rank = np.ceil((log - log.min(initial=0.0)) / _FINE).astype(np.intp)
    weight = np.bincount(rank, field.share[found]).astype(float)
    density = np.exp(log.min(initial=0.0) + _FINE * np.arange(weight.size))
    return weight[weight > 0.0], density[weight > 0.0]
