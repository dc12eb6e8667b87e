"""What the picture says of lives, alarms and conflicts, and what it never says."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from lastknown.boats.report import Report as Weighable
from lastknown.case.picture import Picture, picture
from lastknown.desk.record.assess import Assessment, assess
from lastknown.desk.record.exercise import AT, exercise_entries
from lastknown.desk.record.listing import list_words
from lastknown.desk.record.moments import later_than, latest, present
from lastknown.desk.record.picturing import Weather, surroundings
from lastknown.desk.record.situation import situation_words
from lastknown.desk.record.speaking import record_words
from lastknown.desk.record.views import AlarmView, BoatView, Candidate, Loose
from lastknown.people.clock import ALL_OUT, BELOW
from lastknown.times import to_seconds

EN, FR = record_words("en"), record_words("fr")


@pytest.fixture(scope="module")
def seen() -> Picture:
    return picture(exercise_entries())


@pytest.fixture(scope="module")
def found(seen: Picture) -> Assessment:
    return assess(seen, surroundings(seen, AT, Weather()).sea, AT)


def with_boat(found: Assessment, view: BoatView) -> Assessment:
    boats = tuple(view if each.boat == view.boat else each for each in found.boats)
    return replace(found, boats=boats)


def test_the_lowest_statement_leaves_the_search_to_a_named_person(
    seen: Picture, found: Assessment
) -> None:
    boat = found.boat("B1")
    assert boat.clock is not None
    for any_alive in (0.009, 1e-9, 0.0):
        low = replace(boat.clock, statement=BELOW, any_alive=any_alive, fewest=0, most=0)
        said = situation_words(EN, seen, with_boat(found, replace(boat, clock=low)))
        assert "chance that anyone lives below 1 %: a named person decides on the search" in said
        assert "Alive of those missing" not in said.partition("MISSING PERSONS")[0]
        french = situation_words(FR, seen, with_boat(found, replace(boat, clock=low)))
        assert "une personne désignée décide de la recherche" in french
    out = replace(boat, clock=replace(boat.clock, statement=ALL_OUT))
    assert "the closure gate decides" in situation_words(EN, seen, with_boat(found, out))
    without = situation_words(EN, seen, with_boat(found, replace(boat, clock=None)))
    assert "none is assumed; enter it (lastknown case conditions)" in without
    nowhere = replace(boat, clock=None, where=None, where_why="no position")
    assert "no position is known" in situation_words(EN, seen, with_boat(found, nowhere))
    crowd = replace(boat, clock=None, tally=replace(boat.tally, median=5000))
    assert "so many on board cannot be" in situation_words(EN, seen, with_boat(found, crowd))


def test_few_is_never_told_as_none(seen: Picture, found: Assessment) -> None:
    boat = found.boat("B1")
    assert boat.clock is not None
    for expected, most in (((0.0, 0.2, 1.2), 1), ((0.1, 0.9, 2.0), 0)):
        few = replace(boat.clock, expected=expected, fewest=0, most=most, any_alive=0.06)
        view = with_boat(found, replace(boat, clock=few))
        for words in (EN, FR):
            said = situation_words(words, seen, view)
            assert words.say("boat.survivors_few", p=words.percent(0.06)) in said
            assert "80 %: 0 to 0" not in said


def test_who_lives_in_the_mean_stands_beside_the_mean_of_the_missing(
    seen: Picture, found: Assessment
) -> None:
    """Not beside their median: "about 34 of about 32" would be read as an error."""
    boat = found.boat("B1")
    assert boat.clock is not None
    early = replace(boat.clock, missing=33.6, expected=(33.2, 33.5, 33.6), fewest=23, most=44)
    said = situation_words(EN, seen, with_boat(found, replace(boat, clock=early)))
    assert "23 to 44 (80 %); in the mean 34 of 34" in said.replace("\N{NO-BREAK SPACE}", " ")


def test_survival_is_a_range_with_the_times_of_its_marks(seen: Picture, found: Assessment) -> None:
    boat = found.boat("B1")
    assert boat.clock is not None
    at_s = to_seconds(AT)
    falls = {0.9: at_s - 3600.0, 0.5: at_s + 3600.0, 0.1: None, 0.01: None}
    clock = replace(boat.clock, falls=falls, expected=(3.0, 8.0, 15.0), fewest=2, most=16)
    said = situation_words(EN, seen, with_boat(found, replace(boat, clock=clock)))
    said = said.replace("\N{NO-BREAK SPACE}", " ")
    assert "2 to 16 (80 %); in the mean 8 of " in said
    assert "between curves 3 to 15" in said
    assert "90 % since 07:30; 50 % at 09:30; 10 % not within 14 days" in said


def test_alarms_come_first_and_acknowledged_ones_stay_quiet(
    seen: Picture, found: Assessment
) -> None:
    lines = situation_words(EN, seen, found).splitlines()
    assert lines[2].startswith("ALARMS (")
    quiet = tuple(replace(alarm, acknowledged=seen.log[0].entry.id) for alarm in found.alarms)
    said = situation_words(EN, seen, replace(found, alarms=quiet))
    assert f"Acknowledged alarms: {len(quiet)}." in said
    assert "  ! " not in said
    assert "No alarm." in situation_words(EN, seen, replace(found, alarms=()))


def test_an_entry_whose_time_lies_ahead_is_named(seen: Picture, found: Assessment) -> None:
    early = replace(found, at=AT - timedelta(hours=1))
    said = situation_words(EN, seen, early)
    assert "LEFT OUT, their time lies ahead (3): mrcc-varne/41, mrcc-varne/42" in said


def test_the_missing_of_a_closed_boat_are_still_looked_for(
    seen: Picture, found: Assessment
) -> None:
    said = situation_words(EN, seen, found).partition("MISSING PERSONS")[2]
    assert "B3 (white wooden boat, about 40): 1 person" in said
    assert "that anyone lives" in said
    assert "NOT LOOKED AT" in said


def test_a_clock_that_is_ahead_hides_nothing(seen: Picture) -> None:
    seen = replace(seen, log=tuple(o for o in seen.log if o.entry.body.kind != "unit_status"))
    last = max(one.entry.happened.at for one in seen.log)
    assert present(seen, last + timedelta(hours=1)) == last + timedelta(hours=1)
    assert present(seen, last - timedelta(minutes=14)) == last
    early = present(seen, last - timedelta(minutes=16))
    assert early == last - timedelta(minutes=16)
    assert later_than(seen, early)
    assert latest(seen, last - timedelta(days=1)) == last


def test_every_boat_says_where_who_and_why(seen: Picture, found: Assessment) -> None:
    boat = found.boat("B1")
    for why in ("closed", "drift off", "no sea", "no position", "outside the sea"):
        nowhere = replace(boat, where=None, where_why=why)
        assert "Where: " in situation_words(EN, seen, with_boat(found, nowhere))
    free = replace(boat.holding, centre=None)
    said = situation_words(EN, seen, with_boat(found, replace(boat, holding=free)))
    assert "HELD BY NO CENTRE" in said
    unclear = replace(boat.holding, unclear=(seen.log[3].entry.id,))
    said = situation_words(EN, seen, with_boat(found, replace(boat, holding=unclear)))
    assert "HOLDER UNCLEAR" in said
    settled = tuple(replace(c, settled=seen.log[1].entry.id) for c in boat.conflicts)
    said = situation_words(EN, seen, with_boat(found, replace(boat, conflicts=settled)))
    assert "Settled by mrcc-varne/1" in said


def test_beacons_of_a_false_sender_do_not_bury_the_rest(seen: Picture, found: Assessment) -> None:
    apart = Candidate(None, (), 0.9)
    boats = [(Candidate("B1", (), k / 1000), apart) for k in range(99)]
    many = [Loose(f"mrcc/{k}", "AIS contact", AT, each, flood=True) for k, each in enumerate(boats)]
    call = Loose("mrcc/call", "call", AT, (apart,))
    alarms = [AlarmView("unread", each.report, AT, {"what": "ais"}) for each in many]
    alarms.append(AlarmView("unread", "mrcc/call", AT, {"what": "call"}))
    flooded = replace(found, loose=(*many, call), alarms=tuple(alarms))
    said = situation_words(EN, seen, flooded).replace("\N{NO-BREAK SPACE}", " ")
    assert "ALARMS (100)" in said
    assert said.count(" is unread (") == 20 + 1
    assert "[unread mrcc/call]" in said
    more = "… and 79 more AIS contacts: beacons of a false sender? lastknown case list has each"
    told = said.partition("REPORTS LINKED TO NO BOAT (100)")[2].partition("\n\n")[0].splitlines()
    assert len(told) == 1 + 20 + 1 + 1
    assert told[-1].strip() == more
    assert "mrcc/98 " in told[-3], "those that are most likely of a known boat"
    assert "mrcc/call " in told[-2]
    assert "… and 79 more AIS contacts with this alarm" in said
    french = situation_words(FR, seen, flooded).replace("\N{NO-BREAK SPACE}", " ")
    assert french.count("… et 79 autres contacts AIS") == 2


def contact(name: str, minute: int, sender: str) -> Weighable:
    return Weighable(name, "AIS contact", minute * 60.0, 120.0, source=sender, object_id=sender)


def test_a_flood_hides_no_beacon_that_is_not_of_it(seen: Picture, found: Assessment) -> None:
    near, off = (Candidate("B1", (), 0.03), Candidate(None, (), 0.97)), (Candidate(None, (), 1.0),)
    flood = [(f"mrcc/{k}", near, True) for k in range(60)]
    lone = [("mrcc/first", off, False), ("mrcc/moved", off, False), ("mrcc/mob", off, False)]
    loose = tuple(Loose(name, "AIS contact", AT, *each) for name, *each in (*flood, *lone))
    reports = [contact(name, k, name) for k, (name, *_) in enumerate(flood)]
    reports += [contact("mrcc/first", 500, "SART"), contact("mrcc/moved", 560, "SART")]
    reports += [contact("mrcc/mob", 570, "MOB")]
    association = replace(
        found.association, reports=tuple(reports), apart=frozenset(name for name, *_ in flood)
    )
    alarms = tuple(AlarmView("unread", each.report, AT, {"what": "ais"}) for each in loose)
    told = replace(found, loose=loose, alarms=alarms, association=association)
    said = situation_words(EN, seen, told).replace("\N{NO-BREAK SPACE}", " ")
    listed = said.partition("REPORTS LINKED TO NO BOAT (63)")[2].partition("\n\n")[0]
    for each in ("mrcc/moved", "mrcc/mob"):
        assert f"{each} " in listed
        assert f"[unread {each}]" in said
    assert "mrcc/first " not in listed, "of one beacon its newest place"
    assert "and 41 more AIS contacts" in listed
    assert "and 41 more AIS contacts with this alarm" in said


def test_a_picture_of_before_the_record_was_begun_has_a_heading() -> None:
    before = AT - timedelta(days=9)
    none = picture(exercise_entries(), at=before)
    said = situation_words(
        EN, none, assess(none, surroundings(none, before, Weather()).sea, before)
    )
    assert said.startswith("[no name by then]: the picture at Fri 13 Nov 2026")
    assert list_words(EN, none).startswith("[no name by then]: 0 entries")


def test_a_flood_of_beacons_is_told_as_one_and_what_links_do(
    seen: Picture, found: Assessment
) -> None:
    apart = frozenset(f"mrcc/{k}" for k in range(500))
    flooded = replace(found, association=replace(found.association, apart=apart))
    loose = Loose("mrcc/1", "AIS contact", AT, (), flood=True)
    said = situation_words(EN, seen, replace(flooded, loose=(loose,)))
    assert "500 AIS contacts are of more than 20 senders new within the hour" in said
    french = situation_words(FR, seen, replace(flooded, loose=(loose,)))
    assert "500 contacts AIS viennent de plus de 20 émetteurs nouveaux" in french
    assert "new within the hour" not in situation_words(EN, seen, found)
