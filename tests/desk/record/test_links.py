from __future__ import annotations

import pytest

from lastknown.desk.record.associate import weigh_reports
from lastknown.desk.record.links import Linked, linked
from lastknown.desk.record.reports import reports_of
from lastknown.desk.record.standing import standing
from tests.desk.record.exercise import Night


def night_of(count: int) -> tuple[Night, list[str]]:
    night = Night()
    night.say("east", 1, "boat", boat="B1")
    return night, [night.call(10 + 10 * k) for k in range(count)]


def read(night: Night) -> Linked:
    stands = standing(night.picture())
    return linked(stands, reports_of(stands))


def link(night: Night, report: str, belief: str, centre: str = "east", boat: str = "B1") -> str:
    return night.say(centre, 100, "link", report=report, boat=boat, belief=belief)


def verdicts(found: Linked) -> set[tuple[str, str, str]]:
    return {(each.a, each.b, each.verdict) for each in found.decisions}


def test_what_is_certain_joins_and_the_rest_is_about_the_first() -> None:
    night, (a, b, c, d, e) = night_of(5)
    for report, belief in ((b, "certain"), (a, "certain"), (c, "likely"), (d, "unlikely")):
        link(night, report, belief)
    link(night, e, "never")
    found = read(night)
    assert found.anchors["B1"] == (a, b)
    assert verdicts(found) == {
        (a, b, "certain"),
        (a, c, "likely"),
        (a, d, "unlikely"),
        (a, e, "never"),
    }
    assert found.boats_of(c) == ("B1",)
    assert found.boats_of(d) == ()


def test_of_a_boat_that_is_only_likely_nothing_is_certain() -> None:
    night, (a, b, c) = night_of(3)
    link(night, a, "likely")
    link(night, b, "likely")
    link(night, c, "never")
    found = read(night)
    assert found.anchors["B1"] == (a, b)
    assert verdicts(found) == {(a, b, "likely"), (a, c, "unlikely")}
    weighed = weigh_reports(standing(night.picture()), None)
    assert max(weighed.of["B1"]) < 0.96, "never enough to close on"


def test_two_centres_that_differ_decide_nothing() -> None:
    night, (a, b) = night_of(2)
    link(night, a, "certain")
    link(night, b, "certain")
    link(night, b, "never", centre="west")
    found = read(night)
    assert verdicts(found) == set()
    (word,) = (word for word in found.words["B1"] if word.report == b)
    assert word.belief is None
    assert len(word.entries) == 2
    night.say("west", 101, "unlink", report=b, boat="B1")
    assert verdicts(read(night)) == {(a, b, "certain")}


def test_decisions_that_contradict_each_other_are_taken_from_neither() -> None:
    night, (a, b, c) = night_of(3)
    night.say("east", 2, "boat", boat="B2")
    ids = [link(night, a, "certain"), link(night, b, "certain")]
    ids += [link(night, a, "certain", boat="B2"), link(night, b, "never", boat="B2")]
    link(night, c, "likely")
    found = read(night)
    assert found.contradictory == (tuple(sorted(ids)),)
    assert verdicts(found) == set(), "what rests on a spoilt link does not hold either"
    assert weigh_reports(standing(night.picture()), None).p(b, "B1") < 1.0


def test_one_boat_under_two_names_is_shown_as_such() -> None:
    night, (a, b) = night_of(2)
    night.say("west", 2, "boat", boat="W7")
    link(night, a, "certain")
    link(night, a, "certain", centre="west", boat="W7")
    link(night, b, "never", centre="west", boat="W7")
    weighed = weigh_reports(standing(night.picture()), None)
    assert weighed.same("B1", "W7") == pytest.approx(1.0)
    assert weighed.p(b, "B1") == 0.0
    assert weighed.p("unknown", "B1") == 0.0


def test_links_follow_a_report_that_was_corrected_and_leave_one_taken_back() -> None:
    night, (a, b) = night_of(2)
    link(night, a, "certain")
    link(night, b, "certain")
    later = night.call(102, replaces=[a])
    night.say("east", 103, "note", retracts=[b])
    found = read(night)
    assert found.anchors["B1"] == (later,)
    assert verdicts(found) == set()
