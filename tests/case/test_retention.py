from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from lastknown.case.picture import picture
from lastknown.case.retention import (
    carry_out_retention,
    is_to_forget,
    retention_due,
    retention_ends,
    unlinked,
)
from lastknown.case.store import append, read
from lastknown.errors import LastknownError
from tests.case.nights import at, begin, call, draft
from tests.case.test_picture import Night

DAY = 24 * 60


def closed(night: Night, boat: str, minutes: float) -> str:
    proposal = night.say("east", minutes, "closure_proposed", boat=boat)
    return night.say("east", minutes + 1, "closure_confirmed", proposal=proposal)


def test_it_ends_so_many_days_after_the_last_boat_closed() -> None:
    night = Night()
    assert retention_ends(night.picture()) is None
    night.say("east", 1, "retention", days=30)
    assert retention_ends(night.picture()) is None, "without a boat nothing says that it is over"
    closed(night, "B1", 10)
    closed(night, "B2", 60)
    ends = at(61) + timedelta(days=30)
    assert retention_ends(night.picture()) == ends
    assert retention_due(night.picture(), ends - timedelta(seconds=1)) is None
    assert retention_due(night.picture(), ends) == ends
    night.say("west", 99, "closure_confirmed", proposal=closed_proposal(night))
    assert retention_ends(night.picture()) == ends, "it was closed already"


def test_it_waits_for_every_report_that_may_be_of_a_boat_without_a_case() -> None:
    night = Night()
    night.say("east", 1, "retention", days=1)
    night.say("east", 2, "report", what="sighting")
    closed(night, "B1", 10)
    assert retention_due(night.picture(), at(1e5)) == at(11 + DAY), "nothing tells of danger"
    report = night.say("east", 12, "report", what="message")
    night.say("east", 13, "link", report=report, boat="B1", belief="unlikely")
    assert unlinked(night.picture()) == (report,)
    assert retention_due(night.picture(), at(1e5)) is None
    night.say("east", 14, "link", report=report, boat="B1", belief="likely")
    corrected = night.say("east", 15, "report", what="call", replaces=[report])
    assert unlinked(night.picture()) == ()
    night.say("east", 16, "report", what="call", replaces=[corrected], condition="sinking")
    assert retention_due(night.picture(), at(1e5)) == at(11 + DAY), "twice corrected, still linked"
    night.say("east", 17, "report", what="call")
    night.say("east", 18, "note", retracts=[night.entries[-1].id])
    assert unlinked(night.picture()) == (), "taken back"


def closed_proposal(night: Night) -> str:
    return next(e.id for e in reversed(night.entries) if e.body.kind == "closure_proposed")


@pytest.mark.parametrize(
    ("kind", "given", "ended_by"),
    [
        ("boat", {"boat": "B3"}, None),
        ("closure_reopened", {"boat": "B1"}, None),
        ("missing", {"boat": "B1", "count": 4}, ("missing", {"boat": "B1", "count": 0})),
        ("legal_hold", {}, None),
        ("report", {"what": "call"}, None),
        ("report", {"what": "sighting", "condition": "persons in the water"}, None),
    ],
)
def test_nothing_falls_due_while_anything_is_open(kind: str, given: dict, ended_by: tuple) -> None:  # type: ignore[type-arg]
    night = Night()
    night.say("east", 1, "retention", days=1)
    closed(night, "B1", 10)
    night.say("east", 12, kind, **given)
    assert retention_due(night.picture(), at(1e5)) is None
    if ended_by:
        night.say("east", 13, ended_by[0], **ended_by[1])
        assert retention_due(night.picture(), at(1e5)) == at(11 + DAY)


def test_the_rule_is_the_holders_and_the_longest_of_two() -> None:
    night = Night()
    night.say("east", 1, "retention", days=30)
    assert night.picture().retention_days == 30, "nobody holds a boat yet"
    night.say("west", 2, "holder_taken", boat="B1")
    assert night.picture().retention_days is None, "east holds nothing"
    night.say("west", 3, "retention", days=10)
    assert night.picture().retention_days == 10
    night.say("east", 4, "holder_taken", boat="B2")
    assert night.picture().retention_days == 30
    night.say("east", 5, "retention", days=5)
    assert night.picture().retention_days == 10


def test_a_picture_that_was_folded_counts_as_long_as_nothing_was_entered_since(
    where: str, keys: Path
) -> None:
    store = begin(where, keys)
    told = (call(1, "words"), draft(2, kind="retention", days=0), draft(3, kind="boat", boat="B1"))
    (report, *_) = append(store, *told)
    (proposal,) = append(store, draft(3, kind="closure_proposed", boat="B1"))
    append(
        store,
        draft(4, kind="link", report=report.id, boat="B1", belief="certain"),
        draft(4, kind="closure_confirmed", proposal=proposal.id),
    )
    seen, late = picture(read(store)), at(9)
    assert is_to_forget(store, late, seen)
    assert is_to_forget(store, late)
    without = replace(seen, retention_days=None)
    assert not is_to_forget(store, late, without), "it is what is looked at"
    append(store, draft(5, "a court's order", kind="legal_hold"))
    assert retention_due(seen, late) is not None
    assert not is_to_forget(store, late, seen), "and is not, once a hold was entered"
    assert carry_out_retention(store, "D. Head", "SMC", late, seen) is None
    store.close()


def test_it_is_carried_out_by_a_person_once_and_again_for_what_came_later(
    where: str, keys: Path
) -> None:
    store = begin(where, keys)
    (told, _, proposal) = append(
        store,
        call(1, "words"),
        draft(2, kind="retention", days=30),
        draft(3, kind="closure_proposed", boat="B1"),
    )
    late = at(4) + timedelta(days=30)
    assert carry_out_retention(store, "D. Head", "SMC", late) is None
    append(store, draft(4, kind="closure_confirmed", proposal=proposal.id))
    assert carry_out_retention(store, "D. Head", "SMC", late) is None, "a call is of no boat yet"
    append(store, draft(4, kind="link", report=told.id, boat="B1", belief="certain"))
    assert carry_out_retention(store, "D. Head", "SMC", late - timedelta(seconds=1)) is None
    with pytest.raises(LastknownError, match="purge is a person's decision"):
        carry_out_retention(store, "Lastknown", "machine", late)
    assert read(store)[1].raw == "words"
    ordered = carry_out_retention(store, "D. Head", "SMC", late)
    assert ordered is not None
    seen = picture(read(store))
    assert (seen.purges[0].purge, seen.purges[0].complete) == (ordered.id, True)
    assert next(e for e in read(store) if e.id == told.id).raw is None
    assert carry_out_retention(store, "D. Head", "SMC", late) is None
    append(store, draft(5, "a letter came", kind="note"))
    assert carry_out_retention(store, "D. Head", "SMC", late) is not None
    assert {e.raw for e in read(store)} <= {None, ""}
    store.close()
