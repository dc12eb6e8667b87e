"""A centre at its own keys, for the commands over a record."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from lastknown.cli.guard import run
from lastknown.desk.schemas import schema_text
from tests.case.postgres import Server, server
from tests.dover_ais import rows

VARNE = "Exercise Varne"


@dataclass
class Desk:
    """One centre's folder: its record and its keys."""

    folder: Path
    centre: str
    capfd: pytest.CaptureFixture[str]
    monkeypatch: pytest.MonkeyPatch
    file: str = ""
    codes: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.folder.mkdir(exist_ok=True)
        self.file = self.file or str(self.folder / "night.db")

    def run(self, command: str, *words: str, code: int = 0) -> str:
        """Run `lastknown case COMMAND FILE …` and return what it printed."""
        self.monkeypatch.setenv("LASTKNOWN_KEYS", str(self.folder / "keys"))
        self.capfd.readouterr()
        ended = run(["case", command, self.file, *words])
        out, err = self.capfd.readouterr()
        assert ended == code, err
        return out if code == 0 or out else err

    def json(self, command: str, *words: str, code: int = 0) -> dict[str, Any]:
        """Return what a command prints with --json, held against its published schema."""
        document: dict[str, Any] = json.loads(self.run(command, *words, "--json", code=code))
        name = document["schema"].removeprefix("lastknown.")
        Draft202012Validator(json.loads(schema_text(name))).validate(document)
        return document

    def begin(self) -> Desk:
        self.run("new", "--name", VARNE, "--centre", self.centre)
        return self


@pytest.fixture(scope="session")
def ais(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of the ships around the exercise (`tests.dover_ais`)."""
    path = tmp_path_factory.mktemp("ais") / "dover.csv"
    path.write_text(rows(), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    with server("--no-sync") as made:
        yield made


@pytest.fixture
def centre(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Desk]:
    """Return what makes a centre with a folder of its own; a named watch officer sits there."""
    monkeypatch.setenv("LASTKNOWN_AUTHOR", "J. Watch")
    monkeypatch.setenv("LASTKNOWN_ROLE", "watch officer")

    def make(name: str = "mrcc-dover", file: str = "") -> Desk:
        return Desk(tmp_path / name, name, capfd, monkeypatch, file)

    return make


@pytest.fixture
def dover(centre: Callable[..., Desk]) -> Desk:
    """Return a centre with a record that has one call and one boat."""
    desk: Desk = centre().begin()
    desk.run("add", CALL, "--what", "call")
    desk.run("boat", "B1", "--label", "grey inflatable", "--take")
    desk.run("link", "1", "B1")
    return desk


CALL = "We take water, 33 people, 51-08.5N 001-44.5E, ring +33 6 39 98 56 78"
