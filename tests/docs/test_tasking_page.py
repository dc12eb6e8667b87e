"""The page on tasking sheets shows what its command writes."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from lastknown.cli.guard import run

PAGE = (Path(__file__).parents[2] / "docs" / "tasking.md").read_text(encoding="utf-8")


def flat(text: str) -> str:
    """Return the text on one line, digits and the breaks between lines aside."""
    return re.sub(r"\s+", " ", re.sub(r"\d+([.,]\d+)*", "#", text))


def rows(text: str) -> list[str]:
    """Return every row of a sheet, its further lines joined to it."""
    return [flat(row) for row in re.split(r"\n(?=  ?\S|\S|\n)", text) if row.strip(" .\n")]


def test_the_sheet_on_the_page_is_that_of_its_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    command = re.findall(r"^lastknown (.*)$", PAGE, re.MULTILINE)[0]
    assert run(shlex.split(command)) == 0
    capfd.readouterr()
    shown = re.findall(r"^```text\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)[0]
    sheet = (tmp_path / "night" / "units" / "lifeboat-dover.txt").read_text(encoding="utf-8")
    assert [row for row in rows(shown) if row not in flat(sheet)] == []
    suffixes = re.findall(r"^\| `(\.\w+)` \|", PAGE, re.MULTILINE)
    units = ("lifeboat-dover", "patrol-boat-calais", "helicopter-lydd")
    names = {f"{unit}{suffix}" for unit in units for suffix in suffixes}
    assert {path.name for path in (tmp_path / "night" / "units").iterdir()} == names | {"index.txt"}


def test_every_line_that_the_page_explains_is_one_of_the_sheet() -> None:
    table = PAGE.split("## What is on it")[1].split("##")[0]
    labels = re.findall(r"`([A-Z][\w ]+)`", "\n".join(re.findall(r"^\| (.*?) \|", table, re.M)))
    assert len(labels) >= 7
    words = Path(__file__).parents[2] / "src" / "lastknown" / "desk" / "words_en.toml"
    known = words.read_text(encoding="utf-8").lower()
    assert [label for label in labels if label.lower() not in known] == []
