"""A relay that two centres send: nothing is lost, and it is said which of them did what."""

from __future__ import annotations

import pytest

from lastknown.desk.record.relay import relay_state
from lastknown.desk.record.relayed import relays_of
from lastknown.desk.record.relayentries import relay_entry
from lastknown.desk.record.relaywords import relay_lines
from lastknown.desk.record.speaking import record_words
from lastknown.desk.record.standing import standing
from lastknown.desk.record.telling import telling_of
from lastknown.times import show_time
from tests.case.nights import at
from tests.desk.record.test_relay import relay, relayed, state


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_of_two_centres_it_is_said_which_sent_which_entered_an_answer_and_which_ended(
    lang: str,
) -> None:
    night, sent = relayed()
    other = relay(night, 88, "west", by="Gris-Nez", channel="VHF 16", to="Nordsee", whom="one")
    said = {"warning": sent, "by": "Calais Star", "answer": "proceeding", "minutes": 8.0}
    night.say("east", 90, "warning_acknowledged", **said)
    night.say("west", 91, "warning_acknowledged", warning=other, by="Nordsee", answer="received")
    night.say("west", 92, "warning_rung", warning=other, to="Far Away", means="dsc")
    found = state(night, 99)
    t = telling_of(record_words(lang), night.picture(at(99)), at(99))
    head, star, nordsee = [*relay_lines(t, found)][:3]
    by, to, entered = (
        t.w.say(f"relay.{key}", by="Gris-Nez", to="Nordsee", centre=centre)
        for key, centre in (("by", ""), ("to", ""), ("entered_by", "east"))
    )
    assert f" VHF 16{by}{to}" in head
    assert t.w.say("relay.was_to_be_there", clock=t.clock(at(98))) in star
    assert star.endswith(f"({entered})")
    assert nordsee.endswith(f"({t.w.say('relay.entered_by', centre='west')})")
    entry = relay_entry(t, found)
    assert [each["centre"] for each in entry["sent"]] == ["east", "west"]
    assert [each["centre"] for each in entry["answers"]] == ["east", "west"]
    assert entry["answers"][0]["there"] == show_time(at(98))
    assert entry["rung"][0]["centre"] == "west"
    night.say("east", 100, "warning_ended", warning=sent, how="stood_down")
    relays = relays_of(standing(night.picture()))
    over, left = (relay_entry(t, relay_state(each, at(101))) for each in relays)
    assert (over["over_by"], over["over_at"]) == ("east", show_time(at(100)))
    assert over["words"][-1].endswith(f"{t.clock(at(100))}{t.w.say('relay.by', by='east')}.")
    assert left["answers"][0]["let_go"] == show_time(at(100))
    gone = t.w.say("relay.let_go", clock=t.clock(at(100)), centre="east")
    assert gone in left["words"][1]
