"""Back from a find: calibration on known truths, round trips, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray

from lastknown.drift.cloud import AFLOAT, ASHORE, BOAT, IN_WATER, Cloud
from lastknown.drift.ensemble import Run, simulate
from lastknown.drift.probability import containment
from lastknown.drift.start import Phase, Start
from lastknown.errors import LastknownError
from lastknown.evidence.backward import Find, origins_dataset, trace_back, weigh_by_find
from lastknown.geo.plane import distance_m
from lastknown.geo.position import Position
from lastknown.sea.model import Sea
from lastknown.times import from_seconds, to_seconds
from tests.drift.clouds import T0, cloud_of
from tests.drift.seas import DAY0, sea_of, steady

Array = NDArray[np.float64]
FOUND = "2026-11-22T12:00Z"
AREA = {"polygon": [[-0.2, 49.9], [0.2, 49.9], [0.2, 50.1], [-0.2, 50.1]]}
PRIOR = Start(
    AREA,
    "2026-11-22T03:00Z",
    error_nm=0.0,
    what="PIW-1",
    fix_age_min=180.0,
    phases=(Phase("adrift"),),
)


def tide(lon: Array, lat: Array, t: Array) -> tuple[Array, Array]:
    """A tide of 12.42 h that turns, with some shear, m/s."""
    angle = 2.0 * np.pi * (t - DAY0) / 44_714.0
    return 0.5 * np.sin(angle) + 0.0 * lon, 0.2 * np.cos(angle) + 0.1 * (lat - 50.0)


@cache
def channel(current_sd: float = 0.2, wind_sd: float = 1.0) -> Sea:
    return sea_of(tide, steady(6.0, 3.0), current_sd=current_sd, wind_sd=wind_sd)


@cache
def candidates() -> Cloud:
    return simulate([PRIOR], channel(), FOUND, run=Run(20_000, seed=5))


def found_from(truth: Cloud, i: int, rng: np.random.Generator) -> Find:
    """Return the find of one true track, with 0.1 NM error."""
    sd = 0.1 * 1852.0 / 1.17741
    east, north = rng.normal(0.0, sd, 2) / (71_700.0, 111_240.0)
    return Find(Position(truth.lon[i, -1] + east, truth.lat[i, -1] + north), FOUND, error_nm=0.1)


@pytest.mark.validation
def test_the_true_start_lies_in_the_areas_as_often_as_they_say() -> None:
    trials = 100
    rng = np.random.default_rng(0)
    truth = simulate([PRIOR], channel(), FOUND, run=Run(trials, seed=77))
    levels, times = [], []
    for i in range(trials):
        origins = weigh_by_find(candidates(), found_from(truth, i, rng))
        start = Position(truth.start_lon[i], truth.start_lat[i])
        levels.append(containment(origins.density, start)[0])
        times.append(origins.weight[origins.time_s <= truth.start_s[i]].sum())
    for level in (0.5, 0.9):
        sd = np.sqrt(level * (1 - level) / trials)
        assert np.mean(np.array(levels) <= level) == pytest.approx(level, abs=2.5 * sd)
    assert np.mean(np.array(times) < 0.5) == pytest.approx(0.5, abs=0.15)


def test_a_find_narrows_the_start_and_says_how_well() -> None:
    truth = simulate([PRIOR], channel(), FOUND, run=Run(1, seed=77))
    find = found_from(truth, 0, np.random.default_rng(1))
    origins = trace_back(find, channel(), PRIOR, run=Run(20_000, seed=5))
    assert origins.method == "forward"
    assert origins.weight.sum() == pytest.approx(1.0)
    assert origins.effective > 150.0
    assert 150.0 < origins.bell_m < 3000.0
    # the prior alone: 90 % of a rectangle of 28.7 by 22.2 km
    assert origins.contours[1].area_m2 < 0.8 * 0.9 * 28.7e3 * 22.2e3
    assert origins.density_per_km2 > 0.0
    early, middle, late = origins.times_s
    assert to_seconds(from_seconds(DAY0)) <= early <= middle <= late <= DAY0 + 3 * 3600.0
    assert origins.cloud.weight[origins.cloud.component == BOAT].sum() == pytest.approx(1.0)
    away = distance_m(origins.mean.lon, origins.mean.lat, truth.start_lon[0], truth.start_lat[0])
    assert away < 15_000.0


def test_the_likelier_of_two_areas_gets_the_weight() -> None:
    far = {"polygon": [[0.8, 49.9], [1.0, 49.9], [1.0, 50.1], [0.8, 50.1]]}
    truth = simulate([PRIOR], channel(), FOUND, run=Run(1, seed=3))
    find = found_from(truth, 0, np.random.default_rng(2))
    priors = [PRIOR, replace(PRIOR, position=far)]
    origins = trace_back(find, channel(), priors, run=Run(20_000, seed=5))
    assert origins.weight[origins.start == 0].sum() > 0.95


def test_a_find_that_nothing_comes_near_is_refused_with_the_number() -> None:
    with pytest.raises(LastknownError, match=r"only 0 of 20000 candidates.*more particles"):
        weigh_by_find(candidates(), Find(Position(2.0, 51.5), FOUND))


def test_a_find_before_the_starts_is_refused() -> None:
    early = Find(Position(0.0, 50.0), "2026-11-21T12:00Z")
    for method in ("forward", "reverse"):
        with pytest.raises(LastknownError, match="not after the start"):
            trace_back(early, channel(), PRIOR, method=method)  # type: ignore[arg-type]


def test_an_unknown_method_is_refused() -> None:
    with pytest.raises(LastknownError, match="method='sideways'"):
        trace_back(Find(Position(0, 50), FOUND), channel(), PRIOR, method="sideways")  # type: ignore[arg-type]


def exact(position: str) -> Start:
    return replace(
        PRIOR,
        position=position,
        time="2026-11-22T03:00Z",
        fix_age_min=0.0,
        spread=0.0,
        jibes_per_hour=0.0,
        side="right",
        what="SKIFF-2",
    )


@pytest.mark.parametrize("lon0", [0.0, 179.9])
def test_forward_then_back_returns_to_the_start_with_rk4(lon0: float) -> None:
    sea = sea_of(tide, steady(6.0, 3.0), lon0=lon0)
    start = exact(f"50N {lon0}E")
    forward = simulate([start], sea, "2026-11-23T03:00Z", run=Run(2, scheme="rk4"))
    there = Position(float(forward.lon[0, -1]), float(forward.lat[0, -1]))
    assert distance_m(there.lon, there.lat, lon0, 50.0) > 10_000.0
    find = Find(there, "2026-11-23T03:00Z", error_nm=0.0)
    back = trace_back(find, sea, start, method="reverse", run=Run(2, scheme="rk4"))
    assert np.all(distance_m(back.lon, back.lat, lon0, 50.0) < 1.0)
    assert back.time_s == pytest.approx(forward.start_s)


def test_reverse_says_what_it_is_and_takes_its_times_from_the_prior() -> None:
    find = Find(Position(0.2, 50.1), FOUND)
    back = trace_back(find, channel(), PRIOR, method="reverse", run=Run(1000))
    assert "not a probability" in back.label
    assert np.isnan(back.bell_m)
    assert back.time_s.min() > DAY0 - 1.0
    assert back.time_s.max() < DAY0 + 3 * 3600.0 + 1.0
    assert origins_dataset(back).attrs["method"] == "reverse"


def test_reverse_refuses_what_it_cannot_know() -> None:
    driven = replace(PRIOR, phases=(Phase("under-way", course_deg=90.0, speed_kn=4.0),))
    with pytest.raises(LastknownError, match="no engine"):
        trace_back(Find(Position(0, 50), FOUND), channel(), driven, method="reverse")


def test_the_object_as_found_is_what_drifts() -> None:
    find = Find(Position(0.3, 50.05), FOUND, what="dead body", error_nm=2.0)
    origins = trace_back(find, channel(), PRIOR, run=Run(4000))
    assert origins.cloud.objects[0] == "PIW-6"


def test_candidates_as_a_dataset() -> None:
    truth = simulate([PRIOR], channel(), FOUND, run=Run(1, seed=8))
    origins = weigh_by_find(candidates(), found_from(truth, 0, np.random.default_rng(1)))
    dataset = origins_dataset(origins)
    assert dataset.sizes == {"candidate": 20_000}
    assert float(dataset.weight.sum()) == pytest.approx(1.0)
    assert dataset.time.dtype == "datetime64[ns]"
    assert dataset.attrs["effective_candidates"] == origins.effective


def beach(n: int = 400) -> Cloud:
    """Half of the candidates ashore, half afloat, all near 1.5 E 51 N; starts apart by half."""
    rng = np.random.default_rng(1)
    lon, lat = rng.normal(1.5, 0.002, n), rng.normal(51.0, 0.002, n)
    status = np.where(np.arange(n) < n // 2, ASHORE, AFLOAT).astype(np.int8)[:, None]
    start_lon = np.where(np.arange(n) < n // 2, 1.0, 2.0) + rng.normal(0.0, 0.01, n)
    return replace(cloud_of(lon, lat), status=status, start_lon=start_lon)


@pytest.mark.parametrize(("ashore", "lon"), [(True, 1.0), (False, 2.0), (None, 1.5)])
def test_found_on_the_shore_or_afloat(ashore: bool | None, lon: float) -> None:
    find = Find("51N 1.5E", from_seconds(T0), error_nm=0.2, ashore=ashore)
    assert weigh_by_find(beach(), find).mean.lon == pytest.approx(lon, abs=0.06)


def test_persons_found_weigh_the_boats_they_left() -> None:
    n = 400
    cloud = beach(n)
    swimmers = np.repeat(np.array([BOAT, IN_WATER], np.int8), n // 2)
    cloud = replace(
        cloud,
        component=swimmers,
        parent=np.tile(np.arange(n // 2), 2).astype(np.int32),
        weight=np.full(n, 2.0 / n),
    )
    find = Find("51N 1.5E", from_seconds(T0), error_nm=0.2, component="in_the_water")
    origins = weigh_by_find(cloud, find)
    assert origins.lon.size == n // 2
    assert origins.mean.lon == pytest.approx(1.0, abs=0.01)
    assert origins.cloud.weight[: n // 2].sum() == pytest.approx(1.0)
    with pytest.raises(LastknownError, match="no candidate could have been found"):
        weigh_by_find(beach(), find)
