"""Every command, option and file of the command line is on its page, and no other command."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from lastknown.cli.app import app
from lastknown.cli.cases import FILES
from lastknown.cli.guard import run

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "command-line.md").read_text(encoding="utf-8")


def commands(command: Any, words: str = "lastknown") -> Iterator[tuple[str, Any]]:
    """Yield every command by the words that call it."""
    inner = getattr(command, "commands", {})
    if not inner:
        yield words, command
    for name, each in inner.items():
        yield from commands(each, f"{words} {name}")


ALL = dict(commands(get_command(app)))


@pytest.mark.parametrize("words", ALL)
def test_every_command_and_its_options_are_documented(words: str) -> None:
    assert f"`{words}" in PAGE
    missing = [
        option
        for parameter in ALL[words].params
        for option in (*parameter.opts, *parameter.secondary_opts)
        if option.startswith("--") and f"`{option}" not in PAGE
    ]
    assert not missing


def test_every_file_is_documented() -> None:
    assert [name for name in FILES if f"`{name}`" not in PAGE] == []


def test_the_night_of_the_page_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LASTKNOWN_KEYS", str(tmp_path / "keys"))
    lines = PAGE.partition("<!-- night -->\n```sh\n")[2].partition("```")[0].splitlines()
    for word in shlex.split(lines[0])[1:]:
        monkeypatch.setenv(*word.split("=", 1))
    said = {}
    for line in lines[1:]:
        words = shlex.split(line)
        assert words[0] == "lastknown"
        assert run(words[1:]) == 0
        said[words[2]] = capfd.readouterr().out
    assert len(lines) == 12
    assert "OPEN BOATS (1)" in said["picture"]
    assert "mrcc-varne/2 and mrcc-varne/7" in said["show"]


PAGES = [DOCS.parent / "README.md", *sorted(DOCS.rglob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_pages_name_no_command_that_does_not_exist(page: Path) -> None:
    groups = {words.split()[1] for words in ALL}
    named = re.findall(r"(?:^|`)(?:\$ )?lastknown ([a-z][\w-]*)", page.read_text(), re.MULTILINE)
    assert [name for name in named if name not in groups] == []
