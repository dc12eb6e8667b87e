"""A Mayday Relay by command: written, entered, answered, rung, over; and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from lastknown.cli.guard import run

if TYPE_CHECKING:
    from tests.cli.conftest import Desk

THEN = "2026-05-15T02:27Z"
HEADER = (
    "# Timestamp,Type of mobile,MMSI,Latitude,Longitude,Navigational status,ROT,SOG,COG,Heading"
)
HEADER += ",IMO,Callsign,Name,Ship type,Cargo type,Width,Length\n"
SHIPS = """\
15/05/2026 02:20:00,Class A,227000001,51.10,1.70,Under way using engine,,12.0,45.0,45,,,CALAIS STAR,Passenger,,25,150
15/05/2026 02:25:00,Class A,227000001,51.112,1.718,Under way using engine,,12.0,45.0,45,,,CALAIS STAR,Passenger,,25,150
15/05/2026 02:25:30,Class A,211000002,51.18,1.80,Under way using engine,,11.0,225.0,225,,,NORDSEE,Tanker,,30,180
15/05/2026 02:31:00,Class A,235000003,51.14,1.74,Under way using engine,,11.0,225.0,225,,,TOO LATE,Tanker,,30,180
"""  # noqa: E501


@pytest.fixture
def ships(tmp_path: Path) -> str:
    path = tmp_path / "ais.csv"
    path.write_text(HEADER + SHIPS, encoding="utf-8")
    return str(path)


@pytest.fixture
def night(centre: Callable[..., Desk]) -> Desk:
    desk: Desk = centre().begin()
    call = ("We take water, 40 people, grey dinghy, 51-08.5N 001-44.5E, ring +33 6 39 98 56 78",)
    desk.run("add", *call, "--what", "call", "--at", "2026-05-15T02:01Z")
    desk.run("boat", "B1", "--label", "Ada's boat", "--take")
    desk.run("link", "1", "B1")
    return desk


def test_a_relay_from_its_text_to_its_end(night: Desk, ships: str) -> None:
    plain = ("--as-told", "--at", THEN)
    said = night.run("relay", *plain, "--ships", ships, "--by", "Dover Coastguard")
    assert "LAST KNOWN POSITION 51-08.5N 001-44.5E AT 150201 UTC MAY" in said
    assert "40 PERSONS REPORTED ON BOARD" in said
    assert "Held to be in range (2), whom to call first:\n  CALAIS STAR (1" in said
    assert "TOO LATE" not in said
    assert "Ada" not in said
    assert "NAVTEX" not in said
    assert "lacks the station's call sign: give --call-sign" in said
    assert "lacks the station's MMSI" in said
    assert night.json("relay-state")["relays"] == [], "a draft is no entry"

    sent = night.json(
        *("relay", "--boat", "b1", *plain, "--ships", ships, "--navtex", "E", "--send"),
        *("--lang", "fr", "--call-sign", "2 xyz", "--station-mmsi", "00 232 0099"),
    )
    assert "\nINDICATIF 2XYZ, MMSI 002320099\nMAYDAY\n" in sent["text"]
    assert (sent["call_sign"], sent["mmsi"], sent["notes"][:-1]) == ("2XYZ", "002320099", [])
    assert sent["navtex"].startswith("ZCZC ED00\n150227 UTC MAY\nMAYDAY RELAY\nUNIDENTIFIED")
    assert sent["by"] == "MRCC DOVER"
    assert sent["text"].endswith("À VOUS")
    body = sent["entries"][0]["body"]
    assert (body["form"], body["channel"], body["reply_within_s"]) == (
        "mayday_relay", "VHF 16", 300.0,
    )  # fmt: skip
    assert [ship["name"] for ship in body["ships"]] == ["CALAIS STAR", "NORDSEE"]
    assert sent["entries"][0]["raw"] == sent["text"]

    state = night.json("relay-state", "--at", "2026-05-15T02:32Z")["relays"][0]
    assert (state["unanswered"], state["in_range"]) == (True, 2)
    assert [each["name"] for each in state["silent"]] == ["CALAIS STAR", "NORDSEE"]
    assert "call CALAIS STAR by VHF 16 now" in state["words"][-1]

    night.run("rung", "nordsee", "vhf", "--at", "2026-05-15T02:33Z")
    night.run("answered", "227000001", "proceeding", "--minutes", "8", "--at", "2026-05-15T02:34Z")
    state = night.json("relay-state", "--at", "2026-05-15T02:36Z")["relays"][0]
    assert (state["unanswered"], state["steps"]) == (False, [])
    assert state["answers"][0]["name"] == "CALAIS STAR"
    assert [(each["name"], each["means"]) for each in state["silent"]] == [("NORDSEE", "dsc")]
    words = night.run("relay-state", "--at", "2026-05-15T02:36Z")
    assert "CALAIS STAR at 02:34: proceeding, in 8 min" in words.replace("\N{NO-BREAK SPACE}", " ")

    over = ("stand-down", "--all", "--at", "2026-05-15T03:10Z")
    refused = night.run(*over, code=2)
    about = refused.partition("boat B1 is open and about ")[2].split()[0]
    assert 20 <= int(about) <= 50
    assert f"about {about} of its persons are missing: say with --why" in refused
    ended = night.run(*over, "--why", "all seen on a beach")
    assert f"STILL MISSING of B1: about {about}." in ended
    assert night.json("relay-state")["relays"][0]["over"] == "stood_down"
    assert "no Mayday Relay" in night.run("rung", "Nordsee", "vhf", code=2)


def test_the_picture_and_the_log_show_it(night: Desk, ships: str) -> None:
    night.run("relay", "--as-told", "--at", THEN, "--ships", ships, "--send")
    picture = night.json("picture", "--wind-kn", "8", "--wind-from-deg", "240")
    (boat,) = picture["boats"]
    assert boat["relay"]["in_range"] == 2
    assert [a["code"] for a in picture["alarms"] if a["code"] == "relay-unanswered"]
    listed = night.run("list")
    assert "Mayday Relay to all stations" in listed
    assert "2 held to be in range" in listed


def test_spoken_has_no_figures_and_without_ais_it_says_so(night: Desk) -> None:
    said = night.run("relay", "--as-told", "--at", THEN, "--spoken")
    assert "FIVE ONE DEGREES ZERO EIGHT DECIMAL FIVE MINUTES NORTH" in said
    assert "No ships of AIS are at hand" in said
    sent = night.json("relay", "--as-told", "--at", THEN, "--send", "--channel", "navtex")
    assert "in_range" not in sent["entries"][0]["body"], "nobody worked out who was in range"
    assert sent["entries"][0]["raw"] == sent["navtex"]


def test_all_who_are_in_range_are_listed_where_they_are_asked_for(
    night: Desk, tmp_path: Path
) -> None:
    row = "15/05/2026 02:25:00,Class A,{},51.14,1.7{:02d},Moored,,0.0,45.0,45,,,SHIP {},Cargo,,,\n"
    rows = "".join(row.format(227000000 + k, k, k) for k in range(35))
    (tmp_path / "many.csv").write_text(HEADER + rows, encoding="utf-8")
    ships = ("--ships", str(tmp_path / "many.csv"))
    told = ("--as-told", "--at", THEN, *ships)
    cut, whole = night.run("relay", *told), night.run("relay", *told, "--all", "--send")
    assert (cut.count("SHIP "), "25 more: --all lists them" in cut) == (10, True)
    assert (whole.count("SHIP "), "--all" in whole) == (35, False)
    then = ("--at", "2026-05-15T02:28Z", *ships)
    cut, whole = night.run("relay-state", *then), night.run("relay-state", *then, "--all")
    assert "5 more: --all lists them" in cut
    assert ("--all" in whole, "SHIP 34" in whole, "SHIP 0" in whole) == (False, True, True)
    assert "35 held to be in range then; NO ANSWER" in whole


def test_the_antenna_decides_who_is_in_range(night: Desk, ships: str) -> None:
    high = ("--antenna", "51-07.7N 001-18E", "--antenna-m", "120")
    near = night.json("relay", "--as-told", "--at", THEN, "--ships", ships, *high)["near"]
    assert [each["name"] for each in near] == ["CALAIS STAR", "NORDSEE"]
    far = ("--antenna", "50-10N 005-40W", "--antenna-m", "30")
    assert night.json("relay", "--as-told", "--at", THEN, "--ships", ships, *far)["near"] == []
    said = night.run("relay", "--as-told", "--at", THEN, "--ships", ships, *far)
    assert "Held to be in range: none.\nNear the boat, but OUT OF RANGE of the station (2)" in said
    sent = night.json("relay", "--as-told", "--at", THEN, "--ships", ships, *far, "--send")
    assert [each["name"] for each in sent["beyond"]] == ["CALAIS STAR", "NORDSEE"]
    assert sent["entries"][0]["body"]["in_range"] == 0
    state = night.run("relay-state", "--at", "2026-05-15T02:28Z", "--ships", ships)
    assert "0 held to be in range then, 2 more near now; NO ANSWER" in state
    assert state.count("not held to be in range then") == 2
    document = night.json("relay", "--as-told", "--at", THEN, "--ships", ships)
    assert (document["beyond"], document["by_line_of_sight"]) == ([], False)


@pytest.mark.parametrize(
    ("given", "lang", "said"),
    [
        ((), "en", "height was not given: 50 m is assumed; give --antenna-m"),
        ((), "fr", "hauteur de l’antenne n’est pas donnée : 50 m sont supposés"),
        (("--channel", "mf-2182"), "en", "on MF 2182 it is not used, and who is within 20 NM"),
        (("--channel", "mf-2182"), "fr", "sur MF 2182 elle ne compte pas, et qui est à moins de"),
    ],
)
def test_what_is_assumed_of_an_antenna_is_said(
    night: Desk, given: tuple[str, ...], lang: str, said: str
) -> None:
    draft = ("relay", "--as-told", "--at", THEN, *given, "--lang", lang)
    antenna = ("--antenna", "51-07.7N 001-18E")
    (assumed, *rest) = night.json(*draft, *antenna)["notes"]
    assert said in assumed.replace("\N{NO-BREAK SPACE}", " ").replace(
        "\N{NARROW NO-BREAK SPACE}", " "
    )
    assert rest == night.json(*draft)["notes"], "that no ships are at hand is said all the same"
    if not given:
        assert assumed not in night.run(*draft, *antenna, "--antenna-m", "50")


def test_a_height_of_no_antenna_and_no_time_to_wait_are_refused(night: Desk) -> None:
    refused = night.run("relay", "--as-told", "--at", THEN, "--antenna-m", "120", code=2)
    assert "--antenna-m=120 is the height of an antenna whose place was not given" in refused
    assert "give --antenna POSITION too" in refused
    refused = night.run("relay", "--as-told", "--at", THEN, "--reply-within", "0min", code=2)
    assert "--reply-within='0min' is no time to wait; give more than 0, as 5min" in refused
    refused = night.run("relay", "--as-told", "--at", THEN, "--reply-within", "5h", code=2)
    assert "--reply-within='5h' would keep the alarm silent too long; give at most 60min" in refused


def test_who_cannot_help_is_not_there_by_any_time(night: Desk) -> None:
    night.run("relay", "--as-told", "--at", THEN, "--send")
    tug = ("answered", "Tug", "--new", "--at", "2026-05-15T02:29Z")
    refused = night.run(*tug, "cannot", "--minutes", "10", code=2)
    assert "cannot and --minutes contradict" in refused
    refused = night.run(*tug, "proceeding", "--minutes", "99999", code=2)
    assert "give a number from 0 to 10000" in refused
    night.run(*tug, "cannot")


def test_what_is_refused_names_the_remedy(
    night: Desk, ships: str, centre: Callable[..., Desk]
) -> None:
    assert "is not in the record" in night.run("relay", "--boat", "B9", code=2)
    assert "has no zone" in night.run("relay", "--at", "02:27", code=2)
    assert "give nine figures" in night.run("relay", "--station-mmsi", "2320099", code=2)
    assert "3 to 8 letters" in night.run("relay", "--call-sign", "Dover Coastguard", code=2)
    assert "is no file" in night.run("relay", "--ships", "no.csv", code=2)
    late = ("--as-told", "--send", "--at", "2030-05-15T02:27Z")
    assert "lies ahead of now" in night.run("relay", *late, code=2)
    assert "No probable position was computed" in night.run("relay", "--at", THEN)
    assert "give its letter B1" in night.run("relay", "--as-told", "--navtex", "Niton", code=2)
    assert "no Mayday Relay" in night.run("answered", "Nordsee", code=2)
    night.run("relay", "--as-told", "--at", THEN, "--ships", ships, "--send")
    typed = night.run("answered", "Nordsea", "proceeding", code=2)
    assert "did you mean 'NORDSEE'" in typed
    assert "add --new" in night.run("answered", "Warship", code=2)
    word = night.run("answered", "Nordsee", "proceding", code=2)
    assert "give received, proceeding, standing_by, cannot." in word
    assert "give vhf, dsc, mf, " in night.run("rung", "Nordsee", "telepathy", code=2)
    low = night.run("answered", "Nordsee", "--minutes", "-5", code=2)
    assert "The value of --minutes is not what it takes; give a number from 0 to 10000." in low
    far = night.run("relay", "--antenna-m", "-5", code=2)
    assert "give a number from 0.1 to 3000" in far
    ahead = night.run("answered", "Warship", "--new", "--at", "2030-05-15T02:34Z", code=2)
    assert "lies ahead of now" in ahead
    early = night.run("rung", "Nordsee", "vhf", "--at", "2026-05-15T01:34Z", code=2)
    assert "lies before the relay of 2026-05-15T02:27" in early
    assert "lies ahead" in night.run("stand-down", "NORDSEE", "--at", "2030-05-15T02:34Z", code=2)
    assert "who is let go?" in night.run("stand-down", "--why", "over", code=2)
    assert "leave out WHO" in night.run("stand-down", "Nordsee", "--all", code=2)
    assert "say with --why" in night.run("stand-down", "--cancel", code=2)
    night.run("answered", "Warship", "--new")
    assert "said the same at" in night.run("answered", "WARSHIP")
    assert "said the same at" not in night.run("answered", "Warship", "cannot")
    number = ("--mmsi", "235000009")  # a number does not make a ship one of those in range
    assert "add --new to enter it" in night.run("rung", "Grey", "phone", *number, code=2)
    short = night.run("answered", "Grey", "--new", "--mmsi", "12", code=2)
    assert "give a number from 100000000 to 999999999" in short
    night.run("rung", "Grey", "phone", *number, "--new", "--heard")
    assert "leave out WHO" in night.run("stand-down", "Nordsee", "--cancel", code=2)
    unnamed = ("--all", "--why", "over", "--author", "unnamed", "--role", "watch officer")
    assert "needs a named person" in night.run("stand-down", *unnamed, code=2)
    empty: Desk = centre("cross-varne").begin()
    assert "names no boat" in empty.run("relay", code=2)
    empty.run("boat", "B2")
    assert "no position of it is known" in empty.run("relay", "--as-told", code=2)


def test_the_relay_of_a_closed_boat_says_that_it_is_closed_and_is_not_sent(night: Desk) -> None:
    night.run("conditions", "--wind-kn", "8", "--wind-from-deg", "240", "--at", THEN)
    night.run("add", "40 taken aboard from a grey inflatable", "--what", "rescue", "--at", THEN)
    night.run("link", "6", "B1")
    night.run("persons", "recovered_alive", "40", "--report", "6", "--source", "cutter")
    for how in ("phone", "own_word"):
        night.run("identify", "1", "6", "--how", how, "--by", "cutter")
    night.run("missing", "B1", "60")
    night.run("settle", "1", "6", "8", "--why", "40 counted on deck", "--all")
    night.run("close", "B1", "--why", "all counted")
    said = night.run("relay", "--boat", "B1", "--at", THEN)
    assert said.startswith("B1 IS CLOSED: NOTHING IS TO BE SENT.")
    assert "open it again first" in said
    assert "No probable position" not in said, "the wind is known"


def test_a_part_of_a_name_is_answered_with_all_who_have_it_and_no_persons_name_is_repeated(
    night: Desk, tmp_path: Path
) -> None:
    row = "15/05/2026 02:25:00,Class A,{},51.14,1.7{:02d},Moored,,0.0,45.0,45,,,{},Cargo,,,\n"
    names = ["SIM FERRY 11", "SIM FERRY 23", "SIM CARGO 7"]
    rows = "".join(row.format(227000000 + k, k, name) for k, name in enumerate(names))
    (tmp_path / "three.csv").write_text(HEADER + rows, encoding="utf-8")
    ships = ("--ships", str(tmp_path / "three.csv"))
    night.run("relay", "--as-told", "--at", THEN, *ships, "--send")
    several = night.run("answered", "SIM FERRY", "received", code=2)
    assert "'SIM FERRY' is not among those held to be in range" in several
    assert "did you mean 'SIM FERRY 11', 'SIM FERRY 23'? Else add --new" in several
    person = night.run("answered", "Ada Lovelace", "received", code=2)
    assert "Lovelace" not in person
    assert "what was given is not among" in person
    night.run("answered", "Ada Lovelace", "received", "--new")
    near = night.run("answered", "Ada Lovelase", "received", code=2)
    assert "Lovelase" not in near, "who answered without AIS may be a person"
    assert "Lovelace" not in near


def test_how_old_the_ships_of_a_relay_are_is_said_first_and_that_none_are_at_hand(
    night: Desk, ships: str
) -> None:
    assert "AIS" not in night.run("relay-state"), "there is no relay to say it of"
    night.run("relay", "--as-told", "--at", THEN, "--ships", ships, "--send")
    none = night.run("relay-state", "--at", THEN)
    assert none.startswith("No ships of AIS are at hand: only units of the record are listed.")
    assert night.json("relay-state", "--at", THEN)["notes"] == none.splitlines()[:1]
    assert "STALE" not in night.run("relay-state", "--at", THEN, "--ships", ships)
    at = ("--at", "2026-05-15T02:45Z", "--ships", ships)
    late = night.run("relay-state", *at).replace("\N{NO-BREAK SPACE}", " ")
    assert late.startswith("STALE AIS: 3 ships, each last heard between 02:25 UTC and 02:31 UTC; ")
    assert "the newest position is 14 min old" in late.splitlines()[0]
    assert "AIS PÉRIMÉ" in night.run("relay-state", *at, "--lang", "fr")
    gone = night.run("relay-state", "--at", "2026-05-15T04:31Z", "--ships", ships)
    assert "02:31\N{NO-BREAK SPACE}UTC, 2 h 00 min before" in gone
    assert gone.startswith("No ship was heard in the hour before: no ship is listed as it is now.")


def test_a_ship_that_came_into_range_since_is_rung_and_answers_by_the_name_that_the_list_gives(
    night: Desk, ships: str
) -> None:
    night.run("relay", "--as-told", "--at", THEN, "--ships", ships, "--send")
    at = ("--at", "2026-05-15T02:32Z")
    assert "'TOO LATE' is not among" not in night.run("relay-state", *at)
    assert "add --new" in night.run("rung", "TOO LATE", "vhf", *at, code=2), "no ships are kept"
    assert run(["ships", "import", ships, "--into", night.file]) == 0
    listed = night.json("relay-state", *at)["relays"][0]["silent"]
    assert [(each["name"], each["new"]) for each in listed if each["new"]] == [("TOO LATE", True)]
    assert night.json("rung", "too late", "vhf", *at)["entries"][0]["body"]["mmsi"] == 235000003
    night.run("answered", "235000003", "proceeding", "--minutes", "20", *at)
    (helper,) = night.json("relay-state", *at)["relays"][0]["answers"]
    assert (helper["name"], helper["mmsi"]) == ("TOO LATE", 235000003)
    assert "did you mean 'TOO LATE'" in night.run("answered", "TOO LAT", *at, code=2)
