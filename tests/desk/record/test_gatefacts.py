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
    call = night.call(5, number="07900 111111", persons=persons(33), position=HERE)
    night.say("east", 6, "link", report=call, boat="B1", belief="certain")
    rescue = night.call(60, what="rescue", persons=persons(33), position=HERE, unit="Lifeboat A")
    if certain:
        night.say("east", 61, "link", report=rescue, boat="B1", belief="certain")
    night.say("east", 62, "persons", report=rescue, where="on_board", counts=persons(33))
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
    assert codes(night) == {"no identification"}
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
    again = night.call(120, number="07900 111111")
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


def test_what_was_settled_goes_by_what_stands() -> None:
    night, _, rescue = rescued()
    again = night.call(120, number="07900 111111")
    night.say("east", 121, "link", report=again, boat="B1", belief="certain")
    name = night.say("west", 130, "conflict_settled", entries=[again, rescue])
    later = night.call(120, number="07900 111111", entered=140, replaces=[again])
    (settled,) = facts_of(night).settled
    assert settled.entry == name
    assert set(settled.entries) == {again, later, rescue}


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
