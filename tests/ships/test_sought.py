"""Where help has to go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from lastknown.drift.cloud import Cloud
from lastknown.drift.where import where
from lastknown.errors import LastknownError
from lastknown.geo.plane import distance_m
from lastknown.geo.position import Position
from lastknown.ships.meeting import way_at
from lastknown.ships.sought import Sought, area_distance_m, sought, stays
from lastknown.units import HOUR, RADIUS_50
from tests.ships.clouds import drifting
from tests.ships.fleet import T0


def test_a_round_cloud_and_its_half() -> None:
    to = sought(drifting(T0, u=0.5, v=-0.25, count=20_000), T0, T0 + 4 * HOUR)
    assert to.datum.time_s == pytest.approx(T0 + HOUR * np.arange(5))
    assert float(distance_m(1.5, 50.9, to.plane.lon0, to.plane.lat0)) < 150.0
    assert to.centre.x[-1] - to.centre.x[0] == pytest.approx(0.5 * 4 * HOUR, rel=0.02)
    assert to.centre.y[-1] - to.centre.y[0] == pytest.approx(-0.25 * 4 * HOUR, rel=0.02)
    assert to.datum.x[-1] - to.datum.x[0] == pytest.approx(0.5 * 4 * HOUR, abs=200.0)
    half = np.pi * (1000.0 * RADIUS_50) ** 2
    assert to.area_m2 == pytest.approx(half * np.ones(5), rel=0.06)


def test_distance_to_the_half_is_to_its_nearest_edge() -> None:
    to = sought(drifting(T0, u=1.0, count=20_000), T0, T0 + 2 * HOUR)
    x = np.array([0.0, 10_000.0, 0.0]) + to.centre.x[0]
    y = np.array([0.0, 0.0, -5000.0]) + to.centre.y[0]
    far = area_distance_m(to, x, y)
    radius = 1000.0 * RADIUS_50
    assert far[:, 0] == pytest.approx([0.0, 10_000.0 - radius, 5000.0 - radius], abs=150.0)
    assert far[1, 2] == pytest.approx(10_000.0 - 7200.0 - radius, abs=150.0)


def test_a_most_likely_position_that_jumps_does_not_travel() -> None:
    cloud = drifting(T0, sd_m=400.0, u=0.2, count=6000, boats=("a", "b"), apart_m=20_000.0)
    spread = 1.0 + 3.0 * (cloud.time_s - T0) / (4 * HOUR)  # the likelier of two spreads out
    first = cloud.start == 0
    lon, lat = cloud.lon.copy(), cloud.lat.copy()
    for array in (lon, lat):
        mid = array[first].mean(axis=0)
        array[first] = mid + (array[first] - mid) * spread
    weight = np.where(first, 0.6, 0.4) / 3000.0
    to = sought(replace(cloud, lon=lon, lat=lat, weight=weight, boats=()), T0, T0 + 4 * HOUR)
    assert len(to.jumps_s) == 1
    east = np.array(to.datum.x)
    step = np.abs(np.diff(east) / np.diff(to.datum.time_s))
    slow = np.diff(to.datum.time_s) > 10.0
    assert step[slow].max() < 0.5
    assert east[-1] - east[0] == pytest.approx(20_000.0 + 0.2 * 4 * HOUR, abs=400.0)


def test_it_is_the_same_place_as_the_map_has_it() -> None:
    cloud = drifting(T0, count=3000)

    def land(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
        return np.asarray(lat > 50.9)

    for mask in (None, land):
        to = sought(cloud, T0, T0 + HOUR, land=mask, component="boat")
        same = where(cloud, T0, land=mask).most_likely
        assert (to.plane.lon0, to.plane.lat0) == (same.lon, same.lat)
    assert to.plane.lat0 < 50.9


def test_one_of_two_boats() -> None:
    cloud = drifting(T0, sd_m=500.0, boats=("Red", "Blue"), apart_m=20_000.0)
    red, blue = (sought(cloud, T0, T0 + HOUR, boat=name) for name in ("Red", "Blue"))
    apart = distance_m(red.plane.lon0, red.plane.lat0, blue.plane.lon0, blue.plane.lat0)
    assert float(apart) == pytest.approx(20_000.0, abs=300.0)
    assert red.area_m2[0] == pytest.approx(sought(cloud, T0, T0 + HOUR).area_m2[0] / 2, rel=0.25)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda cloud: sought(cloud, T0, T0), "does not lie after"),
        (lambda cloud: sought(cloud, T0, T0 + 99 * HOUR), "outside the cloud"),
        (lambda cloud: sought(cloud, T0, T0 + HOUR, boat="Green"), "boat='Green'"),
        (lambda cloud: sought(cloud, T0, T0 + HOUR, component="in_the_water"), "nothing is at sea"),
    ],
)
def test_what_cannot_be_answered_is_refused(make: Callable[[Cloud], Sought], says: str) -> None:
    with pytest.raises(LastknownError, match=says):
        make(drifting(T0, count=200))


@pytest.mark.parametrize("lon", [1.5, -180.0, 179.9999])
def test_who_stays_is_in_a_small_square_there_all_the_time(lon: float) -> None:
    to = stays(Position(lon, 51.0), 0.0, 3600.0)
    far = area_distance_m(to, np.array([0.0, 49.0, 1050.0]), np.array([0.0, -49.0, 0.0]))
    assert far == pytest.approx(np.array([[0, 0], [0, 0], [1000, 1000]]), abs=1.0)
    assert to.area_m2.tolist() == [1e4, 1e4]
    assert np.hypot(*way_at(to.datum, np.array([0.0, 1800.0, 3600.0]))).max() == 0.0
