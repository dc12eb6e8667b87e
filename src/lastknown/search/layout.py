"""A box of parallel tracks laid out in time, and what it finds.

A box is five numbers and a side; its length follows from what the unit can do, see
`lastknown.search.box`. All figures are in the scene's local plane: m, s since 1970, radians.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lastknown.compiled import allocating
from lastknown.search.detection import Targets, add_hazard
from lastknown.search.pattern import fill_parallel
from lastknown.search.separation import no_areas, no_limit, trespass

__all__ = ["Box", "Errand", "LandMask", "Layout", "evaluate", "lay_out", "no_land"]

Floats = NDArray[np.float64]

_TURNS: Final = 40


class Errand(NamedTuple):
    """What one unit can do, in the scene's plane (m, s since 1970, m/s)."""

    from_x: float
    from_y: float
    to_x: float
    to_y: float
    depart_s: float
    back_by_s: float
    until_s: float
    transit_ms: float
    search_ms: float
    usable: float


class LandMask(NamedTuple):
    """Where a box may not be, in the scene's plane.

    Attributes
    ----------
    land : land[row, column], True where land, for the legs; x0, y0 : corner of the first cell, m.
    taken : (k, 7) areas of other units, limit : (m, 2) what the box stays within, see `trespass`.
    """

    land: NDArray[np.bool_]
    x0: float
    y0: float
    cell_m: float
    taken: Floats = no_areas()
    limit: Floats = no_limit()


class Box(NamedTuple):
    """A box of parallel tracks in the scene's plane.

    Attributes
    ----------
    x, y : centre, m. course : of the first track, radians true.
    spacing : track spacing, m. tracks : number of tracks (whole).
    side : +1 the tracks follow each other to the right of the first course, -1 to the left.
    """

    x: float
    y: float
    course: float
    spacing: float
    tracks: float
    side: float


@dataclass(frozen=True)
class Layout:
    """The timed legs (k, 6) of a box, its length in m, arrival, departure and return, s."""

    legs: Floats
    length_m: float
    arrive_s: float
    leave_s: float
    back_s: float


def no_land() -> LandMask:
    """Return a mask without land."""
    return LandMask(np.zeros((0, 0), np.bool_), 0.0, 0.0, 1.0)


def lay_out(box: Box, errand: Errand) -> Layout | None:
    """Return the legs of a box that spends the unit's effort; None where it has none left there."""
    legs = np.empty((2 * int(box.tracks) - 1, 6))
    length, arrive, leave, back = _fill(box, errand, legs)
    return Layout(legs, length, arrive, leave, back) if length > 0.0 else None


@allocating
def _fill(box: Box, errand: Errand, legs: Floats) -> tuple[float, float, float, float]:
    """Write the legs; return (length, arrive, leave, back); length 0 where it cannot be done.

    Start and end of the pattern move with its length, and the time left with them, so both are
    found together by iteration; on return the legs fit the usable time.
    """
    n, spacing = int(box.tracks), box.spacing
    ux, uy = math.sin(box.course), math.cos(box.course)
    cx, cy = box.side * uy, -box.side * ux
    half = 0.5 * (n - 1) * spacing
    end = 1.0 if n % 2 == 1 else -1.0
    track = 0.0
    for _ in range(_TURNS):
        sx, sy = box.x - 0.5 * track * ux - half * cx, box.y - 0.5 * track * uy - half * cy
        ex = box.x + 0.5 * end * track * ux + half * cx
        ey = box.y + 0.5 * end * track * uy + half * cy
        arrive = errand.depart_s + math.hypot(sx - errand.from_x, sy - errand.from_y) / (
            errand.transit_ms
        )
        home = math.hypot(ex - errand.to_x, ey - errand.to_y) / errand.transit_ms
        leave = min(errand.back_by_s - home, errand.until_s)
        path = errand.usable * errand.search_ms * (leave - arrive)
        spent = n * track + (n - 1) * spacing
        if track > 0.0 and spent <= path and spent >= path * (1.0 - 1e-4):
            course, side = box.course, box.side
            length = track + spacing
            fill_parallel(legs, sx, sy, arrive, errand.search_ms, spacing, length, course, side)
            return length, arrive, leave, leave + home
        track = (path * (1.0 - 5e-5) - (n - 1) * spacing) / n
        if track < spacing:
            return 0.0, arrive, leave, leave + home
    return 0.0, 0.0, 0.0, 0.0


@allocating
def _land_share(legs: Floats, land: NDArray[np.bool_], x0: float, y0: float, cell: float) -> float:
    """Share of the legs' length that lies over land cells."""
    rows, columns = land.shape
    if rows == 0:
        return 0.0
    hits, steps = 0, 0
    for k in range(legs.shape[0]):
        dx, dy = legs[k, 3] - legs[k, 0], legs[k, 4] - legs[k, 1]
        pieces = int(math.hypot(dx, dy) / (0.5 * cell)) + 1
        for m in range(pieces + 1):
            column = math.floor((legs[k, 0] + dx * m / pieces - x0) / cell)
            row = math.floor((legs[k, 1] + dy * m / pieces - y0) / cell)
            steps += 1
            if 0 <= row < rows and 0 <= column < columns and land[row, column]:
                hits += 1
    return hits / steps


@allocating
def evaluate(
    box: Box, errand: Errand, targets: Targets, worth: Floats, mask: LandMask
) -> tuple[float, float]:
    """Return (probability of success, trespass) of a box; (-1, 1): impossible.

    Trespass is the share of the legs over land, and how far the box is in the way of others or out
    of its limits.

    Parameters
    ----------
    worth : (n,) probability that a person sought is this target and not yet found.
    """
    legs = np.empty((2 * int(box.tracks) - 1, 6))
    if box.tracks < 1.0:
        return -1.0, 1.0
    length, arrive, leave, _ = _fill(box, errand, legs)
    if length <= 0.0:
        return -1.0, 1.0
    width = box.spacing * box.tracks
    area = np.array([box.x, box.y, box.course, length, width, arrive, leave])
    away = trespass(area, mask.taken, mask.limit)
    hazard = np.zeros(worth.size)
    add_hazard(legs, targets.time_s, targets.x, targets.y, targets.factor, hazard)
    found = 0.0
    for i in range(worth.size):
        found -= worth[i] * math.expm1(-hazard[i])
    return found, away + _land_share(legs, mask.land, mask.x0, mask.y0, mask.cell_m)
