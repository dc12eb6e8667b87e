"""A Gaussian cloud that lies still, and a ship that passes it: figures are known beforehand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from lastknown.drift.cloud import Cloud
from lastknown.geo.plane import Plane
from lastknown.ships.ship import Predicted, Ship
from lastknown.units import HOUR
from tests.night import AT_S, LKP, make_cloud

SHIP = Ship(235001234, "EVEN KEEL", "MABC1", "cargo", 190.0, 32.0, 10.0, 9.0, 160.0, 16.0)
PLANE = Plane(LKP.lon, LKP.lat)


def spread(sd_m: float, n: int = 4000) -> Cloud:
    """A Gaussian cloud that does not move, around the last known position."""
    rng = np.random.default_rng(7)
    made = make_cloud(n)
    x, y = rng.normal(0.0, sd_m, (2, made.weight.size, 1))
    lon, lat = PLANE.to_lonlat(x, y)
    wide = np.ones(made.lon.shape[1])
    return replace(made, lon=lon * wide, lat=lat * wide, persons=np.ones_like(made.persons))


def passing(x_m: float, until_s: float = AT_S + 2 * HOUR) -> Predicted:
    """A ship that goes north at 7 m/s and is level with the last known position in an hour."""
    time_s = np.linspace(AT_S, until_s, 121)
    y = (time_s - AT_S - HOUR) * 7.0
    lon, lat = PLANE.to_lonlat(np.full(121, x_m), y)
    same = np.ones(121)
    return Predicted(SHIP, time_s, lon, lat, 0.0 * same, 7.0 * same, same, same, "course", 0.0)
