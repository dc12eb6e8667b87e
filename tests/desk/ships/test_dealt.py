"""Who was warned by name or has answered, beside the ships of a list."""

from __future__ import annotations

from lastknown.desk.ships.dealt import dealings, dealt_lines
from lastknown.desk.ships.document import DealtEntry
from lastknown.desk.ships.speaking import ship_words
from lastknown.desk.words import NO_BREAK
from tests.case.nights import at, draft
from tests.desk.record.exercise import Night
from tests.desk.record.test_relay import relay, relayed

SHIP = "EVEN KEEL MMSI 235001234"


def dealt(night: Night, minutes: float, boat: str = "B1") -> list[DealtEntry]:
    return dealings(night.picture(at(600), at(600)), boat, at(minutes))


def warn(night: Night, minutes: float, to: str = SHIP, **given: object) -> str:
    fields = {"to": to, "whom": "one", "boat": "B1", "channel": "VHF 16"} | given
    return night.say("east", minutes, "warning_sent", "a boat ahead of you", **fields)


def answered(night: Night, minute: float, warning: str, **given: object) -> None:
    arrives = {"minutes": given.pop("arrives", None)}
    body = {"kind": "warning_acknowledged", "warning": warning, "by": "Even Keel"} | given
    made = draft(minute, **body)
    night.write("east", made.model_copy(update={"body": made.body.model_copy(update=arrives)}))


def lines(found: list[DealtEntry], lang: str = "en", name: str = "EVEN KEEL") -> list[str]:
    said = dealt_lines(ship_words(lang), found, name, 235001234, "2026-05-15T02:40Z")
    return [line.replace(NO_BREAK, " ") for line in said]


def test_a_ship_that_was_warned_is_told_with_her_answer_once_she_gave_it() -> None:
    night = Night()
    night.say("east", 1, "boat", boat="B1")
    sent = warn(night, 90)
    night.say("east", 95, "warning_acknowledged", warning=sent, by="EVEN KEEL")
    assert dealt(night, 89) == []
    early, late = dealt(night, 94), dealt(night, 95)
    assert (early[0]["name"], early[0]["mmsi"]) == ("EVEN KEEL", 235001234)
    assert (early[0]["warned"], early[0]["replied"]) == ("2026-05-15T02:30Z", None)
    assert late[0]["replied"] == "2026-05-15T02:35Z"
    assert lines(early) == ["warned 02:30 UTC on VHF 16: no answer yet"]
    assert lines(late) == ["warned 02:30 UTC on VHF 16, answered 02:35 UTC"]
    assert lines(late, "fr") == ["averti à 02h30 UTC sur VHF 16, a répondu à 02h35 UTC"]


def test_warned_again_she_has_not_answered_that() -> None:
    night = Night()
    night.say("east", 1, "boat", boat="B1")
    night.say("east", 95, "warning_acknowledged", warning=warn(night, 90), by="EVEN KEEL")
    warn(night, 120, "Even Keel")  # by name alone
    (found,) = dealt(night, 121)
    assert (found["mmsi"], found["warned"], found["replied"]) == (
        235001234, "2026-05-15T03:00Z", None,
    )  # fmt: skip


def test_what_was_said_of_another_boat_or_to_all_is_of_no_ship() -> None:
    night = Night()
    for boat in ("B1", "B2"):
        night.say("east", 1, "boat", boat=boat)
    warn(night, 90, boat="B2")
    warn(night, 91, "all ships", whom="all")
    assert dealt(night, 100) == []
    assert len(dealt(night, 100, "B2")) == 1


def test_the_last_answer_to_a_relay_counts_until_she_is_let_go_or_it_is_over() -> None:
    night, sent = relayed()
    for minutes, answer, there in ((89, "received", None), (91, "proceeding", 20)):
        answered(night, minutes, sent, mmsi=235001234, answer=answer, arrives=there)
    warn(night, 92)
    (found,) = dealt(night, 95)
    assert (found["answer"], found["there"]) == ("proceeding", "2026-05-15T02:51Z")
    assert lines([found])[1] == (
        "answered the Mayday Relay 02:31 UTC: proceeding, there at 02:51 UTC as they said"
    )
    assert lines([found], name="EVEN KEEL II") == lines([found])  # her number says who she is
    night.say(
        "east", 96, "warning_ended", warning=sent, how="stood_down", to="Even Keel",
        mmsi=235001234, one=True,
    )  # fmt: skip
    (gone,) = dealt(night, 97)
    assert (gone["answer"], gone["warned"]) == (None, "2026-05-15T02:32Z")


def test_a_relay_that_is_over_holds_no_answers() -> None:
    night, sent = relayed()
    answered(night, 89, sent, answer="proceeding")
    assert [each["answer"] for each in dealt(night, 95)] == ["proceeding"]
    night.say("east", 96, "warning_ended", warning=sent, how="stood_down")
    assert dealt(night, 97) == []
    relay(night, 98)
    assert dealt(night, 99) == []


def test_two_ships_are_not_taken_for_one_by_name_where_their_numbers_differ() -> None:
    night = Night()
    night.say("east", 1, "boat", boat="B1")
    warn(night, 90)
    assert lines(dealt(night, 95))
    other = dealt_lines(
        ship_words("en"), dealt(night, 95), "EVEN KEEL", 235009999, "2026-05-15T02:40Z"
    )
    assert other == []
