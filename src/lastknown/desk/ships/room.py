"""How much room a ship in a traffic lane has to its edge: what cannot be done is not asked."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import numpy as np

from lastknown.geo.plane import Plane, bearing_deg
from lastknown.ships.lanes import Lane, course_difference, lane_at, lane_place
from lastknown.ships.ship import Predicted
from lastknown.ships.strikes import Side

__all__ = ["room_m"]

_STEP_S: Final = 60.0
"""The ship's course is taken over so long."""


def room_m(lanes: Sequence[Lane], ship: Predicted, at_s: float, side: Side) -> float:
    """Return how far a ship is from the edge of the lane that it follows, metres; 0: beyond it.

    Infinite where it follows none, or is past the lane's end by then.

    Parameters
    ----------
    lanes : among which is the one that the prediction rests on. at_s : s since 1970.
    side : of the ship, on which the edge is.
    """
    if ship.basis != "lane":
        return math.inf
    times = np.clip([at_s - _STEP_S, at_s, at_s + _STEP_S], ship.time_s[0], ship.time_s[-1])
    plane = Plane(float(ship.lon[0]), float(ship.lat[0]))
    x, y = (np.interp(times, ship.time_s, each) for each in plane.to_xy(ship.lon, ship.lat))
    lon, lat = plane.to_lonlat(x, y)
    course = float(bearing_deg(lon[0], lat[0], lon[2], lat[2]))
    found = []
    for lane in lanes:
        along, starboard = (float(each[0]) for each in lane_place(lane, lon[1], lat[1]))
        if not 0.0 <= along <= lane.length_m:
            continue
        off = abs(float(course_difference(course, lane_at(lane, along)[2])))
        aside = starboard if side == "starboard" else -starboard
        found.append((off + abs(starboard) / lane.half_width_m, lane.half_width_m - aside))
    return max(min(found)[1], 0.0) if found else math.inf
