"""Wind given by hand, as a skipper or a station reads it out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lastknown.errors import LastknownError
from lastknown.sea.errors import WIND_ERROR, CurrentError, WindError
from lastknown.sea.source import WIND, Box, GridAxes
from lastknown.times import parse_time, to_seconds
from lastknown.units import HOUR, KNOT

__all__ = ["REACH_H", "HandWind", "Wind", "hand_wind"]

REACH_H: Final = 3.0
"""Hours before the first and after the last row for which wind by hand is held; then an error."""

_STRONGEST_KN: Final = 200.0  # above any 10 m wind ever measured at sea; a typing error


@dataclass(frozen=True)
class Wind:
    """One row of wind at 10 m.

    Attributes
    ----------
    speed_kn : knots.
    from_deg : direction it comes from, degrees true, 0 to 360.
    sd_kn : standard deviation of its error, one component, knots.
    time : aware time or ISO text with a zone; None where one row holds for the whole run.

    Raises
    ------
    LastknownError : a negative or impossible speed or sd, a direction outside 0-360, a naive time.
    """

    speed_kn: float
    from_deg: float
    sd_kn: float = 2.0
    time: datetime | str | None = None

    def __post_init__(self) -> None:
        if not 0.0 <= self.speed_kn <= _STRONGEST_KN:
            raise LastknownError(
                f"wind speed_kn={self.speed_kn:g} is not between 0 and {_STRONGEST_KN:g} knots; "
                "give the speed as a positive number and the direction in from_deg"
            )
        if not 0.0 <= self.from_deg <= 360.0:
            raise LastknownError(
                f"wind from_deg={self.from_deg:g} is not between 0 and 360 degrees true; "
                "give the direction the wind comes from"
            )
        if not 0.0 <= self.sd_kn <= _STRONGEST_KN:
            raise LastknownError(
                f"wind sd_kn={self.sd_kn:g} is out of bounds; give 0 to {_STRONGEST_KN:g} knots"
            )
        if self.time is not None:
            object.__setattr__(self, "time", parse_time(self.time, "wind time"))

    def components_ms(self) -> tuple[float, float]:
        """Return the wind's east and north component (toward), m/s."""
        angle = math.radians(self.from_deg)
        speed = self.speed_kn * KNOT
        return -speed * math.sin(angle), -speed * math.cos(angle)


@dataclass(frozen=True)
class HandWind:
    """Wind rows as a `Source`: the same everywhere, linear in time as u and v.

    Attributes
    ----------
    time_s : (n,) seconds since 1970, increasing; one row without a time has 0.
    u, v : (n,) m/s, east and north.
    wind_error : the largest sd of the rows; half-life as for any wind.
    start_s, end_s : -inf, inf for a single row; else 3 h beyond the first and the last.
    """

    time_s: NDArray[np.float64]
    u: NDArray[np.float64]
    v: NDArray[np.float64]
    wind_error: WindError | None
    start_s: float
    end_s: float
    name: str = "wind by hand"
    quantities: frozenset[str] = frozenset({WIND})
    box: Box = (-180.0, -90.0, 180.0, 90.0)
    current_error: CurrentError | None = None

    @property
    def resolution(self) -> str:
        """Number of rows, for people."""
        if self.time_s.size == 1:
            return "one row for everywhere and the whole run"
        return f"{self.time_s.size} rows for everywhere, linear in time"

    def sample(
        self, lon: ArrayLike, lat: ArrayLike, time_s: ArrayLike
    ) -> dict[str, NDArray[np.float64]]:
        """Return ``wind_u``, ``wind_v`` (m/s); NaN more than 3 h outside; see `Source.sample`."""
        shape = np.broadcast_shapes(np.shape(lon), np.shape(lat), np.shape(time_s))
        u, v = self._at(np.asarray(time_s, np.float64))
        return {
            "wind_u": np.broadcast_to(u, shape).copy(),
            "wind_v": np.broadcast_to(v, shape).copy(),
        }

    def fill(self, quantity: str, axes: GridAxes, out: NDArray[np.float32]) -> None:
        """Write the wind at every node of a grid; see `GridFiller.fill`."""
        for side, values in enumerate(self._at(axes.time_s)):
            out[..., side] = values[:, None, None]

    def native_grid(self) -> None:
        """Return None: it has no grid."""
        return

    def _at(self, time: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        known = (time >= self.start_s) & (time <= self.end_s)
        u = np.where(known, np.interp(time, self.time_s, self.u), np.nan)
        v = np.where(known, np.interp(time, self.time_s, self.v), np.nan)
        return u, v


def hand_wind(rows: Wind | Sequence[Wind]) -> HandWind:
    """Return wind by hand as a source.

    Parameters
    ----------
    rows : one row, with or without a time, holds everywhere and always; several, each with its own
        time in any order, are interpolated in time as u, v and hold 3 h beyond the first and last.

    Raises
    ------
    LastknownError : no row, several rows of which one has no time, or two rows for one time.
    """
    given = [rows] if isinstance(rows, Wind) else list(rows)
    if not given:
        raise LastknownError("wind: no row given; give at least one speed_kn and from_deg")
    times = [_row_time(row, alone=len(given) == 1) for row in given]
    order = np.argsort(times, kind="stable")
    time_s = np.array(times, np.float64)[order]
    if np.any(np.diff(time_s) == 0.0):
        raise LastknownError("wind: two rows have the same time; keep one of them")
    parts = np.array([row.components_ms() for row in given], np.float64)[order]
    alone = len(given) == 1
    return HandWind(
        time_s=time_s,
        u=parts[:, 0],
        v=parts[:, 1],
        wind_error=WindError(
            sd_ms=max(row.sd_kn for row in given) * KNOT,
            half_life_s=WIND_ERROR.half_life_s,
            measured_on="given with the wind",
        ),
        start_s=-np.inf if alone else float(time_s[0]) - REACH_H * HOUR,
        end_s=np.inf if alone else float(time_s[-1]) + REACH_H * HOUR,
    )


def _row_time(row: Wind, *, alone: bool) -> float:
    if row.time is None:
        if alone:
            return 0.0
        raise LastknownError(
            f"wind: the row speed_kn={row.speed_kn:g} from_deg={row.from_deg:g} has no time; "
            "several rows need a time each"
        )
    return to_seconds(parse_time(row.time))
