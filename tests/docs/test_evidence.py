"""The page about evidence: its example runs, and its figures are those of the code."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from lastknown.evidence.likelihood import UNKNOWN_AGE_MIN, WRONG_WITHIN_NM
from lastknown.evidence.measured import REACH_NM, SLIP_KN
from lastknown.evidence.silence import ATTENTION, SWAMPING_FACTOR
from lastknown.evidence.surroundings import CHART_SD_M

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
    assert f"only {10 * ATTENTION:.0f} in 10" in PAGE
    assert f"a factor of {SWAMPING_FACTOR:g} " in PAGE
    assert f"√(2² + {CHART_SD_M:g}²) m" in PAGE
