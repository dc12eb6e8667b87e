from __future__ import annotations

import random
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastknown.case.entries import Draft, Entry, make_id
from lastknown.case.merge import export_bundle, import_bundle
from lastknown.case.picture import Fold, Picture, picture, picture_bytes, picture_sha256
from lastknown.case.purge import carry_out, order_purge
from lastknown.case.store import append, read
from tests.case.nights import at, begin, call, draft
from tests.case.test_merge import swap, two_centres

OPENED = {"kind": "opened", "record": make_id(at(0), bytes), "name": "Exercise"}
OPENED |= {"signs": "0" * 64, "receives": "0" * 64}


class Night:
    """Two centres that write entries as a store would, without a store."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.draw = random.Random(7)
        for centre in ("east", "west"):
            self.write(centre, draft(0, **OPENED))

    def write(self, centre: str, one: Draft) -> str:
        seq = sum(entry.centre == centre for entry in self.entries)
        name = make_id(one.entered, self.draw.randbytes)
        fields = {field: getattr(one, field) for field in Draft.model_fields}
        self.entries.append(Entry(id=name, centre=centre, seq=seq, **fields))
        return name

    def say(self, centre: str, minutes: float, kind: str, **given: object) -> str:
        return self.write(centre, draft(minutes, kind=kind, **given))

    def picture(self, **clocks: object) -> Picture:
        return picture(self.entries, **clocks)  # type: ignore[arg-type]


def boat(seen: Picture):  # type: ignore[no-untyped-def]
    (one,) = seen.boats
    return one


def test_a_boat_is_open_until_a_proposal_to_close_it_is_confirmed() -> None:
    night = Night()
    night.say("east", 1, "boat", boat="B1", label="black inflatable")
    assert (boat(night.picture()).open, boat(night.picture()).label) == (True, "black inflatable")
    proposal = night.say("east", 2, "closure_proposed", boat="B1", probability=0.9995)
    seen = boat(night.picture())
    assert (seen.open, seen.proposals) == (True, (proposal,))
    confirmed = night.say("west", 3, "closure_confirmed", proposal=proposal)
    seen = boat(night.picture())
    assert (seen.open, seen.proposals, seen.closed_by) == (False, (), (confirmed,))
    night.say("east", 4, "closure_reopened", boat="B1", closure=confirmed)
    assert boat(night.picture()).open
    assert not boat(night.picture(known_at=at(3.5))).open


def test_a_confirmation_of_nothing_closes_nothing() -> None:
    night = Night()
    night.say("east", 1, "boat", boat="B1")
    night.say("east", 2, "closure_confirmed", proposal=make_id(at(2)))
    retracted = night.say("east", 3, "closure_proposed", boat="B1")
    night.say("east", 4, "closure_confirmed", proposal=retracted)
    night.say("west", 5, "note", retracts=[retracted])
    assert boat(night.picture()).open


def test_what_reopens_a_boat_spends_the_proposal_whatever_the_clocks_say() -> None:
    night = Night()
    night.say("west", 1, "boat", boat="B1")
    proposal = night.say("east", 30, "closure_proposed", boat="B1")
    closed = night.say("east", 31, "closure_confirmed", proposal=proposal)
    night.say("west", 5, "closure_reopened", boat="B1", closure=closed)
    assert boat(night.picture()).open, "the clock of west is behind"
    night.say("west", 40, "closure_confirmed", proposal=proposal)
    assert boat(night.picture()).open, "an old proposal is confirmed again"
    new = night.say("west", 41, "closure_proposed", boat="B1")
    assert boat(night.picture()).proposals == (new,)
    night.say("west", 42, "closure_confirmed", proposal=new)
    assert not boat(night.picture()).open


def test_a_phase_lowered_by_a_clock_that_is_ahead_takes_back_no_distress_of_another() -> None:
    night = Night()
    night.say("east", 1, "boat", boat="B1")
    night.say("east", 2, "severity", boat="B1", phase="alert")
    night.say("west", 20, "severity", boat="B1", phase="uncertainty", lowers=True)
    assert boat(night.picture()).phase == "uncertainty"
    night.say("east", 12, "severity", boat="B1", phase="distress")
    assert boat(night.picture()).phase == "distress", "8 min before, by clocks that may differ"
    night.say("east", 13, "severity", boat="B1", phase="alert", lowers=True)
    assert boat(night.picture()).phase == "alert", "the centre's own chain tells the order"
    night.say("west", 40, "severity", boat="B1", phase="uncertainty", lowers=True)
    assert boat(night.picture()).phase == "uncertainty"


def test_what_was_closed_by_a_clock_that_is_ahead_is_reopened_all_the_same() -> None:
    night = Night()
    night.say("west", 1, "boat", boat="B1")
    proposal = night.say("east", 30, "closure_proposed", boat="B1")
    night.say("east", 31, "closure_confirmed", proposal=proposal)
    night.say("west", 20, "closure_reopened", boat="B1")
    assert boat(night.picture()).open, "11 min before, by clocks that may differ"
    new = night.say("west", 41, "closure_proposed", boat="B1")
    night.say("west", 42, "closure_confirmed", proposal=new)
    assert not boat(night.picture()).open, "what its own chain says came after"


def test_the_holder_holds_until_another_accepts() -> None:
    night = Night()
    night.say("east", 1, "boat", boat="B1")
    assert boat(night.picture()).holding.centre is None
    night.say("east", 2, "holder_taken", boat="B1")
    offer = night.say("east", 3, "holder_offered", boat="B1", to="west")
    held = boat(night.picture()).holding
    assert (held.centre, held.offered) == ("east", (offer,))
    refused = night.say("west", 4, "holder_refused", offer=offer)
    held = boat(night.picture()).holding
    assert (held.centre, held.offered, held.unclear) == ("east", (), ())
    late = night.say("west", 5, "holder_accepted", offer=offer)
    taken = night.say("west", 6, "holder_taken", boat="B1")
    held = boat(night.picture()).holding
    assert (held.centre, held.unclear) == ("east", (late, taken))
    assert refused


@pytest.mark.parametrize("skew", [-600, 0, 600])
def test_a_handover_there_and_back_is_understood_whatever_the_clocks_say(skew: float) -> None:
    night = Night()
    night.say("east", 1, "holder_taken", boat="B1")
    there = night.say("east", 2, "holder_offered", boat="B1", to="west")
    night.say("west", 3 + skew, "holder_accepted", offer=there)
    assert boat(night.picture()).holding.centre == "west"
    back = night.say("west", 4 + skew, "holder_offered", boat="B1", to="east")
    night.say("east", 5, "holder_accepted", offer=back)
    held = boat(night.picture()).holding
    assert (held.centre, held.offered, held.unclear) == ("east", (), ())


@pytest.mark.parametrize("skew", [-600, 0])
def test_an_offer_of_an_earlier_time_binds_a_holder_no_more(skew: float) -> None:
    night = Night()
    night.say("east", 1, "holder_taken", boat="B1")
    west = night.say("east", 2, "holder_offered", boat="B1", to="west")
    north = night.say("east", 3, "holder_offered", boat="B1", to="north")
    night.say("west", 4 + skew, "holder_accepted", offer=west)
    late = night.say("north", 5, "holder_accepted", offer=north)
    back = night.say("west", 6 + skew, "holder_offered", boat="B1", to="east")
    night.say("east", 7, "holder_accepted", offer=back)
    held = boat(night.picture()).holding
    assert (held.centre, held.offered, held.unclear) == ("east", (), (late,))
    again = night.say("east", 8, "holder_offered", boat="B1", to="west")
    assert boat(night.picture()).holding.offered == (again,)


def test_severity_rises_by_itself_and_falls_only_on_purpose() -> None:
    night = Night()
    for minutes, phase in enumerate(["alert", "distress", "uncertainty"], 1):
        night.say("east", minutes, "severity", boat="B1", phase=phase)
    assert boat(night.picture()).phase == "distress"
    assert boat(night.picture(at=at(1))).phase == "alert"
    night.say("west", 40, "severity", boat="B1", phase="alert", lowers=True)
    assert boat(night.picture()).phase == "alert"


def test_two_centres_that_differ_on_a_report_are_shown_as_differing() -> None:
    night = Night()
    report = night.write("east", call(1))
    night.say("east", 2, "link", report=report, boat="B1", belief="certain")
    assert boat(night.picture()).disputed == ()
    never = night.say("west", 3, "link", report=report, boat="B1", belief="never")
    seen = boat(night.picture())
    assert [(link.centre, link.belief) for link in seen.links] == [
        ("east", "certain"),
        ("west", "never"),
    ]
    assert seen.disputed == (report,)
    night.say("east", 4, "unlink", report=report, boat="B1")
    assert [link.entry for link in boat(night.picture()).links] == [never]


def test_what_is_replaced_or_retracted_stays_readable_and_no_longer_counts() -> None:
    night = Night()
    wrong = night.say("east", 1, "severity", boat="B1", phase="distress")
    back = night.say("east", 2, "note", retracts=[wrong])
    seen = night.picture()
    assert boat(seen).phase is None
    logged = {one.entry.id: one for one in seen.log}
    assert logged[wrong].retracted_by == (back,)
    better = night.say("east", 3, "note", replaces=[back])
    seen = night.picture()
    assert {one.entry.id: one for one in seen.log}[back].replaced_by == (better,)
    assert boat(seen).phase == "distress", "what took it back no longer counts"


def test_the_other_sections() -> None:
    night = Night()
    night.say("east", 1, "unit_status", unit="lifeboat", status="tasked")
    late = night.say("east", 9, "unit_status", unit="lifeboat", status="on_scene")
    night.write("east", draft(5, entered=12, kind="unit_status", unit="lifeboat", status="tasked"))
    night.say("east", 2, "person", person="P1", boat="B1", where="on_board")
    night.say("west", 6, "person", person="P1", where="recovered_alive")
    warning = night.say("east", 3, "warning_sent", to="ship A")
    other = night.say("east", 3, "warning_sent", to="ship B")
    answer = night.say("west", 4, "warning_acknowledged", warning=warning, by="ship A")
    counted = night.say("east", 5, "persons", boat="B1", where="on_board", counts={"total": 33})
    night.say("east", 6, "missing", boat="B1", count=4)
    seen_alarm = night.say("east", 7, "alarm_acknowledged", code="unread", about="x")
    raised = night.say("east", 7, "alarm", code="bulk reading")
    night.say("east", 8, "retention", days=90)
    hold = night.say("east", 8, "legal_hold")
    seen = night.picture()
    assert seen.units == (("lifeboat", late),)
    assert (seen.persons[0].boat, seen.persons[0].where) == ("B1", "recovered_alive")
    assert [(w.warning, w.acknowledged) for w in seen.warnings] == [
        (warning, (answer,)),
        (other, ()),
    ]
    assert (boat(seen).persons, boat(seen).missing) == ((counted,), 4)
    assert seen.acknowledged == (("unread", "x", seen_alarm),)
    assert seen.alarms == (raised,)
    assert (seen.retention_days, seen.legal_hold) == (90, True)
    night.say("west", 9, "legal_hold_lifted", hold=hold)
    assert not night.picture().legal_hold
    assert (seen.name, seen.centres) == ("Exercise", ("east", "west"))


def test_both_clocks() -> None:
    night = Night()
    early = night.write("east", call(1))
    told_late = night.write("east", call(2, entered=30))
    now = night.write("east", call(20))

    def ids(**clocks: object) -> list[str]:
        return [one.entry.id for one in night.picture(**clocks).log[2:]]

    assert ids(at=at(10), known_at=at(10)) == [early]
    assert ids(at=at(10)) == [early, told_late]
    assert ids(known_at=at(25)) == [early, now]
    assert ids() == [early, told_late, now]


def test_a_moment_replayed_later_is_the_same_bytes() -> None:
    night = Night()
    for step in STEPS[:10]:
        step(night)
    then = picture_bytes(night.picture(at=at(40), known_at=at(40)))
    for minutes in range(41, 60):
        night.write("west", call(minutes))
    night.say("east", 70, "severity", boat="B1", phase="distress")
    assert picture_bytes(night.picture(at=at(40), known_at=at(40))) == then


def _steps() -> list:  # type: ignore[type-arg]
    """Return things that happen in a night, that refer to what was there before."""

    def say(centre: str, kind: str, minutes: float, **given: object):  # type: ignore[no-untyped-def]
        return lambda night: night.say(centre, minutes, kind, **given)

    def answer(centre: str, to: str, kind: str, field: str, minutes: float):  # type: ignore[no-untyped-def]
        def step(night: Night) -> None:
            found = [e.id for e in night.entries if e.body.kind == to]
            more = {"by": "ship"} if field == "warning" else {}
            target = found[-1] if found else make_id(at(1))
            night.say(centre, minutes, kind, **{field: target}, **more)

        return step

    def retract(night: Night) -> None:
        night.say("west", 17, "note", retracts=[night.entries[-1].id])

    return [
        say("east", "holder_taken", 1, boat="B1"),
        say("east", "holder_offered", 2, boat="B1", to="west"),
        answer("west", "holder_offered", "holder_accepted", "offer", -90),
        say("west", "holder_offered", -80, boat="B1", to="east"),
        answer("east", "holder_offered", "holder_accepted", "offer", 6),
        say("east", "closure_proposed", 7, boat="B1"),
        answer("west", "closure_proposed", "closure_confirmed", "proposal", 8),
        say("west", "severity", 9, boat="B1", phase="alert"),
        say("east", "person", 10, person="P1", where="missing"),
        say("east", "warning_sent", 11, to="ship"),
        answer("west", "warning_sent", "warning_acknowledged", "warning", 12),
        retract,
        lambda night: night.write("west", call(13, "words", entered=-30)),
        say("west", "unit_status", 14, unit="U1", status="tasked"),
    ]


STEPS = _steps()


@given(st.data())
def test_any_order_repeated_and_in_parts_gives_the_same_bytes(data: st.DataObject) -> None:
    night = Night()
    for step in data.draw(st.lists(st.sampled_from(STEPS), max_size=14)):
        step(night)
    whole = picture_bytes(night.picture())
    shuffled = data.draw(st.permutations(night.entries))
    assert picture_bytes(picture([*shuffled, *shuffled[:3]])) == whole
    folded = Fold()
    while shuffled:
        take = data.draw(st.integers(1, 4))
        folded.add(shuffled[:take])
        folded.picture()
        shuffled = shuffled[take:]
    assert picture_bytes(folded.picture()) == whole


def test_two_centres_see_the_same_and_after_a_purge_the_same_redacted_bytes(
    where: str, tmp_path: Path
) -> None:
    east, west = two_centres(where, tmp_path)
    append(east, call(1, "words of east", number="07700900456"))
    append(west, call(2, "words of west", entered=1))
    swap(east, west, tmp_path, to=("mrcc-west",))
    swap(west, east, tmp_path, to=("mrcc-east",))
    before = seen_by(read(east))
    assert before == seen_by(read(west))
    assert b"words of west" in before[0]
    order_purge(east, "D. Head", "SMC", at=at(9), everything=True)
    swap(east, west, tmp_path)
    waits = picture(read(west)).purges[0]
    assert (waits.done, waits.waits_for) == (("mrcc-east",), ("mrcc-west",))
    carry_out(west, "E. West", "SMC", at=at(10))
    export_bundle(west, tmp_path / "last")
    import_bundle(east, tmp_path / "last")
    after = seen_by(read(east))
    assert after == seen_by(read(west))
    assert b"words" not in after[0]
    assert after[1] != before[1]
    (purge,) = picture(read(east)).purges
    assert (purge.complete, purge.done) == (True, ("mrcc-east", "mrcc-west"))
    east.close()
    west.close()


def seen_by(entries: Iterable[Entry]) -> tuple[bytes, bytes]:
    told = [*entries]
    return picture_bytes(picture(told)), picture_bytes(picture(told, at=at(5), known_at=at(5)))


def test_what_was_shown_is_named_by_its_hash(where: str, keys: Path) -> None:
    store = begin(where, keys)
    append(store, call(1))
    seen = picture(read(store), known_at=at(5))
    sha256 = picture_sha256(seen)
    append(store, draft(5, kind="shown", to="J. Watch", what="map", sha256=sha256, known_at=at(5)))
    assert picture_sha256(picture(read(store), known_at=at(4.9))) != sha256
    assert len(sha256) == 64
    store.close()
