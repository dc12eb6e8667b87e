"""The map of the risk: it holds all of it, where the ship's path crosses the cloud."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtri

from lastknown.errors import LastknownError
from lastknown.geo.plane import Plane
from lastknown.ships.riskmap import RiskMap, risk_map
from lastknown.ships.strike import strike
from tests.drift.clouds import T0
from tests.ships.passing import LAT, LON, cloud_at, on_path, spread

HOUR = 3600.0


def held(found: RiskMap) -> float:
    """Return the sum of a map over its cells, areas on a sphere of the mean radius."""
    step_lon, step_lat = (np.radians(each[1] - each[0]) for each in (found.lon, found.lat))
    area_km2 = 6371.0**2 * step_lon * step_lat * np.cos(np.radians(found.lat))
    return float((found.per_km2 * area_km2[:, None]).sum())


@pytest.mark.parametrize("lon", [LON, 179.999])
def test_the_map_holds_the_risk_where_the_path_crosses_the_cloud(lon: float) -> None:
    x, y = 1200.0 * ndtri(spread(3000, 2)).T
    cloud = cloud_at(x, y, 0.0, 0.5, place=(lon, LAT))
    ship = on_path(
        [-14_400.0, 14_400.0], [800.0, 800.0], [T0, T0 + HOUR], place=(lon, LAT),
        across_sd_m=60.0, along_sd_m=100.0,
    )  # fmt: skip
    found = strike([ship, ship], cloud, T0, T0 + HOUR)
    risk = risk_map(found, cloud)
    assert risk.expected == pytest.approx(2 * found.strike[0, 0], rel=1e-4)
    assert held(risk) == pytest.approx(risk.expected, rel=0.01)
    row, column = np.unravel_index(risk.per_km2.argmax(), risk.per_km2.shape)
    _, north = Plane(lon, LAT).to_xy(risk.lon[column], risk.lat[row])
    assert float(north) == pytest.approx(800.0, abs=200.0)
    half, most = risk.contours
    assert half.area_m2 < most.area_m2 < 12.0e6


def test_one_boat_can_be_asked_for() -> None:
    x, y = np.array([0.0, 0.0, 0.0, 0.0]), np.array([0.0, 5.0, 9000.0, 9000.0])
    cloud = cloud_at(x, y, start=np.array([0, 0, 1, 1], np.int16), boats=("A", "B"))
    ship = on_path([-14_400.0, 14_400.0], [0.0, 0.0], [T0, T0 + HOUR])
    found = strike([ship], cloud, T0, T0 + HOUR)
    assert risk_map(found, cloud).expected == pytest.approx(1.0, abs=1e-3)
    assert risk_map(found, cloud, boat="A").expected == pytest.approx(1.0, abs=1e-3)
    none = risk_map(found, cloud, boat="B")
    assert none.expected == 0.0
    assert none.contours == ()
    with pytest.raises(LastknownError, match="boat='C' is not in the cloud"):
        risk_map(found, cloud, boat="C")
    with pytest.raises(LastknownError, match="strikes are of 4 trajectories"):
        risk_map(found, cloud_at(x[:2], y[:2]))
    with pytest.raises(LastknownError, match="level=2 is no share"):
        risk_map(found, cloud, levels=(2.0,))
