"""The last known position, and what moved the boat since, from what was told of it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastknown.desk.record.assess import assess
from lastknown.desk.record.casestart import FIX_AGE_MIN, last_known
from lastknown.desk.record.tocase import Made
from tests.case.nights import at
from tests.desk.record.exercise import Night, persons
from tests.desk.record.test_tocase import FIRST, LAST, called, codes, link, made


def phases(found: Made, start: int = 0) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = found.table["start"][start]["phase"]
    return rows


def test_a_likely_position_leaves_a_share_to_the_one_before() -> None:
    night = called()
    link(night, night.call(60, what="sighting", position=FIRST), "likely")
    rows = made(night).table["start"]
    assert [row["time"] for row in rows] == [at(60), at(60), at(40), at(40)]
    assert sum(row["weight"] for row in rows[:2]) == pytest.approx(0.95)
    assert "fix_age_min" not in rows[0]
    assert rows[2]["fix_age_min"] == FIX_AGE_MIN


def test_a_disputed_position_counts_half_and_one_that_is_not_its_own_never() -> None:
    night = called()
    both = night.call(60, position=FIRST)
    link(night, both)
    night.say("west", 61, "link", report=both, boat="B1", belief="never")
    link(night, night.call(70, position=FIRST), "never")
    rows = made(night).table["start"]
    assert {row["time"] for row in rows} == {at(60), at(40)}
    assert sum(row["weight"] for row in rows[:2]) == pytest.approx(0.5)


def test_a_relayed_position_is_that_of_the_call_it_repeats() -> None:
    night = called()
    first = night.entries[3].id
    link(night, night.call(90, what="relayed_call", position=FIRST, relays=first))
    assert made(night).table["start"][0]["time"] == at(40)


def test_whoever_a_rescue_left_is_in_the_water() -> None:
    night = called()
    rescue = night.call(90, what="rescue", position=FIRST, persons=persons(20))
    assert made(night).table["start"][0]["time"] == at(40)  # nobody said that it is this boat
    link(night, rescue)
    found = made(night)
    assert [(row["time"], row["weight"]) for row in found.table["start"]] == [(at(90), 1.0)]
    assert phases(found) == [{"kind": "swamped", "after": at(90)}]
    assert "record-after-rescue" in codes(found)
    assert found.case().starts[0].persons == 15  # of 33, 33 and 40 told
    assert "record-taken-up" in codes(found)


def test_where_all_are_accounted_for_one_is_still_sought() -> None:
    night = called()
    link(night, rescue := night.call(90, what="rescue", position=FIRST, persons=persons(34)))
    night.say("east", 95, "persons", report=rescue, where="on_board", counts=persons(34),
              source="survivors")  # fmt: skip
    found = made(night)
    assert found.case().starts[0].persons == 1
    assert "record-all-taken-up" in codes(found)


def test_hulls_and_bodies_are_evidence() -> None:
    night = called()
    hull = night.call(100, what="sighting", position=FIRST, persons=persons(0), source="Helo 1")
    link(night, hull, "likely")
    link(night, night.call(110, what="recovery", position=LAST, persons=persons(1)))
    link(night, night.call(2, what="recovery", position=LAST, persons=persons(1)))
    found = made(night)
    assert found.table["start"][0]["time"] == at(40)
    kept = [(e["at"], e["component"], e["wrong"]) for e in found.table["evidence"]]
    assert kept == [(at(100), "boat", 0.0975), (at(110), "in_the_water", 0.05)]
    assert [each.kind for each in found.case().evidence] == ["debris", "debris"]


def test_water_in_the_boat_is_taken_at_its_word() -> None:
    dry, wet = made(called()), made(called(condition="we are taking water"))
    assert phases(dry)[-1] == {"kind": "swamped", "after_mean_h": 34.6}  # half in 24 h
    assert phases(wet, 1)[-1] == {"kind": "swamped", "after_mean_h": 2.9}
    assert ("record-swamps" in codes(dry), "record-floods" in codes(wet)) == (True, True)
    night = called()
    link(night, night.call(70, condition="people in the water"))
    found = made(night)
    assert phases(found)[-1] == {"kind": "swamped", "after": at(70)}
    assert found.case().starts[0].phases[-1].after == at(70)


def test_course_and_speed_that_were_told_are_used_while_they_are_new() -> None:
    told = phases(made(called(course_deg=300, speed_kn=5)))[0]
    assert (told["course_deg"], told["speed_kn"]) == (300, 5)
    night = called()
    link(night, night.call(240, course_deg=300.0))
    assert "course_deg" not in phases(made(night))[0]


@pytest.mark.parametrize(
    ("material", "what", "speed_kn"),
    [("rubber", "inflatable-overloaded", 3.5), ("wooden boat", "SKIFF-2", 5.0)],
)
def test_the_object_is_that_of_what_was_told(material: str, what: str, speed_kn: float) -> None:
    found = made(called(material=material))
    assert found.table["start"][0]["what"] == what
    assert phases(found)[0]["speed_kn"] == speed_kn
    assert "what" not in made(called()).table["start"][0]  # assumed, and said so in the answer


def test_persons_are_those_missing_by_the_count_that_the_picture_shows() -> None:
    night = called()
    night.say("east", 60, "persons", boat="B1", where="on_board", counts=persons(41))
    night.say("east", 61, "persons", boat="B1", where="recovered_alive", counts=persons(2))
    night.say("east", 62, "persons", boat="B2", where="on_board", counts=persons(90))
    found = made(night)
    shown = assess(night.picture(), None, at(300)).boat("B1").tally
    assert found.table["start"][0]["persons"] == shown.missing_median == 34
    notes = {note.code: note.values for note in found.notes}
    range_ = {"low": shown.low, "high": shown.high}
    assert notes["record-persons"] == {"persons": shown.median, **range_, "count": 4}
    missing = {"low": shown.missing_low, "high": shown.missing_high}
    assert notes["record-taken-up"] == {"saved": 2, "left": 34, **missing}
    lone = Night()
    lone.say("east", 1, "boat", boat="B1")
    link(lone, lone.call(5, position=FIRST))
    assert "record-no-persons" in codes(made(lone))
    assert made(lone).table["start"][0]["persons"] == 30  # the count's prior


def test_who_was_taken_up_by_a_likely_rescue_is_still_sought() -> None:
    night = called()
    link(night, night.call(90, what="rescue", position=FIRST, persons=persons(20)), "likely")
    found = made(night)
    assert "record-taken-up" not in codes(found)
    assert found.table["start"][0]["persons"] > 30


@given(st.lists(st.floats(0.02, 1.0), min_size=1, max_size=12))
def test_the_probabilities_of_last_known_positions_sum_to_one(shares: list[float]) -> None:
    heard = [_Any(p) for p in shares]
    found = last_known(heard)  # type: ignore[arg-type]
    assert sum(weight for _, weight in found) == pytest.approx(1.0)
    assert all(weight > 0 for _, weight in found)
    if heard[-1].p == 1.0:
        assert [each for each, _ in found] == [heard[-1]]


def test_draws_count_what_belongs_together() -> None:
    sure, one, other = _Any(1.0, "sure"), _Any(0.5, "one"), _Any(0.5, "other")
    heard: Any = [sure, one, other]
    together = [frozenset({"sure", "one", "other"}), frozenset({"sure"})]
    assert last_known(heard, together) == [(other, 0.5), (sure, 0.5)]
    assert last_known(heard) == [(other, 0.5), (one, 0.25), (sure, 0.25)]


class _Any:
    """A sighting with a position and a probability."""

    linked = False

    def __init__(self, p: float, name: str = "1") -> None:
        self.p = p
        self.report = self
        self.kind, self.position, self.relay_of, self.id = "sighting", FIRST, None, name
