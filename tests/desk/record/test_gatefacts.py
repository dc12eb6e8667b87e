from __future__ import annotations

import inspect

import pytest

from lastknown.desk.record import gatefacts
from lastknown.desk.record.assess import assess
from lastknown.desk.record.associate import weigh_reports
from lastknown.desk.record.gate import GateFacts
from lastknown.desk.record.gatefacts import gate_facts
from lastknown.desk.record.persons import statements
from lastknown.desk.record.standing import standing
from lastknown.desk.record.views import BoatView
from lastknown.people.tally import tally
from tests.case.nights import at
from tests.desk.record.exercise import HERE, Night, persons


def rescued(certain: bool = True) -> tuple[Night, str, str]:
    """Return a night of a boat that called and was rescued, all 33 counted on deck."""
    night = Night()
    night.say("east", 1, "boat", boat="B1")
    call = night.call(5, number="07700 900111", persons=persons(33), position=HERE)
    night.say("east", 6, "link", report=call, boat="B1", belief="certain")
    rescue = night.call(60, what="rescue", persons=persons(33), position=HERE, unit="Lifeboat A")
    if certain:
        night.say("east", 61, "link", report=rescue, boat="B1", belief="certain")
    said = {"where": "on_board", "counts": persons(33), "source": "occupants"}
    night.say("east", 62, "persons", report=rescue, **said)
    return night, call, rescue


def facts_of(night: Night) -> GateFacts:
    stands = standing(night.picture())
    weighed = weigh_reports(stands, None)
    state = next(each for each in stands.picture.boats if each.boat == "B1")
    return gate_facts(stands, weighed, state, tally(statements(stands, weighed, "B1")))


def view(night: Night, minutes: float = 300) -> BoatView:
    return assess(night.picture(), None, at(minutes)).boat("B1")


def codes(night: Night) -> set[str]:
    return {block.code for block in view(night).gate.blocks}


def test_a_boat_that_was_identified_and_counted_may_be_closed() -> None:
    night, call, rescue = rescued()
    assert codes(night) == {"no identification", "not sure"}
    name = night.say(
        "east", 65, "identification", report=call, rescue=rescue, how="phone", same=True
    )
    found = view(night).gate
    assert (found.opens, found.blocks, found.rescue) == (True, (), rescue)
    assert found.identifications == (name,)
    assert found.upper == found.accounted == 33


def test_one_call_after_the_rescue_shuts_it_again() -> None:
    night, call, rescue = rescued()
    night.say("east", 65, "identification", report=call, rescue=rescue, how="phone", same=True)
    again = night.call(120, number="07700 900111")
    night.say("east", 121, "link", report=again, boat="B1", belief="certain")
    found = view(night)
    assert not found.gate.opens
    (conflict,) = (each for each in found.conflicts if each.code == "call after rescue")
    assert conflict.entries == (again, rescue)
    (later,) = facts_of(night).later
    assert (later.entry, later.rescue, later.p) == (again, rescue, 1.0)
    assert later.factor < 0.01
    assert later.after_s == 3600.0
    settled = night.say("west", 130, "conflict_settled", entries=[again, rescue])
    (conflict,) = (each for each in view(night).conflicts if each.code == "call after rescue")
    assert conflict.settled == settled


def test_what_was_settled_goes_by_what_stood_then() -> None:
    night, call, rescue = rescued()
    for how in ("phone", "own_word", "photographs"):
        night.say("east", 65, "identification", report=call, rescue=rescue, how=how, same=True)
    again = night.call(120, number="07700 900111")
    night.say("east", 121, "link", report=again, boat="B1", belief="certain")
    later = night.call(120, number="07700 900111", entered=125, replaces=[again])
    name = night.say("west", 130, "conflict_settled", entries=[again, rescue])
    (settled,) = facts_of(night).settled
    assert settled.entry == name
    assert set(settled.entries) == {again, later, rescue}
    assert codes(night) == set()
    night.call(180, number="07700 900111", entered=190, replaces=[later])
    assert codes(night) == {"call after rescue"}, "nobody settled what was corrected since"


def test_what_is_settled_with_its_code_and_boat_settles_nothing_else() -> None:
    night, _, rescue = rescued()
    night.say("west", 90, "link", report=rescue, boat="B1", belief="never")
    given = {"entries": [rescue], "raw": "a slip of the hand"}
    night.say("east", 95, "conflict_settled", code="call after rescue", **given)
    assert "disputed link" in codes(night), "it was another conflict"
    night.say("east", 96, "conflict_settled", code="disputed link", boat="B2", **given)
    assert "disputed link" in codes(night), "it was of another boat"
    night.say("east", 97, "conflict_settled", code="disputed link", boat="B1", **given)
    assert "disputed link" not in codes(night)


def test_a_link_disputed_for_another_boat_takes_back_nothing_that_was_settled() -> None:
    night, _, rescue = rescued()
    night.say("west", 90, "link", report=rescue, boat="B1", belief="never")
    night.say("east", 95, "conflict_settled", entries=[rescue])
    night.say("east", 96, "link", report=rescue, boat="B2", belief="never")
    night.say("west", 97, "link", report=rescue, boat="B2", belief="likely")
    assert "disputed link" not in codes(night)
    other = assess(night.picture(), None, at(300)).boat("B2")
    assert "disputed link" in {block.code for block in other.gate.blocks}


def test_a_link_that_is_disputed_anew_is_not_settled_by_what_was_settled_before() -> None:
    night, _, rescue = rescued()
    never = night.say("west", 90, "link", report=rescue, boat="B1", belief="never")
    night.say("east", 95, "conflict_settled", entries=[rescue])
    assert "disputed link" not in codes(night)
    night.say("west", 96, "note", retracts=[never])
    night.say("west", 97, "link", report=rescue, boat="B1", belief="unlikely")
    assert "disputed link" in codes(night)


def two_boats() -> tuple[Night, str, str]:
    """Return the night of `rescued`, identified, and a second boat of the other centre."""
    night, call, rescue = rescued()
    night.say("east", 65, "identification", report=call, rescue=rescue, how="phone", same=True)
    there = {"lon": 1.40, "lat": 51.05, "error_m": 500.0}
    other = night.call(9, centre="west", number="07900 222222", position=there, persons=persons(30))
    night.say("west", 10, "link", report=other, boat="B2", belief="certain")
    return night, call, rescue


def test_one_rescue_does_not_close_two_boats() -> None:
    """The failure of 24 November 2021: a boat written off because another was rescued."""
    night, _, rescue = two_boats()
    assert codes(night) == set()
    wrong = night.say("west", 70, "link", report=rescue, boat="B2", belief="certain")
    both = assess(night.picture(), None, at(300))
    for each in both.boats:
        (found,) = (c for c in each.conflicts if c.code == "contradictory decisions")
        assert wrong in found.entries
        assert not each.gate.opens
    assert "no identification" in {block.code for block in both.boat("B2").gate.blocks}
    night.say("west", 80, "unlink", report=rescue, boat="B2")
    assert codes(night) == set()


def test_one_rescue_identified_as_two_boats_is_a_conflict_of_both() -> None:
    night, _, rescue = two_boats()
    first = next(e.id for e in night.entries if e.body.kind == "identification")
    other = next(e.id for e in night.entries if e.centre == "west" and e.body.kind == "report")
    wrong = night.say(
        "west", 70, "identification", report=other, rescue=rescue, how="phone", same=True
    )
    both = assess(night.picture(), None, at(300))
    for boat in both.boats:
        (found,) = (c for c in boat.conflicts if c.code == "contradictory decisions")
        assert set(found.entries) == {first, wrong}
        assert not boat.gate.opens
    night.say("east", 80, "conflict_settled", entries=[first, wrong], raw="a misheard number")
    assert "contradictory decisions" not in codes(night)


def test_the_phone_of_another_boat_identifies_nothing() -> None:
    night, call, rescue = two_boats()
    joined = night.say("west", 70, "link", report=rescue, boat="B2", belief="certain")
    first = next(e.id for e in night.entries[5:] if e.body.kind == "link")
    night.say("east", 75, "conflict_settled", entries=[joined, first], raw="two names")
    boat = assess(night.picture(), None, at(300)).boat("B2")
    assert {block.code for block in boat.gate.blocks} == {"no identification", "not sure"}
    night.say("east", 76, "link", report=call, boat="B2", belief="likely")
    boat = assess(night.picture(), None, at(300)).boat("B2")
    assert "no identification" not in {block.code for block in boat.gate.blocks}


def test_a_rescue_compared_with_a_rescue_identifies_no_caller() -> None:
    night, call, rescue = rescued()
    night.say("west", 65, "identification", report=rescue, rescue=rescue, how="phone", same=True)
    second = night.call(66, what="recovery", unit="Helo 1")
    night.say("east", 67, "link", report=second, boat="B1", belief="certain")
    night.say(
        "east", 68, "identification", report=second, rescue=rescue, how="photographs", same=True
    )
    assert codes(night) == {"no identification", "not sure"}
    night.say("east", 69, "identification", report=rescue, rescue=call, how="phone", same=True)
    assert codes(night) == set(), "which of the two is named first does not matter"


def test_a_word_against_counts_whichever_report_is_named_first() -> None:
    night, call, rescue = rescued()
    night.say("east", 65, "identification", report=call, rescue=rescue, how="phone", same=True)
    night.say(
        "east", 66, "identification", report=rescue, rescue=call, how="description", same=False
    )
    assert codes(night) == {"identification against", "not sure"}


def test_identifications_of_its_reports_for_and_against() -> None:
    night, call, rescue = rescued(certain=False)
    against = night.say(
        "east", 70, "identification", report=call, rescue=rescue, how="description", same=False
    )
    (one,) = facts_of(night).identifications
    assert (one.entry, one.report, one.rescue, one.how, one.same) == (
        against,
        call,
        rescue,
        "description",
        False,
    )
    assert {"identification against", "not sure"} <= codes(night)


def test_what_two_centres_dispute() -> None:
    night, _, rescue = rescued()
    night.say("west", 90, "link", report=rescue, boat="B1", belief="never")
    assert facts_of(night).disputed == (rescue,)
    assert "disputed link" in codes(night)


def test_a_rescue_that_nobody_alleges_makes_no_call_a_conflict() -> None:
    night, _, _ = rescued()
    elsewhere = {"lon": -4.0, "lat": 50.0, "error_m": 500.0}
    other = night.call(10, what="rescue", persons=persons(4), position=elsewhere)
    assert other not in {later.rescue for later in facts_of(night).later}


@pytest.mark.parametrize("word", ["now", "at_s:", "moment", "clock"])
def test_no_clock_is_given_to_the_gate(word: str) -> None:
    names = inspect.signature(gatefacts.gate_facts).parameters
    assert word.rstrip(":") not in names


def test_time_alone_changes_nothing() -> None:
    night, _, _ = rescued()
    assert view(night, 300).gate.blocks == view(night, 60 * 24 * 30).gate.blocks


def test_taking_up_what_is_proposed_makes_nothing_sure_enough_to_close() -> None:
    night, _, rescue = rescued(certain=False)
    second = night.call(30, number="07900 222222", persons=persons(33), position=HERE)
    night.say("east", 31, "link", report=second, boat="B1", belief="likely")
    night.say("east", 63, "link", report=rescue, boat="B1", belief="likely")
    night.say("east", 65, "identification", report=second, rescue=rescue, how="phone", same=True)
    weighed = weigh_reports(standing(night.picture()), None)
    named = [r.id for r in weighed.reports].index(rescue)
    assert weighed.of["B1"][named] >= 0.999
    assert weighed.firm["B1"][named] < 0.999
    (found,) = facts_of(night).rescues
    assert found.p_same == weighed.firm["B1"][named]
    assert "not sure" in codes(night)


def test_reports_that_surely_were_rescued_are_named_where_the_boat_is_not_sure() -> None:
    night = Night()
    night.say("east", 1, "boat", boat="B1")
    seen = night.call(5, what="sighting", position=HERE)
    call = night.call(30, number="07700 900111", persons=persons(33), position=HERE)
    for report in (seen, call):
        night.say("east", 31, "link", report=report, boat="B1", belief="likely")
    rescue = night.call(60, what="rescue", persons=persons(33), position=HERE, unit="Lifeboat A")
    for how in ("phone", "own_word"):
        night.say("east", 65, "identification", report=call, rescue=rescue, how=how, same=True)
    blocks = {each.code: each for each in view(night).gate.blocks}
    assert blocks["not sure"].values["proved"] == (call,)
    night.say("east", 70, "link", report=call, boat="B1", belief="certain")
    assert "not sure" not in {each.code for each in view(night).gate.blocks}
