from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lastknown.desk.questions import ASKED, FIX_ERROR_NM, hinge, questions
from lastknown.drift.cloud import BOAT, NOT_YET, Cloud
from lastknown.geo.plane import Plane, distance_m
from lastknown.geo.position import Position
from lastknown.units import HOUR, NM
from tests import night

N = 4000
PLANE = Plane(1.5, 51.0)


def cloud_of(x: np.ndarray, y: np.ndarray, **known: np.ndarray) -> Cloud:
    """Boats at rest at x, y metres, with what is known of them."""
    n = x.size
    lon, lat = PLANE.to_lonlat(x, y)
    nan, zero = np.full(n, np.nan), np.zeros(n, np.int16)
    both = {
        "lon": np.stack([lon, lon], axis=1),
        "lat": np.stack([lat, lat], axis=1),
        "status": np.ones((n, 2), np.int8),
        "phase": np.zeros((n, 2), np.int8),
        "persons": np.ones((n, 2), np.float32),
    }
    base = Cloud(
        time_s=np.array([0.0, HOUR]), weight=np.full(n, 1.0 / n),
        component=np.full(n, BOAT, np.int8), parent=np.arange(n, dtype=np.int32),
        hypothesis=zero, hypotheses=("adrift",), start=zero, what=zero, objects=("SKIFF-1",),
        start_lon=np.full(n, 1.5), start_lat=np.full(n, 51.0), start_s=np.zeros(n),
        side=np.ones(n, np.int8), heading_deg=nan, own_speed_ms=nan, engine_stops_s=nan,
        swamps_s=nan, downwind_fraction=np.full(n, 0.03), **both,
    )  # fmt: skip
    return replace(base, **known)  # type: ignore[arg-type]


def gains(cloud: Cloud, at_s: float = HOUR) -> dict[str, float | None]:
    return {entry["key"]: entry["gain"] for entry in questions(cloud, at_s)}


def test_two_groups_far_apart_shrink_by_what_lies_between_them() -> None:
    # Two equal normal groups, sd s, at x = -d and +d: sqrt(det S) = s sqrt(s^2 + d^2) before and
    # s^2 after, so the gain is 1 - s / sqrt(s^2 + d^2). With d = 3 s: 1 - 1/sqrt(10) = 0.684.
    rng = np.random.default_rng(1)
    wet = np.arange(N) < N // 2
    x = rng.normal(0, 1000, N) + np.where(wet, 3000.0, -3000.0)
    cloud = cloud_of(x, rng.normal(0, 1000, N), swamps_s=np.where(wet, 10.0, np.nan))
    assert gains(cloud)["water"] == pytest.approx(1 - 10**-0.5, abs=0.01)
    assert [entry["key"] for entry in questions(cloud, HOUR)][:2] == ["position", "water"]


def test_an_answer_that_says_nothing_gains_nothing() -> None:
    rng = np.random.default_rng(2)
    cloud = cloud_of(
        rng.normal(0, 1000, N),
        rng.normal(0, 1000, N),
        engine_stops_s=rng.uniform(0, HOUR, N),
        swamps_s=np.where(rng.random(N) < 0.5, 100.0, np.nan),
    )
    found = gains(cloud)
    assert found["engine"] == pytest.approx(0.0, abs=0.005)
    assert found["water"] == pytest.approx(0.0, abs=0.005)


def test_a_fix_leaves_its_own_error() -> None:
    # Cloud sd 2 km, fix error r = E / 1.17741: gain = 1 - r^2 / (s^2 + r^2).
    rng = np.random.default_rng(3)
    cloud = cloud_of(rng.normal(0, 2000, N), rng.normal(0, 2000, N))
    r2 = (FIX_ERROR_NM * NM / 1.17741) ** 2
    assert gains(cloud)["position"] == pytest.approx(1 - r2 / (2000**2 + r2), abs=0.001)


def test_a_fix_is_worth_less_once_it_has_drifted_on() -> None:
    rng = np.random.default_rng(4)
    cloud = cloud_of(rng.normal(0, 2000, N), rng.normal(0, 2000, N))
    later = PLANE.to_lonlat(
        *(a + rng.normal(0, 2000, N) for a in PLANE.to_xy(cloud.lon[:, 0], cloud.lat[:, 0]))
    )
    lon, lat = cloud.lon.copy(), cloud.lat.copy()
    lon[:, 1], lat[:, 1] = later
    moved = replace(cloud, lon=lon, lat=lat)
    then = {e["key"]: e["gain"] for e in questions(moved, HOUR, now_s=0.0)}
    assert then["position"] == pytest.approx(0.5, abs=0.03)


def test_the_engine_is_asked_for_before_what_says_less() -> None:
    order = [entry["key"] for entry in questions(night.make_cloud(), night.AT_S)]
    assert order[:3] == ["position", "engine", "heading"]
    assert order[-2:] == ["battery", "ring_back"]
    assert sorted(order) == sorted(ASKED)


def test_lights_say_something_where_bearings_differ() -> None:
    cloud = night.make_cloud()
    asked = {e["key"]: e["gain"] for e in questions(cloud, night.AT_S, lights=(night.LKP,))}
    assert asked["lights"] is not None
    assert asked["lights"] > 0.3


def test_nothing_at_sea_yet_still_asks_everything_in_the_fixed_order() -> None:
    cloud = cloud_of(np.zeros(10), np.zeros(10), status=np.full((10, 2), NOT_YET, np.int8))
    assert [entry["key"] for entry in questions(cloud, 0.0)] == list(ASKED)
    assert hinge(cloud, 0.0, Position(1.5, 51.0)) is None


def test_all_in_one_place_gains_nothing_and_does_not_fail() -> None:
    cloud = cloud_of(np.zeros(50), np.zeros(50), swamps_s=np.arange(50.0))
    assert all(not entry["gain"] for entry in questions(cloud, HOUR))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(5, 60))
def test_every_gain_is_a_fraction_and_decides_the_order(seed: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    known = {
        "swamps_s": np.where(rng.random(n) < 0.5, rng.uniform(0, 2 * HOUR, n), np.nan),
        "heading_deg": rng.uniform(0, 360, n),
        "own_speed_ms": rng.uniform(0, 3, n),
        "weight": rng.dirichlet(np.ones(n)),
    }
    asked = questions(cloud_of(rng.normal(0, 900, n), rng.normal(0, 90, n), **known), HOUR)
    measured = [entry["gain"] for entry in asked if entry["gain"] is not None]
    assert all(0.0 <= gain <= 1.0 for gain in measured)
    high = [entry["gain"] or 0.0 for entry in asked if (entry["gain"] or 0.0) >= 0.02]
    assert high == sorted(high, reverse=True)


def test_the_hinge_is_the_alternative_that_lies_farthest() -> None:
    rng = np.random.default_rng(5)
    running = np.arange(N) < 0.3 * N
    x = rng.normal(0, 500, N) + np.where(running, -9000.0, 0.0)
    cloud = cloud_of(
        x,
        rng.normal(0, 500, N),
        hypothesis=np.where(running, 1, 0).astype(np.int16),
        hypotheses=("adrift", "under way"),
        side=np.where(rng.random(N) < 0.5, -1, 1).astype(np.int8),
    )
    lon, lat = PLANE.to_lonlat(0.0, 0.0)
    found = hinge(cloud, HOUR, Position(float(lon), float(lat)))
    assert found is not None
    assert (found["key"], found["case"], found["probability"]) == ("hypothesis", "under way", 0.3)
    assert found["distance_nm"] == pytest.approx(9000 / NM, abs=0.15)
    assert found["bearing_deg"] == pytest.approx(270.0, abs=3.0)
    there = found["most_likely"]
    assert float(distance_m(lon, lat, *there)) / NM == pytest.approx(found["distance_nm"], abs=0.02)


def test_an_unlikely_alternative_is_no_hinge() -> None:
    rng = np.random.default_rng(6)
    far = np.arange(N) < 0.05 * N
    x = rng.normal(0, 500, N) + np.where(far, 20000.0, 0.0)
    cloud = cloud_of(
        x,
        rng.normal(0, 500, N),
        hypothesis=far.astype(np.int16),
        hypotheses=("adrift", "under way"),
    )
    assert hinge(cloud, HOUR, Position(1.5, 51.0)) is None


def test_a_continuous_assumption_is_cut_in_half_and_says_where() -> None:
    rng = np.random.default_rng(7)
    leeway = rng.uniform(0.01, 0.05, N)
    x = rng.normal(0, 200, N) + 2e5 * leeway
    cloud = cloud_of(x, rng.normal(0, 200, N), downwind_fraction=leeway)
    found = hinge(cloud, HOUR, Position(*map(float, PLANE.to_lonlat(6000.0, 0.0))))
    assert found is not None
    assert found["key"] == "leeway"
    assert found["limit"] == pytest.approx(0.03, abs=0.001)
    assert found["probability"] == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize("lon0", [179.99, -179.99])
def test_the_date_line_is_no_wall(lon0: float) -> None:
    rng = np.random.default_rng(8)
    wet = np.arange(N) < N // 2
    x = rng.normal(0, 1000, N) + np.where(wet, 3000.0, -3000.0)
    lon, lat = Plane(lon0, -18.0).to_lonlat(x, rng.normal(0, 1000, N))
    cloud = replace(
        cloud_of(x, x, swamps_s=np.where(wet, 10.0, np.nan)),
        lon=np.stack([lon, lon], axis=1),
        lat=np.stack([lat, lat], axis=1),
    )
    assert gains(cloud)["water"] == pytest.approx(1 - 10**-0.5, abs=0.01)
