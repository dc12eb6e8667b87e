"""The order of one unit in words: launch or not, when, where to steer, what to search."""

from __future__ import annotations

from collections.abc import Sequence

from lastknown.desk import _overview
from lastknown.desk.document import Area, UnitEntry
from lastknown.desk.words import Words
from lastknown.exchange.sheet import Order, Row

__all__ = ["order"]


def order(w: Words, unit: UnitEntry, at: str, alone: bool) -> Order:
    """Return the order of one unit.

    Parameters
    ----------
    at : the moment of the document.
    alone : no other unit is launched now, so where to steer first is said.
    """
    command = _overview.ordered(w, "unit", unit, w.clock(unit["depart"] or at, at))
    head = w.say("unit.head", name=unit["name"], order=command)
    rows = _steer(w, unit) if alone else []
    if not unit["launch_now"]:
        rows.append((w.say("unit.note"), w.say(f"unit.{unit['launch_reason']}_why")))
        return Order(head, False, tuple(rows))
    rows += _task_rows(w, unit, at)
    return Order(head, True, tuple(rows))


def _steer(w: Words, unit: UnitEntry) -> list[Row]:
    """Return where to steer to; nowhere but to its own area where that is elsewhere."""
    if not unit["steer_within"]:
        return []
    steer = w.say(
        "unit.steer_to_value",
        position=w.position(unit["steer_to"]),
        bearing=w.bearing(unit["bearing_deg"]),
        distance=w.nm(unit["distance_nm"]),
    )
    return [(w.say("unit.steer_to"), steer)]


def _task_rows(w: Words, unit: UnitEntry, at: str) -> list[Row]:
    """Return when, what area and where to begin, for a unit that has a task."""
    span = w.say(
        "unit.arrive_value",
        arrive=w.clock(unit["arrive"] or at, at),
        leave=w.clock(unit["leave"] or at, at),
        span=w.span(unit["arrive"] or at, unit["leave"] or at),
    )
    begin = w.say(
        "unit.start_value",
        position=w.position(unit["start"] or unit["steer_to"]),
        bearing=w.bearing(unit["start_bearing_deg"] or 0.0),
        distance=w.nm(unit["start_distance_nm"] or 0.0),
    )
    rows = [
        (w.say("unit.arrive"), span),
        (w.say("unit.start"), begin),
        (w.say("unit.area"), _overview.area_text(w, unit)),
    ]
    there = unit["where_at_arrival"]
    if there is not None:
        fifty, ninety = (_area(w, there["contours"], level) for level in (0.5, 0.9))
        clock = w.clock(unit["arrive"] or at, at)
        text = w.say("unit.where_value", fifty=fifty, ninety=ninety, clock=clock)
        rows.append((w.say("unit.where"), text))
    rows.append((w.say("unit.chance"), _chance(w, unit)))
    width = unit["sweep_width_nm"]
    if width is not None and width["person"] == 0.0:
        rows.append((w.say("unit.note"), w.say("unit.blind")))
    if unit["over_land"]:
        rows.append((w.say("unit.note"), w.say("unit.over_land")))
    return rows


def _chance(w: Words, unit: UnitEntry) -> str:
    """Return the probability of success, and the lives gained where they are known."""
    chance = _chances(w, unit)
    if unit["lives"] is None or unit["lives"] < _overview.LEAST_LIVES:
        return chance
    return w.say("unit.chance_lives", chance=chance, lives=w.number(unit["lives"], 1))


def _chances(w: Words, unit: UnitEntry) -> str:
    """Return the probability of success, and that for persons in the water where they are apart."""
    pos, apart = w.percent(unit["pos"]), unit["pos_of"]
    if apart is None or apart["in_the_water"] is None:
        return w.say("unit.chance_value", pos=pos)
    boat, water = w.percent(apart["boat"]), w.percent(apart["in_the_water"])
    return w.say("unit.chance_apart", pos=pos, boat=boat, water=water)


def _area(w: Words, contours: Sequence[Area], level: float) -> str:
    """Return the size of the contour nearest to a level."""
    nearest = min(contours, key=lambda contour: abs(contour["level"] - level))
    return w.area(nearest["area_nm2"])
