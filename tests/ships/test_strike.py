"""Strike risk against closed forms, against a plain simulation, and its properties."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtri
from scipy.stats import norm

from lastknown.drift.cloud import ASHORE, BOAT, IN_WATER, NOT_YET, Cloud
from lastknown.errors import LastknownError
from lastknown.ships.ship import Predicted
from lastknown.ships.strike import strike
from lastknown.ships.strikes import NEAR_M, Strikes
from lastknown.ships.wash import wash_reach_m
from tests.drift.clouds import T0
from tests.ships.passing import cloud_at, on_path, spread

HOUR = 3600.0
WIDE, HIGH = 24_000.0, 9_000.0
AT = {"at_s": T0, "until_s": T0 + HOUR}


def uniform(count: int, u: float = 0.0, v: float = 0.0) -> Cloud:
    x, y = (spread(count, 2) - 0.5).T
    return cloud_at(x * WIDE - 0.5 * u * HOUR, y * HIGH - 0.5 * v * HOUR, u, v)


def one(found: Strikes, what: str = "strike") -> float:
    return float(getattr(found, what)[0, 0])


def straight(**change: Any) -> Predicted:
    """8 m/s to the east for an hour, abeam of the middle at half past."""
    return on_path([-14_400.0, 14_400.0], [0.0, 0.0], [T0, T0 + HOUR], **change)


# --- closed forms


@pytest.mark.parametrize(("u", "v"), [(0.0, 0.0), (0.0, 1.2), (-0.8, 0.9), (3.0, -1.0)])
@pytest.mark.parametrize("sd", [(0.0, 0.0), (200.0, 150.0)])
def test_in_a_uniform_cloud_it_is_the_swept_area_times_the_density(
    u: float, v: float, sd: tuple[float, float]
) -> None:
    ship = on_path(
        [-5_000.0, 5_000.0], [0.0, 0.0], [T0, T0 + HOUR], length_m=300.0, beam_m=60.0,
        along_sd_m=sd[0], across_sd_m=sd[1],
    )  # fmt: skip
    found = strike([ship], uniform(60_000, u, v), **AT)
    rel_x, rel_y = 10_000.0 / HOUR - u, -v
    speed = math.hypot(rel_x, rel_y)
    for name, away in zip(("strike", "within_quarter", "within_half"), (0, *NEAR_M), strict=True):
        width = (60.0 * abs(rel_x) + 300.0 * abs(rel_y)) / speed + 2.0 * away
        area = 300.0 * 60.0 + 2.0 * away * 360.0 + math.pi * away**2
        swept = area + width * speed * HOUR
        assert one(found, name) == pytest.approx(swept / (WIDE * HIGH), rel=0.015), name


def test_a_gaussian_cloud_across_a_straight_track_is_a_difference_of_normals() -> None:
    x, y = ndtri(spread(20_000, 2)).T
    cloud = cloud_at(1500.0 * x, 400.0 * y + 300.0)
    for across in (0.0, 120.0, 300.0):
        found = strike([straight(across_sd_m=across, along_sd_m=250.0)], cloud, **AT)
        sd = math.hypot(400.0, across)
        for name, away in (("strike", 0.0), ("within_quarter", NEAR_M[0])):
            half = 16.0 + away
            expected = norm.cdf((half - 300.0) / sd) - norm.cdf((-half - 300.0) / sd)
            assert one(found, name) == pytest.approx(expected, rel=0.01), (name, across)


@pytest.mark.parametrize(("off", "expected"), [(0.0, 1.0), (14.0, 1.0), (18.5, 0.0), (200.0, 0.0)])
def test_a_point_on_the_track_is_struck_and_one_beside_it_is_not(
    off: float, expected: float
) -> None:
    found = strike([straight()], cloud_at(np.zeros(3), np.full(3, off)), **AT)
    assert one(found) == pytest.approx(expected, abs=1e-3)
    assert one(found, "within_quarter") == pytest.approx(1.0, abs=1e-3)


def test_a_boat_under_the_hull_at_once_is_struck() -> None:
    still = on_path([0.0, 0.0], [0.0, 0.0], [T0, T0 + HOUR], course_deg=90.0)
    x, y = np.array([0.0, 90.0, 0.0, 110.0, 0.0]), np.array([0.0, 0.0, 14.0, 0.0, 25.0])
    cloud = cloud_at(x, y)
    assert one(strike([still], cloud, **AT)) == pytest.approx(3 / 5, abs=1e-3)
    fast = on_path([90.0, 28_000.0], [0.0, 0.0], [T0, T0 + HOUR])
    assert one(strike([fast], cloud, **AT)) == pytest.approx(4 / 5, abs=1e-3)


def test_it_comes_when_the_ship_is_abeam() -> None:
    cloud = cloud_at(np.linspace(-40.0, 40.0, 9), np.zeros(9), hours=1.0)
    found = strike([straight(along_sd_m=100.0)], cloud, **AT)
    assert found.rate[0, 0].sum() == pytest.approx(one(found))
    assert found.rate[0, 0, 2:4].sum() == pytest.approx(1.0, abs=1e-3)
    assert found.rate_per_h[0, 0] == pytest.approx(6.0 * found.rate[0, 0])
    entry = found.of(0, 0)
    assert entry.peak_s in (T0 + 1500.0, T0 + 2100.0)
    assert entry.closest_s == pytest.approx(T0 + 1800.0, abs=5.0)
    cut = strike([straight(along_sd_m=2400.0)], cloud, T0, T0 + 1500.0)
    assert one(cut) == pytest.approx(norm.cdf(-1.0), abs=0.02)  # 300 s early: one sd


# --- what counts


def test_who_is_not_at_sea_is_not_struck() -> None:
    x = np.zeros(4)
    cloud = cloud_at(x, x)
    status = cloud.status.copy()
    status[1], status[2], status[3, :5] = ASHORE, NOT_YET, NOT_YET
    lon, lat = cloud.lon.copy(), cloud.lat.copy()
    lon[status == NOT_YET], lat[status == NOT_YET] = np.nan, np.nan
    late = np.array([T0, T0, np.inf, T0 + 2700.0])
    cloud = replace(cloud, status=status, lon=lon, lat=lat, start_s=late)
    assert one(strike([straight()], cloud, **AT)) == pytest.approx(1 / 4, abs=1e-3)
    slow = on_path([-14_400.0, 3_600.0], [0.0, 0.0], [T0, T0 + HOUR])
    assert one(strike([slow], cloud, **AT)) == pytest.approx(2 / 4, abs=1e-3)


def test_boats_that_are_out_together_count_each_for_itself() -> None:
    x = np.zeros(8)
    y = np.array([0.0, 0, 0, 5000, 0, 5000, 5000, 5000])
    start = np.array([0, 0, 1, 1, 2, 2, 2, 2], np.int16)
    cloud = cloud_at(x, y, start=start, boats=("A", "B", "A"))
    found = strike([straight(), straight(mmsi=2)], cloud, **AT)
    assert found.boats == ("A", "B")
    assert found.strike[0] == pytest.approx([3 / 6, 1 / 2], abs=1e-3)
    assert found.combined() == pytest.approx([3 / 4, 3 / 4], abs=1e-3)
    assert found.struck[:4].sum(axis=1) == pytest.approx([2, 2, 2, 0], abs=1e-3)
    assert [entry.ship.mmsi for entry in found.listed()] == [2, 2, 227000000, 227000000]
    with pytest.raises(LastknownError, match="give one of strike"):
        found.combined("anything")


def test_persons_in_the_water_have_a_figure_of_their_own() -> None:
    cloud = cloud_at(np.zeros(4), np.array([2000.0, 2000.0, 0.0, 3000.0]))
    cloud = replace(
        cloud,
        component=np.array([BOAT, BOAT, IN_WATER, IN_WATER], np.int8),
        weight=np.array([0.5, 0.5, 0.5, 0.5]),
        parent=np.array([0, 1, 0, 1], np.int32),
        persons=np.full(cloud.lon.shape, 12, np.float32),
    )
    found = strike([straight()], cloud, **AT)
    assert one(found) == 0.0
    assert one(found, "in_water") == pytest.approx(0.5, abs=1e-3)
    assert one(found, "persons_swept") == pytest.approx(6.0, abs=0.01)
    assert one(found, "within_half") == 0.0
    for what in ("water_quarter", "water_half"):
        assert one(found, what) == pytest.approx(0.5, abs=1e-3)
    assert found.ranked() == ((0, 0),)  # the list goes by the persons in the water
    assert one(found, "closest_m") == pytest.approx(1500.0, rel=0.01)  # of them, not of the boat


def test_it_says_where_the_ship_passes_and_how_much_of_the_cloud_lies_to_port() -> None:
    y = np.array([-300.0, 500.0, 700.0, 900.0])
    entry = strike([straight()], cloud_at(np.full(4, 2000.0), y), **AT).of(0, 0)
    assert entry.port_share == pytest.approx(0.75)  # eastbound: port is north
    assert entry.closest_m == pytest.approx(450.0, rel=0.01)
    assert entry.bearing_deg == pytest.approx(180.0, abs=0.5)
    assert entry.from_ship_deg == pytest.approx(0.0, abs=0.5)
    assert entry.closest_s == pytest.approx(T0 + 16_400.0 / 8.0, abs=5.0)


def test_wash_reaches_as_far_as_its_waves_are_high() -> None:
    fast = {"length_m": 180.0, "beam_m": 28.0}
    ship = on_path([-18_000.0, 18_000.0], [0.0, 0.0], [T0, T0 + HOUR], **fast)
    reach = float(wash_reach_m(180.0, 10.0, 0.5))
    assert 50.0 < reach < 1800.0
    cloud = cloud_at(np.zeros(2), np.array([0.98, 1.02]) * reach)
    assert one(strike([ship], cloud, **AT, wash_height_m=0.5), "wash") == pytest.approx(
        0.5, abs=1e-3
    )
    slow = on_path([-1800.0, 1800.0], [0.0, 0.0], [T0, T0 + HOUR], **fast)
    assert one(strike([slow], cloud, **AT, wash_height_m=0.5), "wash") == 0.0


def test_there_and_back_counts_both_ways() -> None:
    x, y = [0.0, 6000.0, 6000.0, 0.0], [0.0, 0.0, 2000.0, 2000.0]
    ship = on_path(x, y, [T0, T0 + 1500.0, T0 + 2000.0, T0 + HOUR])
    cloud = cloud_at(np.full(4, 3000.0), np.array([0.0, 2000.0, 1000.0, -400.0]))
    found = strike([ship], cloud, **AT)
    assert one(found) == pytest.approx(0.5, abs=1e-3)
    assert one(found, "within_quarter") == pytest.approx(0.75, abs=1e-3)
    back = on_path([0.0, 6000.0, 0.0], [0.0, 1.0, 0.0], [T0, T0 + 1800.0, T0 + HOUR])
    assert one(strike([back], cloud, **AT)) == pytest.approx(0.25, abs=1e-3)


# --- bad input


def test_what_cannot_be_answered_is_refused() -> None:
    cloud = cloud_at(np.zeros(2), np.zeros(2))
    with pytest.raises(LastknownError, match=r"until=.* is not after at="):
        strike([straight()], cloud, T0 + HOUR, T0)
    with pytest.raises(LastknownError, match="lies outside the cloud"):
        strike([straight()], cloud, T0, T0 + 2 * HOUR)
    with pytest.raises(LastknownError, match="ship 227000000 is predicted from"):
        strike([on_path([0, 1], [0, 1], [T0 + 60, T0 + HOUR])], cloud, **AT)
    with pytest.raises(LastknownError, match=r"beam_m=0\.0 is out of bounds"):
        strike([straight(beam_m=0.0)], cloud, **AT)
    with pytest.raises(LastknownError, match="along_sd_m holds"):
        strike([straight(along_sd_m=math.nan)], cloud, **AT)
    with pytest.raises(LastknownError, match="wash_height_m=0 is out of bounds"):
        strike([straight()], cloud, **AT, wash_height_m=0)
    with pytest.raises(LastknownError, match="no boat of the cloud"):
        strike([straight()], replace(cloud, weight=np.zeros(2)), **AT)


def test_no_ships_are_no_risk() -> None:
    found = strike([], cloud_at(np.zeros(2), np.zeros(2)), **AT)
    assert found.combined() == pytest.approx([0.0])
    assert found.listed() == ()


# --- properties

SHIPS = st.builds(
    on_path,
    x=st.tuples(st.floats(-9000, 9000), st.floats(-9000, 9000)),
    y=st.tuples(st.floats(-9000, 9000), st.floats(-9000, 9000)),
    time_s=st.just((T0, T0 + HOUR)),
    length_m=st.floats(10, 400),
    beam_m=st.floats(4, 60),
    along_sd_m=st.floats(0, 2000),
    across_sd_m=st.floats(0, 1000),
)
FEW = settings(max_examples=15, deadline=None)


def some(seed: int, count: int = 80) -> Cloud:
    draw = np.random.default_rng(seed)
    x, y = draw.normal(0.0, 1500.0, (2, count))
    u, v = draw.normal(0.0, 0.8, (2, count))
    weight = draw.dirichlet(np.ones(count))
    return cloud_at(x, y, u, v, weight=weight)


def figures(found: Strikes) -> np.ndarray:
    return np.stack([found.strike, found.within_quarter, found.within_half, found.wash])


@FEW
@given(ship=SHIPS, seed=st.integers(0, 50))
def test_probabilities_grow_with_the_distance_and_stay_between_0_and_1(
    ship: Predicted, seed: int
) -> None:
    found = figures(strike([ship], some(seed), **AT))
    assert (found >= 0.0).all()
    assert (found <= 1.0).all()
    assert found[0] <= found[1] + 1e-9
    assert found[1] <= found[2] + 1e-9


@FEW
@given(ship=SHIPS, seed=st.integers(0, 50), more=st.floats(1.0, 40.0))
def test_a_broader_ship_strikes_no_less(ship: Predicted, seed: int, more: float) -> None:
    broad = replace(ship, ship=replace(ship.ship, beam_m=ship.ship.beam_m + more))
    assert one(strike([broad], some(seed), **AT)) >= one(strike([ship], some(seed), **AT)) - 1e-6


@FEW
@given(ships=st.lists(SHIPS, min_size=2, max_size=5), seed=st.integers(0, 50))
def test_the_order_of_ships_and_the_threads_do_not_matter(
    ships: list[Predicted], seed: int
) -> None:
    cloud = some(seed)
    found = strike(ships, cloud, **AT, threads=1)
    turned = strike(ships[::-1], cloud, **AT, threads=3)
    assert np.array_equal(figures(found), figures(turned)[:, ::-1])
    assert np.allclose(found.struck, turned.struck, rtol=1e-5, atol=1e-12)


@FEW
@given(ship=SHIPS, seed=st.integers(0, 50), cut=st.floats(0.1, 0.9))
def test_two_parts_of_the_time_come_to_no_less_than_the_whole(
    ship: Predicted, seed: int, cut: float
) -> None:
    cloud, middle = some(seed), T0 + cut * HOUR
    first, second = strike([ship], cloud, T0, middle), strike([ship], cloud, middle, T0 + HOUR)
    parts, whole = figures(first) + figures(second), figures(strike([ship], cloud, **AT))
    # what the hull covers at the cut is in both parts
    assert (parts >= whole * 0.97 - 2e-3).all()
    assert one(first) <= whole[0, 0, 0] * 1.03 + 2e-3


@FEW
@given(ship=SHIPS, seed=st.integers(0, 50))
def test_what_weighs_nothing_changes_nothing(ship: Predicted, seed: int) -> None:
    cloud = some(seed)
    weight = cloud.weight.copy()
    weight[::3] = 0.0
    left = weight > 0.0
    names = (
        *("lon", "lat", "status", "phase", "weight", "component", "parent", "persons", "start"),
        *("hypothesis", "what", "start_lon", "start_lat", "start_s", "side", "heading_deg"),
        *("own_speed_ms", "engine_stops_s", "swamps_s", "downwind_fraction"),
    )
    cloud = replace(cloud, weight=weight)
    fewer = replace(cloud, **{name: getattr(cloud, name)[left] for name in names})
    with_, without = strike([ship], cloud, **AT), strike([ship], fewer, **AT)
    assert np.allclose(figures(with_), figures(without), rtol=1e-9, atol=1e-12)


@FEW
@given(turn=st.floats(0.0, 360.0), seed=st.integers(0, 50))
def test_turning_the_whole_scene_changes_nothing(turn: float, seed: int) -> None:
    draw = np.random.default_rng(seed)
    x, y = draw.normal(0.0, 800.0, (2, 100))
    angle = math.radians(turn)

    def turned(a: Any, b: Any) -> tuple[Any, Any]:
        a, b = np.asarray(a), np.asarray(b)
        return a * math.cos(angle) - b * math.sin(angle), a * math.sin(angle) + b * math.cos(angle)

    def risk(place: Any) -> np.ndarray:
        px, py = place([-6000.0, 0.0, 6000.0], [0.0, 0.0, 2000.0])
        sds = {"along_sd_m": 300.0, "across_sd_m": 150.0}
        ship = on_path(px, py, [T0, T0 + 1800.0, T0 + HOUR], **sds)
        return figures(strike([ship], cloud_at(*place(x, y), *place(0.3, 0.9)), **AT))

    plain = risk(lambda a, b: (np.asarray(a), np.asarray(b)))
    assert np.allclose(risk(turned), plain, rtol=0.02, atol=1e-5)


@pytest.mark.parametrize("lon", [-179.99, 179.99, 0.0])
def test_it_works_across_180_degrees(lon: float) -> None:
    draw = np.random.default_rng(4)
    x, y = draw.normal(0.0, 1200.0, (2, 300))

    def risk(place: tuple[float, float]) -> np.ndarray:
        sds = {"along_sd_m": 300.0, "across_sd_m": 150.0}
        ship = on_path([-9000.0, 9000.0], [0.0, 0.0], [T0, T0 + HOUR], place=place, **sds)
        return figures(strike([ship], cloud_at(x, y, 0.5, 0.5, place=place), **AT))

    assert np.allclose(risk((lon, 51.0)), risk((1.5, 51.0)), rtol=1e-6)
