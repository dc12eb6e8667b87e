"""What two positions of one boat say of how it goes: under way or adrift, and on which course.

With the displacement d between them over the time T and the sea's mean motion c along the way
(current, and 3 % of the wind), its own velocity through the water was w = d/T - c, known with

    s^2 = (s1^2 + s2^2) / T^2 + (sqrt(2) a |d| / T^2)^2 + s_drift^2

for one component: the positions' errors, those of their ages a, and that of the drift. Adrift, w is
normal about 0. Under way it is normal about a velocity whose speed is that of its kind of boat and
whose course may be any; that is summed over a grid, which gives the factor of under way against
adrift, and the course and speed that remain likely. The factor is kept between 1/20 and 20: an
engine starts and stops.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from lastknown.boats.reach import LEEWAY
from lastknown.boats.report import CALLS, Report
from lastknown.boats.weights import MOTIONS
from lastknown.drift.objects import SearchObject
from lastknown.geo.plane import Plane
from lastknown.sea.model import Sea
from lastknown.units import HOUR, KNOT, MINUTE, RADIUS_50

__all__ = ["APART_S", "MOST", "WayMade", "way_made"]

APART_S: Final = (30.0 * MINUTE, 3.0 * HOUR)
"""Least and most time between two positions that are compared: before, their errors hide the way;
after, it may have gone two ways (judgement)."""

MOST: Final = 20.0
"""Greatest factor for or against (judgement)."""

KNOWN_DEG: Final = 45.0
"""sd of the course above which it is not used (judgement)."""

_AGE_SD_S: Final = 20.0 * MINUTE / math.sqrt(12.0)
_STEPS: Final = 9


@dataclass(frozen=True)
class WayMade:
    """What two positions say.

    Attributes
    ----------
    factor : of under way against adrift.
    course_deg, course_sd_deg : course through the water if under way, degrees true.
    speed_kn, speed_sd_kn : speed through the water if under way.
    """

    factor: float
    course_deg: float
    course_sd_deg: float
    speed_kn: float
    speed_sd_kn: float

    @property
    def has_course(self) -> bool:
        """Whether the course is known well enough to be used."""
        return self.course_sd_deg <= KNOWN_DEG

    def share(self, before: float) -> float:
        """Return the share of under way after this, from that before it."""
        odds = before / (1.0 - before) * self.factor
        return odds / (1.0 + odds)


def way_made(one: Report, other: Report, sea: Sea, thing: SearchObject) -> WayMade | None:
    """Return what two positions of a boat say; None where its kind has no engine, or
    the sea has no current or wind there.

    Parameters
    ----------
    one, other : with positions, `other` the later one.
    thing : what kind of boat it is.

    Raises
    ------
    LastknownError : the sea does not reach over the way between them.
    """
    if thing.speed_kn <= 0.0:
        return None
    own, sd = _own_velocity(one, other, sea)
    if not np.isfinite(own).all():
        return None
    speeds = np.linspace(0.1, thing.speed_kn + 4.0 * thing.speed_sd_kn, 40) * KNOT
    courses = np.radians(np.arange(0.0, 360.0, 5.0))
    prior = np.exp(-0.5 * ((speeds / KNOT - thing.speed_kn) / max(thing.speed_sd_kn, 0.2)) ** 2)
    away = (own[0] - np.outer(speeds, np.sin(courses))) ** 2
    away += (own[1] - np.outer(speeds, np.cos(courses))) ** 2
    adrift = float(own @ own)
    weight = (prior / prior.sum())[:, None] * np.exp(-0.5 * (away - adrift) / sd**2) / courses.size
    factor = float(np.clip(weight.sum(), 1.0 / MOST, MOST))
    weight = weight / weight.sum()
    east, north = (float((weight * f(courses)).sum()) for f in (np.sin, np.cos))
    mean = float((weight.sum(axis=1) * speeds).sum())
    spread = math.sqrt(max(float((weight.sum(axis=1) * speeds**2).sum()) - mean**2, 0.0))
    resultant = min(max(math.hypot(east, north), 1e-9), 1.0)
    return WayMade(
        factor,
        math.degrees(math.atan2(east, north)) % 360.0,
        min(math.degrees(math.sqrt(-2.0 * math.log(resultant))), 180.0),
        mean / KNOT,
        spread / KNOT,
    )


def _own_velocity(
    one: Report, other: Report, sea: Sea
) -> tuple[np.ndarray[tuple[int], np.dtype[np.float64]], float]:
    """Return the velocity through the water east and north, m/s, and the sd of a component."""
    assert one.position is not None
    assert other.position is not None
    span = other.time_s - one.time_s
    plane = Plane(one.position.lon, one.position.lat)
    x, y = plane.to_xy(other.position.lon, other.position.lat)
    way = np.array([float(x), float(y)])
    along = np.linspace(0.0, 1.0, _STEPS)
    lon, lat = plane.to_lonlat(along * way[0], along * way[1])
    found = sea.sample(lon, lat, one.time_s + along * span)
    carried = np.array(
        [
            float(np.mean(found.u + LEEWAY * found.wind_u)),
            float(np.mean(found.v + LEEWAY * found.wind_v)),
        ]
    )
    places = sum((each.error_m / RADIUS_50) ** 2 for each in (one, other)) / span**2
    aged = sum(_AGE_SD_S**2 for each in (one, other) if each.kind in CALLS)
    aged += one.time_sd_s**2 + other.time_sd_s**2
    ages = aged * float(way @ way) / span**4
    return way / span - carried, math.sqrt(places + ages + MOTIONS[0][1] ** 2)
