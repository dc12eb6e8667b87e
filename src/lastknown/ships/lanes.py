"""Traffic lanes as smooth lines: how far along and beside one a ship is, and where it goes on.

A ship in a lane is described by ``(s, o)``: metres along the centre line and metres to starboard of
it. Corners of the charted line are rounded, so that a ship beside it neither jumps nor turns on the
spot there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lastknown.errors import LastknownError
from lastknown.geo.plane import metres_per_degree, wrap_lon
from lastknown.ships._stations import Stations, locate, put
from lastknown.ships.ship import Track
from lastknown.units import KNOT, NM

__all__ = [
    "HALF_WIDTH_M",
    "Lane",
    "Place",
    "course_difference",
    "followed",
    "lane_at",
    "lane_place",
    "read_lanes",
]

Array = NDArray[np.float64]

HALF_WIDTH_M: Final = 2.5 * NM
"""Half the width of a lane (judgement: in the Dover Strait the charted centre lines lie 1.6 to 3.6
NM from the separation zone, most often 2.7; the pack holds no outer edges)."""

COURSE_DEG: Final = 25.0
"""A ship that follows a lane steers within this of the lane's direction (judgement)."""
SLOWEST: Final = 3.0 * KNOT
"""A slower ship drifts, fishes or waits: it follows no lane (judgement)."""
FREE: Final = ("fishing", "sailing", "pleasure", "pilot", "search and rescue")
"""Kinds that are not taken to follow lanes (judgement; COLREG rule 10 leaves vessels under sail,
shorter than 20 m or fishing free to use the inshore zones)."""
LAST_S: Final = 600.0
"""Courses of the last ten minutes are asked, not one alone (judgement)."""

_ASKED: Final = 20
"""Of the last ten minutes' positions about so many are asked, the last among them."""

_STEP_M: Final = 500.0
_ROUNDED_M: Final = 4000.0
"""Stations along a lane, and the length over which its corners are rounded (judgement)."""


@dataclass(frozen=True, eq=False)
class Lane:
    """A lane's centre line in the direction of traffic, rounded, with stations every 500 m.

    Attributes
    ----------
    name : as in the pack. half_width_m : metres.
    line : its stations.
    """

    name: str
    half_width_m: float
    line: Stations

    @property
    def length_m(self) -> float:
        """From beginning to end, metres."""
        return float(self.line.s[-1])


@dataclass(frozen=True)
class Place:
    """Where in a lane a ship is: metres along, metres to starboard of the centre line."""

    lane: Lane
    along_m: float
    starboard_m: float


def read_lanes(
    collection: Mapping[str, Any], half_width_m: float = HALF_WIDTH_M
) -> tuple[Lane, ...]:
    """Return the lanes of a pack (`lastknown.geo.pack.Pack.lanes`), a GeoJSON FeatureCollection.

    Parameters
    ----------
    collection : features with ``kind`` "lane" and a LineString in the direction of traffic; others
        are passed over. A feature's ``half_width_nm`` stands before `half_width_m`.
    half_width_m : metres.

    Raises
    ------
    LastknownError : a lane's line has fewer than two points, or no numbers.
    """
    features = [f for f in collection.get("features", ()) if _properties(f).get("kind") == "lane"]
    return tuple(_lane(feature, half_width_m) for feature in features)


def lane_at(lane: Lane, along_m: ArrayLike, starboard_m: ArrayLike = 0.0) -> tuple[Array, ...]:
    """Return (lon, lat, course), degrees, of places in a lane; beyond its ends straight on.

    Parameters
    ----------
    along_m, starboard_m : metres; they broadcast.
    """
    given = np.broadcast_arrays(*(np.asarray(v, np.float64) for v in (along_m, starboard_m)))
    along, aside = (np.array(values).ravel() for values in given)
    out = [np.empty(along.size) for _ in range(3)]
    put(lane.line, along, aside, *out)
    lon, lat, course = (values.reshape(given[0].shape) for values in out)
    return wrap_lon(lon), lat, course


def lane_place(lane: Lane, lon: ArrayLike, lat: ArrayLike) -> tuple[Array, Array]:
    """Return (metres along, metres to starboard) of points in degrees, shape (n,) each.

    Beyond an end the place along goes on straight: negative before the beginning.
    """
    lons, lats = (np.atleast_1d(np.asarray(value, np.float64)) for value in (lon, lat))
    along, aside = np.empty(lons.size), np.empty(lons.size)
    locate(lane.line, lons, lats, along, aside)
    return along, aside


def followed(
    lanes: Sequence[Lane],
    track: Track,
    *,
    within: float = 1.2,
    course_deg: float = COURSE_DEG,
) -> Place | None:
    """Return where in which lane a ship is at its last position; None where it follows none.

    It follows a lane where its kind is not one of `FREE`, it is between the lane's ends and within
    its width, makes more than 3 kn, and both its last course and the median of the last ten
    minutes' courses lie near the lane's direction. Of several lanes the one whose direction is
    nearest.

    Parameters
    ----------
    track : cleaned. within : half-widths from the centre line. course_deg : degrees either side.
    """
    recent = track.time_s >= track.time_s[-1] - LAST_S
    known = np.isfinite(track.course_deg) & (track.speed > SLOWEST) & recent
    if not known[-1] or track.ship.kind in FREE:
        return None
    rows = np.flatnonzero(known)
    rows = rows[:: -max(1, rows.size // _ASKED)][::-1]
    found: list[tuple[float, Place]] = []
    for lane in lanes:
        along, aside = lane_place(lane, track.lon[rows], track.lat[rows])
        if not 0.0 <= along[-1] <= lane.length_m or abs(aside[-1]) > within * lane.half_width_m:
            continue
        toward = np.interp(along, lane.line.s, lane.line.course_deg)
        off = course_difference(track.course_deg[rows], toward)
        most = max(abs(float(off[-1])), abs(float(np.median(off))))
        if most <= course_deg:
            found.append((most, Place(lane, float(along[-1]), float(aside[-1]))))
    return min(found, key=lambda pair: pair[0])[1] if found else None


def course_difference(a_deg: ArrayLike, b_deg: ArrayLike) -> Array:
    """Return a - b in degrees, in [-180, 180)."""
    return (np.asarray(a_deg, np.float64) - np.asarray(b_deg, np.float64) + 180.0) % 360.0 - 180.0


def _lane(feature: Mapping[str, Any], half_width_m: float) -> Lane:
    said = _properties(feature)
    name = str(said.get("name", "lane"))
    try:
        line = np.asarray(feature["geometry"]["coordinates"], np.float64)[:, :2]
    except (KeyError, TypeError, ValueError, IndexError):
        line = np.zeros((0, 2))
    if len(line):
        line = line[np.concatenate(([True], np.any(np.diff(line, axis=0) != 0, axis=1)))]
    if len(line) < 2 or not np.all(np.isfinite(line)):
        raise LastknownError(f"lane={name!r} has no line; give two or more points lon, lat")
    lon, lat = _rounded(np.unwrap(line[:, 0], period=360.0), line[:, 1])
    per_lon, per_lat = _per_degree(lat)
    middle = 0.5 * (per_lon[1:] + per_lon[:-1]), 0.5 * (per_lat[1:] + per_lat[:-1])
    dx, dy = np.diff(lon) * middle[0], np.diff(lat) * middle[1]
    s = np.concatenate(([0.0], np.cumsum(np.hypot(dx, dy))))
    east, north = np.gradient(lon, s) * per_lon, np.gradient(lat, s) * per_lat
    course = np.degrees(np.unwrap(np.arctan2(east, north)))
    width = float(said.get("half_width_nm", half_width_m / NM)) * NM
    return Lane(name, width, Stations(s, lon, lat, course, per_lon, per_lat))


def _per_degree(lat: Array) -> tuple[Array, Array]:
    """Return metres in a degree of longitude and of latitude, (k,) each."""
    each = np.array([metres_per_degree(float(value)) for value in lat])
    return each[:, 0], each[:, 1]


def _rounded(lon: Array, lat: Array) -> tuple[Array, Array]:
    """Return a line with stations every 500 m, its corners rounded by a moving mean."""
    per_lon, per_lat = _per_degree(0.5 * (lat[1:] + lat[:-1]))
    legs = np.hypot(np.diff(lon) * per_lon, np.diff(lat) * per_lat)
    s = np.concatenate(([0.0], np.cumsum(legs)))
    fine = np.linspace(0.0, s[-1], max(2, round(s[-1] / _STEP_M) + 1))
    shifts = np.linspace(-0.5, 0.5, 17) * _ROUNDED_M
    held = np.minimum(fine, s[-1] - fine)[:, None]  # the ends stay where they are
    at = fine[:, None] + np.clip(shifts, -held, held)
    return np.interp(at, s, lon).mean(axis=1), np.interp(at, s, lat).mean(axis=1)


def _properties(feature: Mapping[str, Any]) -> Mapping[str, Any]:
    said = feature.get("properties")
    return said if isinstance(said, Mapping) else {}
