"""Where ships are at one moment: tracks and predicted paths, between and beyond their positions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lastknown.geo.plane import metres_per_degree, travel, wrap_lon
from lastknown.ships.ship import Predicted, Track

__all__ = ["Placed", "placed"]

Array = NDArray[np.float64]
_STILL_M: Final = 2.0


class Placed(NamedTuple):
    """Where each of n ships is.

    Attributes
    ----------
    lon, lat : (n,) degrees, longitude in [-180, 180).
    speed : (n,) over the ground, m/s; 0 where not known.
    course_deg : (n,) over the ground, degrees true; NaN where not known. Of a predicted path that
        does not move it is how the hull lies.
    age_s : (n,) how far the moment lies from the nearest position that was told, s; of a predicted
        path its own age. Between two positions of a track it is the distance to the nearer of them.
    carried_m : (n,) how far the ship was carried beyond its first or last position, m.
    """

    lon: Array
    lat: Array
    speed: Array
    course_deg: Array
    age_s: Array
    carried_m: Array


def placed(ships: Sequence[Track | Predicted], at_s: float) -> Placed:
    """Return where ships are at a moment.

    Positions are linear between two that are known. Beyond the first and the last the ship is
    carried on by her speed and course there; `carried_m` says how far.

    Parameters
    ----------
    ships : in any order. at_s : s since 1970-01-01T00:00Z.
    """
    rows = np.array([_row(ship, at_s) for ship in ships], dtype=np.float64).reshape(-1, 6)
    lon, lat, speed, course, age, beyond = rows.T.copy()
    carried = np.abs(beyond) * speed
    moved = (carried > 0.0) & np.isfinite(course)
    if moved.any():
        far = beyond[moved] * speed[moved]
        lon[moved], lat[moved] = travel(lon[moved], lat[moved], course[moved], far)
    return Placed(wrap_lon(lon), lat, speed, course, age, carried)


def _row(ship: Track | Predicted, at_s: float) -> tuple[float, ...]:
    """Return lon, lat, speed, course, age, seconds beyond the positions."""
    time = ship.time_s
    k = int(np.searchsorted(time, at_s, side="right")) - 1
    told = ship.age_s if isinstance(ship, Predicted) else 0.0
    if k < 0 or k >= time.size - 1:
        end = 0 if k < 0 else -1
        beyond = at_s - float(time[end])
        here = float(ship.lon[end]), float(ship.lat[end])
        motion = _known(ship.speed[end], 0.0), _course(ship, end, 0 if k < 0 else time.size - 2)
        return (*here, *motion, told + abs(beyond), beyond)
    share = (at_s - time[k]) / (time[k + 1] - time[k])
    near = k if share < 0.5 else k + 1
    east = (ship.lon[k + 1] - ship.lon[k] + 180.0) % 360.0 - 180.0
    lon = ship.lon[k] + share * east
    lat = ship.lat[k] + share * (ship.lat[k + 1] - ship.lat[k])
    age = told + (at_s - time[0]) if isinstance(ship, Predicted) else abs(at_s - time[near])
    motion = _known(ship.speed[near], 0.0), _course(ship, near, k)
    return float(lon), float(lat), *motion, float(age), 0.0


def _course(ship: Track | Predicted, at: int, k: int) -> float:
    """Return the course over the ground at one position, degrees: told, or that of a path's step k.

    The hull of a predicted ship may lie across her path.
    """
    if isinstance(ship, Predicted) and 0 <= k < ship.time_s.size - 1:
        per_lon, per_lat = metres_per_degree(0.5 * float(ship.lat[k] + ship.lat[k + 1]))
        east = float((ship.lon[k + 1] - ship.lon[k] + 180.0) % 360.0 - 180.0) * per_lon
        north = float(ship.lat[k + 1] - ship.lat[k]) * per_lat
        if math.hypot(east, north) >= _STILL_M:
            return math.degrees(math.atan2(east, north)) % 360.0
    return float(ship.course_deg[at])


def _known(value: float, otherwise: float) -> float:
    return float(value) if np.isfinite(value) else otherwise
