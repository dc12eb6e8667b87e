"""What a ship is warned of: a circle around the cloud, or around the part that it meets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from lastknown.drift.cloud import Cloud
from lastknown.drift.positions import component_weights, positions_at
from lastknown.geo.plane import Plane
from lastknown.ships.ship import Predicted
from lastknown.ships.strikes import Side
from lastknown.units import NM

__all__ = ["BESIDE_M", "Circle", "Passing", "Where", "away_m", "beside_track", "circle_of"]
__all__ += ["passing", "where_from"]

Array = NDArray[np.float64]

Where = Literal["ahead", "starboard", "port", "astern"]
"""Where a place lies from a ship, by her heading."""

HELD: Final = 0.9
"""Share of what it is about that the circle holds."""

LARGEST_M: Final = 3.0 * NM
"""A circle larger than this no ship in a lane can clear: it is told of a part (judgement)."""

PART_M: Final = 2.0 * NM
"""That part: what lies so near to the place of its path that has most of the cloud around it
(judgement)."""

_AHEAD_DEG: Final = 45.0
"""What bears less from the bow lies ahead, and from the stern astern (judgement)."""

BESIDE_M: Final = 0.5 * NM
"""So near a track counts as on it, m: what counts as a near pass."""

_AROUND_S: Final = 1800.0
"""How long before and after the moment the ship's path is looked at."""
_PATH: Final = 31


@dataclass(frozen=True)
class Circle:
    """A circle that holds `HELD` of what it is about.

    Of a long or divided cloud its centre may lie where nobody is likely to be, between the parts:
    the circle still holds them, as its radius is as large as that asks for.

    Attributes
    ----------
    lon, lat : of its centre, degrees: the weighted mean. radius_m : metres.
    time_s : the moment it is for, s since 1970.
    share : of the whole cloud that it is about, 0-1: 1, or the part that the ship's path meets.
    """

    lon: float
    lat: float
    radius_m: float
    time_s: float
    share: float


@dataclass(frozen=True)
class Passing:
    """How a ship passes a place: when, s since 1970, how far off, m, on which side of it the place
    lies, to which it would leave it, and its course there, degrees true."""

    time_s: float
    distance_m: float
    leave_to: Side
    course_deg: float


def circle_of(
    cloud: Cloud, at_s: float, ship: Predicted | None, boat: str | None = None
) -> Circle | None:
    """Return the circle around the persons of a boat at a moment; None: nobody is at sea then.

    For a ship it holds so much of the hull as well: where persons have left it, both are to be kept
    clear of.

    Parameters
    ----------
    cloud : weighted. at_s : within the cloud's times, s since 1970.
    ship : who is warned; None: the whole cloud, however large it is, and of it the persons alone.
    boat : name as in the cloud, empty for one that has none; None: all of it.

    Raises
    ------
    LastknownError : the moment lies outside the cloud's times.
    """
    found = _sought(cloud, at_s, boat, hull=ship is not None)
    if found is None:
        return None
    plane, x, y, held = found
    whole = _round(found, at_s, 1.0)
    if ship is None or whole.radius_m <= LARGEST_M:
        return whole
    times, px, py = _path(plane, at_s, ship)
    weight = held.mean(axis=0)
    met = [weight[np.hypot(x - px[k], y - py[k]) <= PART_M].sum() for k in range(_PATH)]
    if not max(met) > 0.0:
        return whole
    k = int(np.argmax(met))
    return _part(cloud, float(times[k]), ship, boat) or whole


def _part(cloud: Cloud, at_s: float, ship: Predicted, boat: str | None) -> Circle | None:
    """Return the circle around what lies near to a ship at a moment; None: nothing does."""
    found = _sought(cloud, at_s, boat, hull=True)
    if found is None:
        return None
    plane, x, y, held = found
    path_x, path_y = plane.to_xy(ship.lon, ship.lat)
    x0, y0 = (float(np.interp(at_s, ship.time_s, each)) for each in (path_x, path_y))
    near = np.hypot(x - x0, y - y0) <= PART_M
    if not near.any():
        return None
    share = float(held.mean(axis=0)[near].sum())
    kept = held[:, near][held[:, near].sum(axis=1) > 0.0]
    kept /= kept.sum(axis=1, keepdims=True)
    return _round((plane, x[near], y[near], kept), at_s, share)


def beside_track(
    cloud: Cloud, circle: Circle, by: Passing, off_m: Sequence[float], boat: str | None = None
) -> list[float]:
    """Return how much of a boat lies within `BESIDE_M` of straight tracks past a circle, 0-1 each.

    Of the hull and of the persons alike, at the circle's moment: a ship is past in the time in
    which these drift little.

    Parameters
    ----------
    by : how she passes. off_m : of each track, how far the centre lies from it, m; to the same side
        and on the same course as in `by`.
    boat : as `circle_of` has it.

    Raises
    ------
    LastknownError : the circle's moment lies outside the cloud's times.
    """
    found = _sought(cloud, circle.time_s, boat, hull=True)
    if found is None:
        return [0.0 for _ in off_m]
    plane, x, y, held = found
    x0, y0 = (float(each[0]) for each in plane.to_xy([circle.lon], [circle.lat]))
    course = np.radians(by.course_deg)
    to_starboard = (x - x0) * np.cos(course) - (y - y0) * np.sin(course)
    away = -to_starboard if by.leave_to == "starboard" else to_starboard
    weight = held.mean(axis=0)
    return [float(weight[np.abs(away - each) <= BESIDE_M].sum()) for each in off_m]


_Sought = tuple[Plane, Array, Array, Array]
"""A plane, where on it those sought are, m, and the share of the persons, and of the hull where it
is asked for, that is there, (1 or 2, n): each row sums to 1."""


def _sought(cloud: Cloud, at_s: float, boat: str | None, *, hull: bool) -> _Sought | None:
    """Return where those sought are; None: nobody is at sea."""
    lon, lat, weight, mask = positions_at(cloud, at_s)
    mask &= _of_boat(cloud, boat)
    parts = ("persons", "boat") if hull else ("persons",)
    rows = np.array([component_weights(cloud, at_s, weight, part) for part in parts]) * mask
    rows = rows[rows.sum(axis=1) > 0.0]
    if not rows.size:
        return None
    kept = (rows > 0.0).any(axis=0)
    rows = rows[:, kept] / rows.sum(axis=1, keepdims=True)
    plane = Plane(float(lon[kept][0]), float(lat[kept][0]))
    x, y = plane.to_xy(lon[kept], lat[kept])
    return plane, x, y, rows


def _of_boat(cloud: Cloud, boat: str | None) -> NDArray[np.bool_]:
    """Return which trajectories (n,) are of a boat."""
    if boat is None or not cloud.boats:
        return np.ones(cloud.weight.size, np.bool_)
    return np.asarray([name == boat for name in cloud.boats], np.bool_)[cloud.start]


def _round(sought: _Sought, at_s: float, share: float) -> Circle:
    """Return the circle around the weighted mean that holds `HELD` of each of the rows."""
    plane, x, y, rows = sought
    weight = rows.mean(axis=0)
    x0, y0 = float(np.average(x, weights=weight)), float(np.average(y, weights=weight))
    away = np.hypot(x - x0, y - y0)
    order = np.argsort(away)
    held = np.cumsum(rows[:, order], axis=1)
    last = max(int(np.searchsorted(row, HELD)) for row in held)
    lon, lat = plane.to_lonlat(x0, y0)
    radius_m = float(away[order[min(last, away.size - 1)]])
    return Circle(float(lon), float(lat), radius_m, at_s, share)


def _path(plane: Plane, at_s: float, ship: Predicted) -> tuple[Array, Array, Array]:
    """Return the ship's times around a moment and where it most likely is then, m."""
    times = at_s + np.linspace(-_AROUND_S, _AROUND_S, _PATH)
    times = np.clip(times, ship.time_s[0], ship.time_s[-1])
    path_x, path_y = plane.to_xy(ship.lon, ship.lat)
    return (
        times,
        np.interp(times, ship.time_s, path_x),
        np.interp(times, ship.time_s, path_y),
    )


def away_m(circle: Circle, ship: Predicted) -> float:
    """Return how far a ship is from a circle's centre when its prediction begins, m."""
    x, y = Plane(circle.lon, circle.lat).to_xy(ship.lon[:1], ship.lat[:1])
    return float(np.hypot(x, y)[0])


def where_from(circle: Circle, ship: Predicted) -> Where:
    """Return where a circle's centre lies by a ship's heading when its prediction begins."""
    plane = Plane(float(ship.lon[0]), float(ship.lat[0]))
    x, y = plane.to_xy(np.array([circle.lon]), np.array([circle.lat]))
    bearing = float(np.degrees(np.arctan2(x[0], y[0])))
    off = (bearing - float(ship.course_deg[0]) + 180.0) % 360.0 - 180.0
    if abs(off) <= _AHEAD_DEG:
        return "ahead"
    if abs(off) >= 180.0 - _AHEAD_DEG:
        return "astern"
    return "starboard" if off > 0.0 else "port"


def passing(circle: Circle, ship: Predicted) -> Passing:
    """Return how a ship's most likely path passes a circle's centre around its moment."""
    plane = Plane(circle.lon, circle.lat)
    times, px, py = _path(plane, circle.time_s, ship)
    bx, by = np.diff(px), np.diff(py)
    along = np.clip(-(px[:-1] * bx + py[:-1] * by) / np.maximum(bx**2 + by**2, 1e-9), 0.0, 1.0)
    x, y = px[:-1] + along * bx, py[:-1] + along * by
    k = int(np.argmin(np.hypot(x, y)))
    course = np.radians(np.interp(times[k], ship.time_s, ship.course_deg))
    moving = bool(np.hypot(bx[k], by[k]) > 1.0)
    if moving:
        course = np.arctan2(bx[k], by[k])
    to_starboard = -x[k] * np.cos(course) + y[k] * np.sin(course)
    return Passing(
        time_s=float(times[k] + along[k] * (times[k + 1] - times[k])) if moving else circle.time_s,
        distance_m=float(np.hypot(x[k], y[k])),
        leave_to="starboard" if to_starboard > 0.0 else "port",
        course_deg=float(np.degrees(course)) % 360.0,
    )
