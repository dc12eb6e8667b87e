"""What a unit's sweep widths rest on, in words: sensor, conditions, and whose figures."""

from __future__ import annotations

from typing import Final

from lastknown.desk.document import (
    DriftDocument,
    PlanDocument,
    SeeingEntry,
    SensorEntry,
    UnitEntry,
)
from lastknown.desk.words import Words
from lastknown.exchange.sheet import Row

__all__ = ["sensor_rows"]

_SEA_STATE: Final = ("infrared", "radar")


def sensor_rows(w: Words, unit: UnitEntry, document: DriftDocument | PlanDocument) -> list[Row]:
    """Return a line for every sensor of a unit, by day and in the dark; none where all is entered.

    A sensor that holds by day and in the dark alike is said once for each.
    """
    told = unit["sensors"]
    if all(each["kind"] == "entered" for each in told):
        return []
    seeing: SeeingEntry | None = document.get("seeing")  # type: ignore[assignment]
    label = w.say("sensor.label")
    return [("" if k else label, _line(w, each, seeing)) for k, each in enumerate(told)]


def _line(w: Words, sensor: SensorEntry, seeing: SeeingEntry | None) -> str:
    through = [] if seeing is None else _through(w, sensor, seeing)
    source = _source(w, sensor)
    widths = "sensor.widths" if sensor["boat"] is None else "sensor.widths_as"
    return w.say(
        "sensor.line",
        light=w.say("sensor.by_night" if sensor["dark"] else "sensor.by_day"),
        how=_how(w, sensor),
        widths=w.say(
            widths,
            boat=w.nm(sensor["boat_nm"]),
            person=w.nm(sensor["person_nm"]),
            object=sensor["boat"],
        ),
        through=w.say("sensor.more", text=", ".join(through)) if through else "",
        source=w.say("sensor.more", text=source) if source else "",
    )


def _how(w: Words, sensor: SensorEntry) -> str:
    """Return what it looks with, and from where."""
    if sensor["kind"] != "visual":
        return w.say(f"sensor.{sensor['kind']}")
    height, speed = w.number(sensor["height_ft"] or 0.0), w.knots(sensor["speed_kn"] or 0.0)
    craft = w.say(f"sensor.{sensor['craft']}", height=height, speed=speed)
    return w.say("sensor.visual", craft=craft)


def _through(w: Words, sensor: SensorEntry, seeing: SeeingEntry) -> list[str]:
    """Return the conditions that this sensor's figure was taken for."""
    kind = sensor["kind"]
    if kind == "visual":
        return _by_eye(w, seeing)
    if kind == "night-vision":
        return [w.say("sensor.moon" if seeing["moonlit"] else "sensor.no_moon")]
    if kind in _SEA_STATE and seeing["sea_state"] is not None:
        return [w.say("sensor.sea_state", value=w.number(seeing["sea_state"]))]
    return []


def _by_eye(w: Words, seeing: SeeingEntry) -> list[str]:
    parts = [w.say("sensor.visibility", value=w.nm(seeing["visibility_nm"]))]
    if seeing["wind_kn"] is not None:
        named = "sensor.wind_sea" if seeing["wind_from_the_sea"] else "sensor.wind"
        parts.append(w.say(named, value=w.knots(seeing["wind_kn"])))
    if seeing["seas_ft"] is not None:
        parts.append(w.say("sensor.seas", value=w.number(seeing["seas_ft"], 1)))
    return parts + [w.say(f"sensor.{key}") for key in ("fatigued", "flotation") if seeing[key]]


def _source(w: Words, sensor: SensorEntry) -> str:
    """Return whose figures they are; "" where they were entered."""
    if sensor["source"] is None:
        return ""
    return w.say("sensor.iamsar" if "IAMSAR" in sensor["source"] else "sensor.us")
