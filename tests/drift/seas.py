"""Seas of known flow for the tests of the drift."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lastknown.sea.errors import CurrentError, WindError
from lastknown.sea.model import Sea
from lastknown.sea.source import CURRENT, WIND, Box, GridAxes
from lastknown.units import MINUTE

Array = NDArray[np.float64]
Flow = Callable[[Array, Array, Array], tuple[Array, Array]]

DAY0 = 1795305600.0
"""2026-11-22T00:00Z, s since 1970."""


def still(lon: Array, lat: Array, t: Array) -> tuple[Array, Array]:
    """No motion at all."""
    return 0.0 * lon, 0.0 * lon


def steady(u: float, v: float) -> Flow:
    """The same everywhere and always, m/s."""
    return lambda lon, lat, t: (0.0 * lon + u, 0.0 * lon + v)


@dataclass(frozen=True)
class Flowing:
    """A source whose current and wind are given functions, on its own regular grid."""

    axes: GridAxes
    current: Flow
    wind: Flow
    current_error: CurrentError | None = None
    wind_error: WindError | None = None
    name: str = "a known flow"
    quantities: frozenset[str] = frozenset({CURRENT, WIND})
    resolution: str = "exact"

    @property
    def box(self) -> Box:
        lon, lat = self.axes.lon, self.axes.lat
        return float(lon[0]), float(lat[0]), float(lon[-1]), float(lat[-1])

    @property
    def start_s(self) -> float:
        return float(self.axes.time_s[0])

    @property
    def end_s(self) -> float:
        return float(self.axes.time_s[-1])

    def sample(self, lon: ArrayLike, lat: ArrayLike, time_s: ArrayLike) -> dict[str, Array]:
        x, y, t = np.broadcast_arrays(*(np.asarray(each, float) for each in (lon, lat, time_s)))
        west = self.axes.lon[0]
        x = west + np.mod(x - west + 1e-9, 360.0) - 1e-9
        u, v = self.current(x, y, t)
        p, q = self.wind(x, y, t)
        inside = (x <= self.axes.lon[-1] + 1e-6) & (y >= self.axes.lat[0] - 1e-6)
        inside &= y <= self.axes.lat[-1] + 1e-6
        found = {"u": u, "v": v, "wind_u": p, "wind_v": q}
        return {key: np.where(inside, value, np.nan) for key, value in found.items()}

    def native_grid(self) -> GridAxes:
        return self.axes


def sea_of(
    current: Flow = still, wind: Flow = still, *, lon0: float = 0.0, lat0: float = 50.0,
    half_deg: float = 3.0, spacing_deg: float = 0.5, hours: float = 48.0, every_s: float = 3600.0,
    current_sd: float = 0.0, current_half_life_min: float = 450.0, wind_sd: float = 0.0,
    wind_half_life_min: float = 60.0, error: CurrentError | None = None,
) -> Sea:  # fmt: skip
    """Return a sea of these flows around a place, from 2026-11-22T00:00Z; sd in m/s."""
    n = round(half_deg / spacing_deg)
    steps = spacing_deg * np.arange(-n, n + 1)
    times = DAY0 + every_s * np.arange(round(hours * 3600.0 / every_s) + 1)
    source = Flowing(
        GridAxes(lon0 + steps, lat0 + steps, times),
        current,
        wind,
        error or CurrentError(current_sd, current_half_life_min * MINUTE),
        WindError(wind_sd, wind_half_life_min * MINUTE),
    )
    return Sea(sources=(source,))
