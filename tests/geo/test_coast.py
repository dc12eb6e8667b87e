from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import njit

from lastknown.errors import LastknownError
from lastknown.geo.coast import (
    Coast,
    along_shore,
    build_coast,
    build_index,
    first_crossing,
    is_land,
    nearest_shore,
    nearest_water,
    on_land,
)
from lastknown.geo.pack import open_pack
from lastknown.geo.plane import distance_m

BOX = (0.0, 50.0, 2.0, 52.0)


def square(west: float, south: float, east: float, north: float) -> np.ndarray:
    return np.array([[west, south], [east, south], [east, north], [west, north], [west, south]])


def star(lon: float, lat: float, radius: float, points: int, seed: int) -> np.ndarray:
    """A ragged island."""
    draw = np.random.default_rng(seed)
    angle = np.linspace(0, 2 * np.pi, points, endpoint=False)
    far = radius * draw.uniform(0.3, 1.0, points)
    ring = np.stack([lon + far * np.cos(angle), lat + far * np.sin(angle)], axis=1)
    return np.concatenate([ring, ring[:1]])


ISLAND = square(0.9, 50.9, 1.1, 51.1)
RAGGED = [star(0.6, 50.6, 0.3, 90, 1), star(1.4, 51.3, 0.4, 200, 2), star(1.5, 50.4, 0.1, 30, 3)]
ONE_ISLAND = build_coast(RAGGED[1:2], BOX)


@njit
def cross_all(index, lon0, lat0, lon1, lat1, fraction, segment):  # type: ignore[no-untyped-def]
    for at in range(lon0.size):
        fraction[at], segment[at] = first_crossing(index, lon0[at], lat0[at], lon1[at], lat1[at])


def crossings(coast: Coast, *ends: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    fraction, segment = np.empty(len(ends[0])), np.empty(len(ends[0]), dtype=np.int64)
    cross_all(coast.index, *ends, fraction, segment)
    return fraction, segment


def steps(seed: int, number: int, length: float) -> tuple[np.ndarray, ...]:
    draw = np.random.default_rng(seed)
    lon, lat = draw.uniform(0, 2, number), draw.uniform(50, 52, number)
    angle = draw.uniform(0, 2 * np.pi, number)
    return lon, lat, lon + length * np.cos(angle), lat + length * np.sin(angle)


@pytest.mark.parametrize("length", [0.003, 0.02, 0.3])
@pytest.mark.parametrize("flip", [False, True])
def test_crossings_agree_with_shapely(length: float, flip: bool) -> None:
    rings = [ring[::-1] if flip else ring for ring in RAGGED]
    coast = build_coast(rings, BOX)
    land = shapely.union_all([shapely.Polygon(ring) for ring in rings])
    lon0, lat0, lon1, lat1 = steps(1, 20_000, length)
    assert (is_land(coast.index, lon0, lat0) == shapely.contains_xy(land, lon0, lat0)).all()
    sea = ~is_land(coast.index, lon0, lat0)
    ends = [end[sea] for end in (lon0, lat0, lon1, lat1)]
    fraction, segment = crossings(coast, *ends)
    ways = shapely.linestrings(np.stack([np.stack(ends[:2], -1), np.stack(ends[2:], -1)], axis=1))
    met = shapely.intersection(ways, shapely.boundary(land))
    hit = ~shapely.is_empty(met)
    assert hit.sum() > 30
    assert (hit == (fraction <= 1)).all()
    assert ((segment >= 0) == hit).all()
    first = shapely.distance(shapely.points(ends[0][hit], ends[1][hit]), met[hit])
    assert fraction[hit] * length == pytest.approx(first, abs=1e-7)


def test_a_stopped_point_is_never_inland() -> None:
    coast = build_coast(RAGGED, BOX)
    lon0, lat0, lon1, lat1 = steps(2, 50_000, 0.05)
    sea = ~is_land(coast.index, lon0, lat0)
    lon0, lat0, lon1, lat1 = (end[sea] for end in (lon0, lat0, lon1, lat1))
    for _ in range(3):  # stop, then try again from there: still not inland
        fraction, _segment = crossings(coast, lon0, lat0, lon1, lat1)
        part = np.minimum(fraction, 1.0)
        lon0, lat0 = lon0 + part * (lon1 - lon0), lat0 + part * (lat1 - lat0)
        assert not is_land(coast.index, lon0, lat0).any()
        lon1, lat1 = lon0 + (lon1 - lon0), lat0 + 0.05


@given(st.integers(0, 199), st.floats(0, 1), st.floats(0, 2 * np.pi), st.floats(1e-6, 0.05))
@settings(max_examples=300, deadline=None)
def test_steps_that_start_on_the_shore(at: int, share: float, angle: float, length: float) -> None:
    coast = ONE_ISLAND
    ring = coast.rings[0]
    lon, lat = (1 - share) * ring[at] + share * ring[at + 1]
    to_lon, to_lat = lon + length * np.cos(angle), lat + length * np.sin(angle)
    fraction, _ = first_crossing(coast.index, lon, lat, to_lon, to_lat)
    part = min(fraction, 1.0)
    end = lon + part * (to_lon - lon), lat + part * (to_lat - lat)
    land = shapely.Polygon(ring)
    # On the shore itself rounding decides; inland beyond 1 mm never.
    inside = land.contains(shapely.Point(end)) and land.exterior.distance(shapely.Point(end))
    assert inside <= 1e-8


def test_along_and_off_the_shore_is_free_and_inland_is_not() -> None:
    index = build_index([ISLAND], BOX)
    for lon, lat in ((1.0, 50.9), (0.9, 50.9), (1.1, 50.9)):  # an edge's middle, two corners
        assert first_crossing(index, lon, lat, lon, 50.8) == (2.0, -1)
        assert first_crossing(index, lon, lat, 1.0, 51.0)[0] == 0.0
    assert first_crossing(index, 0.95, 50.9, 1.05, 50.9) == (2.0, -1)  # collinear
    assert first_crossing(index, 0.8, 50.9, 1.2, 50.9)[0] == pytest.approx(0.25, abs=1e-6)
    assert first_crossing(index, 0.8, 50.8, 1.0, 51.0)[0] == pytest.approx(0.5, abs=1e-6)
    assert first_crossing(index, 1.0, 50.8, 1.0, 50.8) == (2.0, -1)  # no step
    assert first_crossing(index, np.nan, 50.8, 1.0, 50.8) == (2.0, -1)
    assert first_crossing(index, 40.0, 50.8, 41.0, 50.8) == (2.0, -1)
    assert first_crossing(index, -1.0, 51.0, 3.0, 51.0)[0] == pytest.approx(1.9 / 4, abs=1e-6)


def test_lakes_and_edges_of_the_box() -> None:
    land = square(0.0, 50.0, 1.0, 52.0)  # clipped on three sides
    coast = build_coast([land, square(0.4, 50.8, 0.6, 51.2)], BOX, ["main", "lake"])
    assert is_land(coast.index, [0.1, 0.5, 1.5, -1.0], [51.0, 51.0, 51.0, 51.0]).tolist() == [
        True,
        False,
        False,
        False,
    ]
    # The box is no shore, but nothing comes over it onto the land that it cuts.
    fraction, segment = first_crossing(coast.index, -0.5, 51.0, 0.1, 51.0)
    assert fraction == pytest.approx(5 / 6, abs=1e-6)
    assert not coast.seg_shore[segment]
    fraction, segment = first_crossing(coast.index, 1.5, 51.0, 0.5, 51.0)
    assert fraction == pytest.approx(0.5, abs=1e-6)
    assert coast.seg_id[segment] == "main"
    fraction, segment = first_crossing(coast.index, 0.5, 51.0, 0.9, 51.0)
    assert fraction == pytest.approx(0.25, abs=1e-6)
    assert coast.seg_id[segment] == "lake"
    shore = nearest_shore(coast, 0.01, 51.0)
    assert shore is not None
    assert shore.ring_id == "lake"


@pytest.mark.parametrize("turn", [0.0, 360.0])
def test_across_180(turn: float) -> None:
    coast = build_coast([square(179.9, -17.1, 180.2, -16.9)], (178.0, -18.0, -178.0, -16.0))
    assert coast.box == (178.0, -18.0, 182.0, -16.0)
    for lon, inland in ((179.95, True), (-179.9, True), (-179.7, False), (179.8, False)):
        assert on_land(coast.index, (lon + turn) % 360 if turn else lon, -17.0) == inland
    assert first_crossing(coast.index, -179.7 + turn, -17, -179.9 + turn, -17)[0] == pytest.approx(
        0.5, abs=1e-6
    )
    assert first_crossing(coast.index, 179.8, -17.05, -179.9, -17.05)[0] == pytest.approx(
        1 / 3, abs=1e-6
    )
    assert first_crossing(coast.index, 179.9, -16.5, -179.9 + turn, -16.5) == (2.0, -1)
    shore = nearest_shore(coast, -179.75 + turn, -17.0)
    assert shore is not None
    assert shore.lon == pytest.approx(-179.8)
    assert shore.distance_m == pytest.approx(float(distance_m(-179.75, -17, -179.8, -17)))


def test_along_shore_keeps_the_part_that_runs_along() -> None:
    index = build_index([ISLAND], BOX)
    south = int(np.flatnonzero((index.ay == 50.9) & (index.by == 50.9))[0])
    assert along_shore(index, south, 0.01, 0.02) == (pytest.approx(0.01), pytest.approx(0.0))


def test_sliding_along_never_leads_inland() -> None:
    coast = build_coast(RAGGED, BOX)
    lon, lat, lon1, lat1 = steps(5, 2_000, 0.05)
    sea = ~is_land(coast.index, lon, lat)
    lon, lat, lon1, lat1 = (end[sea] for end in (lon, lat, lon1, lat1))
    step_x, step_y = lon1 - lon, lat1 - lat
    moved = 0
    for at in range(len(lon)):
        x, y, dx, dy = lon[at], lat[at], step_x[at], step_y[at]
        for _ in range(4):
            fraction, segment = first_crossing(coast.index, x, y, x + dx, y + dy)
            part = min(fraction, 1.0)
            x, y = x + part * dx, y + part * dy
            if segment < 0:
                break
            moved += 1
            dx, dy = along_shore(coast.index, segment, (1 - part) * dx, (1 - part) * dy)
        assert not on_land(coast.index, x, y)
    assert moved > 50


def test_nearest_shore_and_water() -> None:
    coast = build_coast([ISLAND, RAGGED[0]], BOX, ["isle", "rag"])
    shore = nearest_shore(coast, 1.2, 51.0)
    assert shore is not None
    assert (shore.lon, shore.lat, shore.ring_id) == (
        pytest.approx(1.1),
        pytest.approx(51.0),
        "isle",
    )
    assert shore.distance_m == pytest.approx(float(distance_m(1.2, 51.0, 1.1, 51.0)))
    other = nearest_shore(coast, 1.2, 51.0, skip_ring_id="isle")
    assert other is not None
    assert other == nearest_shore(coast, 1.2, 51.0, ring_id="rag")
    assert other.ring_id == "rag"
    assert nearest_shore(coast, 1.2, 51.0, ring_id="none") is None
    assert nearest_water(coast, 1.2, 51.0, 0.0) == (1.2, 51.0, 0.0)
    assert nearest_water(coast, 1.0, 51.0, 5000.0) is None
    moved = nearest_water(coast, 1.09, 51.0, 5000.0)
    assert moved is not None
    assert not on_land(coast.index, moved[0], moved[1])
    assert moved[2] == pytest.approx(float(distance_m(1.09, 51.0, 1.1, 51.0)) + 10.0, abs=0.1)


def test_no_shore_at_all() -> None:
    coast = build_coast([], BOX)
    assert not is_land(coast.index, 1.0, 51.0)
    assert first_crossing(coast.index, 0.1, 50.1, 1.9, 51.9) == (2.0, -1)
    assert nearest_shore(coast, 1.0, 51.0) is None


@pytest.mark.parametrize(
    ("rings", "box", "says"),
    [
        ([ISLAND], (0, 50, 2), "four numbers"),
        ([ISLAND], (0, 52, 2, 50), "lat_min"),
        ([ISLAND], (0, 50, 2, 91), "beyond 90"),
        ([ISLAND], (1, 50, 1, 51), "empty"),
        ([ISLAND], (0, 50, 2, np.nan), "four numbers"),
        ([ISLAND[:-1]], BOX, "not closed"),
        ([ISLAND[:3]], BOX, "four points"),
        ([ISLAND * np.nan], BOX, "array of degrees"),
    ],
)
def test_bad_rings_and_boxes(rings: list[np.ndarray], box: tuple[float, ...], says: str) -> None:
    with pytest.raises(LastknownError, match=says):
        build_coast(rings, box)


@njit
def wander(index, lon, lat, times, slide, inland):  # type: ignore[no-untyped-def]
    """Walk at random, stop or slide at the shore, and count the steps that end inland."""
    np.random.seed(7)  # noqa: NPY002 - numba has no other generator here
    met = 0
    for at in range(lon.size):
        x, y = lon[at], lat[at]
        for _ in range(times):
            dx, dy = 0.01 * np.random.normal(), 0.006 * np.random.normal()  # noqa: NPY002
            for _ in range(3):
                fraction, segment = first_crossing(index, x, y, x + dx, y + dy)
                part = min(fraction, 1.0)
                x, y = x + part * dx, y + part * dy
                met += segment >= 0
                if segment < 0 or not slide:
                    break
                dx, dy = along_shore(index, segment, (1 - part) * dx, (1 - part) * dy)
            inland[at] += on_land(index, x, y)
            x = (x + 180.0) % 360.0 - 180.0
    return met


@pytest.mark.parametrize("slide", [False, True])
def test_no_walk_along_the_dover_coast_ends_inland(slide: bool) -> None:
    coast = open_pack("dover-strait").coast()
    draw = np.random.default_rng(8)
    lon, lat = draw.uniform(-2.6, 4.7, 8000), draw.uniform(49.1, 52.7, 8000)
    sea = ~is_land(coast.index, lon, lat)
    inland = np.zeros(int(sea.sum()), dtype=np.int64)
    met = wander(coast.index, lon[sea], lat[sea], 200, slide, inland)
    assert met > 5000
    assert inland.sum() == 0
