from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from lastknown.drift.cloud import ASHORE, IN_WATER, Cloud
from lastknown.errors import LastknownError
from lastknown.people.survival import SurvivalRange, survival, weibull_survival
from lastknown.search.detection import track_hazard
from lastknown.search.errand import no_land
from lastknown.search.lives import FOUND, Gains, Lives, Look, gains, make_lives
from lastknown.search.scene import Scene, make_scene, targets_of
from lastknown.search.seat import greedy_box, make_seat
from lastknown.search.unit import Unit
from lastknown.units import HOUR
from tests.exchange.swamped import small_cloud
from tests.search.test_plan import AT_S, drifting
from tests.search.test_plan import lifeboat as ready_later

Floats = NDArray[np.float64]
WIDTHS = (3704.0, 370.4)


def lifeboat(**change: Any) -> Unit:
    """The lifeboat of the plan's tests, ready before anything begins."""
    return ready_later(**{"ready": "2026-11-22T08:00Z"} | change)


def exponential(per_h: float) -> Any:
    """Curves of one hazard, per hour; the low one twice, the high one half of it."""

    def curve(hours: Floats) -> SurvivalRange:
        return SurvivalRange(*(np.exp(-per_h * k * hours) for k in (2.0, 1.0, 0.5)))

    return curve


def at_one_place(count: int = 2000, hours: float = 4.0, **other: Any) -> Cloud:
    """One swamped boat with one person that is at one known place."""
    shape = (count, round(hours * 6) + 1)
    values: dict[str, Any] = {
        "lon": np.full(shape, 1.65),
        "lat": np.full(shape, 51.1),
        "persons": np.ones(shape, np.float32),
        "swamps_s": np.full(count, AT_S - HOUR),
    }
    return drifting(count, hours=hours, **(values | other))


def at_sea(cloud: Cloud) -> Scene:
    return make_scene(cloud, float(cloud.time_s[0]), float(cloud.time_s[-1]))


def to_and_fro(scene: Scene, beside_m: float = 1500.0) -> Floats:
    """A leg of 4 km in each interval that passes the middle of the scene."""
    x, y = scene.x.mean(), scene.y.mean() + beside_m
    begin, end = scene.time_s[:-1], scene.time_s[1:]
    way = np.where(np.arange(begin.size) % 2 == 0, 2000.0, -2000.0)
    high = np.full(begin.size, y)
    return np.stack([x - way, high, begin, x + way, high, end], axis=1)


def planned(lives: Lives, scene: Scene, unit: Unit, legs: Floats) -> float:
    """What a planner sees: the weights found before their deadlines."""
    targets = targets_of(scene, WIDTHS, WIDTHS, lives.deadline(unit, scene))
    return float(np.sum(lives.worth * -np.expm1(-track_hazard(legs, targets))))


def scored(lives: Lives, scene: Scene, unit: Unit, legs: Floats) -> Gains:
    return gains(lives, scene, [Look(unit, targets_of(scene, WIDTHS, WIDTHS), legs)])


@pytest.mark.parametrize(("per_h", "recover_min"), [(0.2, 6.0), (1.0, 30.0), (0.05, 1.0)])
def test_constant_hazards_in_closed_form(per_h: float, recover_min: float) -> None:
    cloud, unit = at_one_place(), lifeboat(recover_min=recover_min, sweep_width_nm=2.0)
    scene = at_sea(cloud)
    lives = make_lives(cloud, scene, [unit], curves=exponential(per_h), found=0.0)
    legs = to_and_fro(scene)
    found = float(track_hazard(legs, targets_of(scene, WIDTHS, WIDTHS))[0]) / 4.0  # per hour
    late, end, both = recover_min / 60.0, 16.0, per_h + found
    before = found / both * -math.expm1(-both * 4.0) * math.exp(-per_h * late)
    exact = math.exp(-per_h) * (before - math.exp(-per_h * end) * -math.expm1(-found * 4.0))
    assert lives.at_stake.sum() == pytest.approx(math.exp(-per_h) - math.exp(-per_h * 17.0))
    assert 0.1 * lives.at_stake.sum() < exact < 0.97 * lives.at_stake.sum()
    assert planned(lives, scene, unit, legs) == pytest.approx(exact, rel=4e-3)
    assert scored(lives, scene, unit, legs).lives == pytest.approx(exact, rel=1e-3)


def test_against_the_sum_over_intervals() -> None:
    spread = np.linspace(-3.0, 5.0, 1500) * HOUR
    cloud = drifting(1500, hours=4.0, swamps_s=np.random.default_rng(3).permutation(AT_S + spread))
    scene, unit = at_sea(cloud), lifeboat()
    lives = make_lives(cloud, scene, [unit], water_temperature_c=12.0, found=0.0)
    legs = to_and_fro(scene)
    targets = targets_of(scene, WIDTHS, WIDTHS)
    grown = [np.zeros(1500)]
    for k in range(len(legs)):  # each leg fills one interval
        grown.append(grown[-1] + track_hazard(legs[k : k + 1], targets))

    def alive(at_s: Floats | float) -> Floats:
        return survival(np.maximum(at_s - cloud.swamps_s, 0.0) / HOUR, 12.0).middle

    end = alive(lives.horizon_s)
    exact = 0.0
    for k in range(len(legs)):
        for part in (np.arange(10) + 0.5) / 10:
            g = np.zeros(1500)
            moment = scene.time_s[k] + part * (scene.time_s[k + 1] - scene.time_s[k])
            for rank in range(33):
                aboard = alive(moment + 120.0 * (rank + 1))
                g += np.where(moment + 120.0 * (rank + 1) < lives.horizon_s, aboard - end, 0.0)
            hazard = grown[k] + (grown[k + 1] - grown[k]) * (part + np.array([[-0.05], [0.05]]))
            exact += float(np.sum((np.exp(-hazard[0]) - np.exp(-hazard[1])) * g)) / 1500
    done = scored(lives, scene, unit, legs)
    assert 2.0 < exact < 15.0
    assert done.lives == pytest.approx(exact, rel=4e-3)
    assert planned(lives, scene, unit, legs) == pytest.approx(exact, rel=0.05)
    assert done.units == (done.lives,)
    assert done.boats[0].lives == pytest.approx(done.lives)
    assert 0.0 < done.error < 0.1 * done.lives


def test_a_find_at_once_gains_all_that_is_at_stake_and_nobody_more() -> None:
    cloud, unit = at_one_place(), lifeboat(recover_min=0.01)
    scene = at_sea(cloud)
    lives = make_lives(cloud, scene, [unit], curves=exponential(0.3), found=0.0)
    legs = np.array([[scene.x.mean() - 9.0, scene.y.mean() + 1.0, AT_S, 300.0, 1.0, AT_S + 1.0]])
    done = scored(lives, scene, unit, legs)
    assert done.lives == pytest.approx(lives.at_stake.sum(), rel=2e-3)
    assert done.boats[0].pos == pytest.approx(1.0)
    assert done.lives < 1.0


def test_a_longer_horizon_puts_more_at_stake() -> None:
    cloud = at_one_place(hours=3.0)
    scene = at_sea(cloud)
    stake = [
        make_lives(cloud, scene, [lifeboat()], curves=exponential(0.3), horizon_h=h).at_stake.sum()
        for h in (0.0, 6.0, 1000.0)
    ]
    expected = [math.exp(-0.3) - math.exp(-0.3 * (4.0 + h)) for h in (0.0, 6.0, 1000.0)]
    assert stake == pytest.approx(expected, rel=1e-4)


def test_nothing_is_gained_where_nobody_is_at_risk() -> None:
    cloud = drifting(500)  # a sound boat that does not swamp
    scene, unit = at_sea(cloud), lifeboat()
    lives = make_lives(cloud, scene, [unit], water_temperature_c=12.0, found=0.0)
    assert not lives.worth.any()
    assert scored(lives, scene, unit, to_and_fro(scene)).lives == 0.0
    kept = make_lives(cloud, scene, [unit], water_temperature_c=12.0)
    np.testing.assert_allclose(kept.worth, FOUND * kept.persons)
    assert kept.persons.sum() == pytest.approx(33.0)
    assert np.isinf(kept.deadline(unit, scene)).all()


def test_a_hull_is_in_danger_from_when_it_swamps() -> None:
    swamps = np.repeat([AT_S - 5 * HOUR, AT_S + 2 * HOUR, np.nan], 200)
    cloud = drifting(600, swamps_s=swamps)
    scene = at_sea(cloud)
    lives = make_lives(cloud, scene, [lifeboat()], curves=exponential(0.1), found=0.0)
    lost = lives.at_stake / lives.persons
    np.testing.assert_allclose(lost[:200], math.exp(-0.5) - math.exp(-0.5 - 1.8), rtol=1e-4)
    np.testing.assert_allclose(lost[200:400], 1.0 - math.exp(-1.6), rtol=1e-4)
    np.testing.assert_array_equal(lost[400:], 0.0)
    assert lives.dies_s[200:400].min() >= AT_S + 2 * HOUR
    assert lives.dies_s[:400].max() <= lives.horizon_s


def test_who_is_still_afloat_at_the_end_goes_on_swamping_at_the_same_rate() -> None:
    wait_h = -3.0 * np.log1p(-(np.random.default_rng(1).permutation(4000) + 0.5) / 4000)
    late = np.where(wait_h < 6.0, AT_S + wait_h * HOUR, np.nan)
    known, told = drifting(4000, swamps_s=late), drifting(4000, swamps_s=AT_S + wait_h * HOUR)
    stake = [
        make_lives(c, at_sea(c), [lifeboat()], curves=exponential(0.2), found=0.0).at_stake.sum()
        for c in (known, told)
    ]
    wrong = 33.0 * np.mean(np.where(wait_h < 6.0, 1.0 - np.exp(-0.2 * (18.0 - wait_h)), 0.0))
    assert stake[0] == pytest.approx(stake[1], rel=0.01)
    assert wrong < 0.92 * stake[1]


def test_one_draw_for_each_target_is_enough() -> None:
    cloud, unit = drifting(2000, swamps_s=np.full(2000, AT_S - HOUR)), lifeboat()
    scene = at_sea(cloud)
    values, exact = [], []
    for seed in range(12):
        lives = make_lives(cloud, scene, [unit], curves=exponential(0.3), found=0.0, seed=seed)
        values.append(planned(lives, scene, unit, to_and_fro(scene)))
        exact.append(scored(lives, scene, unit, to_and_fro(scene)).lives)
    assert np.mean(values) == pytest.approx(np.mean(exact), rel=3e-3)
    assert np.std(values) < 0.01 * np.mean(exact)
    assert np.std(exact) < 0.002 * np.mean(exact)


def test_deaths_are_drawn_from_the_curve() -> None:
    cloud = at_one_place(4000)
    scene = at_sea(cloud)
    lives = make_lives(cloud, scene, [lifeboat()], curves=exponential(0.3), found=0.0)
    age = np.sort(lives.dies_s - AT_S) / HOUR
    expected = (1.0 - np.exp(-0.3 * age)) / (1.0 - math.exp(-0.3 * 16.0))
    np.testing.assert_allclose(expected, (np.arange(4000) + 0.5) / 4000, atol=8e-3)
    assert lives.deadline(lifeboat(), scene).tolist() == (lives.dies_s - 120.0).tolist()


def test_who_came_ashore_is_safe() -> None:
    cloud = drifting(400, swamps_s=np.full(400, AT_S - HOUR))
    status = cloud.status.copy()
    status[:100] = ASHORE  # before
    status[100:200, 12:] = ASHORE  # after two hours
    scene = at_sea(replace(cloud, status=status))
    lives = make_lives(
        replace(cloud, status=status), scene, [lifeboat()], curves=exponential(0.1), found=0.0
    )
    lost = lives.at_stake / lives.persons
    np.testing.assert_array_equal(lost[:100], 0.0)
    np.testing.assert_allclose(lost[100:200], math.exp(-0.1) - math.exp(-0.3), rtol=1e-4)
    np.testing.assert_allclose(lost[200:], math.exp(-0.1) - math.exp(-1.9), rtol=1e-4)


def test_in_the_water_from_the_start() -> None:
    for what, lost in (
        ("PIW-1", math.exp(-0.1) - math.exp(-1.9)),
        ("inflatable-swamped", math.exp(-0.2) - math.exp(-3.8)),
        ("PIW-6", 0.0),
        ("inflatable-overloaded", 0.0),
    ):
        cloud = drifting(50, objects=(what,), start_s=np.full(50, AT_S - HOUR))
        lives = make_lives(
            cloud, at_sea(cloud), [lifeboat()],
            curves={"person": exponential(0.1), "boat": exponential(0.2)},
        )  # fmt: skip
        np.testing.assert_allclose(lives.at_stake / lives.persons, lost, rtol=1e-4)


def test_each_component_has_its_own_curve() -> None:
    cloud = swamped()
    scene = make_scene(cloud, float(cloud.time_s[0]), float(cloud.time_s[-1]))
    lives = make_lives(
        cloud, scene, [lifeboat()], curves={"person": exponential(0.1)}, water_temperature_c=12.0
    )
    swims = scene.seen[-1] == IN_WATER
    hours = (lives.horizon_s - cloud.swamps_s[0]) / HOUR
    lost = lives.at_stake / lives.persons
    np.testing.assert_allclose(lost[swims], 1.0 - math.exp(-0.1 * hours), rtol=1e-4)
    np.testing.assert_allclose(lost[0], 1.0 - survival(hours, 12.0).middle, rtol=1e-4)


def swamped() -> Cloud:
    """Four boats of 33, the first swamps after half an hour: 20 hold on, 13 drift apart."""
    cloud = small_cloud()
    return replace(cloud, swamps_s=np.array([cloud.time_s[3], *[np.nan] * 3, cloud.time_s[3]]))


def test_persons_count_once() -> None:
    cloud = swamped()
    scene = make_scene(cloud, float(cloud.time_s[0]), float(cloud.time_s[-1]))
    lives = make_lives(cloud, scene, [lifeboat()], water_temperature_c=12.0)
    np.testing.assert_allclose(lives.persons, [5.0, 8.25, 8.25, 8.25, 3.25], rtol=1e-6)


def test_finding_the_hull_gains_none_of_those_who_left_it() -> None:
    cloud = swamped()
    scene = make_scene(cloud, float(cloud.time_s[3]), float(cloud.time_s[-1]))
    blind = lifeboat(sweep_width_nm={"boat": 2.0})
    lives = make_lives(cloud, scene, [blind], water_temperature_c=12.0, found=0.0)
    targets = targets_of(scene, (3704.0, 0.0), None)
    x, y = float(scene.x[0, 0]), float(scene.y[0, 0])
    legs = np.array([[x - 2000, y, scene.time_s[0], x + 2000, y, scene.time_s[1]]])
    done = gains(lives, scene, [Look(blind, targets, legs)])
    assert lives.at_stake[4] > 0.0  # the swimmers
    assert 0.0 < done.lives <= lives.at_stake[0]


def several(names: tuple[str, ...] = (), **other: Any) -> Cloud:
    """A sound boat with 60 aboard, near by and well known, and one with 10 that swamped, not."""
    one = drifting(1000, lon0=1.6)
    far = drifting(1000, lon0=2.6)
    east = 2.6 + 2.0 * (far.lon - 2.6)
    shape = (2000, one.time_s.size)
    persons = np.concatenate([np.full((1000, shape[1]), 60.0), np.full((1000, shape[1]), 10.0)])
    values: dict[str, Any] = {
        "lon": np.concatenate([one.lon, east]),
        "lat": np.concatenate([one.lat, far.lat]),
        "persons": persons.astype(np.float32),
        "start": np.repeat([0, 1], 1000).astype(np.int16),
        "swamps_s": np.repeat([np.nan, AT_S - HOUR], 1000),
        "boats": names,
    }
    return drifting(2000, **(values | other))


def test_the_first_unit_goes_to_the_swamped_boat() -> None:
    cloud = several(("sound", "swamped"))
    unit = lifeboat(endurance_h=5)
    scene = at_sea(cloud)
    seat = make_seat(unit, cloud, scene, no_land(), None)
    lives = make_lives(cloud, scene, [unit], water_temperature_c=12.0)
    hurried = targets_of(scene, WIDTHS, WIDTHS, lives.deadline(unit, scene))
    first = greedy_box(replace(seat, targets=hurried), lives.worth, seat.mask.taken)
    usual = greedy_box(seat, scene.share, seat.mask.taken)
    assert first is not None
    assert usual is not None
    sound, swamped_x = (float(scene.x[:, part].mean()) for part in (slice(1000), slice(1000, 2000)))
    assert abs(first.x - swamped_x) < 0.25 * abs(swamped_x - sound)
    assert abs(usual.x - sound) < 0.25 * abs(swamped_x - sound)


def test_boats_that_are_all_there_count_in_full() -> None:
    unit = lifeboat()
    for names, persons in (
        (("sound", "swamped"), (60.0, 10.0)),
        ((), (30.0, 5.0)),  # one boat, of which either is told
        (("one", "one"), (30.0, 5.0)),
    ):
        cloud = several(names)
        lives = make_lives(cloud, at_sea(cloud), [unit], water_temperature_c=12.0)
        halves = (lives.persons[:1000].sum(), lives.persons[1000:].sum())
        assert halves == pytest.approx(persons)


def test_a_boat_is_there_for_certain_whatever_its_weight() -> None:
    cloud = several(("sound", "swamped"))
    weight = np.repeat([1.9, 0.1], 1000) / 2000.0
    light = replace(cloud, weight=weight)
    one, other = (
        make_lives(c, at_sea(c), [lifeboat()], water_temperature_c=12.0) for c in (cloud, light)
    )
    np.testing.assert_allclose(one.persons, other.persons)


def test_what_each_boat_gains() -> None:
    cloud = several(("sound", "swamped"))
    scene, unit = at_sea(cloud), lifeboat()
    lives = make_lives(cloud, scene, [unit], water_temperature_c=12.0)
    x, y = float(scene.x[:, 1000:].mean()), float(scene.y.mean())
    legs = np.array([[x - 4000, y, AT_S, x + 4000, y, AT_S + HOUR]])
    done = scored(lives, scene, unit, legs)
    sound, swamped_one = done.boats
    assert (sound.name, swamped_one.name) == ("sound", "swamped")
    assert sound.lives == 0.0
    assert sound.pos < 0.01
    assert swamped_one.pos > 0.1
    assert swamped_one.lives == pytest.approx(done.lives)
    low, middle, high = done.by_curve
    assert middle == done.lives
    assert min(low, high) > 0.0


def test_starts_that_name_no_boat_are_told_apart_by_their_own_names() -> None:
    told = '[{"name": "first call"}, {"name": ""}]'
    cloud = several(attrs={"starts": told})
    lives = make_lives(cloud, at_sea(cloud), [lifeboat()], water_temperature_c=12.0)
    assert lives.boats == ("first call", "start 2")
    assert np.bincount(lives.label).tolist() == [1000, 1000]


def test_units_add_up_and_the_order_decides_only_who_is_credited() -> None:
    cloud = drifting(800, swamps_s=np.full(800, AT_S - HOUR))
    scene, unit = at_sea(cloud), lifeboat()
    slow = lifeboat(name="Yacht", kind="yacht", speed_kn=6, search_speed_kn=5)
    lives = make_lives(cloud, scene, [unit, slow], water_temperature_c=12.0)
    targets = targets_of(scene, WIDTHS, WIDTHS)
    looks = [Look(unit, targets, to_and_fro(scene)), Look(slow, targets, to_and_fro(scene, -900.0))]
    one, other = gains(lives, scene, looks), gains(lives, scene, looks[::-1])
    assert sum(one.units) == pytest.approx(one.lives)
    assert one.lives == pytest.approx(other.lives)
    assert one.units[0] > other.units[1] > 0.0
    assert gains(lives, scene, []).lives == 0.0
    stays = gains(lives, scene, [looks[0], Look(slow, targets, np.zeros((0, 6)))])
    assert stays.units[1] == 0.0


@given(st.integers(0, 2**31), st.floats(0.0, 0.5))
def test_no_plan_gains_more_than_is_at_stake(seed: int, found: float) -> None:
    cloud = at_one_place(300)
    scene, unit = at_sea(cloud), lifeboat()
    lives = make_lives(
        cloud, scene, [unit], curves=exponential(0.5), found=found, seed=seed, horizon_h=1.0
    )
    legs = to_and_fro(scene, 10.0)
    assert lives.worth.sum() == pytest.approx(lives.at_stake.sum() + found)
    assert planned(lives, scene, unit, legs) <= lives.worth.sum() + 1e-9
    assert 0.0 <= scored(lives, scene, unit, legs).lives <= lives.at_stake.sum() + 1e-9
    again = make_lives(
        cloud, scene, [unit], curves=exponential(0.5), found=found, seed=seed, horizon_h=1.0
    )
    np.testing.assert_array_equal(lives.dies_s, again.dies_s)


def test_a_person_found_counts_a_little_for_itself() -> None:
    cloud = at_one_place(4000)
    scene, unit = at_sea(cloud), lifeboat()
    lives = make_lives(cloud, scene, [unit], curves=exponential(0.3), found=0.2)
    share = 0.2 / (0.2 + lives.at_stake.sum())
    assert np.isinf(lives.dies_s).mean() == pytest.approx(share, abs=3e-3)


def test_the_cloud_knows_how_warm_the_water_is() -> None:
    cloud = several(attrs={"water_temperature_c": 12.0})
    known = make_lives(cloud, at_sea(cloud), [lifeboat()])
    given_by_hand = make_lives(cloud, at_sea(cloud), [lifeboat()], water_temperature_c=12.0)
    colder = make_lives(cloud, at_sea(cloud), [lifeboat()], water_temperature_c=6.0)
    assert known.at_stake.sum() == given_by_hand.at_stake.sum() < colder.at_stake.sum()


def own(hours: Floats) -> SurvivalRange:
    return weibull_survival(hours, (2.0, 4.0, 8.0))


def rising(hours: Floats) -> SurvivalRange:
    return SurvivalRange(*[0.5 + 0.0 * hours + 0.01 * np.minimum(hours, 1.0)] * 3)


def above_one(hours: Floats) -> SurvivalRange:
    return SurvivalRange(*[1.5 - 0.1 * np.minimum(hours, 1.0)] * 3)


def of_one_hour(hours: Floats) -> SurvivalRange:
    return SurvivalRange(*[np.ones(1)] * 3)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({}, "give water_temperature_c in degrees C"),
        ({"curves": {"person": own}}, "give water_temperature_c"),
        ({"curves": {"raft": own}}, "'raft'; use boat and person"),
        ({"curves": rising}, "never rise"),
        ({"curves": above_one}, "the low survival curve is 1.5"),
        ({"curves": of_one_hour}, "give as many"),
        ({"curves": own, "curve": "best"}, "'best' is unknown; use one of low, middle, high"),
        ({"curves": own, "horizon_h": -1.0}, "horizon_h=-1.0"),
        ({"curves": own, "found": math.nan}, "found=nan"),
        ({"water_temperature_c": 285.0}, "degrees Celsius"),
    ],
)
def test_bad_input(wrong: dict[str, Any], says: str) -> None:
    cloud = at_one_place(20)
    with pytest.raises(LastknownError, match=says):
        make_lives(cloud, at_sea(cloud), [lifeboat()], **wrong)


def test_looks_after_the_deadline_earn_nothing() -> None:
    cloud = small_cloud()
    scene = make_scene(cloud, float(cloud.time_s[0]), float(cloud.time_s[-1]))
    whole = targets_of(scene, WIDTHS, None).factor
    until = np.array([-math.inf, math.inf, scene.time_s[2], scene.time_s[1] + 150.0, math.inf])
    part = targets_of(scene, WIDTHS, None, until).factor
    np.testing.assert_array_equal(part[:, 0], 0.0)
    np.testing.assert_array_equal(part[:, [1, 4]], whole[:, [1, 4]])
    np.testing.assert_allclose(part[:, 2], whole[:, 2] * [1, 1, 0, 0, 0, 0])
    np.testing.assert_allclose(part[:, 3], whole[:, 3] * [1, 0.25, 0, 0, 0, 0])
