"""Conditions entered once, legal holds lifted, retention carried out, readers who gave no name."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from lastknown.case.opening import open_record
from lastknown.case.store import append
from lastknown.case.traffic import keep_ships, open_ships
from lastknown.case.trafficread import read_positions
from lastknown.cli.guard import run
from lastknown.desk.record.speaking import record_words
from lastknown.ships.columns import Positions
from tests.case.nights import draft

if TYPE_CHECKING:
    from tests.cli.conftest import Desk

WEATHER = ("--wind-kn", "8", "--wind-from-deg", "240", "--water-temperature-c", "12.5")


def test_wind_and_water_are_entered_once_for_all_commands(dover: Desk) -> None:
    assert "NO WIND AND NO WATER TEMPERATURE" in dover.run("picture")
    assert dover.json("picture")["missing"] == ["wind", "water"]
    written = dover.run("conditions", *WEATHER, "--source", "a ferry", "--visibility-nm", "5")
    assert "from 240°, water 12.5 °C, visibility 5.0 NM, by a ferry" in written.replace(
        "\N{NO-BREAK SPACE}", " "
    )
    name = written.split()[0]
    said = dover.run("picture").replace("\N{NO-BREAK SPACE}", " ")
    assert f"wind 8.0 kn from 240°, water 12.5 °C as entered in {name} at" in said
    assert "NO WIND" not in said
    document = dover.json("picture", "--wind-kn", "20", "--wind-from-deg", "90")
    assert document["missing"] == []
    assert [each["figure"] for each in document["conditions"]] == ["water"]
    assert document["boats"][0]["where"] is not None
    assert document["boats"][0]["survival"] is not None
    dover.capfd.readouterr()
    assert run(["drift", dover.file, "--json"]) == 0
    answer = json.loads(dover.capfd.readouterr().out)
    texts = [note["text"] for note in answer["notes"]]
    assert any(f"as entered in {name} at" in text for text in texts)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "give --wind-kn and --wind-from-deg"),
        (("--source", "x"), "conditions need a figure"),
        (("--wind-kn", "8"), "needs both"),
        (("--sea-state", "12"), "sea_state of this entry is wrong"),
    ],
)
def test_conditions_that_say_nothing_are_refused(
    words: tuple[str, ...], said: str, centre: Callable[..., Desk]
) -> None:
    desk = centre().begin()
    assert said in desk.run("conditions", *words, code=2)
    assert len(desk.json("list")["entries"]) == 1


def test_a_purge_that_waited_is_carried_out_when_the_hold_is_lifted(
    centre: Callable[..., Desk], dover: Desk, tmp_path: Path
) -> None:
    there, back = str(tmp_path / "there"), str(tmp_path / "back")
    calais = centre("cross-calais")
    dover.run("export", there)
    calais.run("join", there, "--centre", "cross-calais")
    calais.run("add", "what was said at Calais")
    calais.run("legal-hold", "--why", "a court's order")
    dover.run("purge", "--entries", "1")
    dover.run("export", there)
    assert "wait until the legal hold is lifted: 1" in calais.run("import", there)
    lifted = calais.json("legal-hold", "--lift")
    assert [entry["kind"] for entry in lifted["entries"]] == ["legal_hold_lifted", "purge_done"]
    assert "destroyed here too" in lifted["notes"][0]
    assert "received" in {entry["kind"] for entry in calais.json("list")["entries"]}
    assert "a reçu" in calais.run("list", "--lang", "fr")
    calais.run("export", back)
    dover.run("import", back)
    assert dover.json("verify")["whole"]


def test_retention_is_carried_out_by_a_named_person_where_it_is_due(
    dover: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "give DAYS to set the rule" in dover.run("retention", code=2)
    assert "no rule is set" in dover.run("retention", "--carry-out")
    dover.run("retention", "0")
    assert "B1 still open" in dover.run("retention", "--carry-out")
    _close(dover)
    assert "retention --carry-out" in dover.run("picture").replace("… ", "")
    monkeypatch.setenv("LASTKNOWN_AUTHOR", "")
    assert "needs a named person" in dover.run("retention", "--carry-out", code=2)
    monkeypatch.setenv("LASTKNOWN_AUTHOR", "J. Watch")
    assert "PURGE OF EVERYTHING" in dover.run("retention", "--carry-out", code=2)
    dover.run("retention", "--carry-out", "--yes", "Exercise", code=2)
    assert dover.json("show", "1")["entry"]["raw"], "nothing was asked for, nothing destroyed"
    named = ("--yes", "Exercise Varne")
    (ordered,) = dover.json("retention", "--carry-out", *named)["entries"]
    assert ordered["body"]["everything"]
    assert dover.json("show", "1")["entry"]["raw"] is None
    assert "purged already" in dover.run("retention", "--carry-out")


def test_ships_are_forgotten_in_time_by_whatever_touches_them(dover: Desk, tmp_path: Path) -> None:
    """By an import, a purge and the rule of retention: not while a feed is listened to alone."""
    ais = tmp_path / "one.csv"
    ais.write_text(
        "# Timestamp,Type of mobile,MMSI,Latitude,Longitude,Navigational status,ROT,SOG,COG,Heading"
        "\n15/05/2026 02:20:00,Class A,227000001,51.10,1.70,Under way using engine,,12.0,45.0,45\n"
    )
    dover.run("list")  # the keys of this centre are those of its folder from here on
    bring = ["ships", "import", str(ais), "--into", dover.file]
    heard_ago(dover, days=8.0, known_ago=8.0, mmsi=1)
    heard_ago(dover, days=8.0, known_ago=1.0, mmsi=2)
    assert run(bring) == 0
    assert kept(dover) == {2, 227000001}, "what came in just now is there, however long ago it was"
    heard_ago(dover, days=8.0, known_ago=8.0, mmsi=1)
    dover.run("legal-hold", "--why", "a court's order")
    assert run(bring) == 0
    assert kept(dover) == {1, 2, 227000001}, "nothing goes under a legal hold"
    dover.run("legal-hold", "--lift")
    dover.run("purge", "--entries", "1", "--keep-days", "0")
    assert kept(dover) == {1, 2, 227000001}, "for ever, where a centre says so"
    dover.run("purge", "--entries", "1")
    assert kept(dover) == {2, 227000001}
    heard_ago(dover, days=8.0, known_ago=8.0, mmsi=1)
    dover.run("retention", "--carry-out")
    assert kept(dover) == {2, 227000001}, "though nothing else was due"
    dover.run("retention", "0")
    _close(dover)
    dover.run("retention", "--carry-out", "--yes", "Exercise Varne")
    assert run(bring) == 0
    assert kept(dover) == set(), "the record's own rule is due: nothing new stays either"


def heard_ago(dover: Desk, *, days: float, known_ago: float, mmsi: int) -> None:
    """Put a ship beside the record that was heard, and came in, so many days ago."""
    now_s = datetime.now(UTC).timestamp()
    column = np.ones(1)
    when = column * (now_s - 86_400.0 * days)
    told = Positions(
        np.array([mmsi]), when, column, 51.0 * column, *[column.astype(np.float32)] * 3,
        np.ones(1, np.int8),
    )  # fmt: skip
    with closing(open_ships(dover.file)) as store:
        keep_ships(store, told, [], now_s - 86_400.0 * known_ago)


def kept(dover: Desk) -> set[int]:
    with closing(open_ships(dover.file)) as store:
        return set(read_positions(store, 0.0, 1e11).mmsi.tolist())


def _close(dover: Desk) -> None:
    """Close B1 as the gate would, without a rescue's whole night."""
    store = open_record(dover.file, keys=dover.folder / "keys")
    (proposed,) = append(store, draft(1, kind="closure_proposed", boat="B1"))
    append(store, draft(2, kind="closure_confirmed", proposal=proposed.id))
    store.close()


def test_who_reads_a_night_at_once_is_named_to_all_centres_once(
    centre: Callable[..., Desk],
) -> None:
    desk = centre().begin()
    store = open_record(desk.file, keys=desk.folder / "keys")
    append(store, *(draft(k, f"words {k}", kind="note") for k in range(51)))
    store.close()
    assert "51 private entries were shown to you" in desk.json("list")["notes"][0]
    (alarm,) = [e for e in desk.json("list")["entries"] if e["kind"] == "alarm"]
    assert alarm["body"]["code"] == "bulk-reading"
    assert alarm["body"]["about"].startswith("J. Watch")
    said = desk.run("picture")
    assert "bulk-reading" in said
    assert "words 5" not in said  # a picture shows nothing that is sealed, so it is not counted
    assert desk.json("list")["notes"] == []


def test_who_reads_without_a_name_is_told_so_and_loses_nothing(
    dover: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "no named person" not in dover.run("list")
    monkeypatch.setenv("LASTKNOWN_AUTHOR", "")
    assert "We take water" in dover.run("list")
    assert "no named person: give --author" in dover.run("list")
    assert dover.json("show", "1")["entry"]["raw"].startswith("We take water")


def test_a_lost_key_is_said_and_the_record_is_as_it_was_written(dover: Desk) -> None:
    with sqlite3.connect(dover.file) as database:
        database.execute("DELETE FROM keys")
    database.close()
    said = dover.run("verify")
    assert "can no longer be read" in said
    assert "or by another centre's receipt" in said
    document = dover.json("verify")
    assert document["whole"]
    assert document["chains"][0]["lost"]


def test_everything_that_verify_finds_has_french_words() -> None:
    w = record_words("fr")
    for what in (
        "its bytes or its hash were altered",
        "it stands in another entry's place",
        "it is missing; the next one is 0197-ab (number 4)",
        "it and all after it were cut off: the signed head counts 9",
        "this or an earlier entry was altered and the chain written anew after it: the signed head "
        "has another hash; compare with a bundle to find which",
        "it is not what was sent: cross-calais got 9, by its receipt; compare with a bundle",
        "it is not what was sent: cross-calais got other bytes, of this or an earlier entry, by "
        "its receipt; compare with a bundle",
    ):
        said = w.phrase(what)
        assert not {"it", "its", "the", "was", "were", "bundle"} & set(said.split()), said
