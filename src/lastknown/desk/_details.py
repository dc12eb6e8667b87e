"""The pages after the first: tasks in full, what was reported, how sure, the sea, assumptions."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from lastknown.desk._figures import time_text
from lastknown.desk._overview import left_over, moving, proof
from lastknown.desk._sensing import sensor_rows
from lastknown.desk._shipsentries import UNHEARD, UNREAD
from lastknown.desk._sought import SAFE
from lastknown.desk.document import (
    Conditions,
    CurrentErrorFigures,
    Daylight,
    DriftDocument,
    NoteEntry,
    PlanDocument,
    SourceEntry,
    StartEntry,
    UnitEntry,
    WindErrorFigures,
)
from lastknown.desk.words import Words
from lastknown.exchange.sheet import Block, Facts, Heading, Items, Para, Row
from lastknown.times import parse_time, to_seconds
from lastknown.units import HOUR

__all__ = ["how_sure", "loud", "notes", "reported", "sea", "tasks"]

WORTH_TELLING_H: Final = 0.2
"""Endurance left below this is left out."""


def tasks(w: Words, document: DriftDocument | PlanDocument) -> list[Block]:
    """Return, per unit with a task, everything it needs on its plotter."""
    blocks: list[Block] = []
    for unit in document.get("units", []):  # type: ignore[attr-defined]
        if unit["launch_now"]:
            title = w.say("unit.head", name=w.say("heading.tasks"), order=unit["name"])
            blocks += [Heading(title, f"task-{len(blocks) // 2 + 1}")]
            rows = [*_task(w, unit, document["at"]), *sensor_rows(w, unit, document)]
            blocks += [Facts(tuple(rows))]
    return blocks


def _seconds(time: str) -> float:
    """Return seconds since 1970-01-01T00:00Z."""
    return to_seconds(parse_time(time))


def _task(w: Words, unit: UnitEntry, at: str) -> list[Row]:
    tracks = [leg for leg in unit["legs"] if leg["kind"] == "search"]
    times = {key: w.clock(unit[key] or at, at) for key in ("depart", "arrive", "leave", "back")}
    rows: list[Row] = [(w.say("unit.back"), w.say("unit.back_value", **times))]
    label = _corners(w, unit, at)
    for i in range(0, len(unit["corners"]), 2):
        pair = ",  ".join(w.position(corner) for corner in unit["corners"][i : i + 2])
        rows.append(("" if i else label, pair))
    searched_s = sum(_seconds(leg["end_time"]) - _seconds(leg["start_time"]) for leg in tracks)
    length = w.nm(searched_s / HOUR * unit["search_speed_kn"])
    speed = w.knots(unit["search_speed_kn"])
    named = f"unit.pattern_{unit['pattern']}"
    pattern = w.say(named) if w.has(named) else unit["pattern"]
    rows.append(
        (
            w.say("unit.legs"),
            w.say(
                "unit.legs_value", count=len(tracks), pattern=pattern, length=length, speed=speed
            ),
        )
    )
    width = unit["sweep_width_nm"]
    if width is not None:
        text = w.say(
            "unit.sweep_value",
            boat=w.nm(width["boat"]),
            person=w.nm(width["person"]),
            coverage=w.number(unit["coverage"] or 0.0, 2),
        )
        rows.append((w.say("unit.sweep"), text))
    if (unit["reserve_h"] or 0.0) >= WORTH_TELLING_H:
        hours = w.number(unit["reserve_h"] or 0.0, 1)
        rows.append((w.say("unit.reserve"), w.say("unit.reserve_value", hours=hours)))
    if unit["dark"]:
        rows.append((w.say("unit.dark"), w.say("unit.dark_value")))
    return rows + [(w.say("unit.note"), note_text(w, note)) for note in unit["notes"]]


def _corners(w: Words, unit: UnitEntry, at: str) -> str:
    """Return the label of an area's corners, with the time at which a moving one has them."""
    if not moving(w, unit):
        return w.say("unit.corners")
    ends = (unit["legs"][0]["start_time"], unit["legs"][-1]["end_time"])
    middle = 0.5 * sum(_seconds(time) for time in ends)
    return w.say("unit.corners_at", clock=w.clock(time_text(middle), at))


def reported(w: Words, document: DriftDocument | PlanDocument) -> list[Block]:
    """Return what was reported, start by start."""
    starts = [Facts(tuple(_start(w, start, document["at"]))) for start in document["starts"]]
    return [Heading(w.say("heading.start"), "start"), *starts]


def _start(w: Words, start: StartEntry, at: str) -> list[Row]:
    value = w.say(
        "start.position_value",
        position=w.position(start["position"]),
        clock=w.clock(start["time"], at),
        error=w.nm(start["error_nm"]) + _guess(w, start, "error_nm"),
    )
    name = start["what_name"].get(w.lang, start["what"])
    boat = f"{name} ({start['what']})" + _guess(w, start, "what")
    rows = [(w.say("start.position"), value), (w.say("start.what"), boat)]
    if start["name"]:
        rows.insert(0, (w.say("hypothesis.name"), w.phrase(start["name"])))
    if start["fix_age_min"]:
        text = w.say("start.fix_age_value", minutes=w.number(start["fix_age_min"]))
        rows.append((w.say("start.fix_age"), text))
    if start["time_sd_min"]:
        text = w.say("start.time_sd_value", minutes=w.number(start["time_sd_min"]))
        rows.append((w.say("start.time_sd"), text))
    if start["weight"] < 0.9999:
        text = w.say("start.weight_value", share=w.percent(start["weight"]))
        rows.append((w.say("start.weight"), text))
    return rows


def _guess(w: Words, start: StartEntry, key: str) -> str:
    """Return words that mark a figure nobody stated."""
    return w.say("start.assumed") if key in start["assumed"] else ""


def how_sure(w: Words, document: DriftDocument | PlanDocument) -> list[Block]:
    """Return what the areas mean and how the map was made."""
    contours = document["contours"]
    half, ninety = (min(contours, key=lambda c: abs(c["level"] - x)) for x in (0.5, 0.9))
    sentence = w.say(
        "how.sentence",
        fifty=w.area(half["area_nm2"]),
        ninety=w.area(ninety["area_nm2"]),
        most=w.area(contours[-1]["area_nm2"]),
    )
    blocks: list[Block] = [Heading(w.say("heading.how"), "how"), Para(sentence)]
    phases = sorted(document["phases"].items(), key=lambda item: -item[1])
    shown = [
        w.say("how.phase", name=w.say(f"how.phase_{name}"), share=w.percent(share))
        for name, share in phases
        if share >= 0.005
    ]
    if shown:
        blocks.append(Para(w.say("how.phases", list=", ".join(shown))))
    within = document["most_likely_within_nm"]
    if within is not None:
        count = w.number(document["particles"])
        blocks.append(Para(w.say("how.within", within=w.nm(within), particles=count)))
    cell, bandwidth = document["cell_m"], document["bandwidth_m"]
    if cell is not None and bandwidth is not None:
        text = w.say("how.cell", cell=w.number(cell), bandwidth=w.number(bandwidth))
        blocks.append(Para(text))
    if len(document.get("units", [])) == 1:  # type: ignore[arg-type]
        left = left_over(w, document["remaining"], document["at"])  # type: ignore[typeddict-item]
        blocks += [*proof(w, document), *([Facts(tuple(left))] if left else [])]
    return blocks


def sea(w: Words, document: DriftDocument | PlanDocument) -> list[Block]:
    """Return wind and current shown, the sources, their errors and what these were measured on.

    Wind and current are left out where they are not known: a cloud or plan without its sea.
    """
    blocks: list[Block] = []
    rows: list[Row] = []
    for condition in document["conditions"]:
        rows += _condition(w, condition, document["at"])
    if document["daylight"] is not None:
        rows.append((w.say("sea.daylight"), _daylight(w, document["daylight"], document["at"])))
    if rows:
        blocks += [Heading(w.say("heading.sea"), "sea"), Facts(tuple(rows))]
    if document["conditions"]:
        blocks.append(Para(w.say("sea.compare")))
    if document["sources"]:
        lines = tuple(_source(w, source) for source in document["sources"])
        blocks += [Heading(w.say("heading.errors"), "errors"), Items(lines)]
    if document["credits"]:
        named = w.say("format.between").join(w.phrase(credit) for credit in document["credits"])
        blocks.append(Para(w.say("sea.credits", named=named)))
    return blocks


def _condition(w: Words, entry: Conditions, at: str) -> list[Row]:
    place = {"clock": w.clock(entry["time"], at), "position": w.position(entry["position"])}
    rows = []
    for what, direction, speed in (
        ("wind", entry["wind_from_deg"], entry["wind_kn"]),
        ("current", entry["current_toward_deg"], entry["current_kn"]),
    ):
        text = w.say("sea.unknown")
        if direction is not None and speed is not None:
            shown = {"direction": w.bearing(direction), "speed": w.knots(speed)}
            text = w.say(f"sea.{what}_value", **shown, **place)
        rows.append((w.say(f"sea.{what}"), text))
    warmth = entry["water_temperature_c"]
    if warmth is not None:
        text = w.say("sea.temperature_value", value=w.number(warmth, 1))
        rows.append((w.say("sea.temperature"), text))
    return rows


def _daylight(w: Words, day: Daylight, at: str) -> str:
    moments = (day["sunrise"], day["sunset"], day["dark_from"], day["dark_until"])
    names = ("sunrise", "sunset", "dark_from", "dark_until")
    shown = [w.say("sea.no_sun") if moment is None else w.clock(moment, at) for moment in moments]
    return w.say("sea.daylight_value", **dict(zip(names, shown, strict=True)))


def _source(w: Words, source: SourceEntry) -> str:
    quantities = ", ".join(w.say(f"sea.quantity_{name}") for name in source["quantities"])
    sentences = [
        w.say(
            "sea.source",
            name=w.phrase(source["name"]),
            quantities=quantities,
            resolution=w.phrase(source["resolution"]),
        )
    ]
    if source["current_error"] is not None:
        sentences.append(_current_error(w, source["current_error"]))
    if source["wind_error"] is not None:
        sentences.append(_wind_error(w, source["wind_error"]))
    if source["entered"]:
        sentences.append(w.say("sea.entered"))
    return " ".join(sentences)


def _current_error(w: Words, error: CurrentErrorFigures) -> str:
    tide = drift = ""
    if error["tide_amplitude_sd"] or error["tide_phase_sd_min"]:
        amplitude = w.percent(error["tide_amplitude_sd"])
        tide = w.say("sea.tide", amplitude=amplitude, phase=w.number(error["tide_phase_sd_min"]))
    if error["wind_drift"]:
        share = f"{w.number(100 * error['wind_drift'], 1)}\N{NO-BREAK SPACE}%"
        drift = w.say("sea.drift", share=share)
    return w.say("sea.current_error", tide=tide, drift=drift, **_carried(w, error))


def _wind_error(w: Words, error: WindErrorFigures) -> str:
    return w.say("sea.wind_error", **_carried(w, error))


def _carried(w: Words, error: CurrentErrorFigures | WindErrorFigures) -> dict[str, str]:
    digits = 2 if error["sd_kn"] < 1 else 1
    measured = w.phrase(error["measured_on"]) or w.say("sea.not_measured")
    return {
        "sd": f"{w.number(error['sd_kn'], digits)}\N{NO-BREAK SPACE}kn",
        "half": w.number(error["half_life_min"]),
        "measured": measured,
    }


def loud(w: Words, document: DriftDocument | PlanDocument) -> list[Block]:
    """Return a warning for ships that cannot be read, and for every boat whose persons a plan for
    lives takes to be safe."""
    told = [note for note in document["notes"] if note["code"] in (UNREAD, UNHEARD, SAFE)]
    return [Para(note_text(w, note), warning=True) for note in told]


def notes(w: Words, document: DriftDocument | PlanDocument) -> list[Block]:
    """Return what was assumed, changed or missing."""
    if not document["notes"]:
        return []
    lines = tuple(note_text(w, note) for note in document["notes"])
    return [Heading(w.say("heading.notes"), "notes"), Items(lines)]


def note_text(w: Words, note: NoteEntry) -> str:
    """Return a note in the language, or its own English text where the catalogue has none."""
    if w.has(f"note.{note['code']}"):
        shown = {key: _value(w, key, value) for key, value in note["values"].items()}
        with suppress(KeyError):  # a cloud read back from a file has lost the figures
            return w.say(f"note.{note['code']}", **shown)
    return w.phrase(note["text"])


def _value(w: Words, key: str, value: object) -> str:
    """Return a note's figure by the unit in its name."""
    if key.endswith("position") and isinstance(value, list):
        return w.position(value)
    if isinstance(value, int | float):
        if key.endswith("_nm"):
            return w.nm(value)
        if key.endswith("_deg"):
            return w.bearing(value)
        if key.endswith("_kn"):
            return w.knots(value)
        if key.endswith("_c"):
            return w.number(value, 1)
        if key == "times":
            return w.number(value, 1)
        return w.percent(value) if key == "share" else w.number(value)
    if key.endswith("time") and isinstance(value, str):
        return w.clock(value)
    return w.positions(w.phrase(str(value)))
