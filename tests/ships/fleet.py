"""Ships, tracks and clouds for the tests of this room."""

from __future__ import annotations

import numpy as np

from lastknown.geo.plane import travel
from lastknown.ships.ship import Predicted, Ship, Track

__all__ = ["predicted", "ship", "track"]


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
