"""The examples on the page about sensors print what stands below them."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import pytest

from lastknown.desk.casefile import parse_case
from lastknown.desk.planning import plan_case

PAGE = (Path(__file__).parents[2] / "docs" / "sensors.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```python\n(.*?)```\n\n```text\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize("at", range(2))
def test_an_example_prints_what_stands_below_it(at: int) -> None:
    assert len(EXAMPLES) == 2
    code, printed = EXAMPLES[at]
    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(code, {})
    assert out.getvalue() == printed


def test_the_case_file_of_the_page_says_what_its_sweep_widths_rest_on() -> None:
    ((case, printed),) = re.findall(r"```toml\n(.*?)```.*?```text\n(.*?)```", PAGE, re.DOTALL)
    answer = plan_case(parse_case(case))
    assert " ".join(printed.split()) in " ".join(answer.brief().replace("\xa0", " ").split())
    document = answer.document()
    assert "units" in document
    kinds = {unit["name"]: [look["kind"] for look in unit["sensors"]] for unit in document["units"]}
    assert kinds == {"Lifeboat Dover": ["visual"], "Helicopter": ["visual", "night-vision"]}
