"""A real plan for a small cloud, for the tests of what is written from one."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np

from lastknown.drift.cloud import AFLOAT, ASHORE
from lastknown.geo.position import Position
from lastknown.search.plan import plan_search
from lastknown.search.planned import Plan
from lastknown.search.unit import Unit
from tests.exchange.swamped import small_cloud

__all__ = ["plan_at"]


@cache
def plan_at(lon: float, *, ashore: bool = False, units: int = 1) -> Plan:
    """Plan for lifeboats that start a third of a degree west of the cloud."""
    cloud = small_cloud(lon, 51.0, boats=60, steps=25)
    status = np.full_like(cloud.status, ASHORE if ashore else AFLOAT)
    cloud = replace(cloud, status=status, lon=np.nan_to_num(cloud.lon, nan=lon), lat=_filled(cloud))
    team = [
        Unit(
            name="Lifeboat Dover" if k == 0 else f"Lifeboat {k} with a long name & <marks>",
            position=Position(lon - 0.33, 51.0),
            ready="2026-11-22T09:05Z",
            speed_kn=25,
            search_speed_kn=15,
            endurance_h=3,
            sweep_width_nm=0.8,
            night_sweep_width_nm=0.5,
        )
        for k in range(units)
    ]
    return plan_search(cloud, team, at="2026-11-22T09:00Z")


def _filled(cloud: object) -> np.ndarray:
    return np.nan_to_num(cloud.lat, nan=51.0)  # type: ignore[attr-defined]
