"""The ceiling beside what tracks find: no clip hides one that is too low."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lastknown.drift.cloud import BOAT, IN_WATER, Cloud
from lastknown.geo.plane import Plane
from lastknown.geo.position import Position
from lastknown.search._sweeping import passing_ms
from lastknown.search.datum import datum_paths
from lastknown.search.detection import pod_parallel, track_hazard
from lastknown.search.errand import SECTOR, SQUARE, TRACKS, Box, Errand, no_land
from lastknown.search.layout import lay_out
from lastknown.search.paths import Paths, at_rest
from lastknown.search.plan import plan_search
from lastknown.search.planned import Leg
from lastknown.search.proof import prove
from lastknown.search.risk import Survival
from lastknown.search.scene import Scene, targets_of
from lastknown.search.seat import Seat
from lastknown.search.sensor import width_factors
from lastknown.search.task import staying
from lastknown.search.unit import Unit
from lastknown.times import show_time
from tests.search.test_plan import AT_S, drifting, lifeboat

HOME = Position(1.5, 51.0)


def scene(x: np.ndarray, y: np.ndarray, **other: object) -> Scene:
    """Boats at x, y (t, n), m, every 10 minutes, by day."""
    steps, count = len(x) - 1, x.shape[1]
    made = Scene(
        plane=Plane(1.5, 51.0), time_s=600.0 * np.arange(steps + 1.0), x=x, y=y,
        seen=np.full((steps, count), BOAT, np.int8), share=np.full(count, 1.0 / count),
        dark=np.zeros(steps, bool), ashore=0.0, realisation=np.arange(count),
        start=np.zeros(count, np.intp),
    )  # fmt: skip
    return replace(made, **other)  # type: ignore[arg-type]


def seat(
    at: Scene,
    day: tuple[float, float] = (1000.0, 1000.0),
    night: tuple[float, float] | None = None,
    **can: object,
) -> Seat:
    unit = Unit("A", HOME, "2026-11-22T08:00Z", 30, 15, 5, 1.0)
    end = float(at.time_s[-1])
    errand = Errand(0, 0, 0, 0, 0.0, 1e9, end, 1e9, 8.0, 0.85)._replace(**can)  # type: ignore[arg-type]
    targets = targets_of(at, day, night)
    return Seat(unit, staying(unit, 0.0, HOME), errand, targets, no_land(), None, at.plane)


def found_by(at: Scene, *tasks: tuple[Seat, np.ndarray]) -> float:
    hazard = sum(track_hazard(legs, one.targets) for one, legs in tasks)
    return float((at.share * -np.expm1(-hazard)).sum())


@pytest.mark.parametrize("speed", [3.0, 5.0])
def test_a_leg_carried_along_with_one_datum_against_all_others_stays_below(speed: float) -> None:
    """A long lane runs west, one in fifty east: a leg with those runs past the others faster."""
    count, rng = 20_000, np.random.default_rng(0)
    few, hour = np.arange(count) % 50 == 0, 600.0 * np.arange(7.0)[:, None]
    x = rng.uniform(-40_000, 40_000, count) + np.where(few, 4.0, -4.0) * hour
    y = np.tile(rng.uniform(-4000, 4000, count), (7, 1))
    at = scene(x, y, start=few.astype(np.intp))
    one = seat(at, search_ms=speed, paths=datum_paths(at))
    spent = 0.85 * 3600.0
    legs = np.array([[-20_000.0, 0.0, 0.0, -20_000 + (speed + 4.0) * spent, 0.0, spent]])
    found = found_by(at, (one, legs))
    assert (
        found > 1.2 * prove([replace(one, errand=one.errand._replace(paths=at_rest()))], at).ceiling
    )
    assert found <= prove([one], at).ceiling


def test_a_leg_is_carried_along_at_the_mean_of_the_datum_over_any_span_of_it() -> None:
    rng = np.random.default_rng(3)
    time_s = np.array([0.0, 600.0, 1200.0, 1500.0, 2400.0, 3000.0])
    x, y = rng.normal(0, 800, (2, 6, 40))
    datum = Paths(time_s, np.array([np.zeros(6), x[:, 0]]), np.array([np.zeros(6), y[:, 0]]))
    most = passing_ms([datum], time_s, x, y)
    u, v = (np.diff(each, axis=0) / np.diff(time_s)[:, None] for each in (x, y))
    steps = range(5)
    for j in steps:
        spans = [(a, b) for a in range(j + 1) for b in range(j + 1, 6)]
        ways = [(0.0, 0.0)]
        ways += [((x[b, 0] - x[a, 0]) / (time_s[b] - time_s[a]),
                  (y[b, 0] - y[a, 0]) / (time_s[b] - time_s[a])) for a, b in spans]  # fmt: skip
        exact = np.max([np.hypot(u[j] - e, v[j] - n) for e, n in ways], axis=0)
        assert (most[j] >= exact - 1e-9).all()
        assert (most[j] <= 1.02 * exact + 1e-9).all()


def cloud(count: int = 3000, hours: float = 3.0, east: float = 0.0) -> Scene:
    """A circular normal cloud, sd 3 km, at m/s east."""
    rank = (np.arange(count) + 0.5) / count
    radius, angle = 3000 * np.sqrt(-2 * np.log1p(-rank)), np.arange(count) * 2.399963229728653
    time_s = np.arange(0.0, hours * 3600 + 1, 600.0)[:, None]
    return scene(
        radius * np.cos(angle) + east * time_s, np.tile(radius * np.sin(angle), (len(time_s), 1))
    )


def apart(turn_h: float = 1e9) -> Scene:
    """Two starts that drift against each other through one place, and turn."""
    at = cloud()
    start = np.arange(3000) % 2
    rate = 2.0 * math.pi / (turn_h * 3600.0)
    way = 1.5 * np.sin(rate * at.time_s) / rate
    side = np.where(start == 0, -1.0, 1.0)
    return replace(at, x=at.x + side * (way - 6000.0)[:, None], start=start)


def dusk(at: Scene, after: int) -> Scene:
    return replace(at, dark=np.arange(at.dark.size) >= after)


CASES = {
    "apart": (apart(), {}, (1000.0, 1000.0), None),
    "turning": (apart(4.0), {}, (600.0, 600.0), None),
    "dusk": (dusk(apart(4.0), 7), {}, (1500.0, 1500.0), (30.0, 30.0)),
    "waiting": (dusk(cloud(east=1.0), 8), {"back_by_s": 4800.0, "latest_s": 6000.0,
                "from_x": -9000.0, "to_x": -9000.0, "transit_ms": 14.0},
                (300.0, 300.0), (1200.0, 1200.0)),
    "slow": (apart(2.0), {"search_ms": 3.0}, (400.0, 400.0), None),
}  # fmt: skip


@cache
def case(name: str) -> tuple[Scene, Seat, float]:
    at, can, day, night = CASES[name]
    at = replace(at, keen=width_factors(1, np.arange(3000)))
    one = seat(at, day, night, paths=datum_paths(at), **can)
    return at, one, prove([one], at).ceiling


@given(
    name=st.sampled_from(sorted(CASES)),
    place=st.tuples(st.floats(-9000, 9000), st.floats(-5000, 5000)),
    course=st.floats(0.0, 2 * math.pi),
    spacing=st.floats(100.0, 4000.0),
    tracks=st.integers(1, 20),
    follow=st.integers(0, 3),
    wait=st.floats(0.0, 1.0),
    form=st.sampled_from([TRACKS, TRACKS, SQUARE, SECTOR]),
)
@settings(deadline=None, max_examples=120)
def test_no_area_finds_more_than_the_ceiling(
    name: str, place: tuple[float, float], course: float, spacing: float, tracks: int,
    follow: int, wait: float, form: float,
) -> None:  # fmt: skip
    at, one, ceiling = case(name)
    path = float(min(follow, len(one.errand.paths.x) - 1))
    wait_s = wait * min(one.errand.latest_s, 6000.0)
    laid = lay_out(Box(*place, course, spacing, tracks, 1.0, path, wait_s, form), one.errand)
    if laid is not None:
        assert found_by(at, (one, laid.legs)) <= ceiling


@pytest.mark.parametrize("flip", [1, 2, 4])
def test_light_that_changes_inside_half_an_hour_counts_to_the_minute(flip: int) -> None:
    """Blind in the dark: as if the search ended when it gets dark."""
    at = dusk(cloud(hours=2.0), flip)
    short = cloud(hours=flip / 6.0)
    grain = {"cell_m": 500.0, "bandwidth_m": 200.0}
    whole, light = prove([seat(at)], at, **grain), prove([seat(short)], short, **grain)
    assert whole.reference == pytest.approx(light.reference, rel=1e-6)
    at_best = prove([seat(short, usable=1.0)], short, **grain).ceiling
    assert at_best <= whole.ceiling < 1.1 * at_best
    end = 0.85 * 600.0 * flip
    legs = np.array([[-4 * end, 0.0, 0.0, 4 * end, 0.0, end]])
    assert 0.3 * whole.ceiling < found_by(at, (seat(at), legs)) <= whole.ceiling


def test_what_can_be_seen_for_the_last_minutes_of_a_period_counts() -> None:
    at = cloud(hours=0.5)
    seen = np.full(at.seen.shape, -1, np.int8)
    seen[2, ::2], seen[2, 1::2] = BOAT, IN_WATER
    late = replace(at, seen=seen)
    legs = np.array([[-1700.0, 0.0, 1200.0, 1700.0, 0.0, 1625.0]])
    found = found_by(late, (seat(late), legs))
    assert 0.0 < found <= prove([seat(late)], late).ceiling


def test_a_unit_that_may_wait_for_light_can_find_more() -> None:
    at = cloud(hours=4.0)
    at = replace(at, dark=np.arange(24) < 12)
    held = seat(at, night=(50.0, 50.0), back_by_s=7200.0)
    free = seat(at, night=(50.0, 50.0), back_by_s=7200.0, latest_s=7200.0)
    assert prove([held], at).ceiling < 0.2 * prove([free], at).ceiling
    as_by_day = replace(at, dark=np.zeros(24, bool))
    ceiling = prove([seat(as_by_day, back_by_s=7200.0)], as_by_day).ceiling
    assert prove([free], at).ceiling == pytest.approx(ceiling, rel=0.05)


def test_a_task_that_stands_counts_as_fast_as_its_legs_run() -> None:
    """A unit of 8 m/s with a leg of 14 over the ground, carried along by a datum now unknown."""
    at = cloud(hours=1.0, east=-2.0)
    one = seat(at, (200.0, 200.0))
    x0, x1 = -20_000.0, -20_000.0 + 14.0 * 3060.0
    (lon0, lon1), lat = at.plane.to_lonlat(np.array([x0, x1]), np.zeros(2))
    leg = Leg(float(lon0), float(lat[0]), 0.0, float(lon1), float(lat[1]), 3060.0)
    task = replace(one.idle, launch=True, legs=(leg,), arrive_s=0.0, leave_s=3600.0)
    found = found_by(at, (one, np.array([[x0, 0.0, 0.0, x1, 0.0, 3060.0]])))
    assert found <= prove([one], at, [task]).ceiling
    assert prove([one], at, [task]).ceiling > prove([one], at).ceiling


def keen(at: Scene, sd: float = 0.4) -> Scene:
    return replace(at, keen=width_factors(0, at.realisation.astype(np.int64), sd))


def test_what_all_looks_share_lowers_the_reference_and_not_the_ceiling() -> None:
    at = cloud(20_000)
    plain, common = (prove([seat(each)] * 2, each) for each in (at, keen(at)))
    assert 0.85 * plain.reference < common.reference < 0.99 * plain.reference
    assert common.ceiling == pytest.approx(plain.ceiling, rel=0.01)
    legs = np.array([[-12_240.0, 0.0, 0.0, 12_240.0, 0.0, 3060.0]])
    assert found_by(keen(at), (seat(keen(at)), legs)) <= common.ceiling


def test_each_collects_coverage_by_its_own_factor() -> None:
    """Two cells, the objects in one seen twice as far as on the mean, in the other half as far."""
    x = np.tile(np.repeat([500.0, 1500.0], 200), (4, 1))
    at = scene(x, np.full_like(x, 500.0), keen=np.repeat([2.0, 0.5], 200))
    at = replace(at, share=np.repeat([0.3 / 200, 0.7 / 200], 200))
    found = prove([seat(at, (100.0, 100.0))], at, cell_m=1000.0, bandwidth_m=0.0)
    total = 0.85 * 8.0 * 1800.0 * 100.0 / 1e6
    there = total * np.linspace(0.0, 1.0, 4001)
    best = (0.3 * pod_parallel(2.0 * there) + 0.7 * pod_parallel(0.5 * (total - there))).max()
    assert found.reference == pytest.approx(best, rel=2e-3)


def test_starts_kept_by_turns_are_drawn_alike() -> None:
    """Of 40,000 half are drawn: as many of each of two starts that lie far apart."""
    by_turns = np.arange(40_000) % 2
    at = cloud(40_000, hours=1.0)
    near = replace(at, x=at.x + 40_000.0 * by_turns)
    in_turn = np.argsort(by_turns, kind="stable")
    blocks = replace(near, x=near.x[:, in_turn], y=near.y[:, in_turn])
    one, other = (prove([seat(each)], each) for each in (near, blocks))
    assert one.reference == pytest.approx(other.reference, rel=0.02)
    assert one.ceiling == pytest.approx(other.ceiling, rel=0.02)


def tidal(rng: np.random.Generator) -> Cloud:
    """Two starts in a tide that turns, and runs another way for each."""
    count, time_s = 2000, 600.0 * np.arange(67)
    rate, amp = 2 * math.pi / (rng.uniform(3, 12) * 3600), rng.uniform(0.3, 2.0)
    start = np.arange(count) % 2
    place = rng.normal(0, rng.uniform(800, 4000), (2, count))
    place[0] += start * rng.uniform(0, 12_000)
    phase, lean = rng.uniform(0, 2 * math.pi, 2)[start], rng.uniform(-1, 1, 2)[start]
    turn = rate * time_s + phase[:, None]
    east = place[0][:, None] + amp / rate * np.sin(turn)
    north = place[1][:, None] + amp / rate * lean[:, None] * np.cos(turn)
    return drifting(
        count, hours=11, lon=1.65 + east / 69_900, lat=51.1 + north / 111_250,
        start=start.astype(np.int16),
    )  # fmt: skip


PLANS = {
    "two-datums": (9.0, 3.0, 1.0, 1.0, {}),
    "dusk": (15.6, 2.6, 1.0, 0.05, {}),
    "waits-for-dark": (13.7, 5.0, 0.1, 10.0, {}),
    "common-factor-0": (15.0, 4.0, 0.3, 0.3, {"width_sd": 0.0}),
    "lives": (12.0, 4.0, 1.0, 1.0, {"objective": "lives", "survival": Survival(
        water_temperature_c=12.0)}),
}  # fmt: skip


@pytest.mark.parametrize("name", PLANS)
@pytest.mark.parametrize("stands", [False, True], ids=["free", "one-stands"])
def test_no_plan_finds_more_than_the_ceiling(name: str, stands: bool) -> None:
    begin_h, over_h, width, by_night, how = PLANS[name]
    cloud = tidal(np.random.default_rng(sorted(PLANS).index(name)))
    at, over = show_time(AT_S + (begin_h - 8.5) * 3600.0), over_h * 3600.0
    units = [
        lifeboat(
            name=each, position=place, ready=at, endurance_h=0.7 * over_h,
            sweep_width_nm={"boat": width, "person": 0.3 * width},
            night_sweep_width_nm={"boat": width * by_night, "person": 0.3 * width * by_night},
        )
        for each, place in (("A", "51°07'N 001°19'E"), ("B", "50°58'N 001°51'E"))
    ]  # fmt: skip
    fixed = plan_search(cloud, units[:1], at=at, over=over, rounds=0).units if stands else ()
    plan = plan_search(
        cloud, units[len(fixed):], at=at, over=over, rounds=0, fixed=fixed, **how
    )  # fmt: skip
    assert plan.reference is not None
    assert plan.ceiling is not None
    assert 0.0 < plan.pos <= plan.ceiling <= 1.0
    assert plan.reference <= plan.ceiling
    assert plan.pos < 1.1 * plan.reference
