"""What a field of the case file is made of; tables by name and bounds in words."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.fields import FieldInfo

from lastknown.desk._casevalues import (
    read_name,
    read_outline,
    read_place,
    read_point,
    read_sweep_width,
    read_time,
    read_track,
    read_what,
)
from lastknown.search.unit import LEAST_SWEEP_WIDTH_NM, MAX_SWEEP_WIDTH_NM

__all__ = [
    "LISTS",
    "WIDTHS",
    "Name",
    "Outline",
    "Place",
    "Point",
    "SweepWidth",
    "Table",
    "Time",
    "Track",
    "What",
    "bounds_text",
    "extra_of",
    "field",
    "field_at",
    "tables",
]

Level = Literal["essential", "basic", "advanced"]
Name = Annotated[str, AfterValidator(read_name)]
Time = Annotated[datetime, BeforeValidator(read_time, json_schema_input_type=str)]
Point = Annotated[Any, BeforeValidator(read_point, json_schema_input_type=str)]
Place = Annotated[
    Any, BeforeValidator(read_place, json_schema_input_type=str | dict[str, list[Any]])
]
Outline = Annotated[list[Any], BeforeValidator(read_outline, json_schema_input_type=list[str])]
Track = Annotated[
    list[Any], BeforeValidator(read_track, json_schema_input_type=list[dict[str, Any]])
]
What = Annotated[str | int, BeforeValidator(read_what, json_schema_input_type=str | int)]
SweepWidth = Annotated[
    float | dict[str, float],
    BeforeValidator(read_sweep_width, json_schema_input_type=float | dict[str, float]),
]
WIDTHS = (
    f"{LEAST_SWEEP_WIDTH_NM:g} to {MAX_SWEEP_WIDTH_NM:g} NM, or `{{ boat = .., person = .. }}` "
    "with 0 for what it cannot see"
)
LISTS = frozenset({"sea.wind", "start", "start.phase", "unit", "fixed", "searched", "evidence"})
"""Tables that may come several times, written ``[[name]]``."""


class Table(BaseModel):
    """One table of the file: no unknown field, no number in quotes, no infinity."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False, frozen=True)


def field(
    level: Level,
    meaning: str,
    default: Any = ...,
    *,
    unit: str = "",
    values: str = "",
    **bounds: Any,
) -> Any:
    """Return a field that carries its level, unit and form beside its bounds and meaning."""
    told = {"level": level, "unit": unit, "values": values}
    extra: dict[str, Any] = {name: text for name, text in told.items() if text}
    if default is list:
        return Field(default_factory=list, description=meaning, json_schema_extra=extra, **bounds)
    return Field(default, description=meaning, json_schema_extra=extra, **bounds)


def tables(model: type[BaseModel]) -> dict[str, type[BaseModel]]:
    """Return every table of the file by its dotted name; the top level has the name ""."""
    found: dict[str, type[BaseModel]] = {"": model}
    _collect("", model, found)
    return found


def _collect(prefix: str, owner: type[BaseModel], found: dict[str, type[BaseModel]]) -> None:
    for name, info in owner.model_fields.items():
        inner = _inner_model(info.annotation)
        if inner is not None:
            dotted = f"{prefix}.{name}" if prefix else name
            found[dotted] = inner
            _collect(dotted, inner, found)


def _inner_model(annotation: Any) -> type[BaseModel] | None:
    """Return the model inside ``M`` or ``list[M]``."""
    for candidate in (annotation, *getattr(annotation, "__args__", ())):
        if isinstance(candidate, type) and issubclass(candidate, BaseModel):
            return candidate
    return None


def field_at(loc: tuple[int | str, ...], model: type[BaseModel]) -> FieldInfo | None:
    """Return the field at a pydantic location, or None where there is none."""
    names = [part for part in loc if isinstance(part, str)]
    owner = tables(model).get(".".join(names[:-1]))
    return None if owner is None or not names else owner.model_fields.get(names[-1])


def extra_of(info: FieldInfo) -> dict[str, Any]:
    """Return level, unit and form of a field."""
    return info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}


def bounds_text(info: FieldInfo, *, unit: bool = True) -> str:
    """Return a number's bounds in words: ``0 to 360 deg``, ``more than 0, at most 60 kn``."""
    extra = extra_of(info)
    limits: dict[str, float] = {}
    for item in info.metadata:
        for key in ("ge", "gt", "le", "lt"):
            if (limit := getattr(item, key, None)) is not None:
                limits[key] = limit
    if "le" not in limits:
        return str(extra.get("values", ""))
    low = f"{limits['ge']:,g} to" if "ge" in limits else f"more than {limits['gt']:,g}, at most"
    named = (
        extra.get("unit", "") if unit and extra.get("unit") not in {"fraction", "persons"} else ""
    )
    return f"{low} {_number(limits['le'])} {named}".rstrip()


def _number(value: float) -> str:
    return f"{value:,.0f}".replace(",", " ") if value >= 10_000 else f"{value:g}"
