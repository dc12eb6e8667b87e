"""Where and when each particle begins: the last known position with its error in place and time."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lastknown.drift.random import normals, uniforms
from lastknown.drift.start import Start
from lastknown.errors import LastknownError
from lastknown.geo.plane import Plane
from lastknown.geo.position import Position, parse_position
from lastknown.times import parse_time, to_seconds
from lastknown.units import MINUTE, NM

__all__ = [
    "FARTHEST_SD",
    "RADIUS_50",
    "Begun",
    "Site",
    "begin",
    "earliest",
    "read_site",
    "wet_centre",
]

Array = NDArray[np.float64]

RADIUS_50 = math.sqrt(2.0 * math.log(2.0))
"""Radius that holds 50 % of a circular normal error, in standard deviations: 1.17741."""

_TIME, _AGE, _EAST, _NORTH, _ALONG, _ACROSS = 11, 12, 13, 14, 15, 16
_TRIES = 64
_PROBES = 1000
FARTHEST_SD = 4.0
"""Draws of place and time farther out than this, in standard deviations, are held there."""


@dataclass(frozen=True)
class Site:
    """A start's place and time, read.

    Attributes
    ----------
    kind : ``point``, ``polygon``, ``line`` or ``track``.
    lon, lat : (k,) corners or points, degrees.
    time_s : (k,) their times, s since 1970 (all the same but for a track).
    centre : the last known position shown to people; of a polygon or line its middle.
    """

    kind: str
    lon: Array
    lat: Array
    time_s: Array
    centre: Position


@dataclass(frozen=True)
class Begun:
    """Where and when particles begin: (n,) degrees, and seconds since 1970."""

    lon: Array
    lat: Array
    time_s: Array


def read_site(start: Start) -> Site:
    """Return the place and time of a start.

    Raises
    ------
    LastknownError : a place of an unknown form, or with too few points.
    """
    moment = to_seconds(parse_time(start.time, "start.time"))
    if not isinstance(start.position, Mapping):
        place = parse_position(start.position)
        only = np.array([place.lon]), np.array([place.lat]), np.array([moment])
        return Site("point", *only, place)
    kind, points = next(iter(start.position.items()), ("", ()))
    fewest = {"polygon": 3, "line": 2, "track": 2}.get(kind)
    if fewest is None or len(start.position) != 1 or len(points) < fewest:
        raise LastknownError(
            f"position={start.position!r} is no place; give a point, {{'polygon': 3 or more}}, "
            "{'line': 2 or more} or {'track': 2 or more points with times}"
        )
    return _shape(kind, points, moment)


def _shape(kind: str, points: Sequence[Any], moment: float) -> Site:
    """Return the site of a polygon, line or track."""
    places, times = [], []
    for point in points:
        given = point if isinstance(point, Mapping) else {"position": point}
        places.append(parse_position(given["position"]))
        times.append(to_seconds(parse_time(given["time"])) if kind == "track" else moment)
    if kind == "track" and any(later <= earlier for earlier, later in pairwise(times)):
        raise LastknownError("track: the times of its points must rise; put them in order")
    lon = np.unwrap([place.lon for place in places], period=360.0)
    lat = np.array([place.lat for place in places])
    if kind == "polygon":
        centre = Position(_wrapped(lon.mean()), float(lat.mean()))
    else:
        middle = 0.5 * (len(places) - 1)
        at = np.arange(len(places))
        centre = Position(_wrapped(np.interp(middle, at, lon)), float(np.interp(middle, at, lat)))
    return Site(kind, lon, lat, np.array(times), centre)


def _wrapped(lon: float) -> float:
    """Return a longitude in [-180, 180)."""
    return float((lon + 180.0) % 360.0 - 180.0)


def begin(
    site: Site,
    start: Start,
    seed: int,
    ids: NDArray[np.int64],
    land: Callable[[Array, Array], NDArray[np.bool_]] | None = None,
) -> Begun:
    """Return where and when each particle of a start begins.

    The position is normal about the point, line or track with `error_nm` holding 50 % (uniform in
    a polygon, then the same error); its time is `time` less an age drawn evenly up to
    `fix_age_min`, normal with `time_sd_min`. A draw on land is drawn again.

    Parameters
    ----------
    site : of the same start.
    seed, ids : keys of the draws; (n,) particle numbers.
    land : tells of (m,) longitudes and latitudes, degrees, which are on land; None: none are.
    """
    lon, lat, along = _draw(site, start, seed, ids, 0)
    if land is not None:
        dry = np.flatnonzero(land(lon, lat))
        for again in range(1, _TRIES):
            if dry.size == 0:
                break
            lon[dry], lat[dry], along[dry] = _draw(site, start, seed, ids[dry], again)
            dry = dry[land(lon[dry], lat[dry])]
        lon[dry], lat[dry] = site.centre.lon, site.centre.lat
    late = np.clip(normals(seed, ids, _TIME), -FARTHEST_SD, FARTHEST_SD) * start.time_sd_min
    age = uniforms(seed, ids, _AGE) * start.fix_age_min
    return Begun(lon, lat, along + (late - age) * MINUTE)


def wet_centre(
    site: Site, start: Start, land: Callable[[Array, Array], NDArray[np.bool_]]
) -> Position | None:
    """Return the place of a start that is in the water and nearest to its middle; None: all land.

    Found among 1,000 places drawn as `begin` draws them, whatever the seed of the run.
    """
    lon, lat, _ = _draw(site, start, 0, np.arange(_PROBES), 0)
    wet = ~land(lon, lat)
    if not wet.any():
        return None
    x, y = Plane(site.centre.lon, site.centre.lat).to_xy(lon[wet], lat[wet])
    nearest = int(np.argmin(np.hypot(x, y)))
    return Position(_wrapped(lon[wet][nearest]), float(lat[wet][nearest]))


def earliest(site: Site, start: Start) -> float:
    """Return the earliest time at which a particle of this start can begin, s since 1970."""
    back = FARTHEST_SD * start.time_sd_min + start.fix_age_min
    return float(site.time_s.min()) - back * MINUTE


def _draw(
    site: Site, start: Start, seed: int, ids: NDArray[np.int64], again: int
) -> tuple[Array, Array, Array]:
    """Return longitude, latitude (degrees) and the place's own time (s) of each particle."""
    shift = 100 * again
    sigma = start.fix_error_nm * NM / RADIUS_50
    plane = Plane(site.centre.lon, site.centre.lat)
    corner_x, corner_y = plane.to_xy(site.lon, site.lat)
    part = uniforms(seed, ids, _ALONG + shift)
    if site.kind == "polygon":
        x, y = _inside(corner_x, corner_y, part, uniforms(seed, ids, _ACROSS + shift))
        time = np.full(ids.size, site.time_s[0])
    else:
        at = _way(site, corner_x, corner_y)
        x, y = np.interp(part, at, corner_x), np.interp(part, at, corner_y)
        time = np.interp(part, at, site.time_s)
    east = np.clip(normals(seed, ids, _EAST + shift), -FARTHEST_SD, FARTHEST_SD)
    north = np.clip(normals(seed, ids, _NORTH + shift), -FARTHEST_SD, FARTHEST_SD)
    lon, lat = plane.to_lonlat(x + sigma * east, y + sigma * north)
    return np.asarray(lon), np.asarray(lat), time


def _way(site: Site, x: Array, y: Array) -> Array:
    """Return how far along a line (by distance) or a track (by time) its points are, 0 to 1."""
    if site.kind == "point":
        return np.zeros(1)
    run = site.time_s - site.time_s[0]
    if site.kind == "line":
        run = np.concatenate(([0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))))
    if run[-1] <= 0.0:
        raise LastknownError("line: its points are all the same place; give one position instead")
    return np.asarray(run / run[-1])


def _inside(x: Array, y: Array, first: Array, second: Array) -> tuple[Array, Array]:
    """Return points spread evenly in a polygon: a triangle by its area, then a point in it."""
    import shapely

    ring = shapely.Polygon(np.column_stack((x, y)))
    if not ring.is_valid or ring.area <= 0.0:
        raise LastknownError(
            "polygon: its sides cross or it has no area; list its corners in order"
        )
    pieces = shapely.constrained_delaunay_triangles(ring).geoms
    corners = np.array([np.asarray(piece.exterior.coords)[:3] for piece in pieces])
    share = np.cumsum([piece.area for piece in pieces])
    which = np.minimum(np.searchsorted(share, first * share[-1]), len(corners) - 1)
    low = np.concatenate(([0.0], share[:-1]))[which]
    rest = (first * share[-1] - low) / (share[which] - low)
    root = np.sqrt(rest)
    a, b, c = corners[which, 0], corners[which, 1], corners[which, 2]
    w = second[:, None]
    spot = (1.0 - root)[:, None] * a + root[:, None] * ((1.0 - w) * b + w * c)
    return spot[:, 0], spot[:, 1]
