from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from lastknown.desk.ships.circle import LARGEST_M, PART_M, Circle, away_m, circle_of, where_from
from lastknown.desk.ships.circle import passing as passes
from lastknown.drift.cloud import BOAT, IN_WATER, Cloud
from lastknown.errors import LastknownError
from lastknown.geo.plane import Plane, distance_m, wrap_lon
from lastknown.units import HOUR, NM
from tests.crossing import PLANE, passing, spread
from tests.night import AT_S, LKP


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
    assert part.radius_m < PART_M
    # a disc of radius r at 8 NM: about r^2 / (2 sd^2) exp(-8^2 / (2 sd^2)), r = 2 NM, sd = 5 NM
    assert part.share == pytest.approx(0.022, rel=0.35)
    assert distance_m(part.lon, part.lat, *PLANE.to_lonlat(8.0 * NM, 0.0)) < 1.5 * NM


def test_a_ship_is_told_of_a_circle_that_holds_the_hull_and_those_who_left_it() -> None:
    one, apart = spread(300.0), 2000.0
    n = one.weight.size
    cloud = joined(one, shifted(one, apart))
    left = np.repeat([0, 1], n)
    cloud = replace(
        cloud,
        component=np.where(left, IN_WATER, BOAT).astype(np.int8),
        parent=np.tile(np.arange(n, dtype=np.int32), 2),
        persons=(5.0 * left[:, None] * np.ones(cloud.lon.shape)).astype(np.float32),
    )
    alone, both = (circle_of(cloud, AT_S + HOUR, ship) for ship in (None, passing(0.0)))
    assert alone is not None
    assert both is not None
    radius = 300.0 * np.sqrt(-2.0 * np.log(0.1))
    assert alone.radius_m == pytest.approx(radius, rel=0.03)  # whom all ships are to look for
    assert distance_m(alone.lon, alone.lat, *PLANE.to_lonlat(apart, 0.0)) < 40.0
    assert distance_m(both.lon, both.lat, *PLANE.to_lonlat(apart / 2, 0.0)) < 40.0
    assert apart / 2 + 300.0 < both.radius_m < apart / 2 + radius


def test_a_part_is_found_across_180_degrees_as_anywhere_else() -> None:
    ship, cloud = passing(8.0 * NM), spread(5.0 * NM)
    here = circle_of(cloud, AT_S + HOUR, ship)
    by = 180.0 + 8.0 * NM / 70_000.0 / 2.0 - PLANE.to_lonlat(8.0 * NM, 0.0)[0]
    turned = [wrap_lon(each + by) for each in (cloud.lon, cloud.start_lon, ship.lon)]
    there = circle_of(
        replace(cloud, lon=turned[0], start_lon=turned[1]),
        AT_S + HOUR,
        replace(ship, lon=turned[2]),
    )
    assert here is not None
    assert there is not None
    assert there.share == pytest.approx(here.share, rel=1e-6)
    assert there.radius_m == pytest.approx(here.radius_m, rel=1e-6)


def test_a_boat_without_a_name_has_a_circle_of_its_own() -> None:
    one = spread(300.0, 1000)
    cloud = joined(one, shifted(one, 9000.0))
    whose = np.repeat([0, 1], one.weight.size).astype(cloud.start.dtype)
    cloud = replace(cloud, start=whose, boats=("A", ""))
    for boat, x in (("A", 0.0), ("", 9000.0)):
        found = circle_of(cloud, AT_S + HOUR, None, boat)
        assert found is not None
        assert distance_m(found.lon, found.lat, *PLANE.to_lonlat(x, 0.0)) < 40.0
    every = circle_of(cloud, AT_S + HOUR, None)
    assert every is not None
    assert every.radius_m > 4000.0


def shifted(cloud: Cloud, x_m: float) -> Cloud:
    """The same cloud farther east."""
    by = PLANE.to_lonlat(x_m, 0.0)[0] - LKP.lon
    return replace(cloud, lon=cloud.lon + by, start_lon=cloud.start_lon + by)


def joined(one: Cloud, other: Cloud) -> Cloud:
    """Two clouds as one, trajectory after trajectory."""
    rows: dict[str, Any] = {
        name: np.concatenate([value, getattr(other, name)])
        for name, value in vars(one).items()
        if np.shape(value)[:1] == one.weight.shape
    }
    return replace(one, **rows)


def test_a_boat_that_is_not_at_sea_has_no_circle() -> None:
    cloud = spread(500.0)
    gone = replace(cloud, lon=cloud.lon * np.nan)
    assert circle_of(gone, AT_S + HOUR, None) is None


def test_outside_the_cloud_both_times_are_named() -> None:
    with pytest.raises(LastknownError, match=r"lies outside the cloud"):
        circle_of(spread(500.0), AT_S + 48 * HOUR, None)


@pytest.mark.parametrize(("x_m", "side"), [(-900.0, "starboard"), (1200.0, "port")])
def test_a_ship_leaves_the_circle_on_the_side_on_which_it_lies(x_m: float, side: str) -> None:
    by = passes(Circle(LKP.lon, LKP.lat, 500.0, AT_S + HOUR, 1.0), passing(x_m))
    assert by.leave_to == side
    assert by.distance_m == pytest.approx(abs(x_m), abs=2.0)
    assert by.time_s == pytest.approx(AT_S + HOUR, abs=2.0)


@pytest.mark.parametrize("course_deg", [0.0, 50.0, 90.0, 140.0, 225.0, 310.0])
@pytest.mark.parametrize(("off_nm", "side"), [(0.5, "starboard"), (-0.8, "port")])
def test_the_side_distance_and_time_are_true_on_every_course(
    course_deg: float, off_nm: float, side: str
) -> None:
    """A boat so far to starboard of her track; she is abeam of it after an hour."""
    course, run_m = np.radians(course_deg), np.linspace(-3600.0, 3600.0, 121) * 7.0
    x = run_m * np.sin(course) - off_nm * NM * np.cos(course)
    y = run_m * np.cos(course) + off_nm * NM * np.sin(course)
    lon, lat = PLANE.to_lonlat(x, y)
    ship = replace(passing(0.0), lon=lon, lat=lat, course_deg=np.full(121, course_deg))
    found = passes(Circle(LKP.lon, LKP.lat, NM, AT_S + HOUR, 1.0), ship)
    assert found.leave_to == side
    assert found.distance_m == pytest.approx(abs(off_nm) * NM, rel=1e-3)
    assert found.time_s == pytest.approx(AT_S + HOUR, abs=2.0)
    assert found.course_deg == pytest.approx(course_deg, abs=0.1)


def test_a_ship_that_has_passed_or_is_not_there_yet_is_nearest_at_an_end() -> None:
    """Her prediction ends, or begins, 2 NM from being abeam; she is taken no farther."""
    whole = passing(-0.5 * NM)
    for kept, end in ((slice(0, 52), 51), (slice(69, 121), 0)):
        names = ("time_s", "lon", "lat", "course_deg", "speed", "along_sd_m", "across_sd_m")
        part = replace(whole, **{name: getattr(whole, name)[kept] for name in names})
        found = passes(Circle(LKP.lon, LKP.lat, NM, AT_S + HOUR, 1.0), part)
        there = distance_m(part.lon[end], part.lat[end], LKP.lon, LKP.lat)
        assert found.distance_m == pytest.approx(float(there), rel=1e-3)


@pytest.mark.parametrize(
    ("x_nm", "y_nm", "where"),
    [
        (0.0, 3.0, "ahead"), (0.0, -3.0, "astern"), (3.0, 0.2, "starboard"), (-3.0, 0.2, "port"),
        (3.0, -2.5, "starboard"), (-3.0, -2.5, "port"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("turned_deg", [0.0, 130.0])
def test_a_place_lies_ahead_astern_or_on_a_side_by_her_heading(
    x_nm: float, y_nm: float, where: str, turned_deg: float
) -> None:
    ship = passing(0.0)
    turn = np.radians(turned_deg)
    dx, dy = (
        x_nm * np.cos(turn) + y_nm * np.sin(turn), y_nm * np.cos(turn) - x_nm * np.sin(turn)
    )  # fmt: skip
    begins = Plane(float(ship.lon[0]), float(ship.lat[0]))
    lon, lat = begins.to_lonlat(np.array([dx * NM]), np.array([dy * NM]))
    circle = Circle(float(lon[0]), float(lat[0]), NM, AT_S, 1.0)
    turned = replace(ship, course_deg=np.full(121, turned_deg))
    assert where_from(circle, turned) == where
    assert away_m(circle, turned) == pytest.approx(np.hypot(x_nm, y_nm) * NM, rel=1e-3)


def test_a_ship_that_lies_still_has_a_side_by_its_heading() -> None:
    still = passing(-900.0)
    there = np.ones(121)
    still = replace(still, lat=there * LKP.lat, speed=0.0 * there, course_deg=180.0 * there)
    by = passes(Circle(LKP.lon, LKP.lat, 500.0, AT_S + HOUR, 1.0), still)
    assert by.leave_to == "port"
    assert by.distance_m == pytest.approx(900.0, rel=0.005)
