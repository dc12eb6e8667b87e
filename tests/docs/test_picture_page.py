"""The page about the picture: its example runs, its codes and figures are those of the code."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from lastknown.desk.record import alarms, exposure, gate, severity, swamping, whereis
from lastknown.desk.record.limits import Limits

PAGE = (Path(__file__).parents[2] / "docs" / "picture.md").read_text(encoding="utf-8")


def rows(heading: str) -> dict[str, str]:
    """Return the last cell of each row of a section's table by its first cell."""
    section = PAGE.split(f"## {heading}\n")[1].split("\n## ")[0]
    lines = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("|")]
    return {cells[0].strip(): cells[-1].strip() for cells in lines[2:]}


def test_the_example_runs_as_written() -> None:
    example = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)[0]
    names: dict[str, Any] = {}
    exec(compile(example, "picture.md", "exec"), names)
    view = names["view"]
    assert (view.open, view.phase_by_evidence) == (True, "distress")
    assert "no rescue" in {block.code for block in view.gate.blocks}
    assert ("nobody-holds", "B1") in {(each.code, each.about) for each in names["found"].alarms}


def test_every_alarm_is_explained_with_its_minutes() -> None:
    table = rows("Alarms")
    named = {code for cell in table for code in re.findall(r"`([^`]+)`", cell)}
    assert named == set(alarms.CODES)
    limits, told = Limits(), table
    for code, minutes in {
        "unread": limits.unread,
        "unplotted": limits.unplotted,
        "nobody-holds": limits.holder,
        "offer-unanswered": limits.offer,
        "holder-unclear": limits.unclear,
        "not-looked": limits.not_looked,
        "warning-unanswered": limits.reply,
    }.items():
        assert f"{minutes:g} min" in told[f"`{code}`"], code
    for code in ("`report-of-closed`", "`call-after-rescue`"):
        assert f"{gate.LATER_P:g}" in told[code]


def test_every_reason_for_a_phase_is_explained() -> None:
    table = rows("How grave")
    for phase, cell in table.items():
        for code in re.findall(r"`([^`]+)`", cell):
            assert severity.phase_of([(code, "")]) == phase
    assert f"`no word` for {severity.NO_WORD_H:g} h" in table["alert"]


def test_the_figures_are_those_of_the_code() -> None:
    assert f"{whereis.PARTICLES} particles" in PAGE
    assert f"half of the chance in {swamping.FLOODING_H:g} h" in PAGE
    assert f"likewise in {swamping.SOUND_H:g} h" in PAGE
    assert f"({exposure.EARLIER_H:g} h before it" in PAGE
    assert f"sd {exposure.WATER_SD_C:g} °C" in PAGE
    assert severity.ABOUT == 0.5
