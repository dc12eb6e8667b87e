from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lastknown.desk.ships.circle import LARGEST_M, circle_of
from lastknown.drift.cloud import Cloud
from lastknown.errors import LastknownError
from lastknown.geo.plane import Plane, distance_m
from lastknown.ships.ship import Predicted, Ship
from lastknown.units import HOUR, NM
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


def test_the_circle_holds_nine_tenths_of_a_gaussian_cloud() -> None:
    found = circle_of(spread(500.0), AT_S + HOUR, passing(0.0))
    assert found is not None
    assert found.share == 1.0
    # radius that holds a share p of a circular Gaussian: sd sqrt(-2 ln(1 - p))
    assert found.radius_m == pytest.approx(500.0 * np.sqrt(-2.0 * np.log(0.1)), rel=0.03)
    assert distance_m(found.lon, found.lat, LKP.lon, LKP.lat) < 60.0


def test_a_ship_is_told_of_the_part_of_a_large_cloud_that_it_meets() -> None:
    cloud = spread(5.0 * NM)
    whole, part = (circle_of(cloud, AT_S + HOUR, ship) for ship in (None, passing(8.0 * NM)))
    assert whole is not None
    assert part is not None
    assert whole.radius_m > 3 * LARGEST_M
    assert part.radius_m < 0.7 * whole.radius_m
    # within 3 NM of a track 8 NM off, if long: P(5 NM < x < 11 NM) of a Gaussian of 5 NM
    assert 0.05 < part.share < 0.16
    assert distance_m(part.lon, part.lat, *PLANE.to_lonlat(8.0 * NM, 0.0)) < 2.0 * NM


def test_a_boat_that_is_not_at_sea_has_no_circle() -> None:
    cloud = spread(500.0)
    gone = replace(cloud, lon=cloud.lon * np.nan)
    assert circle_of(gone, AT_S + HOUR, None) is None


def test_outside_the_cloud_both_times_are_named() -> None:
    with pytest.raises(LastknownError, match=r"lies outside the cloud"):
        circle_of(spread(500.0), AT_S + 48 * HOUR, None)
