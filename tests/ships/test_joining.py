"""A ship that joins the search, and a unit that leaves it."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from lastknown.desk.record.caseunits import STANDARD
from lastknown.errors import LastknownError
from lastknown.geo.position import Position
from lastknown.search.equip import equip
from lastknown.search.plan import plan_search
from lastknown.search.sensor import Conditions
from lastknown.search.unit import Unit, ready_s
from lastknown.ships.able import able_unit
from lastknown.ships.help import helpers
from lastknown.ships.joining import EYE_FT, RESCUE, as_unit, cost_to_plan, helper_unit
from lastknown.ships.sought import sought
from lastknown.times import from_seconds
from lastknown.units import HOUR, KNOT
from tests.ships.clouds import drifting
from tests.ships.fleet import ship, track

T0 = 1_637_748_000.0  # 2021-11-24T10:00Z, by day
HERE = Position(1.5, 50.9)


def test_a_ship_searches_with_a_merchant_ships_sweep_widths() -> None:
    made = as_unit(ship(name="ATLANTIC"), HERE, T0, 14 * KNOT)
    assert (made.name, made.kind, made.search_speed_kn) == ("ATLANTIC", "ship", 10.0)
    assert ready_s(made) == T0
    (ready,) = equip([made], drifting(T0, count=50), Conditions(10.0, wind_kn=10.0))
    # IAMSAR Manual, Table N-4, visibility 10 NM: boat 7 m 4.3 NM, person 0.6 NM
    assert ready.unit.sweep_width_nm == {"boat": 4.3, "person": 0.6}


def test_a_helper_is_one_step_from_the_plan() -> None:
    cloud = drifting(T0, sd_m=3000.0, count=1500)
    to = sought(cloud, T0, T0 + 5 * HOUR)
    seen = track(ship(7), 1.6, 50.9, 270.0, 12 * KNOT, T0 - HOUR, T0)
    (best,) = helpers(to, [seen], at_s=T0)
    made = helper_unit(best, endurance_h=4.0)
    assert ready_s(made) == pytest.approx(best.depart_s, abs=1.0)
    (ready,) = equip([made], cloud, Conditions(10.0, wind_kn=10.0))
    base = Unit("RNLI", HERE, from_seconds(T0), 20.0, 12.0, 3.0, {"boat": 1.0, "person": 0.2})
    alone = plan_search(cloud, [base], at=from_seconds(T0), over="3h")
    both = plan_search(cloud, [base, ready.unit], at=from_seconds(T0), over="3h")
    assert both.pos > alone.pos
    lost = cost_to_plan(both, ready.unit.name, T0)
    assert lost.pos == both.units[1].pos
    assert lost.share == pytest.approx(lost.pos / both.pos)
    assert lost.left == 1.0
    assert math.isnan(lost.lives)
    # what is lost when it leaves is at most what it added
    assert both.pos - alone.pos <= lost.pos + 0.02
    gone = cost_to_plan(both, ready.unit.name, T0 + 9 * HOUR)
    assert (gone.left, gone.pos) == (0.0, 0.0)
    assert helper_unit(replace(best, ship=None, unit=base)) is base


def test_in_wind_she_takes_nobody_up_as_a_unit_who_takes_nobody_up_as_a_ship() -> None:
    to = sought(drifting(T0, sd_m=3000.0, count=500), T0, T0 + 5 * HOUR)
    seen = track(ship(7, freeboard_m=12.0), 1.6, 50.9, 270.0, 12 * KNOT, T0 - HOUR, T0)
    for wind_kn, able in ((10.0, True), (30.0, False)):
        (one,) = helpers(to, [seen], at_s=T0, wind_kn=wind_kn)
        made = helper_unit(one)
        assert one.able.recover is made.can_recover is able
        assert made.position == one.sets_off_from


def test_in_the_dark_she_stays_unless_a_width_is_entered() -> None:
    night = T0 - 7 * HOUR
    cloud = drifting(night, sd_m=1000.0, count=500)
    base = Unit("RNLI", HERE, from_seconds(night), 20.0, 12.0, 2.0, 1.0, night_sweep_width_nm=0.5)
    told = []
    for width in (None, {"boat": 0.5, "person": 0.1}):
        made = as_unit(ship(), HERE, night, 6.0, endurance_h=2.0, night_sweep_width_nm=width)
        (ready,) = equip([made], cloud, Conditions(10.0, wind_kn=10.0))
        plan = plan_search(cloud, [base, ready.unit], at=from_seconds(night), over="2h")
        told.append((plan.units[1].launch, plan.units[1].stays))
    assert told == [(False, "in_the_dark"), (True, "")]


def test_what_is_not_in_the_plan_costs_an_error() -> None:
    cloud = drifting(T0, sd_m=1000.0, count=500)
    base = Unit("RNLI", HERE, from_seconds(T0), 20.0, 12.0, 2.0, 1.0)
    plan = plan_search(cloud, [base], at=from_seconds(T0), over="2h")
    with pytest.raises(
        LastknownError, match="unit='nobody' is not in the plan; its units are RNLI"
    ):
        cost_to_plan(plan, "nobody", T0)
    with pytest.raises(LastknownError, match="too slow"):
        as_unit(ship(), HERE, T0, 0.0)


@pytest.mark.parametrize(
    ("kind", "length_m", "becomes", "search_kn", "hours"),
    [
        ("search and rescue", 17.0, "lifeboat", 15.0, 6.0),
        ("search and rescue", 46.0, "patrol-boat", 12.0, 12.0),
        ("naval or law enforcement", 42.0, "patrol-boat", 12.0, 12.0),
    ],
)
def test_a_rescue_vessel_joins_as_the_rescue_unit_that_she_is(
    kind: str, length_m: float, becomes: str, search_kn: float, hours: float
) -> None:
    seen = ship(kind=kind, length_m=length_m, freeboard_m=0.8, name="RNLB")
    made = as_unit(seen, HERE, T0, 25 * KNOT)
    assert (made.kind, made.search_speed_kn, made.endurance_h) == (becomes, search_kn, hours)
    assert made.can_recover
    (ready,) = equip([made], drifting(T0, count=50), Conditions(10.0, wind_kn=10.0))
    merchant = as_unit(ship(), HERE, T0, 14 * KNOT)
    (other,) = equip([merchant], drifting(T0, count=50), Conditions(10.0, wind_kn=10.0))
    assert ready.unit.sweep_width_nm != other.unit.sweep_width_nm
    assert RESCUE[becomes] == (STANDARD[becomes].search_speed_kn, STANDARD[becomes].endurance_h)
    assert STANDARD[becomes].height_ft == EYE_FT


def test_a_lifeboats_room_stays_assumed_when_she_joins() -> None:
    made = as_unit(ship(kind="search and rescue", length_m=17.0), HERE, T0, 25 * KNOT)
    assert made.capacity is None
    assert able_unit(made).room == 47
    assert able_unit(made).room_assumed
    assert as_unit(ship(), HERE, T0, 14 * KNOT).capacity == 300
