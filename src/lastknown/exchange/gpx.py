"""Plans as GPX 1.1 routes, for chart plotters and OpenCPN.

A route per unit, named after it; its points are the commence search point and the ends of the
legs, in order, each with the time of arrival. Beside it two marks: where to steer to and where to
commence. Point names are short (``A01`` is the first point of the first unit) and appear once in a
file, since plotters cut long names and merge equal ones. Schema:
https://www.topografix.com/GPX/1/1/gpx.xsd (the order of the elements is the schema's).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from lastknown.exchange.whole import write_text
from lastknown.search.unit import Plan, UnitPlan
from lastknown.times import from_seconds
from lastknown.units import NM

__all__ = ["gpx_text", "to_gpx"]

_SPACE: Final = "http://www.topografix.com/GPX/1/1"
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_NAME_LENGTH: Final = 20


def to_gpx(thing: Plan | UnitPlan, path: str | Path) -> Path:
    """Write a plan or one unit's task as GPX routes and marks; return the path.

    Raises
    ------
    LastknownError : the file cannot be written there.
    """
    write_text(path, gpx_text(thing))
    return Path(path)


def gpx_text(thing: Plan | UnitPlan) -> str:
    """Return the GPX document. Units that do not launch are left out."""
    tasks = thing.units if isinstance(thing, Plan) else (thing,)
    root = Element("gpx", {"version": "1.1", "creator": "lastknown", "xmlns": _SPACE})
    about = SubElement(root, "metadata")
    SubElement(about, "name").text = "Search plan"
    lettered = [(letter, task) for letter, task in zip(_letters(), tasks, strict=False)]
    for letter, task in lettered:
        if task.legs:
            _marks(root, letter, task)
    for letter, task in lettered:
        if task.legs:
            _route(root, letter, task)
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _letters() -> Iterator[str]:
    """A, B, … Z, AA, AB, …"""
    yield from _LETTERS
    for first in _LETTERS:
        for second in _LETTERS:
            yield first + second


def _marks(root: Element, letter: str, task: UnitPlan) -> None:
    steer, start = task.steer_to, task.start
    name = task.unit.name
    _place(root, "wpt", steer.lon, steer.lat, task.arrive_s, f"{letter}STEER", f"{name}: steer to")
    _place(
        root,
        "wpt",
        start.lon,
        start.lat,
        task.legs[0].t0,
        f"{letter}CSP",
        f"{name}: commence search point",
    )


def _route(root: Element, letter: str, task: UnitPlan) -> None:
    route = SubElement(root, "rte")
    SubElement(route, "name").text = f"{letter} {task.unit.name}"[:_NAME_LENGTH].strip()
    SubElement(route, "desc").text = (
        f"{task.pattern}, track spacing {task.track_spacing_m / NM:.2f} NM, first course "
        f"{task.orientation_deg:03.0f}, creeping {task.creep_deg:03.0f}, "
        f"{task.unit.search_speed_kn:g} kn"
    )
    first = task.legs[0]
    _place(route, "rtept", first.lon0, first.lat0, first.t0, f"{letter}01", "commence search point")
    for number, leg in enumerate(task.legs, 2):
        note = "end of track" if leg.kind == "search" else "turn to next track"
        _place(route, "rtept", leg.lon1, leg.lat1, leg.t1, f"{letter}{number:02d}", note)


def _place(
    parent: Element, tag: str, lon: float, lat: float, time_s: float, name: str, note: str
) -> None:
    point = SubElement(parent, tag, {"lat": f"{lat:.6f}", "lon": f"{lon:.6f}"})
    SubElement(point, "time").text = from_seconds(round(time_s)).strftime("%Y-%m-%dT%H:%M:%SZ")
    SubElement(point, "name").text = name
    SubElement(point, "desc").text = note
