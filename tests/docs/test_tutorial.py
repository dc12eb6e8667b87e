"""Every command, case file and Python block of the tutorial, run in its order in one folder.

A block of commands is run; a TOML block is written to (or added to the end of) the file named last
before it; a Python block is run; every line of a text block is among the lines printed by the
command before it, digits aside, so that a page cannot show words that the program does not say.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import gpxpy
import pytest

from lastknown.cli.guard import run

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```\n", re.MULTILINE | re.DOTALL)


def blocks() -> Iterator[tuple[str, str, str]]:
    """Yield the language, the text and the paragraph before each fenced block."""
    for found in FENCE.finditer(PAGE):
        before = PAGE[: found.start()].strip().rpartition("\n\n")[2]
        yield found[1], found[2], before


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def without_digits(text: str) -> list[str]:
    return [re.sub(r"\d+([.,]\d+)*", "#", line.strip()) for line in plain(text).splitlines()]


def execute(command: str, capfd: pytest.CaptureFixture[str]) -> str:
    """Run one line as a shell would and return what it prints."""
    words = shlex.split(command)
    assert words[0] == "lastknown", command
    target = words[words.index(">") + 1] if ">" in words else None
    capfd.readouterr()
    assert run(words[1 : words.index(">")] if target else words[1:]) == 0, command
    out = capfd.readouterr().out
    if target:
        Path(target).write_text(out, encoding="utf-8")
    return out


def save(text: str, before: str) -> None:
    """Write a case file, or add to its end where the paragraph says so."""
    path = Path(re.findall(r"`(\w+\.toml)`", before)[-1])
    old = path.read_text(encoding="utf-8") + "\n" if "Add to the end" in before else ""
    path.write_text(old + text, encoding="utf-8")


def setting_up(text: str) -> bool:
    """Return whether a block sets up the clone; then its targets of make must exist."""
    if "make" not in text:
        return False
    targets = re.findall(r"^make (\w+)$", text, re.MULTILINE)
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert targets
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in targets)
    return True


def test_the_tutorial_works_as_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LASTKNOWN_KEYS", str(tmp_path / "keys"))
    monkeypatch.setenv("LASTKNOWN_AUTHOR", "J. Watch")
    monkeypatch.setenv("LASTKNOWN_ROLE", "SMC")
    printed, ran, plans = "", 0, []
    of_record = ""
    for language, text, before in blocks():
        if language == "toml":
            save(text, before)
        elif language == "python":
            exec(compile(text, "tutorial.md", "exec"), {})
        elif language == "text":
            missing = set(without_digits(text)) - set(without_digits(printed))
            assert not missing, f"{sorted(missing)} is not printed by the command before it"
        elif not setting_up(text):
            outputs = [execute(line, capfd) for line in text.splitlines()]
            printed, ran = "\n".join(outputs), ran + len(outputs)
            of_record = next((out for out in outputs if out.startswith("B1 GREY")), of_record)
            plans += [out for out in outputs if out.startswith("NIGHT") and "Chance" in out]
    assert ran >= 9
    shrunk = [int(re.findall(r"90 % in (\d+) NM2, 99", plan)[0]) for plan in plans]
    assert shrunk[:2] == pytest.approx([95, 34], rel=0.1)  # as the page says of the one answer
    orders = of_record.split("WHO GOES WHERE")[1].split("WHERE, AT")[0]
    assert "SIM COASTER 805521" in orders, "the ship that joined has an area of her own"
    assert "LIFEBOAT DOVER" in capfd.readouterr().out  # of the last Python block
    routes = gpxpy.parse(Path("night/plan.gpx").read_text(encoding="utf-8"))
    assert [route.name for route in routes.routes] == ["A Lifeboat Dover"]
    assert {point.name for point in routes.waypoints} == {"ASTEER", "ACSP"}
    assert Path("nuit/brief.html").is_file()
    assert Path("lifeboat.gpx").is_file()


def test_every_line_that_the_tutorial_explains_is_one_of_the_brief() -> None:
    words = (ROOT / "src" / "lastknown" / "desk" / "words_en.toml").read_text(encoding="utf-8")
    table = PAGE.split("## 2.")[1].split("## 3.")[0]
    labels = [
        label
        for row in re.findall(r"^\| (`.*?) \|", table, re.MULTILINE)
        for label in re.findall(r"`([^`]+)`", row)
    ]
    assert len(labels) > 15
    known = words.lower()
    times = re.compile(r" \d\d:\d\d$")
    assert [label for label in labels if times.sub("", label).lower() not in known] == []
