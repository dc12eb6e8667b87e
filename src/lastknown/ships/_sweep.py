"""The compiled sweep: every ship over every particle that it may come near.

The error along a ship's path is gone through in even steps (`Late`), and for each the ship is
followed past a whole group of particles at once: only where she is abeam of it is there anything to
reckon (`lastknown.ships._abeam`).

What is called for each stretch is inlined, and called in one place: handed over by value the named
tuples of a call are some 5 kB, and half of all the time went into copying them.
"""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from lastknown.compiled import compiled, inlined
from lastknown.ships._abeam import (
    DX,
    DY,
    EMPTY,
    FARTHEST_SD,
    HIGH,
    KINDS,
    LOW,
    MORE,
    Hulls,
    Y,
    bounds,
    forget,
    join,
    met,
    unite,
    weighed,
)
from lastknown.ships._late import Late, turned_about
from lastknown.ships._paths import CUTS, Paths
from lastknown.ships._swarm import Swarm
from lastknown.ships._tally import Four, Tally, frame_at, piece_at, surround, trace

__all__ = ["sweep"]

Array = NDArray[np.float64]
Index = NDArray[np.int64]
Singles = NDArray[np.float32]
Span = tuple[float, float]
Passing = tuple[int, int, int, bool]
Which = tuple[int, int, int, int, bool]

_ORDER: Final = (3, 2, 1, 0)
_WIDEST: Final = 2
_CLOSER: Final = 4
"""How many classes of errors are gone through for the hull of a slow ship."""

_LEAST_COSINE: Final = 0.5


@compiled
def sweep(
    groups: tuple[int, int, int], ships: Index, late: Late, swarm: Swarm, paths: Paths,
    hulls: Hulls, tally: Tally,
) -> None:  # fmt: skip
    """Sweep some ships over some groups of particles; fills `tally`.

    groups : the first, one after the last, and the first of their sort.
    """
    surround(groups[0], groups[1], swarm, tally.around)
    for s in ships:
        for g in range(groups[0], groups[1]):
            if not _ever_near(g, s, swarm, paths, hulls):
                continue
            every = max(1, late.classes // _CLOSER) if paths.slow[s] else late.classes
            own = turned_about(g - groups[2], late.classes)
            for m in range(own % every, late.value.size, every):
                if tally.traced[m] != s:
                    tally.traced[m] = s
                    trace(s, m, late, paths, hulls, tally)
                if tally.span[m, 0] >= tally.span[m, 1]:
                    continue
                near = m % late.classes == own
                _pass((g, s, m, near), late, swarm, paths, hulls, tally)


@inlined
def _ever_near(g: int, s: int, swarm: Swarm, paths: Paths, hulls: Hulls) -> bool:
    """Return whether a group is ever near a ship's path; the path goes on straight at its ends."""
    first, last = paths.pieces[s], paths.pieces[s + 1] - 1
    far = swarm.all_radius[g] + hulls.widest[s]
    for q in range(first, last + 1):
        dx, dy = swarm.all_x[g] - paths.x[q], swarm.all_y[g] - paths.y[q]
        t = dx * paths.ux[q] + dy * paths.uy[q]
        v = paths.ux[q] * dy - paths.uy[q] * dx
        over = 0.0
        if t < 0.0 and q != first:
            over = t
        elif t > paths.length[q] and q != last:
            over = t - paths.length[q]
        if v * v + over * over <= far * far:
            return True
    return False


@inlined
def _pass(
    passing: Passing, late: Late, swarm: Swarm, paths: Paths, hulls: Hulls, tally: Tally
) -> None:
    """Follow a ship with one error along past a group."""
    g, s, m, near = passing
    nobody: Any = np.int64(0)  # not a bare 0, for which all that is called is compiled once more
    begun, seen, places = False, nobody, tally.places
    margin = hulls.margin[s] if near else hulls.beam[s] + hulls.length[s]
    x1, y1 = 0.0, 0.0
    for k in range(tally.span[m, 0], tally.span[m, 1] + 1):
        x0, y0 = x1, y1
        dx, dy = swarm.middle_x[g, k] - places[0, m, k], swarm.middle_y[g, k] - places[1, m, k]
        ux, uy = places[2, m, k], places[3, m, k]
        x1, y1 = dx * ux + dy * uy, ux * dy - uy * dx
        if k == tally.span[m, 0]:
            continue
        far = max(swarm.radius[g, k - 1], swarm.radius[g, k]) + margin
        sd = max(paths.across[s, CUTS * (k - 1)], paths.across[s, CUTS * k])
        wide = far + FARTHEST_SD * sd
        if tally.piece[m, k] != tally.piece[m, k - 1]:
            turned = abs(places[2, m, k - 1] * uy - places[3, m, k - 1] * ux)
            if places[2, m, k - 1] * ux + places[3, m, k - 1] * uy < 0.0:
                turned = 1.0
            far, wide = far + turned * wide, wide + turned * far
            far += turned * abs(paths.at[s, CUTS * k] - paths.at[s, CUTS * (k - 1)])
        if min(x0, x1) > far or max(x0, x1) < -far or min(y0, y1) > wide or max(y0, y1) < -wide:
            continue
        if not begun:
            begun = True
            forget(tally.rows.was)
        seen = _step((g, s, m, k - 1, near), late, swarm, paths, hulls, tally, seen)
    for kind in range(1, KINDS):
        if seen & (1 << kind):
            count, was = swarm.groups[g + 1] - swarm.groups[g], tally.rows.was[kind]
            met(count, was, _apart(kind, seen))
            met_all = weighed(swarm.groups[g], count, swarm.weight, was)
            tally.out[kind, s] += late.weight[m] * met_all


@inlined
def _apart(kind: int, seen: int) -> bool:
    """Return whether the ship has met somebody twice, apart, by one kind; see `_meet`."""
    return bool(seen & (1 << (KINDS + kind)))


@inlined
def _step(
    which: Which, late: Late, swarm: Swarm, paths: Paths, hulls: Hulls,
    tally: Tally, seen: int,
) -> int:  # fmt: skip
    """Go through one step: part by part, piece by piece, and around each corner between two."""
    _, s, m, k, _ = which
    cuts, error, q = paths.cuts[s, k], late.value[m], tally.piece[m, k]
    for cut in range(cuts):
        j, j1 = CUTS * k + cut * CUTS // cuts, CUTS * k + (cut + 1) * CUTS // cuts
        at = paths.at[s, j] + error * paths.along[s, j]
        end = paths.at[s, j1] + error * paths.along[s, j1]
        q = piece_at(at, q, s, paths)
        last = piece_at(end, q, s, paths)
        way, begun, per = 1 if last > q else -1, cut / cuts, 1.0 / cuts
        frame, share, to, turning = frame_at(at, q, paths), (begun, begun), at, False
        while True:
            begin, room = frame, math.inf
            if turning:
                q += way
                frame, share = frame_at(to, q, paths), (share[1], share[1])
                room = _room(begin, frame, s, k, paths, hulls)
            else:
                to = end if q == last else (paths.arc[q + 1] if way == 1 else paths.arc[q])
                part = 1.0 if q == last else (to - at) / (end - at)
                frame, share = frame_at(to, q, paths), (share[1], begun + part * per)
            if room > hulls.length[s]:
                seen = _meet(
                    which, late, share, begin, frame, swarm, paths, hulls, tally, seen, room
                )
            if q == last and not turning:
                break
            turning = not turning
    return seen


@inlined
def _room(frame: Four, turned: Four, s: int, k: int, paths: Paths, hulls: Hulls) -> float:
    """Return half the room between two pieces far out on the outside of a corner, m.

    A hull that reaches as far ahead and astern leaves nothing out there. A corner of more than 60
    degrees is no bend that she goes round.
    """
    cosine = frame[2] * turned[2] + frame[3] * turned[3]
    sine = abs(frame[2] * turned[3] - frame[3] * turned[2])
    out = 3.0 * paths.across[s, CUTS * k] + hulls.margin[s] - hulls.length[s]
    return 0.5 * sine * out if cosine > _LEAST_COSINE else 0.0


@inlined
def _meet(
    which: Which, late: Late, share: Span, begin: Four, end: Four,
    swarm: Swarm, paths: Paths, hulls: Hulls, tally: Tally, seen: int, room: float,
) -> int:  # fmt: skip
    """Count what meets a group on one stretch; the shares are of its step, the frames the ship's.

    Hulls that reach as far as `room`, m, are left out. Returns `seen`: bit `kind` is set once
    somebody was met, bit KINDS + `kind` once somebody was met twice, apart (`join`).
    """
    g, s, m, k, near = which
    base, count = swarm.groups[g], swarm.groups[g + 1] - swarm.groups[g]
    sd = _across(s, k, share[0], paths), _across(s, k, share[1], paths)
    low, high, beside = _reached(g, k, share, begin, end, swarm)
    most, single = FARTHEST_SD * max(sd), late.weight[m]
    if paths.slow[s]:
        single /= min(_CLOSER, late.classes)
    if beside > hulls.margin[s] + most:
        return seen
    placed, steady = False, swarm.all_first[g] <= k < swarm.all_last[g]
    way = (end[0] - begin[0]) * begin[2] + (end[1] - begin[1]) * begin[3]
    turns = np.float32((sd[1] - sd[0]) / way if way > 1.0 else 0.0)
    length, leans = hulls.ahead[s, k], hulls.lean[s, k]
    for kind in _ORDER:
        reach = hulls.reach[kind, s, k]
        far = hulls.length[s] + reach
        if reach < 0.0 or far >= room or low > far or high < -far or (kind != 0 and not near):
            continue
        if beside > far + hulls.beam[s] + most:
            continue
        if not placed:
            placed = True
            _place(base, count, k, share, begin, end, swarm, tally.rows.now)
        outline = length, np.float32(hulls.beam[s]), np.float32(reach), leans, turns
        begin_sd, end_sd = np.float32(sd[0]), np.float32(sd[1])
        if not bounds(count, outline, begin_sd, end_sd, tally.rows.now):
            if kind == _WIDEST:
                break
            continue
        if not steady:
            _absent(base, count, k, swarm, tally.rows.now)
        apart = _add(which, kind, single, _apart(kind, seen), swarm, tally)
        seen |= (1 << kind) | (int(apart) << (KINDS + kind))
    return seen


@inlined
def _add(which: Which, kind: int, share: float, apart: bool, swarm: Swarm, tally: Tally) -> bool:
    """Add what meets a group on one stretch, by one kind; returns whether apart (`_meet`)."""
    g, s, _, k, _ = which
    count, was = swarm.groups[g + 1] - swarm.groups[g], tally.rows.was[kind]
    if kind:
        return unite(count, tally.rows.now, was, apart)
    apart = join(count, tally.rows.now, was, apart)
    _settle(g, count, s, k, share, swarm, tally)
    return apart


@inlined
def _across(s: int, k: int, share: float, paths: Paths) -> float:
    """Return the error across at a share of a step, sd in m."""
    j = min(int(share * CUTS), CUTS - 1)
    part = share * CUTS - j
    j += CUTS * k
    begin, end = paths.across[s, j], paths.across[s, j + 1]
    return float(begin + part * (end - begin))


@inlined
def _reached(
    g: int, k: int, share: Span, begin: Four, end: Four, swarm: Swarm
) -> tuple[float, float, float]:
    """Return between which x a group lies on a stretch, and how near it comes to the path, m."""
    r = max(swarm.radius[g, k], swarm.radius[g, k + 1])
    x0, y0 = swarm.middle_x[g, k], swarm.middle_y[g, k]
    dx, dy = swarm.middle_x[g, k + 1] - x0, swarm.middle_y[g, k + 1] - y0
    ax, ay = x0 + share[0] * dx - begin[0], y0 + share[0] * dy - begin[1]
    bx, by = x0 + share[1] * dx - end[0], y0 + share[1] * dy - end[1]
    x0, y0 = ax * begin[2] + ay * begin[3], begin[2] * ay - begin[3] * ax
    x1, y1 = bx * end[2] + by * end[3], end[2] * by - end[3] * bx
    beside = 0.0 if y0 * y1 < 0.0 else min(abs(y0), abs(y1))
    return min(x0, x1) - r, max(x0, x1) + r, beside - r


@inlined
def _place(
    base: int, count: int, k: int, share: Span, begin: Four, end: Four, swarm: Swarm, now: Singles
) -> None:
    """Fill where a group is in the ship's frame when a stretch begins, and how far it goes, m."""
    ax, ay, aux, auy = (
        np.float32(begin[0]), np.float32(begin[1]), np.float32(begin[2]), np.float32(begin[3])
    )  # fmt: skip
    bx, by, bux, buy = (
        np.float32(end[0]), np.float32(end[1]), np.float32(end[2]), np.float32(end[3])
    )  # fmt: skip
    part, part1 = np.float32(share[0]), np.float32(share[1])
    for i in range(count):
        x, y = swarm.x[k, base + i], swarm.y[k, base + i]
        go_x, go_y = swarm.x[k + 1, base + i] - x, swarm.y[k + 1, base + i] - y
        px, py = x - ax + part * go_x, y - ay + part * go_y
        qx, qy = x - bx + part1 * go_x, y - by + part1 * go_y
        x0, y0 = px * aux + py * auy, aux * py - auy * px
        now[i], now[Y + i] = x0, y0
        now[DX + i] = qx * bux + qy * buy - x0
        now[DY + i] = bux * qy - buy * qx - y0


@inlined
def _absent(base: int, count: int, k: int, swarm: Swarm, now: Singles) -> None:
    """Let nothing meet those of a group that are not at sea in a step."""
    for i in range(count):
        if not swarm.first[base + i] <= k < swarm.last[base + i]:
            now[LOW + i], now[HIGH + i] = EMPTY, -EMPTY


@inlined
def _settle(g: int, count: int, s: int, k: int, share: float, swarm: Swarm, tally: Tally) -> None:
    """Add to the tally what the hull has met more of a group, by a share."""
    was, base, single = tally.rows.was[0], swarm.groups[g], np.float32(share)
    met_more = share * weighed(base, count, swarm.weight, was)
    tally.rate[s, k] += met_more
    tally.out[0, s] += met_more
    for i in range(count):
        tally.struck[k, base + i] += single * was[MORE + i]
    if swarm.sort[g] % 2 == 1:
        persons = 0.0
        for i in range(base, base + count):
            aboard = swarm.persons[swarm.row[i], swarm.column[k]]
            persons += swarm.weight[i] * was[MORE + i - base] * aboard
        tally.persons[s] += share * persons
