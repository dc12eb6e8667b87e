"""The reference of the case file holds every field, and its examples are case files."""

from __future__ import annotations

import json
import re
import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any, get_args

import numpy as np
from jsonschema import Draft202012Validator

from lastknown.cli.cases import DEMO, DEMO_2
from lastknown.desk._casefields import extra_of, tables
from lastknown.desk._casemodel import CaseModel
from lastknown.desk._casereference import case_reference
from lastknown.desk._caseunits import UnitKind
from lastknown.desk.casefile import load_case, parse_case
from lastknown.desk.schemas import schema_text
from lastknown.exchange.tracks import read_fixes
from lastknown.geo.plane import distance_m
from lastknown.search.unit import KINDS, ready_s, unit_position
from lastknown.units import HOUR

PAGE = (Path(__file__).parents[2] / "docs" / "case-file.md").read_text(encoding="utf-8")


def test_the_page_holds_every_field() -> None:
    head, _, reference = PAGE.partition("# Every field\n\n")
    assert head
    assert reference == case_reference(), (
        "paste what `python -m lastknown.desk._casereference` prints below 'Every field'"
    )


def test_every_field_says_its_level_and_meaning_and_numbers_their_bounds() -> None:
    for model in tables(CaseModel).values():
        for name, info in model.model_fields.items():
            assert extra_of(info)["level"] in {"essential", "basic", "advanced"}, name
            assert len(info.description or "") >= 8, name
            if {float, int} & {info.annotation, *get_args(info.annotation)}:
                bounded = any(hasattr(item, "le") for item in info.metadata)
                assert bounded or "values" in extra_of(info), name


def test_a_unit_in_a_name_is_the_unit_of_the_field() -> None:
    units = {
        "kn": "kn",
        "nm": "NM",
        "h": "h",
        "min": "min",
        "s": "s",
        "deg": "deg",
        "c": "°C",
        "hour": "1/h",
    }
    for model in tables(CaseModel).values():
        for name, info in model.model_fields.items():
            ending = name.rpartition("_")[2]
            if "_" in name and ending in units:
                assert extra_of(info)["unit"] == units[ending], name


def test_every_example_on_the_page_is_a_case_file() -> None:
    examples = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    assert examples
    for example in examples:
        assert parse_case(example).name


def test_kinds_of_unit_are_those_of_the_search() -> None:
    assert get_args(UnitKind) == KINDS


def test_the_demo_fits_the_published_schema() -> None:
    schema = Draft202012Validator(json.loads(schema_text("case")))
    for each in (DEMO, DEMO_2):
        schema.validate(_as_json(tomllib.loads(each.read_text(encoding="utf-8"))))
    wrong = _as_json(tomllib.loads(DEMO.read_text(encoding="utf-8")))
    wrong["unit"][0]["speed_kn"] = -25
    assert not schema.is_valid(wrong)


def test_the_demo_is_the_exercise_of_the_first_page() -> None:
    case = load_case(DEMO)
    assert case.name == "Exercise Varne"
    assert [unit.kind for unit in case.units] == ["lifeboat", "patrol-boat", "helicopter"]


def test_the_second_round_is_of_the_same_night() -> None:
    first, second = load_case(DEMO), load_case(DEMO_2)
    assert second.starts == first.starts
    assert second.sea == first.sea
    assert second.at > first.at
    assert [search.name for search in second.searches] == [unit.name for unit in first.units]


def test_the_recorded_tracks_are_of_the_units_of_the_first_round() -> None:
    for unit, search in zip(load_case(DEMO).units, load_case(DEMO_2).searches, strict=True):
        fixes = read_fixes(DEMO.with_name(f"varne-{unit.name.lower().replace(' ', '-')}.gpx"))
        out_s = float(fixes.time_s[0])
        assert search.name == unit.name
        assert out_s >= ready_s(unit)
        assert fixes.time_s[-1] <= out_s + unit.endurance_h * HOUR
        home = unit_position(unit)
        ends = distance_m(home.lon, home.lat, fixes.lon[[0, -1]], fixes.lat[[0, -1]])
        assert ends.max() < 500.0  # it left from its place and came back, steered by hand
        gaps = np.diff(fixes.time_s) > 600.0
        assert gaps.sum() == (unit.kind == "patrol-boat")


def _as_json(value: Any) -> Any:
    """Return a TOML value as JSON has it: times are text."""
    if isinstance(value, dict):
        return {key: _as_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_as_json(item) for item in value]
    return value.isoformat() if isinstance(value, datetime) else value
