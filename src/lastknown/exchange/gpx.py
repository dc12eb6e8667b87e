"""Plans as GPX 1.1 routes, for chart plotters and OpenCPN.

A route per unit, named after it; its points are the commence search point and the ends of the
legs, in order, each with the time of arrival. Beside it a mark where to commence; where one unit
goes alone also one where to steer to, if that lies in its own area. Point names are short (``A01``
is the first point of the first unit) and appear once in a file, since plotters cut long names and
merge equal ones; a unit's letter is that of its place in the plan, in a file of its own too.
Schema: https://www.topografix.com/GPX/1/1/gpx.xsd (the order of the elements is the schema's).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from lastknown.exchange.steer import steers_within
from lastknown.exchange.whole import write_text
from lastknown.search.planned import Plan, UnitPlan
from lastknown.times import from_seconds
from lastknown.units import NM

__all__ = ["gpx_text", "point_name", "to_gpx", "unit_letter"]

_SPACE: Final = "http://www.topografix.com/GPX/1/1"
_NAME_LENGTH: Final = 20
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, not even escaped."""

WORDS: Final[Mapping[str, str]] = {
    "title": "Search plan",
    "steer_to": "{name}: steer to",
    "start": "{name}: commence search point",
    "first": "commence search point",
    "track": "end of track",
    "turn": "turn to next track",
    "route": "{pattern}, track spacing {spacing} NM, first course {course}, creeping {creep}, "
    "{speed} kn",
    "route_turning": "{pattern}, first course {course}, {speed} kn",
}
"""What is said in the file, in English."""


def to_gpx(
    thing: Plan | UnitPlan,
    path: str | Path,
    *,
    number: int | None = None,
    words: Mapping[str, str] = WORDS,
) -> Path:
    """Write a plan or one unit's task as GPX routes and marks; return the path.

    Parameters
    ----------
    thing, number, words : as in `gpx_text`.
    path : where to.

    Raises
    ------
    LastknownError : the file cannot be written there.
    """
    write_text(path, gpx_text(thing, number=number, words=words))
    return Path(path)


def gpx_text(
    thing: Plan | UnitPlan, *, number: int | None = None, words: Mapping[str, str] = WORDS
) -> str:
    """Return the GPX document. Units that do not launch are left out.

    Parameters
    ----------
    thing : a plan, or one unit's task.
    number : of the one unit of a plan that is written, from 0; None: all of them.
    words : what is said in it, the keys of `WORDS`.
    """
    tasks = thing.units if isinstance(thing, Plan) else (thing,)
    lettered = [(unit_letter(k), task) for k, task in enumerate(tasks)]
    if number is not None:
        lettered = lettered[number : number + 1]
    root = Element("gpx", {"version": "1.1", "creator": "lastknown", "xmlns": _SPACE})
    about = SubElement(root, "metadata")
    SubElement(about, "name").text = words["title"]
    alone = sum(task.launch for task in tasks) == 1
    for letter, task in lettered:
        if task.legs:
            _marks(root, letter, task, words, steer=alone and steers_within(task))
    for letter, task in lettered:
        if task.legs:
            _route(root, letter, task, words)
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def unit_letter(number: int) -> str:
    """Return the letters of a unit's points by its place in the plan, from 0: A to Z, AA, AB."""
    first, last = divmod(number, 26)
    return (unit_letter(first - 1) if first else "") + chr(ord("A") + last)


def point_name(letter: str, number: int) -> str:
    """Return the name of a turning point, numbered from 1: ``A01``."""
    return f"{letter}{number:02d}"


def _marks(
    root: Element, letter: str, task: UnitPlan, words: Mapping[str, str], *, steer: bool
) -> None:
    most_likely, start, name = task.steer_to, task.start, task.unit.name
    if steer:  # without a time: it arrives at its commence search point
        note = words["steer_to"].format(name=name)
        _place(root, "wpt", most_likely.lon, most_likely.lat, None, f"{letter}STEER", note)
    note = words["start"].format(name=name)
    _place(root, "wpt", start.lon, start.lat, task.legs[0].t0, f"{letter}CSP", note)


def _route(root: Element, letter: str, task: UnitPlan, words: Mapping[str, str]) -> None:
    route = SubElement(root, "rte")
    name = _plain(f"{letter} {task.unit.name}")
    SubElement(route, "name").text = name[:_NAME_LENGTH].strip()
    about = words["route_turning" if task.pattern in ("SS", "VS") else "route"]
    SubElement(route, "desc").text = about.format(
        pattern=task.pattern,
        spacing=f"{task.track_spacing_m / NM:.2f}",
        course=f"{round(task.orientation_deg) % 360:03d}",
        creep=f"{round(task.creep_deg) % 360:03d}",
        speed=f"{task.unit.search_speed_kn:g}",
    )
    first = task.legs[0]
    place = (first.lon0, first.lat0, first.t0)
    _place(route, "rtept", *place, point_name(letter, 1), words["first"])
    for number, leg in enumerate(task.legs, 2):
        note = words["track" if leg.kind == "search" else "turn"]
        _place(route, "rtept", leg.lon1, leg.lat1, leg.t1, point_name(letter, number), note)


def _place(
    parent: Element, tag: str, lon: float, lat: float, time_s: float | None, name: str, note: str
) -> None:
    point = SubElement(parent, tag, {"lat": f"{lat:.6f}", "lon": f"{lon:.6f}"})
    if time_s is not None:
        moment = from_seconds(round(time_s))
        SubElement(point, "time").text = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    SubElement(point, "name").text = name
    SubElement(point, "desc").text = _plain(note)


def _plain(text: str) -> str:
    """Return the text without what XML cannot hold."""
    return _NOT_XML.sub(" ", text)
