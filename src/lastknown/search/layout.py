"""An area laid out in time, and what it finds.

An area is a few figures (`lastknown.search.errand.Box`); its length, or the number of its legs,
follows from what the unit can do, so that every area spends exactly what the unit has.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lastknown.compiled import allocating
from lastknown.search.detection import Targets, add_hazard
from lastknown.search.errand import SECTOR, TRACKS, Box, Errand, LandMask, span_of
from lastknown.search.paths import shift
from lastknown.search.pattern import fill_parallel, fill_turning
from lastknown.search.separation import footprint, trespass

__all__ = ["Layout", "area_row", "evaluate", "lay_out"]

Floats = NDArray[np.float64]

_TURNS: Final = 60
_MOST_LEGS: Final = 200


@dataclass(frozen=True)
class Layout:
    """The timed legs (k, 6) of an area; its size, m; when the unit leaves, arrives … is back, s.

    `middle_s` is halfway through the legs: when the area's centre is where it is said to be.
    """

    legs: Floats
    length_m: float
    width_m: float
    depart_s: float
    arrive_s: float
    leave_s: float
    back_s: float
    middle_s: float


def lay_out(box: Box, errand: Errand) -> Layout | None:
    """Return the legs that spend the unit's effort; None where it has none left there."""
    legs = _room(box)
    count, length, width, arrive, leave = _fill(box, errand, legs)
    if count == 0:
        return None
    middle = 0.5 * (legs[0, 2] + legs[count - 1, 5])
    out = math.hypot(legs[0, 0] - errand.from_x, legs[0, 1] - errand.from_y)
    home = math.hypot(legs[count - 1, 3] - errand.to_x, legs[count - 1, 4] - errand.to_y)
    depart, back = arrive - out / errand.transit_ms, leave + home / errand.transit_ms
    return Layout(legs[:count], length, width, depart, arrive, leave, back, float(middle))


def area_row(box: Box, laid: Layout) -> Floats:
    """Return the area of a unit as `trespass` wants it, (11,)."""
    times = (laid.arrive_s, laid.leave_s, laid.middle_s)
    size = (laid.length_m, laid.width_m)
    return np.asarray(footprint((box.x, box.y, box.course), size, times, box.follow))


@allocating
def _room(box: Box) -> Floats:
    """Return an array for the legs."""
    return np.empty((2 * int(box.tracks) - 1 if box.form == TRACKS else _MOST_LEGS, 6))


@allocating
def _fill(box: Box, errand: Errand, legs: Floats) -> tuple[int, float, float, float, float]:
    """Write the legs; return (count, length, width, arrive, leave); count 0: impossible.

    Start and end of the pattern move with its length, and the time left with them, so all are
    found together by iteration; on return the legs fit the usable time.
    """
    arrive, path, speed = errand.depart_s + box.wait_s, 0.0, errand.search_ms
    for _ in range(_TURNS):
        count, end_x, end_y, length, width = _shape(box, path, speed, legs)
        end = arrive + path / speed
        middle = 0.5 * (arrive + end)
        dx, dy = shift(errand.paths, box.follow, middle, arrive)
        ex, ey = shift(errand.paths, box.follow, middle, end)
        sx, sy = legs[0, 0] + dx, legs[0, 1] + dy
        ex, ey = end_x + ex, end_y + ey
        arrive, leave = span_of(errand, sx, sy, ex, ey, box.wait_s)
        most = errand.usable * speed * (leave - arrive)
        if path > 0.0 and path <= most and path >= most * (1.0 - 1e-4):
            if count > 0:
                _set_in_time(box, errand, legs, count, arrive)
            return count, length, width, arrive, leave
        if most <= 0.0 or (path > 0.0 and count == 0):
            break
        path = most * (1.0 - 5e-5)
    return 0, 0.0, 0.0, 0.0, 0.0


@allocating
def _shape(
    box: Box, path: float, speed: float, legs: Floats
) -> tuple[int, float, float, float, float]:
    """Write the legs about the centre, from time 0; return (count, end x, y, length, width)."""
    if box.form != TRACKS:
        legs[0, 0], legs[0, 1] = box.x, box.y
        sector = box.form == SECTOR
        count = fill_turning(
            legs, box.x, box.y, speed, box.spacing, path, box.course, box.side, sector
        )
        size = 2.0 * box.spacing if sector else box.spacing * (2.0 + (count + 1) // 2)
        end_x = legs[count - 1, 3] if count > 0 else box.x
        end_y = legs[count - 1, 4] if count > 0 else box.y
        return count, end_x, end_y, size, size
    n, spacing = int(box.tracks), box.spacing
    ux, uy = math.sin(box.course), math.cos(box.course)
    cx, cy = box.side * uy, -box.side * ux
    half = 0.5 * (n - 1) * spacing
    track = max(0.0, (path - (n - 1) * spacing) / n)
    sx, sy = box.x - 0.5 * track * ux - half * cx, box.y - 0.5 * track * uy - half * cy
    legs[0, 0], legs[0, 1] = sx, sy
    end = 0.5 * track if n % 2 == 1 else -0.5 * track
    end_x, end_y = box.x + end * ux + half * cx, box.y + end * uy + half * cy
    if track < spacing:
        return 0, end_x, end_y, 0.0, 0.0
    length = track + spacing
    fill_parallel(legs, sx, sy, 0.0, speed, spacing, length, box.course, box.side)
    return 2 * n - 1, end_x, end_y, length, n * spacing


@allocating
def _set_in_time(box: Box, errand: Errand, legs: Floats, count: int, arrive: float) -> None:
    """Let the legs begin at arrival, and carry them along the path that the area follows."""
    middle = arrive + 0.5 * legs[count - 1, 5]
    for k in range(count):
        for end in (0, 3):
            legs[k, end + 2] += arrive
            dx, dy = shift(errand.paths, box.follow, middle, legs[k, end + 2])
            legs[k, end] += dx
            legs[k, end + 1] += dy


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
    """Return (probability of success, trespass) of an area; (-1, 1): impossible.

    Trespass is the share of the legs over land, and how far the area is in the way of others or out
    of its limits.

    Parameters
    ----------
    worth : (n,) probability that a person sought is this target and not yet found.
    """
    if not (1.0 <= box.tracks <= _MOST_LEGS and box.spacing >= errand.least_m):
        return -1.0, 1.0
    room = _room(box)
    count, length, width, arrive, leave = _fill(box, errand, room)
    if count == 0:
        return -1.0, 1.0
    legs = room[:count]
    middle = 0.5 * (legs[0, 2] + legs[count - 1, 5])
    times = (arrive, leave, middle)
    area = footprint((box.x, box.y, box.course), (length, width), times, box.follow)
    away = trespass(area, mask.taken, mask.limit, errand.paths)
    hazard = np.zeros(worth.size)
    add_hazard(legs, targets.time_s, targets.x, targets.y, targets.factor, hazard)
    found = 0.0
    for i in range(worth.size):
        found -= worth[i] * math.expm1(-hazard[i])
    return found, away + _land_share(legs, mask.land, mask.x0, mask.y0, mask.cell_m)
