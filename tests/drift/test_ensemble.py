"""The engine against flows that are known exactly, and its promises of sameness."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from lastknown.drift.cloud import AFLOAT, BOAT, IN_WATER, NOT_YET, Cloud
from lastknown.drift.dataset import as_cloud
from lastknown.drift.ensemble import Run, drift_from, simulate
from lastknown.drift.start import Phase, Start
from lastknown.errors import LastknownError
from lastknown.geo.coast import is_land
from lastknown.geo.plane import distance_m, metres_per_degree, travel
from lastknown.geo.position import Position
from lastknown.sea.errors import CurrentError
from lastknown.sea.model import open_sea
from lastknown.sea.wind import Wind
from lastknown.units import HOUR, KNOT
from tests.drift.seas import DAY0, Flow, sea_of, steady

ADRIFT = (Phase("adrift"),)
ORIGIN = Position(0.0, 50.0)
T0 = "2026-11-22T00:00Z"


def quiet(place: Position = ORIGIN, what: str = "SLDMB", **changes: object) -> Start:
    """Return a start without any error or spread (a drifter without windage)."""
    exact = Start(
        place, T0, error_nm=0.0, what=what, spread=0.0, jibes_per_hour=0.0, side="right",
        phases=ADRIFT,
    )  # fmt: skip
    return replace(exact, **changes)  # type: ignore[arg-type]


def moved(cloud: Cloud) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return distance (m) and bearing (degrees) of each particle's last place from its first."""
    from lastknown.geo.plane import bearing_deg

    ends = cloud.start_lon, cloud.start_lat, cloud.lon[:, -1], cloud.lat[:, -1]
    return distance_m(*ends), bearing_deg(*ends)


@pytest.mark.parametrize(
    ("lon0", "lat0"), [(0.0, 50.0), (179.95, -17.0), (-179.95, 10.0), (20.0, 70.0)]
)
def test_a_uniform_current_carries_speed_times_time_on_the_ellipsoid(
    lon0: float, lat0: float
) -> None:
    sea = sea_of(steady(0.6, 0.8), lon0=lon0, lat0=lat0)
    cloud = simulate([quiet(Position(lon0, lat0))], sea, "2026-11-22T12:00Z", run=Run(3))
    distance, _ = moved(cloud)
    assert np.allclose(distance, 12 * HOUR, rtol=2e-4)
    # north by the meridian's own radius of curvature
    north = (cloud.lat[:, -1] - lat0) * metres_per_degree(0.5 * (cloud.lat[0, -1] + lat0))[1]
    assert np.allclose(north, 0.8 * 12 * HOUR, rtol=1e-5)
    assert ((cloud.lon >= -180.0) & (cloud.lon < 180.0)).all()


def rotation(period_s: float) -> Flow:
    """Return a solid rotation about the origin, exactly bilinear in longitude and latitude."""
    omega = 2.0 * math.pi / period_s
    mx, my = metres_per_degree(50.0)
    return lambda lon, lat, t: (-omega * (lat - 50.0) * my, omega * lon * mx)


@pytest.mark.parametrize(
    ("scheme", "order", "first_s"), [("euler", 1, 400.0), ("rk2", 2, 3600.0), ("rk4", 4, 3600.0)]
)
def test_order_of_convergence_in_a_solid_rotation(scheme: str, order: int, first_s: float) -> None:
    sea = sea_of(rotation(8 * HOUR), spacing_deg=1.0, every_s=12 * HOUR)
    start = quiet(Position(0.2, 50.0))

    def end(scheme: str, step_s: float) -> tuple[float, float]:
        cloud = simulate(
            [start],
            sea,
            "2026-11-22T08:00Z",
            run=Run(1, scheme=scheme, step_s=step_s, output_s=7200.0),
        )
        return float(cloud.lon[0, -1]), float(cloud.lat[0, -1])

    exact = end("rk4", 60.0)
    steps = (first_s, first_s / 2.0, first_s / 4.0)
    errors = [float(distance_m(*end(scheme, step), *exact)) for step in steps]
    measured = math.log2(errors[0] / errors[-1]) / 2.0
    print(f"{scheme}: errors {errors} m, order {measured:.2f}")
    assert measured == pytest.approx(order, abs=0.35)


def test_an_oscillating_current_returns_its_particles() -> None:
    def tide(lon, lat, t):  # type: ignore[no-untyped-def]
        return 0.0 * lon + 0.9 * np.cos(2.0 * math.pi * (t - DAY0) / (12 * HOUR)), 0.0 * lon

    sea = sea_of(tide, every_s=600.0)
    cloud = simulate([quiet()], sea, "2026-11-22T12:00Z", at="2026-11-22T00:00Z", run=Run(1))
    mx, _ = metres_per_degree(50.0)
    x = cloud.lon[0] * mx
    expected = (
        0.9 * 12 * HOUR / (2 * math.pi) * np.sin(2 * math.pi * (cloud.time_s - DAY0) / (12 * HOUR))
    )
    assert np.abs(x - expected).max() < 30.0  # 0.4 % of 6.2 km: linear in time between 10 minutes
    assert abs(x[-1]) < 1.0


@pytest.mark.parametrize(("side", "right_of_downwind"), [("right", True), ("left", False)])
def test_positive_crosswind_is_right_of_downwind(side: str, right_of_downwind: bool) -> None:
    # wind from the west, so downwind is east and its right hand is south
    sea = sea_of(wind=steady(10.0, 0.0))
    cloud = simulate([quiet(what="SKIFF-2", side=side)], sea, "2026-11-22T06:00Z", run=Run(1))
    north = (cloud.lat[0, -1] - 50.0) * metres_per_degree(50.0)[1] / (6 * HOUR)
    # Allen & Plourde 1999: right 0.32 % - 2.93 cm/s, left -0.62 % + 1.03 cm/s
    expected = -(0.032 - 0.0293) if right_of_downwind else -(-0.062 + 0.0103)
    assert north == pytest.approx(expected, abs=2e-4)
    east = cloud.lon[0, -1] * metres_per_degree(50.0)[0] / (6 * HOUR)
    assert east == pytest.approx(0.287 + 0.0398, rel=3e-3)


@pytest.mark.validation
@pytest.mark.parametrize(
    ("percent_an_hour", "published_km", "noiseless_km"),
    [(0.0, 13.9, 13.93), (0.5, 13.6, 13.59), (1.0, 13.3, 13.26), (100.0, 1.3, 0.0)],
)
def test_jibing_as_the_coast_guard_found(
    percent_an_hour: float, published_km: float, noiseless_km: float
) -> None:
    """USCG, effects of gybing: open boat, wind 30 m/s, 10 h, downwind 34.02 km, hourly steps."""
    sea = sea_of(wind=steady(30.0, 0.0), hours=12.0)
    start = quiet(what="SKIFF-1", jibes_per_hour=percent_an_hour / 100.0, side="both")
    run = Run(20_000, step_s=3600.0)
    cloud = simulate([start], sea, "2026-11-22T10:00Z", run=run)
    mx, my = metres_per_degree(50.0)
    across = np.abs((cloud.lat[:, -1] - 50.0) * my) / 1000.0
    assert np.mean(cloud.lon[:, -1] * mx) / 1000.0 == pytest.approx(34.02, abs=0.25)
    assert across.mean() == pytest.approx(noiseless_km, abs=0.04)
    if published_km > 2.0:  # at 100 % the published run carried noise of its own
        assert across.mean() == pytest.approx(published_km, abs=0.1)


def test_a_jibe_swaps_the_whole_set_of_coefficients() -> None:
    # FISHING-VESSEL-6: right 1.41 % + 2.0 cm/s, left -1.41 % - 2.0 cm/s; in a light wind the
    # offset is most of it, so a jibe that left it behind would show
    sea = sea_of(wind=steady(1.0, 0.0), hours=8.0)
    start = quiet(what="FISHING-VESSEL-6", jibes_per_hour=1.0)
    run = Run(1, step_s=3600.0)
    cloud = simulate([start], sea, "2026-11-22T02:00Z", at=T0, run=run)
    track = np.diff((cloud.lat[0] - 50.0) * metres_per_degree(50.0)[1])
    assert set(np.sign(np.round(track, 6))) == {-1.0, 1.0}
    assert np.allclose(np.abs(track), (0.0141 + 0.02) * 600.0, rtol=2e-3)


def test_the_same_seed_gives_the_same_bits_in_any_number_of_threads_and_chunks() -> None:
    sea = sea_of(steady(0.3, 0.1), steady(7.0, 3.0), current_sd=0.3, wind_sd=1.0)
    start = Start(
        ORIGIN,
        "2026-11-22T02:00Z",
        error_nm=1.0,
        time_sd_min=10.0,
        fix_age_min=20.0,
        jibes_per_hour=0.5,
    )
    end = "2026-11-22T10:00Z"
    one = simulate([start], sea, end, run=Run(1500, seed=7, threads=1))
    two = simulate([start], sea, end, run=Run(1500, seed=7, threads=2))
    some = simulate([start], sea, end, run=Run(1500, seed=7, first=700, count=40))
    alone = simulate([start], sea, end, run=Run(1500, seed=7, first=731, count=1))
    other = simulate([start], sea, end, run=Run(1500, seed=8, threads=2))
    for name in ("lon", "lat", "status", "phase", "heading_deg", "engine_stops_s"):
        whole = getattr(one, name)
        assert np.array_equal(whole, getattr(two, name), equal_nan=True)
        assert np.array_equal(whole[700:740], getattr(some, name), equal_nan=True)
        assert np.array_equal(whole[731:732], getattr(alone, name), equal_nan=True)
    assert not np.array_equal(one.lon, other.lon)


@pytest.mark.validation
def test_the_errors_come_back_out_of_the_ensemble() -> None:
    """Sd and half-life of the current's and the wind's error from the particles' own speeds."""
    sd, half_life_min = 0.31, 450.0
    sea = sea_of(current_sd=sd, current_half_life_min=half_life_min, half_deg=6.0)
    n, hours = 20_000, 13
    cloud = simulate([quiet()], sea, f"2026-11-22T{hours}:00Z", at=T0, run=Run(n, output_s=600.0))
    v = np.diff(cloud.lat, axis=1) * metres_per_degree(50.0)[1] / 600.0
    assert v.std() == pytest.approx(sd, rel=0.02)
    assert abs(v.mean()) < 0.01
    lag = round(half_life_min / 10.0)
    corr = float((v[:, 0] * v[:, lag]).mean() / (v[:, 0].std() * v[:, lag].std()))
    assert corr == pytest.approx(0.5, abs=0.025)
    # a wind error moves an object by its leeway: RAFT-like slope 1, no offset
    sea = sea_of(wind=steady(8.0, 0.0), wind_sd=1.0, wind_half_life_min=60.0)
    cloud = simulate(
        [quiet(what="LIFE-RAFT-NB-1")], sea, "2026-11-22T03:00Z", at=T0, run=Run(n, output_s=600.0)
    )
    u = np.diff(cloud.lon, axis=1) * metres_per_degree(50.0)[0] / 600.0
    assert u.std() == pytest.approx(math.hypot(0.037, 0.0198), rel=0.03)
    corr = float(np.corrcoef(u[:, 0], u[:, 6])[0, 1])
    assert corr == pytest.approx(0.5, abs=0.03)


def test_the_tide_error_is_one_amplitude_and_one_timing_for_each_particle() -> None:
    def tide(lon, lat, t):  # type: ignore[no-untyped-def]
        return 0.0 * lon + np.cos(2.0 * math.pi * (t - DAY0) / (12 * HOUR)), 0.0 * lon

    error = CurrentError(0.0, 60.0, tide_amplitude_sd=0.2, tide_phase_sd_s=1200.0)
    sea = sea_of(tide, every_s=600.0, error=error, hours=60.0)
    start = quiet(time="2026-11-22T12:00Z")
    cloud = simulate([start], sea, "2026-11-23T00:00Z", at="2026-11-22T12:00Z", run=Run(4000))
    mx, _ = metres_per_degree(50.0)
    x = cloud.lon * mx
    spread = x.std(axis=0)
    quarter, whole = int(np.argmin(np.abs(cloud.time_s - cloud.time_s[0] - 3 * HOUR))), -1
    amplitude = 12 * HOUR / (2.0 * math.pi)
    assert spread[quarter] > 0.15 * amplitude
    assert spread[whole] < 0.02 * amplitude  # it reverses with the tide
    at_peak = np.diff(x, axis=1)[:, 0] / 600.0
    assert at_peak.std() == pytest.approx(0.2, rel=0.1)


def test_wind_driven_current_turns_right_in_the_north_and_left_in_the_south() -> None:
    error = CurrentError(0.0, 60.0, wind_drift=0.02, wind_drift_right_deg=30.0)
    for lat0, turn in ((50.0, 30.0), (-50.0, -30.0)):
        sea = sea_of(wind=steady(0.0, 10.0), lat0=lat0, error=error)
        cloud = simulate([quiet(Position(0.0, lat0))], sea, "2026-11-22T02:00Z", run=Run(1))
        distance, bearing = moved(cloud)
        assert distance[0] == pytest.approx(0.2 * 2 * HOUR, rel=1e-3)
        assert (bearing[0] - turn + 180.0) % 360.0 - 180.0 == pytest.approx(0.0, abs=0.05)


def test_start_error_holds_half_inside_its_radius() -> None:
    cloud = simulate([quiet(error_nm=0.5)], sea_of(), "2026-11-22T01:00Z", run=Run(20_000))
    far = distance_m(0.0, 50.0, cloud.start_lon, cloud.start_lat)
    assert float((far < 0.5 * 1852.0).mean()) == pytest.approx(0.5, abs=0.012)


def test_under_way_holds_its_first_course_and_its_speed_through_the_water() -> None:
    steering = Phase("under-way", toward="50°30'N 000°00'E", speed_kn=4.0, heading_sd_deg=0.0,
                     until="2026-11-22T01:00Z")  # fmt: skip
    sea = sea_of(steady(0.5, 0.0))
    start = quiet(phases=(steering, *ADRIFT))
    cloud = simulate([start], sea, "2026-11-22T02:00Z", at=T0, run=Run(2))
    mx, my = metres_per_degree(50.0)
    hour = int(np.argmin(np.abs(cloud.time_s - DAY0 - HOUR)))
    assert (cloud.lat[:, hour] - 50.0) * my == pytest.approx(4.0 * KNOT * HOUR, rel=1e-3)
    # set by the stream: it steers a course, it does not home in
    assert cloud.lon[:, hour] * mx == pytest.approx(0.5 * HOUR, rel=2e-3)
    assert cloud.lat[:, -1] == pytest.approx(cloud.lat[:, hour])
    assert cloud.heading_deg == pytest.approx(0.0, abs=1e-6)
    assert cloud.engine_stops_s == pytest.approx(DAY0 + HOUR)


def test_engine_failure_is_exponential_with_its_mean() -> None:
    steering = Phase("under-way", course_deg=90.0, speed_kn=3.0, fails_after_mean_h=1.5)
    start = quiet(phases=(steering, *ADRIFT))
    cloud = simulate([start], sea_of(), "2026-11-22T06:00Z", run=Run(20_000))
    wait = (cloud.engine_stops_s - DAY0) / HOUR
    assert wait.mean() == pytest.approx(1.5, rel=0.03)
    assert float((wait > 1.5).mean()) == pytest.approx(math.exp(-1.0), abs=0.01)
    # what is run is what was drawn
    ran = moved(cloud)[0] / (3.0 * KNOT * HOUR)
    assert ran == pytest.approx(np.minimum(wait, 6.0), rel=2e-3, abs=1e-3)


def test_swamping_splits_hull_and_persons_who_feel_the_same_sea() -> None:
    phases = (
        *ADRIFT,
        Phase("swamped", after="2026-11-22T02:07Z", holding_on=0.5, holding_on_sd=0.0),
    )
    sea = sea_of(steady(0.2, 0.0), steady(12.0, 0.0), current_sd=0.3)
    start = quiet(what="inflatable-overloaded", persons=30.0, phases=phases)
    cloud = simulate([start], sea, "2026-11-22T06:00Z", at=T0, run=Run(400))
    hull, away = cloud.component == BOAT, cloud.component == IN_WATER
    assert hull.sum() == away.sum() == 400
    assert cloud.weight[hull].sum() == pytest.approx(1.0)
    assert np.array_equal(cloud.parent[away], np.flatnonzero(hull))
    before, after = 2, -1
    assert (cloud.status[away, before] == NOT_YET).all()
    assert np.isnan(cloud.lon[away, before]).all()
    assert (cloud.status[away, after] == AFLOAT).all()
    assert cloud.persons[hull, before] == pytest.approx(30.0)
    assert cloud.persons[hull, after] == pytest.approx(15.0)
    assert cloud.persons[away, after] == pytest.approx(15.0)
    # same sea: what is left between the two is leeway, far less than the spread of either
    apart = distance_m(
        cloud.lon[hull, after],
        cloud.lat[hull, after],
        cloud.lon[away, after],
        cloud.lat[away, after],
    )
    assert 0.0 < np.median(apart) < 6000.0
    assert np.corrcoef(cloud.lat[hull, after], cloud.lat[away, after])[0, 1] > 0.9


def test_starts_are_shared_out_by_weight_and_reported_apart() -> None:
    east = quiet(Position(0.5, 50.0), weight=3.0, name="A")
    west = quiet(Position(-0.5, 50.0), weight=1.0, name="B")
    cloud = simulate([east, west], sea_of(), "2026-11-22T01:00Z", run=Run(4000))
    assert cloud.hypotheses == ("A", "B")
    assert float(cloud.weight[cloud.hypothesis == 0].sum()) == pytest.approx(0.75, abs=0.002)


def test_boats_that_are_named_stay_named() -> None:
    starts = [quiet(name="A", boat="red | white"), quiet(name="B"), quiet(name="C", boat="black")]
    ds = drift_from(starts, sea_of(), "2026-11-22T01:00Z", particles=30)
    assert as_cloud(ds).boats == ("red | white", "", "black")
    assert [each["boat"] for each in json.loads(ds.attrs["starts"])] == ["red | white", "", "black"]
    nameless = drift_from(starts[1], sea_of(), "2026-11-22T01:00Z", particles=3)
    assert as_cloud(nameless).boats == ()
    assert "boats" not in nameless.attrs


def test_the_water_temperature_stays_with_the_cloud() -> None:
    known = replace(sea_of(), water_temperature_c=12.5)
    cloud = simulate([quiet()], known, "2026-11-22T01:00Z", run=Run(3))
    assert cloud.attrs["water_temperature_c"] == 12.5
    assert "water_temperature_c" not in simulate([quiet()], sea_of(), "2026-11-22T01:00Z").attrs


def test_places_that_are_no_points() -> None:
    box = {"polygon": ["50°N 000°E", "50°N 000°30'E", "50°20'N 000°30'E", "50°20'N 000°E"]}
    track = {"track": [{"position": "50°N 000°E", "time": T0},
                       {"position": "50°N 001°E", "time": "2026-11-22T02:00Z"}]}  # fmt: skip
    line = {"line": ["50°N 000°E", "50°N 001°E"]}
    sea = sea_of()
    inside = simulate([quiet(position=box)], sea, "2026-11-22T03:00Z", run=Run(4000))
    assert inside.start_lon.min() > -1e-6
    assert inside.start_lat.max() < 50.0 + 20.0 / 60.0 + 2e-4
    assert inside.start_lon.mean() == pytest.approx(0.25, abs=0.01)
    along = simulate([quiet(position=track)], sea, "2026-11-22T03:00Z", run=Run(2000))
    assert along.start_s == pytest.approx(DAY0 + 2 * HOUR * along.start_lon, abs=2.0)
    spread = simulate([quiet(position=line)], sea, "2026-11-22T03:00Z", run=Run(2000))
    assert np.quantile(spread.start_lon, [0.25, 0.75]) == pytest.approx([0.25, 0.75], abs=0.03)


def test_states_are_kept_every_ten_minutes_from_at_on() -> None:
    cloud = simulate([quiet()], sea_of(), "2026-11-22T05:10Z", at="2026-11-22T04:13Z", run=Run(1))
    hours = (cloud.time_s - DAY0) / HOUR
    assert hours[:5] == pytest.approx([0.0, 1.0, 2.0, 3.0, 4.0])
    assert np.diff(cloud.time_s[5:]) == pytest.approx([600.0] * 5 + [420.0])
    assert hours[-1] == pytest.approx(5.0 + 10.0 / 60.0)


def test_the_dataset_says_what_it_is() -> None:
    ds = drift_from(quiet(), sea_of(), "2026-11-22T03:00Z", particles=5)
    assert ds.lon.dims == ("trajectory", "time")
    assert ds.attrs["featureType"] == "trajectory"
    assert float(ds.weight.sum()) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("changes", "until", "says"),
    [
        ({}, "2026-11-21T23:00Z", "is not after the start"),
        ({}, "2026-11-22T03:00", "has no zone"),
        ({"time": "2026-11-20T00:00Z"}, "2026-11-22T03:00Z", "2026-11-2"),
        ({"what": "rubber duck"}, "2026-11-22T03:00Z", "nearest"),
        ({"jibes_per_hour": -1.0}, "2026-11-22T03:00Z", "give 0 to 60"),
        ({"error_nm": float("nan")}, "2026-11-22T03:00Z", "error_nm=nan is out of bounds"),
        ({"persons": "5"}, "2026-11-22T03:00Z", "persons=.5. is out of bounds"),
        ({"side": "up"}, "2026-11-22T03:00Z", "give left, right, both"),
        ({"weight": 0.0}, "2026-11-22T03:00Z", "weight"),
        ({"phases": (Phase("adrift"), Phase("swamped"))}, "2026-11-22T03:00Z", "never begins"),
        ({"phases": (Phase("under-way", course_deg=0.0),)}, "2026-11-22T03:00Z", "speed_kn"),
    ],
)
def test_bad_input_is_named_with_its_remedy(
    changes: dict[str, object], until: str, says: str
) -> None:
    with pytest.raises(LastknownError, match=says):
        simulate([quiet(**changes)], sea_of(), until, run=Run(2))


def test_a_drift_without_wind_is_refused() -> None:
    calm = sea_of()
    source = replace(calm.sources[0], quantities=frozenset({"current"}))  # type: ignore[type-var]
    with pytest.raises(LastknownError, match="wind by hand"):
        simulate([quiet()], replace(calm, sources=(source,)), "2026-11-22T03:00Z", run=Run(2))


def test_particles_that_leave_the_covered_sea_are_an_error_that_names_it() -> None:
    sea = sea_of(steady(2.0, 0.0), half_deg=1.0)
    with pytest.raises(LastknownError, match="leave the sea that is covered"):
        simulate([quiet()], sea, "2026-11-23T20:00Z", run=Run(10))


def test_travel_forward_then_back_returns() -> None:
    """A particle that steers north and then south through still water ends where it began."""
    out = Phase(
        "under-way", course_deg=0.0, heading_sd_deg=0.0, speed_kn=5.0, until="2026-11-22T02:00Z"
    )
    back = Phase("under-way", course_deg=180.0, heading_sd_deg=0.0, speed_kn=5.0)
    start = quiet(phases=(out, back))
    cloud = simulate([start], sea_of(), "2026-11-22T04:00Z", run=Run(1, scheme="rk4"))
    assert moved(cloud)[0][0] < 0.1
    north = travel(0.0, 50.0, 0.0, 10.0 * 1852.0)
    assert float(cloud.lat[0].max()) == pytest.approx(float(north[1]), abs=1e-4)


@pytest.mark.parametrize(
    ("figures", "says"),
    [
        ({"particles": 10**9}, "particles=1000000000 is out of bounds"),
        ({"particles": 1.5}, "whole number"),
        ({"seed": -1}, "seed=-1 is out of bounds"),
        ({"threads": 0}, "threads=0 is out of bounds"),
        ({"step_s": float("nan")}, "step_s=nan is out of bounds"),
        ({"output_s": "5"}, "output_s='5' is shorter"),
    ],
)
def test_figures_of_a_run_are_bounded(figures: dict[str, Any], says: str) -> None:
    with pytest.raises(LastknownError, match=says):
        Run(**figures)


def test_a_polygon_about_a_headland_begins_in_the_water() -> None:
    corners = ["50.85N 0.85E", "51.05N 0.85E", "51.05N 1.05E", "50.85N 1.05E"]
    sea = open_sea("dover-strait", wind=Wind(speed_kn=8, from_deg=240))
    start = Start({"polygon": corners}, T0, phases=ADRIFT)
    coast = sea.coast
    assert coast is not None
    assert is_land(coast.index, 0.95, 50.95)  # its middle
    cloud = simulate([start], sea, "2026-11-22T02:00Z", run=Run(300))
    assert not is_land(coast.index, cloud.start_lon, cloud.start_lat).any()
