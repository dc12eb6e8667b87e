"""The page about what was really searched: its example runs as written, and its figures hold."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from lastknown.desk.casefile import load_case
from lastknown.desk.run import drift_case
from lastknown.evidence.looked import LEAST_POD
from lastknown.evidence.recorded import FASTEST_KN, GAP_MIN
from lastknown.evidence.searched import FAR_NM
from lastknown.exchange.tracks import MAX_BYTES, MAX_FIXES

PAGE = (Path(__file__).parents[2] / "docs" / "after-a-search.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with the page's track and case file."""
    (tmp_path / "calais.csv").write_text(blocks("csv")[0], encoding="utf-8")
    (tmp_path / "night.toml").write_text(blocks("toml")[0], encoding="utf-8")
    return tmp_path


def test_the_answer_is_what_the_page_shows(folder: Path) -> None:
    brief = drift_case(load_case(folder / "night.toml")).brief()
    shown = blocks("text")
    assert len(shown) == 3
    for block in shown:
        assert block in brief


def test_the_example_in_python_runs_as_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    names: dict[str, Any] = {}
    exec(compile(blocks("python")[0], "after-a-search.md", "exec"), names)
    assert 0.3 < names["cloud"].attrs["pos_cumulative"] < 0.5
    assert 0.4 < names["seen"].unseen < 0.7
    assert (folder / "looked.geojson").is_file()


def test_the_figures_are_those_of_the_code() -> None:
    assert f"more than {GAP_MIN:.0f} minutes without a fix" in PAGE
    assert f"reached at {FASTEST_KN:.0f} knots" in PAGE
    assert f"more than {FAR_NM:.0f} NM from" in PAGE
    assert f"at most {MAX_BYTES / 1e6:.0f} MB and {MAX_FIXES:,} fixes" in PAGE
    assert f">= {LEAST_POD:.0%}".replace("%", " %") in PAGE
