"""The facts of a tasking sheet: the search, what is known on scene, who else is near."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lastknown.desk._details import note_text
from lastknown.desk._figures import time_text
from lastknown.desk._sensing import sensor_rows
from lastknown.desk.document import Conditions, LegEntry, PlanDocument, UnitEntry
from lastknown.desk.words import Words
from lastknown.exchange.sheet import Row
from lastknown.geo.plane import Plane, bearing_deg, distance_m
from lastknown.search.unit import AIR_KINDS
from lastknown.times import parse_time, to_seconds
from lastknown.units import HOUR, MINUTE, NM

__all__ = ["known", "other", "search", "ways", "who"]

Floats = NDArray[np.float64]

POINT_PATTERNS: Final = ("SS", "VS")
"""Patterns about a datum; the others are laid in a box."""


def search(w: Words, unit: UnitEntry, at: str) -> list[Row]:
    """Return when, where and how one unit searches."""
    clocks = {key: w.clock(unit[key] or at, at) for key in ("depart", "arrive", "leave", "back")}
    rows = [(w.say("tasking.times"), w.say("tasking.times_value", **clocks))]
    rows += [("", w.say("unit.over_land"))] if unit["over_land"] else []
    spare = round((_seconds(unit["leave"] or at) - _seconds(unit["legs"][-1]["end_time"])) / MINUTE)
    if spare > 0:
        text = w.say("tasking.spare_value", minutes=w.number(spare))
        rows.append((w.say("tasking.spare"), text))
    rows.append((w.say("tasking.start"), _start(w, unit)))
    rows.append((w.say("tasking.pattern"), _pattern(w, unit)))
    rows.append((w.say("tasking.course"), _course(w, unit)))
    moving = unit["drift_toward_deg"] is not None
    speed = w.say(
        "tasking.speed_moving" if moving else "tasking.speed_value",
        speed=w.knots(unit["search_speed_kn"]),
    )
    rows.append((w.say("tasking.speed"), speed))
    if unit["height_ft"] is not None:
        text = w.say("tasking.height_value", height=w.number(unit["height_ft"]))
        rows.append((w.say("tasking.height"), text))
    return rows + _area(w, unit) + (_motion(w, unit, at) if moving else [])


def _start(w: Words, unit: UnitEntry) -> str:
    """Return the commence search point and the way there."""
    datum = unit["pattern"] in POINT_PATTERNS
    return w.say(
        "tasking.datum_value" if datum else "tasking.start_value",
        position=w.position(unit["start"] or unit["steer_to"]),
        bearing=w.bearing(unit["start_bearing_deg"] or 0.0),
        distance=w.nm(unit["start_distance_nm"] or 0.0),
    )


def _pattern(w: Words, unit: UnitEntry) -> str:
    """Return the pattern's code and words, how many tracks or legs, and how long."""
    code = unit["pattern"] or ""
    named = f"tasking.pattern_{code}"
    tracks = [leg for leg in unit["legs"] if leg["kind"] == "search"]
    hours = [(_seconds(leg["end_time"]) - _seconds(leg["start_time"])) / HOUR for leg in tracks]
    key = {"SS": "square_value", "VS": "sector_value"}.get(code, "tracks_value")
    return w.say(
        f"tasking.{key}",
        pattern=w.say(named) if w.has(named) else code,
        count=len(tracks),
        length=w.nm(hours[0] * unit["search_speed_kn"]),
        spacing=w.nm(unit["track_spacing_nm"] or 0.0),
        side=w.say(f"tasking.{_side(tracks)}"),
    )


def _side(tracks: Sequence[LegEntry]) -> str:
    """Return the side of the first turn between search legs."""
    courses = [float(_polar([leg["start"], leg["end"]])[0][0]) for leg in tracks[:2]]
    return "port" if (courses[-1] - courses[0]) % 360.0 > 180.0 else "starboard"


def _course(w: Words, unit: UnitEntry) -> str:
    """Return the first course, relative to an area that moves, and the direction of creep."""
    course = w.bearing(unit["orientation_deg"] or 0.0)
    if unit["drift_toward_deg"] is not None:
        course = w.say("tasking.course_moving", course=course)
    if unit["pattern"] in POINT_PATTERNS:
        return course
    return w.say("tasking.creep_value", course=course, creep=w.bearing(unit["creep_deg"] or 0.0))


def _size(w: Words, unit: UnitEntry) -> dict[str, str]:
    """Return the sides of the area, and its middle."""
    place = w.position(unit["centre"] or unit["steer_to"])
    length = w.nm(unit["length_nm"] or 0.0)
    return {"length": length, "width": w.nm(unit["width_nm"] or 0.0), "position": place}


def _area(w: Words, unit: UnitEntry) -> list[Row]:
    """Return the area: of a box its corners, of a pattern about the datum how far it reaches."""
    if unit["pattern"] in POINT_PATTERNS:
        reach = {key: text for key, text in _size(w, unit).items() if key != "position"}
        return [(w.say("tasking.area"), w.say("tasking.extent_value", **reach))]
    rows = [(w.say("tasking.area"), w.say("tasking.area_value", **_size(w, unit)))]
    for k in range(0, len(unit["corners"]), 2):
        pair = ",  ".join(w.position(corner) for corner in unit["corners"][k : k + 2])
        rows.append(("" if k else w.say("tasking.corners"), pair))
    return rows


def _motion(w: Words, unit: UnitEntry, at: str) -> list[Row]:
    """Return how the area moves, for one that does."""
    legs = unit["legs"]
    ends = [_seconds(legs[0]["start_time"]), _seconds(legs[-1]["end_time"])]
    text = w.say(
        "tasking.moves_value",
        toward=w.bearing(unit["drift_toward_deg"] or 0.0),
        speed=w.knots(unit["drift_kn"] or 0.0),
        clock=w.clock(time_text(sum(ends) / 2.0), at),
    )
    return [(w.say("tasking.moves"), text)]


def ways(w: Words, places: Sequence[list[float]]) -> list[tuple[str, str]]:
    """Return course and distance over the ground from every place to the next."""
    courses, metres = _polar(places)
    return [
        (w.bearing(float(course)), w.nm(float(way) / NM))
        for course, way in zip(courses, metres, strict=True)
    ]


def _polar(places: Sequence[list[float]]) -> tuple[Floats, Floats]:
    """Return the courses, degrees true, and ways, m, between places in order."""
    lon, lat = np.array(places).T
    ends = (lon[:-1], lat[:-1], lon[1:], lat[1:])
    return bearing_deg(*ends), distance_m(*ends)


def other(w: Words, unit: UnitEntry, near: UnitEntry, at: str) -> str:
    """Return what another unit does, where, when, and how near it comes."""
    place, mine = near["centre"] or near["steer_to"], unit["centre"] or unit["steer_to"]
    course, way = _polar([mine, place])
    told = w.say(
        "tasking.other",
        name=near["name"],
        kind=_kind(w, near),
        pattern=near["pattern"],
        arrive=w.clock(near["arrive"] or at, at),
        leave=w.clock(near["leave"] or at, at),
        bearing=w.bearing(float(course[0])),
        distance=w.nm(float(way[0]) / NM),
        **_size(w, near),
    )
    closest = _closest(unit["legs"], near["legs"])
    if closest is None:
        return told
    distance, clock = w.nm(closest[0] / NM), w.clock(time_text(closest[1]), at)
    return w.say("tasking.other_near", other=told, distance=distance, clock=clock)


def _kind(w: Words, unit: UnitEntry) -> str:
    kind = w.say(f"tasking.kind_{unit['kind']}")
    if unit["kind"] not in AIR_KINDS:
        return kind
    if unit["height_ft"] is None:
        return w.say("tasking.air_unknown", kind=kind)
    return w.say("tasking.air", kind=kind, height=w.number(unit["height_ft"]))


def _closest(one: Sequence[LegEntry], two: Sequence[LegEntry]) -> tuple[float, float] | None:
    """Return how near two units come (m, and when) by the minute; None: never there together."""
    begin = max(_seconds(legs[0]["start_time"]) for legs in (one, two))
    end = min(_seconds(legs[-1]["end_time"]) for legs in (one, two))
    if begin > end or not one or not two:
        return None
    moments = np.append(np.arange(begin, end, MINUTE), end)
    plane = Plane(*one[0]["start"])
    (x0, y0), (x1, y1) = (_at(plane, legs, moments) for legs in (one, two))
    apart = np.hypot(x1 - x0, y1 - y0)
    nearest = int(np.argmin(apart))
    return float(apart[nearest]), float(moments[nearest])


def _at(plane: Plane, legs: Sequence[LegEntry], moments: Floats) -> tuple[Floats, Floats]:
    """Return where a unit is at some moments, m."""
    places = np.array([legs[0]["start"], *(leg["end"] for leg in legs)])
    times = [legs[0]["start_time"], *(leg["end_time"] for leg in legs)]
    known = np.array([_seconds(time) for time in times])
    x, y = plane.to_xy(places[:, 0], places[:, 1])
    return np.interp(moments, known, x), np.interp(moments, known, y)


def known(w: Words, document: PlanDocument, unit: UnitEntry) -> list[Row]:
    """Return what is known: where they were and are, sweep width, wind, current, light."""
    at = document["at"]
    told = [_reported(w, start["position"], start["time"], at) for start in document["starts"]]
    rows = [(w.say("tasking.reported"), text) for text in dict.fromkeys(told)]
    there = unit["where_at_arrival"]
    if there is not None:
        ninety = min(there["contours"], key=lambda contour: abs(contour["level"] - 0.9))
        text = w.say(
            "tasking.likely_value",
            position=w.position(there["most_likely"]),
            clock=w.clock(unit["arrive"] or at, at),
            area=w.area(ninety["area_nm2"]),
        )
        rows.append((w.say("tasking.likely"), text))
    rows += _sweep(w, document, unit)
    conditions = unit["on_scene"] or next(iter(document["conditions"]), None)
    rows += _conditions(w, conditions, at)
    rows.append((w.say("tasking.visibility"), _visibility(w, document)))
    return rows + _light(w, document, unit) + _notes(w, unit)


def _reported(w: Words, position: list[float], time: str, at: str) -> str:
    place, clock = w.position(position), w.clock(time, at)
    return w.say("tasking.reported_value", position=place, clock=clock)


def _visibility(w: Words, document: PlanDocument) -> str:
    seeing = document.get("seeing")
    return w.nm(seeing["visibility_nm"]) if seeing else w.say("sea.unknown")


def _sweep(w: Words, document: PlanDocument, unit: UnitEntry) -> list[Row]:
    """Return the sweep width used, and what it is based on."""
    width = unit["sweep_width_nm"]
    if width is None:
        return []
    sensors = sensor_rows(w, unit, document)
    text = w.say(
        "tasking.sweep_value",
        boat=w.nm(width["boat"]),
        person=w.nm(width["person"]),
        light=w.say("tasking.by_night" if unit["dark"] else "tasking.by_day"),
        basis=w.say("tasking.basis_sensor" if sensors else "tasking.basis"),
        coverage=w.number(unit["coverage"] or 0.0, 2),
    )
    rows = [(w.say("tasking.sweep"), text)]
    rows += [("", w.say("unit.blind"))] if width["person"] == 0.0 else []
    return rows + sensors


def _conditions(w: Words, entry: Conditions | None, at: str) -> list[Row]:
    """Return wind, current and water on scene as computed, or that they are not known."""
    unknown = w.say("sea.unknown")
    told = {"wind": unknown, "current": unknown, "temperature": unknown}
    if entry is not None:
        clock = w.clock(entry["time"], at)
        for what, direction, speed in (
            ("wind", entry["wind_from_deg"], entry["wind_kn"]),
            ("current", entry["current_toward_deg"], entry["current_kn"]),
        ):
            if direction is not None and speed is not None:
                shown = {"direction": w.bearing(direction), "speed": w.knots(speed)}
                told[what] = w.say(f"tasking.{what}_value", clock=clock, **shown)
        if entry["water_temperature_c"] is not None:
            value = w.number(entry["water_temperature_c"], 1)
            told["temperature"] = w.say("sea.temperature_value", value=value)
    return [(w.say(f"sea.{what}"), text) for what, text in told.items()]


def _light(w: Words, document: PlanDocument, unit: UnitEntry) -> list[Row]:
    """Return when it is light, and whether part of the search is in the dark."""
    day, rows = document["daylight"], []
    if day is not None:
        names = ("sunrise", "sunset", "dark_from", "dark_until")
        moments = (day["sunrise"], day["sunset"], day["dark_from"], day["dark_until"])
        shown = [w.say("sea.no_sun") if m is None else w.clock(m, document["at"]) for m in moments]
        text = w.say("sea.daylight_value", **dict(zip(names, shown, strict=True)))
        rows.append((w.say("sea.daylight"), text))
    if unit["dark"]:
        rows.append(("" if rows else w.say("sea.daylight"), w.say("tasking.partly_dark")))
    return rows


def _notes(w: Words, unit: UnitEntry) -> list[Row]:
    return [(w.say("unit.note"), note_text(w, note)) for note in unit["notes"]]


def who(w: Words) -> list[Row]:
    """Return who co-ordinates and on which channels, to be filled in by hand."""
    return [
        (w.say("tasking.who_smc"), w.say("tasking.who_value")),
        (w.say("tasking.who_osc"), w.say("tasking.who_value")),
        (w.say("tasking.who_scene"), w.say("tasking.who_scene_value")),
        (w.say("tasking.who_reports"), w.say("tasking.who_reports_value")),
    ]


def _seconds(time: str) -> float:
    """Return seconds since 1970-01-01T00:00Z."""
    return to_seconds(parse_time(time))
