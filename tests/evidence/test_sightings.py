"""Bearings, sectors, lights and flares."""

from __future__ import annotations

import math

import numpy as np
import pytest

from lastknown.drift.dataset import from_dataset
from lastknown.errors import LastknownError
from lastknown.evidence.likelihood import LEAST_WRONG
from lastknown.evidence.score import coverage, score
from lastknown.evidence.searched import weigh
from lastknown.evidence.sightings import Bearing, Flare, Lights, Sector, geographic_range_nm
from lastknown.units import NM
from tests.drift.clouds import T0, at_place, cloud_of
from tests.evidence.trials import AT, given, normal_cloud, place


def ring(radius_m: float = 10_000.0) -> tuple[np.ndarray, object]:
    """Return bearings (degrees) from the middle and a cloud with a boat at each."""
    bearing = np.arange(0.0, 360.0, 0.25)
    angle = np.radians(bearing)
    lon, lat = at_place(radius_m * np.sin(angle), radius_m * np.cos(angle))
    return bearing, cloud_of(lon, lat)


@pytest.mark.parametrize("told", [0.0, 90.0, 355.0])
def test_a_bearing_is_a_bell_of_its_own_sd_through_north_too(told: float) -> None:
    bearing, cloud = ring()
    seen = Bearing(place(0, 0), told, AT, sd_deg=6.0, wrong=LEAST_WRONG)
    weight = weigh(cloud, seen).weight.values  # type: ignore[arg-type]
    off = (bearing - told + 180.0) % 360.0 - 180.0
    assert (weight * off).sum() == pytest.approx(0.0, abs=0.05)
    # a thousandth is spread over all directions: adds 0.001 * 360^2 / 12
    assert (weight * off**2).sum() == pytest.approx(0.999 * 36.0 + 0.001 * 360**2 / 12, rel=0.01)


def test_the_share_of_wrong_bearings_lies_all_around() -> None:
    bearing, cloud = ring()
    weight = weigh(cloud, Bearing(place(0, 0), 90.0, AT, sd_deg=3.0, wrong=0.2)).weight.values  # type: ignore[arg-type]
    behind = (bearing > 180.0) & (bearing < 360.0)
    assert weight[behind].sum() == pytest.approx(0.1, abs=0.002)


def test_a_sector_keeps_what_is_in_it_and_some_of_the_rest() -> None:
    bearing, cloud = ring()
    seen = Sector(place(0, 0), 350.0, 20.0, AT, edge_deg=0.1, wrong=0.1)
    weight = weigh(cloud, seen).weight.values  # type: ignore[arg-type]
    inside = (bearing >= 350.0) | (bearing <= 20.0)
    share = 30.25 / 360.0
    assert weight[inside].sum() == pytest.approx(share / (share + 0.1 * (1 - share)), rel=0.01)


def test_lights_are_seen_within_their_range_alone() -> None:
    x = np.arange(100.0, 60_000.0, 100.0)
    cloud = cloud_of(*at_place(x, 0.0 * x))
    weight = weigh(cloud, Lights(place(0, 0), AT, 10.0, time_sd_min=0.0)).weight.values
    near, far = weight[x < 8 * NM], weight[x > 14 * NM]
    assert near.mean() / far.mean() == pytest.approx(1.0 / 0.25, rel=0.05)


def test_a_flare_is_a_bearing_within_a_range() -> None:
    cloud = normal_cloud(15_000.0)
    flare = Flare(place(0, 0), 45.0, AT, 5.0, sd_deg=8.0, wrong=0.1)
    same = Bearing(place(0, 0), 45.0, AT, 8.0, 5.0, component="persons", wrong=0.1)
    x, y, weight = given(cloud, flare)
    assert weight == pytest.approx(weigh(cloud, same).weight.values)
    assert (weight * np.hypot(x, y)).sum() < np.hypot(x, y).mean()


def test_the_range_of_a_light_over_the_horizon() -> None:
    """Bowditch: 1.17 sqrt(height in feet) NM; 100 ft gives 11.7, and 9 ft of eye 3.51."""
    assert geographic_range_nm(30.48, 0.0) == pytest.approx(11.7)
    assert geographic_range_nm(30.48, 9 * 0.3048) == pytest.approx(11.7 + 3.51)


def test_areas_hold_the_truth_as_often_as_they_say_after_a_bearing_and_lights() -> None:
    """Truths from the cloud itself; reports drawn as the likelihoods say, wrong ones too."""
    rng = np.random.default_rng(5)
    station, town = np.array([-20_000.0, 0.0]), np.array([0.0, 14_000.0])
    levels = []
    for trial in range(360):
        truth = rng.normal(0.0, 6000.0, 2)
        angle = math.degrees(math.atan2(*(truth - station))) + rng.normal(0.0, 6.0)
        if rng.random() < 0.1:
            angle = rng.uniform(0.0, 360.0)
        reports: list[object] = [Bearing(place(*station), angle % 360, AT, sd_deg=6.0, wrong=0.1)]
        far = float(np.hypot(*(truth - town)))
        seen = 1.0 / (1.0 + math.exp((far - 8 * NM) / (0.8 * NM)))
        if rng.random() < 0.75 * seen + 0.25:
            reports.append(Lights(place(*town), AT, 8.0, time_sd_min=0.0))
            cloud = normal_cloud(6000.0, 2500, seed=2000 + trial)
            after = from_dataset(weigh(cloud, *reports))  # type: ignore[arg-type]
            levels.append(score(after, place(*truth), T0).containment_level)
    for row in coverage(levels):
        assert row.low <= row.level <= row.high


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Bearing("51°N 1°E", 361.0, AT), "bearing_deg=361"),
        (lambda: Bearing("51°N 1°E", 10.0, AT, sd_deg=0.0), "sd_deg"),
        (lambda: Bearing("51°N 1°E", 10.0, AT, range_nm=-1.0), "range_nm"),
        (lambda: Bearing("51°N 1°E", 10.0, AT, wrong=1.0), "wrong"),
        (lambda: Bearing("51°N 1°E", 10.0, "noon"), "at="),
        (lambda: Sector("51°N 1°E", 10.0, 10.0, AT), "no sector"),
        (lambda: Lights("51°N 1°E", AT, 0.0), "range_nm"),
        (lambda: Flare("51°N 1°E", 10.0, AT, 500.0), "range_nm"),
        (lambda: geographic_range_nm(-1.0), "height_m"),
    ],
)
def test_bad_sightings_are_refused(make, says: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(LastknownError, match=says):
        make()
