"""The rule of closure: each reason alone, all met, and that taking evidence away opens nothing."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastknown.desk.record import gate as rule
from lastknown.desk.record.gate import (
    Gate,
    GateFacts,
    Identified,
    Later,
    Rescued,
    Settled,
    conflicts,
    gate,
    settled_counts,
)
from lastknown.people.balance import CODES
from lastknown.people.tally import Said, tally

RESCUE = Rescued("rescue", 1000.0, 0.9995)
RANG = Identified("rang", "call", "rescue", "phone", True, 1600.0, "SMC")
AGAINST = Identified("no likeness", "call", "rescue", "description", False, 1600.0, "SMC")
SAVED = Said("rescue", "recovered_alive", 33, counted=True, of="rescue")
ALL_HERE = Said("asked", "missing", 0, at_s=1.0, counted=True, of="rescue")
FACTS = GateFacts(
    boat="B1",
    tally=tally([SAVED, ALL_HERE, Said("call", "on_board", 30)]),
    reports={"call": 1.0, "rescue": 0.9995, "sighting": 0.4},
    rescues=(RESCUE, Rescued("other rescue", 900.0, 0.0003)),
    identifications=(RANG,),
    confirmer="SMC",
    author="J. Watch",
)


def asked(**changed: Any) -> Gate:
    return gate(replace(FACTS, **changed))


def codes(**changed: Any) -> list[str]:
    return [each.code for each in asked(**changed).blocks]


def test_all_is_well() -> None:
    found = gate(FACTS)
    assert found.opens
    assert found.blocks == ()
    assert (found.rescue, found.identifications) == ("rescue", ("rang",))
    assert (found.upper, found.accounted, found.carried) == (33, 33, 0)


def test_a_closure_leaves_open_what_is_not_surely_of_the_boat() -> None:
    assert gate(FACTS).left == ("sighting",)


IDENTIFIED = {
    "before": replace(RANG, at_s=999.0),
    "by machine": replace(RANG, role="machine"),
    "by description": replace(RANG, how="description"),
    "of another rescue": replace(RANG, rescue="other rescue"),
    "of another boat's call": replace(RANG, report="elsewhere"),
}


@pytest.mark.parametrize(
    ("code", "changed"),
    [
        ("not sure", {"rescues": (replace(RESCUE, p_same=0.998),)}),
        ("no identification", {"identifications": ()}),
        ("identified before the rescue", {"identifications": (IDENTIFIED["before"],)}),
        ("no identification", {"identifications": (IDENTIFIED["by machine"],)}),
        ("no identification", {"identifications": (IDENTIFIED["by description"],)}),
        ("no identification", {"identifications": (IDENTIFIED["of another rescue"],)}),
        ("no identification", {"identifications": (IDENTIFIED["of another boat's call"],)}),
        ("identification against", {"identifications": (RANG, AGAINST)}),
        ("disputed link", {"disputed": ("call",)}),
        ("contradictory decisions", {"contradictory": (("link", "other link"),)}),
        ("call after rescue", {"later": (Later("call", "rescue", 0.003, 1.0, 1800.0),)}),
        ("persons not accounted for", {"tally": tally([SAVED])}),
        ("machine confirms", {"confirmer": "machine"}),
        ("nobody named", {"author": " "}),
    ],
)
def test_each_reason_blocks_alone(code: str, changed: dict[str, Any]) -> None:
    assert codes(**changed) == [code]
    assert code in rule.CODES


def test_without_a_rescue_nothing_is_asked_of_it() -> None:
    assert codes(rescues=()) == ["no rescue", "no identification"]


def test_counts_that_cannot_all_hold_block() -> None:
    broken = tally([SAVED, ALL_HERE, Said("call", "on_board", 15)])
    assert codes(tally=broken) == ["on board differs"]
    assert "on board differs" in CODES


def test_a_told_count_within_its_error_is_shown_and_does_not_block() -> None:
    assert [each.explained for each in FACTS.tally.conflicts] == [True]
    assert codes() == []


def test_who_told_of_more_persons_is_answered_by_the_missing_list_or_by_a_person() -> None:
    """A deck with 20 does not make 13 of whom a caller told disappear."""
    said = [
        Said("rescue", "recovered_alive", 20, counted=True, of="rescue"),
        Said("deck", "on_board", 20, counted=True, at_s=1.0),
        Said("call", "on_board", 33),
    ]
    short = replace(FACTS, tally=tally(said, 1), carried=1)
    assert [block.code for block in gate(short).blocks] == [
        "on board differs",
        "persons not accounted for",
    ]
    assert gate(short).upper == 33
    assert gate(replace(FACTS, tally=tally(said, 13), carried=13)).opens
    by = Settled("settled", ("call", "deck"), "SMC")
    for role, settled in (("SMC", {"call", "deck"}), ("machine", set())):
        facts = replace(short, settled=(replace(by, role=role),))
        assert settled_counts(facts) == settled
    assert gate(replace(facts, settled=(by,), tally=tally(said, 1, {"call", "deck"}))).opens


def test_probability_alone_never_closes() -> None:
    assert codes(rescues=(replace(RESCUE, p_same=1.0),), identifications=()) == [
        "no identification"
    ]


def test_the_night_of_24_november_2021_at_six() -> None:
    """The cutter's 98 persons logged as this boat, which "bore no resemblance" to the calls."""
    counts = tally([Said("first call", "on_board", 33), Said("rescue", "recovered_alive", 98)])
    facts = replace(
        FACTS,
        tally=counts,
        reports={"call": 1.0, "rescue": 0.02},
        rescues=(replace(RESCUE, p_same=0.02),),
        identifications=(AGAINST,),
    )
    found = {each.code: each for each in gate(facts).blocks}
    assert found["identification against"].entries == ("no likeness",)
    assert {"not sure", "no identification", "more than on board"} <= set(found)
    removed = replace(facts, identifications=(), rescues=(replace(RESCUE, p_same=0.5),))
    assert [each.code for each in gate(removed).blocks][:2] == ["not sure", "no identification"]


def test_the_missing_are_carried_on() -> None:
    short = tally([SAVED])
    missing = short.upper - short.accounted
    assert codes(tally=short, carried=missing - 1) == ["persons not accounted for"]
    assert codes(tally=short, carried=missing) == []


def test_a_person_settles_a_conflict_and_a_machine_does_not() -> None:
    both = (RANG, AGAINST)
    by = Settled("settled", ("no likeness",), "SMC")
    assert codes(identifications=both, settled=(by,)) == []
    assert codes(identifications=both, settled=(replace(by, role="machine"),)) != []
    assert codes(identifications=both, settled=(replace(by, entries=("rang",)),)) != []
    (conflict,) = conflicts(replace(FACTS, identifications=both, settled=(by,)), 0.999)
    assert (conflict.code, conflict.settled) == ("identification against", "settled")


def test_all_that_is_in_a_conflict_must_be_named_to_settle_it() -> None:
    later = (Later("call", "rescue", 0.003, 1.0, 1800.0),)
    half = Settled("settled", ("call",), "SMC")
    assert codes(later=later, settled=(half,)) == ["call after rescue"]
    assert codes(later=later, settled=(replace(half, entries=("call", "rescue")),)) == []


def test_a_late_message_or_a_report_of_another_boat_is_no_proof() -> None:
    assert codes(later=(Later("call", "rescue", 0.3, 1.0, 60.0),)) == []
    assert codes(later=(Later("call", "rescue", 0.001, 0.01, 1800.0),)) == []


def test_that_it_is_not_another_rescue_contradicts_nothing() -> None:
    other = replace(AGAINST, rescue="other rescue")
    assert codes(identifications=(RANG, other)) == []
    assert "identification against" in codes(identifications=(other,))


def test_of_two_rescues_of_one_boat_either_may_be_identified() -> None:
    second = Rescued("second rescue", 1200.0, 1.0)
    found = asked(rescues=(RESCUE, second))
    assert found.opens
    assert found.rescue == "rescue"
    against = replace(AGAINST, rescue="second rescue")
    assert codes(rescues=(RESCUE, second), identifications=(RANG, against)) == [
        "identification against"
    ]


def test_silence_and_elapsed_time_are_no_facts() -> None:
    """Nothing that the gate can be told is a clock, a silence or another centre's word of none."""
    assert {each.name for each in fields(GateFacts)} == {
        "boat", "tally", "reports", "rescues", "identifications", "disputed", "contradictory",
        "later", "settled", "carried", "proved", "confirmer", "author",
    }  # fmt: skip


MADE = st.builds(
    Identified,
    entry=st.uuids().map(str),
    report=st.sampled_from(["call", "second call", "elsewhere"]),
    rescue=st.sampled_from(["rescue", "second rescue"]),
    how=st.sampled_from(["phone", "own_word", "photographs", "description"]),
    same=st.booleans(),
    at_s=st.sampled_from([500.0, 1500.0]),
    role=st.sampled_from(["SMC", "machine"]),
)


@st.composite
def night(draw: st.DrawFn) -> GateFacts:
    sure = st.sampled_from([0.5, 0.998, 0.999, 1.0])
    made = tuple(draw(st.lists(MADE, max_size=5)))
    return replace(
        FACTS,
        reports={"call": 1.0, "second call": draw(sure)},
        rescues=(
            Rescued("rescue", 1000.0, draw(sure)),
            Rescued("second rescue", 1200.0, draw(sure)),
        ),
        identifications=(*made, *draw(st.sampled_from([(), (RANG,)]))),
        settled=tuple(
            Settled(f"settled {one.entry}", (one.entry,), "SMC")
            for one in made
            if draw(st.booleans())
        ),
        later=draw(st.sampled_from([(), (Later("call", "second rescue", 0.01, 0.9, 600.0),)])),
    )


@given(night(), st.data())
def test_taking_away_what_speaks_for_it_never_opens(facts: GateFacts, data: st.DataObject) -> None:
    before = gate(facts)
    kept = tuple(
        one for one in facts.identifications if not one.same or not data.draw(st.booleans())
    )
    after = gate(replace(facts, identifications=kept))
    assert before.opens or not after.opens


@given(night())
def test_it_opens_only_by_the_rule(facts: GateFacts) -> None:
    found = gate(facts)
    assert found.opens == (not found.blocks)
    if found.opens:
        assert found.p_same >= 0.999
        times = {each.entry: each.at_s for each in facts.rescues}
        good = [one for one in facts.identifications if one.entry in found.identifications]
        assert good
        assert all(one.same and one.at_s >= times[one.rescue] for one in good)
        assert any(one.rescue == found.rescue for one in good)
        assert all(each.settled for each in conflicts(facts))
        assert found.upper <= found.accounted + found.carried


@given(night())
def test_the_more_that_is_asked_the_less_opens(facts: GateFacts) -> None:
    levels = [gate(facts, sure).opens for sure in (0.5, 0.999, 1.0)]
    assert levels[1] or not levels[2]
