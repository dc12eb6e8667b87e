"""Clouds made from points, for the tests of what is read from a cloud."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from lastknown.drift.cloud import AFLOAT, BOAT, Cloud

__all__ = ["T0", "at_place", "cloud_of"]

Array = NDArray[np.float64]
T0 = 1_795_000_000.0
"""A moment in November 2026, s since 1970."""


def at_place(x: Array, y: Array, lon: float = 1.5, lat: float = 51.0) -> tuple[Array, Array]:
    """Return lon, lat of metres east and north of a place, exact on the ellipsoid."""
    from lastknown.geo.plane import Plane

    return Plane(lon, lat).to_lonlat(x, y)


def cloud_of(lon: Array, lat: Array, **other: Any) -> Cloud:
    """Return a cloud of boats; (n,) for one moment T0 or (n, t) hourly from T0 on."""
    lon, lat = (np.asarray(a, dtype=np.float64).reshape(len(a), -1) for a in (lon, lat))
    n, t = lon.shape
    values: dict[str, Any] = {
        "time_s": T0 + 3600.0 * np.arange(t),
        "lon": lon,
        "lat": lat,
        "status": np.full((n, t), AFLOAT, np.int8),
        "phase": np.zeros((n, t), np.int8),
        "weight": np.full(n, 1.0 / n),
        "component": np.full(n, BOAT, np.int8),
        "parent": np.arange(n, dtype=np.int32),
        "persons": np.ones((n, t), np.float32),
        "hypothesis": np.zeros(n, np.int16),
        "hypotheses": ("adrift",),
        "start": np.zeros(n, np.int16),
        "what": np.zeros(n, np.int16),
        "objects": ("PIW-1",),
        "start_lon": lon[:, 0],
        "start_lat": lat[:, 0],
        "start_s": np.full(n, T0),
        "side": np.ones(n, np.int8),
    }
    for name in (
        "heading_deg",
        "own_speed_ms",
        "engine_stops_s",
        "swamps_s",
        "downwind_fraction",
    ):
        values[name] = np.full(n, np.nan)
    return Cloud(**(values | other))
