"""From what the readers claimed to the fields of a report, with the questions that are left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from lastknown.boats.report import SAVED
from lastknown.case.entries import private_fields
from lastknown.case.told import Report, Whereabouts
from lastknown.case.values import When
from lastknown.desk.record.understand_counts import counts_of, elsewhere_of
from lastknown.desk.record.understand_kind import kind_of, phases_of
from lastknown.desk.record.understand_place import Placed
from lastknown.desk.record.understand_text import Claim, Question, Text
from lastknown.geo.position import Position
from lastknown.times import show_time

__all__ = ["PRIVATE", "Gathered", "gather", "show_value"]

PRIVATE: Final = private_fields(Report) | {"call_sign"}
_SAME_PLACE_DEG: Final = 0.002
"""Two positions nearer than this (200 m) are one, told twice in two forms."""
_GRAVE: Final = {
    *("persons in the water", "sunk", "sinking", "capsized", "flooding", "taking water"),
    *("deflating", "on fire", "in distress"),
}
_SAME_TIME: Final = timedelta(minutes=1)
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
    what, said = kind_of(text)
    asked = [_about(claim, question) for claim in text.claims for question in claim.questions]
    fields: dict[str, Any] = {"what": what}
    if not said:
        code = "kind_rescue" if what in SAVED else "kind"
        asked.append(Question(code, {"field": "what", "what": what}))
    fields |= _position(text, asked)
    for name in _ONE:
        fields |= _one(name, text.about(name), asked)
    counts = counts_of(text, what, asked)
    conditions = _conditions(text, what, asked)
    fields |= {"persons": counts} if counts else {}
    fields |= {"condition": "; ".join(conditions)} if conditions else {}
    happened = _happened(text, asked)
    elsewhere = elsewhere_of(text, what, asked)
    phases = phases_of(fields, conditions)
    return Gathered(fields, happened, phases, elsewhere, tuple(_once(asked)))


def _about(claim: Claim, question: Question) -> Question:
    """Return the question with the field that it is about."""
    return Question(question.code, {"field": claim.field, **question.values})


def _conditions(text: Text, what: str, asked: list[Question]) -> list[str]:
    """Return how the boat fares, each once; "not in distress" against the rest is asked about."""
    told = [str(claim.value) for claim in text.about("condition")]
    where = {getattr(claim.value, "where", "") for claim in text.about("persons")}
    told += ["persons in the water"] if "water" in where else []
    told += ["dead"] if "dead" in where and "alive" not in where and what == "recovery" else []
    told = list(dict.fromkeys(told))
    if "not in distress" in told and _GRAVE & set(told):
        asked.append(Question("condition", {"field": "condition", "values": "; ".join(told)}))
    return told


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
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return ", ".join(f"{name} {part}" for name, part in value.items())
    return str(value)


def _once(questions: list[Question]) -> Iterator[Question]:
    seen: set[tuple[str, tuple[tuple[str, str], ...]]] = set()
    for question in questions:
        key = (question.code, tuple(question.values.items()))
        if key not in seen:
            seen.add(key)
            yield question


def _one(name: str, claims: list[Claim], asked: list[Question]) -> dict[str, Any]:
    """Return the field where all claims agree on one value; else ask, without private values."""
    told = (claim.value for claim in claims if claim.value is not None)
    values = list(dict.fromkeys(value.at if isinstance(value, When) else value for value in told))
    if len(values) > 1:
        shown = "" if name in PRIVATE else "; ".join(show_value(value) for value in values)
        asked.append(Question("several", {"field": name, "values": shown}))
    return {name: values[0]} if len(values) == 1 else {}


def _position(text: Text, asked: list[Question]) -> dict[str, Any]:
    found: list[Position] = []
    errors = [float(claim.value) for claim in text.about("error_m")]
    for claim in text.about("position"):
        if isinstance(claim.value, Placed):
            here = claim.value.position
            errors += [] if claim.value.error_m is None else [claim.value.error_m]
            found += [] if any(_near(here, other) for other in found) else [here]
    if len(found) > 1:
        asked.append(
            Question(
                "several_positions", {"field": "position", "values": "; ".join(map(str, found))}
            )
        )
    if len(found) != 1:
        return {}
    place = {"lon": found[0].lon, "lat": found[0].lat}
    return {"position": place | ({"error_m": max(errors)} if errors else {})}


def _happened(text: Text, asked: list[Question]) -> When | None:
    """Return the one time of the event; of several the one that the text begins with, if so."""
    told: list[Claim] = []
    for claim in text.about("happened"):
        if claim.value is not None and not any(_as_one(claim, other) for other in told):
            told.append(claim)
    if len(told) < 2:
        return told[0].value if told else None
    values = "; ".join(show_value(claim.value) for claim in told)
    asked.append(Question("several_times", {"field": "time", "values": values}))
    return told[0].value if not text.raw[: told[0].start].strip(" *-") else None


def _as_one(one: Claim, other: Claim) -> bool:
    return bool(abs(one.value.at - other.value.at) < _SAME_TIME)


def _near(one: Position, other: Position) -> bool:
    return max(abs(one.lon - other.lon), abs(one.lat - other.lat)) < _SAME_PLACE_DEG
