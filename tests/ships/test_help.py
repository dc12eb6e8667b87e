"""Who reaches them first, and what they can do there."""

from __future__ import annotations

import math
from dataclasses import astuple, replace

import numpy as np
import pytest

from lastknown.exchange.ais import read_ais
from lastknown.geo.coast import build_coast
from lastknown.geo.plane import distance_m
from lastknown.geo.position import Position
from lastknown.search.planned import Leg, Plan, UnitPlan
from lastknown.search.unit import Unit
from lastknown.ships import able
from lastknown.ships.able import CLIMB_M, LADDER_M, able_ship, able_unit
from lastknown.ships.columns import NOT_TOLD
from lastknown.ships.help import RESCUE_AHEAD_S, Helper, helpers, over_land
from lastknown.ships.joining import helper_unit
from lastknown.ships.predict import predict
from lastknown.ships.setout import CALLED_S, TURNAROUND_S
from lastknown.ships.ship import Predicted
from lastknown.ships.sought import Sought, sought, stays
from lastknown.ships.tracks import clean
from lastknown.times import from_seconds
from lastknown.units import HOUR, KNOT, MINUTE, NM
from tests.exchange.aislines import position
from tests.ships.clouds import drifting
from tests.ships.fleet import T0, at, coming, predicted, ship, track, unit


@pytest.fixture(scope="module")
def still() -> Sought:
    return sought(drifting(T0, sd_m=800.0), T0, T0 + 6 * HOUR)


def test_a_ship_on_her_way_is_there_after_distance_over_speed_and_what_it_takes(
    still: Sought,
) -> None:
    (one,) = helpers(still, [coming(still, 1, 90.0, 12.0, 12.0, length_m=100.0)], at_s=T0)
    slow = 15.0 * 100.0 / (12.0 * KNOT)
    assert one.depart_s == pytest.approx(T0 + CALLED_S, abs=2.0)
    # she comes on while she is called
    assert one.datum_s == pytest.approx(T0 + HOUR + slow, abs=60.0)
    begun = distance_m(one.position.lon, one.position.lat, *astuple(one.sets_off_from))
    assert begun == pytest.approx(CALLED_S * 12.0 * KNOT, rel=1e-3)
    assert one.distance_m == pytest.approx(12.0 * NM, rel=1e-3)
    assert one.bearing_deg == pytest.approx(90.0, abs=0.5)
    assert one.course_deg == pytest.approx(270.0, abs=1.0)
    assert one.edge_s < one.datum_s
    assert one.datum_s - one.edge_s == pytest.approx(800.0 * 1.1774 / (12.0 * KNOT), abs=40.0)
    assert one.speed_told
    assert not one.over_land
    assert one.datum_s >= T0 + one.distance_m / one.speed


def test_one_that_steams_away_has_to_turn_first(still: Sought) -> None:
    lon, lat = at(still, 0.0, 6.0)
    away = predicted(ship(1), lon, lat, 0.0, 12 * KNOT, T0, T0 + 6 * HOUR)
    toward = predicted(ship(2), lon, lat, 180.0, 12 * KNOT, T0, T0 + 6 * HOUR)
    first, second = helpers(still, [away, toward], at_s=T0)
    assert first.ship is toward.ship
    turn = math.pi * 2.5 * 200.0 / (12 * KNOT)
    # until she is called one goes on to come, the other to go: twice that lies between them
    assert second.datum_s - first.datum_s == pytest.approx(turn + 2.0 * CALLED_S, rel=0.01)
    assert second.diversion_m == pytest.approx(14.0 * NM, rel=0.01)
    assert first.diversion_m < 0.5 * NM
    assert second.diversion_s == pytest.approx(14.0 / 12.0 * HOUR, rel=0.01)
    assert second.course_deg == pytest.approx(180.0, abs=1.0)
    assert second.distance_m == pytest.approx(6.0 * NM, rel=0.01)


def test_the_course_to_steer_is_that_from_where_she_is_now(still: Sought) -> None:
    lon, lat = at(still, 210.0, 0.5)  # she passes them before she is called and has turned
    (one,) = helpers(still, [predicted(ship(1), lon, lat, 30.0, 18 * KNOT, T0, T0 + HOUR)], at_s=T0)
    assert one.course_deg == pytest.approx(30.0, abs=1.0)
    begun = distance_m(one.position.lon, one.position.lat, *astuple(one.sets_off_from))
    assert begun == pytest.approx(1.5 * NM, rel=0.01)


def test_nearest_capable_first_then_who_stands_by_then_who_is_not_asked(still: Sought) -> None:
    fleet = [
        coming(still, 1, 10.0, 2.0, 12.0, freeboard_m=14.0),  # high, her boat stays up in the wind
        coming(still, 2, 20.0, 9.0, 12.0, freeboard_m=5.0),
        coming(still, 3, 30.0, 4.0, 12.0, freeboard_m=5.0),
        coming(still, 4, 40.0, 1.0, 12.0, freeboard_m=5.0),
        coming(still, 5, 50.0, 200.0, 12.0, freeboard_m=5.0),
    ]
    found = helpers(
        still, fleet, [unit("RNLI", still, 200.0, 22.0)], at_s=T0, wind_kn=30.0,
        barred={4: "not under command"},
    )  # fmt: skip
    assert [(each.name, each.role) for each in found] == [
        ("SHIP 3", "recover"), ("RNLI", "recover"), ("SHIP 2", "recover"), ("SHIP 1", "stand by"),
        ("SHIP 4", "not asked"), ("SHIP 5", "not asked"),
    ]  # fmt: skip
    why = {each.name: each.why for each in found}
    assert why["SHIP 1"] == ("high side", "wind for a rescue boat")
    assert why["SHIP 4"][0] == "not under command"
    assert why["SHIP 5"] == ("too far", "high side", "wind for a rescue boat")
    assert math.isnan(found[3].first_aboard_s)
    assert found[5].meet is None


def test_what_ships_tell_by_ais_bars_them(still: Sought) -> None:
    said = [
        (2, 4.0, "not under command"), (3, 4.0, "restricted"), (6, 0.0, "aground"),
        (11, 6.0, "towing"), (12, 6.0, "towing"),
        (6, 6.0, None),  # aground at 6 kn: forgotten
        (1, 0.0, None), (5, 0.0, None),  # can get under way, which takes its time
        (0, 12.0, None), (7, 3.0, None), (14, 12.0, None), (NOT_TOLD, 12.0, None),
    ]  # fmt: skip
    lines = []
    for number, (status, speed, _) in enumerate(said):
        lon, lat = at(still, 30.0 * number, 8.0)
        told = {"lon": lon, "lat": lat, "speed": speed, "course": 30.0 * number, "status": status}
        line = position(244_000_001 + number, **told)
        lines += [b"%d %s" % (T0 + late_s, line) for late_s in (-120, -60)]
    lon, lat = at(still, 0.0, 8.0)
    # under the first ship's number a class B report, which tells no status, comes last
    yacht = position(244_000_001, msg_type=18, lon=lon, lat=lat, speed=4.0, course=0.0)
    read = read_ais([*lines, b"%d %s" % (T0 - 30, yacht)])
    tracks = clean(read.positions, now_s=T0).tracks
    for ships in (tracks, predict(tracks, T0, T0 + 6 * HOUR)):
        found = {each.ship.mmsi - 244_000_001: each for each in helpers(still, ships, at_s=T0)}
        for number, (status, _, why) in enumerate(said):
            one = found[number]
            assert (one.role == "not asked") == (why is not None), status
            assert (one.why[:1] == (why,)) == (why is not None), status


@pytest.mark.parametrize(("later_min", "first"), [(8.0, "RNLI"), (12.0, "SHIP 1")])
def test_a_rescue_unit_little_later_than_a_ship_stands_before_her(
    still: Sought, later_min: float, first: str
) -> None:
    fleet = [coming(still, 1, 10.0, 2.0, 12.0, freeboard_m=2.0)]
    lifeboat = unit("RNLI", still, 200.0, 5.0)
    hers, own = (helpers(still, *who, at_s=T0)[0] for who in ((fleet, []), ([], [lifeboat])))
    wait_s = hers.first_aboard_s + later_min * MINUTE - own.first_aboard_s
    ready = unit("RNLI", still, 200.0, 5.0, ready_s=T0 + wait_s)
    assert helpers(still, fleet, [ready], at_s=T0)[0].name == first


def test_those_too_far_off_stand_by_their_distance(still: Sought) -> None:
    fleet = [coming(still, n, 90.0, nm, 10.0) for n, nm in enumerate([300, 100, 400, 200, 150])]
    found = helpers(still, fleet, at_s=T0)
    assert [round(each.distance_m / NM) for each in found] == [100, 150, 200, 300, 400]
    assert {each.role for each in found} == {"not asked"}


def test_a_ship_that_draws_too_much_is_not_sent(still: Sought) -> None:
    fleet = [coming(still, 1, 0.0, 3.0, 12.0, draught_m=10.0),
             coming(still, 2, 0.0, 6.0, 12.0, draught_m=4.0)]  # fmt: skip
    found = helpers(still, fleet, at_s=T0, depths=lambda lon, lat: np.full(lon.size, 10.5))
    assert [each.ship.mmsi for each in found if each.ship] == [2, 1]
    assert found[1].why == ("draught",)
    known = helpers(still, fleet, at_s=T0, depths=lambda lon, lat: np.full(lon.size, np.nan))
    assert [each.role for each in known] == ["recover", "recover"]


def test_one_that_lies_still_comes_at_the_usual_speed_after_getting_under_way(
    still: Sought,
) -> None:
    lon, lat = at(still, 90.0, 12.0)
    anchored = track(ship(1, length_m=150.0), lon, lat, 0.0, 0.0, T0 - HOUR, T0)
    (one,) = helpers(still, [anchored], at_s=T0)
    assert not one.speed_told
    assert one.speed == pytest.approx(12.0 * KNOT)
    assert one.depart_s >= T0 + 35 * MINUTE
    assert one.why == ("lies still",)
    assert one.role == "recover"


@pytest.mark.parametrize(
    ("status", "knots", "still_"),
    [(1, 0.8, True), (5, 1.9, True), (1, 2.2, False), (0, 0.8, False)],
)
def test_one_that_tells_she_lies_still_has_to_get_under_way_though_she_swings(
    still: Sought, status: int, knots: float, still_: bool
) -> None:
    lon, lat = at(still, 90.0, 3.0)
    swings = track(ship(1, length_m=150.0), lon, lat, 0.0, knots * KNOT, T0 - HOUR, T0)
    (one,) = helpers(still, [replace(swings, status=status)], at_s=T0)
    assert ("lies still" in one.why) is still_
    assert (one.depart_s >= T0 + 35 * MINUTE) is still_
    assert one.speed == pytest.approx((12.0 if still_ else knots) * KNOT)


def test_a_fishing_vessel_at_her_gear_can_go_faster(still: Sought) -> None:
    (one,) = helpers(still, [coming(still, 1, 0.0, 3.0, 3.0, kind="fishing")], at_s=T0)
    assert one.speed == pytest.approx(9.0 * KNOT)
    assert not one.speed_told


def test_a_unit_stands_for_the_ship_of_its_name(still: Sought) -> None:
    seen = coming(still, 1, 0.0, 3.0, 20.0, kind="search and rescue", name="Spirit of Dover")
    found = helpers(still, [seen], [unit("SPIRIT OF DOVER", still, 0.0, 3.0)], at_s=T0)
    assert [each.unit is not None for each in found] == [True]


@pytest.mark.parametrize("name", ["HIGH SIDE", ""])
def test_a_ship_that_joined_is_where_and_as_able_as_she_is_heard_to_be(
    still: Sought, name: str
) -> None:
    seen = coming(still, 235000009, 0.0, 3.0, 12.0, name=name, freeboard_m=8.0)
    seen = replace(seen, ship=replace(seen.ship, name=name, assumed=("freeboard_m",)))
    (as_ship,) = helpers(still, [seen], at_s=T0, wind_kn=10.0)
    joined = helper_unit(as_ship)
    assert joined.capacity == as_ship.able.room
    before = replace(joined, position=Position(*at(still, 90.0, 9.0)), ready=from_seconds(T0 - 600))
    (one,) = helpers(still, [seen], [before], at_s=T0, wind_kn=10.0)
    assert one.unit is before
    assert one.distance_m == pytest.approx(3.0 * NM, rel=1e-3)
    assert (one.able.how, one.able.first_s) == ("rescue boat", as_ship.able.first_s)
    assert one.able.freeboard_assumed
    assert one.able.room_assumed
    assert one.why == ("high side",)
    slow = 15.0 * 200.0 / (12.0 * KNOT)
    assert one.datum_s == pytest.approx(T0 + 15 * MINUTE + slow, abs=60.0)
    # once her position is old she is taken to be where the unit was told to be
    (old,) = helpers(stays(Position(*at(still, 0.0, 0.0)), T0 + HOUR, T0 + 7 * HOUR), [seen],
                     [before], at_s=T0 + HOUR)  # fmt: skip
    assert old.distance_m == pytest.approx(9.0 * NM, rel=1e-2)
    assert old.able.how == "rescue boat"


def test_a_ship_that_joined_is_no_rescue_unit_and_may_be_aground(still: Sought) -> None:
    seen = coming(still, 1, 0.0, 3.0, 12.0, freeboard_m=2.0)
    joined = helper_unit(helpers(still, [seen], at_s=T0)[0])
    nearer = coming(still, 2, 0.0, 1.5, 12.0, freeboard_m=2.0)
    found = helpers(still, [seen, nearer], [joined], at_s=T0)
    assert [each.name for each in found] == ["SHIP 2", "SHIP 1"]
    assert found[1].first_aboard_s - found[0].first_aboard_s < RESCUE_AHEAD_S
    (stuck,) = helpers(still, [replace(seen, status=2)], [joined], at_s=T0)
    assert (stuck.role, stuck.why) == ("not asked", ("not under command",))
    (deep,) = helpers(
        still, [seen], [joined], at_s=T0, depths=lambda lon, _: np.full(lon.size, 5.0)
    )
    assert (deep.role, deep.why) == ("not asked", ("draught",))


def test_a_rescue_unit_is_no_ferry_of_its_name_and_of_two_ships_the_nearer(still: Sought) -> None:
    ferry = coming(still, 1, 0.0, 3.0, 20.0, kind="passenger", name="DOVER")
    found = helpers(still, [ferry], [unit("Dover", still, 180.0, 5.0)], at_s=T0)
    assert sorted(each.ship is None for each in found) == [False, True]
    boat = coming(still, 2, 180.0, 4.5, 20.0, kind="search and rescue", name="DOVER")
    away = coming(still, 3, 90.0, 4.5, 20.0, kind="search and rescue", name="DOVER")
    found = helpers(still, [away, boat], [unit("Dover", still, 180.0, 5.0)], at_s=T0)
    assert [each.ship.mmsi for each in found if each.ship] == [3]
    (one,) = (each for each in found if each.unit)
    assert one.distance_m == pytest.approx(4.5 * NM, rel=1e-3)


def test_the_endurance_of_one_that_is_out_runs_since_it_was_ready(still: Sought) -> None:
    base = unit("RNLI", still, 180.0, 20.0, ready_s=T0 - 2 * HOUR, endurance_h=6.0)
    boat = coming(still, 1, 180.0, 5.0, 20.0, kind="search and rescue", name="RNLI")
    (waits,) = helpers(still, [], [base], at_s=T0)
    (out,) = helpers(still, [boat], [base], at_s=T0)
    assert waits.on_scene_s == pytest.approx(6 * HOUR - 2 * 0.8 * HOUR, abs=120.0)
    assert out.on_scene_s == pytest.approx(4 * HOUR - 0.2 * HOUR - 0.8 * HOUR, abs=120.0)


def test_one_of_whom_nobody_knows_how_she_moves_is_not_said_to_lie_still(still: Sought) -> None:
    lon, lat = at(still, 90.0, 12.0)
    told = track(ship(1, length_m=150.0), lon, lat, 0.0, 12.0 * KNOT, T0 - 60.0, T0 - 60.0)
    told.speed[:], told.course_deg[:] = np.nan, np.nan
    for ships in ([told], list(predict([told], T0, T0 + 6 * HOUR))):
        (one,) = helpers(still, ships, at_s=T0)
        assert one.why == ("untold",)
        assert not one.speed_told
        assert one.depart_s == pytest.approx(T0 + CALLED_S + math.pi * 375.0 / (12 * KNOT), abs=1.0)


def test_a_ships_speed_is_nearly_the_best_of_her_last_hours(still: Sought) -> None:
    steady = coming(still, 1, 90.0, 12.0, 12.0)
    speed = steady.speed.copy()
    speed[-30:] = 4.0  # she has slowed down for half an hour
    speed[0] = 40.0  # one wild figure
    (one,) = helpers(still, [replace(steady, speed=speed)], at_s=T0)
    assert one.speed == pytest.approx(12.0 * KNOT)
    assert one.speed_told


def test_what_a_unit_can_stay_for(still: Sought) -> None:
    near = unit("near", still, 0.0, 25.0, endurance_h=4.0)
    far = unit("far", still, 0.0, 60.0, endurance_h=4.0, kind="helicopter", speed_kn=25.0)
    later = unit("later", still, 0.0, 25.0, endurance_h=4.0, ready_s=T0 + HOUR)
    found = {each.name: each for each in helpers(still, [], [near, far, later], at_s=T0)}
    assert found["near"].datum_s == pytest.approx(T0 + HOUR, abs=60.0)
    assert found["near"].on_scene_s == pytest.approx(2 * HOUR, abs=120.0)
    assert found["near"].diversion_m == 0.0
    assert found["later"].datum_s == pytest.approx(T0 + 2 * HOUR, abs=60.0)
    assert found["later"].on_scene_s == pytest.approx(2 * HOUR, abs=120.0)
    assert found["far"].why == ("cannot be back",)
    assert found["far"].role == "not asked"


def _tasked(base: Unit, to: Sought) -> Plan:
    """A plan in which a unit runs 10 NM out east, and then searches 20 NM north."""
    a, b = at(to, 90.0, 20.0), at(to, 60.0, 20.0)
    leg = Leg(*a, T0 + HOUR, *b, T0 + 2 * HOUR)
    here = at(to, 0.0, 0.0)
    task = UnitPlan(
        base, True, "PS", (leg,), 500.0, 1.0, 1.0, 0.0, 90.0, Position(*here), (), Position(*a),
        T0, T0 + HOUR, T0 + 2 * HOUR, T0 + 3 * HOUR, 1.0, 1.0, (1.0, 1.0), False, 1.0, 0.2,
        (0.2, 0.2), Position(*here),
    )  # fmt: skip
    return Plan(T0, T0 + 3 * HOUR, (task,), 0.2, drifting(T0, count=10))


def test_a_unit_under_way_sets_off_from_where_its_task_has_taken_it() -> None:
    cloud = drifting(T0, sd_m=800.0)
    to = sought(cloud, T0 + 30 * MINUTE, T0 + 6 * HOUR)
    base = unit("RNLI", to, 90.0, 0.0)
    plan = _tasked(base, to)
    (out,) = helpers(to, [], [base], at_s=T0 + 30 * MINUTE, plan=plan)
    assert out.distance_m == pytest.approx(10.0 * NM, rel=0.01)
    assert out.bearing_deg == pytest.approx(90.0, abs=1.0)
    (waits,) = helpers(to, [], [base], at_s=T0 + 30 * MINUTE)
    assert waits.distance_m < 10.0
    # six hours of endurance from when it left, not from now
    assert out.on_scene_s == pytest.approx(T0 + 6 * HOUR - out.datum_s, abs=30.0)
    later = sought(cloud, T0 + 4 * HOUR, T0 + 6 * HOUR)
    (back,) = helpers(later, [], [base], at_s=T0 + 4 * HOUR, plan=plan)
    assert back.distance_m < 10.0
    # back in harbour since three hours after it left: it has its endurance again
    assert back.on_scene_s == pytest.approx(6 * HOUR, abs=60.0)
    assert back.depart_s == T0 + 4 * HOUR
    just = sought(cloud, T0 + 3.1 * HOUR, T0 + 6 * HOUR)
    (again,) = helpers(just, [], [base], at_s=T0 + 3.1 * HOUR, plan=plan)
    assert again.depart_s == T0 + 3 * HOUR + TURNAROUND_S  # fuel, and the crew looked at


def test_land_in_the_way_is_said() -> None:
    cloud = drifting(T0, sd_m=300.0)
    to = sought(cloud, T0, T0 + 6 * HOUR)
    ring = np.array([[1.58, 50.7], [1.62, 50.7], [1.62, 51.1], [1.58, 51.1], [1.58, 50.7]])
    coast = build_coast([ring], (1.0, 50.0, 2.5, 51.5))
    fleet = [coming(to, 1, 90.0, 10.0, 12.0), coming(to, 2, 270.0, 10.0, 12.0)]
    units = [unit("lifeboat", to, 90.0, 10.0), unit("rescue", to, 90.0, 10.0, kind="helicopter")]
    land = {each.name: each.over_land for each in helpers(to, fleet, units, at_s=T0, coast=coast)}
    assert land == {"SHIP 1": True, "SHIP 2": False, "lifeboat": True, "rescue": False}
    ways = (np.array([1.5, 1.5]), np.array([50.9, 50.9]), np.array([1.7, np.nan]))
    assert over_land(coast, *ways, np.array([50.9, np.nan])).tolist() == [True, False]


def test_what_it_can_do_by_freeboard() -> None:
    low, ladder, climb, high = (
        ship(freeboard_m=f) for f in (1.0, CLIMB_M, LADDER_M, LADDER_M + 0.1)
    )
    fleet = (low, ladder, climb, high)
    assert [able_ship(each).how for each in fleet] == [
        "over the side", "ladder", "rescue boat", "rescue boat",
    ]  # fmt: skip
    assert [able_ship(each, wind_kn=26.0).how for each in fleet] == [
        "over the side", "ladder", "ladder", None,
    ]  # fmt: skip
    assert [able_ship(each).gaps for each in fleet] == [(), (), ("high side",), ("high side",)]
    small = replace(high, length_m=30.0)
    assert not able_ship(small).recover
    assert able_ship(small).gaps == ("high side", "no rescue boat")
    assert able_ship(high, wind_kn=26.0).gaps == ("high side", "wind for a rescue boat")
    assert able_ship(high).first_s > able_ship(ladder).first_s
    # wind makes nobody quicker, and what cannot be launched is nothing she can do
    assert able_ship(climb, wind_kn=26.0).first_s > able_ship(climb).first_s
    assert able_ship(climb, wind_kn=26.0).person_s > able_ship(climb).person_s
    assert "rescue boat" in able_ship(climb, wind_kn=25.0).can
    assert all("rescue boat" not in able_ship(each, wind_kn=26.0).can for each in fleet)
    assert able_ship(replace(low, assumed=("freeboard_m",))).freeboard_assumed


def test_what_units_can_do(still: Sought) -> None:
    hoist = able_unit(unit("H", still, 0.0, 1.0, kind="helicopter"))
    assert (hoist.how, hoist.room, hoist.lee) == ("hoist", 16, False)
    sees = able_unit(unit("A", still, 0.0, 1.0, kind="aircraft"))
    assert not sees.recover
    assert sees.gaps == ("takes nobody up",)


def test_no_ship_and_no_unit_is_an_empty_list(still: Sought) -> None:
    assert helpers(still, [], at_s=T0) == ()


@pytest.mark.parametrize("bearing", [0.0, 77.0, 180.0, 301.0])
def test_from_wherever_she_comes_the_time_is_the_same(still: Sought, bearing: float) -> None:
    (north,) = helpers(still, [coming(still, 1, 0.0, 15.0, 14.0)], at_s=T0)
    (other,) = helpers(still, [coming(still, 1, bearing, 15.0, 14.0)], at_s=T0)
    assert other.datum_s == pytest.approx(north.datum_s, abs=40.0)
    assert isinstance(other, Helper)


def test_a_rescue_boat_takes_its_survivors_by_trips_beside_its_own_crew() -> None:
    # LSA Code 5.1.1: five seated and one lying, three of them the boat's crew (judgement)
    assert able.RESCUE_BOAT_TAKES == 5 + 1 - 3
    high = able._PERSON_S["rescue boat"] * able.RESCUE_BOAT_TAKES
    assert high == able.RESCUE_BOAT_TRIP_S == 18 * 60


def test_one_who_was_heard_stands_before_one_who_was_not(still: Sought) -> None:
    """Reckoned to be there 5 min sooner, but silent for half an hour; one 15 min sooner stays."""

    def by(number: int, nm: float, age_min: float) -> Predicted:
        lon, lat = at(still, 90.0, nm)
        to = T0, T0 + 6 * HOUR, age_min * MINUTE
        return predicted(ship(number), lon, lat, 270.0, 12 * KNOT, *to)

    fleet = [by(1, 8.0, 1.0), by(2, 7.0, 30.0), by(3, 5.0, 30.0), by(4, 1.0, 61.0)]
    found = helpers(still, fleet, at_s=T0)
    assert [each.name for each in found] == ["SHIP 3", "SHIP 1", "SHIP 2", "SHIP 4"]
    assert [each.apart for each in found] == [False, False, False, True]
    assert found[2].datum_s < found[1].datum_s


def test_the_only_one_who_can_take_people_up_is_not_put_below(still: Sought) -> None:
    lon, lat = at(still, 90.0, 5.0)
    to = T0, T0 + 6 * HOUR
    old = predicted(ship(1), lon, lat, 270.0, 12 * KNOT, *to, 3 * HOUR)
    lee = predicted(ship(2, freeboard_m=14.0), lon, lat, 270.0, 12 * KNOT, *to)
    late = predicted(ship(3, freeboard_m=14.0), lon, lat, 270.0, 12 * KNOT, *to, 2 * HOUR)
    able = predicted(ship(4), lon, lat, 270.0, 12 * KNOT, *to)

    def order(*ships: Predicted) -> list[tuple[str, bool]]:
        found = helpers(still, ships, at_s=T0, wind_kn=30.0)
        return [(each.name, each.apart) for each in found]

    assert order(old, lee, late) == [("SHIP 1", False), ("SHIP 2", False), ("SHIP 3", True)]
    assert order(late) == [("SHIP 3", False)]
    assert order(old, able) == [("SHIP 4", False), ("SHIP 1", True)]
    assert order(old, lee, able)[-1] == ("SHIP 1", True)


def test_a_small_craft_has_no_room_for_hundreds(still: Sought) -> None:
    rooms = {
        (kind, length): able_ship(ship(1, kind, length, 1.0)).room
        for kind, length in (
            ("passenger", 20.0), ("passenger", 170.0), ("cargo", 60.0), ("cargo", 30.0),
            ("fishing", 12.0), ("fishing", 20.0), ("search and rescue", 17.0),
        )
    }  # fmt: skip
    assert [*rooms.values()] == [50, 500, 120, 30, 16, 40, 47]
