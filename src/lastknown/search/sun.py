"""The sun's height, and so where a visual search is blind.

Position of the sun: the low-precision formulas of *The Astronomical Almanac* (page C5), good to
0.01 degree between 1950 and 2050. Sidereal time: Meeus, *Astronomical Algorithms*, 2nd ed.,
eq. 12.4. Elevations are geometric: no refraction, no parallax (0.002 degree).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = [
    "DARK_BELOW_DEG",
    "RISE_DEG",
    "SunTimes",
    "is_dark",
    "light_around",
    "sun_declination_ra",
    "sun_elevation_deg",
    "twilight_changes_s",
]

DARK_BELOW_DEG: Final = -6.0
"""Dark for a visual search: the sun's centre below this elevation (end of civil twilight)."""

RISE_DEG: Final = -0.833
"""Elevation of the sun's centre at sunrise and sunset: half its width and the refraction."""

_J2000_S: Final = 946_728_000.0  # 2000-01-01T12:00Z, s since 1970
_DAY_S: Final = 86_400.0
_STEP_S: Final = 300.0


@dataclass(frozen=True)
class SunTimes:
    """A day and a night, s since 1970-01-01T00:00Z; NaN where there is none.

    Attributes
    ----------
    dusk_s, dawn_s : begin and end of the night (sun 6 degrees below: civil twilight).
    sunrise_s, sunset_s : of the day, upper limb on the horizon (-0.833 degrees).
    """

    dawn_s: float
    sunrise_s: float
    sunset_s: float
    dusk_s: float


def sun_declination_ra(time_s: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the sun's declination and right ascension, degrees.

    Parameters
    ----------
    time_s : any shape, s since 1970-01-01T00:00Z.
    """
    days = (np.asarray(time_s, float) - _J2000_S) / _DAY_S
    anomaly = np.radians(357.528 + 0.9856003 * days)
    mean = 280.460 + 0.9856474 * days
    longitude = np.radians(mean + 1.915 * np.sin(anomaly) + 0.020 * np.sin(2.0 * anomaly))
    tilt = np.radians(23.439 - 0.0000004 * days)
    declination = np.degrees(np.arcsin(np.sin(tilt) * np.sin(longitude)))
    ascension = np.degrees(np.arctan2(np.cos(tilt) * np.sin(longitude), np.cos(longitude)))
    return declination, ascension % 360.0


def sun_elevation_deg(lon: ArrayLike, lat: ArrayLike, time_s: ArrayLike) -> NDArray[np.float64]:
    """Return the geometric elevation of the sun's centre, degrees, positive above the horizon.

    Parameters
    ----------
    lon, lat : degrees, WGS84, broadcastable.
    time_s : s since 1970-01-01T00:00Z, broadcastable with them.
    """
    declination, ascension = sun_declination_ra(time_s)
    days = (np.asarray(time_s, float) - _J2000_S) / _DAY_S
    sidereal = 280.46061837 + 360.98564736629 * days
    hour = np.radians(sidereal + np.asarray(lon, float) - ascension)
    latitude, tilt = np.radians(np.asarray(lat, float)), np.radians(declination)
    height = np.sin(latitude) * np.sin(tilt) + np.cos(latitude) * np.cos(tilt) * np.cos(hour)
    elevation: NDArray[np.float64] = np.degrees(np.arcsin(np.clip(height, -1.0, 1.0)))
    return elevation


def is_dark(lon: ArrayLike, lat: ArrayLike, time_s: ArrayLike) -> NDArray[np.bool_]:
    """Return True where the sun is below DARK_BELOW_DEG; arguments as `sun_elevation_deg`."""
    return sun_elevation_deg(lon, lat, time_s) < DARK_BELOW_DEG


def twilight_changes_s(lon: float, lat: float, t0: float, t1: float) -> NDArray[np.float64]:
    """Return the moments between t0 and t1 at which it gets dark or light, s since 1970.

    Parameters
    ----------
    lon, lat : degrees. t0, t1 : s since 1970-01-01T00:00Z, t0 < t1.
    """
    return np.array([moment for moment, _ in _crossings(lon, lat, t0, t1, DARK_BELOW_DEG)])


def light_around(lon: float, lat: float, time_s: float) -> SunTimes:
    """Return the day and the night that hold `time_s`, or else come next.

    Sunrise and sunset are those of one day, in that order; dusk and dawn those of one night, dusk
    first, whatever the date in UTC. NaN where the sun does not cross within 36 h.

    Parameters
    ----------
    lon, lat : degrees. time_s : s since 1970-01-01T00:00Z.
    """
    span = (lon, lat, time_s - 1.5 * _DAY_S, time_s + 1.5 * _DAY_S)
    sunrise, sunset = _span(_crossings(*span, RISE_DEG), True, time_s)
    dusk, dawn = _span(_crossings(*span, DARK_BELOW_DEG), False, time_s)
    return SunTimes(dawn, sunrise, sunset, dusk)


def _span(crossings: list[tuple[float, bool]], rising: bool, time_s: float) -> tuple[float, float]:
    """Return begin and end of the span that holds a moment, or of the next one; NaN where none."""
    for (begin, up), (end, _) in pairwise(crossings):
        if up == rising and end > time_s:
            return begin, end
    return float("nan"), float("nan")


def _crossings(
    lon: float, lat: float, t0: float, t1: float, level: float
) -> list[tuple[float, bool]]:
    """Return (moment, rising) of every crossing of `level`, to 0.1 s."""
    grid = np.linspace(t0, t1, max(2, int(np.ceil((t1 - t0) / _STEP_S)) + 1))
    above = sun_elevation_deg(lon, lat, grid) >= level
    found: list[tuple[float, bool]] = []
    for k in np.flatnonzero(above[1:] != above[:-1]):
        low, high, rising = float(grid[k]), float(grid[k + 1]), bool(above[k + 1])
        while high - low > 0.1:
            middle = 0.5 * (low + high)
            if bool(sun_elevation_deg(lon, lat, middle) >= level) == rising:
                high = middle
            else:
                low = middle
        found.append((0.5 * (low + high), rising))
    return found
