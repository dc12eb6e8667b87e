"""Readers of single case-file values: times, positions, places, sweep widths, object names."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from itertools import pairwise
from typing import Any, Final

from pydantic import ValidationInfo

from lastknown.drift.objects import find_object
from lastknown.geo.plane import distance_m
from lastknown.geo.position import Position, parse_position
from lastknown.search.unit import MAX_SWEEP_WIDTH_NM
from lastknown.times import parse_time, show_time
from lastknown.units import KNOT

__all__ = [
    "FASTEST_KN",
    "TableFaultError",
    "ValueFaultError",
    "read_name",
    "read_outline",
    "read_place",
    "read_point",
    "read_sweep_width",
    "read_time",
    "read_track",
    "read_what",
]

FASTEST_KN: Final = 600.0
"""Speed of a track by hand above which it is a slip of a time or a place; that of any unit."""

_PLACE_FORMS = {"polygon": 3, "line": 2, "track": 2}
"""Forms of a place and the fewest points of each."""


class ValueFaultError(ValueError):
    """What is wrong with a value and the remedy; follows ``name=value`` in the line."""


class TableFaultError(ValueError):
    """What is wrong between the fields of one table and the remedy; a sentence of its own."""


def read_time(value: object, info: ValidationInfo) -> datetime:
    """Return an aware UTC datetime from a TOML datetime or ISO text; a naive one is refused."""
    if isinstance(value, datetime | str):
        return parse_time(value, info.field_name or "time")
    if isinstance(value, date | time):
        raise ValueFaultError("is not a date with a time; write it like 2026-11-22T08:30:00Z")
    raise ValueFaultError("is not a time; write it like 2026-11-22T08:30:00Z")


def read_name(value: str) -> str:
    """Return a name that stays on its line and sends a terminal no orders."""
    if not value.isprintable():
        raise ValueFaultError("holds line breaks or control characters; write it as plain text")
    return value


def read_point(value: object) -> Position:
    """Return the position that a text names."""
    if not isinstance(value, str | Position):
        raise ValueFaultError("is not a position; write it as text like \"51°08.5'N 001°44.5'E\"")
    return parse_position(value)


def read_place(value: object) -> Position | dict[str, list[Any]]:
    """Return a position, or one of polygon, line and track with its points read."""
    if not isinstance(value, Mapping):
        return read_point(value)
    if len(value) != 1 or (form := next(iter(value))) not in _PLACE_FORMS:
        raise ValueFaultError(
            "is no known form; write text, { polygon = [..] }, { line = [..] } "
            "or { track = [{ position = .., time = .. }, ..] }"
        )
    points = value[form]
    fewest = _PLACE_FORMS[form]
    if not isinstance(points, list) or len(points) < fewest:
        raise ValueFaultError(f"has too few points; give a list of {fewest} or more in {form}")
    read: Callable[[object], object] = _track_point if form == "track" else read_point
    return {form: [read(point) for point in points]}


def read_outline(value: object) -> list[Any]:
    """Return the corners of a polygon."""
    if not isinstance(value, list) or len(value) < _PLACE_FORMS["polygon"]:
        raise ValueFaultError("has too few corners; give a list of three positions or more")
    return [read_point(corner) for corner in value]


def _track_point(value: object) -> dict[str, Position | datetime]:
    """Return one point of a track with its time."""
    if not isinstance(value, Mapping) or set(value) != {"position", "time"}:
        raise ValueFaultError(
            "has a track point without position and time; write each as "
            "{ position = \"51°08.5'N 001°44.5'E\", time = 2026-11-22T04:30:00Z }"
        )
    moment = value["time"]
    if not isinstance(moment, datetime | str):
        raise ValueFaultError(
            f"has a track point whose time {moment} is no date with a time; "
            "write it like 2026-11-22T04:30:00Z"
        )
    return {"position": read_point(value["position"]), "time": parse_time(moment, "time")}


def read_track(value: object) -> list[Any]:
    """Return the points of a track with their times, in order."""
    place = read_place({"track": value})
    assert isinstance(place, dict)
    points = place["track"]
    for earlier, later in pairwise(points):
        if later["time"] <= earlier["time"]:
            raise ValueFaultError(
                f"is out of order at {show_time(later['time'])}; put its points in order of time"
            )
        if (speed := _speed_kn(earlier, later)) > FASTEST_KN:
            raise ValueFaultError(
                f"needs {speed:,.0f} kn to be where it is at {show_time(later['time'])}, and at "
                f"most {FASTEST_KN:g} are taken; check its times and positions (latitude "
                "and longitude swapped?)"
            )
    return points


def _speed_kn(earlier: Mapping[str, Any], later: Mapping[str, Any]) -> float:
    """Return the speed between two points of a track, knots."""
    here, there = earlier["position"], later["position"]
    span_s: float = (later["time"] - earlier["time"]).total_seconds()
    way_m = float(distance_m(here.lon, here.lat, there.lon, there.lat))
    return way_m / span_s / KNOT


def read_sweep_width(value: object) -> float | dict[str, float]:
    """Return one sweep width, or one for the boat and one for a person in the water (NM)."""
    if not isinstance(value, Mapping):
        return _width(value, "")
    if not value or not set(value) <= {"boat", "person"}:
        raise ValueFaultError("needs the keys boat and person; write { boat = 2.0, person = 0.2 }")
    if "boat" not in value:
        raise ValueFaultError("has no width for the boat; write { boat = 2.0, person = 0.2 }")
    return {key: _width(width, f" for the {key}") for key, width in value.items()}


def _width(value: object, whose: str) -> float:
    """Return a sweep width within its bounds."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueFaultError("is not a number; write 2.0 or { boat = 2.0, person = 0.2 }")
    if not (math.isfinite(value) and 0 <= value <= MAX_SWEEP_WIDTH_NM):
        raise ValueFaultError(f"is out of bounds{whose}; give 0 to {MAX_SWEEP_WIDTH_NM:g} NM")
    return float(value)


def read_what(value: object) -> str | int:
    """Return the name or number of a search object that exists."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ValueFaultError("is no search object; give its code, number or plain name as text")
    find_object(value)
    return value
