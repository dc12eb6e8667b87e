"""Hostile and hurried hands at a record: refused in one line, nothing lost or told abroad."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from lastknown.cli.guard import run

if TYPE_CHECKING:
    from tests.cli.conftest import Desk

PHONE, NAME = "07700 900123", "Jane Example"
"""The number is of a range kept for fiction (Ofcom)."""
HERE = "51 08.5N 001 44.5E"


def refused(desk: Desk, *words: str) -> str:
    """Run a command that must be refused and return its one line, with a remedy, without PHONE."""
    desk.monkeypatch.setenv("LASTKNOWN_KEYS", str(desk.folder / "keys"))
    desk.capfd.readouterr()
    code = run(["case", *words])
    out, err = desk.capfd.readouterr()
    assert (code, out) == (2, ""), err
    assert err.startswith("lastknown: ")
    assert err.count("\n") == 1
    assert PHONE not in err
    assert NAME not in err
    return err


def _text(path: Path) -> None:
    path.write_text(f"call from {PHONE}, {NAME}")


def _other(path: Path) -> None:
    base = sqlite3.connect(path)
    base.execute("CREATE TABLE other (a)")
    base.commit()
    base.close()


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda path: None, "is not there; make it with"),
        (lambda path: path.write_bytes(b""), "holds no record; make one"),
        (lambda path: path.write_bytes(os.urandom(5000)), "give the path of a record"),
        (_text, "give the path of a record"),
        (_other, "holds no record; make one"),
        (lambda path: path.mkdir(), "is no file; give the path"),
    ],
)
def test_what_is_no_record_is_refused(
    make: Callable[[Path], object], says: str, centre: Callable[..., Desk]
) -> None:
    desk = centre()
    path = desk.folder / "other.db"
    make(path)
    before = path.read_bytes() if path.is_file() else None
    for words in (["list"], ["add", "33 persons"]):
        assert says in refused(desk, words[0], str(path), *words[1:])
    assert (path.read_bytes() if path.is_file() else None) == before, "it was written to"


def test_slips_that_would_stand_in_the_way_later_are_refused(centre: Callable[..., Desk]) -> None:
    desk = centre().begin()
    for words, said in (
        (["add", "33 persons", "--at", "9999-12-31T23:59Z"], "is the year right?"),
        (["add", "33 persons", "--at", "0001-01-01T00:00Z"], "is the year right?"),
        (["unit", "L1", "available", "--speed-kn", "1e9"], "--speed-kn"),
        (["unit", "L1", "available", "--endurance-h", "1000"], "--endurance-h"),
        (["warn", " ", "keep a lookout"], "to whom"),
        (["warn", "all ships", "look out", "--reply-within", "0min"], "is no time to wait"),
        (["show", "what is this"], "the entry that was given is not in the record"),
        (["take", "what is this"], "the boat that was given is not in the record"),
    ):
        assert said in desk.run(*words, code=2)
    assert len(desk.json("list")["entries"]) == 1


@pytest.mark.parametrize(
    "file",
    [
        *("x" * 300, "", "a\nb.db", "mysql://u:secret@h/x", "http://secret@h/x"),
        *("postgresql://u:secret@localhost:1/x", "postgresql+psycopg://u:secret@no.invalid/x"),
    ],
)
def test_a_path_or_url_that_leads_nowhere_is_refused_without_its_password(
    file: str, centre: Callable[..., Desk]
) -> None:
    assert "secret" not in refused(centre(), "list", file)


MAY_BE_PERSONAL = [
    ["add", "", "  "],
    ["add", f"call from {PHONE}, {NAME}", "--zone", NAME],
    ["add", f"call from {PHONE}", "--at", PHONE],
    ["add", f"call from {PHONE}", "--position", f"{NAME}, {PHONE}"],
    ["add", f"call from {PHONE}", "--persons", PHONE],
    ["add", f"call from {PHONE}", "--boat", f"the boat of {NAME}"],
    ["add", f"call from {PHONE}", "--what", NAME],
    ["add", f"call from {PHONE}", "--error-nm", PHONE],
    ["add", "--from-file", "."],
    ["boat", f"{NAME}"],
    ["person", NAME],
    ["person", "P7", "--name", NAME, "--boat", PHONE],
    ["link", NAME, "B1"],
    ["show", f"{NAME} {PHONE}"],
    ["purge", "--persons", NAME],
    ["identify", "1", NAME, "--how", "phone"],
    ["acknowledge", "1", PHONE],
    ["retention", "99999999999"],
    ["unit", "Lifeboat", PHONE],
    ["handover", "B1", "--to", NAME],
    ["nonsense", PHONE],
]


GIVEN = "Wilhelmina"
"""One word, as a person is called; invented."""
ONE_WORD: tuple[list[str], ...] = (
    ["purge", "--persons", GIVEN],
    ["purge", "--entries", GIVEN],
    ["show", GIVEN],
    ["link", GIVEN, "B1"],
    ["link", "1", GIVEN],
    ["acknowledge", GIVEN],
    ["handover", "B1", "--to", GIVEN],
    ["list", "--known-by", GIVEN],
    ["settle", "1", "--why", "x", "--code", GIVEN],
    ["export", "bundle", "--for", GIVEN],
    ["import", GIVEN],
    ["searched", "L1", "--from", "01:00Z", "--to", "02:00Z", "--track", GIVEN],
)


@pytest.mark.parametrize("called", [GIVEN, GIVEN.lower()])
def test_no_error_repeats_one_word_that_may_be_a_name(
    centre: Callable[..., Desk], called: str
) -> None:
    desk = centre().begin()
    desk.run("add", "33 persons")
    desk.run("boat", "B1")
    for person in ("P7", "Ottoline"):
        desk.run("person", person, "--name", "invented")
    for words in ONE_WORD[: None if called == GIVEN else 5]:
        given = [called if word == GIVEN else word for word in words]
        assert called not in desk.run(*given, code=2)
    said = desk.run("purge", "--persons", called, code=2)
    assert "known: P7, 1 more, not shown here" in said
    assert "Ottoline" not in said


def test_no_error_repeats_what_may_be_personal(centre: Callable[..., Desk]) -> None:
    desk = centre().begin()
    desk.run("add", f"33 persons, {NAME}, {PHONE}")
    for words in MAY_BE_PERSONAL:
        refused(desk, words[0], desk.file, *words[1:])


def test_exchanged_coordinates_are_refused_where_a_position_is_stated(
    centre: Callable[..., Desk],
) -> None:
    desk = centre().begin()
    desk.run("add", "33 persons")
    for words in (["add", desk.file, "x"], ["correct", desk.file, "1"]):
        said = refused(desk, *words, "--position", "1.7417, 51.1417")
        assert "write 51°08.50'N 001°44.50'E" in said


def test_a_report_is_kept_where_the_pack_of_the_sea_is_not_there(
    centre: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LASTKNOWN_SEA", "/nowhere")
    added = centre().begin().json("add", f"33 persons at {HERE}")
    assert added["entries"][0]["body"]["position"]["lat"] == pytest.approx(51.1417, abs=1e-4)


def test_a_time_that_is_asked_about_is_not_taken_for_exact(centre: Callable[..., Desk]) -> None:
    desk = centre().begin()
    assert desk.json("add", "call at 02:01")["entries"][0]["happened_sd_s"] == 3600.0
    assert desk.json("add", "call")["entries"][0]["happened_sd_s"] == 0.0


def test_a_file_is_read_in_the_encodings_that_programs_write(
    centre: Callable[..., Desk],
) -> None:
    desk = centre().begin()
    path = desk.folder / "call.txt"
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "latin-1"):
        path.write_bytes("moteur arrêté, 33 personnes".encode(encoding))
        entry = desk.json("add", "--from-file", str(path))["entries"][0]
        assert entry["raw"] == "moteur arrêté, 33 personnes"
        assert entry["body"]["persons"] == {"total": 33}


def test_strange_letters_are_kept_and_do_no_harm_to_the_screen(
    centre: Callable[..., Desk],
) -> None:
    desk = centre().begin()
    path = desk.folder / "call.txt"
    for text in ("\u202e33 \u202dpersons\x00\x1b[31m", "😀" * 500, "١٢ 33", "x" * 100_000, "\x07"):
        path.write_bytes(text.encode())
        assert desk.json("add", "--from-file", str(path))["entries"][0]["raw"] == text
        shown = desk.run("add", "--from-file", str(path))
        assert not {"\x00", "\x07", "\x1b", "\u202e"} & set(shown)
    shown = desk.run("list") + desk.run("show", "1")
    assert not {"\x00", "\x07", "\x1b", "\u202e"} & set(shown)


def test_a_bundle_is_never_written_over_another_file(centre: Callable[..., Desk]) -> None:
    desk = centre().begin()
    note = desk.folder / "note.txt"
    note.write_text("kept")
    for path in (desk.file, str(note), os.devnull, str(desk.folder)):
        refused(desk, "export", desk.file, path)
    assert note.read_text() == "kept"
    assert not Path(os.devnull).is_file()
    desk.run("verify")
    bundle = desk.folder / "night.jsonl"
    for _ in range(2):
        desk.run("export", str(bundle))


def test_a_bundle_is_taken_after_a_mail_and_refused_whole_where_it_was_touched(
    centre: Callable[..., Desk],
) -> None:
    desk = centre().begin()
    desk.run("add", f"33 persons, {PHONE}, {NAME}")
    bundle = desk.folder / "night.jsonl"
    desk.run("export", str(bundle))
    sent = bundle.read_bytes()
    assert PHONE.encode() not in sent
    assert NAME.encode() not in sent
    lines = sent.splitlines(keepends=True)
    touched = [b"", sent[: len(sent) // 2], b"".join(lines[::-1]), b"".join(lines[:1] + lines[2:])]
    touched += [b"null\n", b"[" * 50_000, b"<html>", sent.replace(b"3", b"4", 1), sent + sent]
    other = centre("cross-gris-nez")
    for data in touched:
        bundle.write_bytes(data)
        refused(other, "join", other.file, str(bundle), "--centre", "cross-gris-nez")
        assert not Path(other.file).exists()
    bundle.write_bytes(b"\xef\xbb\xbf" + sent.replace(b"\n", b"\r\n"))
    other.run("join", str(bundle), "--centre", "cross-gris-nez")
    other.run("verify")


def test_what_is_said_in_french_is_said_for_every_plain_command(
    centre: Callable[..., Desk],
) -> None:
    desk = centre().begin()
    said = [
        desk.run(*words, "--lang", "fr")
        for words in (
            ["add", f"02:01 {HERE} ou 51 06.5N 001 40.5E, 33, 3 enfants, 8 m"],
            ["boat", "B1"],
            ["link", "1", "B1"],
            ["read", "1"],
            ["take", "B1"],
            ["severity", "B1", "distress"],
            ["person", "P7", "--where", "missing"],
            ["missing", "B1", "3"],
            ["list"],
            ["show", "1"],
            ["verify"],
        )
    ]
    assert "fuseau" in said[0]
    assert all(line for line in said)
    assert "lastknown case take" in said[1]


def test_nothing_is_written_where_a_command_was_refused(centre: Callable[..., Desk]) -> None:
    desk = centre().begin()
    before = json.dumps(desk.json("list"))
    for words in (["add", ""], ["boat", "a b"], ["purge"], ["close", "B9"], ["link", "9", "B9"]):
        refused(desk, words[0], desk.file, *words[1:])
    assert json.dumps(desk.json("list")) == before


def test_a_flipped_byte_is_named_with_what_to_do(centre: Callable[..., Desk]) -> None:
    desk = centre().begin()
    desk.run("add", "33 persons")
    bundle = str(desk.folder / "night.jsonl")
    desk.run("export", bundle)
    data = Path(desk.file).read_bytes()
    assert data.count(b'"report"') == 1
    Path(desk.file).write_bytes(data.replace(b'"report"', b'"rexort"'))
    assert "mrcc-dover/1: " in refused(desk, "boat", desk.file, "B1")
    assert "DAMAGED" in desk.run("list").splitlines()[0]
    desk.run("restore", bundle)
    assert desk.json("list")["entries"][1]["raw"] == "33 persons"
