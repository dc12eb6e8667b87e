"""The page about evidence: its example runs, and its figures are those of the code."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, get_args

import pytest

from lastknown.desk._caseevidence import FIELDS, EvidenceKind
from lastknown.desk.casefile import load_case
from lastknown.desk.words import LANGUAGES, words
from lastknown.evidence.likelihood import UNKNOWN_AGE_MIN, WRONG_WITHIN_NM
from lastknown.evidence.measured import REACH_NM, SLIP_KN
from lastknown.evidence.silence import ATTENTION, SWAMPING_FACTOR
from lastknown.evidence.surroundings import CHART_SD_M
from lastknown.ships.lookout import ATTENTION as BY_KIND
from lastknown.ships.lookout import MOST_ATTENTION, attention_of
from tests.cli.answers import said

PAGE = (Path(__file__).parents[2] / "docs" / "evidence.md").read_text(encoding="utf-8")


def test_the_example_runs_as_written() -> None:
    example = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)[0]
    names: dict[str, Any] = {}
    exec(compile(example, "evidence.md", "exec"), names)
    attrs = names["cloud"].attrs
    assert 0.0 < attrs["effective_share"] < 1.0
    assert "report-likely-wrong" not in attrs["notes"]
    assert "measured from" in attrs["current_corrected"]


def test_the_assumed_figures_are_those_of_the_code() -> None:
    assert f"0 to {UNKNOWN_AGE_MIN:.0f}\n  minutes" in PAGE
    assert f"({WRONG_WITHIN_NM:.0f} NM)²" in PAGE
    assert f"({REACH_NM:.0f} NM: assumed)" in PAGE
    assert f"slip {SLIP_KN:g} kn" in PAGE
    assert f"takes {10 * ATTENTION:.0f} in 10: at most {100 * ATTENTION:.0f} % off" in PAGE
    least, most = min(BY_KIND.values()), max(BY_KIND.values())
    assert f"at most {100 * least:.0f} % (fishing) to {100 * most:.0f} % (pilot, rescue" in PAGE
    assert f"twice that, at most\n{100 * MOST_ATTENTION:.0f} %." in PAGE
    assert attention_of("cargo", "told") == 2.0 * attention_of("cargo")
    assert attention_of("pilot", "told") == MOST_ATTENTION
    assert f"a factor of {SWAMPING_FACTOR:g} " in PAGE
    assert f"√(2² + {CHART_SD_M:g}²) m" in PAGE


def test_the_case_with_every_kind_runs_in_words_with_its_files_and_fits(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (example,) = re.findall(r"^```toml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    file = tmp_path / "every.toml"
    file.write_text(example.replace("[sea]", "particles = 3000\n[sea]", 1), encoding="utf-8")
    told = load_case(file).evidence
    assert {each.kind for each in told} == set(get_args(EvidenceKind)) == set(FIELDS)
    asked = ["drift", str(file), "--json", "--out", str(tmp_path / "out"), "--lang", "fr"]
    answer = json.loads(said(asked, capfd))
    assert len(answer["evidence"]) == len(told)
    assert not any(entry["fits_nothing"] for entry in answer["evidence"])
    assert answer["contours"][0]["area_nm2"] < 10.0
    brief = " ".join((tmp_path / "out" / "brief.txt").read_text(encoding="utf-8").split())
    assert "un navire est passé et dit n'avoir rien vu (master by VHF 11 at 08:25" in brief


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_kind_has_its_words(lang: str) -> None:
    assert set(FIELDS) <= set(words(lang).table["evidence"])


def test_the_table_of_kinds_is_that_of_the_case_file() -> None:
    for kind, (needed, _) in FIELDS.items():
        (row,) = [line for line in PAGE.splitlines() if re.match(rf"\|[^|]*`{kind}`", line)]
        own = [name for name in needed if name != "at"]
        assert all(f"`{name}`" in row for name in own), kind
        assert ("no `at`" in row) == ("at" not in needed), kind
