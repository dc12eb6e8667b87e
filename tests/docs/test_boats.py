"""The page about boats: its example runs, and its figures are those of the code."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from lastknown.boats import weights as w
from lastknown.units import NM

PAGE = (Path(__file__).parents[2] / "docs" / "boats.md").read_text(encoding="utf-8")


def test_the_example_runs_as_written() -> None:
    example = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)[0]
    names: dict[str, Any] = {}
    exec(compile(example, "boats.md", "exec"), names)
    answer = names["answer"]
    assert answer.same("call 1", "call 2") > 0.9
    assert answer.rescues_of("call 2")["rescue"] < 0.05
    (factor,) = [
        each.factor
        for each in names["why"](answer, "rescue", "call 2").factors
        if each.code == "call after rescue"
    ]
    assert 1 / 400 < factor < 1 / 250


def test_the_weights_are_those_of_the_code() -> None:
    setting = w.Setting()
    assert f"{setting.boats:g}, shape {w.SHAPE:g}" in PAGE
    assert f"| area | {setting.radius_m / NM:g} NM circle |" in PAGE
    phones, passed_on = w.NUMBER
    assert f"| {1.0 / (1.0 + phones) / passed_on:.0f}; {phones / (1.0 + phones):g} |" in PAGE
    assert f"| {w.RELAY:g}; at most {w.COPY[1]:g} |" in PAGE
    assert (
        " | {phone:g}; {word:g}; {photo:g}; {described:g} | ".format(
            phone=w.IDENTITY["phone"],
            word=w.IDENTITY["own word"],
            photo=w.IDENTITY["photographs"],
            described=w.IDENTITY["description"],
        )
        in PAGE
    )
    for share, sd, _, _ in w.MOTIONS:
        assert re.search(rf"{share:.2f}, s {sd:g}", PAGE)
    share, sd = w.ROUGH_POSITION
    assert f"{share:g} (sd {sd / NM:g} NM), {w.WRONG_POSITION:g}" in PAGE
    assert f"with\npower {w.RELAYED_SHARE:g}" in PAGE
