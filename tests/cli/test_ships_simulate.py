"""Simulated traffic from the command line: counts in words, a file that can be imported."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from lastknown.cli.guard import run
from lastknown.desk.schemas import schema_text

WORDS = ["ships", "simulate", "--at", "2026-11-22T20:00Z", "--for", "9min60s", "--a-day", "100"]


def test_what_is_simulated_can_be_imported(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "ships.nmea"
    assert run([*WORDS, "--out", str(path), "--seed", "3"]) == 0
    said = capfd.readouterr().out
    assert "None of them is real" in said
    first = path.read_bytes()
    assert run(["ships", "import", str(path), "--json"]) == 0
    told = json.loads(capfd.readouterr().out)
    assert f"ships {told['ships']}, positions {told['positions']}." in said
    assert told["unreadable"] == 0
    assert run([*WORDS, "--out", str(path), "--seed", "3", "--json"]) == 0
    assert path.read_bytes() == first
    document = json.loads(capfd.readouterr().out)
    Draft202012Validator(json.loads(schema_text("ships-simulate"))).validate(document)
    assert (document["positions"], document["out"]) == (told["positions"], str(path))
    assert sum(document["kinds"].values()) == document["ships"]
    assert (document["begin"], document["end"]) == ("2026-11-22T20:00Z", "2026-11-22T20:10Z")


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (["--for", "0h"], "is not after"),
        (["--every", "0s"], "every=0s is out of bounds; give 1s or more"),
        (["--out", "ships.txt"], "name it ships.nmea"),
        (["--at", "20:00"], "is not a time"),
        (["--at", "9999-12-31T23:00Z", "--for", "6h"], "with for=6h goes beyond the year 9999"),
        (["--at", "1999-12-31T23:00Z"], "before AIS was, and what is read of it is not believed"),
        (["--seed", "9223372036854775808"], "Input should be less than or equal to"),
        (["--pack", "nowhere"], "is neither a shipped pack"),
    ],
)
def test_what_cannot_be_is_refused_in_a_line(
    more: list[str], told: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run([*WORDS, *more]) != 0
    error = capfd.readouterr().err
    assert told in error
    assert "Traceback" not in error
