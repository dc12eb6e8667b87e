"""What would help a plan: worth what it is said to be, with every assumption told."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lastknown.drift.cloud import Cloud
from lastknown.search.more import STANDARD, Help, reach_for_light, what_would_help
from lastknown.search.plan import MOST_UNITS, plan_search
from lastknown.search.planned import Plan
from lastknown.search.sensor import Conditions
from lastknown.search.sun import light_around
from lastknown.search.unit import Unit
from lastknown.times import parse_time, to_seconds
from lastknown.units import HOUR, KNOT
from tests.search.test_plan import AT, AT_S, drifting, lifeboat

BEFORE_DAWN = "2026-11-22T04:30Z"
DAWN_S = light_around(1.7, 51.1, to_seconds(parse_time(BEFORE_DAWN))).dawn_s
"""First light there on that day; `tests/search/test_sun.py` holds it to an almanac."""

SEEN_NEAR = {"sweep_width_nm": 0.4, "endurance_h": 3}


def a_helicopter(**change: object) -> Unit:
    own = {"name": "Rescue 07", "kind": "helicopter", "speed_kn": 120, "search_speed_kn": 80}
    return lifeboat(**SEEN_NEAR, **own, **change)


def before_dawn(hours: float = 9.0) -> Cloud:
    """The cloud from 04:30 on, before dawn."""
    cloud = drifting(count=1200, hours=hours)
    earlier = cloud.time_s - 4 * HOUR
    return replace(cloud, time_s=earlier, start_s=cloud.start_s - 4 * HOUR)


def in_the_dark(night: float | None = 0.15, **change: object) -> Plan:
    unit = lifeboat(**SEEN_NEAR, ready="2026-11-22T04:30Z", night_sweep_width_nm=night, **change)
    return plan_search(before_dawn(), unit, at=BEFORE_DAWN, over="3h", proof=False)


@pytest.fixture(scope="module")
def plan() -> Plan:
    return plan_search(drifting(), lifeboat(**SEEN_NEAR), at=AT, proof=False)


@pytest.fixture(scope="module")
def told(plan: Plan) -> tuple[Help, ...]:
    return what_would_help(plan)


def test_a_copy_of_what_is_on_hand_and_a_standard_helicopter_are_tried(
    told: tuple[Help, ...],
) -> None:
    assert {(each.kind, each.task.unit.kind, each.like) for each in told} == {
        ("unit", "lifeboat", "Lifeboat Dover"),
        ("unit", "helicopter", ""),
    }
    assert [each.gain for each in told] == sorted((each.gain for each in told), reverse=True)
    for each in told:
        assert AT_S <= each.task.depart_s <= AT_S + HOUR
        assert each.place_of == "Lifeboat Dover"
        assert each.widths == "Lifeboat Dover"
        assert each.later_s == 0.0


def test_a_gain_is_what_planning_with_it_adds(plan: Plan, told: tuple[Help, ...]) -> None:
    (copy,) = (each for each in told if each.like)
    unit = lifeboat(**SEEN_NEAR, name="Second", ready=AT)
    both = plan_search(drifting(), unit, at=AT, fixed=plan.units, rounds=0, proof=False)
    assert copy.gain == pytest.approx(both.pos - plan.pos, abs=0.02)
    assert 0.02 < copy.gain <= 1.0 - plan.pos


def test_it_is_the_same_every_time(plan: Plan, told: tuple[Help, ...]) -> None:
    assert what_would_help(plan) == told


def test_it_counts_on_realisations_that_it_was_not_planned_on() -> None:
    cloud = drifting(count=2600)
    plan = plan_search(cloud, lifeboat(**SEEN_NEAR), at=AT, proof=False)
    few, all_of_them = (what_would_help(plan, particles=n) for n in (400, 5000))
    for less, more in zip(few, all_of_them, strict=True):
        assert less.gain == pytest.approx(more.gain, abs=0.05)
        assert less.like == more.like


def test_a_standard_unit_is_as_it_is_said_to_be(told: tuple[Help, ...]) -> None:
    (standard,) = (each.task.unit for each in told if not each.like)
    speed, search, endurance, height = STANDARD["helicopter"]
    assert (standard.speed_kn, standard.search_speed_kn) == (speed, search)
    assert (standard.endurance_h, standard.height_ft) == (endurance, height)
    assert standard.sweep_width_nm == SEEN_NEAR["sweep_width_nm"]
    assert standard.position == lifeboat().position or str(standard.position)


def test_with_the_conditions_a_standard_unit_sees_what_the_tables_say(plan: Plan) -> None:
    # US Coast Guard COMDTINST M16130.2F, App. H, helicopter at 500 ft, visibility 10 NM: a person
    # 0.1 NM, a power boat of 15 ft 1.9 NM; calm, at 90 kn
    seen = Conditions(10.0, wind_kn=5.0)
    helps = what_would_help(plan, conditions=seen, what="power-boat-15ft")
    (standard,) = (each for each in helps if not each.like)
    assert standard.widths == "tables"
    assert standard.task.unit.sweep_width_nm == pytest.approx({"boat": 1.9, "person": 0.1})
    beyond = what_would_help(plan, conditions=Conditions(50.0, wind_kn=5.0), what="raft-4")
    assert {each.widths for each in beyond} == {"Lifeboat Dover"}


def test_where_nothing_floats_a_standard_lifeboat_is_tried() -> None:
    plan = plan_search(drifting(), a_helicopter(), at=AT, proof=False)
    kinds = {each.task.unit.kind: each.like for each in what_would_help(plan)}
    assert set(kinds) <= {"helicopter", "lifeboat"}
    assert kinds["lifeboat"] == ""


def test_no_more_than_can_be_planned_at_once_is_offered() -> None:
    team = [lifeboat(**SEEN_NEAR, name=f"Boat {k}") for k in range(MOST_UNITS)]
    plan = plan_search(drifting(count=300), team, at=AT, rounds=0, proof=False, allow_overlap=True)
    assert sum(task.launch for task in plan.units) == MOST_UNITS
    assert what_would_help(plan, allow_overlap=True) == ()


def test_waiting_for_light_pays_where_the_night_is_blind() -> None:
    plan = in_the_dark()
    (light,) = (each for each in what_would_help(plan) if each.kind == "light")
    assert light.like == light.place_of == light.widths == "Lifeboat Dover"
    assert light.gain > 0.05
    assert light.task.arrive_s == pytest.approx(DAWN_S, abs=1200)
    assert light.later_s == pytest.approx(light.task.arrive_s - plan.units[0].arrive_s)
    assert light.task.arrive_s > DAWN_S - 900


def test_waiting_for_light_costs_where_the_night_is_nearly_as_good() -> None:
    plan = in_the_dark(night=0.38)
    cloud = before_dawn(hours=3.25)  # the search after first light is cut off at 07:45
    (light,) = (each for each in what_would_help(plan, cloud=cloud) if each.kind == "light")
    assert light.gain < -0.02


def test_a_unit_that_sees_as_well_at_night_is_not_told_to_wait() -> None:
    plan = in_the_dark(night=0.4)
    assert all(each.kind == "unit" for each in what_would_help(plan))
    assert reach_for_light(plan) is None


def test_a_unit_that_is_held_back_is_tried_at_once() -> None:
    unit = lifeboat(**SEEN_NEAR, ready="2026-11-22T04:30Z", night_sweep_width_nm=0.02)
    plan = plan_search(before_dawn(), unit, at=BEFORE_DAWN, over="8h", proof=False)
    (task,) = plan.units
    assert task.depart_s > to_seconds(parse_time(BEFORE_DAWN)) + HOUR  # it waits for light
    (now,) = (each for each in what_would_help(plan) if each.kind == "now")
    assert now.like == task.unit.name
    assert now.later_s == pytest.approx(now.task.arrive_s - task.arrive_s)
    assert now.later_s < -HOUR
    assert now.task.depart_s < to_seconds(parse_time(BEFORE_DAWN)) + HOUR
    assert now.gain < -0.1
    assert plan.pos + now.gain > 0.0


def test_how_far_a_cloud_must_reach_for_light() -> None:
    plan = in_the_dark()
    until = reach_for_light(plan)
    assert until is not None
    out = plan.units[0].unit.endurance_h * HOUR
    assert DAWN_S - HOUR < until - out < DAWN_S
    way_m = (DAWN_S - (until - out)) * 25 * KNOT
    assert 10_000 < way_m < 40_000  # out to the cloud


def test_nobody_at_sea_any_more_helps_nothing(plan: Plan) -> None:
    gone = replace(plan.cloud, status=np.zeros_like(plan.cloud.status) + 2)
    assert what_would_help(replace(plan, cloud=gone)) == ()


def test_in_a_plan_for_lives_help_is_told_and_ordered_in_lives() -> None:
    rising = np.linspace(-1.0, 5.0, 1200) * HOUR
    cloud = drifting(count=1200, swamps_s=AT_S + np.random.default_rng(5).permutation(rising))
    plan = plan_search(cloud, lifeboat(**SEEN_NEAR), at=AT, proof=False)
    for_lives = replace(plan, objective="lives")
    helps = what_would_help(for_lives, survival={"water_temperature_c": 12.0})
    lives = [each.lives for each in helps]
    assert lives == sorted(lives, reverse=True)
    assert all(0.0 < each < 33.0 for each in lives)  # 33 persons aboard
    cold = what_would_help(for_lives, survival={"water_temperature_c": 5.0})
    assert [each.gain for each in cold] == pytest.approx([each.gain for each in helps])
    assert cold[0].lives > helps[0].lives  # more die by the horizon if nobody comes
    assert all(np.isnan(each.lives) for each in what_would_help(for_lives))
