"""Places on a line of stations, as compiled loops: metres along and beside it, and back."""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lastknown.compiled import compiled, inlined

__all__ = ["Stations", "locate", "put"]

Array = NDArray[np.float64]

_RADIAN: Final = math.pi / 180.0
_STEPS: Final = 3


class Stations(NamedTuple):
    """Stations of a line, k of them.

    s : (k,) metres along, increasing from 0. lon, lat : (k,) degrees, lon going on across 180.
    course_deg : (k,) degrees true, going on across 360. per_lon, per_lat : (k,) metres in a degree.
    """

    s: Array
    lon: Array
    lat: Array
    course_deg: Array
    per_lon: Array
    per_lat: Array


@inlined
def _before(along: float, s: Array) -> tuple[int, float]:
    """Return the station before a place on the line and the share of the way to the next."""
    low, high = 0, s.size - 1
    while high - low > 1:
        half = (low + high) // 2
        if s[half] <= along:
            low = half
        else:
            high = half
    return low, (along - s[low]) / (s[low + 1] - s[low])


@inlined
def _between(values: Array, i: int, w: float) -> float:
    return float(values[i] + w * (values[i + 1] - values[i]))


@compiled
def put(
    line: Stations, along: Array, aside: Array, lon: Array, lat: Array, course_deg: Array
) -> None:
    """Fill lon, lat and course (n,), degrees, of places along and to starboard of a line, m.

    Beyond its ends the line goes straight on. lon is not wrapped.
    """
    for j in range(along.size):
        held = min(max(along[j], 0.0), line.s[-1])
        i, w = _before(held, line.s)
        course = _between(line.course_deg, i, w)
        east, north = math.sin(course * _RADIAN), math.cos(course * _RADIAN)
        ahead = along[j] - held
        dx, dy = ahead * east + aside[j] * north, ahead * north - aside[j] * east
        lon[j] = _between(line.lon, i, w) + dx / _between(line.per_lon, i, w)
        lat[j] = _between(line.lat, i, w) + dy / _between(line.per_lat, i, w)
        course_deg[j] = course % 360.0


@compiled
def locate(line: Stations, lon: Array, lat: Array, along: Array, aside: Array) -> None:
    """Fill metres along and to starboard (n,) of points in degrees: the nearest place on the line.

    From the nearest station a few of Newton's steps. Beyond an end the line goes straight on.
    """
    for j in range(lon.size):
        least = math.inf
        for i in range(line.s.size):
            dx = _turned(lon[j] - line.lon[i]) * line.per_lon[i]
            dy = (lat[j] - line.lat[i]) * line.per_lat[i]
            if dx * dx + dy * dy < least:
                least, along[j] = dx * dx + dy * dy, line.s[i]
        for step in range(_STEPS + 1):
            held = min(max(along[j], 0.0), line.s[-1])
            i, w = _before(held, line.s)
            course = _between(line.course_deg, i, w) * _RADIAN
            east, north = math.sin(course), math.cos(course)
            ahead = along[j] - held
            dlon = _turned(lon[j] - _between(line.lon, i, w))
            dx = dlon * _between(line.per_lon, i, w) - ahead * east
            dy = (lat[j] - _between(line.lat, i, w)) * _between(line.per_lat, i, w) - ahead * north
            aside[j] = dx * north - dy * east
            if step < _STEPS:
                along[j] += dx * east + dy * north


@inlined
def _turned(degrees: float) -> float:
    """Return a difference of longitudes in [-180, 180]."""
    return degrees - 360.0 * round(degrees / 360.0)
