"""The page about persons: its example runs, and its figures and codes are those of the code."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from lastknown.desk.record import gate
from lastknown.people import balance, statements, tally

PAGE = (Path(__file__).parents[2] / "docs" / "people.md").read_text(encoding="utf-8")


def test_the_example_runs_as_written() -> None:
    example = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)[0]
    names: dict[str, Any] = {}
    exec(compile(example, "people.md", "exec"), names)
    found = names["found"]
    assert (found.accounted, found.missing_median) == (29, 4)
    assert [each.ids for each in found.conflicts] == [
        ("another", "finding"),
        ("finding", "relayed"),
    ]


def test_every_conflict_and_block_is_explained() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| `")]
    named = {code for line in rows for code in re.findall(r"`([^`]+)`", line.split(" | ")[0])}
    assert named == {*balance.CODES, *gate.CODES}


def test_the_figures_are_those_of_the_code() -> None:
    median, sd, wrong, nothing = tally.TOLD
    assert f"median {median:g}, log sd {sd:g}" in PAGE
    assert f"log-normal about n, log sd {wrong:g} | {nothing:g} |" in PAGE
    exact, off, silent = tally.COUNTED
    assert f"exact with {exact / (1 - silent):.2f}; else normal, log sd {off:g}" in PAGE
    assert f"| {silent:g} |" in PAGE
    assert f"a factor of {balance.TOLD_FACTOR:.2f}" in PAGE
    assert f"at least {statements.ACCOUNTS:g}. On" in PAGE
    assert f"probability at least {gate.SURE:g}" in PAGE
    assert (
        f"at most {gate.NEAR_PROOF:g} and it is of the boat with at\nleast {gate.LATER_P:g}" in PAGE
    )
