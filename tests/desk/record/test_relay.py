"""Mayday Relays over a record: who is silent, whom to ring, what comes next, what is an alarm."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lastknown.case.entries import Entry
from lastknown.case.picture import picture, picture_bytes
from lastknown.case.told import WarningEnded
from lastknown.desk.record.assess import assess, assessment_bytes
from lastknown.desk.record.relay import Ladder, RelayState, boat_relay, by_channel, relay_state
from lastknown.desk.record.relayed import Measured, Whom, latest, relays_of
from lastknown.desk.record.relaying import end_relay, still_sent
from lastknown.desk.record.relaynear import Near
from lastknown.desk.record.relaywhom import whom_of
from lastknown.desk.record.relaywords import relay_lines
from lastknown.desk.record.speaking import record_words
from lastknown.desk.record.standing import standing
from lastknown.desk.record.telling import telling_of
from lastknown.desk.record.verbs import Hand
from lastknown.errors import LastknownError
from tests.case.nights import at, begin, draft
from tests.desk.record.exercise import HERE, Night, persons

NEARBY = [
    {
        "name": "Calais Star",
        "mmsi": 227000001,
        "type": "passenger",
        "distance_nm": 6.0,
        "minutes": 20,
    },
    {"name": "Nordsee", "mmsi": 211000002, "type": "tanker", "distance_nm": 3.1, "minutes": 16},
    {"name": "Far Away", "mmsi": 235000003, "type": "cargo", "distance_nm": 19.0, "doubtful": True},
]
TOLD = Measured(HERE["lon"], HERE["lat"], at(61), "told")


def relayed(minutes: float = 87, **given: object) -> tuple[Night, str]:
    """Return a night with a boat whose relay went out at 02:27, and the relay."""
    night = Night()
    night.say("east", 1, "boat", boat="B1")
    night.say("east", 1, "holder_taken", boat="B1")
    call = night.call(61, "taking water", position=HERE, persons=persons(40))
    night.say("east", 62, "link", report=call, boat="B1", belief="certain")
    night.say("east", 62, "read", report=call, plotted=True)
    fields = {"ships": NEARBY, "by": "Dover Coastguard", "channel": "VHF 16"} | given
    fields |= {"in_range": len(NEARBY)} if fields["ships"] else {}
    return night, relay(night, minutes, **fields)


def relay(night: Night, minutes: float, centre: str = "east", **given: object) -> str:
    fields = {"to": "all stations", "boat": "B1", "form": "mayday_relay"} | given
    return night.say(centre, minutes, "warning_sent", "MAYDAY RELAY", **fields)


def state(night: Night, minutes: float, **given: object) -> RelayState:
    stands = standing(night.picture(at(minutes), at(minutes)))
    found = boat_relay(stands, "B1", at(minutes), TOLD, **given)
    assert found is not None
    return found


def alarm(night: Night, minutes: float) -> tuple[str, datetime] | None:
    found = assess(night.picture(at(minutes), at(minutes)), None, at(minutes)).alarms
    return next(((a.about, a.since) for a in found if a.code == "relay-unanswered"), None)


def names(found: RelayState) -> list[str]:
    return [each.near.whom.name for each in found.silent]


def test_the_relay_of_0227_that_nobody_answered_names_the_warship_at_0232() -> None:
    """24 November 2021: a warship was about 15 min away, and no answer is recorded (CHANNEL)."""
    night, sent = relayed(ships=None)
    north = {"lon": HERE["lon"], "lat": HERE["lat"] + 5.0 / 60}
    night.say(
        "east", 80, "unit_status", unit="Warship", status="available", type="warship",
        position=north, speed_kn=20,
    )  # fmt: skip
    early, late = state(night, 88), state(night, 92)
    assert (early.unanswered, late.unanswered) == (False, True)
    assert alarm(night, 91.9) is None
    assert alarm(night, 92) == (sent, at(92))
    assert late.ring is not None
    assert late.ring.near.whom == Whom("Warship")
    assert late.ring.near.minutes == pytest.approx(15.0, abs=0.2)
    assert (late.ring.means, late.ring.due) == ("vhf", at(89))
    assert late.in_range is None, "nobody worked out who was in range"
    codes = [(step.code, step.at) for step in late.steps]
    assert codes[:3] == [("ring", at(89)), ("repeat", at(91)), ("dsc", at(92))]


def test_the_nearest_that_can_is_rung_first_and_each_by_its_next_means() -> None:
    night, sent = relayed()
    assert names(state(night, 88)) == ["Nordsee", "Calais Star", "Far Away"]
    assert state(night, 88).in_range == 3
    night.say("east", 89, "warning_rung", warning=sent, to="NORDSEE", means="vhf")
    found = state(night, 90)
    assert names(found) == ["Calais Star", "Far Away", "Nordsee"], "just called, so later"
    last = found.silent[-1]
    assert (last.tried, last.means, last.due) == (("vhf",), "dsc", at(92))
    assert names(state(night, 93))[0] == "Nordsee", "and now again"
    for k, means in enumerate(("dsc", "satellite", "owner", "centre")):
        night.say(
            *("east", 94 + k, "warning_rung"), warning=sent, to="x", mmsi=211000002, means=means
        )
    done = state(night, 110)
    assert (names(done)[-1], done.silent[-1].means) == ("Nordsee", None)
    assert done.ring is not None
    assert done.ring.near.whom.name == "Calais Star"
    assert next(each for each in done.silent if each.near.doubtful).means == "vhf"


def test_an_answer_of_who_may_help_ends_the_alarm_and_one_that_cannot_does_not() -> None:
    night, sent = relayed()
    night.say(
        "east", 90, "warning_acknowledged", warning=sent, by="Far away", answer="cannot"
    )  # fmt: skip
    found = state(night, 93)
    assert (names(found), found.unanswered) == (["Nordsee", "Calais Star"], True)
    assert found.steps
    told = draft(94, kind="warning_acknowledged", warning=sent, by="Nordsee", answer="proceeding")
    body = told.body.model_copy(update={"mmsi": 211000002, "minutes": 25.0})
    night.write("east", told.model_copy(update={"body": body}))
    taken = state(night, 100)
    assert (taken.unanswered, taken.steps, names(taken)) == (False, (), ["Calais Star"])
    assert [(a.who.name, a.answer, a.minutes) for a in taken.relay.helpers] == [
        ("Nordsee", "proceeding", 25.0)
    ]
    assert alarm(night, 100) is None
    night.say(*("east", 105, "warning_acknowledged"), warning=sent, by="NORDSEE", answer="cannot")
    assert state(night, 106).unanswered, "it turned round: the relay is unanswered again"
    assert alarm(night, 106) is not None


def test_an_answer_without_a_word_of_what_they_do_counts_as_before() -> None:
    night, sent = relayed()
    night.say("east", 90, "warning_acknowledged", warning=sent, by="M/V Exercise")
    assert alarm(night, 94) is None
    assert alarm(night, 120) == (sent, at(95)), "it says no more than that they received it"
    assert len(state(night, 120).silent) == 3


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_who_only_received_it_has_not_taken_it_up(lang: str) -> None:
    """A receipt gives the time for an answer once more, and stops no call; a second none."""
    night, sent = relayed()
    night.say("east", 91, "warning_acknowledged", warning=sent, by="Nordsee", answer="received")
    night.say("east", 94, "warning_acknowledged", warning=sent, by="Far Away", answer="received")
    assert alarm(night, 95.9) is None
    assert alarm(night, 96) == (sent, at(96))
    found = state(night, 97)
    assert {"ring", "repeat", "dsc"} <= {step.code for step in found.steps}
    said = "\n".join(relay_lines(telling_of(record_words(lang), night.picture(), at(97)), found))
    only, up = {
        "en": ("Received only by Nordsee, Far Away: NONE SAID THAT THEY COME", "Taken up"),
        "fr": ("par Nordsee, Far Away : PERSONNE N’A DIT VENIR", "Pris en charge"),
    }[lang]
    plain = said.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    assert (only in plain, up in plain) == (True, False)
    there = {"by": "Nordsee", "answer": "received", "minutes": 20}
    assert state(night, 97).unanswered
    night.say("east", 97.5, "warning_acknowledged", warning=sent, **there)
    assert not state(night, 98).unanswered, "who says when they are there comes"
    night.say("east", 97.7, "warning_acknowledged", warning=sent, by="Nordsee", answer="received")
    assert not state(night, 97.8).unanswered, "a receipt takes nothing back"
    night.say("east", 97.8, "warning_acknowledged", warning=sent, by="Nordsee", answer="cannot")
    assert state(night, 97.9).relay.alone_since == at(97.8)
    assert state(night, 99).unanswered
    night.say("east", 99, "warning_acknowledged", warning=sent, by="Far Away", answer="standing_by")
    found = state(night, 99.5)
    assert (alarm(night, 99.5), found.unanswered, found.steps) == (None, False, ())
    said = "\n".join(relay_lines(telling_of(record_words(lang), night.picture(), at(99.5)), found))
    assert up in said


def test_letting_go_who_only_received_it_begins_no_time_anew() -> None:
    night, sent = relayed()
    night.say("east", 89, "warning_acknowledged", warning=sent, by="Nordsee", answer="received")
    assert alarm(night, 95) == (sent, at(94))
    night.say("east", 96, "warning_ended", warning=sent, how="stood_down", one=True, to="Nordsee")
    found = state(night, 97)
    assert (found.unanswered, found.relay.alone_since) == (True, at(87))
    night.say("east", 98, "warning_acknowledged", warning=sent, by="Far Away", answer="received")
    night.say("east", 104, "warning_acknowledged", warning=sent, by="Far Away", answer="cannot")
    found = state(night, 105)
    assert (found.unanswered, found.relay.alone_since) == (True, at(87)), "nobody ever came"


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "spoke by DSC call at 02:31, ask what they do: DSC call at 02:34"),
        ("fr", "a parlé par appel ASN à 02h31, demander ce qu’il fait : appel ASN à 02h34"),
    ],
)
def test_who_spoke_when_called_is_asked_what_they_do_by_the_same_means(
    lang: str, words: str
) -> None:
    night, sent = relayed()
    call = {"warning": sent, "to": "Nordsee"}
    night.say("east", 90, "warning_rung", means="vhf", **call)
    night.say("east", 91, "warning_rung", means="dsc", answered=True, **call)
    found = state(night, 92)
    (one,) = (each for each in found.silent if each.near.whom.name == "Nordsee")
    assert (one.means, one.tried, one.due) == ("dsc", ("vhf", "dsc"), at(94))
    assert one.spoke is not None
    lines = [*relay_lines(telling_of(record_words(lang), night.picture(), at(92)), found)]
    (line,) = (each for each in lines if each.lstrip().startswith("Nordsee"))
    plain = line.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    assert plain.endswith(words)
    assert plain.count("VHF 16") == 1, "nobody spoke by that"
    night.say("east", 95, "warning_rung", means="dsc", **call)
    (again,) = (s for s in state(night, 96).silent if s.near.whom.name == "Nordsee")
    assert again.means == "satellite", "then by the next means"


def test_a_repeat_silences_no_alarm_and_is_one_relay_with_the_first() -> None:
    night, sent = relayed()
    again = relay(night, 91, channel="VHF 16", reply_within_s=240.0)
    other = relay(night, 95.5, "west", channel="DSC 70")
    assert alarm(night, 94) == (sent, at(92))
    assert alarm(night, 96) == (again, at(95))
    assert alarm(night, 101) == (other, at(100.5))
    found = state(night, 96)
    assert len(found.relay.sent) == 3
    assert found.in_range == 3
    codes = {step.code for step in found.steps}
    assert codes == {"ring", "repeat", "mf", "navtex", "aircraft", "satellite"}
    repeat = next(step for step in found.steps if step.code == "repeat")
    assert repeat.at == at(95), "four minutes after the last by voice"
    proceeding = {"by": "Nordsee", "answer": "proceeding"}
    night.say("west", 97, "warning_acknowledged", warning=other, **proceeding)
    assert alarm(night, 101) is None, "whoever answers one has answered"


def test_who_was_in_range_of_a_repeat_stays_in_the_list_as_of_the_first() -> None:
    """Found by review: of a repeat's list nobody was called, and nobody could be entered."""
    night, _ = relayed()
    closer = {**NEARBY[1], "distance_nm": 2.0, "minutes": 9}
    coaster = {"name": "Coaster", "mmsi": 245000004, "type": "cargo", "distance_nm": 4.0}
    relay(night, 91, channel="VHF 16", ships=[closer, coaster], in_range=2)
    found = state(night, 92)
    assert found.in_range == 4
    assert found.since == 0
    assert sorted(names(found)) == ["Calais Star", "Coaster", "Far Away", "Nordsee"]
    by = {each.near.whom.name: each for each in found.silent}
    assert (by["Nordsee"].near.distance_nm, by["Nordsee"].near.then) == (2.0, at(91))
    assert (by["Calais Star"].near.distance_nm, by["Calais Star"].near.then) == (6.0, at(87))
    assert not by["Coaster"].new
    assert whom_of(found.relay, (), "coaster").mmsi == 245000004


def test_a_tasked_helicopter_is_no_step_any_more_and_is_not_rung() -> None:
    night, _ = relayed()
    night.say(
        "east", 89, "unit_status", unit="Rescue 1", status="tasked", type="helicopter",
        position=HERE, boat="B1",
    )  # fmt: skip
    found = state(night, 100)
    assert "aircraft" not in {step.code for step in found.steps}
    assert "Rescue 1" not in names(found)


@pytest.mark.parametrize(
    ("status", "boat", "flown"),
    [
        ("tasked", "B1", True), ("on_scene", None, True), ("tasked", "B2", False),
        ("available", "B1", False),
    ],
)  # fmt: skip
def test_an_aircraft_is_asked_for_until_one_goes_to_this_boat(
    status: str, boat: str | None, flown: bool
) -> None:
    night, _ = relayed()
    night.say("east", 88, "boat", boat="B2")
    night.say(
        "east", 90, "unit_status", unit="R163", status=status, boat=boat, type="helicopter"
    )  # fmt: skip
    assert ("aircraft" not in {step.code for step in state(night, 93).steps}) == flown


def test_the_other_centre_is_asked_once_and_when_each_step_comes() -> None:
    """The minutes are judgements that docs/mayday-relay.md gives."""
    night, sent = relayed()
    due = {step.code: step.at for step in state(night, 88).steps}
    minutes = {"dsc": 5, "centre": 6, "mf": 8, "navtex": 10, "aircraft": 10, "satellite": 15}
    assert {code: due[code] for code in minutes} == {c: at(87 + m) for c, m in minutes.items()}
    night.say("east", 89, "warning_rung", warning=sent, to="x", mmsi=211000002, means="vhf")
    assert "centre" in {step.code for step in state(night, 93).steps}
    night.say("east", 90, "warning_rung", warning=sent, to="MRCC", means="centre")
    assert "centre" not in {step.code for step in state(night, 93).steps}


@pytest.mark.parametrize(
    ("unit", "mmsi", "means"),
    [(True, None, "phone"), (True, 232000001, "dsc"), (False, 232000001, "dsc")],
)
def test_after_voice_a_unit_is_called_by_what_it_has(
    unit: bool, mmsi: int | None, means: str
) -> None:
    night, sent = relayed(ships=None)
    night.say("east", 89, "warning_rung", warning=sent, to="Dover", means="vhf")
    (made,) = relays_of(standing(night.picture()))
    near = Near(Whom("Dover", mmsi), "lifeboat", 2.0, 12.0, unit=unit)
    (silent,) = relay_state(made, at(90), [near]).silent
    assert (silent.tried, silent.means) == (("vhf",), means)


def test_where_the_last_helper_takes_it_back_a_new_alarm_sounds_at_once() -> None:
    """An alarm that was acknowledged before they said to come would else stay silent."""
    night, sent = relayed()
    assert alarm(night, 93) == (sent, at(92))
    night.say("east", 93, "alarm_acknowledged", code="relay-unanswered", about=sent)
    comes = ((94, "Nordsee", "proceeding"), (95, "Calais Star", "standing_by"))
    for minutes, who, answer in comes:
        night.say("east", minutes, "warning_acknowledged", warning=sent, by=who, answer=answer)
    night.say("east", 100, "warning_acknowledged", warning=sent, by="Nordsee", answer="cannot")
    assert alarm(night, 104) is None, "the other one helps"
    night.say("west", 105, "warning_acknowledged", warning=sent, by="Calais Star", answer="cannot")
    found = assess(night.picture(at(106), at(106)), None, at(106)).alarms
    (heard,) = (each for each in found if each.code == "relay-unanswered")
    assert (heard.since, heard.acknowledged) == (at(105), None)
    after = state(night, 106)
    assert (after.unanswered, after.relay.alone_since) == (True, at(105))
    assert after.steps[0].at <= at(105), "what is due by then is due at once"
    let_go = {"warning": sent, "how": "stood_down", "one": True, "to": "Nordsee"}
    night, sent = relayed()
    night.say("east", 94, "warning_acknowledged", warning=sent, by="Nordsee", answer="proceeding")
    night.say("east", 98, "warning_ended", **(let_go | {"warning": sent}))
    night.say("east", 99, "warning_acknowledged", warning=sent, by="Nordsee", answer="cannot")
    assert alarm(night, 102.9) is None, "who was let go takes nothing back: the time began anew"
    assert alarm(night, 103) == (sent, at(103))


def test_a_call_to_one_ship_is_no_repeat_to_all() -> None:
    night, _ = relayed()
    relay(night, 90, to="Nordsee", whom="one", channel="VHF 16")
    assert {s.code: s.at for s in state(night, 91).steps}["repeat"] == at(91)
    relay(night, 90, whom="all", channel="VHF 16")
    assert {s.code: s.at for s in state(night, 91).steps}["repeat"] == at(94)


def test_who_was_let_go_helps_no_more_and_silence_counts_from_then() -> None:
    night, sent = relayed()
    night.say("east", 89, "warning_acknowledged", warning=sent, by="Nordsee", answer="proceeding")
    night.say("east", 99, "warning_ended", warning=sent, how="stood_down", to="Nordsee")
    assert alarm(night, 103) is None
    assert alarm(night, 104) == (sent, at(104))
    night.say("east", 105, "warning_ended", warning=sent, how="cancelled")
    over = state(night, 110)
    assert over.relay.ended is not None
    assert (over.relay.ended.how, over.steps, over.silent) == ("cancelled", (), ())
    assert alarm(night, 130) is None
    new = relay(night, 140)
    assert alarm(night, 145) == (new, at(145)), "what is sent afterwards is a new relay"
    assert len(relays_of(standing(night.picture()))) == 2


def test_a_centre_ends_what_it_sent_itself_and_lets_go_who_had_answered() -> None:
    """Dover stands down; the relay of Calais is Calais's to end, and the ship no longer comes."""
    night, sent = relayed()
    other = relay(night, 88, "west")
    night.say("west", 90, "warning_acknowledged", warning=other, by="Nordsee", answer="proceeding")
    assert state(night, 95).relay.helpers
    night.say("east", 100, "warning_ended", warning=other, how="stood_down")
    found = state(night, 101)
    assert [each.entry for each in found.relay.sent] == [other]
    assert (found.relay.ended, found.relay.helpers) == (None, ())
    assert alarm(night, 104.9) is None
    assert alarm(night, 105) == (other, at(105))
    night.say("west", 106, "warning_ended", warning=other, how="stood_down")
    assert alarm(night, 120) is None
    assert {each.ended.how for each in relays_of(standing(night.picture())) if each.ended} == {
        "stood_down"
    }
    assert sent != other


def test_a_centre_does_not_end_what_another_sent(tmp_path: Path) -> None:
    record = begin(str(tmp_path / "night.db"), tmp_path / "keys")
    night, _ = relayed()
    other = relay(night, 88, "west")
    (both,) = relays_of(standing(night.picture()))
    assert still_sent(both, "east") == ("west",)
    theirs = replace(both, sent=tuple(each for each in both.sent if each.entry == other))
    hand = Hand("J. Watch", "SMC", at(100), at(100))
    with pytest.raises(LastknownError, match="sent by west, which alone ends it"):
        end_relay(record, hand, theirs, "stood_down")
    mine = replace(both.sent[0], centre="mrcc-east")
    ended = end_relay(record, hand, replace(both, sent=(mine, both.sent[1])), "stood_down")
    assert isinstance(ended.body, WarningEnded)
    assert ended.body.warning == mine.entry, "its own, though the other's is later"
    record.close()


def test_of_two_ships_of_one_name_the_number_is_wanted() -> None:
    twins = [{**NEARBY[1], "mmsi": 211000012}, *NEARBY]
    night, _ = relayed(ships=twins)
    (found,) = relays_of(standing(night.picture()))
    with pytest.raises(LastknownError, match="2 ships are of that name: MMSI 211000002, 2110000"):
        whom_of(found, (), "nordsee")
    assert whom_of(found, (), "211000012") == Whom("Nordsee", 211000012)
    assert whom_of(found, (), "nordsee", 211000002) == Whom("Nordsee", 211000002)


def test_to_let_go_who_did_not_come_silences_nothing() -> None:
    night, sent = relayed()
    night.say("east", 89, "warning_acknowledged", warning=sent, by="Nordsee", answer="cannot")
    night.say("east", 91, "warning_ended", warning=sent, how="stood_down", to="Nordsee")
    assert alarm(night, 92) == (sent, at(92))


def test_a_relay_taken_back_counts_no_more() -> None:
    night, sent = relayed()
    night.say("east", 88, "note", "wrong boat", retracts=[sent])
    assert alarm(night, 120) is None
    assert relays_of(standing(night.picture())) == ()


def test_what_lies_ahead_is_not_seen() -> None:
    night, sent = relayed()
    night.say("east", 94, "warning_acknowledged", warning=sent, by="Nordsee", answer="proceeding")
    stands = standing(night.picture())
    (then,) = relays_of(stands, at(93))
    assert then.answers == ()
    assert relays_of(stands, at(80)) == ()


def test_a_plain_warning_that_ended_is_no_alarm() -> None:
    night, _ = relayed()
    plain = night.say("east", 90, "warning_sent", to="M/V Exercise", reply_within_s=60.0)
    found = assess(night.picture(at(95)), None, at(95)).alarms
    assert [a.about for a in found if a.code == "warning-unanswered"] == [plain]
    night.say("east", 96, "warning_ended", warning=plain, how="cancelled")
    found = assess(night.picture(at(97)), None, at(97)).alarms
    assert not [a for a in found if a.code == "warning-unanswered"]


def test_steps_and_their_minutes_are_the_centres_own() -> None:
    night, _ = relayed()
    found = state(night, 90, ladder=Ladder(ring=1.0, navtex=2.0))
    assert [(s.code, s.at) for s in found.steps][:2] == [("ring", at(88)), ("navtex", at(89))]
    with pytest.raises(LastknownError, match="dsc=-1 is out of bounds"):
        Ladder(dsc=-1)


@pytest.mark.parametrize(
    ("channel", "code"),
    [
        ("VHF 16", "repeat"), ("", "repeat"), ("DSC 70", "dsc"), ("VHF 70 ASN", "dsc"),
        ("MF 2182", "mf"), ("2182 kHz", "mf"), ("NAVTEX 518", "navtex"), ("SafetyNET", "satellite"),
        ("DSC 2187.5", "mf"),
    ],
)  # fmt: skip
def test_a_channel_says_which_step_it_was(channel: str, code: str) -> None:
    assert by_channel(channel) == code


def test_the_order_in_which_entries_come_changes_nothing() -> None:
    night, _ = relayed()
    backwards = Night()
    backwards.entries = [*reversed(night.entries)]
    assert picture_bytes(backwards.picture()) == picture_bytes(night.picture())
    over = [assess(each.picture(at(92)), None, at(92)) for each in (night, backwards)]
    assert assessment_bytes(over[0]) == assessment_bytes(over[1])
    stands = standing(backwards.picture(at(92)))
    assert boat_relay(stands, "B1", at(92), None) == boat_relay(
        standing(night.picture(at(92))), "B1", at(92), None
    )


def any_night(draw: random.Random) -> Night:
    """Return a night of relays, answers, calls, ends and retractions in no sensible order."""
    night, sent = Night(), []
    night.say("east", 1, "boat", boat="B1")
    for _ in range(draw.randrange(1, 20)):
        centre, minutes = draw.choice(("east", "west")), 10.0 + 60.0 * draw.random()
        what = draw.randrange(5) if sent else 0
        about = draw.choice(sent) if sent else ""
        if what == 0:
            channel = draw.choice(("VHF 16", "DSC 70", "NAVTEX", ""))
            by = draw.choice((None, centre.upper()))
            sent.append(relay(night, minutes, centre, channel=channel, ships=NEARBY, by=by))
        elif what == 1:
            answer = draw.choice(("received", "proceeding", "cannot"))
            said = {"by": draw.choice(("Nordsee", "B")), "answer": answer}
            night.say(centre, minutes, "warning_acknowledged", warning=about, **said)
        elif what == 2:
            night.say(centre, minutes, "warning_rung", warning=about, to="Nordsee", means="dsc")
        elif what == 3:
            whom = draw.choice(({}, {"to": "Nordsee", "one": True}))
            night.say(centre, minutes, "warning_ended", warning=about, how="stood_down", **whom)
        else:
            night.say(centre, minutes, "note", "wrong", retracts=[about])
    return night


def sealed(entries: list[Entry]) -> tuple[list[Entry], list[Entry]]:
    """Return entries that say which were about one ship, and the same without anybody's name."""
    first: dict[str, str] = {}
    linked, bare = [], []
    for entry in entries:
        name = getattr(entry.body, "by" if "ack" in entry.body.kind else "to", None)
        if entry.body.kind in ("warning_acknowledged", "warning_rung", "warning_ended") and name:
            same = first.get(name)
            first.setdefault(name, entry.id)
            body = entry.body.model_copy(update={"same": same})
            linked.append(entry.model_copy(update={"body": body}))
            hidden = {key: None for key in ("by", "to") if hasattr(body, key)}
            bare.append(entry.model_copy(update={"body": body.model_copy(update=hidden)}))
        elif entry.body.kind == "warning_sent":
            linked.append(entry)
            body = entry.body.model_copy(update={"to": None, "by": None})
            bare.append(entry.model_copy(update={"body": body}))
        else:
            linked.append(entry)
            bare.append(entry)
    return linked, bare


@settings(max_examples=60, deadline=None)
@given(draw=st.randoms(use_true_random=False), minutes=st.sampled_from((20, 45, 80)))
def test_without_anybodys_name_a_relay_stands_as_with_them(
    draw: random.Random, minutes: int
) -> None:
    def told(entries: list[Entry]) -> list[object]:
        relays = relays_of(standing(picture(entries, at=at(minutes))), at(minutes))
        return [
            (
                [each.entry for each in relay.sent],
                [each.entry for each in relay.helpers],
                [each.entry for each in latest(relay.answers)],
                relay.ended,
                relay.overdue(at(minutes)) is None,
                [s for s in relay_state(relay, at(minutes)).steps if s.code != "ring"],
            )
            for relay in relays
        ]

    linked, bare = sealed(any_night(draw).entries)
    assert told(bare) == told(linked)


@settings(max_examples=60, deadline=None)
@given(draw=st.randoms(use_true_random=False), minutes=st.sampled_from((20, 45, 80)))
def test_a_relay_that_nobody_takes_up_always_has_a_next_step(
    draw: random.Random, minutes: int
) -> None:
    night = any_night(draw)
    stands = standing(night.picture(at(minutes)))
    relays = relays_of(stands, at(minutes))
    assert sum(each.ended is None for each in relays) <= 1, "one relay of a boat is not over"
    backwards = picture(reversed(night.entries), at=at(minutes))
    assert relays_of(standing(backwards), at(minutes)) == relays
    found = boat_relay(stands, "B1", at(minutes), TOLD)
    if found is not None and found.relay.ended is None and not found.relay.taken_up:
        assert {"ring", "repeat"} & {step.code for step in found.steps}
        assert found.unanswered == (found.relay.overdue(at(minutes)) is not None)
    elif found is not None:
        assert (found.steps, found.unanswered) == ((), False)
