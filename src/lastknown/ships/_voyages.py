"""Where a simulated ship is at any moment: paths in closed form, nothing has to be stepped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lastknown.compiled import compiled
from lastknown.geo.plane import metres_per_degree
from lastknown.ships.columns import Static
from lastknown.ships.lanes import Lane, lane_at
from lastknown.units import NM

__all__ = ["BEYOND_M", "Loop", "Passage", "Path", "Shuttle", "Simulated", "metres_each", "where"]

Array = NDArray[np.float64]

_TURN: Final = 2.0 * np.pi

BEYOND_M: Final = 30.0 * NM
"""So far before and beyond a lane a ship on passage is heard, straight on from its ends (judgement:
a station on a cliff of 100 m hears an antenna 25 m up about as far, 4.12 (sqrt(100) + sqrt(25)) km,
Recommendation ITU-R P.310's horizon in a standard atmosphere; nothing is charted there)."""


@dataclass(frozen=True)
class Passage:
    """Through a lane from beginning to end, and `BEYOND_M` straight on at both.

    Attributes
    ----------
    lane : which. enter_s : at its beginning, s since 1970. speed : mean, m/s.
    surges : (velocity amplitude m/s, period s, phase rad) of what comes on top of it.
    aside_m : mean metres to starboard of the centre line.
    wanders : (amplitude m, wave length m, phase rad) of what comes on top of it.
    """

    lane: Lane
    enter_s: float
    speed: float
    surges: tuple[tuple[float, float, float], ...]
    aside_m: float
    wanders: tuple[tuple[float, float, float], ...]


@dataclass(frozen=True)
class Shuttle:
    """To and fro between two places on straight courses, passing its own way back on starboard.

    Attributes
    ----------
    lon, lat : of both places, degrees. leave_s : a departure from the first, s since 1970.
    crossing_s, stay_s : how long it is under way each way, and lies at each end, s.
    aside_m : how far to starboard of the straight line it is half-way.
    """

    lon: tuple[float, float]
    lat: tuple[float, float]
    leave_s: float
    crossing_s: float
    stay_s: float
    aside_m: float


@dataclass(frozen=True)
class Loop:
    """Around a place, as a ship that fishes.

    Attributes
    ----------
    lon, lat : of the middle, degrees. east_m, north_m : half-axes, m.
    periods_s : of the motion east and north, s. phase : rad.
    """

    lon: float
    lat: float
    east_m: float
    north_m: float
    periods_s: tuple[float, float]
    phase: float


Path = Passage | Shuttle | Loop


@dataclass(frozen=True)
class Simulated:
    """A simulated ship: what it says of itself, its class of transponder (A or B) and its path."""

    static: Static
    ais_class: str
    path: Path


def where(path: Path, time_s: Array) -> tuple[Array, Array, NDArray[np.bool_]]:
    """Return (lon, lat) in degrees and whether the ship is there at all, shape (n,) each.

    Parameters
    ----------
    time_s : (n,) seconds since 1970.
    """
    if isinstance(path, Passage):
        return _in_lane(path, time_s)
    lon, lat = _to_and_fro(path, time_s) if isinstance(path, Shuttle) else _around(path, time_s)
    return lon, lat, np.ones(time_s.size, np.bool_)


def _in_lane(path: Passage, time_s: Array) -> tuple[Array, Array, NDArray[np.bool_]]:
    since = time_s - path.enter_s
    along = path.speed * since
    for most, period_s, phase in path.surges:
        turn = _TURN / period_s
        along += most / turn * (np.sin(turn * since + phase) - np.sin(phase))
    aside = np.full(time_s.size, path.aside_m)
    for most, wave_m, phase in path.wanders:
        aside += most * np.sin(_TURN * along / wave_m + phase)
    lon, lat, _ = lane_at(path.lane, along, aside)
    return lon, lat, (along >= -BEYOND_M) & (along <= path.lane.length_m + BEYOND_M)


def _to_and_fro(path: Shuttle, time_s: Array) -> tuple[Array, Array]:
    leg_s = path.crossing_s + path.stay_s
    legs, since = np.divmod(time_s - path.leave_s, leg_s)
    share = np.minimum(since / path.crossing_s, 1.0)
    back = legs % 2 == 1
    gone = np.where(back, 1.0 - share, share)
    per_lon, per_lat = metres_per_degree(float(np.mean(path.lat)))
    east, north = (path.lon[1] - path.lon[0]) * per_lon, (path.lat[1] - path.lat[0]) * per_lat
    length = np.hypot(east, north)
    aside = path.aside_m * np.sin(np.pi * share) * np.where(back, -1.0, 1.0)
    lon = path.lon[0] + (gone * east + aside * north / length) / per_lon
    lat = path.lat[0] + (gone * north - aside * east / length) / per_lat
    return lon, lat


def _around(path: Loop, time_s: Array) -> tuple[Array, Array]:
    per_lon, per_lat = metres_per_degree(path.lat)
    one, other = (_TURN * time_s / period for period in path.periods_s)
    lon = path.lon + path.east_m * np.sin(one + path.phase) / per_lon
    return lon, path.lat + path.north_m * np.cos(other) / per_lat


def metres_each(lat: Array) -> tuple[Array, Array]:
    """Return metres in a degree of longitude and of latitude at latitudes (n,), degrees."""
    per_lon, per_lat = np.empty(lat.size), np.empty(lat.size)
    _fill_metres(lat, per_lon, per_lat)
    return per_lon, per_lat


@compiled
def _fill_metres(lat: Array, per_lon: Array, per_lat: Array) -> None:
    for i in range(lat.size):
        per_lon[i], per_lat[i] = metres_per_degree(lat[i])
