"""The compiled sweep: every ship over every particle that it may come near."""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lastknown.compiled import compiled, inlined
from lastknown.ships._abeam import FARTHEST_SD, KINDS, NOT, Aside, Hulls, Run, abreast, turn
from lastknown.ships._paths import Paths
from lastknown.ships._swarm import GROUP, Swarm

__all__ = ["Tally", "sides", "sweep", "tally_of", "way_of"]

Array = NDArray[np.float64]
Index = NDArray[np.int64]
Four = tuple[float, float, float, float]

_NOWHERE: Final = 1e12
_LEAST_M: Final = 1e-6


class Tally(NamedTuple):
    """What the sweep fills, and room for it to work in.

    Attributes
    ----------
    out : (4, s, k) weight passed by kind, ship and step.
    persons : (s,) weight times persons struck.
    struck : (k, n) expected strikes by step and particle.
    run : where a group is, (GROUP,).
    sums, most : (4, GROUP) what each pair has come to, and the most that it has been.
    way : (GROUP,) how each moves, see `way_of`; NOT where it is not at sea.
    aside : room for `abreast`, (GROUP,). best : room for `_row`, (GROUP,).
    near : (k,) whether the ship may come near the group in each step.
    """

    out: Array
    persons: Array
    struck: NDArray[np.float32]
    run: Run
    sums: Array
    most: Array
    way: Index
    aside: Aside
    best: Array
    near: NDArray[np.bool_]


def tally_of(ships: int, steps: int, struck: NDArray[np.float32]) -> Tally:
    """Return an empty tally that adds to `struck` (k, n)."""
    rows = np.zeros((12, GROUP))
    return Tally(
        np.zeros((KINDS, ships, steps)), np.zeros(ships), struck, Run(*rows[:4]),
        np.zeros((KINDS, GROUP)), np.zeros((KINDS, GROUP)), np.zeros(GROUP, np.int64),
        Aside(*rows[4:11]), rows[11], np.zeros(steps, np.bool_),
    )  # fmt: skip


@compiled
def sweep(first: int, last: int, swarm: Swarm, paths: Paths, hulls: Hulls, tally: Tally) -> None:
    """Sweep all ships over some groups of particles; fills `tally`."""
    for g in range(first, last):
        for s in range(paths.at.shape[0]):
            begun = False
            for leg in range(paths.legs[s], paths.legs[s + 1]):
                low, high = _near_pieces(g, s, leg, swarm, paths, hulls)
                if high <= low:
                    continue
                begin, end = _near_steps(g, s, low, high, swarm, paths, hulls, tally.near)
                if end > begin:
                    if not begun:
                        tally.most[:] = 0.0
                        begun = True
                    _meet(g, s, (low, high), (begin, end), swarm, paths, hulls, tally)


@compiled
def _near_pieces(
    g: int, s: int, leg: int, swarm: Swarm, paths: Paths, hulls: Hulls
) -> tuple[int, int]:
    """Return the first piece of a leg that is ever near a group, and one after the last."""
    low, high = -1, -1
    open_low, open_high = paths.pieces[paths.legs[s]], paths.pieces[paths.legs[s + 1]] - 1
    far = swarm.all_radius[g] + hulls.widest[s]
    for q in range(paths.pieces[leg], paths.pieces[leg + 1]):
        dx, dy = swarm.all_x[g] - paths.x[q], swarm.all_y[g] - paths.y[q]
        t = dx * paths.ux[q] + dy * paths.uy[q]
        v = paths.ux[q] * dy - paths.uy[q] * dx
        over = 0.0
        if t < 0.0 and q != open_low:
            over = t
        elif t > paths.length[q] and q != open_high:
            over = t - paths.length[q]
        if v * v + over * over <= far * far:
            if low < 0:
                low = q
            high = q + 1
    return low, high


@compiled
def _project(x: float, y: float, s: int, low: int, high: int, paths: Paths) -> tuple[float, float]:
    """Return (path length, distance to the left) of the nearest point of some pieces, m.

    The path goes on straight before its first and after its last piece. What is nearest to the
    beginning of a later leg belongs to the leg before and is nowhere on this one.
    """
    open_low, open_high = paths.pieces[paths.legs[s]], paths.pieces[paths.legs[s + 1]] - 1
    best, at, left = math.inf, 0.0, 0.0
    for q in range(low, high):
        dx, dy = x - paths.x[q], y - paths.y[q]
        t = dx * paths.ux[q] + dy * paths.uy[q]
        v = paths.ux[q] * dy - paths.uy[q] * dx
        over = 0.0
        if t < 0.0 and q != open_low:
            over, t = t, 0.0
        elif t > paths.length[q] and q != open_high:
            over, t = t - paths.length[q], paths.length[q]
        away2 = v * v + over * over
        if away2 < best:
            best, at, left = away2, paths.arc[q] + t, v
            if over != 0.0:
                left = math.copysign(math.sqrt(away2), v)
            if over < 0.0 and _begins_leg(q, s, paths):
                left = _NOWHERE
    return at, left


@compiled
def _begins_leg(q: int, s: int, paths: Paths) -> bool:
    """Return whether a piece is the first of a leg that is not its ship's first."""
    begins = False
    for leg in range(paths.legs[s] + 1, paths.legs[s + 1]):
        begins = begins or paths.pieces[leg] == q
    return begins


@compiled
def _near_steps(
    g: int, s: int, low: int, high: int, swarm: Swarm, paths: Paths, hulls: Hulls,
    near: NDArray[np.bool_],
) -> tuple[int, int]:  # fmt: skip
    """Return the moments between which a ship may come near some of a group; fills `near` (k,)."""
    begin, end = -1, -1
    at0, left0 = _project(swarm.middle_x[g, 0], swarm.middle_y[g, 0], s, low, high, paths)
    steps = paths.at.shape[1] - 1
    for k in range(steps):
        at1, left1 = _project(
            swarm.middle_x[g, k + 1], swarm.middle_y[g, k + 1], s, low, high, paths
        )
        r = max(swarm.radius[g, k], swarm.radius[g, k + 1])
        sd = max(paths.across[s, k], paths.across[s, k + 1])
        far = r + hulls.margin[s] + FARTHEST_SD * sd
        x0, x1 = at0 - paths.at[s, k], at1 - paths.at[s, k + 1]
        sd = max(paths.along[s, k], paths.along[s, k + 1])
        room = r + FARTHEST_SD * sd + hulls.margin[s]
        beside = min(left0, left1) <= far and max(left0, left1) >= -far
        near[k] = beside and min(x0, x1) <= room and max(x0, x1) >= -room
        if near[k]:
            if begin < 0:
                begin = k
            end = k + 1
        at0, left0 = at1, left1
    return begin, end


@compiled
def _meet(
    g: int, s: int, pieces: tuple[int, int], window: tuple[int, int],
    swarm: Swarm, paths: Paths, hulls: Hulls, tally: Tally,
) -> None:  # fmt: skip
    """Count one ship and one group over some steps; what later legs bring adds to the first's."""
    base, count = swarm.groups[g], swarm.groups[g + 1] - swarm.groups[g]
    begin, end = window
    sums, run = tally.sums, tally.run
    for i in range(count):
        tally.way[i] = NOT
        for kind in range(KINDS):
            sums[kind, i] = tally.most[kind, i]
    one_leg = paths.legs[s + 1] - paths.legs[s] == 1
    _row(g, begin, s, pieces, swarm, paths, run, tally.best)
    common = NOT
    for k in range(begin, end):
        for i in range(count):
            run.x0[i], run.y0[i] = run.x1[i], run.y1[i]
        _row(g, k + 1, s, pieces, swarm, paths, run, tally.best)
        steady = one_leg and swarm.all_first[g] <= k < swarm.all_last[g]
        now = _common(count, run) if steady else NOT
        if now == NOT or now != common:
            _turns(base, count, s, k, swarm, paths, hulls, tally)
        common = now
        if tally.near[k]:
            for across in range(2 if now == NOT else 1):
                abreast(across, count, s, k, tally.way, paths, hulls, run, tally.aside, sums)
        if k + 1 == end:
            for i in range(count):
                if tally.way[i] != NOT:
                    turn(i, s, end, run.x1[i], run.y1[i], tally.way[i], 0, paths, hulls, sums)
        if tally.near[k] or k + 1 == end:
            _settle(base, count, s, k, swarm, tally)


@compiled
def _row(
    g: int, k: int, s: int, pieces: tuple[int, int], swarm: Swarm, paths: Paths, run: Run,
    best: Array,
) -> None:  # fmt: skip
    """Fill the end of `run` with where a group is at a moment, as seen from the ship, m.

    As `_project`, all of the group at once, piece by piece; `best` (GROUP,) is room for it.
    """
    base, count = swarm.groups[g], swarm.groups[g + 1] - swarm.groups[g]
    open_low, open_high = paths.pieces[paths.legs[s]], paths.pieces[paths.legs[s + 1]] - 1
    for i in range(count):
        best[i] = math.inf
    for q in range(pieces[0], pieces[1]):
        px, py, ux, uy = paths.x[q], paths.y[q], paths.ux[q], paths.uy[q]
        least = -math.inf if q == open_low else 0.0
        most = math.inf if q == open_high else paths.length[q]
        begin, arc = _begins_leg(q, s, paths), paths.arc[q] - paths.at[s, k]
        for i in range(count):
            dx, dy = swarm.x[k, base + i] - px, swarm.y[k, base + i] - py
            t, v = dx * ux + dy * uy, ux * dy - uy * dx
            to = t if t > least else least
            to = to if to < most else most
            away2 = v * v + (t - to) * (t - to)
            left = v if t == to else (math.sqrt(away2) if v > 0.0 else -math.sqrt(away2))
            left = _NOWHERE if begin and t < least else left
            nearer = away2 < best[i]
            best[i] = away2 if nearer else best[i]
            run.x1[i] = to + arc if nearer else run.x1[i]
            run.y1[i] = left if nearer else run.y1[i]


@compiled
def _common(count: int, run: Run) -> int:
    """Return the way that all of a group go, 1 or 2; NOT where they do not go one way."""
    aft, ahead = 0, 0
    for i in range(count):
        dx, dy = run.x1[i] - run.x0[i], run.y1[i] - run.y0[i]
        aft += 1 if -dx >= abs(dy) + _LEAST_M else 0
        ahead += 1 if dx >= abs(dy) + _LEAST_M else 0
    if aft == count:
        return 1
    return 2 if ahead == count else NOT


@inlined
def way_of(dx: float, dy: float) -> int:
    """Return where one goes, seen from the ship: 1 aft, 2 ahead, 3 right, 4 left, 0 still."""
    if abs(dx) + abs(dy) < _LEAST_M:
        return 0
    if abs(dx) >= abs(dy):
        return 1 if dx < 0.0 else 2
    return 3 if dy < 0.0 else 4


@compiled
def _turns(
    base: int, count: int, s: int, k: int, swarm: Swarm, paths: Paths, hulls: Hulls, tally: Tally
) -> None:
    """See how each of a group moves in a step, and count what begins, turns and ends before it."""
    run = tally.run
    for i in range(count):
        before, now = tally.way[i], NOT
        if swarm.first[base + i] <= k < swarm.last[base + i]:
            now = way_of(run.x1[i] - run.x0[i], run.y1[i] - run.y0[i])
        if now != before:
            after = 0 if now == NOT else now
            turn(i, s, k, run.x0[i], run.y0[i], before, after, paths, hulls, tally.sums)
        tally.way[i] = now


@compiled
def _settle(base: int, count: int, s: int, k: int, swarm: Swarm, tally: Tally) -> None:
    """Add to the tally by how much pairs have come to more than they ever had, at most to 1."""
    sums, most = tally.sums, tally.most
    struck, near, half, wash, persons = 0.0, 0.0, 0.0, 0.0, 0.0
    for i in range(count):
        weight = swarm.weight[base + i]
        more = _more(sums[0, i], most[0, i])
        most[0, i] += more
        tally.struck[k, base + i] += more
        struck += weight * more
        persons += weight * more * swarm.persons[k, base + i]
        more = _more(sums[1, i], most[1, i])
        most[1, i] += more
        near += weight * more
        more = _more(sums[2, i], most[2, i])
        most[2, i] += more
        half += weight * more
        more = _more(sums[3, i], most[3, i])
        most[3, i] += more
        wash += weight * more
    tally.out[0, s, k] += struck
    tally.out[1, s, k] += near
    tally.out[2, s, k] += half
    tally.out[3, s, k] += wash
    tally.persons[s] += persons


@inlined
def _more(reached: float, most: float) -> float:
    reached = reached if reached < 1.0 else 1.0
    return reached - most if reached > most else 0.0


@compiled
def sides(moment: int, sort: int, swarm: Swarm, line: Four, found: Array) -> None:
    """Add to found (2,) the weight of a sort that is at sea then, and that to port of a line.

    line : x, y and the unit vector of the ship's course.
    """
    x, y, ux, uy = line
    for g in range(swarm.sort.size):
        if swarm.sort[g] != sort:
            continue
        for i in range(swarm.groups[g], swarm.groups[g + 1]):
            if swarm.first[i] <= moment <= swarm.last[i]:
                left = ux * (swarm.y[moment, i] - y) - uy * (swarm.x[moment, i] - x)
                found[0] += swarm.weight[i]
                if left > 0.0:
                    found[1] += swarm.weight[i]
