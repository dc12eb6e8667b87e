from __future__ import annotations

import random
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lastknown as lk
from lastknown.case.merge import export_bundle, import_bundle
from lastknown.case.opening import open_record
from lastknown.case.picture import picture
from lastknown.case.purge import carry_out, order_purge
from lastknown.case.store import Store, append, read
from lastknown.desk.record.assess import assess, assessment_bytes, assessment_sha256, rises
from lastknown.desk.record.document import assessment_document
from lastknown.errors import LastknownError
from lastknown.sea.model import Sea
from tests.case.nights import at, call, draft
from tests.case.test_merge import swap, two_centres
from tests.desk.record.exercise import HERE, Night, exercise, persons

LATE = at(120)


@cache
def sea() -> Sea:
    wind = lk.Wind(speed_kn=8, from_deg=240)
    return lk.open_sea("dover-strait", wind=wind, water_temperature_c=12.0)


def test_the_night_as_it_stands() -> None:
    night, names = exercise()
    found = assess(night.picture(), sea(), LATE)
    one, two = found.boats
    assert (one.boat, one.label, one.open, two.open) == ("B1", "grey inflatable", True, True)
    p = {each.report: each.p for each in one.reports}
    assert p[names["first"]] == 1.0
    assert p[names["second"]] > 0.9, "the same phone"
    assert p[names["third"]] > 0.9
    assert names["other"] not in p
    assert {each.report: each.said for each in one.reports}[names["first"]] == "certain"
    rescue = {each.report: each.p for each in two.rescues}[names["rescue"]]
    assert 0.1 < rescue < 0.999, "the same place and count do not prove it"
    assert {each.report: each.p for each in one.rescues}[names["rescue"]] < 0.02
    assert one.where is not None
    assert abs(one.where.lon - HERE["lon"]) < 0.2
    assert [area.level for area in one.where.areas] == [0.5, 0.9]
    assert 0.0 < one.where.areas[0].area_m2 < one.where.areas[1].area_m2
    assert sum(share for _, share in one.where.reports) == pytest.approx(1.0)
    assert one.clock is not None
    assert one.clock.any_alive > 0.9
    assert not one.gate.opens
    assert (found.seed, found.sources[0]) == (1, sea().sources[0].name)
    assert sum(found.number) == pytest.approx(1.0)
    assert found.boat("B2") is two
    asks = {(each.rescue, each.report) for each in found.asks}
    assert (names["rescue"], names["other"]) in asks, "ring the phone of B2 on deck"
    with pytest.raises(LastknownError, match="boat 'B9' is not in the record; known are B1, B2"):
        found.boat("B9")


def test_a_loose_report_keeps_every_candidate() -> None:
    night, names = exercise()
    found = assess(night.picture(), None, LATE)
    loose = {each.report: each for each in found.loose}
    assert set(loose) == {names[name] for name in ("second", "third", "rescue", "seen")}
    for each in loose.values():
        assert 0.95 < sum(candidate.p for candidate in each.candidates) <= 1.0 + 1e-9
        assert [c.p for c in each.candidates] == sorted(
            (c.p for c in each.candidates), reverse=True
        )
    candidates = {(c.boat, c.reports): c.p for c in loose[names["rescue"]].candidates}
    assert ("B2", ()) in candidates
    assert (None, ()) in candidates, "a boat of its own"


def test_without_a_sea_or_a_drift_it_says_why_there_is_no_place() -> None:
    night, _ = exercise()
    dry = assess(night.picture(), None, LATE)
    assert {(each.where, each.where_why, each.clock) for each in dry.boats} == {
        (None, "no sea", None)
    }
    assert dry.sources == ()
    quick = assess(night.picture(), sea(), LATE, drift=False)
    assert {each.where_why for each in quick.boats} == {"drift off"}
    assert all(each.clock is not None for each in quick.boats)
    night.say("east", 80, "boat", boat="B3")
    assert assess(night.picture(), sea(), LATE).boat("B3").where_why == "no position"
    night.call(85, position={"lon": -40.0, "lat": 30.0})
    night.say("east", 86, "link", report=night.entries[-1].id, boat="B3", belief="certain")
    assert assess(night.picture(), sea(), LATE).boat("B3").where_why == "outside the sea"


def test_silence_is_never_rescue() -> None:
    night, _ = exercise()
    days = assess(night.picture(), sea(), at(60 * 24 * 20), drift=False)
    assert all(each.open and not each.gate.opens for each in days.boats)
    assert "nothing" not in {each.where_why for each in days.boats}
    assert {"survival-1", "survival-10", "survival-50", "survival-90"} & {
        each.code for each in days.alarms
    }


def test_both_clocks() -> None:
    night, names = exercise()
    late = night.call(40, "told later", entered=200, number="07700 900111", position=HERE)
    then = assess(night.picture(at(50), at(50)), None, at(50))
    assert late not in {each.report for each in then.boat("B1").reports}
    now = assess(night.picture(at(50)), None, at(50))
    assert late in {each.report for each in now.boat("B1").reports}
    assert names["rescue"] not in {each.report for each in now.loose}, "it had not happened"
    assert (then.known_at, now.known_at, now.at) == (at(50), None, at(50))
    whole = assess(night.picture(), None, at(50))
    assert assessment_bytes(whole) == assessment_bytes(now)


def test_the_clock_must_be_a_moment() -> None:
    night, _ = exercise()
    with pytest.raises(LastknownError, match="has no zone"):
        assess(night.picture(), None, "2026-05-15T03:00")


def test_the_same_entries_clocks_seed_and_sea_give_the_same_bytes() -> None:
    night, _ = exercise()
    first = assess(night.picture(), sea(), LATE)
    again = assess(night.picture(), sea(), LATE, before=first)
    assert assessment_bytes(first) == assessment_bytes(again)
    assert assessment_sha256(first) == assessment_sha256(again)
    other = assess(night.picture(), sea(), LATE, seed=2)
    assert assessment_bytes(other) != assessment_bytes(first)
    document = assessment_document(first)
    assert (document["assessment"], document["seed"]) == (1, 1)
    assert document["sha256"] == first.sha256
    assert "association" not in document


def test_what_is_the_same_is_not_computed_again() -> None:
    night, names = exercise()
    first = assess(night.picture(), sea(), LATE, drift=False)
    later = assess(night.picture(), sea(), at(140), drift=False, before=first)
    assert later.association is first.association
    anew = assess(night.picture(), sea(), at(140), drift=False)
    assert assessment_bytes(later) == assessment_bytes(anew)
    night.say("east", 141, "link", report=names["rescue"], boat="B1", belief="never")
    linked = assess(night.picture(), sea(), at(142), drift=False, before=first)
    assert linked.association is not first.association
    fresh = assess(night.picture(), sea(), at(142), drift=False)
    assert assessment_bytes(linked) == assessment_bytes(fresh)


@settings(max_examples=4, deadline=None)
@given(st.integers(0, 2**32), st.booleans())
def test_the_order_in_which_entries_came_changes_nothing(seed: int, split: bool) -> None:
    night, _ = exercise()
    wanted = assessment_bytes(assess(night.picture(), None, LATE))
    mixed = list(night.entries)
    random.Random(seed).shuffle(mixed)
    if split:
        mixed += mixed[: len(mixed) // 2]
    assert assessment_bytes(assess(picture(mixed), None, LATE)) == wanted


def test_an_empty_record_is_assessed() -> None:
    night = Night()
    found = assess(night.picture(), sea(), at(1))
    assert (found.boats, found.loose, found.alarms) == ((), (), ())
    assert found.number == (1.0,)
    assert rises(found) == ()
    nothing = assess(picture([]), None, at(1))
    assert nothing.boats == ()


def write(store: Store, *drafts: object) -> list[str]:
    return [entry.id for entry in append(store, *drafts)]  # type: ignore[arg-type]


def two_stores(folder: Path) -> tuple[Store, Store]:
    """Return two centres' records of one night, put together."""
    east, west = two_centres(str(folder / "east.db"), folder)
    write(east, draft(1, kind="boat", boat="B1"), draft(1, kind="holder_taken", boat="B1"))
    (first,) = write(east, call(5, number="07700 900456", language="ps", persons=persons(33)))
    write(east, draft(6, kind="link", report=first, boat="B1", belief="certain"))
    write(west, call(20, number="+44 7700 900456", position=HERE, language="ps"))
    swap(east, west, folder, to=("mrcc-west",))
    swap(west, east, folder, to=("mrcc-east",))
    return east, west


def seen(store: Store) -> bytes:
    return assessment_bytes(assess(picture(read(store)), None, at(90)))


def test_two_centres_come_to_the_same_bytes_after_reload_and_after_a_purge(tmp_path: Path) -> None:
    east, west = two_stores(tmp_path)
    before = seen(east)
    assert seen(west) == before
    again = open_record(str(tmp_path / "east.db"), keys=tmp_path / "east-keys")
    assert seen(again) == before
    again.close()
    order_purge(east, "J. Watch", "SMC", at=at(60), everything=True)
    swap(east, west, tmp_path)
    carry_out(west, "J. Watch", "SMC", at=at(61))
    swap(west, east, tmp_path)
    swap(east, west, tmp_path)
    after = seen(east)
    assert after == seen(west)
    assert after != before
    found = assess(picture(read(east)), None, at(90))
    ours = found.boat("B1")
    assert max(e.p for e in ours.reports if e.said is None) > 0.9, "the hash is not sealed"
    east.close()
    west.close()


def test_a_bundle_brings_the_other_centre_to_the_same_bytes(tmp_path: Path) -> None:
    east, west = two_stores(tmp_path)
    write(west, draft(30, kind="boat", boat="B2"))
    export_bundle(west, tmp_path / "more", to=["mrcc-east"])
    import_bundle(east, tmp_path / "more")
    assert picture(read(east)).boats[1].boat == "B2"
    known = at(31)
    pair = [picture(read(store), at=known, known_at=known) for store in (east, west)]
    one, other = (assessment_bytes(assess(each, None, known)) for each in pair)
    assert one == other
    east.close()
    west.close()


def test_what_the_machine_raises() -> None:
    night, names = exercise()
    found = assess(night.picture(), None, LATE)
    drafts = rises(found)
    raised = {getattr(d.body, "boat", ""): getattr(d.body, "phase", "") for d in drafts}
    assert raised["B1"] == "distress"
    assert raised["B2"] in ("alert", "distress"), "whether it was the one rescued is open"
    assert {d.role for d in drafts} == {"machine"}
    (ours,) = (d for d in drafts if getattr(d.body, "boat", "") == "B1")
    assert names["second"] in str(ours.raw)
    assert ours.happened.at == LATE
    night.write("east", ours)
    after = assess(night.picture(), None, LATE + timedelta(minutes=1))
    assert after.boat("B1").phase == "distress"
    assert after.boat("B1").rises_to is None
