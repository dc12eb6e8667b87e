from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lastknown.case.arrivals import receive
from lastknown.case.chain import next_hash
from lastknown.case.documents import write_document
from lastknown.case.entries import Draft, check, make_id
from lastknown.case.merge import export_bundle
from lastknown.case.picture import picture
from lastknown.case.rules import LASTING, NAMED, PERSONAL, check_rules, may_take_back, void
from lastknown.case.store import Row, Store, append, read, rows, transaction, write_rows
from lastknown.errors import LastknownError
from tests.case.nights import at, begin, call, draft
from tests.case.test_entries import kinds
from tests.case.test_merge import two_centres
from tests.case.test_picture import Night, boat

SOME = make_id(at(0), bytes)
ABOUT: dict[str, dict[str, Any]] = {
    "link": {"report": SOME, "boat": "B1", "belief": "certain"},
    "unlink": {"report": SOME, "boat": "B1"},
    "read": {"report": SOME},
    "holder_taken": {"boat": "B1"},
    "holder_offered": {"boat": "B1", "to": "west"},
    "holder_accepted": {"offer": SOME},
    "holder_refused": {"offer": SOME},
    "identification": {"report": SOME, "rescue": SOME, "how": "phone", "same": True},
    "conflict_settled": {"entries": (SOME,)},
    "closure_confirmed": {"proposal": SOME},
    "missing": {"boat": "B1", "count": 4},
    "alarm_acknowledged": {"code": "unread"},
    "warning_ended": {"warning": SOME, "how": "cancelled"},
    "purge": {"everything": True},
    "legal_hold": {},
    "legal_hold_lifted": {"hold": SOME},
    "retention": {"days": 30},
}


def by(author: str, role: str, kind: str, **given: Any) -> Draft:
    return check(
        Draft, {**draft(1, kind=kind, **given).model_dump(), "author": author, "role": role}
    )


def test_the_table_names_kinds_that_exist_and_each_is_tried_here() -> None:
    assert set(kinds()) >= LASTING | NAMED | PERSONAL
    assert set(ABOUT) == NAMED | PERSONAL


@pytest.mark.parametrize("kind", sorted(ABOUT))
def test_no_machine_decides_and_what_weighs_needs_a_name(kind: str) -> None:
    for role in ("machine", " Machine "):
        with pytest.raises(LastknownError, match=f"{kind} is a person's decision"):
            check_rules(by("J. Watch", role, kind, **ABOUT[kind]))
    check_rules(by("J. Watch", "watch officer", kind, **ABOUT[kind]))
    for author in ("", "unnamed", "machine", "--"):
        nameless = by(author, "watch officer", kind, **ABOUT[kind])
        assert void(nameless) == ("unnamed" if kind in NAMED else "")


def test_a_machine_raises_a_phase_and_never_lowers_it() -> None:
    check_rules(by("", "machine", "severity", boat="B1", phase="distress"))
    with pytest.raises(LastknownError, match="severity is a person's decision"):
        check_rules(by("", "machine", "severity", boat="B1", phase="alert", lowers=True))


def test_no_machine_sends_a_mayday_relay() -> None:
    everybody = {"to": "all stations", "whom": "all"}
    check_rules(by("", "machine", "warning_sent", **everybody))
    check_rules(by("", "watch officer", "warning_sent", **everybody, form="mayday_relay"))
    with pytest.raises(LastknownError, match="warning_sent is a person's decision"):
        check_rules(by("", "machine", "warning_sent", **everybody, form="mayday_relay"))


def test_some_entries_stay_whatever_is_said_of_them() -> None:
    person, machine = by("J. Watch", "SMC", "note"), by("J. Watch", "machine", "note")
    hold, link = draft(1, kind="legal_hold"), draft(1, kind="link", **ABOUT["link"])
    assert not may_take_back(person, hold)
    assert (may_take_back(person, link), may_take_back(machine, link)) == (True, False)
    assert (may_take_back(person, call(1)), may_take_back(machine, call(1))) == (True, False)
    assert may_take_back(machine, by("", "machine", "boat", boat="B1"))


def test_who_gave_no_name_takes_back_no_phase_and_nothing_that_needs_a_name() -> None:
    nobody, person = by("unnamed", "watch officer", "note"), by("J. Watch", "SMC", "note")
    weighs = [
        by("", "machine", "severity", boat="B1", phase="distress"),
        by("J. Watch", "SMC", "identification", **ABOUT["identification"]),
        by("J. Watch", "SMC", "closure_confirmed", **ABOUT["closure_confirmed"]),
        draft(1, kind="note", retracts=[SOME]),
        draft(1, kind="note", replaces=[SOME]),
    ]
    assert [may_take_back(nobody, each) for each in weighs] == [False] * len(weighs)
    assert [may_take_back(person, each) for each in weighs] == [True] * len(weighs)
    assert may_take_back(nobody, call(1, replaces=[SOME])), "a correction may be corrected"


def test_a_phase_does_not_fall_by_a_machine_or_by_nobody() -> None:
    night = Night()
    night.say("east", 1, "boat", boat="B1")
    high = night.say("east", 2, "severity", boat="B1", phase="distress")
    night.write("west", by("", "machine", "note", retracts=[high]))
    low = by("", "watch officer", "severity", boat="B1", phase="uncertainty")
    night.write("west", low.model_copy(update={"replaces": (high,)}))
    assert boat(night.picture()).phase == "distress"
    night.say("east", 3, "note", retracts=[high])
    assert boat(night.picture()).phase == "uncertainty"


def test_a_store_refuses_what_would_count_for_nothing_and_keeps_none_of_it(
    where: str, keys: Path
) -> None:
    store = begin(where, keys)
    (hold,) = append(store, draft(1, "the court asks", kind="legal_hold"))
    with pytest.raises(LastknownError, match="named author; say who decides") as error:
        append(store, call(2), by("unnamed", "SMC", "missing", boat="B1", count=4))
    assert "unnamed" not in str(error.value)
    with pytest.raises(LastknownError, match=f"legal_hold {hold.id} cannot be replaced or retract"):
        append(store, draft(3, kind="note", retracts=[hold.id]))
    assert len(read(store)) == 2
    store.close()


def test_what_another_centre_let_in_is_kept_shown_and_counts_for_nothing() -> None:
    night = Night()
    night.say("east", 1, "boat", boat="B1")
    proposal = night.say("east", 2, "closure_proposed", boat="B1")
    machine = night.write("west", by("J. Watch", "machine", "closure_confirmed", proposal=proposal))
    nobody = night.write("west", by("", "SMC", "closure_confirmed", proposal=proposal))
    seen = night.picture()
    assert (boat(seen).open, boat(seen).proposals) == (True, (proposal,))
    assert {one.entry.id: one.void for one in seen.log if one.void} == {
        machine: "machine",
        nobody: "unnamed",
    }
    night.say("west", 5, "closure_confirmed", proposal=proposal)
    assert not boat(night.picture()).open


def test_no_machine_takes_back_a_persons_decision() -> None:
    night = Night()
    proposal = night.say("east", 2, "closure_proposed", boat="B1")
    closed = night.say("east", 3, "closure_confirmed", proposal=proposal)
    reopened = night.say("east", 4, "closure_reopened", boat="B1", closure=closed)
    hold = night.say("east", 5, "legal_hold")
    for gone in (closed, hold):
        night.write("west", by("x", "machine", "note", retracts=[gone]))
    seen = night.picture()
    assert seen.legal_hold
    assert all(not one.retracted_by for one in seen.log)
    night.say("east", 6, "note", retracts=[reopened])
    assert boat(night.picture()).open, "what was reopened is closed by a new proposal alone"
    night.write("west", by("x", "machine", "purge", everything=True))
    assert night.picture().purges == ()


def test_an_alarm_that_was_raised_is_acknowledged_and_never_taken_out() -> None:
    night = Night()
    alarm = night.say("east", 2, "alarm", code="bulk-reading", about="J. Watch")
    night.say("east", 3, "note", retracts=[alarm])
    assert night.picture().alarms == (alarm,)


def test_who_takes_back_the_taking_back_of_a_closure_must_be_named() -> None:
    night = Night()
    proposal = night.say("east", 2, "closure_proposed", boat="B1")
    closed = night.say("east", 3, "closure_confirmed", proposal=proposal)
    undone = night.say("east", 4, "note", retracts=[closed])
    for role in ("machine", "watch officer"):
        night.write("west", by("", role, "note", retracts=[undone]))
        assert boat(night.picture()).open


def append_unchecked(store: Store, one: Draft) -> str:
    """Append as a program would that does not know the rules."""
    own = [row for row in rows(store) if row.centre == store.keyring.centre]
    name, seq = make_id(one.entered), len(own)
    document = write_document(one, (name, store.keyring.centre, seq), (), {})
    row = Row(own[0].centre, seq, name, document, next_hash(own[-1].hash, document))
    with transaction(store.engine, store.shown, writes=True) as connection:
        write_rows(connection, [row])
    return name


def test_a_purge_by_a_machine_is_told_of_and_not_carried_out(where: str, tmp_path: Path) -> None:
    east, west = two_centres(where, tmp_path)
    append(east, call(1, "words of east"))
    everything = (("mrcc-east", 2), ("mrcc-west", 9))
    one = by("J. Watch", "machine", "purge", everything=True, upto=everything)
    name = append_unchecked(west, one)
    export_bundle(west, tmp_path / "b")
    done = receive(east, tmp_path / "b", "J. Watch", "SMC", at(5))
    assert (done.void, done.purged, done.waiting) == (((name, "machine"),), (), ())
    assert read(east)[1].raw == "words of east"
    assert picture(read(east)).purges == ()
    east.close()
    west.close()
