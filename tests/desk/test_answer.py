from __future__ import annotations

import json
from typing import Any

import jsonschema
import numpy as np
import pytest

from lastknown.desk import answer
from lastknown.desk.document import DRIFT_SCHEMA, PlanDocument
from lastknown.desk.schemas import json_schema
from lastknown.geo.position import Position
from lastknown.units import KNOT
from tests import night


@pytest.fixture(scope="module")
def document() -> PlanDocument:
    _, _, plan = night.answer_of(units=1)
    held = night.answer_of(units=3)[2]["units"][2]
    plan["units"].append(held)
    return plan


def test_the_document_is_json_and_fits_its_schema(document: PlanDocument) -> None:
    read = json.loads(json.dumps(document, allow_nan=False))
    schema = json_schema("plan")
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(read, schema)
    assert read == document


def test_a_drift_document_is_the_plan_document_without_the_units(document: PlanDocument) -> None:
    keys = set(json_schema("drift")["properties"])
    drift: dict[str, Any] = {key: value for key, value in document.items() if key in keys}
    drift["schema"] = DRIFT_SCHEMA
    jsonschema.validate(drift, json_schema("drift"))
    assert set(document) - keys == {
        *("units", "pos", "pos_error", "reference", "ceiling", "search_from", "search_until"),
        *("objective", "lives", "lives_range", "boats", "beside", "remaining", "help"),
        *("seeing", "measure"),
    }


def test_every_key_of_the_schema_is_explained_or_named_plainly() -> None:
    plain = {
        *("schema", "version", "software", "name", "seed", "time", "kind", "pattern", "start"),
        *("end", "boat", "person", "ready", "depart", "arrive", "leave", "back", "dark_now"),
        *("starts", "contours", "hypotheses", "sources", "conditions", "daylight", "notes"),
        *("questions", "hinge", "units", "legs", "most_likely", "mean", "resolution", "position"),
        *("measured_on", "ashore_by_stretch", "sweep_width_nm", "where_at_arrival", "sunrise"),
        *("sunset", "current_error", "wind_error", "coverage", "start_time", "end_time"),
        *("search_from", "search_until", "moonlit"),
    }
    schema = json_schema("plan")
    for part in [schema, *schema["$defs"].values()]:
        for key, form in part["properties"].items():
            named = key.endswith(("_nm", "_kn", "_min", "_h", "_deg", "_c", "_m", "_nm2", "_ft"))
            assert named or key in plain or "description" in form, key


def test_the_keys_that_others_read(document: PlanDocument) -> None:
    assert document["at"] == "2026-11-22T08:30Z"
    lon, lat = document["most_likely"]
    assert 1.0 < lon < 2.5 < 50.5 < lat < 51.6
    assert [area["level"] for area in document["contours"]] == [0.5, 0.9, 0.99]
    areas = [area["area_nm2"] for area in document["contours"]]
    assert areas == sorted(areas)
    assert sum(h["probability"] for h in document["hypotheses"]) == pytest.approx(1.0, abs=1e-3)
    assert document["particles"] == 2000
    assert document["ashore"] == pytest.approx(20 / 2000)
    assert sum(s["share"] for s in document["ashore_by_stretch"]) == pytest.approx(0.01)
    unit = document["units"][0]
    assert unit["pattern"] == "PS"
    assert unit["track_spacing_nm"] == 0.5
    assert unit["launch_reason"] == "as_soon_as_ready"
    assert unit["legs"][0]["start"] == unit["start"]


def test_a_unit_without_a_task_says_so_and_holds_no_figures(document: PlanDocument) -> None:
    unit = document["units"][1]
    assert unit["launch_now"] is False
    assert unit["launch_reason"] == "nothing_to_detect"
    assert unit["start"] is None
    assert unit["legs"] == unit["corners"] == []


def test_shares_count_boats_by_weight(document: PlanDocument) -> None:
    cloud = night.make_cloud()
    by_now = float(np.mean(cloud.swamps_s[:2000] <= night.AT_S))
    assert document["in_the_water"] == pytest.approx(by_now, abs=1e-4)
    assert sum(document["phases"].values()) == pytest.approx(1.0, abs=1e-3)


@pytest.mark.parametrize(
    ("wind_u", "wind_v", "from_deg"), [(0, -5, 0.0), (-5, 0, 90.0), (0, 5, 180.0), (5, 0, 270.0)]
)
def test_wind_comes_from_and_current_goes_toward(
    wind_u: float, wind_v: float, from_deg: float
) -> None:
    entry = answer.conditions_entry(
        Position(1.5, 51.0), night.AT_S, u=wind_u, v=wind_v, wind_u=wind_u, wind_v=wind_v
    )
    assert entry["wind_from_deg"] == from_deg
    assert entry["current_toward_deg"] == (from_deg + 180.0) % 360.0
    assert entry["wind_kn"] == pytest.approx(5 / KNOT, abs=0.01)
    assert entry["water_temperature_c"] is None


def test_an_unknown_wind_is_null_and_not_calm() -> None:
    nan = float("nan")
    entry = answer.conditions_entry(
        Position(1.5, 51.0), night.AT_S, u=0.1, v=0.0, wind_u=nan, wind_v=nan
    )
    assert entry["wind_kn"] is None
    assert entry["wind_from_deg"] is None
