"""Sources made of formulas, for tests that need to know the answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lastknown.sea.errors import MODEL_CURRENT_ERROR, WIND_ERROR, CurrentError, WindError
from lastknown.sea.source import CURRENT, VARIABLES, Box, GridAxes, covers

__all__ = ["Formula", "grid"]

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Formula:
    """A source whose components are a formula of longitude, latitude and time.

    Longitudes reach the formula in the turn of the source's own box; `dry` says where it is land.
    """

    formula: Callable[[Array, Array, Array], tuple[Array, ...]]
    box: Box = (-180.0, -90.0, 180.0, 90.0)
    start_s: float = -np.inf
    end_s: float = np.inf
    quantity: str = CURRENT
    name: str = "formula"
    axes: GridAxes | None = None
    dry: Callable[[Array, Array], Array] | None = None
    current_error: CurrentError | None = MODEL_CURRENT_ERROR
    wind_error: WindError | None = WIND_ERROR
    resolution: str = "exact"

    @property
    def quantities(self) -> frozenset[str]:
        return frozenset({self.quantity})

    def sample(self, lon: ArrayLike, lat: ArrayLike, time_s: ArrayLike) -> dict[str, Array]:
        x, y, t = np.broadcast_arrays(*(np.asarray(each, float) for each in (lon, lat, time_s)))
        inside = covers(self, x, y, t)
        east = self.box[0] + np.mod(x - self.box[0] + 1e-9, 360.0) - 1e-9
        if self.dry is not None:
            inside = inside & ~np.asarray(self.dry(east, y), bool)
        parts = self.formula(east, y, t)
        names = VARIABLES[self.quantity]
        return {
            name: np.where(inside, part, np.nan) for name, part in zip(names, parts, strict=True)
        }

    def native_grid(self) -> GridAxes | None:
        return self.axes


def grid(box: Box, dlon: float, dlat: float, times: ArrayLike = ()) -> GridAxes:
    """Return the axes of a regular grid over a box."""
    nx, ny = round((box[2] - box[0]) / dlon) + 1, round((box[3] - box[1]) / dlat) + 1
    return GridAxes(
        box[0] + dlon * np.arange(nx), box[1] + dlat * np.arange(ny), np.array(times, float)
    )
