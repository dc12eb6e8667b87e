"""Ships over the exercise's record: a ship is warned, one joins, and both are entries."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from lastknown.cli.guard import run
from lastknown.desk.schemas import schema_text
from lastknown.desk.ships.fixes import fixes_beside
from lastknown.search.unit import Unit
from lastknown.times import to_seconds
from tests.cli.answers import said
from tests.cli.conftest import CALL, Desk
from tests.dover_ais import rows

AT = "2026-11-22T08:30Z"
WHO = ["--author", "Ada", "--role", "watch officer"]


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the exercise's record, its keys and its ships."""
    folder = tmp_path_factory.mktemp("night")
    (folder / "dover.csv").write_text(rows(), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LASTKNOWN_KEYS", str(folder / "keys"))
        assert run(["demo", "--record", str(folder / "night.db")]) == 0
    return folder


@pytest.fixture
def at_night(night: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LASTKNOWN_KEYS", str(night / "keys"))
    return night


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The exercise's record, which no ship has joined."""
    monkeypatch.setenv("LASTKNOWN_KEYS", str(tmp_path / "keys"))
    assert run(["demo", "--record", str(tmp_path / "night.db")]) == 0
    return tmp_path / "night.db"


def asked(command: str, night: Path, *more: str) -> list[str]:
    file, ais = str(night / "night.db"), str(night / "dover.csv")
    return ["ships", command, file, "--boat", "B1", "--ships", str(ais), "--at", AT, *more]


def test_what_a_ship_was_told_is_an_entry_with_its_text(
    at_night: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    told = said(asked("warn", at_night, "--ship", "even keel", *WHO), capfd)
    assert "warning to EVEN KEEL MMSI 235001234, by VHF 16, for B1, answer within 10 min" in told
    assert "\nTo EVEN KEEL, as sent:\n  EVEN KEEL, MMSI 235001234: a boat in distress" in told
    assert (
        "\nTo EVEN KEEL, read out:\n  EVEN KEEL, MMSI two three five zero zero one two three"
        in told
    )
    listed = said(["case", "list", str(at_night / "night.db")], capfd)
    assert "EVEN KEEL, MMSI 235001234: a boat in distress" in listed
    assert "Ada, watch officer" in listed
    entry = told.split()[0]
    words = ["case", "acknowledge", str(at_night / "night.db"), entry, "--by", "EVEN KEEL", *WHO]
    words += ["--at", AT]
    assert "EVEN KEEL acknowledged" in said(words, capfd)


def test_the_lists_say_that_a_ship_was_warned_and_what_she_answered(
    at_night: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """After the test above: she was warned at 08:30 and answered then."""
    listed = said(asked("risk", at_night, "--all"), capfd)
    assert "\n     warned 08:30 UTC on VHF 16, answered 08:30 UTC\n" in listed
    (dealt,) = json.loads(said(asked("help", at_night, "--json"), capfd))["dealt"]
    assert (dealt["mmsi"], dealt["replied"], dealt["answer"]) == (235001234, AT, None)
    assert "warned 08:30 UTC on VHF 16, answered 08:30 UTC" in said(asked("help", at_night), capfd)


def test_the_brief_of_a_record_says_where_the_answers_stand(
    at_night: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    words = ["drift", *asked("drift", at_night)[2:]]
    brief = " ".join(said(words, capfd).split())
    assert (
        "Warned EVEN KEEL: warned 08:30 UTC on VHF 16, answered 08:30 UTC more of it, and whom"
        in brief
    )
    brief = " ".join(said([*words, "--lang", "fr"], capfd).split())
    assert "Avertis EVEN KEEL : averti à 08h30 UTC sur VHF 16, a répondu à 08h30 UTC" in brief


def test_an_answer_that_is_handed_around_names_no_sealed_name(
    fresh: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Ships of AIS are named, a person who was warned or answered a relay is counted."""
    ais = tmp_path / "dover.csv"
    ais.write_text(rows(), encoding="utf-8")
    file, when = str(fresh), ["--at", AT, "--boat", "B1"]
    drift = ["drift", file, *when]
    document = json.loads(said([*drift, "--json"], capfd))
    nothing = {"relay": None, "all_ships": None, "all_ships_on": None, "dealt": [], "unnamed": 0}
    assert document["dealings"] == nothing
    assert "SHIPS" not in said(drift, capfd)
    relayed = ["case", "relay", file, *when, "--by", "Dover", "--as-told", "--send", *WHO]
    said(relayed, capfd)
    for name, answer in (("Jean Secret", "proceeding"), ("EVEN KEEL", "received")):
        said(["case", "answered", file, name, answer, "--new", *when, *WHO], capfd)
    out = tmp_path / "out"
    drift += ["--ships", str(ais), "--out", str(out), "--json"]
    document = json.loads(said(drift, capfd))
    Draft202012Validator(json.loads(schema_text("drift"))).validate(document)
    found = document["dealings"]
    relay = {key: found["relay"][key] for key in ("last", "times", "answered", "may_help")}
    assert relay == {"last": AT, "times": 1, "answered": 2, "may_help": 2}
    assert [each["name"] for each in found["dealt"]] == ["EVEN KEEL"]
    assert found["unnamed"] == 1
    brief = " ".join((out / "brief.txt").read_text(encoding="utf-8").split())
    assert "Mayday Relay sent 08:30 UTC on VHF 16: answered 2" in brief
    assert "EVEN KEEL: answered the Mayday Relay 08:30 UTC: received and 1 more, not named" in brief
    assert "answered the Mayday Relay 08:30" in (out / "map.svg").read_text(encoding="utf-8")
    for path in out.rglob("*"):
        assert b"Jean Secret" not in (path.read_bytes() if path.is_file() else b"")


def test_a_ship_that_joins_is_a_unit_of_the_record_and_of_its_case(
    at_night: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    told = said(asked("help", at_night, "--add", "marie", *WHO), capfd)
    assert "MARIE: available, ship, at 51°" in told
    assert "\nMARIE would search with a sweep width of " in told
    assert "DARK" not in told
    words = ["plan", str(at_night / "night.db"), "--boat", "B1", "--at", AT, "--case-file"]
    made = said(words, capfd)
    assert 'name = "MARIE"\nkind = "ship"' in made


def test_a_ship_that_joins_a_record_in_the_dark_is_said_to_get_no_task(
    at_night: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file, ais = str(at_night / "night.db"), at_night / "dark.csv"
    ais.write_text(rows(at=datetime(2026, 11, 22, 6, tzinfo=UTC)), encoding="utf-8")
    words = ["ships", "help", file, "--boat", "B1", "--ships", str(ais), *WHO]
    words += ["--at", "2026-11-22T06:00Z", "--add"]
    told = said([*words, "even keel", "--lang", "fr"], capfd)
    assert "\nNUIT sur place jusqu'à 06h44 UTC : EVEN KEEL n'a pas de mission de nuit tant" in told
    assert "lastknown case unit .. --night-sweep-width-nm" in told
    assert "EVEN KEEL chercherait avec une largeur de balayage de 1,1 NM" in told
    document = json.loads(said([*words, "far away", "--json"], capfd))
    Draft202012Validator(json.loads(schema_text("case-written"))).validate(document)
    (note,) = document["notes"]
    assert note.startswith("DARK there until 06:44")
    assert "for this boat (inflatable-swamped)" in note


def test_where_no_visibility_is_entered_the_one_assumed_is_said(
    dover: Desk, at_night: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    dover.run("add", CALL, "--what", "call", "--at", AT)
    dover.run("link", "5", "B1")
    words = ["ships", "help", dover.file, "--boat", "B1", "--ships", str(at_night / "dover.csv")]
    words += ["--at", AT, "--wind-kn", "8", "--wind-from-deg", "240", "--add", "marie"]
    told = said(words, capfd)
    assert "\nMARIE would search with a sweep width of 1.1 NM for this boat" in told
    assert " No visibility is given: 3.0 NM is assumed; enter it (lastknown case cond" in told


def test_the_risk_is_that_of_the_boat_of_the_record(
    at_night: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    document = json.loads(said(asked("risk", at_night, "--json"), capfd))
    assert document["record"]["boat"] == "B1"
    assert document["risk"][0]["ship"]["name"] == "EVEN KEEL"


def test_what_cannot_be_entered_names_the_remedy(
    at_night: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    never = asked("warn", at_night, "--ship", "even keel", "--reply-within", "0min", *WHO)
    assert "is no time to wait" in said(never, capfd, code=2)
    far = said(asked("warn", at_night, "--ship", "far away", *WHO), capfd, code=2)
    (at_night / "other.csv").write_text(rows().replace("2026", "2025"), encoding="utf-8")
    other = asked("warn", at_night, "--ship", "x", "--ships", str(at_night / "other.csv"), *WHO)
    assert "of another time, the newest of 2025-11-22T08:30Z" in said(other, capfd, code=2)
    assert "ship=far away: no ship near is called so; the foremost are EVEN" in far
    bare = ["ships", "risk", str(at_night / "night.db"), "--boat", "B1", "--at", AT]
    assert "no ships are kept beside it; give --ships FILE" in said(bare, capfd, code=2)


def test_the_picture_says_who_was_warned_and_how_old_the_ships_are(
    at_night: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file = str(at_night / "night.db")
    bare = ["case", "picture", file, "--at", AT, *WHO]
    assert "no ships are kept beside it" in said([*bare, "--ships"], capfd, code=2)
    said(["ships", "import", str(at_night / "dover.csv"), "--into", file], capfd)
    picture = said(bare, capfd)
    assert "SHIPS\n  AIS: 3 ships, each last heard at 08:30 UTC; the newest" in picture
    assert "--ships says whom they may run over." in picture
    assert "08:30  warned EVEN KEEL MMSI 235001234 of B1: answered by EVEN KEEL" in picture
    around = said([*bare, "--ships"], capfd)
    assert (
        "B1: ships around it, next 6 h\n  All ships: Chance that any ship runs over the boat"
        in around
    )
    assert "\n  Riskiest ship: EVEN KEEL (cargo ship, 190 m)" in around
    document = json.loads(said([*bare, "--json"], capfd))
    Draft202012Validator(json.loads(schema_text("case-picture"))).validate(document)
    assert document["ships"]["heard"]["ships"] == 3
    assert document["ships"]["warned"][0]["answered"] == ["EVEN KEEL"]


def test_that_it_was_shown_is_an_entry(at_night: Path, capfd: pytest.CaptureFixture[str]) -> None:
    said(asked("risk", at_night, *WHO), capfd)
    said(asked("help", at_night, *WHO), capfd)
    listed = said(["case", "list", str(at_night / "night.db")], capfd)
    assert "shown to Ada: ships that may run over it" in listed
    assert "shown to Ada: who can help" in listed


def _units(printed: str, name: str) -> list[dict[str, Any]]:
    return [e for e in json.loads(printed)["help"] if e["name"] == name and e["mmsi"] is None]


def test_a_later_plan_takes_a_ship_that_joined_from_where_ais_last_showed_her(
    ais: Path, fresh: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    record, later = str(fresh), datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
    words = ["ships", "help", record, "--ships", str(ais), "--boat", "B1"]
    said([*words, "--at", AT, "--add", "even keel", *WHO], capfd)
    made = ["plan", str(record), "--boat", "B1", "--case-file", "--at", "2026-11-22T09:12Z"]
    before = said(made, capfd)
    assert "# EVEN KEEL: no AIS position newer than the one entered is kept; it is taken" in before
    (own,) = _units(said([*words, "--at", "2026-11-22T10:00Z", "--json"], capfd), "EVEN KEEL")
    assert own["age_min"] == 90.0  # not heard since 08:30, when she joined
    (tmp_path / "later.csv").write_text(rows(at=later), encoding="utf-8")
    said(["ships", "import", str(tmp_path / "later.csv"), "--into", str(record)], capfd)
    after = said(made, capfd)
    assert "# EVEN KEEL: taken from its newest AIS position, 12 min old (of 2026-11-22T09" in after

    def place(text: str) -> str:
        return text.split('name = "EVEN KEEL"')[1].split("position = ")[1].split("\n")[0]

    assert place(after) != place(before)
    assert place(after) == "\"51°00.000'N 001°30.000'E\""  # of 09:00 in `rows`
    ship = Unit("EVEN KEEL", "51°N 001°E", AT, 12.0, 10.0, 6.0, 1.0, kind="ship")
    for known_s, found in ((to_seconds(later), False), (None, True)):  # it came in today
        fixes = fixes_beside(record, known_s)
        assert fixes is not None
        assert (fixes(ship, later - timedelta(minutes=1), later) is not None) is found
    fixes = fixes_beside(record)
    assert fixes is not None
    assert fixes(replace(ship, name="NOBODY"), later - timedelta(hours=1), later) is None
    assert fixes(ship, later, later) is None
    numbered = fixes(replace(ship, name="MMSI 235001234"), later - timedelta(hours=1), later)
    assert numbered is not None
    assert numbered.at == later


def test_a_rescue_vessel_joins_a_record_as_a_lifeboat(
    fresh: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    record, ais = fresh, tmp_path / "snsm.csv"
    ais.write_text(rows().replace(",70,0,190,32,", ",51,0,17,5,"), encoding="utf-8")
    words = ["ships", "help", str(record), "--ships", str(ais), "--boat", "B1", "--at", AT]
    told = said([*words, "--add", "even keel", *WHO], capfd)
    assert "EVEN KEEL: available, lifeboat, at 51°" in told
    assert "merchant" not in told
    listed = said(["case", "list", str(record), "--lang", "fr"], capfd)
    assert "EVEN KEEL : disponible, canot de sauvetage, à 51°" in listed.replace("\u00a0", " ")
    plan = ["plan", str(record), "--boat", "B1", "--case-file", "--at", AT]
    made = said(plan, capfd)
    own = made.split('name = "EVEN KEEL"')[1].split("[[unit]]")[0]
    assert 'kind = "lifeboat"' in own
    assert "height_ft = 14" in own
    assert "endurance_h = 6" in own


def test_each_helper_says_whether_there_is_room_for_all(
    at_night: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    document = json.loads(said(asked("help", at_night, "--json"), capfd))
    Draft202012Validator(json.loads(schema_text("ships-help"))).validate(document)
    for each in document["help"]:
        assert (each["sought"], each["sought_high"]) == (32, 48)
        assert each["takes_all"] == (each["room"] >= 32)
    rooms = {each["name"]: each["room"] for each in document["help"]}
    assert rooms["Helicopter Lydd"] == 12
    french = said(asked("help", at_night, "--lang", "fr"), capfd)
    assert " ; place pour 12 : PAS POUR LES 32 PERSONNES RECHERCHÉES" in french.replace(
        "\u00a0", " "
    )
