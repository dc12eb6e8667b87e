"""Ships, tracks and clouds for the tests of this room."""

from __future__ import annotations

from typing import Any

import numpy as np

from lastknown.geo.plane import travel
from lastknown.geo.position import Position
from lastknown.search.unit import Unit
from lastknown.ships.ship import Predicted, Ship, Track
from lastknown.ships.sought import Sought
from lastknown.times import from_seconds
from lastknown.units import HOUR, KNOT, NM

__all__ = ["T0", "at", "coming", "predicted", "ship", "track", "unit"]

T0 = 1_637_722_800.0
"""2021-11-24T03:00Z."""


def ship(
    mmsi: int = 235000001, kind: str = "cargo", length_m: float = 200.0, freeboard_m: float = 2.5,
    draught_m: float = 10.0, name: str = "",
) -> Ship:  # fmt: skip
    return Ship(
        mmsi, name or f"SHIP {mmsi % 1000}", "", kind, length_m, length_m / 7.0, draught_m,
        freeboard_m, length_m / 2.0, length_m / 14.0,
    )  # fmt: skip


def track(
    whose: Ship, lon: float, lat: float, course: float, speed: float, t0: float, t1: float,
    every_s: float = 60.0,
) -> Track:  # fmt: skip
    """A straight track from a place, at a steady speed, m/s."""
    time = np.arange(t0, t1 + 1.0, every_s)
    lons, lats = travel(lon, lat, course, speed * (time - t0))
    same = np.ones(time.size)
    heading = np.full(time.size, np.nan)
    return Track(whose, time, lons, lats, speed * same, course * same, heading)


def predicted(
    whose: Ship, lon: float, lat: float, course: float, speed: float, t0: float, t1: float,
    age_s: float = 60.0,
) -> Predicted:  # fmt: skip
    path = track(whose, lon, lat, course, speed, t0, t1, 600.0)
    sd = np.full(path.time_s.size, 100.0)
    basis = "course" if speed > 0.25 else "stopped"
    return Predicted(
        whose, path.time_s, path.lon, path.lat, path.course_deg, path.speed, sd, sd, basis, age_s
    )


def at(to: Sought, bearing: float, nm: float) -> tuple[float, float]:
    """A place so far off the most likely position, degrees."""
    lon, lat = travel(to.plane.lon0, to.plane.lat0, bearing, nm * NM)
    return float(lon), float(lat)


def coming(to: Sought, mmsi: int, bearing: float, nm: float, speed_kn: float, **what: Any) -> Track:
    """A ship at a place that steers for the most likely position."""
    lon, lat = travel(*at(to, bearing, nm), bearing, speed_kn * KNOT * HOUR)
    course, speed = bearing + 180.0, speed_kn * KNOT
    return track(ship(mmsi, **what), float(lon), float(lat), course, speed, T0 - HOUR, T0)


def unit(
    name: str, to: Sought, bearing: float, nm: float, speed_kn: float = 25.0, *,
    kind: str = "lifeboat", ready_s: float = T0, endurance_h: float = 6.0,
) -> Unit:  # fmt: skip
    """A rescue unit at a place."""
    here, ready = Position(*at(to, bearing, nm)), from_seconds(ready_s)
    return Unit(name, here, ready, speed_kn, speed_kn, endurance_h, 0.5, kind=kind)
