"""The plan for the most lives: the swamped boat first, and what each boat gains and loses by it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from lastknown.errors import LastknownError
from lastknown.search.plan import NOBODY_AT_RISK, plan_search
from lastknown.search.risk import Survival
from tests.search.test_lives import lifeboat, several
from tests.search.test_plan import AT

COLD = Survival(water_temperature_c=12.0)


def two_boats() -> Any:
    return several(("sound", "swamped"))


def test_the_first_unit_goes_to_the_swamped_boat_and_the_other_plan_stands_beside() -> None:
    unit = lifeboat(endurance_h=5)
    plan = plan_search(two_boats(), unit, at=AT, objective="lives", survival=COLD, proof=False)
    beside = plan.beside
    assert beside is not None
    low, high = plan.lives_range or (math.nan, math.nan)
    assert 0.0 <= low <= plan.lives <= high
    assert plan.boats[0].at_stake <= plan.boats[1].at_stake  # sound, swamped
    assert (plan.objective, beside.objective, beside.beside) == ("lives", "pos", None)
    assert plan.units[0].centre.lon == pytest.approx(2.6, abs=0.3)
    assert beside.units[0].centre.lon == pytest.approx(1.6, abs=0.3)
    assert plan.lives > beside.lives >= 0.0
    assert plan.pos < beside.pos
    sound, swamped = plan.boats
    assert (sound.name, swamped.name) == ("sound", "swamped")
    assert swamped.pos > beside.boats[1].pos
    assert sound.pos < beside.boats[0].pos
    assert sound.lives + swamped.lives == pytest.approx(plan.lives)
    assert plan.units[0].lives == pytest.approx(plan.lives)


def test_every_unit_says_what_it_adds_in_lives() -> None:
    units = [lifeboat(endurance_h=5), lifeboat(name="Two", endurance_h=5)]
    plan = plan_search(two_boats(), units, at=AT, objective="lives", survival=COLD)
    assert sum(task.lives for task in plan.units) == pytest.approx(plan.lives)
    assert plan.lives <= 10.0
    assert plan.reference is not None
    assert plan.ceiling is not None
    assert plan.beside is not None
    assert plan.lives >= plan.beside.lives


def test_lives_are_counted_for_a_plan_for_pos_where_survival_is_known() -> None:
    cloud, unit = two_boats(), lifeboat(endurance_h=5)
    counted = plan_search(cloud, unit, at=AT, survival=COLD, proof=False)
    bare = plan_search(cloud, unit, at=AT, proof=False)
    assert counted.units[0].legs == bare.units[0].legs
    assert counted.pos == bare.pos
    assert counted.lives >= 0.0
    assert math.isnan(bare.lives)
    assert [each.pos for each in bare.boats] == pytest.approx([b.pos for b in counted.boats])
    assert counted.beside is None


def test_a_task_that_stands_is_counted_in_lives() -> None:
    cloud, unit = two_boats(), lifeboat(endurance_h=5)
    first = plan_search(cloud, unit, at=AT, objective="lives", survival=COLD, proof=False)
    other = lifeboat(name="Two", endurance_h=5)
    plan = plan_search(
        cloud, other, at=AT, objective="lives", survival=COLD, fixed=first.units, proof=False
    )
    assert plan.units[0].legs == first.units[0].legs
    assert plan.units[0].lives == pytest.approx(first.lives, rel=0.02)
    assert plan.lives >= first.lives


def test_a_plan_of_fixed_tasks_alone_is_scored() -> None:
    cloud, unit = two_boats(), lifeboat(endurance_h=5)
    first = plan_search(cloud, unit, at=AT, proof=False)
    again = plan_search(cloud, [], at=AT, fixed=first.units, proof=False)
    assert again.pos == pytest.approx(first.pos, rel=0.02)
    assert again.units[0].pos_of[0] == pytest.approx(first.units[0].pos_of[0], rel=0.02)


def test_where_nobody_is_at_risk_the_plan_is_for_pos_and_says_so() -> None:
    cloud = several(("sound", "sound too"), swamps_s=np.full(2000, np.nan))
    plan = plan_search(
        cloud, lifeboat(endurance_h=5), at=AT, objective="lives", survival=COLD, proof=False
    )
    assert plan.objective == "pos"
    assert NOBODY_AT_RISK in plan.notes


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"objective": "life"}, "objective='life' is unknown; give 'pos' or 'lives'"),
        ({"objective": "lives"}, "water_temperature_c"),
    ],
)
def test_bad_input(given: dict[str, Any], says: str) -> None:
    with pytest.raises(LastknownError, match=says):
        plan_search(two_boats(), lifeboat(), at=AT, **given)
