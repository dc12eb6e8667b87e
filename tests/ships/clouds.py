"""Clouds that drift steadily, without a sea."""

from __future__ import annotations

import numpy as np

from lastknown.drift.cloud import AFLOAT, BOAT, Cloud
from lastknown.geo.plane import Plane
from lastknown.units import HOUR

__all__ = ["drifting"]


def drifting(
    t0: float, hours: float = 6.0, sd_m: float = 1000.0, u: float = 0.0, v: float = 0.0,
    count: int = 4000, lon: float = 1.5, lat: float = 50.9, seed: int = 1,
    boats: tuple[str, ...] = (), apart_m: float = 0.0,
) -> Cloud:  # fmt: skip
    """A round normal cloud, sd in m, that drifts with (u, v) m/s; every state 10 min apart.

    With several `boats` each has a part of it, `apart_m` farther east than the one before.
    """
    draw = np.random.default_rng(seed).standard_normal((2, count)) * sd_m
    start = (np.arange(count) % max(1, len(boats))).astype(np.int16)
    time = t0 + 600.0 * np.arange(round(6 * hours) + 1)
    x = draw[0][:, None] + u * (time - t0) + apart_m * start[:, None]
    y = draw[1][:, None] + v * (time - t0)
    lon_all, lat_all = Plane(lon, lat).to_lonlat(x, y)
    of, none = np.zeros(count, np.int16), np.full(count, np.nan)
    states = np.full(x.shape, AFLOAT, np.int8)
    return Cloud(
        time_s=time, lon=lon_all, lat=lat_all, status=states, phase=np.zeros(x.shape, np.int8),
        weight=np.full(count, 1.0 / count), component=np.full(count, BOAT, np.int8),
        parent=np.arange(count, dtype=np.int32), persons=np.ones(x.shape, np.float32),
        hypothesis=of, hypotheses=("adrift",), start=start, what=of,
        objects=("inflatable-overloaded",), start_lon=lon_all[:, 0], start_lat=lat_all[:, 0],
        start_s=np.full(count, t0 - HOUR), side=np.ones(count, np.int8), heading_deg=none,
        own_speed_ms=none, engine_stops_s=none, swamps_s=none, downwind_fraction=none,
        attrs={"seed": seed}, boats=boats,
    )  # fmt: skip
