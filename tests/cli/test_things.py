"""The lists of what is shipped: search objects, and JSON Schemas that are schemas."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from lastknown.cli.guard import run
from lastknown.desk.schemas import SCHEMAS, made_schemas, schema_text


def test_objects_fit_their_schema(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["objects", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    Draft202012Validator(json.loads(schema_text("objects"))).validate(document)
    assert len(document["objects"]) >= 87  # 85 of the table, two inflatables of our own
    for thing in document["objects"]:
        assert sum(part["weight"] for part in thing["leeway"]) == pytest.approx(1)


@pytest.mark.parametrize(
    "name", ["inflatable-overloaded", "44", "rubber boat", "canot pneumatique"]
)
def test_one_object_is_found_by_any_name(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["objects", name]) == 0
    out = capsys.readouterr().out
    assert "downwind" in out
    assert " | " in out


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_every_schema_is_a_schema(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema", name]) == 0
    schema = json.loads(capsys.readouterr().out)
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    version = SCHEMAS[name].stem.rpartition("-")[2]
    assert schema["$id"] == f"lastknown.{name}.{version}"


def test_schemas_are_those_of_the_types() -> None:
    for file, text in made_schemas().items():
        name = file.rpartition("-")[0]
        assert schema_text(name) == text, "run python -m lastknown.desk.schemas"


def test_the_schemas_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema"]) == 0
    assert set(capsys.readouterr().out.split()) == set(SCHEMAS)
