from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from lastknown.geo.plane import (
    Plane,
    bearing_deg,
    distance_m,
    metres_per_degree,
    travel,
    wrap_lon,
)

GEOD = Geod(ellps="WGS84")
lons = st.floats(-180, 179.99)


@pytest.mark.parametrize("lat", [-70.0, -33.9, 0.0, 51.0, 70.0, 84.0])
def test_metres_per_degree_agree_with_the_geodesic(lat: float) -> None:
    east, north = metres_per_degree(lat)
    half = 0.0005
    assert east * 2 * half == pytest.approx(GEOD.inv(-half, lat, half, lat)[2], rel=1e-9)
    assert north * 2 * half == pytest.approx(GEOD.inv(0, lat - half, 0, lat + half)[2], rel=1e-8)


@given(lons, st.floats(-80, 80), st.floats(0, 360), st.floats(1, 200_000))
def test_travel_then_measure_returns_distance_and_bearing(
    lon: float, lat: float, bearing: float, metres: float
) -> None:
    to_lon, to_lat = travel(lon, lat, bearing, metres)
    assert -180 <= to_lon < 180
    assert distance_m(lon, lat, to_lon, to_lat) == pytest.approx(metres, abs=1e-4)
    turn = (bearing_deg(lon, lat, to_lon, to_lat) - bearing + 180) % 360 - 180
    assert abs(np.radians(turn)) * metres < 1e-3


def test_across_180_and_shapes() -> None:
    assert distance_m(179.9, 0, -179.9, 0) == pytest.approx(GEOD.inv(179.9, 0, -179.9, 0)[2])
    assert distance_m(0.0, 51.0, 1.0, 51.0).shape == ()
    assert distance_m(np.zeros((2, 3)), 51.0, 1.0, 51.0).shape == (2, 3)
    assert bearing_deg(179.9, 0, -179.9, 0) == pytest.approx(90)
    lon, lat = travel(179.99, 0.0, [90.0, 270.0], 5000.0)
    assert lon[0] < -179.9
    assert lon[1] > 179.9
    assert lat == pytest.approx([0, 0], abs=1e-9)


def test_arguments_are_left_as_they_were() -> None:
    lon, lat = np.array([1.0, 2.0]), np.array([51.0, 51.0])
    distance_m(lon, lat, lon[::-1], lat)
    travel(lon, lat, 90.0, 1000.0)
    Plane(1.0, 51.0).to_xy(lon, lat)
    assert lon.tolist() == [1.0, 2.0]


@given(st.floats(-1e4, 1e4))
def test_wrap(lon: float) -> None:
    wrapped = float(wrap_lon(lon))
    assert -180 <= wrapped < 180
    assert abs((wrapped - lon + 180) % 360 - 180) < 1e-9


@given(lons, st.floats(-75, 75), st.floats(-200_000, 200_000), st.floats(-200_000, 200_000))
def test_plane_returns(lon: float, lat: float, x: float, y: float) -> None:
    plane = Plane(lon, lat)
    there = plane.to_lonlat(x, y)
    assert plane.to_xy(*there) == (pytest.approx(x, abs=1e-3), pytest.approx(y, abs=1e-3))
    assert distance_m(lon, lat, *there) == pytest.approx(np.hypot(x, y), abs=1e-3)


@pytest.mark.parametrize("centre", [(1.5, 51.0), (180.0, -17.0), (20.0, 70.0)])
@pytest.mark.parametrize(("radius", "error"), [(200e3, 2e-4), (500e3, 1.1e-3)])
def test_plane_keeps_lengths_as_stated(
    centre: tuple[float, float], radius: float, error: float
) -> None:
    plane = Plane(*centre)
    round_ = np.radians(np.arange(0, 360, 5.0))
    x, y = radius * np.sin(round_), radius * np.cos(round_)
    one = plane.to_lonlat(x, y)
    other = plane.to_lonlat(x + 1000 * np.cos(round_), y - 1000 * np.sin(round_))
    assert distance_m(*one, *other) == pytest.approx(1000.0, rel=error)
