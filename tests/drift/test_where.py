"""Areas against theory and against new draws; maps, phases and degenerate clouds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from shapely import contains_xy
from shapely.geometry import shape

from lastknown.drift.cloud import ASHORE, BOAT, IN_WATER, NOT_YET, OUTSIDE
from lastknown.drift.probability import density_at, points_density
from lastknown.drift.where import Where, hypotheses, phases, positions_at, where
from lastknown.errors import LastknownError
from lastknown.geo.plane import distance_m
from lastknown.geo.position import Position
from tests.drift.clouds import T0, at_place, cloud_of

Array = NDArray[np.float64]
PLACES = [(1.5, 51.0), (179.99, 70.0), (-180.0, -20.0)]


def gauss(rng: np.random.Generator, n: int) -> Array:
    return rng.normal(0.0, 1000.0, (2, n))


def banana(rng: np.random.Generator, n: int) -> Array:
    """A Gaussian of 3 km by 300 m bent by a map that keeps areas."""
    a, b = rng.standard_normal((2, n))
    return np.array([3000.0 * a, 1000.0 * a**2 + 300.0 * b])


def two(rng: np.random.Generator, n: int) -> Array:
    """Nine tenths with sd 1 km, one tenth with sd 500 m 30 km away."""
    main = rng.random(n) < 0.9
    x, y = rng.standard_normal((2, n)) * np.where(main, 1000.0, 500.0)
    return np.array([x + np.where(main, 0.0, 30_000.0), y])


def line(rng: np.random.Generator, n: int) -> Array:
    """30 km along, sd 150 m across, running northeast."""
    t, u = rng.uniform(-15e3, 15e3, n), rng.normal(0.0, 150.0, n)
    return np.array([t + u, t - u]) / np.sqrt(2.0)


CIRCLE = 2.0 * np.pi * np.log([2.0, 10.0, 100.0])
"""Areas of 50, 90, 99 % of a circular normal over sd^2: r^2 = -2 ln(1 - p), Rayleigh."""
ALONG = 30e3 * 2.0 * 150.0 * np.array([0.67449, 1.64485, 2.57583])
SHAPES: dict[str, tuple[Callable[..., Array], Array, tuple[float, float, float]]] = {
    "gauss": (gauss, CIRCLE * 1000.0**2, (0.05, 0.04, 0.06)),
    "banana": (banana, CIRCLE * 3000.0 * 300.0, (0.06, 0.06, 0.8)),
    "line": (line, ALONG, (0.12, 0.07, 0.1)),
    # 50 and 90 %: all from the larger group but for its densest part; computed on a fine grid
    "two": (two, np.array([5.096, 17.74, 35.82]) * 1e6, (0.07, 0.05, 0.07)),
}


def test_the_areas_of_two_groups_are_right() -> None:
    cell = 20.0
    x, y = np.meshgrid(np.arange(-6e3, 6e3, cell), np.arange(-6e3, 6e3, cell))
    r2 = x**2 + y**2
    parts = [(0.9, 1000.0), (0.1, 500.0)]
    density = np.concatenate(
        [(p * np.exp(-r2 / (2 * s * s)) / (2 * np.pi * s * s)).ravel() for p, s in parts]
    )
    held = np.cumsum(np.sort(density)[::-1]) * cell**2
    areas = [np.searchsorted(held, p) * cell**2 for p in (0.5, 0.9, 0.99)]
    assert SHAPES["two"][1] == pytest.approx(areas, rel=0.002)


def make(name: str, seed: int, n: int = 5000, place: tuple[float, float] = (1.5, 51.0)) -> Where:
    lon, lat = at_place(*SHAPES[name][0](np.random.default_rng(seed), n), *place)
    return where(cloud_of(lon, lat), T0)


def held(found: Where, lon: Array, lat: Array) -> list[float]:
    return [float(np.mean(contains_xy(shape(dict(c.geometry)), lon, lat))) for c in found.contours]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", SHAPES)
def test_areas_are_those_of_theory(name: str, place: tuple[float, float]) -> None:
    found = make(name, seed=11, place=place)
    for contour, area, tolerance in zip(found.contours, *SHAPES[name][1:], strict=True):
        assert contour.area_m2 == pytest.approx(area, rel=tolerance)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", SHAPES)
def test_areas_hold_the_particles_and_new_draws(name: str, place: tuple[float, float]) -> None:
    rng = np.random.default_rng(5)
    lon, lat = at_place(*SHAPES[name][0](rng, 5000), *place)
    found = where(cloud_of(lon, lat), T0)
    # a particle's own bell favours it: most where there is no top, along an even line
    assert held(found, lon, lat) == pytest.approx([0.5, 0.9, 0.99], abs=0.07)
    fresh = at_place(*SHAPES[name][0](rng, 20_000), *place)
    for level, share in zip((0.5, 0.9, 0.99), held(found, *fresh), strict=True):
        # 4 sd of a threshold from 5,000 and a count of 20,000
        assert share == pytest.approx(level, abs=4 * np.sqrt(level * (1 - level) / 4000))


def test_new_draws_are_held_on_average_even_with_few_particles() -> None:
    rng = np.random.default_rng(8)
    shares = []
    for _ in range(40):
        lon, lat = at_place(*two(rng, 400))
        shares.append(held(where(cloud_of(lon, lat), T0), *at_place(*two(rng, 2000))))
    assert np.mean(shares, axis=0) == pytest.approx([0.5, 0.9, 0.99], abs=0.012)


def test_weights_count() -> None:
    rng = np.random.default_rng(2)
    x, y = rng.uniform(-6000, 6000, (2, 20_000))
    weight = np.exp(-(x**2 + y**2) / 2e6)
    lon, lat = at_place(x, y)
    found = where(cloud_of(lon, lat, weight=weight / weight.sum()), T0)
    assert found.effective == pytest.approx(20_000 * 4 * np.pi / 144, rel=0.05)
    for contour, area in zip(found.contours, CIRCLE * 1e6, strict=True):
        assert contour.area_m2 == pytest.approx(area, rel=0.1)


def test_areas_lie_within_each_other() -> None:
    areas = [shape(dict(c.geometry)) for c in make("two", seed=3).contours]
    assert areas[2].buffer(1e-6).contains(areas[1])
    assert areas[1].buffer(1e-6).contains(areas[0])


def ring_is_right_handed(ring: list[list[float]], hole: bool) -> bool:
    x, y = np.array(ring).T
    return bool((np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]) > 0) != hole)


@pytest.mark.parametrize("place", PLACES)
def test_geometry_follows_rfc_7946(place: tuple[float, float]) -> None:
    angle = np.random.default_rng(1).uniform(0, 2 * np.pi, 5000)
    radius = np.random.default_rng(2).normal(8000.0, 400.0, 5000)
    lon, lat = at_place(radius * np.cos(angle), radius * np.sin(angle), *place)
    found = where(cloud_of(lon, lat), T0)
    holes = 0
    for contour in found.contours:
        geometry = shape(dict(contour.geometry))
        assert geometry.geom_type == "MultiPolygon"
        assert geometry.is_valid
        for polygon in contour.geometry["coordinates"]:
            for i, ring in enumerate(polygon):
                assert ring[0] == ring[-1]
                assert ring_is_right_handed(ring, hole=i > 0)
                assert np.ptp([point[0] for point in ring]) < 10
                assert all(-180 <= point[0] <= 180 for point in ring)
            holes += len(polygon) - 1
    if place[0] == 1.5:
        assert holes >= 2
    assert held(found, lon, lat) == pytest.approx([0.5, 0.9, 0.99], abs=0.05)


@pytest.mark.parametrize("place", PLACES)
def test_most_likely_and_mean(place: tuple[float, float]) -> None:
    found = make("two", seed=4, place=place)
    assert distance_m(found.most_likely.lon, found.most_likely.lat, *place) < 500.0
    lon, lat = at_place(np.array([3000.0]), np.array([0.0]), *place)
    assert distance_m(found.mean.lon, found.mean.lat, lon[0], lat[0]) < 450.0


def test_a_heap_on_the_beach_does_not_outweigh_the_sea() -> None:
    rng = np.random.default_rng(14)
    x, y = 3.0 * gauss(rng, 5000)
    x[:150], y[:150] = 9000.0, 0.0
    found = where(cloud_of(*at_place(x, y)), T0)
    assert distance_m(found.most_likely.lon, found.most_likely.lat, 1.5, 51.0) < 1500.0
    x[:3000], y[:3000] = 9000.0, 0.0
    found = where(cloud_of(*at_place(x, y)), T0)
    heap = at_place(np.array([9000.0]), np.array([0.0]))
    assert distance_m(found.most_likely.lon, found.most_likely.lat, heap[0][0], heap[1][0]) < 30.0


def test_the_map_sums_to_one_and_gives_the_gaussian() -> None:
    found = make("gauss", seed=6, n=50_000)
    grid = found.grid
    assert grid.probability.sum() == pytest.approx(1.0)
    assert grid.lon_edges.size == grid.lon.size + 1
    assert grid.lat_edges[0] < grid.lat[0] < grid.lat_edges[1]
    assert grid.bandwidth_m > grid.cell_m > 0
    for distance in (0.0, 1000.0, 2000.0):
        lon, lat = at_place(np.array([distance]), np.array([0.0]))
        density = density_at(found.density, Position(float(lon[0]), float(lat[0])))
        exact = np.exp(-((distance / 1000.0) ** 2) / 2) / (2 * np.pi * 1e6)
        assert density == pytest.approx(exact, rel=0.12)


def west_is_land(lon: Array, lat: Array) -> NDArray[np.bool_]:
    return np.asarray(lon < 1.5)


def test_no_probability_is_left_on_land() -> None:
    rng = np.random.default_rng(9)
    x, y = gauss(rng, 5000)
    lon, lat = at_place(np.abs(x), y)
    found = where(cloud_of(lon, lat), T0, land=west_is_land)
    land = west_is_land(*np.meshgrid(found.grid.lon, found.grid.lat))
    assert land.any()
    assert np.all(found.grid.probability[land] == 0.0)
    assert found.grid.probability.sum() == pytest.approx(1.0)
    # half of a circular normal, its edge along the shore
    for contour, area in zip(found.contours, CIRCLE * 0.5e6, strict=True):
        assert contour.area_m2 == pytest.approx(area, rel=0.12)
    assert held(found, lon, lat) == pytest.approx([0.5, 0.9, 0.99], abs=0.05)
    assert not west_is_land(np.array([found.most_likely.lon]), lat)[0]


def test_areas_hold_what_lies_on_the_shoreline() -> None:
    rng = np.random.default_rng(10)
    x, y = gauss(rng, 4000)
    lon, lat = at_place(np.maximum(x, 0.0), y)
    lon = np.maximum(lon, 1.5)
    found = where(cloud_of(lon, lat), T0, land=west_is_land)
    shares = held(found, lon, lat)
    assert shares == pytest.approx([0.5, 0.9, 0.99], abs=0.06)


def test_a_particle_deep_inland_keeps_its_probability() -> None:
    found = where(cloud_of(np.array([1.0]), np.array([51.0])), T0, land=west_is_land)
    assert found.grid.probability.sum() == pytest.approx(1.0)
    assert found.most_likely.lon == pytest.approx(1.0, abs=0.01)


@pytest.mark.parametrize("n", [1, 2, 29, 5000])
def test_all_particles_at_one_point(n: int) -> None:
    found = where(cloud_of(np.full(n, 1.5), np.full(n, 51.0)), T0)
    areas = [contour.area_m2 for contour in found.contours]
    assert 0 < areas[0] < areas[1] < areas[2] < 3e4
    assert held(found, np.array([1.5]), np.array([51.0])) == [1.0, 1.0, 1.0]
    assert distance_m(found.most_likely.lon, found.most_likely.lat, 1.5, 51.0) < 20.0


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(-5e4, 5e4), st.floats(-5e4, 5e4), st.floats(0.01, 1.0)),
        min_size=1,
        max_size=60,
    ),
    st.sampled_from(PLACES),
)
def test_any_cloud_gives_a_map(
    points: list[tuple[float, float, float]], place: tuple[float, float]
) -> None:
    x, y, weight = np.array(points).T
    lon, lat = at_place(x, y, *place)
    found = where(cloud_of(lon, lat, weight=weight / weight.sum()), T0)
    assert found.grid.probability.min() >= 0.0
    assert found.grid.probability.sum() == pytest.approx(1.0)
    areas = [contour.area_m2 for contour in found.contours]
    assert 0 < areas[0] <= areas[1] <= areas[2]
    assert all(shape(dict(contour.geometry)).is_valid for contour in found.contours)


def moving(**other: Any) -> Any:
    lon, lat = np.array([[1.5, 1.6], [1.7, 1.7], [1.4, 1.5]]), np.full((3, 2), 51.0)
    return cloud_of(lon, lat, **other)


def test_positions_are_linear_between_kept_states() -> None:
    lon, lat, weight, mask = positions_at(moving(), T0 + 900.0)
    assert lon == pytest.approx([1.525, 1.7, 1.425])
    assert lat == pytest.approx([51.0] * 3)
    assert weight == pytest.approx([1 / 3] * 3)
    assert mask.all()


def test_positions_across_180() -> None:
    cloud = cloud_of(np.array([[179.9, -179.9], [-179.9, 179.9]]), np.zeros((2, 2)))
    assert positions_at(cloud, T0 + 900.0)[0] == pytest.approx([179.95, -179.95])
    assert np.all(positions_at(cloud, T0 + 1800.0)[0] < 180.0)


def test_what_is_not_yet_at_sea_is_left_out_and_counted() -> None:
    cloud = moving()
    status = cloud.status.copy()
    status[0] = NOT_YET, status[0, 1]
    lon, lat = cloud.lon.copy(), cloud.lat.copy()
    lon[0, 0] = lat[0, 0] = np.nan
    start_s = np.array([T0 + 1800.0, T0, T0])
    cloud = replace(cloud, lon=lon, lat=lat, status=status, start_s=start_s)
    cloud = replace(cloud, start_lon=np.array([1.5, 1.7, 1.4]), start_lat=np.full(3, 51.0))
    assert positions_at(cloud, T0)[3].tolist() == [False, True, True]
    assert where(cloud, T0 + 900.0).weight_not_yet == pytest.approx(1 / 3)
    assert positions_at(cloud, T0 + 2700.0)[0][0] == pytest.approx(1.55)
    assert where(cloud, T0 + 2700.0).weight_not_yet == 0.0


def test_nothing_at_sea_yet_is_an_error_that_names_the_first_start() -> None:
    cloud = moving(start_s=np.full(3, T0 + 1800.0))
    cloud = replace(cloud, lon=np.full((3, 2), np.nan), lat=np.full((3, 2), np.nan))
    with pytest.raises(LastknownError, match="first start 2026-11-18T11:36:40Z"):
        where(cloud, T0)


@pytest.mark.parametrize("late", [-1.0, 3601.0])
def test_a_moment_outside_the_cloud_is_an_error_that_names_both_ends(late: float) -> None:
    with pytest.raises(LastknownError, match=r"outside the cloud, 2026-11-18T.*to 2026-11-18T"):
        where(moving(), T0 + late)


def test_a_level_that_is_no_share_is_refused() -> None:
    with pytest.raises(LastknownError, match="level=90"):
        where(moving(), T0, levels=(90,))


def test_all_ashore_or_outside_still_has_a_place() -> None:
    cloud = moving()
    for status, field in ((ASHORE, "weight_ashore"), (OUTSIDE, "weight_outside")):
        found = where(replace(cloud, status=np.full((3, 2), status, np.int8)), T0)
        assert getattr(found, field) == pytest.approx(1.0)
        assert len(found.contours) == 3


def swamped() -> Any:
    """Two boats; the first has swamped: 10 of 30 hold on, 20 drift apart from it."""
    cloud = moving(component=np.array([BOAT, BOAT, IN_WATER], np.int8))
    return replace(
        cloud,
        parent=np.array([0, 1, 0], np.int32),
        weight=np.array([0.25, 0.75, 0.25]),
        persons=np.array([[10.0] * 2, [30.0] * 2, [20.0] * 2], np.float32),
    )


def test_components_are_mapped_apart_or_by_persons() -> None:
    cloud = swamped()
    assert where(cloud, T0).mean.lon == pytest.approx(0.25 * 1.5 + 0.75 * 1.7, abs=1e-4)
    assert where(cloud, T0, component=IN_WATER).mean.lon == pytest.approx(1.4, abs=1e-6)
    everyone = (0.25 * 10 * 1.5 + 0.75 * 30 * 1.7 + 0.25 * 20 * 1.4) / 30
    assert where(cloud, T0, component="persons").mean.lon == pytest.approx(everyone, abs=1e-4)
    with pytest.raises(LastknownError, match="component='crew'"):
        where(cloud, T0, component="crew")  # type: ignore[arg-type]
    with pytest.raises(LastknownError, match="nobody has left the boat"):
        where(moving(), T0, component="in_the_water")


def test_hypotheses_and_phases_are_seen_alone() -> None:
    rng = np.random.default_rng(12)
    x, y = gauss(rng, 3000)
    under_way = np.arange(3000) < 1000
    lon, lat = at_place(x + np.where(under_way, 20e3, 0.0), y)
    cloud = cloud_of(lon, lat, hypotheses=("adrift", "under way", "never"))
    cloud = replace(
        cloud,
        hypothesis=under_way.astype(np.int16),
        phase=under_way.astype(np.int8)[:, None],
    )
    adrift, moving_on, never = hypotheses(cloud, T0)
    assert [h.name for h in (adrift, moving_on, never)] == ["adrift", "under way", "never"]
    assert moving_on.probability == pytest.approx(1 / 3)
    assert adrift.most_likely is not None
    assert moving_on.mean is not None
    assert distance_m(adrift.most_likely.lon, adrift.most_likely.lat, 1.5, 51.0) < 600
    there = at_place(np.array([20e3]), np.array([0.0]))
    assert distance_m(moving_on.mean.lon, moving_on.mean.lat, there[0][0], there[1][0]) < 150
    assert adrift.area_90_m2 == pytest.approx(CIRCLE[1] * 1e6, rel=0.1)
    assert (never.probability, never.most_likely, never.area_90_m2) == (0.0, None, None)
    assert [phase.name for phase in phases(cloud, T0)] == ["adrift", "under_way"]


def test_density_of_points_scales_with_the_ellipsoid() -> None:
    x, y = gauss(np.random.default_rng(13), 2000)
    for place in PLACES:
        density = points_density(*at_place(x, y, *place), np.ones(2000))
        mass = density.pyramid.density * density.row_scale[:, None]
        assert (mass.sum(axis=1) @ density.grid.cell_area_m2) == pytest.approx(1.0)


def test_the_most_likely_position_says_how_far_chance_moves_it() -> None:
    from lastknown.drift.where import sampling_error_m

    def chance(n: int) -> float:
        clouds = (cloud_of(*at_place(*gauss(np.random.default_rng(k), n))) for k in range(5))
        return float(np.mean([sampling_error_m(cloud, T0) for cloud in clouds]))

    assert 0.0 < chance(20_000) < chance(500)
