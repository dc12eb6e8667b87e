"""Where the sea would carry whatever was reported, from every position through the hours after.

A cheap stand-in for the drift ensemble's mean: one particle a position, in the surface current plus
a leeway of 3 % of the wind, straight downwind. Its spread is that of `weights.MOTIONS`, and how far
mean and spread are from the ensemble's is printed by ``benchmarks/boats.py``. The motion from a
position depends on nothing but that position, its time and the sea, so a night's motions are kept
and only those of new reports are computed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lastknown.boats.report import Report
from lastknown.errors import LastknownError
from lastknown.geo.plane import metres_per_degree
from lastknown.sea import Sea
from lastknown.units import MINUTE

__all__ = ["HOURS", "STEP_S", "Motion", "Reach", "reach_of"]

Array = NDArray[np.float64]
Key = tuple[float, float, float]

STEP_S: Final = 15.0 * MINUTE
HOURS: Final = 12
"""The motion is followed for so long; for later reports it stops, and the spread alone grows."""

LEEWAY: Final = 0.03
"""Share of the 10 m wind; about the middle of what `drift.objects` infers for overloaded boats."""


@dataclass(frozen=True, eq=False)
class Motion:
    """Where the sea carries one position, every `STEP_S` seconds from its time on.

    Attributes
    ----------
    lon, lat : degrees, shape (1 + HOURS * 3600 / STEP_S,).
    known : False where the sea ends before the last step; from there on it stays where it is.
    """

    lon: Array
    lat: Array
    known: bool


@dataclass(frozen=True, eq=False)
class Reach:
    """The motions of a night's positions, by (longitude, latitude, time)."""

    motions: Mapping[Key, Motion] = field(default_factory=dict)

    def of(self, report: Report) -> Motion | None:
        """Return the motion from a report's position; None: it has none, or it was not computed."""
        return None if report.position is None else self.motions.get(_key(report))


def reach_of(reports: Sequence[Report], sea: Sea, known: Reach | None = None) -> Reach:
    """Return where the sea would carry each report's position.

    Parameters
    ----------
    reports : in any order; those without a position are passed over.
    sea : current and wind.
    known : motions computed before with the same sea, kept as they are.
    """
    kept = {} if known is None else dict(known.motions)
    new = [_key(r) for r in reports if r.position is not None and _key(r) not in kept]
    new = sorted(set(new))
    if new:
        kept.update(zip(new, _motions(np.array(new), sea), strict=True))
    return Reach(kept)


def _key(report: Report) -> Key:
    """Return what a motion depends on."""
    assert report.position is not None
    return (report.position.lon, report.position.lat, report.time_s)


def _motions(starts: Array, sea: Sea) -> list[Motion]:
    """Return the motions from (n, 3) longitudes, latitudes and times."""
    steps = int(HOURS * 3600 / STEP_S)
    lon, lat = np.empty((2, steps + 1, len(starts)))
    lon[0], lat[0] = starts[:, 0], starts[:, 1]
    known = np.ones(len(starts), np.bool_)
    for k in range(steps):
        time_s = starts[:, 2] + k * STEP_S
        east, north = _degrees_per_s(sea, lon[k], lat[k], time_s, known)
        middle = lon[k] + 0.5 * STEP_S * east, lat[k] + 0.5 * STEP_S * north
        east, north = _degrees_per_s(sea, *middle, time_s + 0.5 * STEP_S, known)
        lon[k + 1], lat[k + 1] = lon[k] + STEP_S * east, lat[k] + STEP_S * north
    return [Motion(lon[:, i], lat[:, i], bool(known[i])) for i in range(len(starts))]


def _degrees_per_s(
    sea: Sea, lon: Array, lat: Array, time_s: Array, known: NDArray[np.bool_]
) -> tuple[Array, Array]:
    """Return the motion of the sea, degrees/s east and north; `known` loses those it has left."""
    u, v = np.full((2, lon.size), np.nan)
    at = np.flatnonzero(known)
    u[at], v[at] = _velocity(sea, lon[at], lat[at], time_s[at])
    known &= np.isfinite(u) & np.isfinite(v)
    scale = np.array([metres_per_degree(each) for each in lat])
    return np.where(known, u, 0.0) / scale[:, 0], np.where(known, v, 0.0) / scale[:, 1]


def _velocity(sea: Sea, lon: Array, lat: Array, time_s: Array) -> tuple[Array, Array]:
    """Return current plus leeway, m/s east and north; NaN outside the sea's sources."""
    if lon.size == 0:
        return np.empty(0), np.empty(0)
    try:
        found = sea.sample(lon, lat, time_s)
    except LastknownError:
        if lon.size == 1:
            return np.full(1, np.nan), np.full(1, np.nan)
        places = [slice(i, i + 1) for i in range(lon.size)]
        parts = [_velocity(sea, lon[one], lat[one], time_s[one]) for one in places]
        return np.concatenate([p[0] for p in parts]), np.concatenate([p[1] for p in parts])
    return (
        found.u + LEEWAY * np.nan_to_num(found.wind_u),
        found.v + LEEWAY * np.nan_to_num(found.wind_v),
    )
