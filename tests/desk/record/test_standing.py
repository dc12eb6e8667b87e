from __future__ import annotations

from lastknown.case import told
from lastknown.case.picture import picture
from lastknown.desk.record.standing import first_entry, said, standing
from tests.desk.record.exercise import Night


def test_a_correction_of_a_correction_stands_for_the_first() -> None:
    night = Night()
    names = [night.call(1)]
    for minute in range(2, 60):
        names.append(night.call(minute, replaces=[names[-1]]))
    stands = standing(night.picture())
    assert [entry.id for entry, _ in said(stands, told.Report)] == [names[-1]]
    assert {stands.now[name] for name in names} == {names[-1]}
    night.say("east", 100, "note", retracts=[names[-1]])
    stands = standing(night.picture())
    assert [entry.id for entry, _ in said(stands, told.Report)] == [names[-2]]


def test_a_boat_is_called_by_its_last_name_after_two_corrections() -> None:
    night = Night()
    first = night.say("east", 1, "boat", boat="B1", label="one")
    link = night.say("east", 2, "missing", boat="B1", count=1)
    second = night.say("east", 3, "missing", boat="B1", count=2, replaces=[link])
    third = night.say("east", 4, "missing", boat="B1", count=3, replaces=[second])
    assert night.picture().boats[0].missing == 3
    night.say("east", 5, "note", retracts=[third])
    assert night.picture().boats[0].missing == 2
    night.say("east", 6, "note", retracts=[second])
    assert night.picture().boats[0].missing == 1
    assert first in {entry.id for entry in standing(night.picture()).entries}


def test_what_took_something_back_may_be_taken_back_itself() -> None:
    night = Night()
    report = night.call(1)
    note = night.say("east", 2, "note", retracts=[report])
    assert report not in standing(night.picture()).now
    night.say("east", 3, "note", retracts=[note])
    assert standing(night.picture()).now[report] == report


def test_two_corrections_of_one_report_both_stand_and_the_later_stands_for_it() -> None:
    night = Night()
    report = night.call(1)
    one, other = (night.call(m, centre=c, replaces=[report]) for m, c in ((2, "east"), (3, "west")))
    stands = standing(night.picture())
    assert {entry.id for entry, _ in said(stands, told.Report)} == {one, other}
    assert stands.now[report] == other


def test_what_another_kind_replaced_is_nothing_of_its_kind() -> None:
    night = Night()
    report = night.call(1)
    night.say("east", 2, "note", replaces=[report])
    assert report not in standing(night.picture()).now


def test_what_counts_for_nothing_does_not_stand() -> None:
    night = Night()
    report = night.call(1)
    night.say("east", 1, "boat", boat="B1")
    link = night.say("east", 2, "link", report=report, boat="B1", belief="certain")
    entries = [
        entry.model_copy(update={"role": "machine"}) if entry.id == link else entry
        for entry in night.entries
    ]
    assert link not in {entry.id for entry in standing(picture(entries)).entries}
    assert link in {entry.id for entry in standing(night.picture()).entries}


def test_the_first_entry_that_names_a_boat() -> None:
    night = Night()
    named = night.say("east", 1, "boat", boat="B1")
    night.say("east", 2, "holder_taken", boat="B1")
    stands = standing(night.picture())
    assert first_entry(stands, "B1").id == named
