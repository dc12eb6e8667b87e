"""What a ship is warned of: a circle around the cloud, or around the part that its path meets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lastknown.drift.cloud import Cloud
from lastknown.drift.positions import component_weights, positions_at
from lastknown.geo.plane import Plane
from lastknown.ships.ship import Predicted
from lastknown.units import NM

__all__ = ["Circle", "circle_of"]

Array = NDArray[np.float64]

HELD: Final = 0.9
"""Share of what it is about that the circle holds."""

LARGEST_M: Final = 3.0 * NM
"""A circle larger than this no ship in a lane can clear: it is told of the part of the cloud within
so far of its path (judgement)."""

_AROUND_S: Final = 1800.0
"""How long before and after the moment the ship's path is looked at."""
_PATH: Final = 31


@dataclass(frozen=True)
class Circle:
    """A circle that holds `HELD` of what it is about.

    Attributes
    ----------
    lon, lat : of its centre, degrees: the weighted mean. radius_m : metres.
    share : of the whole cloud that it is about, 0-1: 1, or the part that the ship's path meets.
    """

    lon: float
    lat: float
    radius_m: float
    share: float


def circle_of(cloud: Cloud, at_s: float, ship: Predicted | None, boat: str = "") -> Circle | None:
    """Return the circle around the persons of a boat at a moment; None: nobody is at sea then.

    Parameters
    ----------
    cloud : weighted. at_s : within the cloud's times, s since 1970.
    ship : who is warned; None: the whole cloud, however large it is.
    boat : name as in the cloud; empty: all of it.

    Raises
    ------
    LastknownError : the moment lies outside the cloud's times.
    """
    lon, lat, weight, mask = positions_at(cloud, at_s)
    weight = component_weights(cloud, at_s, weight, "persons")
    kept = mask & (weight > 0.0) & _of_boat(cloud, boat)
    if not kept.any():
        return None
    lon, lat, weight = lon[kept], lat[kept], weight[kept]
    plane = Plane(float(lon[0]), float(lat[0]))
    x, y = plane.to_xy(lon, lat)
    whole = _round(plane, x, y, weight, 1.0)
    if ship is None or whole.radius_m <= LARGEST_M:
        return whole
    met = _to_path(plane, x, y, at_s, ship) <= LARGEST_M
    if not met.any():
        return whole
    return _round(plane, x[met], y[met], weight[met], float(weight[met].sum() / weight.sum()))


def _of_boat(cloud: Cloud, boat: str) -> NDArray[np.bool_]:
    """Return which trajectories (n,) are of a boat."""
    if not boat or not cloud.boats:
        return np.ones(cloud.weight.size, np.bool_)
    return np.asarray([name == boat for name in cloud.boats], np.bool_)[cloud.start]


def _round(plane: Plane, x: Array, y: Array, weight: Array, share: float) -> Circle:
    """Return the circle around the weighted mean that holds `HELD` of the weight."""
    x0, y0 = float(np.average(x, weights=weight)), float(np.average(y, weights=weight))
    away = np.hypot(x - x0, y - y0)
    order = np.argsort(away)
    held = np.cumsum(weight[order]) / weight.sum()
    last = min(int(np.searchsorted(held, HELD)), held.size - 1)
    lon, lat = plane.to_lonlat(x0, y0)
    return Circle(float(lon), float(lat), float(away[order[last]]), share)


def _to_path(plane: Plane, x: Array, y: Array, at_s: float, ship: Predicted) -> Array:
    """Return how far each place is from where a ship most likely is around a moment, m."""
    times = at_s + np.linspace(-_AROUND_S, _AROUND_S, _PATH)
    path_x, path_y = plane.to_xy(ship.lon, ship.lat)
    px, py = np.interp(times, ship.time_s, path_x), np.interp(times, ship.time_s, path_y)
    nearest = np.full(x.size, np.inf)
    for k in range(_PATH - 1):
        ax, ay, bx, by = px[k], py[k], px[k + 1] - px[k], py[k + 1] - py[k]
        along = ((x - ax) * bx + (y - ay) * by) / max(bx * bx + by * by, 1e-9)
        along = np.clip(along, 0.0, 1.0)
        nearest = np.minimum(nearest, np.hypot(x - ax - along * bx, y - ay - along * by))
    return nearest
