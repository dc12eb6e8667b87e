"""Whether what ships say fits where they were: a column in another unit, or swapped, shows so."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lastknown.geo.plane import bearing_deg, distance_m
from lastknown.ships.columns import Positions
from lastknown.ships.lanes import course_difference
from lastknown.units import KNOT, MINUTE

__all__ = ["COURSE_MOST_DEG", "SPEED_MOST", "UNTOLD", "Fit", "Fits"]

SPEED_MOST: Final = 1.25
"""Speed made good over told, or its inverse, from which on the median does not fit (judgement: km/h
taken for knots make 0.54, m/s 1.94, swapped latitude and longitude in the Dover Strait 1.4; the
Solent recording 1.00)."""
COURSE_MOST_DEG: Final = 30.0
"""From which median on courses told do not fit those made good (judgement)."""

_EACH_S: Final = MINUTE
_APART_S: Final = 0.5 * MINUTE, 10 * MINUTE
_FAR_M: Final = 150.0
"""Steps that are looked at: a minute or more, longer than a ship at anchor or a fix errs."""
_FASTEST: Final = 70 * KNOT
_LEAST, _MOST = 30, 20_000
"""Steps of which a median is taken."""

Array = NDArray[np.float64]


class Fits(NamedTuple):
    """How well ships go as they say; None: not known, or too few steps."""

    speed_ratio: float | None = None
    """Median of speed made good over speed told."""
    course_off_deg: float | None = None
    """Median angle between course told and made good, degrees."""


UNTOLD: Final = Fits()
"""Of what is no CSV."""


class Fit:
    """Steps of ships, summed up as batches of a file come."""

    def __init__(self) -> None:
        self._ratios: list[float] = []
        self._offs: list[float] = []

    def add(self, positions: Positions) -> None:
        """Take the next batch, in any order."""
        if len(self._ratios) >= _MOST and len(self._offs) >= _MOST:
            return
        rows = _one_a_minute(positions)
        a, b = rows.at(slice(0, -1)), rows.at(slice(1, None))
        ends = a.lon, a.lat, b.lon, b.lat
        passed, far = b.time_s - a.time_s, np.asarray(distance_m(*ends))
        good = (a.mmsi == b.mmsi) & (passed >= _APART_S[0]) & (passed <= _APART_S[1])
        good &= (far >= _FAR_M) & (far <= _FASTEST * passed)
        with np.errstate(invalid="ignore", divide="ignore"):
            ratio = far / passed / (0.5 * (a.speed + b.speed).astype(np.float64))
            off = np.abs(course_difference(bearing_deg(*ends), b.course_deg))
        self._ratios += ratio[good & np.isfinite(ratio)].tolist()
        self._offs += off[good & np.isfinite(off)].tolist()

    @property
    def found(self) -> Fits:
        """Return both medians."""
        return Fits(self.speed_ratio, self.course_off_deg)

    @property
    def speed_ratio(self) -> float | None:
        """Return the median of speed made good over speed told; None: too few steps."""
        return _median(self._ratios)

    @property
    def course_off_deg(self) -> float | None:
        """Return the median angle between course told and made good, degrees; None: too few."""
        return _median(self._offs)


def _one_a_minute(positions: Positions) -> Positions:
    """Return by ship and time the first position of each in each minute."""
    timed = positions.at(np.isfinite(positions.time_s))
    minute = np.floor(timed.time_s / _EACH_S)
    order = np.lexsort((timed.time_s, timed.mmsi))
    mmsi, minute = timed.mmsi[order], minute[order]
    first = np.ones(order.size, np.bool_)
    first[1:] = (np.diff(mmsi) != 0) | (np.diff(minute) != 0)
    return timed.at(order[first])


def _median(values: list[float]) -> float | None:
    return float(np.median(values[:_MOST])) if len(values) >= _LEAST else None
