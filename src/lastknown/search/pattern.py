"""Search patterns as timed legs over the ground, from a commence search point.

PS, parallel track (IAMSAR Manual vol. II): the commence search point lies half a track spacing
inside two sides of a corner of the box, the tracks run along the box, the first half a spacing
inside its side, the last half a spacing inside the other. So n tracks of spacing S in a box of
length L and width n S have n (L - S) m of search legs and (n - 1) S m of turns: n L - S in all.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lastknown.compiled import allocating
from lastknown.errors import LastknownError

__all__ = [
    "CS",
    "PS",
    "SS",
    "VS",
    "Floats",
    "box_corners",
    "fill_parallel",
    "fill_turning",
    "parallel_track",
    "track_length",
]

Floats = NDArray[np.float64]

PS: Final = "PS"
"""Parallel track: the tracks run along the longer side of the area."""

CS: Final = "CS"
"""Creeping line: the tracks run along the shorter side of the area."""

SS: Final = "SS"
"""Expanding square from the datum."""

VS: Final = "VS"
"""Sector search about the datum."""


def parallel_track(
    x_m: float,
    y_m: float,
    start_s: float,
    speed_ms: float,
    *,
    tracks: int,
    spacing_m: float,
    length_m: float,
    orientation_deg: float,
    creep_right: bool = True,
) -> Floats:
    """Return the legs of a parallel track search, (2 tracks - 1, 6): x0, y0, t0, x1, y1, t1.

    Search legs and turns alternate; every leg takes its length / speed.

    Parameters
    ----------
    x_m, y_m : commence search point in a local plane, m east and north.
    start_s : time there, s since 1970-01-01T00:00Z.
    speed_ms : speed over the ground, m/s, > 0.
    tracks : number of search legs, >= 1.
    spacing_m : track spacing S, m, > 0.
    length_m : side of the box along the tracks, m, > S.
    orientation_deg : course of the first track, degrees true.
    creep_right : the tracks follow each other to the right of the first course; False: left.

    Raises
    ------
    LastknownError : a figure is out of range.
    """
    if tracks < 1 or not (speed_ms > 0.0 and 0.0 < spacing_m < length_m):
        raise LastknownError(
            f"parallel track of tracks={tracks}, spacing_m={spacing_m:g}, length_m={length_m:g}, "
            f"speed_ms={speed_ms:g} cannot be laid; give at least one track, a positive speed and "
            "a box longer than the spacing"
        )
    legs = np.empty((2 * tracks - 1, 6))
    side = 1.0 if creep_right else -1.0
    course = math.radians(orientation_deg)
    fill_parallel(legs, x_m, y_m, start_s, speed_ms, spacing_m, length_m, course, side)
    return legs


@allocating
def fill_parallel(
    legs: Floats,
    x: float,
    y: float,
    start_s: float,
    speed: float,
    spacing: float,
    length: float,
    course: float,
    side: float,
) -> None:
    """Write the legs of `parallel_track` into legs; course in radians true, side +1 right."""
    ux, uy = math.sin(course), math.cos(course)
    cx, cy = side * uy, -side * ux
    moment, forward = start_s, 1.0
    for k in range(legs.shape[0]):
        if k % 2 == 0:
            way = length - spacing
            nx, ny = x + forward * ux * way, y + forward * uy * way
            forward = -forward
        else:
            way = spacing
            nx, ny = x + cx * way, y + cy * way
        later = moment + way / speed
        legs[k, 0], legs[k, 1], legs[k, 2] = x, y, moment
        legs[k, 3], legs[k, 4], legs[k, 5] = nx, ny, later
        x, y, moment = nx, ny, later


@allocating
def fill_turning(
    legs: Floats,
    x: float,
    y: float,
    speed: float,
    size: float,
    path: float,
    course: float,
    side: float,
    sector: bool,
) -> int:
    """Write the legs of an expanding square or a sector search from time 0; return their number.

    The last leg ends where the path is spent. 0 where the path, or the room for legs, is too short.

    Parameters
    ----------
    x, y : the datum, m. speed : m/s. size : track spacing, or the radius of a sector search, m.
    path : length of all legs, m. course : of the first, radians true. side : +1 turns go right.
    sector : True: three triangles about the datum a pass, each pass turned by 30 degrees.
    """
    left, moment = path, 0.0
    for k in range(legs.shape[0]):
        way = min(left, size if sector else size * (1 + k // 2))
        if sector:
            thirds = (k % 9 - (k % 9) // 3) % 3  # 0 120 240, 240 0 120, 120 240 0 degrees
            bearing = course + side * (thirds * math.pi / 1.5 + (k // 9) * math.pi / 6.0)
        else:
            bearing = course + side * 0.5 * math.pi * k
        nx, ny = x + way * math.sin(bearing), y + way * math.cos(bearing)
        later = moment + way / speed
        legs[k, 0], legs[k, 1], legs[k, 2] = x, y, moment
        legs[k, 3], legs[k, 4], legs[k, 5] = nx, ny, later
        x, y, moment, left = nx, ny, later, left - way
        if left <= 1e-6 * path:
            return k + 1 if k > 1 else 0
    return 0


def track_length(tracks: int, spacing_m: float, length_m: float) -> float:
    """Return the length of all legs and turns of a parallel track search, m: n L - S."""
    return tracks * length_m - spacing_m


def box_corners(
    x_m: float, y_m: float, length_m: float, width_m: float, orientation_deg: float
) -> Floats:
    """Return the corners of a box about its centre, (4, 2) m, counter-clockwise, not closed.

    Parameters
    ----------
    x_m, y_m : centre in a local plane, m east and north.
    length_m, width_m : sides along and across `orientation_deg`, m.
    orientation_deg : direction of the long side, degrees true.
    """
    course = math.radians(orientation_deg)
    along = 0.5 * length_m * np.array([math.sin(course), math.cos(course)])
    across = 0.5 * width_m * np.array([math.cos(course), -math.sin(course)])
    corners = [-along - across, -along + across, along + across, along - across]
    return np.asarray(np.array(corners) + np.array([x_m, y_m]), np.float64)
