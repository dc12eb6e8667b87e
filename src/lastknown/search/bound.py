"""The ceiling: what no use of the effort can exceed, certified, however it is found.

**Tracks.** A searcher whose lateral range curve integrates to the sweep width W, and who runs L
metres relative to the objects, lays a detection probability q on the plane with

    integral of q <= W (L + e W).

e W is what the two ends of a track add: e = 1/4 for the inverse cube law, pi/4 for a searcher who
surely sees what is within W/2 all round. Why a straight track sweeps most: where the hazard falls
with range, q is the chance that a point is covered by discs strewn along the track (a Poisson
process), and the area of a union of discs does not shrink when all centres draw apart (Bezdek and
Connelly 2002, Journal fuer die reine und angewandte Mathematik 553). Why 1/4: one end of an
endless inverse-cube track adds W^2/(8 pi) times the integral over 0 < u < 1 of
(2 ln 2 - (1-u) ln(1-u) - (1+u) ln(1+u)) (1-u^2)^(-3/2), which is pi. As q <= 1, such searchers find
no more than one who sees all in the densest area of that size: the definite-range bound.

**Divisible effort** with detection 1 - exp(-coverage): the dual bound (Washburn 1995 at rest; see
`lastknown.search.effort` and `lastknown.search.moving`).

Every value is that of a dual programme at prices that may be wrong: wrong prices make the ceiling
too high, never too low.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lastknown.errors import LastknownError
from lastknown.search._given import efforts, per_cell, rates, readings, transitions, weights
from lastknown.search.detection import pod_definite, pod_random
from lastknown.search.effort import divide_effort
from lastknown.search.moving import forward_and_backward

__all__ = ["DEFINITE_RANGE_ENDS", "INVERSE_CUBE_ENDS", "ceiling", "cloud_ceiling"]

Floats = NDArray[np.float64]
Law = Literal["tracks", "divisible"]

INVERSE_CUBE_ENDS: Final = 0.25
"""Sweep widths that both ends together add to a track's length, inverse cube law."""

DEFINITE_RANGE_ENDS: Final = math.pi / 4.0
"""The same for a searcher who surely sees all within half a sweep width."""

ROUNDS = 200


def ceiling(
    probability: ArrayLike,
    rate: ArrayLike,
    effort: ArrayLike,
    *,
    law: Law = "tracks",
    ends: ArrayLike = 0.0,
    transition: ArrayLike | None = None,
) -> float:
    """Return what no use of the effort exceeds: probability, or weight, as given.

    Parameters
    ----------
    probability : (cells,) probability that the object is there (at the first look, where it
        moves), or any weights >= 0; spread evenly over each cell.
    rate : >= 0, coverage that one unit of effort lays on the whole cell, W / A in 1/m where effort
        is track in m. One number, (cells,) or (cells, kinds); where the object moves one number or
        (cells,). For tracks a searcher's W is the same in all cells: where it is not, give
        the largest.
    effort : >= 0, usable track relative to the objects, in m for a rate in 1/m: speed (plus that
        of the objects) x usable time. One number or (kinds,); where the object moves (periods,).
    law : "tracks": any tracks of that length, any lateral range curve with that sweep width.
        "divisible": effort as fine as dust, detection 1 - exp(-coverage). Tracks can beat that.
    ends : >= 0, what the ends of tracks add, in the unit of effort, a number or as effort:
        for each unit `INVERSE_CUBE_ENDS` x W or `DEFINITE_RANGE_ENDS` x W; for tracks alone. It
        counts for every period with effort. Without it the ceiling holds for endless tracks.
    transition : None for an object at rest; (cells, cells), [i, j] from i to j between two periods,
        rows that sum to at most 1.

    Raises
    ------
    LastknownError
        A value is negative or not finite, shapes do not fit, or the law is unknown.
    """
    if law not in ("tracks", "divisible"):
        raise LastknownError(f"law={law!r} is unknown; give 'tracks' or 'divisible'")
    p = weights("probability", probability)
    if transition is not None:
        return _moving(p, rate, effort, law, ends, transition)
    kinds = rates(rate, p.size).shape[1]
    total = efforts(effort, kinds, "kind of searcher")
    if law == "tracks":
        total = _with_ends(total, ends)
    curve = pod_definite if law == "tracks" else pod_random
    return divide_effort(p, rates(rate, p.size), total, curve=curve).bound


def cloud_ceiling(weight: ArrayLike, density: ArrayLike, swept_m2: ArrayLike) -> float:
    """Return what no tracks can find in a cloud of moving particles: a share of its weight.

    To find weight d where the density is rho takes an area d / rho, and a particle is found once.

    Parameters
    ----------
    weight : (particles,) >= 0.
    density : (periods, particles) weight per m^2 at each particle in each period, >= 0, of all that
        is there, found or not; 0 where it cannot be found (ashore, out of reach, in the dark).
    swept_m2 : area that all searchers together can sweep, m^2, >= 0: the sum of W x (L + e W) as
        in `ceiling`. (periods,), or one number where the effort can be used in any period.

    Raises
    ------
    LastknownError
        A value is negative or not finite, or shapes do not fit.
    """
    w = weights("weight", weight)
    rho = readings("density", density, w.size)
    if np.ndim(swept_m2) == 0:
        rho = rho.max(axis=0, keepdims=True)
    area = efforts(swept_m2, len(rho), "period")
    rho = rho[area > 0.0]
    area = area[area > 0.0]
    if area.size == 0 or not (rho * w).any():
        return 0.0
    bound = _least(lambda prices: _cloud_dual(w, rho, area, prices), area, float(rho.max()))
    return min(bound, float(w[rho.any(axis=0)].sum()))


def _moving(
    p: Floats, rate: ArrayLike, effort: ArrayLike, law: str, ends: ArrayLike, transition: ArrayLike
) -> float:
    """Return the ceiling for an object that moves from cell to cell."""
    moves = transitions(transition, p.size)
    if law == "divisible":
        return forward_and_backward(p, moves, effort, rate).bound
    if np.ndim(effort) != 1 or np.size(effort) == 0:
        raise LastknownError(f"effort={effort!r} is not (periods,); give the effort of each period")
    looks = _with_ends(efforts(effort, np.size(effort), "period"), ends)
    speed = per_cell("rate", rate, p.size)
    worth = [p]
    for _ in looks[1:]:
        worth.append(worth[-1] @ moves)
    gain = np.array(worth) * speed
    if not (gain[looks > 0.0] > 0.0).any():
        return 0.0
    bound = _least(
        lambda prices: _chain_dual(p, moves, gain, looks, prices), looks, float(gain.max())
    )
    return min(bound, float(p.sum()))


def _with_ends(effort: Floats, ends: ArrayLike) -> Floats:
    """Return efforts made longer by the ends of their tracks, where there is any effort."""
    more = per_cell("ends", ends, effort.size)
    return np.where(effort > 0.0, effort + more, 0.0)


def _cloud_dual(w: Floats, rho: Floats, area: Floats, prices: Floats) -> tuple[float, Floats]:
    """Return sum prices area + sum w max(0, 1 - min_t prices / rho), and its slope."""
    cost = _costs(prices, rho)
    cheapest = cost.argmin(axis=0)
    least = np.take_along_axis(cost, cheapest[None], axis=0)[0]
    worth = np.flatnonzero((least < 1.0) & (w > 0.0))
    when = cheapest[worth]
    used = np.bincount(when, w[worth] / rho[when, worth], minlength=area.size)
    return float(prices @ area + w[worth] @ (1.0 - least[worth])), area - used


def _chain_dual(
    p: Floats, moves: Floats, gain: Floats, looks: Floats, prices: Floats
) -> tuple[float, Floats]:
    """Return sum prices looks + what it is worth to stop the object at best, and the slope.

    V_t = max(1 - price_t / gain_t, moves V_t+1): find it now for the price of the effort, or let
    it go on; gain (periods, cells) is the weight that one unit of effort finds.
    """
    stop = 1.0 - _costs(prices, gain)
    go_on, stops = np.zeros(p.size), np.zeros(gain.shape, dtype=bool)
    for t in range(len(looks) - 1, -1, -1):
        stops[t] = (stop[t] > go_on) & (looks[t] > 0.0)
        go_on = np.where(stops[t], stop[t], go_on)
        value, go_on = float(p @ go_on), moves @ go_on
    slope, there = looks.copy(), p
    for t in range(len(looks)):
        here = there[stops[t]]
        slope[t] -= float((here / gain[t][stops[t]]).sum())
        there = np.where(stops[t], 0.0, there) @ moves
    return float(prices @ looks) + value, slope


def _costs(prices: Floats, gain: Floats) -> Floats:
    """Return what it costs to find a unit of weight, (periods, n); infinite where it cannot be."""
    with np.errstate(over="ignore"):
        never = np.full(gain.shape, np.inf)
        return np.asarray(np.divide(prices[:, None], gain, out=never, where=gain > 0.0))


def _least(dual: Callable[[Floats], tuple[float, Floats]], effort: Floats, dearest: float) -> float:
    """Return the least value found of a convex dual; any value is a ceiling.

    First one price for all periods, by halving where the slope changes sign; then each its own.
    """
    low, high, one = 1e-12 * dearest, dearest, np.ones(effort.size)
    best, at = math.inf, one
    for _ in range(60):
        middle = math.sqrt(low * high)
        value, slope = dual(middle * one)
        best, at = min((best, at), (value, middle * one), key=lambda pair: pair[0])
        low, high = (middle, high) if slope.sum() < 0.0 else (low, middle)
    best = min(best, dual(0.0 * one)[0])
    return best if np.count_nonzero(effort) < 2 else _cut(dual, best, at, dearest)


def _cut(
    dual: Callable[[Floats], tuple[float, Floats]], best: float, at: Floats, dearest: float
) -> float:
    """Return the least value of a convex dual found by cutting planes in a box that moves along.

    Where the planes promise nothing more within the box, there is nothing more anywhere.
    """
    from scipy.optimize import linprog

    unit = float(at.mean())
    planes, heights, reach = [], [], 0.5
    value, slope = dual(at)
    tried = at
    for _ in range(ROUNDS):
        planes.append(np.append(slope * unit, -1.0))
        heights.append(slope @ tried - value)
        box = [(max(0.0, x / unit - reach), min(dearest / unit, x / unit + reach)) for x in at]
        goal = np.append(np.zeros(at.size), 1.0)
        found = linprog(goal, A_ub=planes, b_ub=heights, bounds=[*box, (0.0, None)])
        if found.x is None or best - found.fun < 1e-7 * best * min(1.0, reach):
            break
        tried = found.x[:-1] * unit
        value, slope = dual(tried)
        if value < best:
            reach *= 1.5 if best - value > 0.5 * (best - found.fun) else 1.0
            best, at = value, tried
        else:
            reach *= 0.7
    return best
