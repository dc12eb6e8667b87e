"""From what the readers claimed to the fields of a report, with the questions that are left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from lastknown.case.entries import private_fields
from lastknown.case.told import Report, Whereabouts
from lastknown.case.values import When
from lastknown.desk.record.understand_text import Claim, Question, Text
from lastknown.geo.position import Position
from lastknown.times import show_time

__all__ = ["PRIVATE", "Gathered", "gather", "show_value"]

PRIVATE: Final = private_fields(Report)
_SAME_PLACE_DEG: Final = 0.002
"""Two positions nearer than this (200 m) are one, told twice in two forms."""
_ONE: Final = (
    *("speed_kn", "course_deg", "colour", "material", "length_m", "engine", "life_jackets"),
    *("left_from", "left_at", "hull", "unit", "object", "source", "channel"),
    *("number", "device", "language", "dialling_tone"),
)
"""Fields that hold one value."""


@dataclass(frozen=True)
class Gathered:
    """What the claims come to; see `understand.Understood`."""

    fields: dict[str, Any]
    happened: When | None
    phases: tuple[str, ...]
    elsewhere: Mapping[Whereabouts, Mapping[str, int]]
    questions: tuple[Question, ...]


def gather(text: Text) -> Gathered:
    """Return the fields that the claims fill and every question, without repeats."""
    fields: dict[str, Any] = {"what": "message"}
    asked = [question for claim in text.about(*_fields_of(text)) for question in claim.questions]
    fields |= _position(text, asked)
    for name in _ONE:
        fields |= _one(name, text.about(name), asked)
    return Gathered(fields, None, (), {}, tuple(_once(asked)))


def show_value(value: Any) -> str:
    """Return what was understood as short text."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return show_time(value)
    if isinstance(value, When):
        return show_time(value.at)
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, dict):
        return ", ".join(f"{name} {part}" for name, part in value.items())
    return str(value)


def _fields_of(text: Text) -> set[str]:
    return {claim.field for claim in text.claims}


def _once(questions: list[Question]) -> Iterator[Question]:
    seen: set[tuple[str, tuple[tuple[str, str], ...]]] = set()
    for question in questions:
        key = (question.code, tuple(question.values.items()))
        if key not in seen:
            seen.add(key)
            yield question


def _one(name: str, claims: list[Claim], asked: list[Question]) -> dict[str, Any]:
    """Return the field where all claims agree on one value; else ask, without private values."""
    values = list(dict.fromkeys(claim.value for claim in claims if claim.value is not None))
    if len(values) > 1:
        shown = "" if name in PRIVATE else "; ".join(show_value(value) for value in values)
        asked.append(Question("several", {"field": name, "values": shown}))
    return {name: values[0]} if len(values) == 1 else {}


def _position(text: Text, asked: list[Question]) -> dict[str, Any]:
    found: list[Position] = []
    for claim in text.about("position"):
        here = claim.value
        if isinstance(here, Position) and not any(_near(here, other) for other in found):
            found.append(here)
    if len(found) > 1:
        asked.append(Question("several_positions", {"values": "; ".join(map(str, found))}))
    if len(found) != 1:
        return {}
    errors = [claim.value for claim in text.about("error_m") if claim.value is not None]
    place = {"lon": found[0].lon, "lat": found[0].lat}
    return {"position": place | ({"error_m": max(errors)} if errors else {})}


def _near(one: Position, other: Position) -> bool:
    return max(abs(one.lon - other.lon), abs(one.lat - other.lat)) < _SAME_PLACE_DEG
