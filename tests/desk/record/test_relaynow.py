"""Who is around a relay, and how it is said in both languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from lastknown.case.told import WarningSent
from lastknown.case.traffic import keep_ships, open_ships
from lastknown.desk.record.assess import assess
from lastknown.desk.record.relay import STEPS
from lastknown.desk.record.relaydoc import draft_document, draft_words, state_words
from lastknown.desk.record.relayed import Measured, Whom
from lastknown.desk.record.relayentries import relay_entry
from lastknown.desk.record.relaying import draft_relay, send_relay
from lastknown.desk.record.relaynear import (
    AROUND_NM,
    Near,
    as_one,
    entered_as,
    near_ships,
    near_units,
    soonest,
)
from lastknown.desk.record.relaynow import picture_then, relay_states
from lastknown.desk.record.relayships import relay_ships
from lastknown.desk.record.relaytext import Calling
from lastknown.desk.record.relaywords import near_words, relay_lines
from lastknown.desk.record.situation import situation_words, telling_of
from lastknown.desk.record.speaking import record_words
from lastknown.desk.record.standing import standing
from lastknown.desk.record.verbs import Hand
from lastknown.errors import LastknownError
from lastknown.geo.coast import build_coast
from lastknown.geo.position import Position
from lastknown.ships.columns import Positions, Static
from lastknown.ships.help import Role, helpers
from lastknown.ships.radio import Station
from lastknown.ships.setout import CALLED_S
from lastknown.ships.ship import Ship, Track
from lastknown.ships.sought import stays
from lastknown.times import to_seconds
from tests.case.nights import at, begin
from tests.desk.record.exercise import HERE, Night
from tests.desk.record.test_relay import relay, relayed

EN, FR = record_words("en"), record_words("fr")
BOAT = Position(HERE["lon"], HERE["lat"])


def track(mmsi: int, north_nm: float, *, kind: str = "cargo", speed: float = 6.0) -> Track:
    """Return a ship so far north of the boat at 02:26, going east; speed in m/s."""
    ship = Ship(mmsi, f"SHIP {mmsi}", "", kind, 120.0, 20.0, 7.0, 6.0, 20.0, 10.0)
    one = np.array([1.0])
    when = np.array([to_seconds(at(86))])
    lat = np.array([BOAT.lat + north_nm / 60.0])
    return Track(ship, when, np.array([BOAT.lon]), lat, one * speed, one * 90.0, one * 90.0)


def test_without_an_antenna_those_around_the_boat_are_held_to_hear() -> None:
    ships = [track(1, 5.0), track(2, AROUND_NM + 1.0), track(3, 1.0)]
    near = near_ships(ships, at(87), BOAT)
    assert [each.whom.mmsi for each in near] == [3, 1]
    assert near[1].distance_nm == pytest.approx(5.0, abs=0.1)
    assert near[1].minutes is not None
    straight = 5.0 / 11.66 * 60
    assert straight + CALLED_S / 60 < near[1].minutes < straight + 15, "6 m/s are 11.7 kn"
    assert near_ships(ships, at(87) + timedelta(hours=2), BOAT) == (), "too long ago"


def test_who_was_not_heard_for_long_says_so_and_comes_after_who_was() -> None:
    far, near = track(1, 5.0), track(2, 1.0)
    old = replace(near, time_s=near.time_s - 25 * 60.0)
    lost, live = near_ships([far, old], at(86), BOAT)[::-1]
    assert (lost.whom.mmsi, live.whom.mmsi) == (2, 1)
    assert (lost.heard_min, live.heard_min) == (pytest.approx(25.0), pytest.approx(0.0))
    assert (lost.lost, live.lost) == (True, False)
    assert (lost.doubtful, live.doubtful) == (True, False)
    t = telling_of(EN, Night().picture(), at(86))
    assert "last heard 25 min ago" in near_words(t, lost).replace("\N{NO-BREAK SPACE}", " ")
    assert "last heard" not in near_words(t, live)


def test_who_was_heard_comes_before_who_was_not_and_who_is_not_there_in_time_last() -> None:
    """Whom to call next: one heard now who stands by before one who could take up and is gone."""

    def near(name: str, heard_min: float | None, role: Role = "recover", **more: bool) -> Near:
        minutes = None if role == "not asked" else 9.0
        return Near(Whom(name), "", 3.0, minutes, role, heard_min=heard_min, **more)

    given = [
        near("too far", 1.0, "not asked"), near("lost, by her side", 25.0, "stand by"),
        near("lost", 20.1), near("by her side", 2.0, "stand by"), near("heard", 20.0),
        near("unit", None, unit=True), near("lost too far", 30.0, "not asked"),
    ]  # fmt: skip
    ordered = [each.whom.name for each in sorted(given, key=soonest)]
    assert ordered == [
        "unit", "heard", "by her side", "lost", "lost, by her side", "too far", "lost too far",
    ]  # fmt: skip


def test_who_is_new_since_a_relay_is_counted_apart_and_who_is_kept_shows_her_age() -> None:
    """Two were in range at 02:27; at 02:40 one of them is still heard, and two have come."""

    def listed(number: int, heard_min: float) -> dict[str, object]:
        told = {"name": f"SHIP {number}", "mmsi": number, "type": "cargo"}
        return {**told, "distance_nm": 5.0, "minutes": 9.0, "heard_min": heard_min}

    night, _ = relayed(ships=[listed(7, 0.5), listed(8, 9.0)])
    far = {"lon": HERE["lon"], "lat": HERE["lat"] + 1.0}
    night.say("east", 88, "unit_status", unit="Far lifeboat", status="available", position=far)
    ships = [replace(track(k, 3.0), time_s=np.array([to_seconds(at(99))])) for k in (7, 9, 10)]
    (state,) = relay_states(night.entries, at(100), ships)
    assert (state.in_range, state.since) == (3, 2), "a unit 60 NM off is not in range"
    by = {each.near.whom.name: each for each in state.silent}
    assert {name for name, each in by.items() if each.new} == {"SHIP 9", "SHIP 10"}
    assert by["SHIP 7"].near.heard_min == pytest.approx(1.0)
    assert (by["SHIP 8"].near.heard_min, by["SHIP 8"].near.lost) == (pytest.approx(22.0), True)
    assert by["Far lifeboat"].near.heard_min is None
    assert [each.near.whom.name for each in state.silent][-1] == "SHIP 8"
    for words, said in ((EN, "then, 2 more near now"), (FR, "alors, 2 de plus à proximité")):
        t = telling_of(words, night.picture(), at(100))
        lines = [*relay_lines(t, state)]
        assert said in lines[0]
        assert sum(words.say("relay.new") in line for line in lines) == 2
        assert words.say("relay.lost_last") in lines[1]
        assert words.say("relay.heard", minutes=22) in lines[-3]
        then = words.say("relay.then", distance=words.nm(5.0), clock=t.clock(at(87)))
        assert then in lines[-3]
        assert words.say("relay.then_minutes", minutes=9) not in lines[-3], "too old"
        assert words.say("relay.elsewhere") in lines[-3]
    gone = replace(ships[1], ship=replace(ships[1].ship, mmsi=8), lat=ships[1].lat + 1.0)
    (state,) = relay_states(night.entries, at(100), [gone])
    (kept,) = (each.near for each in state.silent if each.near.whom.mmsi == 8)
    assert (kept.then, kept.doubtful, state.since) == (None, True, 0), "heard, but 63 NM off"
    assert kept.heard_min == pytest.approx(1.0)
    (state,) = relay_states(night.entries, at(100), ships)
    entry = relay_entry(telling_of(EN, night.picture(), at(100)), state)
    assert (entry["in_range"], entry["in_range_since"]) == (3, 2)
    (unknown,) = relay_states(relayed(ships=None)[0].entries, at(100), ships)
    assert (unknown.since, any(each.new for each in unknown.silent)) == (None, False)


def test_a_long_list_is_cut_in_words_and_whole_where_all_are_asked_for() -> None:
    night, _ = relayed()
    seen = night.picture(at(87))
    view = assess(seen, None, at(87), drift=False).boat("B1")
    ships = [track(k, 0.1 * k) for k in range(1, 41)]
    calling = Calling("Dover Coastguard", at(87))
    drafted = draft_relay((EN, EN), seen, view, calling, "VHF 16", ships=ships)
    t = telling_of(EN, seen, at(87))
    ways = {"spoken": False, "navtex": False}
    cut, whole = (draft_words(t, drafted, **ways, every=every) for every in (False, True))
    assert (cut.count("SHIP "), whole.count("SHIP ")) == (10, 40)
    assert cut.endswith("\n  … and 30 more: --all lists them")
    assert "--all" not in whole
    states = relay_states(night.entries, at(88), ships)
    cut, whole = (state_words(t, states, every=every) for every in (False, True))
    listed = [sum(row.startswith(" " * 4) for row in text.splitlines()) for text in (cut, whole)]
    assert listed == [30 + 1, 43], "40 ships, and the three that were in range then"
    assert ("\n    … and 13 more: --all lists them" in cut, "--all" in whole) == (True, False)
    assert "… and 38 more" in "\n".join(relay_lines(t, states[0]))


def test_with_an_antenna_the_line_of_sight_counts() -> None:
    ships = [track(1, 8.0), track(2, 22.0, kind="pleasure"), track(3, 60.0)]
    low = Station((BOAT.lon, BOAT.lat), 4.0)
    near = near_ships(ships, at(86), BOAT, low)
    assert [(each.whom.mmsi, each.doubtful) for each in near] == [(1, False)]
    high = Station((BOAT.lon, BOAT.lat), 120.0)
    found = near_ships(ships, at(86), BOAT, high)
    assert {each.whom.mmsi for each in found} == {1, 2}


def test_who_is_near_the_boat_is_in_range_only_where_the_station_reaches_them() -> None:
    """An antenna 60 NM south of the boat, 120 m high; one 250 NM off; and none that is known."""

    def listed(station: Station | None) -> tuple[list[tuple[str, bool]], list[str]]:
        calling = Calling("Dover Coastguard", at(87))
        drafted = draft_relay(
            *((FR, EN), seen, view, calling, "VHF 16"), ships=ships, station=station
        )
        near = [(each.whom.name, each.doubtful) for each in drafted.near]
        return sorted(near), sorted(each.whom.name for each in drafted.beyond)

    night, _ = relayed()
    for unit, north_nm, minutes in (("Close lifeboat", 2.0, 80), ("South lifeboat", -50.0, 80),
                                    ("Old lifeboat", -50.0, 20)):  # fmt: skip
        place = {"lon": HERE["lon"], "lat": HERE["lat"] + north_nm / 60}
        fields = {"status": "available", "type": "lifeboat", "position": place}
        night.say("east", minutes, "unit_status", unit=unit, **fields)
    seen = night.picture(at(87))
    view = assess(seen, None, at(87), drift=False).boat("B1")
    ships = [track(7, 5.0), track(8, -45.0), track(9, 40.0)]
    south = Station((BOAT.lon, BOAT.lat - 1.0), 120.0)
    close = ["Close lifeboat", "SHIP 7"]
    far = [("Old lifeboat", True), ("SHIP 8", False), ("South lifeboat", False)]
    assert listed(south) == (far, close)
    assert listed(Station((BOAT.lon, BOAT.lat - 250.0 / 60.0), 120.0)) == ([], close)
    assert listed(None) == ([(name, False) for name in close], [])


def test_what_is_in_range_of_the_station_alone_or_of_the_boat_alone_is_said() -> None:
    night, _ = relayed()
    seen = night.picture(at(87))
    view = assess(seen, None, at(87), drift=False).boat("B1")
    station = Station((BOAT.lon, BOAT.lat - 1.0), 120.0)
    ships, calling = [track(7, 5.0), track(8, -45.0)], Calling("Dover Coastguard", at(87))
    for words, out, off in (
        (EN, "Near the boat, but OUT OF RANGE of the station (1)", "but more than 20 NM from the"),
        (FR, "mais HORS DE PORTÉE de la station (1)", "mais à plus de 20 NM de l’embarcation"),
    ):
        drafted = draft_relay(
            *((words, EN), seen, view, calling, "VHF 16"), ships=ships, station=station
        )
        said = draft_words(telling_of(words, seen, at(87)), drafted, spoken=False, navtex=False)
        said = said.replace("\N{NO-BREAK SPACE}", " ")
        near, _, beyond = said.partition(out)
        assert (off in near, off in beyond) == (True, False)
        assert ("SHIP 8" in near, "SHIP 8" in beyond) == (True, False)
        assert ("SHIP 7" in near, "SHIP 7" in beyond) == (False, True)
        document = draft_document(seen, drafted, [], [])
        assert [each["name"] for each in document["near"]] == ["SHIP 8"]
        assert {each["name"] for each in document["beyond"]} == {"SHIP 7"}
        assert document["by_line_of_sight"] is True


def test_how_old_the_entered_position_of_a_unit_is_stands_in_its_line() -> None:
    night = Night()
    joined(night, 20, 3.0, unit="Tug")
    for words, said in ((EN, "its position is 1 h 47 min old"), (FR, "position vieille de 1 h 47")):
        lines = []
        for minutes in (29, 127):
            seen = night.picture(at(minutes))
            (unit,) = near_units(standing(seen), at(minutes), BOAT)
            line = near_words(telling_of(words, seen, at(minutes)), unit)
            lines.append(line.replace("\N{NO-BREAK SPACE}", " "))
        assert ("old" in lines[0], "vieille" in lines[0]) == (False, False), "9 min are none"
        assert said in lines[1].replace("\N{NARROW NO-BREAK SPACE}", " ")


def test_a_unit_that_ais_has_out_of_range_is_not_in_range_by_an_older_entry() -> None:
    """Entered near the antenna at 01:20, heard 5 NM from the boat at 02:26."""
    night = Night()
    joined(night, 20, -59.0, unit="SHIP 7")
    south = Station((BOAT.lon, BOAT.lat - 1.0), 120.0)
    units = near_units(standing(night.picture()), at(87), BOAT, south)
    assert [each.beyond for each in units] == [False]
    (one,) = as_one(units, near_ships([track(7, 5.0)], at(87), BOAT, south))
    assert (one.unit, one.beyond) == (True, True)


def test_ships_are_judged_as_ships_help_judges_them() -> None:
    """What a ship can do, her time with call, turn and anchor, and land in the way."""
    ships = [track(1, 4.0, speed=0.0), track(2, 5.0), track(3, -15.0, kind="search and rescue")]
    at_s = to_seconds(at(86))
    west, south = BOAT.lon - 0.08, BOAT.lat + 2.2 / 60
    east, north = west + 0.16, south + 0.6 / 60
    corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    coast = build_coast([np.array(corners)], (1.0, 50.0, 2.5, 51.5))
    near = near_ships(ships, at(86), BOAT, coast=coast)
    found = helpers(stays(BOAT, at_s, at_s + 6 * 3600), ships, at_s=at_s, coast=coast)
    assert [each.whom.mmsi for each in near] == [each.ship.mmsi for each in found if each.ship]
    for one, other in zip(near, found, strict=True):
        assert one.minutes == pytest.approx((other.datum_s - at_s) / 60)
        assert (one.role, one.over_land) == (other.role, other.over_land)
    by = {each.whom.mmsi: each for each in near}
    assert by[1].minutes is not None
    assert by[2].minutes is not None
    assert by[1].minutes > by[2].minutes, "she lies at anchor, though she is nearer"
    assert (by[2].over_land, by[3].over_land) == (True, False)
    assert "land in the way" in near_words(telling_of(EN, Night().picture(), at(86)), by[2])


@pytest.mark.parametrize("lon", [1.55, -179.99])
def test_two_ships_under_one_number_are_two(lon: float) -> None:
    """One is around the corner, the other beyond every horizon; across 180 degrees too."""
    boat = Position(lon, 51.0)
    ships = [track(5, 3.0), track(5, 200.0), track(5, 24.0, kind="pleasure")]
    at_s = np.array([to_seconds(at(86))])
    ships = [
        replace(each, time_s=at_s, lon=np.array([west]), ship=replace(each.ship, name=name))
        for each, west, name in zip(
            ships, (179.99 if lon < 0 else lon,) * 3, ("A", "B", "C"), strict=True
        )
    ]
    station = Station((lon, 51.0), 100.0)
    near = near_ships(ships, at(86), boat, station)
    assert {each.whom.name for each in near} == {"A", "C"}
    for alone in ships:
        only = near_ships([alone], at(86), boat, station)
        assert only == tuple(each for each in near if each.whom.name == alone.ship.name)


def test_who_can_take_people_up_comes_first_and_a_rescue_unit_before_a_ship() -> None:
    def near(name: str, minutes: float | None, role: Role = "recover", **more: bool) -> Near:
        return Near(Whom(name), "", 3.0, minutes, role, **more)

    given = [
        near("not asked", None, "not asked"), near("by her side", 5.0, "stand by"),
        near("lifeboat", 29.0, unit=True), near("ship", 20.0), near("sooner", 18.0),
    ]  # fmt: skip
    ordered = [each.whom.name for each in sorted(given, key=soonest)]
    assert ordered == ["sooner", "lifeboat", "ship", "by her side", "not asked"]


def test_units_of_the_record_wait_until_they_are_ready() -> None:
    night = Night()
    north = {"lon": HERE["lon"], "lat": HERE["lat"] + 10.0 / 60}
    unit = {"type": "lifeboat", "position": north, "speed_kn": 30.0}
    night.say("east", 1, "unit_status", unit="Dover", status="available", ready=at(97), **unit)
    night.say("east", 2, "unit_status", unit="Calais", status="off_duty", **unit)
    night.say("east", 3, "unit_status", unit="Varne", status="available", type="lifeboat")
    night.say("east", 4, "unit_status", unit="Rescue 1", status="available", type="helicopter",
              position=north)  # fmt: skip
    found = near_units(standing(night.picture()), at(87), BOAT)
    assert [(each.whom.name, each.flies) for each in found] == [
        ("Rescue 1", True),
        ("Dover", False),
    ]
    assert found[1].minutes == pytest.approx(10.0 + 20.0, abs=0.1)
    (kept,) = entered_as(found[1:])
    assert kept == {"name": "Dover", "type": "lifeboat", "distance_nm": 10.01, "minutes": 30.0}


def joined(night: Night, minutes: float, north_nm: float, **given: object) -> None:
    """Enter a ship's status as `ships help --add` does."""
    place = {"lon": BOAT.lon, "lat": BOAT.lat + north_nm / 60}
    fields = {"unit": "SHIP 7", "type": "ship", "speed_kn": 11.7} | given
    night.say("east", minutes, "unit_status", status="available", position=place, **fields)


def test_a_ship_that_joined_stands_once_by_the_newer_position() -> None:
    """3 NM off when she joined at 02:20; AIS has her 5 NM off at 02:26, and she must turn."""
    night, _ = relayed(ships=[{"name": "SHIP 7", "mmsi": 7, "type": "cargo", "distance_nm": 4.0}])
    joined(night, 80, 3.0)
    ships = [track(7, 5.0), track(8, 6.0)]
    (state,) = relay_states(night.entries, at(90), ships)
    assert [(each.near.whom, each.new) for each in state.silent] == [
        (Whom("SHIP 7", 7), False), (Whom("SHIP 8", 8), True),
    ]  # fmt: skip
    assert state.since == 1, "she is not counted again"
    (alone,) = near_ships(ships[:1], at(90), BOAT)
    one = state.silent[0].near
    assert one == replace(alone, unit=True)
    assert one.minutes is not None
    assert one.minutes > 60.0 * one.distance_nm / 11.7 + CALLED_S / 60, "called and turned"
    line = near_words(telling_of(EN, night.picture(), at(90)), one)
    assert "cargo ship" in line.replace("\N{NO-BREAK SPACE}", " ")
    joined(night, 89.9, 3.0)  # and now her master says on the radio where she is
    (state,) = relay_states(night.entries, at(90), ships)
    told = state.silent[0].near
    assert (told.whom, told.distance_nm) == (Whom("SHIP 7", 7), pytest.approx(3.0, abs=0.02))
    assert told.heard_min is None
    assert len(state.silent) == 2


def test_a_unit_is_known_by_its_number_waits_until_ready_and_keeps_what_it_is() -> None:
    night = Night()
    joined(night, 60, 3.0, unit="MMSI 235000007")
    joined(night, 60, 5.0, unit="Dover", type="lifeboat", ready=at(120), speed_kn=20.0)
    joined(night, 60, 9.0, unit="Rescue 1", type="helicopter")
    units = near_units(standing(night.picture()), at(87), BOAT)
    nameless = track(235000007, 4.0)
    nameless = replace(nameless, ship=replace(nameless.ship, name=""))
    dover, twin, helo = (track(k, off) for k, off in ((9, 6.0), (10, 15.0), (11, 9.0)))
    dover, twin = (replace(e, ship=replace(e.ship, name="DOVER")) for e in (dover, twin))
    helo = replace(helo, ship=replace(helo.ship, name="RESCUE 1"))
    near = as_one(units, near_ships([nameless, dover, twin, helo], at(87), BOAT))
    found = {each.whom: each for each in near}
    assert len(near) == len(found) == 4
    one = found[Whom("MMSI 235000007", 235000007)]
    assert (one.unit, one.distance_nm) == (True, pytest.approx(4.0, abs=0.1))
    lifeboat = found[Whom("Dover", 9)]
    assert (lifeboat.type, lifeboat.role, lifeboat.unit) == ("lifeboat", "recover", True)
    assert lifeboat.minutes == pytest.approx(33.0 + 60.0 * lifeboat.distance_nm / 20.0, abs=0.1)
    assert not found[Whom("DOVER", 10)].unit, "two ships are called so: she is the other"
    assert found[Whom("Rescue 1", 11)].flies


def test_a_relay_is_of_the_boat_that_was_named_later() -> None:
    """Entered afterwards: what was decided later counts, what happened later does not."""
    night = Night()
    call = night.call(61, "taking water", position=HERE)
    relay(night, 87)
    night.say("east", 95, "boat", boat="B1")
    night.say("east", 96, "link", report=call, boat="B1", belief="certain")
    later = night.call(97, "help", position=HERE)
    seen = picture_then(night.entries, at(92))
    assert [state.boat for state in seen.boats] == ["B1"]
    assert all(one.entry.id != later for one in seen.log)
    (state,) = relay_states(night.entries, at(92), [track(7, 3.0)], "B1")
    assert state.unanswered
    assert [each.near.whom.mmsi for each in state.silent] == [7]
    assert relay_states(night.entries, at(92), None, "B2") == []


def test_ships_are_read_from_a_file_or_from_beside_the_record(tmp_path: Path) -> None:
    record = begin(str(tmp_path / "night.db"), tmp_path / "keys")
    record.close()
    where = str(tmp_path / "night.db")
    assert relay_ships(None, where, at(87)) is None, "none are kept"
    when = to_seconds(at(80))
    told = np.array([1.0, 1.0], np.float32)
    positions = Positions(
        np.array([7, 8]), np.array([when, when + 3600.0]), np.array([1.5, 1.6]),
        np.array([51.0, 51.0]), told, told, told, np.zeros(2, np.int8),
    )  # fmt: skip
    ships = open_ships(where)
    keep_ships(ships, positions, [Static(7, when, name="NORDSEE", ship_type=80)], known_s=when)
    ships.close()
    found = relay_ships(None, where, at(87))
    assert found is not None
    assert [(each.ship.mmsi, each.ship.name, each.ship.kind) for each in found] == [
        (7, "NORDSEE", "tanker")
    ]
    again = relay_ships(where, where, at(87))
    assert again is not None
    assert len(again) == 1
    with pytest.raises(LastknownError, match="does not exist or is no file"):
        relay_ships(str(tmp_path / "none.csv"), where, at(87))


def test_a_relay_is_said_in_both_languages() -> None:
    night, sent = relayed()
    night.say("east", 88, "warning_rung", warning=sent, to="Nordsee", means="vhf")
    night.say("east", 89, "warning_acknowledged", warning=sent, by="Far away", answer="cannot")
    seen = night.picture(at(93))
    (state,) = relay_states(night.entries, at(93))
    english = [*relay_lines(telling_of(EN, seen, at(93)), state)]
    french = [*relay_lines(telling_of(FR, seen, at(93)), state)]
    assert len(english) == len(french)
    plain = "\n".join(english).replace("\N{NO-BREAK SPACE}", " ")
    assert plain.startswith(
        "MAYDAY RELAY of 02:27 by Dover Coastguard on VHF 16: 3 held to be in range then; "
        "answered: 1; NOT TAKEN UP for 6 min\n  Far away at 02:29: cannot help\n"
    )
    assert (
        "  Nordsee (3.1 NM from the place relayed at 02:27, tanker, then 16 min away), "
        "tried by VHF 16: DSC call" in plain
    )
    assert (
        "Next: call Nordsee by DSC call now; repeat on VHF 16 now; DSC relay on VHF 70 now."
        in plain
    )
    assert "PAS PRIS EN CHARGE" in french[0]
    found = assess(seen, None, at(93), drift=False)
    assert english[0] in situation_words(EN, seen, found)
    document = relay_entry(telling_of(EN, seen, at(93)), state)
    assert (document["unanswered"], document["over"]) == (True, None)
    assert [each["name"] for each in document["silent"]] == ["Nordsee", "Calais Star"]


def test_two_ships_under_one_mmsi_say_that_an_answer_of_either_counts_for_both() -> None:
    told = {"mmsi": 7, "type": "cargo", "distance_nm": 5.0}
    night, sent = relayed(ships=[told | {"name": "SHIP 7"}, told | {"name": "OTHER"}])
    twin = track(7, 4.0)
    ships = [track(7, 3.0), replace(twin, ship=replace(twin.ship, name="OTHER")), track(8, 2.0)]
    said = []
    for minutes in (88, 90):
        (state,) = relay_states(night.entries, at(minutes), ships)
        for words in (EN, FR):
            lines = [*relay_lines(telling_of(words, night.picture(), at(minutes)), state)]
            said.append([line.split()[0] for line in lines if words.say("relay.either") in line])
        entry = relay_entry(telling_of(EN, night.picture(), at(minutes)), state)
        assert entry["shared_mmsi"] == [7]
        night.say("east", 89, "warning_acknowledged", warning=sent, by="SHIP 7", mmsi=7)
    assert sorted(said[0]) == sorted(said[1]) == ["OTHER", "SHIP"]
    assert said[2] == said[3] == ["SHIP"], "the answer; nobody else is called again"
    (later,) = relay_states(night.entries, at(90), ())
    assert [ship.name for ship in later.relay.ships or ()] == ["SHIP 7", "OTHER"], "two are two"


def test_a_relay_is_drafted_over_ships_and_units_and_never_sent_for_a_closed_boat(
    tmp_path: Path,
) -> None:
    night, _ = relayed()
    north = {"lon": HERE["lon"], "lat": HERE["lat"] + 5.0 / 60}
    night.say("east", 80, "unit_status", unit="Ship 7", status="available", position=north)
    seen = night.picture(at(87))
    view = assess(seen, None, at(87), drift=False).boat("B1")
    calling = Calling("Dover Coastguard", at(87))
    ships = [track(7, 5.0), track(8, 3.0)]
    drafted = draft_relay((EN, EN), seen, view, calling, "VHF 16", ships=ships)
    assert {each.whom.name for each in drafted.near} == {"Ship 7", "SHIP 8"}, "a unit stands once"
    record = begin(str(tmp_path / "night.db"), tmp_path / "keys")
    hand = Hand("J. Watch", "watch officer", at(87))
    with pytest.raises(LastknownError, match="is closed, so nobody would follow its relay"):
        send_relay(record, hand, replace(drafted, open=False))
    sent = send_relay(record, hand, drafted)
    record.close()
    assert isinstance(sent.body, WarningSent)
    assert (sent.body.in_range, sent.body.reply_within_s, sent.raw) == (2, 300.0, drafted.text)
    place = sent.body.position
    assert place is not None
    assert (place.lon, place.lat, place.at, place.how) == (1.55, 50.98, at(61), "told")


def test_every_step_has_words() -> None:
    for step in STEPS:
        assert EN.has(f"relay.step_{step}"), step
        assert FR.has(f"relay.step_{step}"), step


def test_a_relay_that_is_over_says_so_and_asks_for_nothing() -> None:
    night, sent = relayed(ships=None)
    night.say("east", 91, "warning_acknowledged", warning=sent, by="Nordsee", answer="proceeding")
    t = telling_of(EN, night.picture(), at(95))
    (coming,) = relay_states(night.entries, at(95))
    assert [*relay_lines(t, coming)][-1].startswith("Taken up")
    assert "who was in range was not worked out" in next(relay_lines(t, coming))
    night.say("east", 96, "warning_ended", warning=sent, how="cancelled")
    (over,) = relay_states(night.entries, at(97))
    assert [*relay_lines(t, over)][-1] == "Over: cancelled at 02:36 by east."


def test_distances_are_from_where_the_relay_put_the_boat_and_say_of_when() -> None:
    """A ship 5 NM north of the told place and on the probable one, 3 min after the relay."""
    north = {"lon": BOAT.lon, "lat": BOAT.lat + 5.0 / 60}
    probable = {**north, "at": at(87), "how": "probable"}
    ship = track(7, 5.0, speed=0.0)
    earlier, _ = relayed(ships=None)
    night, _ = relayed(ships=None, position=probable)
    (old,), (new,) = (relay_states(each.entries, at(90), [ship]) for each in (earlier, night))
    assert [state.silent[0].near.distance_nm for state in (old, new)] == [
        pytest.approx(5.0, abs=0.1), pytest.approx(0.0, abs=0.1),
    ]  # fmt: skip
    assert old.measured == Measured(HERE["lon"], HERE["lat"], at(61), "told")
    assert new.measured == Measured(north["lon"], north["lat"], at(87), "probable", relayed=True)
    for words, said in ((EN, "the probable position of 02:27"), (FR, "probable de 02h27")):
        lines = [*relay_lines(telling_of(words, night.picture(), at(90)), new)]
        assert said in lines[-2]
        assert words.position([north["lon"], north["lat"]]) in lines[-2]
    assert "at 02:01" in [*relay_lines(telling_of(EN, night.picture(), at(90)), old)][-2]
    entry = relay_entry(telling_of(EN, night.picture(), at(90)), new)["measured_from"]
    assert entry is not None
    assert (entry["at"], entry["how"]) == ("2026-05-15T02:27Z", "probable")


def test_the_picture_counts_from_the_same_place_as_the_list_of_whom_to_ring() -> None:
    unit = {"lon": BOAT.lon, "lat": BOAT.lat + 5.0 / 60}
    night, _ = relayed(position={**unit, "at": at(87), "how": "probable"})
    night.say("east", 88, "unit_status", unit="Lifeboat", status="available", position=unit)
    (state,) = relay_states(night.entries, at(95))
    shown = assess(night.picture(at(95)), None, at(95), drift=False).boat("B1").relay
    assert shown is not None
    assert (shown.measured, shown.silent) == (state.measured, state.silent)
    (lifeboat,) = (each.near for each in state.silent if each.near.unit)
    assert (lifeboat.distance_nm, lifeboat.then) == (pytest.approx(0.0, abs=0.01), None)
    assert {each.near.then for each in state.silent if not each.near.unit} == {at(87)}
