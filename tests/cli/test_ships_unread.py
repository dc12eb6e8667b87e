"""Ships kept beside a record that cannot be read: no answer is silent about them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from lastknown.case.traffic import open_ships
from lastknown.cli.guard import run
from tests.cli.answers import said
from tests.cli.conftest import Desk

LOUD = "THE SHIPS KEPT BESIDE THE RECORD CANNOT BE READ: "
LOUD_FR = "LES NAVIRES CONSERVÉS À CÔTÉ DU REGISTRE SONT ILLISIBLES"
ASIDE = "the file is damaged: put it aside and import the ships again"


def garbage(ships: Path) -> None:
    ships.write_bytes(b"garbage\n" * 100)


def cut_off(ships: Path) -> None:
    ships.write_bytes(ships.read_bytes()[:5000])


def overwritten(ships: Path) -> None:
    data = bytearray(ships.read_bytes())
    data[4096:] = b"\xa5" * (len(data) - 4096)
    ships.write_bytes(data)


def emptied(ships: Path) -> None:
    ships.write_bytes(b"")


def of_a_later_version(ships: Path) -> None:
    with closing(sqlite3.connect(ships)) as database, database:
        database.execute("UPDATE ships_schema SET version = 9")


@pytest.fixture
def kept(dover: Desk) -> Path:
    open_ships(dover.file).close()
    return Path(f"{dover.file}.ships.sqlite")


@pytest.mark.parametrize(
    ("harm", "why"),
    [
        (garbage, ASIDE),
        (cut_off, ASIDE),
        (overwritten, ASIDE),
        (emptied, "holds no ships"),
        (of_a_later_version, "update Lastknown"),
    ],
)
def test_a_picture_says_first_that_ships_cannot_be_read(
    dover: Desk, kept: Path, harm: Callable[[Path], None], why: str
) -> None:
    assert LOUD not in dover.run("picture")
    harm(kept)
    first = dover.run("picture", "--ships").splitlines()[0]
    assert first.startswith(LOUD)
    assert why in first
    assert "bundle" not in first
    french = dover.run("picture", "--ships", "--lang", "fr").splitlines()[0].replace("\xa0", " ")
    assert french.startswith(f"{LOUD_FR} : {kept.parent}")
    said = french.replace(str(kept), "")
    assert not [word for word in ("database", "file", "the ", "ships yet", "holds") if word in said]


def test_every_answer_about_ships_says_it(
    dover: Desk, kept: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    garbage(kept)
    assert dover.run("picture", "--lang", "fr").startswith(LOUD_FR)
    assert dover.json("picture")["notes"][0].startswith(LOUD)
    relay = dover.run("relay", "--as-told", "--send")
    assert relay.startswith(LOUD)
    assert "No ships of AIS are at hand" not in relay
    assert dover.json("relay", "--as-told")["notes"][0].startswith(LOUD)
    assert dover.run("relay-state").startswith(LOUD)
    assert run(["case", "relay-state", dover.file, "--json"]) == 0
    state, aside = capfd.readouterr()
    assert json.loads(state)["relays"]
    assert LOUD in aside
    wind = ["--boat", "B1", "--wind-kn", "8", "--wind-from-deg", "240"]
    for command in ("risk", "help"):
        refused = said(["ships", command, dover.file, *wind], capfd, code=2)
        assert "the ships kept beside it cannot be read: " in refused
        assert ASIDE in refused
    (note,) = (
        each
        for each in json.loads(said(["drift", dover.file, *wind, "--json"], capfd))["notes"]
        if each["code"] == "ships-unread"
    )
    assert note["text"].startswith(LOUD)
    brief = said(["drift", dover.file, *wind, "--lang", "fr"], capfd)
    words = " ".join(brief.split())
    assert LOUD_FR in words
    assert "le fichier est endommagé : le mettre de côté" in words
    assert "put it aside" not in words
