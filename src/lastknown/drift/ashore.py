"""What has come ashore, by stretch of coast."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from lastknown.drift.cloud import ASHORE, Cloud
from lastknown.drift.positions import (
    Component,
    component_name,
    component_weights,
    positions_at,
    status_at,
    turn,
)
from lastknown.geo.position import Position, format_position

__all__ = ["Named", "Stretch", "stretches_ashore"]

Array = NDArray[np.float64]

_NEAR_M = 30_000.0
"""Farther from any named place, m, a stretch goes by its position."""

_DEGREE_M = 111_195.0
"""Metres in a degree of latitude on the mean sphere; here it only ranks distances."""

_AT_SEA = frozenset({"light vessel", "buoy", "bank", "sandbank", "wreck"})


class Named(Protocol):
    """A named place, degrees; a ``kind`` that lies at sea (light vessel …) names no coast."""

    @property
    def name(self) -> str:
        """Return its name."""
        ...

    @property
    def lon(self) -> float:
        """Return degrees east."""
        ...

    @property
    def lat(self) -> float:
        """Return degrees north."""
        ...


@dataclass(frozen=True)
class Stretch:
    """One stretch of coast on which something has landed.

    Attributes
    ----------
    name : the nearest named place, or a position where none is within 30 km.
    share : share of the component's weight that is ashore there, 0-1.
    landing : the landing place nearest to the middle of them all.
    lon, lat, weight : (k,) where each landed, degrees, and its share of the component's weight.
    name_fr : the French name of that place where it is another one.
    """

    name: str
    share: float
    landing: Position
    lon: Array
    lat: Array
    weight: Array
    name_fr: str = ""


def stretches_ashore(
    cloud: Cloud,
    at_s: float,
    places: Iterable[Named] = (),
    *,
    component: Component | int | None = None,
) -> tuple[Stretch, ...]:
    """Return what is ashore at a moment by stretch of coast, the largest share first.

    Parameters
    ----------
    cloud : the ensemble.
    at_s : s since 1970, within the cloud's times.
    places : named places; each landing belongs to the nearest.
    component : see `lastknown.drift.where.where`.

    Raises
    ------
    LastknownError : the moment lies outside the cloud's times, or there is no such component.
    """
    lon, lat, weight, mask = positions_at(cloud, at_s)
    weight = component_weights(cloud, at_s, weight, component_name(component))
    landed = mask & (status_at(cloud, at_s) == ASHORE) & (weight > 0)
    if not landed.any():
        return ()
    share = weight[landed] / weight.sum()
    lon, lat = lon[landed], lat[landed]
    coast = [place for place in places if getattr(place, "kind", "") not in _AT_SEA]
    near = _nearest(lon, lat, coast)
    found = [
        _stretch(near_is, coast, lon[near == near_is], lat[near == near_is], share[near == near_is])
        for near_is in np.unique(near)
    ]
    return tuple(sorted(found, key=lambda stretch: -stretch.share))


def _nearest(lon: Array, lat: Array, places: list[Named]) -> NDArray[np.int64]:
    """Return the index of the nearest place within reach; else -1 - (a number by 10 km square)."""
    best = np.full(lon.size, _NEAR_M)
    near = -1 - _square(lon, lat)
    for index, place in enumerate(places):
        away = _distance_m(lon, lat, place.lon, place.lat)
        near = np.where(away < best, index, near)
        best = np.minimum(best, away)
    return near


def _square(lon: Array, lat: Array) -> NDArray[np.int64]:
    """Return a number for the square of about 0.1 degrees that a point lies in."""
    row, column = np.floor((lat + 90.0) * 10.0), np.floor((lon + 180.0) * 5.0)
    return (row * 2000 + column).astype(np.int64)


def _distance_m(lon: Array, lat: Array, lon0: float, lat0: float) -> Array:
    east = turn(lon - lon0) * np.cos(np.radians(0.5 * (lat + lat0)))
    return np.asarray(np.hypot(east, lat - lat0) * _DEGREE_M)


def _stretch(near: int, places: list[Named], lon: Array, lat: Array, share: Array) -> Stretch:
    """Return one stretch from the landings on it."""
    total = float(share.sum())
    mean_lon = lon[0] + float(np.sum(share * turn(lon - lon[0]))) / total
    middle = int(np.argmin(_distance_m(lon, lat, mean_lon, float(np.sum(share * lat)) / total)))
    landing = Position(float(lon[middle]), float(lat[middle]))
    if near < 0:
        name = format_position(landing.lon, landing.lat)
        return Stretch(name, total, landing, lon, lat, share)
    name_fr = getattr(places[near], "name_fr", "")
    return Stretch(places[near].name, total, landing, lon, lat, share, name_fr)
