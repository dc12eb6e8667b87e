"""What the sweep of ships over particles fills, and where each ship is (compiled)."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lastknown.compiled import compiled, inlined
from lastknown.ships._abeam import KINDS, LINES, Hulls, Rows
from lastknown.ships._late import Late
from lastknown.ships._paths import CUTS, Paths
from lastknown.ships._swarm import GROUP, Swarm

__all__ = ["Four", "Tally", "frame_at", "piece_at", "surround", "tally_of", "trace"]

Array = NDArray[np.float64]
Index = NDArray[np.int64]
Singles = NDArray[np.float32]
Four = tuple[float, float, float, float]


class Tally(NamedTuple):
    """What the sweep fills, and room for it to work in.

    Attributes
    ----------
    out : (4, s) weight passed by kind and ship. rate : (s, k) by the hull in each step.
    persons : (s,) weight times persons struck.
    struck : (k, n) expected strikes by step and particle.
    rows : room for a group.
    places : (4, m, k+1) x, y and unit vector of the ship with each error at each moment, m.
    piece : (m, k+1) the piece on which it is then. traced : (m,) of which ship they are.
    around : (4, k+1) a circle around all groups at each moment, m, and how far that moves until the
        next. span : (m, 2) the first and the last moment between which the ship is near it.
    """

    out: Array
    rate: Array
    persons: Array
    struck: Singles
    rows: Rows
    places: Array
    piece: Index
    traced: Index
    around: Array
    span: Index


def tally_of(ships: int, late: Late, struck: Singles) -> Tally:
    """Return an empty tally that adds to `struck` (k, n)."""
    steps, errors = struck.shape[0], late.value.size
    now, was = np.zeros(LINES * GROUP, np.float32), np.zeros((KINDS, LINES * GROUP), np.float32)
    return Tally(
        np.zeros((KINDS, ships)), np.zeros((ships, steps)), np.zeros(ships), struck, Rows(now, was),
        np.zeros((4, errors, steps + 1)), np.zeros((errors, steps + 1), np.int64),
        np.full(errors, -1), np.zeros((4, steps + 1)), np.zeros((errors, 2), np.int64),
    )  # fmt: skip


@inlined
def surround(first: int, last: int, swarm: Swarm, around: Array) -> None:
    """Fill a circle around some groups at each moment, and how far it moves until the next."""
    for k in range(around.shape[1]):
        west, east, south, north = math.inf, -math.inf, math.inf, -math.inf
        for g in range(first, last):
            x, y, r = swarm.middle_x[g, k], swarm.middle_y[g, k], swarm.radius[g, k]
            west, east = min(west, x - r), max(east, x + r)
            south, north = min(south, y - r), max(north, y + r)
        around[0, k], around[1, k] = 0.5 * (west + east), 0.5 * (south + north)
        around[2, k] = 0.5 * np.hypot(east - west, north - south)
    for k in range(around.shape[1] - 1):
        moved = np.hypot(around[0, k + 1] - around[0, k], around[1, k + 1] - around[1, k])
        around[3, k] = moved + abs(around[2, k + 1] - around[2, k])


@compiled
def piece_at(at: float, q: int, s: int, paths: Paths) -> int:
    """Return the piece on which a path length lies, looked for from piece q on."""
    low, high = paths.pieces[s], paths.pieces[s + 1] - 1
    while q < high and at >= paths.arc[q + 1]:
        q += 1
    while q > low and at < paths.arc[q]:
        q -= 1
    return q


@inlined
def frame_at(at: float, q: int, paths: Paths) -> Four:
    """Return (x, y, ux, uy) of a path length on a piece."""
    on = at - paths.arc[q]
    return paths.x[q] + on * paths.ux[q], paths.y[q] + on * paths.uy[q], paths.ux[q], paths.uy[q]


@inlined
def trace(s: int, m: int, late: Late, paths: Paths, hulls: Hulls, tally: Tally) -> None:
    """Fill where a ship with an error along her path is at each moment, and when near them all."""
    q, places = paths.pieces[s], tally.places
    for k in range(places.shape[2]):
        at = paths.at[s, CUTS * k] + late.value[m] * paths.along[s, CUTS * k]
        q = piece_at(at, q, s, paths)
        tally.piece[m, k] = q
        places[0, m, k], places[1, m, k], places[2, m, k], places[3, m, k] = frame_at(at, q, paths)
    first, last, around = places.shape[2], 0, tally.around
    for k in range(1, places.shape[2]):
        j = k - 1
        way = abs(paths.at[s, CUTS * k] - paths.at[s, CUTS * j])
        way += abs(late.value[m] * (paths.along[s, CUTS * k] - paths.along[s, CUTS * j]))
        away = np.hypot(around[0, j] - places[0, m, j], around[1, j] - places[1, m, j])
        if away <= around[2, j] + around[3, j] + hulls.widest[s] + way:
            first, last = min(first, j), k
    tally.span[m, 0], tally.span[m, 1] = first, last
