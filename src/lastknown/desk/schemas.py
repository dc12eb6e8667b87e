"""The JSON Schemas that are published: of every ``--json`` answer and of the case file."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, Literal

__all__ = ["SCHEMAS", "json_schema", "made_schemas", "schema_text"]

_FOLDER: Final = Path(__file__).parents[1] / "schemas"
_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

SCHEMAS: Final = {
    path.stem.rpartition("-")[0]: path for path in sorted(_FOLDER.glob("*-[0-9]*.json"))
}
"""File of each schema by its name; a file's number is the version of the form."""


def schema_text(name: str) -> str:
    """Return the published JSON Schema (draft 2020-12) called `name`, one of `SCHEMAS`."""
    return SCHEMAS[name].read_text(encoding="utf-8")


def json_schema(kind: Literal["drift", "plan"]) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a drift or a plan document."""
    from pydantic import ConfigDict, TypeAdapter

    from lastknown.desk.document import (
        DRIFT_SCHEMA,
        PLAN_SCHEMA,
        VERSION,
        DriftDocument,
        PlanDocument,
    )

    config = ConfigDict(use_attribute_docstrings=True)
    definitions = TypeAdapter(list[DriftDocument], config=config).json_schema()["$defs"]
    top = definitions.pop(DriftDocument.__name__)
    name = DRIFT_SCHEMA
    if kind == "plan":
        more = TypeAdapter(list[PlanDocument], config=config).json_schema()["$defs"]
        whole = more.pop(PlanDocument.__name__)
        # pydantic reads the docstrings of a TypedDict's own keys only, not of inherited ones
        whole["properties"] |= top["properties"]
        top, definitions, name = whole, more, PLAN_SCHEMA
    top["properties"]["schema"]["const"] = name
    top["properties"]["version"]["const"] = VERSION
    return {"$schema": _DIALECT, "$id": f"{name}.{VERSION}", **top, "$defs": definitions}


def made_schemas() -> dict[str, str]:
    """Return the text of the schemas that are made from types, by file name.

    The files are written with ``python -m lastknown.desk.schemas``; a test holds them to this.
    """
    from lastknown.desk.conditions import SEA_SCHEMA, SEA_VERSION, SeaDocument
    from lastknown.desk.document import VERSION
    from lastknown.desk.record.schemas import record_forms
    from lastknown.desk.scoring import SCORE_SCHEMA, SCORE_VERSION, ScoreDocument
    from lastknown.desk.ships.schemas import ship_forms

    makers: dict[str, Callable[[], dict[str, Any]]] = {
        f"drift-{VERSION}.json": lambda: json_schema("drift"),
        f"plan-{VERSION}.json": lambda: json_schema("plan"),
        f"sea-{SEA_VERSION}.json": lambda: _schema_of(SeaDocument, SEA_SCHEMA, SEA_VERSION),
        f"score-{SCORE_VERSION}.json": lambda: _schema_of(
            ScoreDocument, SCORE_SCHEMA, SCORE_VERSION
        ),
        "case-1.json": _case_schema,
    }
    made = {name: make() for name, make in makers.items()}
    for form, name, version in (*record_forms(), *ship_forms()):
        short = name.removeprefix("lastknown.")
        made[f"{short}-{version}.json"] = _schema_of(form, name, version)
    return {name: _text(schema) for name, schema in made.items()}


def _case_schema() -> dict[str, Any]:
    from lastknown.desk._casemodel import CaseModel

    schema = CaseModel.model_json_schema(mode="validation")
    return {"$schema": _DIALECT, "$id": "lastknown.case.1", **schema}


def _schema_of(form: type, name: str, version: int) -> dict[str, Any]:
    """Return the JSON Schema of a TypedDict, with the docstrings of its keys."""
    from pydantic import ConfigDict, TypeAdapter

    config = ConfigDict(use_attribute_docstrings=True)
    adapter: TypeAdapter[Any] = TypeAdapter(list[form], config=config)  # type: ignore[valid-type]
    definitions = adapter.json_schema()["$defs"]
    top = definitions.pop(form.__name__)
    top["properties"]["schema"]["const"] = name
    top["properties"]["version"]["const"] = version
    return {"$schema": _DIALECT, "$id": f"{name}.{version}", **top, "$defs": definitions}


def _text(schema: dict[str, Any]) -> str:
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    for file, text in made_schemas().items():
        (_FOLDER / file).write_text(text, encoding="utf-8")
