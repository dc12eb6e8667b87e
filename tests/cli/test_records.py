"""A night by command: entered, listed, decided, proved, sent to another centre, forgotten."""

from __future__ import annotations

import io
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from lastknown.cli.guard import run
from tests.case.postgres import Server
from tests.permissions import heeding_permissions

if TYPE_CHECKING:
    from tests.cli.conftest import Desk

CALL = "We take water, 33 people, 51-08.5N 001-44.5E, ring +33 6 39 98 56 78"
YESTERDAY = f"{datetime.now(UTC) - timedelta(days=1):%Y-%m-%d}"
BEGAN, LATER = f"{YESTERDAY}T02:00Z", f"{YESTERDAY}T03:00Z"
"""Dated: an hour alone is the last one that was, and at 01:30 that is another day's 03:00."""
WEATHER = ("--wind-kn", "8", "--wind-from-deg", "240", "--water-temperature-c", "12.5")


def test_what_was_added_is_listed_with_its_text_exactly(centre: Callable[..., Desk]) -> None:
    desk = centre().begin()
    text = "Allo ?  «au secours»\n\ton est 33, l'eau monte…  "
    added = desk.json("add", text)
    assert added["entries"][0]["raw"] == text
    listed = desk.json("list")
    assert [entry["raw"] for entry in listed["entries"]] == ["", text]
    assert listed["name"] == "Exercise Varne"
    assert "l'eau monte" in desk.run("list")


@pytest.mark.parametrize("words", [["list"], ["add", "33 persons"]])
def test_entering_and_listing_load_nothing_that_reckons(
    words: list[str], centre: Callable[..., Desk]
) -> None:
    desk = centre().begin()
    given = ["case", words[0], desk.file, *words[1:]]
    code = (
        f"import sys; from lastknown.cli.guard import run; assert run({given!r}) == 0; "
        "sys.exit(f'loaded: {loaded}' if (loaded := {'numpy', 'numba'} & {*sys.modules}) else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], check=False, timeout=60, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_a_report_says_what_was_understood_and_what_not(centre: Callable[..., Desk]) -> None:
    desk = centre().begin()
    said = desk.run("add", CALL, "--what", "call")
    assert "position: 51°08.50'N 001°44.50'E" in said
    assert "33" in said
    assert "(private)" in said
    document = desk.json("add", CALL)
    spans = document["spans"]
    assert "".join(CALL[span["start"] : span["end"]] for span in spans) == CALL
    assert document["entries"][0]["body"]["persons"]["total"] == 33


def test_a_text_that_nothing_is_understood_of_is_kept(centre: Callable[..., Desk]) -> None:
    desk = centre().begin()
    for text in ("\x00\x1b[2J", "?", "   .", "ничего", "91N 200E 33:99"):
        assert desk.json("add", text)["entries"][0]["raw"] == text
    assert "\x1b" not in desk.run("list")


def test_a_time_without_a_zone_is_asked_about_and_the_report_kept(
    centre: Callable[..., Desk],
) -> None:
    desk = centre().begin()
    document = desk.json("add", "at 03:20 they saw a flare")
    assert any(question["code"].startswith("time") for question in document["questions"])
    assert document["entries"][0]["raw"] == "at 03:20 they saw a flare"


def test_fields_stated_outright_go_before_the_text(centre: Callable[..., Desk]) -> None:
    desk = centre().begin()
    body = desk.json(
        *("add", CALL, "--position", "51 09 N 1 45 E", "--persons", "30-40", "--what", "call"),
        *("--at", "2026-05-15T02:01Z"),
    )["entries"][0]
    assert body["body"]["position"] == {"lon": 1.75, "lat": 51.15}
    assert body["body"]["persons"] == {"least": 30, "most": 40}
    assert body["happened"] == "2026-05-15T02:01:00Z"


def test_text_comes_from_a_file_too(centre: Callable[..., Desk], tmp_path: Path) -> None:
    desk = centre().begin()
    (tmp_path / "sms").write_bytes("dérive à 51-08.5N 001-44.5E\r\n".encode())
    assert desk.json("add", "--from-file", str(tmp_path / "sms"))["entries"][0]["raw"].endswith(
        "E\r\n"
    )
    (tmp_path / "old").write_bytes("à la dérive".encode("latin-1"))
    kept = desk.json("add", "--from-file", str(tmp_path / "old"))["entries"][0]["raw"]
    assert kept == "à la dérive"
    assert "give the text" in desk.run("add", code=2)


REFUSED: tuple[tuple[list[str], str], ...] = (
    (["link", "1", "B9"], "known: B1"),
    (["link", "99", "B1"], "'99' is not in the record"),
    (["unlink", "6", "B1"], "has not linked mrcc-dover/6"),
    (["link", "3", "B1"], "is a holder taken; give a report"),
    (["boat", "b1"], "would be confused with 'B1'"),
    (["take", "B1"], "holds B1 already"),
    (["handover", "B1"], "give one of --to"),
    (["handover", "B1", "--to", "cross-x"], "is no other centre of this record"),
    (["handover", "B1", "--accept"], "no open offer"),
    (["severity", "B1", "alert"], "never falls by itself"),
    (["reopen", "B1"], "is open"),
    (["settle", "1"], "for a reason"),
    (["persons", "on_board", "many", "--boat", "B1"], "write 33, 30-40"),
    (["persons", "on_board", "33"], "give --boat NAME or --report ENTRY"),
    (["identify", "1", "1", "--how", "phone"], "compares two reports"),
    (["correct", "1"], "nothing to correct"),
    (["correct", "2", "--persons", "3"], "give a report"),
    (["retract", "0"], "cannot be taken back"),
    (["add", "x", "--at", "02:01"], "has no zone"),
    (["searched", "L1", "--from", LATER, "--to", BEGAN], "ended before it began"),
    (["searched", "L1", "--from", BEGAN, "--to", LATER], "--corner"),
    (["purge"], "must name"),
    (["legal-hold", "--lift"], "no legal hold"),
    (["acknowledge", "unread", "elsewhere"], "is not in the record"),
    (["acknowledge", "unread"], "what is the alarm about"),
    (["acknowledge", "flames", "B1"], "what was given is no alarm"),
)


def test_what_cannot_be_is_refused_with_a_remedy_and_nothing_is_written(dover: Desk) -> None:
    dover.run("severity", "B1", "distress")
    dover.run("add", "another one", "--what", "sighting")
    before = len(dover.json("list")["entries"])
    for words, said in REFUSED:
        error = dover.run(*words, code=2)
        assert said in error
        assert error.count("\n") == 1
    assert len(dover.json("list")["entries"]) == before


def test_names_are_short_and_forgiving(dover: Desk) -> None:
    entry = dover.json("list")["entries"][1]
    for name in ("1", "#1", "mrcc-dover/1", "dover/1", entry["id"], entry["id"][-6:]):
        assert dover.json("show", name)["entry"]["id"] == entry["id"]
    assert dover.json("link", "1", "b1")["entries"][0]["body"]["boat"] == "B1"
    assert dover.json("link", "1", "Grey Inflatable")["entries"][0]["body"]["boat"] == "B1"


def test_a_report_is_corrected_and_taken_back_and_stays_readable(dover: Desk) -> None:
    new = dover.json("correct", "1", "--persons", "40")["entries"][0]
    assert new["raw"] == CALL
    old = dover.json("show", "1")["entry"]
    assert (old["stands"], old["replaced_by"]) == (False, [new["id"]])
    assert old["body"]["persons"]["total"] == 33
    assert "was replaced by" in dover.run("link", "1", "B1", code=2)
    dover.run("retract", new["name"], "--why", "test")
    assert dover.json("show", "1")["entry"]["stands"]  # for what replaced it was taken back
    assert "taken back" in dover.run("list")


def test_a_night_is_worked_by_command(dover: Desk) -> None:
    assert "read and plotted" in dover.run("read", "1", "--plotted")
    dover.run("unit", "Lifeboat Dover", "tasked", "--position", "51 07 N 1 19 E", "--boat", "B1")
    box = ["51 05 N 1 40 E", "51 05 N 1 45 E", "51 10 N 1 45 E"]
    corners = [word for corner in box for word in ("--corner", corner)]
    done = dover.json(*("searched", "Lifeboat Dover", "--from", BEGAN, "--to", LATER, *corners))[
        "entries"
    ][0]
    assert len(done["body"]["corners"]) == 3
    dover.run("warn", "all ships", "Mayday Relay", "--channel", "VHF 16", "--reply-within", "10min")
    sent = dover.json("list")["entries"][-1]["name"]
    assert "say who answered" in dover.run("acknowledge", sent, code=2)
    assert "acknowledged" in dover.run("acknowledge", sent, "--by", "a ferry")
    dover.run("persons", "recovered_alive", "-", "--men", "17", "--women", "7", "--boat", "B1")
    dover.run("person", "P7", "--name", "an invented name", "--boat", "B1", "--where", "missing")
    dover.run("missing", "B1", "4")
    dover.run("note", "the ferry turns back", "--boat", "B1")
    dover.run("retention", "30")
    said = dover.run("list", "--lang", "fr")
    assert "17 hommes, 7 femmes" in said
    assert "liste des disparus" in said
    assert "an invented name" not in said


def test_the_picture_says_how_every_boat_stands(dover: Desk) -> None:
    dover.run("add", "black inflatable, 20 on board, 50-58.0N 001-20.0E", "--what", "sighting")
    document = dover.json("picture", *WEATHER)
    (boat,) = document["boats"]
    assert boat["open"]
    assert boat["holder"] == "mrcc-dover"
    assert boat["where"]["most_likely"] == pytest.approx([1.74, 51.14], abs=0.05)
    assert boat["survival"]["any_alive"] > 0.9
    assert {block["code"] for block in boat["gate"]["blocks"]} >= {"no rescue"}
    assert [loose["report"] for loose in document["loose"]] == [
        dover.json("show", "5")["entry"]["id"]
    ]
    kinds = [entry["kind"] for entry in dover.json("list")["entries"]]
    assert kinds[-2:] == ["severity", "shown"]
    said = dover.run("picture", *WEATHER)
    assert "DISTRESS" in said
    assert "51°0" in said
    assert "nobody" not in said.lower()
    french = dover.run("picture", *WEATHER, "--lang", "fr")
    assert "DÉTRESSE" in french
    assert "Ouverte parce que" in french


def test_why_two_reports_may_be_one_boat_is_said_as_factors(dover: Desk) -> None:
    dover.run("add", "grey inflatable, 31 on board, 51-30.0N 002-40.0E", "--what", "sighting")
    said = dover.run("show", "--why", "1", "5")
    assert "no drift or speed under 8 kn reaches it" in said
    assert "1/" in said
    assert dover.json("show", "--why", "1", "5")["probability"] < 0.2


def test_what_a_unit_sees_by_day_and_in_the_dark_is_entered(centre: Callable[..., Desk]) -> None:
    desk = centre().begin()
    widths = ("--sweep-width-nm", "2", "0.2", "--night-sweep-width-nm", "0.6", "0.1")
    desk.run("unit", "Lifeboat Dover", "available", "--position", "51 07 N 1 19 E", *widths)
    body = desk.json("show", "1")["entry"]["body"]
    assert body["sweep_width"] == {"boat_nm": 2.0, "person_nm": 0.2}
    assert body["night_sweep_width"] == {"boat_nm": 0.6, "person_nm": 0.1}


def test_the_past_is_shown_on_both_clocks(centre: Callable[..., Desk]) -> None:
    desk = centre().begin()
    desk.run("add", "first", "--at", "2026-05-15T01:00Z")
    desk.run("add", "later", "--at", "2026-05-15T03:00Z")
    seen = desk.json("list", "--at", "2026-05-15T02:00Z")
    assert [entry["raw"] for entry in seen["entries"]] == ["first"]
    assert desk.json("list", "--known-at", "2026-05-15T02:00Z")["entries"] == []
    assert desk.json("picture", "--at", "2026-05-15T02:00Z")["at"] == "2026-05-15T02:00Z"
    desk.run("correct", "1", "--persons", "33")
    assert not desk.json("show", "1")["entry"]["stands"]
    assert desk.json("show", "1", "--at", "2026-05-15T02:00Z")["entry"]["raw"] == "first"
    assert "was not known then" in desk.run("show", "2", "--at", "2026-05-15T02:00Z", code=2)


def test_a_conflict_is_shown_before_it_is_settled_and_several_are_asked_about(
    dover: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    why = ("--why", "asked the caller again")
    dover.run("persons", "on_board", "60", "--boat", "B1", "--source", "a helicopter")
    dover.run("persons", "on_board", "12", "--men", "20", "--boat", "B1", "--source", "a ship")
    assert "Open: --code on_board_differs --boat B1" in dover.run("settle", "2", *why, code=2)
    assert "aucune contradiction" in dover.run("settle", "2", *why, "--lang", "fr", code=2)
    assert "--all for all" in dover.run("settle", "1", "5", "6", *why, code=2)

    answers = io.StringIO("n\ny\n")
    monkeypatch.setattr(answers, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stdin", answers)
    shown = dover.run("settle", "1", "5", "6", *why, code=2)
    assert "B1, figures on board that differ: " in shown
    assert "B1, groups that do not make up the total: " in shown
    assert len(dover.json("list")["entries"]) == 7
    assert "conflict settled" in dover.run("settle", "1", "5", "6", *why)
    body = dover.json("list")["entries"][-1]["body"]
    assert (body.get("code"), body["boat"]) == (None, "B1")


def test_a_conflict_that_only_its_code_names_is_settled_and_no_other(dover: Desk) -> None:
    told = ("--why", "seen over another sea", "--code")
    assert "settled" in dover.run("settle", "1", *told, "call after rescue", "--boat", "B1")
    assert "nothing was settled" in dover.run("settle", "1", *told, "no such code", code=2)


def test_a_boat_closes_only_through_the_gate_and_by_name(
    dover: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = dover.run("close", "B1", code=2)
    assert "stays open" in said
    assert "no rescue is recorded" in said
    assert not dover.json("close", "B1", code=2)["closed"]
    dover.run("add", "27 taken aboard from a grey inflatable", "--what", "rescue")
    dover.run("link", "7", "B1")
    dover.run("persons", "recovered_alive", "27", "--report", "7", "--source", "cutter")
    dover.run("identify", "1", "7", "--how", "phone", "--by", "cutter")
    dover.run("identify", "1", "7", "--how", "own_word", "--by", "cutter")
    assert "persons" in dover.run("close", "B1", code=2)
    dover.run("missing", "B1", "40")
    assert "figures of persons on board differ" in dover.run("close", "B1", code=2)
    said = dover.run("settle", "1", "7", "9", "--why", "27 counted on deck; six not found")
    assert "B1, figures on board that differ: " in said
    assert "confirms that" in dover.run("close", "B1", "--check")
    monkeypatch.setenv("LASTKNOWN_ROLE", "machine")
    assert "needs a named person" in dover.run("close", "B1", code=2)
    monkeypatch.setenv("LASTKNOWN_ROLE", "SMC")
    monkeypatch.setenv("LASTKNOWN_AUTHOR", "")
    assert "needs a named person" in dover.run("close", "B1", code=2)
    monkeypatch.setenv("LASTKNOWN_AUTHOR", "A. Smith")
    done = dover.json("close", "B1", "--why", "all counted")
    assert done["closed"]
    assert [entry["kind"] for entry in done["entries"]] == ["closure_proposed", "closure_confirmed"]
    assert "is closed already" in dover.run("close", "B1", code=2)
    said = dover.run("picture")
    assert "CLOSED BOATS (1)" in said
    assert "MISSING PERSONS" in said
    dover.run("reopen", "B1", "--why", "a call came")
    assert "OPEN BOATS (1)" in dover.run("picture")


def test_two_centres_exchange_bundles_and_hand_over(
    centre: Callable[..., Desk], dover: Desk, tmp_path: Path
) -> None:
    one, two = str(tmp_path / "one"), str(tmp_path / "two")
    calais = centre("cross-calais")
    dover.run("export", one)
    assert calais.json("join", one, "--centre", "cross-calais")["entries"] == {"mrcc-dover": 5}
    assert calais.json("list")["entries"][1]["raw"] is None
    calais.run("export", two)
    dover.run("import", two)
    assert "until it accepts, mrcc-dover holds" in dover.run(
        "handover", "B1", "--to", "cross-calais"
    )
    dover.run("export", one, "--for", "cross-calais")
    calais.run("import", one)
    raws = [e["raw"] for e in calais.json("list")["entries"] if e["name"] == "mrcc-dover/1"]
    assert raws == [CALL]
    assert "holds it" in dover.run("handover", "B1", "--accept", code=2)
    calais.run("handover", "B1", "--accept")
    calais.run("export", two)
    dover.run("import", two)
    assert "cross-calais holds it and can offer it" in dover.run(
        "handover", "B1", "--to", "cross-calais", code=2
    )
    assert dover.json("verify")["whole"]
    dover.run("export", one)
    calais.run("import", one)
    first, second = (
        [e["id"] for e in desk.json("list")["entries"] if e["kind"] != "received"]
        for desk in (dover, calais)
    )
    assert first == second
    assert "writes in this record already" in calais.run(
        "join", two, "--centre", "cross-calais", code=2
    )


def test_an_alarm_that_is_acknowledged_stays_so(dover: Desk) -> None:
    dover.run("correct", "1", "--at", "2026-05-15T02:01Z")
    dover.run("acknowledge", "nobody-holds", "b1")
    dover.run("acknowledge", "unread", "1")
    kinds = [e["body"] for e in dover.json("list")["entries"] if e["kind"] == "alarm_acknowledged"]
    first = dover.json("show", "1")["entry"]["id"]
    assert [(body["code"], body["about"]) for body in kinds] == [
        ("nobody-holds", "B1"),
        ("unread", first),
    ]


def test_one_name_for_two_boats_is_shown(
    centre: Callable[..., Desk], dover: Desk, tmp_path: Path
) -> None:
    bundle = str(tmp_path / "bundle")
    calais = centre("cross-calais")
    dover.run("export", bundle)
    calais.run("join", bundle, "--centre", "cross-calais")
    assert "NAMED BY TWO CENTRES" not in calais.run("picture")
    calais.run("boat", "B1", "--label", "black boat")
    assert "mrcc-dover “grey inflatable”, cross-calais “black boat”" in calais.run("picture")


def test_what_is_purged_here_is_purged_where_the_bundle_comes_in(
    centre: Callable[..., Desk], dover: Desk, tmp_path: Path
) -> None:
    bundle, back = str(tmp_path / "bundle"), str(tmp_path / "back")
    calais = centre("cross-calais")
    dover.run("export", bundle)
    calais.run("join", bundle, "--centre", "cross-calais")
    calais.run("export", back)
    dover.run("import", back)
    dover.run("export", bundle, "--for", "cross-calais")
    calais.run("import", bundle)
    dover.run("legal-hold", "--why", "a court's order")
    assert "legal hold" in dover.run("purge", "--entries", "1", code=2)
    dover.run("legal-hold", "--lift")
    assert "incomplete until cross-calais" in dover.run("purge", "--entries", "1")
    dover.run("person", "P7", "--name", "an invented name")
    assert "person 'P9' is not in the record; known: P7" in dover.run(
        "purge", "--persons", "P9", code=2
    )
    dover.run("purge", "--persons", "P7")
    assert not [
        e for e in dover.json("list")["entries"] if "name" in e["body"] and e["kind"] == "person"
    ]
    assert dover.json("show", "1")["entry"]["raw"] is None
    dover.run("export", bundle)
    calais.run("import", bundle)
    assert calais.json("show", "mrcc-dover/1")["entry"]["raw"] is None
    assert calais.json("list")["entries"][-1]["kind"] == "purge_done"
    assert dover.json("verify")["whole"]


def test_a_purge_of_everything_wants_the_records_name(
    dover: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def raw() -> str | None:
        text: str | None = dover.json("show", "1")["entry"]["raw"]
        return text

    said = dover.run("purge", "--everything", code=2)
    assert "ships listen that runs on brings in is not: stop it first" in " ".join(said.split())
    assert "in 1 of 5 entries" in said
    assert "No other centre has written" in said
    assert "rien n’est" in dover.run("purge", "--everything", "--json", "--lang", "fr", code=2)
    dover.run("purge", "--everything", "--yes", "exercise", code=2)
    answers = io.StringIO("\nExercise Varne\n")
    monkeypatch.setattr(answers, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stdin", answers)
    dover.run("purge", "--everything", code=2)
    assert raw() is not None
    dover.run("purge", "--everything")
    assert raw() is None
    assert "Destroyed here" in dover.run("purge", "--everything", "--yes", "Exercise Varne")


def test_a_flipped_byte_is_found_named_and_restored(dover: Desk, tmp_path: Path) -> None:
    bundle = str(tmp_path / "bundle")
    dover.run("export", bundle)
    assert "5 proved by the signed head" in dover.run("verify")
    with sqlite3.connect(dover.file) as database:
        database.executescript(
            "".join(
                f'DROP TRIGGER "{name}";'
                for (name,) in database.execute(
                    "SELECT name FROM sqlite_master WHERE type = 'trigger'"
                )
            )
        )
        database.execute(
            "UPDATE entries SET document = CAST(replace(document, 'J. Watch', 'K. Watch') AS BLOB)"
            " WHERE seq = 3"
        )
    database.close()
    said = dover.run("verify", code=2)
    assert "FIRST BAD ENTRY mrcc-dover/3" in said
    assert dover.json("verify", code=2)["chains"][0]["bad"]["seq"] == 3
    dover.run("restore", bundle)
    assert dover.json("verify")["whole"]


def flip(file: str, seq: int, was: str, by: str) -> None:
    """Change bytes of a stored entry behind the program's back."""
    with closing(sqlite3.connect(file)) as database, database:
        made = database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        database.executescript("".join(f'DROP TRIGGER "{name}";' for (name,) in made.fetchall()))
        changed = database.execute(
            "UPDATE entries SET document = CAST(replace(document, ?, ?) AS BLOB)"
            " WHERE seq = ? AND instr(document, CAST(? AS BLOB))",
            (was, by, seq, was),
        )
        assert changed.rowcount == 1


@pytest.mark.parametrize(
    ("was", "by", "kept"),
    [
        ('"body":{', '"body"X{', 4),  # no JSON any more
        ('"kind":"report"', '"kind":"rapport"', 4),  # no kind that is known
        ('"subject":"entry/', '"subject":"entry_', 5),  # its words cannot be opened
        ("J. Watch", "K. Watch", 5),  # as good as before, but not what was written
    ],
)
def test_what_can_be_read_of_a_damaged_record_is_shown_and_the_damage_said_first(
    dover: Desk, was: str, by: str, kept: int
) -> None:
    flip(dover.file, 1, was, by)
    listed = dover.json("list")
    assert listed["notes"][0].startswith("DAMAGED")
    assert [entry["name"] for entry in listed["entries"]] == [
        f"mrcc-dover/{seq}" for seq in range(5) if kept == 5 or seq != 1
    ]
    assert dover.run("list").splitlines()[0].startswith("DAMAGED")
    assert "boat B1" in dover.run("show", "2")
    if was == '"body":{':
        assert "mrcc-dover/1." in dover.run("picture").splitlines()[0]
    if kept == 4:
        assert "DAMAGED" in dover.run("show", "1", code=2)
        assert "entry mrcc-dover/1: " in dover.run("link", "1", "B1", code=2)
    else:
        assert "call" in dover.run("show", "1")


def test_an_entry_that_is_gone_is_named(dover: Desk) -> None:
    flip(dover.file, 2, "B1", "B1")
    with closing(sqlite3.connect(dover.file)) as database, database:
        database.execute("DELETE FROM entries WHERE seq = 2")
    assert "mrcc-dover/2." in dover.run("list").splitlines()[0]


PERSONAL: tuple[list[str], ...] = (
    ["add", "x", "--position", "Amira 0639985678"],
    ["add", "x", "--persons", "Amira 0639985678"],
    ["add", "x", "--error-nm", "Amira 0639985678"],
    ["add", "-0639985678 Amira"],
    ["show", "Amira", "0639985678"],
    ["show", "0639985678"],
    ["link", "0639985678", "B1"],
    ["link", "1", "0639985678"],
    ["missing", "B1", "Amira 0639985678"],
    ["boat", "Amira 0639985678"],
    ["unit", "x", "Amira 0639985678"],
    ["Amira0639985678"],
)


def test_no_error_repeats_what_may_be_personal(dover: Desk) -> None:
    for words in PERSONAL:
        error = dover.run(*words, code=2)
        assert "Amira" not in error
        assert "0639985678" not in error
        assert error.count("\n") == 1


def test_a_fault_reports_nothing_that_was_given(
    dover: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fails(*given: object, **more: object) -> None:
        raise RuntimeError(str((given, more)))

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("lastknown.desk.record.verbs.note", fails)
    error = dover.run("note", "Amira 0639985678", code=1)
    (report,) = tmp_path.glob("lastknown-*.txt")
    for text in (error, report.read_text()):
        assert "Amira" not in text
        assert "0639985678" not in text
    assert "record_tell.py" in report.read_text()


def test_a_record_that_cannot_be_written_is_shown_and_says_so(dover: Desk) -> None:
    Path(dover.file).chmod(0o400)
    with heeding_permissions():
        assert "Not in the record" in dover.run("picture")
        assert "nothing of this was written" in dover.run("note", "x", code=2)


def test_a_killed_command_loses_nothing_that_was_acknowledged(dover: Desk) -> None:
    """Each line a command prints stands for an entry that is on the disk."""
    code = (
        "import sys; from lastknown.cli.guard import run\n"
        f"for i in range(1000): run(['case', 'note', {dover.file!r}, f'note {{i}}', '--json'])"
    )
    keys = {**os.environ, "LASTKNOWN_KEYS": str(dover.folder / "keys")}
    writer = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, env=keys, text=True
    )
    assert writer.stdout is not None
    told = [writer.stdout.readline() for _ in range(3)]
    time.sleep(0.05)
    writer.send_signal(signal.SIGKILL)
    told += writer.stdout.readlines()
    writer.wait()
    writer.stdout.close()
    acknowledged = {json.loads(line)["entries"][0]["id"] for line in told if line.endswith("}\n")}
    assert len(acknowledged) >= 3
    assert acknowledged <= {entry["id"] for entry in dover.json("list")["entries"]}
    assert dover.json("verify")["whole"]


def test_a_night_is_kept_on_postgresql_alike(
    centre: Callable[..., Desk], postgres: Server, tmp_path: Path
) -> None:
    desk = centre("mrcc-dover", postgres.new_schema("commands")).begin()
    desk.run("add", CALL, "--what", "call")
    desk.run("boat", "B1", "--take")
    desk.run("link", "1", "B1")
    assert [entry["name"] for entry in desk.json("list")["entries"]][-1] == "mrcc-dover/4"
    assert desk.json("verify")["whole"]
    bundle = str(tmp_path / "bundle")
    desk.run("export", bundle)
    calais = centre("cross-calais")
    calais.run("join", bundle, "--centre", "cross-calais")
    assert "B1" in calais.run("list")


def test_the_exercise_is_written_to_be_played_with(dover: Desk, tmp_path: Path) -> None:
    file = str(tmp_path / "varne.db")
    assert run(["demo", "--record", file]) == 0
    assert run(["demo", "--record", file]) == 2
    dover.file = file
    assert len(dover.json("list")["entries"]) == 44
    assert "bore no resemblance" in dover.run("show", "40")


def test_every_record_command_says_what_it_does(capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["case", "--help"]) == 0
    out = capfd.readouterr().out
    lines = out.partition("Commands:")[2].splitlines()
    assert [line for line in lines if line.endswith("...")] == []


def test_the_error_of_a_position_is_the_radius_that_holds_half(centre: Callable[..., Desk]) -> None:
    """As in a case file; kept as the sd of one component: 926 m / 1.17741."""
    desk = centre().begin()
    desk.run("add", "call", "--position", "51 08.5N 001 44.5E", "--error-nm", "0.5")
    (entry,) = (e for e in desk.json("list")["entries"] if e["kind"] == "report")
    assert entry["body"]["position"]["error_m"] == pytest.approx(786.5, abs=0.1)
    assert "within 0.5" in desk.run("list")
