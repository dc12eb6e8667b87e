from __future__ import annotations

from datetime import datetime
from functools import cache

import pytest

import lastknown as lk
from lastknown.desk.record.alarms import CODES
from lastknown.desk.record.assess import assess
from lastknown.desk.record.limits import Limits
from lastknown.desk.record.situation import situation_words
from lastknown.desk.record.speaking import record_words
from lastknown.desk.record.views import AlarmView, Assessment
from lastknown.errors import LastknownError
from lastknown.sea.model import Sea
from tests.case.nights import at, draft
from tests.desk.record.exercise import HERE, Night, persons


@cache
def sea() -> Sea:
    wind = lk.Wind(speed_kn=8, from_deg=240)
    return lk.open_sea("dover-strait", wind=wind, water_temperature_c=12.0)


def held(night: Night, boat: str = "B1") -> None:
    night.say("east", 1, "boat", boat=boat)
    night.say("east", 1, "holder_taken", boat=boat)


def found(night: Night, minutes: float, over: Sea | None = None) -> Assessment:
    return assess(night.picture(at(minutes), at(minutes)), over, at(minutes), drift=False)


def due(night: Night, minutes: float) -> dict[tuple[str, str], AlarmView]:
    return {(each.code, each.about): each for each in found(night, minutes).alarms}


def since(night: Night, minutes: float, code: str, about: str) -> datetime | None:
    alarm = due(night, minutes).get((code, about))
    return None if alarm is None else alarm.since


def test_a_report_that_nobody_reads_is_alarmed_until_somebody_does() -> None:
    night = Night()
    report = night.call(10, "help", position=HERE)
    assert since(night, 14, "unread", report) is None
    assert since(night, 16, "unread", report) == at(15)
    assert since(night, 21, "unplotted", report) == at(20)
    night.say("east", 22, "read", report=report)
    assert since(night, 23, "unread", report) is None
    assert since(night, 23, "unplotted", report) == at(20), "read, but not on the chart"
    night.say("east", 24, "read", report=report, plotted=True)
    assert due(night, 25) == {}
    assert since(night, 23, "unplotted", report) == at(20), "as it was known then"


def test_a_link_or_a_correction_shows_that_it_was_read() -> None:
    night = Night()
    held(night)
    linked, corrected = night.call(10), night.call(11)
    night.say("east", 12, "link", report=linked, boat="B1", belief="likely")
    later = night.call(13, replaces=[corrected])
    codes = {(code, about) for code, about in due(night, 40) if code == "unread"}
    assert codes == set()
    assert later != corrected


def test_a_report_of_danger_without_a_boat() -> None:
    night = Night()
    held(night)
    report = night.call(10, "nous prenons l'eau")
    calm = night.call(11, "we are fine, no water in the boat, not sinking")
    assert since(night, 12, "distress-without-boat", report) == at(10)
    assert since(night, 12, "distress-without-boat", calm) is None
    night.say("east", 13, "link", report=report, boat="B1", belief="certain")
    assert since(night, 14, "distress-without-boat", report) is None


def test_who_holds() -> None:
    night = Night()
    night.say("east", 1, "boat", boat="B1")
    assert since(night, 5, "nobody-holds", "B1") is None
    assert since(night, 7, "nobody-holds", "B1") == at(6)
    night.say("east", 8, "holder_taken", boat="B1")
    assert since(night, 9, "nobody-holds", "B1") is None
    offer = night.say("east", 10, "holder_offered", boat="B1", to="west")
    alarm = due(night, 21)["offer-unanswered", offer]
    assert (alarm.since, alarm.values["holder"], alarm.values["to"]) == (at(20), "east", "west")
    assert since(night, 39, "holder-unclear", "B1") is None
    assert since(night, 41, "holder-unclear", "B1") == at(40)
    night.say("west", 42, "holder_accepted", offer=offer)
    assert due(night, 43) == {}
    night.say("east", 44, "holder_taken", boat="B1")
    assert since(night, 45, "holder-unclear", "B1") == at(44), "two centres say that they hold"


def test_nobody_looked() -> None:
    night = Night()
    held(night)
    assert since(night, 60, "not-looked", "B1") is None
    assert since(night, 62, "not-looked", "B1") == at(61)
    night.say(
        "east", 70, "search_done", unit="Helo 1", boat="B1", began=at(63), ended=at(69),
        corners=[HERE, HERE, HERE],
    )  # fmt: skip
    assert since(night, 71, "not-looked", "B1") is None
    assert since(night, 130, "not-looked", "B1") == at(129)
    night.say("east", 131, "unit_status", unit="Lifeboat A", status="on_scene", boat="B1")
    assert since(night, 300, "not-looked", "B1") is None, "it is there now"
    night.say("east", 301, "unit_status", unit="Lifeboat A", status="returning")
    assert since(night, 301, "not-looked", "B1") == at(191)


def test_a_warning_without_an_answer() -> None:
    night = Night()
    sent = night.say("east", 10, "warning_sent", to="all ships", reply_within_s=300.0)
    plain = night.say("east", 10, "warning_sent", to="M/V Exercise")
    assert since(night, 16, "warning-unanswered", sent) == at(15)
    assert since(night, 16, "warning-unanswered", plain) is None
    assert since(night, 21, "warning-unanswered", plain) == at(20)
    night.say("west", 22, "warning_acknowledged", warning=sent, by="M/V Exercise 2")
    assert since(night, 23, "warning-unanswered", sent) is None


def test_an_acknowledged_alarm_stays_acknowledged_and_a_new_one_is_new() -> None:
    night = Night()
    held(night)
    seen = night.say("east", 65, "alarm_acknowledged", code="not-looked", about="B1")
    assert due(night, 90)["not-looked", "B1"].acknowledged == seen
    assert due(night, 900)["not-looked", "B1"].acknowledged == seen
    night.say(
        "east", 910, "search_done", unit="Helo 1", boat="B1", began=at(900), ended=at(909),
        corners=[HERE, HERE, HERE],
    )  # fmt: skip
    assert due(night, 980)["not-looked", "B1"].acknowledged is None
    report = night.call(990)
    named = night.say("east", 996, "alarm_acknowledged", code="unread", about=report)
    assert due(night, 1000)["unread", report].acknowledged == named


def test_survival_that_falls_through_a_mark() -> None:
    night = Night()
    held(night)
    report = night.call(10, "", position=HERE, persons=persons(20), condition="people in the water")
    night.say("east", 11, "link", report=report, boat="B1", belief="certain")
    late = {each.code for each in found(night, 60 * 100, sea()).alarms}
    assert len({code for code in late if code.startswith("survival-")}) == 1
    view = found(night, 60 * 100, sea())
    (alarm,) = (each for each in view.alarms if each.code.startswith("survival-"))
    assert alarm.values["any_alive"] == view.boat("B1").clock.any_alive  # type: ignore[union-attr]
    assert alarm.values["mark"] == min(
        mark
        for mark, moment in view.boat("B1").clock.falls.items()  # type: ignore[union-attr]
        if moment is not None and moment <= at(60 * 100).timestamp()
    )
    early = {each.code for each in found(night, 12, sea()).alarms}
    assert not {code for code in early if code.startswith("survival-")}


def test_a_closure_that_the_gate_does_not_bear() -> None:
    night = Night()
    held(night)
    report = night.call(10)
    night.say("east", 11, "link", report=report, boat="B1", belief="certain")
    proposal = night.say("east", 30, "closure_proposed", boat="B1")
    alarm = due(night, 31)["closure-blocked", "B1"]
    assert alarm.since == at(30)
    assert "no rescue" in alarm.values["blocks"]  # type: ignore[operator]
    night.say("east", 32, "closure_confirmed", proposal=proposal)
    view = found(night, 33)
    assert not view.boat("B1").open, "what a person confirmed is not undone silently"
    codes = {(each.code, each.about): each.since for each in view.alarms}
    assert codes["closed-in-doubt", "B1"] == at(32)
    purged = Night()
    purged.entries = [*night.entries]
    purged.say("east", 50, "purge", everything=True)
    assert ("closed-in-doubt", "B1") not in due(purged, 60), "what is left cannot be judged anew"
    assert ("not-looked", "B1") in {(a.code, a.about) for a in found(night, 100).alarms}


def machine(night: Night, minutes: float, **given: object) -> str:
    one = draft(minutes, "read by a program", **given)
    return night.write("west", one.model_copy(update={"role": "machine"}))


def test_no_program_reads_a_report_in_a_persons_place() -> None:
    night = Night()
    first, second = night.call(10, "sinking"), night.call(11, "sinking")
    machine(night, 12, kind="persons", report=first, where="on_board", counts=persons(3))
    machine(night, 12, kind="report", what="call", replaces=[second])
    assert since(night, 17, "unread", first) == at(15)
    assert since(night, 17, "unread", second) == at(16)


def test_an_alarm_is_not_acknowledged_ahead_of_its_time() -> None:
    night = Night()
    report = night.call(10)
    night.say("east", 60, "alarm_acknowledged", entered=11, code="unread", about=report)
    (alarm,) = (a for a in assess(night.picture(), None, at(61)).alarms if a.about == report)
    assert (alarm.code, alarm.acknowledged) == ("unread", None)


def test_the_missing_of_a_closed_boat_are_looked_for() -> None:
    night = Night()
    held(night)
    call = night.call(5, number="07700 900111", persons=persons(33), position=HERE)
    rescue = night.call(60, what="rescue", persons=persons(29), position=HERE)
    for name in (call, rescue):
        night.say("east", 61, "link", report=name, boat="B1", belief="certain")
    night.say("east", 62, "identification", report=call, rescue=rescue, how="phone", same=True)
    said = {"where": "on_board", "counts": persons(33), "source": "survivors"}
    night.say("east", 63, "persons", report=rescue, **said)
    night.say("east", 64, "missing", boat="B1", count=4)
    proposal = night.say("east", 65, "closure_proposed", boat="B1")
    night.say("east", 66, "closure_confirmed", proposal=proposal)
    closed = found(night, 130, sea())
    view = closed.boat("B1")
    assert (view.open, view.gate.opens, view.carried) == (False, True, 4)
    assert view.clock is not None
    assert view.where_why == "drift off", "and not: closed"
    assert "not-looked" in {a.code for a in closed.alarms if a.about == "B1"}


def test_a_boat_that_is_closed_in_doubt_is_alarmed_as_an_open_one() -> None:
    night = Night()
    night.say("east", 1, "boat", boat="B1")
    proposal = night.say("west", 2, "closure_proposed", boat="B1")
    night.say("west", 3, "closure_confirmed", proposal=proposal)
    alarms = due(night, 70)
    assert {"closed-in-doubt", "nobody-holds", "not-looked"} <= {code for code, _ in alarms}
    night.say("east", 80, "purge", everything=True)
    assert ("nobody-holds", "B1") not in due(night, 90), "what is left cannot be judged anew"


def test_a_boat_that_is_closed_in_doubt_stands_before_the_open_ones() -> None:
    night = Night()
    held(night)
    held(night, "B2")
    proposal = night.say("west", 2, "closure_proposed", boat="B2")
    night.say("west", 3, "closure_confirmed", proposal=proposal)
    seen = found(night, 70)
    words = situation_words(record_words("en"), night.picture(), seen)
    assert words.index("CLOSED IN DOUBT, TAKEN AS OPEN (1)") < words.index("OPEN BOATS (1)")
    assert "CLOSED BOATS" not in words


def test_what_is_dated_ahead_is_alarmed_until_its_time_has_come() -> None:
    night = Night()
    report = night.say("east", 70, "report", entered=10, what="call", condition="sinking")
    seen = night.picture(known_at=at(20))
    alarms = {(a.code, a.about): a for a in assess(seen, None, at(20)).alarms}
    ahead = alarms["dated-ahead", report]
    assert (ahead.since, ahead.values["at"]) == (at(10), at(70).isoformat())
    for language, words in (("en", "was its zone wrong"), ("fr", "fuseau")):
        shown = situation_words(record_words(language), seen, assess(seen, None, at(20)))
        assert words in shown
    later = assess(night.picture(), None, at(71))
    assert "dated-ahead" not in {alarm.code for alarm in later.alarms}
    night.say("east", 15, "report", what="call", replaces=[report])
    corrected = assess(night.picture(known_at=at(20)), None, at(20))
    assert "dated-ahead" not in {alarm.code for alarm in corrected.alarms}


def test_a_new_doubt_of_a_closure_is_a_new_alarm() -> None:
    night = Night()
    held(night)
    call = night.call(5, number="07700 900111", persons=persons(33))
    night.say("east", 6, "link", report=call, boat="B1", belief="certain")
    proposal = night.say("east", 31, "closure_proposed", boat="B1")
    night.say("east", 32, "closure_confirmed", proposal=proposal)
    seen = night.say("east", 40, "alarm_acknowledged", code="closed-in-doubt", about="B1")
    assert due(night, 41)["closed-in-doubt", "B1"].acknowledged == seen
    night.say("east", 50, "persons", boat="B1", where="on_board", counts=persons(45), source="kin")
    again = due(night, 51)["closed-in-doubt", "B1"]
    assert (again.since, again.acknowledged) == (at(50), None)


def test_a_call_after_the_closure_and_after_the_alleged_rescue() -> None:
    night = Night()
    held(night)
    report = night.call(10, number="07700 900111", persons=persons(30))
    rescue = night.call(60, what="rescue", persons=persons(30))
    for name in (report, rescue):
        night.say("east", 61, "link", report=name, boat="B1", belief="certain")
    proposal = night.say("east", 62, "closure_proposed", boat="B1")
    night.say("east", 63, "closure_confirmed", proposal=proposal)
    again = night.call(100, number="07700 900111")
    alarms = due(night, 101)
    assert alarms["report-of-closed", again].values["boat"] == "B1"
    assert alarms["call-after-rescue", again].values["rescue"] == rescue
    night.say("east", 101, "conflict_settled", entries=[again, rescue])
    assert ("call-after-rescue", again) not in due(night, 102), "a person settled it"
    night.say("east", 102, "closure_reopened", boat="B1")
    assert ("report-of-closed", again) not in due(night, 103)


def test_alarms_that_are_entries_and_retention() -> None:
    night = Night()
    night.say("east", 5, "alarm", code="bulk-reading", about="J. Watch")
    assert since(night, 6, "bulk-reading", "J. Watch") == at(5)
    held(night)
    night.say("east", 5, "retention", days=2)
    proposal = night.say("east", 6, "closure_proposed", boat="B1")
    night.say("east", 7, "closure_confirmed", proposal=proposal)
    assert since(night, 60, "retention-due", "record") is None
    assert since(night, 60 * 49, "retention-due", "record") == at(7 + 60 * 48)


def test_limits_are_the_centres_own() -> None:
    night = Night()
    report = night.call(10)
    seen = night.picture()
    quick = assess(seen, None, at(11), limits=Limits(unread=0.5))
    assert ("unread", report) in {(each.code, each.about) for each in quick.alarms}
    with pytest.raises(LastknownError, match=r"unread=-1 is out of bounds; give minutes"):
        Limits(unread=-1)
    with pytest.raises(LastknownError, match="not_looked=nan is out of bounds"):
        Limits(not_looked=float("nan"))


def test_every_code_is_listed_once() -> None:
    assert len(CODES) == len(set(CODES))
    assert all(code == code.lower() and " " not in code for code in CODES)
