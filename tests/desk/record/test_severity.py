from __future__ import annotations

from collections.abc import Sequence

import pytest

from lastknown.desk.record.assess import assess
from lastknown.desk.record.severity import behind, graver, phase_of, rises
from tests.case.nights import at
from tests.desk.record.exercise import Night, persons


def phases(night: Night, minutes: float) -> tuple[str | None, str, str | None]:
    found = assess(night.picture(at(minutes), at(minutes)), None, at(minutes)).boat("B1")
    return found.phase, found.phase_by_evidence, found.rises_to


def night_with(*reports: dict[str, object]) -> Night:
    night = Night()
    night.say("east", 1, "boat", boat="B1")
    for k, given in enumerate(reports):
        report = night.call(10 + k, **given)  # type: ignore[arg-type]
        night.say("east", 10 + k, "link", report=report, boat="B1", belief="certain")
    return night


@pytest.mark.parametrize(
    ("reports", "phase"),
    [
        ((), "uncertainty"),
        (({"what": "launch_seen"},), "uncertainty"),
        (({"what": "sighting", "condition": "not in distress"},), "uncertainty"),
        (({"what": "call"},), "alert"),
        (({"what": "sighting", "engine": "failed"},), "alert"),
        (({"what": "call", "condition": "taking water"},), "distress"),
        (({"what": "sighting", "condition": "people in the water"},), "distress"),
        (({"what": "sighting", "persons": persons(0)},), "distress"),
    ],
)
def test_the_phase_that_evidence_gives(reports: Sequence[dict[str, object]], phase: str) -> None:
    assert phases(night_with(*reports), 60)[1] == phase


def test_no_word_for_hours_is_an_alert() -> None:
    night = night_with({"what": "launch_seen"})
    assert phases(night, 60)[1] == "uncertainty"
    assert phases(night, 10 + 180)[1] == "alert"


def test_it_rises_by_itself_and_never_falls() -> None:
    night = night_with({"what": "call", "condition": "sinking"})
    assert phases(night, 20) == (None, "distress", "distress")
    night.say("east", 21, "severity", boat="B1", phase="distress")
    night.say("east", 22, "severity", boat="B1", phase="alert")
    assert phases(night, 23) == ("distress", "distress", None)


def test_what_a_person_lowered_only_new_evidence_raises() -> None:
    night = night_with({"what": "call", "condition": "sinking"})
    night.say("east", 20, "severity", boat="B1", phase="distress")
    night.say("east", 21, "severity", boat="B1", phase="uncertainty", lowers=True)
    assert phases(night, 22) == ("uncertainty", "distress", None)
    report = night.call(30, condition="people in the water")
    night.say("east", 31, "link", report=report, boat="B1", belief="certain")
    assert phases(night, 32)[2] == "distress"
    found = assess(night.picture(), None, at(32))
    (draft,) = rises(found)
    assert draft.body.phase == "distress"  # type: ignore[union-attr]
    assert report in str(draft.raw)


def test_persons_missing_after_a_rescue_is_distress() -> None:
    night = night_with(
        {"what": "call", "persons": persons(30)}, {"what": "rescue", "persons": persons(20)}
    )
    found = assess(night.picture(), None, at(20)).boat("B1")
    assert found.phase_by_evidence == "distress"
    assert "persons missing" in {code for code, _ in behind(found.phase_why, "distress")}


def test_a_boat_that_is_rightly_closed_is_not_raised() -> None:
    night = night_with(
        {"what": "call", "condition": "sinking", "persons": persons(30)},
        {"what": "rescue", "persons": persons(30)},
    )
    call, rescue = (e.id for e in night.entries if e.body.kind == "report")
    said = {"where": "on_board", "counts": persons(30), "source": "occupants"}
    night.say("east", 15, "persons", report=rescue, **said)
    proposal = night.say("east", 20, "closure_proposed", boat="B1")
    night.say("east", 21, "closure_confirmed", proposal=proposal)
    doubtful = assess(night.picture(), None, at(30))
    assert [draft.body.model_dump()["phase"] for draft in rises(doubtful)] == ["distress"]
    for how in ("phone", "own_word", "photographs"):
        night.say("east", 16, "identification", report=call, rescue=rescue, how=how, same=True)
    found = assess(night.picture(), None, at(30))
    assert (found.boat("B1").open, found.boat("B1").gate.opens) == (False, True)
    assert rises(found) == ()


def test_the_order_of_phases() -> None:
    assert graver("alert", "uncertainty")
    assert graver("uncertainty", None)
    assert not graver("alert", "alert")
    assert not graver("uncertainty", "distress")
    assert phase_of([("no word", "x"), ("in the water", "y")]) == "distress"


def test_a_boat_that_was_closed_against_the_rule_goes_on_rising() -> None:
    night = night_with({"condition": "taking water"})
    proposal = night.say("west", 20, "closure_proposed", boat="B1")
    night.say("west", 21, "closure_confirmed", proposal=proposal)
    found = assess(night.picture(), None, at(30))
    assert not found.boat("B1").open
    assert [draft.body.model_dump()["phase"] for draft in rises(found)] == ["distress"]
