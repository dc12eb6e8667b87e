"""A small cloud made by hand: two hypotheses, one boat that swamps, one that comes ashore."""

from __future__ import annotations

import numpy as np

from lastknown.drift.cloud import (
    AFLOAT,
    ASHORE,
    BOAT,
    IN_WATER,
    NOT_YET,
    Cloud,
)

__all__ = ["small_cloud"]


def small_cloud(lon0: float = 1.5, lat0: float = 51.0, boats: int = 4, steps: int = 7) -> Cloud:
    """Boats on a line drifting north-east; boat 0 swamps at step 3, the last comes ashore."""
    count = boats + 1
    time_s = 1_795_338_000.0 + 600.0 * np.arange(steps)
    east, north = 0.004 * np.arange(steps), 0.002 * np.arange(steps)
    lon = lon0 + 0.01 * np.arange(boats)[:, None] + east
    lat = lat0 + 0.01 * np.arange(boats)[:, None] + north
    swimmers = np.arange(steps) < 3
    lon = np.vstack([lon, np.where(swimmers, np.nan, lon0 - 0.001 * np.arange(steps))])
    lat = np.vstack([lat, np.where(swimmers, np.nan, lat0)])
    status = np.full((count, steps), AFLOAT, np.int8)
    status[boats, :3] = NOT_YET
    status[boats - 1, 4:] = ASHORE
    persons = np.full((count, steps), 33.0, np.float32)
    persons[0, 3:] = 20.0
    persons[boats] = np.where(swimmers, 0.0, 13.0)
    nan = np.full(count, np.nan)
    component = np.array([BOAT] * boats + [IN_WATER], np.int8)
    parent = np.array([*range(boats), 0], np.int32)
    weight = np.full(count, 1.0 / boats)
    return Cloud(
        time_s=time_s,
        lon=(lon + 180.0) % 360.0 - 180.0,
        lat=lat,
        status=status,
        phase=np.zeros((count, steps), np.int8),
        weight=weight,
        component=component,
        parent=parent,
        persons=persons,
        hypothesis=np.array([0, 1] * count, np.int16)[:count],
        hypotheses=("under way, then adrift", "à la dérive"),
        start=np.zeros(count, np.int16),
        what=np.zeros(count, np.int16),
        objects=("inflatable-overloaded",),
        start_lon=np.full(count, lon0),
        start_lat=np.full(count, lat0),
        start_s=np.full(count, time_s[0]),
        side=np.array([-1, 1] * count, np.int8)[:count],
        heading_deg=nan,
        own_speed_ms=nan,
        engine_stops_s=nan,
        swamps_s=np.where(np.arange(count) % boats == 0, time_s[3], np.nan),
        downwind_fraction=np.full(count, 0.03),
        attrs={"seed": 1, "sources": "made by hand", "current_error_sd_kn": 0.6},
    )
