"""A current that was measured: by a datum-marker buoy's track, or as a unit's set and drift.

It corrects every particle's current error, not only its weight: see `evidence.correction`. Give
all that was measured to one `lk.weigh`: several places and times are taken as one correction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lastknown.drift.cloud import Cloud
from lastknown.errors import LastknownError
from lastknown.evidence.correction import MOST, Observed, corrected
from lastknown.evidence.likelihood import within
from lastknown.geo.plane import Plane
from lastknown.geo.position import Position, parse_position
from lastknown.sea.model import Sea
from lastknown.times import parse_time, show_time, to_seconds
from lastknown.units import KNOT, MINUTE, NM

__all__ = ["REACH_NM", "SLIP_KN", "BuoyTrack", "SetAndDrift"]

Floats = NDArray[np.float64]
Place = str | Position | Sequence[float]

REACH_NM: Final = 20.0
"""Distance over which the error of a source of current loses 1/e of its correlation, NM; assumed:
eddies and tidal basins that models misplace are of this size."""

SLIP_KN: Final = 0.05
"""Sd of a drogued buoy's slip through the water, knots; assumed."""

_SHORTEST_S: Final = 600.0


@dataclass(frozen=True, eq=False)
class BuoyTrack:
    """The track of a datum-marker buoy (or of anything drogued that only the current moves).

    Attributes
    ----------
    fixes : two or more (position, time), in the order of their times; fixes less than 10 minutes
        after the last one used are left out.
    sea : the sea of the drift.
    error_nm : sd of a fix, one component, NM.
    slip_kn : sd of its slip through the water, knots.
    reach_nm : see `REACH_NM`.

    Raises
    ------
    LastknownError : too few or too many fixes, a fix out of order or unreadable, a figure out of
        bounds.
    """

    fixes: Sequence[tuple[Place, datetime | str]]
    sea: Sea
    error_nm: float = 0.01
    slip_kn: float = SLIP_KN
    reach_nm: float = REACH_NM

    def __post_init__(self) -> None:
        within("error_nm", self.error_nm, 0.0, 5.0, "NM")
        within("slip_kn", self.slip_kn, 0.01, 3.0, "kn")
        within("reach_nm", self.reach_nm, 0.5, 500.0, "NM")
        self._read()

    def correct(self, cloud: Cloud) -> Cloud:
        """Return the cloud with its tracks corrected, see `corrected`."""
        return corrected(cloud, self.observed(), sea=self.sea)

    def observed(self) -> Observed:
        """Return the error of the source's current along the track."""
        places, time_s = self._read()
        plane = Plane(places[0].lon, places[0].lat)
        x, y = plane.to_xy([p.lon for p in places], [p.lat for p in places])
        span = np.diff(time_s)
        velocity = np.stack((np.diff(x) / span, np.diff(y) / span), axis=1)
        part = np.array([0.1, 0.3, 0.5, 0.7, 0.9])[:, None]
        lon, lat = plane.to_lonlat(x[:-1] + part * np.diff(x), y[:-1] + part * np.diff(y))
        told, other = _source(self.sea, lon, lat, time_s[:-1] + part * span)
        fix = np.sqrt(2.0) * self.error_nm * NM / span
        middle = plane.to_lonlat(float(np.mean(x)), float(np.mean(y)))
        return Observed(
            Position(float(middle[0]), float(middle[1])), time_s[:-1], time_s[1:],
            velocity - told, np.hypot(fix, self.slip_kn * KNOT), other, self.reach_nm * NM,
        )  # fmt: skip

    def _read(self) -> tuple[list[Position], Floats]:
        """Return the fixes that are used."""
        places: list[Position] = []
        times: list[float] = []
        last = -np.inf
        for place, time in self.fixes:
            at_s = to_seconds(parse_time(time, "time"))
            if at_s <= last:
                raise LastknownError(
                    f"the buoy's fix at {show_time(at_s)} is out of order; give fixes in the order "
                    "of their times"
                )
            last = at_s
            where = parse_position(place)
            if not times or at_s >= times[-1] + _SHORTEST_S:
                places.append(where)
                times.append(at_s)
        if not 2 <= len(times) <= MOST:
            raise LastknownError(
                f"the buoy's track has {len(times)} fixes 10 minutes or more apart; give 2 to "
                f"{MOST}"
            )
        return places, np.array(times)


@dataclass(frozen=True, eq=False)
class SetAndDrift:
    """Set and drift of the current, measured by a unit.

    Attributes
    ----------
    position : where.
    at : end of the measurement (aware, or ISO text with a zone).
    set_deg : toward which the current runs, degrees true, 0 to 360.
    drift_kn : its speed, knots, 0 to 15.
    sea : the sea of the drift.
    sd_kn : sd of the measurement, one component, knots; 0.25 is assumed.
    over_min : how long it was measured, minutes, ending at `at`.
    reach_nm : see `REACH_NM`.

    Raises
    ------
    LastknownError : the position or time cannot be read, or a figure is out of bounds.
    """

    position: Place
    at: datetime | str
    set_deg: float
    drift_kn: float
    sea: Sea
    sd_kn: float = 0.25
    over_min: float = 20.0
    reach_nm: float = REACH_NM

    def __post_init__(self) -> None:
        parse_position(self.position)
        parse_time(self.at, "at")
        within("set_deg", self.set_deg, 0.0, 360.0, "degrees true")
        within("drift_kn", self.drift_kn, 0.0, 15.0, "kn")
        within("sd_kn", self.sd_kn, 0.02, 5.0, "kn")
        within("over_min", self.over_min, 1.0, 720.0, "min")
        within("reach_nm", self.reach_nm, 0.5, 500.0, "NM")

    def correct(self, cloud: Cloud) -> Cloud:
        """Return the cloud with its tracks corrected, see `corrected`."""
        return corrected(cloud, self.observed(), sea=self.sea)

    def observed(self) -> Observed:
        """Return the error of the source's current where and when it was measured."""
        place = parse_position(self.position)
        end = to_seconds(parse_time(self.at, "at"))
        begin = end - self.over_min * MINUTE
        time_s = np.linspace(begin, end, 5)[:, None]
        lon, lat = np.full((5, 1), place.lon), np.full((5, 1), place.lat)
        told, other = _source(self.sea, lon, lat, time_s)
        angle, speed = np.radians(self.set_deg), self.drift_kn * KNOT
        measured = np.array([[speed * np.sin(angle), speed * np.cos(angle)]])
        return Observed(
            place, np.array([begin]), np.array([end]), measured - told,
            np.array([self.sd_kn * KNOT]), other, self.reach_nm * NM,
        )  # fmt: skip


def _source(sea: Sea, lon: Floats, lat: Floats, time_s: Floats) -> tuple[Floats, Floats]:
    """Return the source's mean current (k, 2) and what one sd of each of its errors besides e
    adds to it (4, k, 2), m/s: strength and timing of the tide, wind drift along and across.

    Arguments are (points, k); the mean is over the points of each interval.
    """
    found = sea.sample(lon, lat, time_s)
    if not (np.isfinite(found.u) & np.isfinite(found.v)).all():
        raise LastknownError(
            f"there is no current at {Position(float(lon.flat[0]), float(lat.flat[0]))}; measure "
            "where the sea's sources reach, or add one"
        )
    error = sea.current_error(float(lon.flat[0]), float(lat.flat[0]), float(time_s.flat[0]))
    flow = np.stack((found.u, found.v), axis=-1)
    slope = (flow[-1] - flow[0]) / (time_s[-1] - time_s[0])[:, None]
    east, north = (np.nan_to_num(each).mean(axis=0) for each in (found.wind_u, found.wind_v))
    turned = error.wind_drift * np.radians(error.wind_drift_right_sd_deg)
    other = (
        error.tide_amplitude_sd * flow.mean(axis=0),
        error.tide_phase_sd_s * slope,
        error.wind_drift_sd * np.stack((east, north), axis=-1),
        turned * np.stack((north, -east), axis=-1),
    )
    return flow.mean(axis=0), np.stack(other)
