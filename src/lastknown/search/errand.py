"""What one unit can do, where its area may not be, and how a datum moves: the scene's plane.

All figures are in the scene's local plane: m east and north, s since 1970, m/s, radians true.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lastknown.compiled import allocating
from lastknown.search.paths import Paths, at_rest
from lastknown.search.separation import no_areas, no_limit

__all__ = [
    "SECTOR",
    "SQUARE",
    "TRACKS",
    "Box",
    "Errand",
    "LandMask",
    "no_land",
    "path_at",
    "span_of",
    "window",
]

Floats = NDArray[np.float64]

TRACKS, SQUARE, SECTOR = 0.0, 1.0, 2.0
"""What `Box.form` may be: parallel tracks (PS, CS), expanding square (SS), sector search (VS)."""


class Errand(NamedTuple):
    """What one unit can do (m, s since 1970, m/s).

    Attributes
    ----------
    paths : motions that its area may follow.
    latest_s : how long it may wait before it leaves, s.
    least_m : least track spacing that it can steer, m.
    light_from_s, light_until_s : it is on scene between these alone, for it sees nothing in the
        dark; it leaves so late that it does not wait there.
    """

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
    paths: Paths = at_rest()
    latest_s: float = 0.0
    least_m: float = 0.0
    light_from_s: float = -math.inf
    light_until_s: float = math.inf


class LandMask(NamedTuple):
    """Where an area may not be.

    Attributes
    ----------
    land : land[row, column], True where land, for the legs; x0, y0 : corner of the first cell, m.
    taken : (k, 11) areas of other units, limit : (m, 2) what the area stays within: `trespass`.
    """

    land: NDArray[np.bool_]
    x0: float
    y0: float
    cell_m: float
    taken: Floats = no_areas()
    limit: Floats = no_limit()


class Box(NamedTuple):
    """A search area and the pattern in it.

    Attributes
    ----------
    x, y : centre halfway through its legs, m. course : of the first leg, radians true.
    spacing : track spacing, m; of a sector search its radius.
    tracks : number of parallel tracks (whole, yet a float: of an int all is compiled once more);
        of the other forms without meaning.
    side : +1 the tracks follow each other (the turns go) to the right, -1 to the left.
    follow : index into `Errand.paths` of the motion that it makes; 0: fixed to the ground.
    wait_s : how long the unit waits before it leaves, s.
    form : TRACKS, SQUARE or SECTOR.
    """

    x: float
    y: float
    course: float
    spacing: float
    tracks: float
    side: float
    follow: float = 0.0
    wait_s: float = 0.0
    form: float = TRACKS


def no_land() -> LandMask:
    """Return a mask without land."""
    return LandMask(np.zeros((0, 0), np.bool_), 0.0, 0.0, 1.0)


@allocating
def window(errand: Errand, x: float, y: float, wait_s: float = 0.0) -> tuple[float, float]:
    """Return (arrive, leave), s, at a point; no time is left there where leave <= arrive."""
    return span_of(errand, x, y, x, y, wait_s)


@allocating
def span_of(
    errand: Errand, from_x: float, from_y: float, to_x: float, to_y: float, wait_s: float
) -> tuple[float, float]:
    """Return (arrive, leave), s, of a pattern that begins at one point and ends at another."""
    out = math.hypot(from_x - errand.from_x, from_y - errand.from_y) / errand.transit_ms
    home = math.hypot(to_x - errand.to_x, to_y - errand.to_y) / errand.transit_ms
    arrive = max(errand.depart_s + wait_s + out, errand.light_from_s)
    back_by = arrive - out + errand.back_by_s - errand.depart_s
    return arrive, min(back_by - home, errand.until_s, errand.light_until_s)


@allocating
def path_at(errand: Errand, x: float, y: float, wait_s: float = 0.0) -> float:
    """Return the usable path that a unit has at a point, m."""
    arrive, leave = window(errand, x, y, wait_s)
    return float(errand.usable * errand.search_ms * max(0.0, leave - arrive))
