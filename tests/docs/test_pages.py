"""The pages as a whole: nothing public is left out of them, and every link within them resolves."""

from __future__ import annotations

import re
import shlex
import tomllib
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

import lastknown
from lastknown.cli.app import app

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
HOUSE = (DOCS / "house.md").read_text(encoding="utf-8")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^(?:\$ )?(?:\.venv/bin/)?lastknown ([a-z].*)$", re.MULTILINE)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def section(title: str) -> str:
    """Return what stands under a heading of the page about the house."""
    return HOUSE.split(f"## {title}\n")[1].split("\n## ")[0]


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as its host makes them."""
    heads = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def test_every_page_is_in_the_index() -> None:
    index = (DOCS / "index.md").read_text(encoding="utf-8")
    pages = {page.relative_to(DOCS).as_posix() for page in PAGES} - {"index.md"}
    assert set(re.findall(r"\]\(([\w-]+\.md)\)", index)) == pages


def test_every_public_name_is_explained_and_no_other() -> None:
    shown = re.findall(r"^\| `lk\.(\w+)` \|", section("The public face"), re.MULTILINE)
    assert sorted(shown) == sorted(lastknown.__all__)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_python_on_a_page_uses_public_names_alone(page: Path) -> None:
    used = re.findall(r"\blk\.(\w+)", page.read_text(encoding="utf-8"))
    assert [name for name in used if name not in lastknown.__all__] == []


def exists(name: str) -> bool:
    """Return whether a dotted name is a room, a module of the package or something in one."""
    module, _, last = name.rpartition(".")
    path = ROOT / "src" / name.replace(".", "/")
    if path.with_suffix(".py").is_file() or (path / "__init__.py").is_file():
        return True
    home = ROOT / "src" / module.replace(".", "/")
    return home.with_suffix(".py").is_file() and hasattr(import_module(module), last)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_modules_and_files_named_on_a_page_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    names = set(re.findall(r"(?:`|from )(lastknown(?:\.\w+)+)", text))
    files = set(re.findall(r"`((?:sea|drift|search|evidence|desk|geo|data)/[\w/]+\.\w+)`", text))
    missing = [name for name in names if not exists(name)]
    missing += [name for name in files if not (ROOT / "src" / "lastknown" / name).is_file()]
    assert not missing


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_into_a_page_find_their_heading(page: Path) -> None:
    missing = []
    for target, anchor in re.findall(
        r"\]\(([^)\s#]*)#([^)\s]+)\)", page.read_text(encoding="utf-8")
    ):
        if "://" not in target and anchor not in anchors(page.parent / target if target else page):
            missing.append(f"{target}#{anchor}")
    assert not missing


def test_rooms_are_those_of_the_contract_in_its_order() -> None:
    layers = PROJECT["tool"]["importlinter"]["contracts"][0]["layers"]
    shown = re.findall(r"^\| `(\w+)` \|", section("Rooms"), re.MULTILINE)
    helpers = ["lazy", "compiled", "times", "units", "errors"]
    folders = {path.parent.name for path in (ROOT / "src" / "lastknown").glob("*/__init__.py")}
    assert set(shown) == folders
    # `exchange` stands above `desk` and the sciences above both, as the contract has them
    assert [name for name in reversed(layers) if name not in helpers] == shown
    assert all(f"`{name}`" in section("Rooms") for name in helpers)


def test_every_dependency_has_its_line() -> None:
    project = PROJECT["project"]
    extras = chain.from_iterable(project["optional-dependencies"].values())
    listed = [*project["dependencies"], *extras]
    names = {re.split(r"[<>=\[; ]", each)[0] for each in listed}
    rows = [line for line in section("Dependencies").splitlines() if line.startswith("| `")]
    shown = {name for row in rows for name in re.findall(r"`([\w-]+)`", row.split("|")[1])}
    assert shown == names


def typed() -> list[tuple[str, str]]:
    """Return (page, line) of every command that a page tells the reader to type."""
    found = []
    for page in [ROOT / "README.md", *PAGES, *sorted((ROOT / "examples").glob("*.md"))]:
        for language, block in FENCE.findall(page.read_text(encoding="utf-8")):
            lines = COMMAND.findall(block) if language in ("", "sh", "console") else []
            found += [(page.name, line) for line in lines]
    return found


@pytest.mark.parametrize(("page", "line"), typed())
def test_every_command_on_a_page_can_be_typed(page: str, line: str) -> None:
    command: Any = get_command(app)
    words = shlex.split(line, comments=True)
    words = words[: words.index(">")] if ">" in words else words
    while getattr(command, "commands", None):
        command = command.commands[words.pop(0)]
    command.make_context(page, words)  # raises where an option or argument does not fit
