"""Ships on straight and bent paths, clouds beside them, and the same risk by plain simulation."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lastknown.drift.cloud import Cloud
from lastknown.geo.plane import Plane
from lastknown.ships.ship import Predicted, Ship
from lastknown.ships.strikes import NEAR_M
from tests.drift.clouds import T0, cloud_of

__all__ = [
    "CRAB_DEG",
    "LAT",
    "LON",
    "Lies",
    "Passed",
    "cloud_at",
    "moving",
    "on_path",
    "simulated",
    "spread",
    "tide",
]

Array = NDArray[np.float64]
Lies = Literal["way", "path", "crabbed", "stemming"]
"""How a hull lies: along her way over the ground, errors that grow included; along her predicted
path, whatever the errors; along a heading that is `CRAB_DEG` to the left of her way; along
her velocity through the water, in the stream of `tide`."""
CRAB_DEG = float(np.degrees(np.arctan(1.0 / 7.0)))
"""A ship of 7 m/s across a tidal stream of 1 m/s lays her head 8 degrees up against it."""
LON, LAT = 1.5, 51.0


def on_path(
    x: Any, y: Any, time_s: Any, *, length_m: float = 200.0, beam_m: float = 32.0,
    along_sd_m: Any = 0.0, across_sd_m: Any = 0.0, mmsi: int = 227000000,
    place: tuple[float, float] = (LON, LAT), course_deg: float | None = None,
) -> Predicted:  # fmt: skip
    """A ship on a path in metres east and north of a place."""
    x, y, time_s = (np.atleast_1d(np.asarray(each, float)) for each in (x, y, time_s))
    lon, lat = Plane(*place).to_lonlat(x, y)
    dx, dy = np.diff(x, append=x[-1]), np.diff(y, append=y[-1])
    course = np.degrees(np.arctan2(dx, dy)) % 360.0
    if x.size > 1:
        course[-1] = course[-2]
    if course_deg is not None:
        course[:] = course_deg
    speed = np.zeros(x.size)
    speed[:-1] = np.hypot(dx, dy)[:-1] / np.diff(time_s)
    speed[-1] = speed[-2]
    one = np.ones(x.size)
    ship = Ship(mmsi, "", "", "cargo", length_m, beam_m, 10.0, 6.0, length_m / 2, beam_m / 2)
    return Predicted(
        ship, time_s, lon, lat, course, speed, one * along_sd_m, one * across_sd_m, "course", 0.0
    )


def cloud_at(
    x: Array, y: Array, u: Any = 0.0, v: Any = 0.0, *, hours: float = 1.0, every_s: float = 600.0,
    place: tuple[float, float] = (LON, LAT), **other: Any,
) -> Cloud:  # fmt: skip
    """A cloud that begins at metres east and north of a place and goes at u, v m/s."""
    time_s = T0 + np.arange(0.0, hours * 3600.0 + 1.0, every_s)
    u, v = (np.broadcast_to(np.asarray(each, float), np.shape(x))[:, None] for each in (u, v))
    run = time_s - T0
    lon, lat = Plane(*place).to_lonlat(
        np.asarray(x)[:, None] + u * run, np.asarray(y)[:, None] + v * run
    )
    return cloud_of(lon, lat, time_s=time_s, **other)


def moving(cloud: Cloud, **change: Any) -> Cloud:
    """The same cloud with other columns."""
    return replace(cloud, **change)


def spread(count: int, dimensions: int) -> Array:
    """Return points (n, d) spread evenly over the unit cube (multiples of a generalised ratio)."""
    ratio = 2.0
    for _ in range(60):
        ratio = (1.0 + ratio) ** (1.0 / (dimensions + 1))
    step = ratio ** -np.arange(1.0, dimensions + 1.0)
    return np.asarray((0.5 + np.outer(np.arange(count), step)) % 1.0)


def tide(time_s: Array) -> Array:
    """Return a stream toward the south that grows from 0.6 to 1.2 m/s in 3000 s, m/s."""
    return np.asarray(0.6 + 0.6 * (time_s - T0) / 3000.0)


class Passed(NamedTuple):
    """What a simulation found: shares that the hull struck, and that came within each distance."""

    strike: float
    within_quarter: float
    within_half: float


def simulated(ship: Predicted, cloud: Cloud, z: Array, lies: Lies = "way") -> Passed:
    """Move a ship with each particle's own errors z (n, 2), in sd, over it in small steps.

    Steps of 10 s find when its middle is nearest to each particle, steps of 0.25 s for 45 s before
    and after that, whether the hull meets it: its corners leave notches between the steps, less
    than 1 % of what it sweeps.
    """
    plane = Plane(LON, LAT)
    path, places = plane.to_xy(ship.lon, ship.lat), plane.to_xy(cloud.lon, cloud.lat)
    sizes = np.array([0.0, *NEAR_M])[:, None]
    nearest, when = np.full(len(z), np.inf), np.full(len(z), T0)
    met = np.zeros((sizes.size, len(z)), bool)
    first, last = cloud.time_s[[0, -1]]
    for now in np.arange(first, last + 1.0, 10.0):
        away, closest = _apart(ship, path, cloud, places, (z, lies), np.full(len(z), now))
        met |= away <= sizes
        when, nearest = np.where(closest < nearest, now, when), np.minimum(closest, nearest)
    for more in np.arange(-45.0, 45.1, 0.25):
        now_s = np.clip(when + more, first, last)
        away, _ = _apart(ship, path, cloud, places, (z, lies), now_s)
        met |= away <= sizes
    return Passed(*met.mean(axis=1).tolist())


def _apart(
    ship: Predicted, path: tuple[Array, Array], cloud: Cloud, places: tuple[Array, Array],
    drawn: tuple[Array, Lies], now: Array,
) -> tuple[Array, Array]:  # fmt: skip
    """Return the distance of each particle from its hull and from the hull's middle, m."""
    (x, y), (z, lies) = path, drawn
    arc = np.concatenate(([0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))))
    s = np.interp(now, ship.time_s, arc) + z[:, 0] * np.interp(now, ship.time_s, ship.along_sd_m)
    c = z[:, 1] * np.interp(now, ship.time_s, ship.across_sd_m)
    q = np.clip(np.searchsorted(arc, s, side="right") - 1, 0, max(arc.size - 2, 0))
    ux, uy = _direction(ship, x, y, arc, q)
    hull_x, hull_y = x[q] + (s - arc[q]) * ux - c * uy, y[q] + (s - arc[q]) * uy + c * ux
    if lies != "path":
        ux, uy = _leant(ship, arc, z, now, (ux, uy))
    if lies == "crabbed":
        ux, uy = _turned((ux, uy), np.radians(CRAB_DEG))
    if lies == "stemming":
        ux, uy = _stemming(ship, arc, z, now, (ux, uy))
    step = np.diff(cloud.time_s)[0]
    k = np.clip(((now - cloud.time_s[0]) // step).astype(int), 0, cloud.time_s.size - 2)
    part, rows = (now - cloud.time_s[k]) / step, np.arange(len(z))
    dx, dy = (
        place[rows, k] + part * (place[rows, k + 1] - place[rows, k]) - hull
        for place, hull in zip(places, (hull_x, hull_y), strict=True)
    )
    ahead = np.maximum(np.abs(dx * ux + dy * uy) - 0.5 * ship.ship.length_m, 0.0)
    beside = np.maximum(np.abs(dy * ux - dx * uy) - 0.5 * ship.ship.beam_m, 0.0)
    return np.hypot(ahead, beside), np.hypot(dx, dy)


def _leant(
    ship: Predicted, arc: Array, z: Array, now: Array, way: tuple[Array, Array]
) -> tuple[Array, Array]:
    """Return the hull's axis: along her way over the ground, turned by errors that grow."""
    told = arc, ship.along_sd_m, ship.across_sd_m
    gone, late, aside = (
        np.interp(now + 0.5, ship.time_s, each) - np.interp(now - 0.5, ship.time_s, each)
        for each in told
    )
    ahead = gone + z[:, 0] * late
    turn = np.where(ahead > 0.01, z[:, 1] * aside / np.maximum(ahead, 0.01), 0.0)
    return _turned(way, np.arctan(np.clip(turn, -0.58, 0.58)))


def _stemming(
    ship: Predicted, arc: Array, z: Array, now: Array, way: tuple[Array, Array]
) -> tuple[Array, Array]:
    """Return the direction of her velocity over the ground less the stream's."""
    late = (
        np.interp(now + more, ship.time_s, arc)
        + z[:, 0] * np.interp(now + more, ship.time_s, ship.along_sd_m)
        for more in (0.5, -0.5)
    )
    speed = np.maximum(np.subtract(*late), 0.0)
    east, north = speed * way[0], speed * way[1] + tide(now)
    size = np.hypot(east, north)
    return east / size, north / size


def _turned(way: tuple[Array, Array], left: Any) -> tuple[Array, Array]:
    """Return directions turned to the left by angles, radians."""
    (ux, uy), sine, cosine = way, np.sin(left), np.cos(left)
    return ux * cosine - uy * sine, uy * cosine + ux * sine


def _direction(
    ship: Predicted, x: Array, y: Array, arc: Array, q: NDArray[np.intp]
) -> tuple[Array, Array]:
    if arc[-1] == 0.0:
        course = np.radians(ship.course_deg[0])
        return np.full(q.size, np.sin(course)), np.full(q.size, np.cos(course))
    length = np.diff(arc)[q]
    return np.diff(x)[q] / length, np.diff(y)[q] / length
