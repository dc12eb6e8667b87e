"""What may be tried to help a plan: one more unit, and units that go sooner or later."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

import numpy as np

from lastknown.errors import LastknownError
from lastknown.geo.plane import distance_m
from lastknown.search.equip import equipped
from lastknown.search.planned import Plan, UnitPlan
from lastknown.search.sensor import Conditions, Sensor
from lastknown.search.sun import is_dark, light_around
from lastknown.search.unit import (
    AIR_KINDS,
    SURFACE_KINDS,
    Unit,
    ready_s,
    speeds_ms,
    sweep_widths_m,
    unit_position,
)
from lastknown.times import from_seconds
from lastknown.units import HOUR

__all__ = ["STANDARD", "Candidate", "arrival_s", "at_once", "by_light", "end_s", "one_more"]

STANDARD: Final = MappingProxyType(
    {
        "helicopter": (120.0, 90.0, 3.0, 500.0),
        "lifeboat": (25.0, 15.0, 6.0, 14.0),
    }
)
"""(speed_kn, search_speed_kn, endurance_h, height_ft of flight or of the eye) of a standard unit.

Assumed round figures, below what the types in service reach; 90 kn, 500 ft and 14 ft are entries of
the sweep width tables (COMDTINST M16130.2F, App. H)."""

_NAME: Final = "one more"
_LONG_S: Final = 1800.0  # held back for longer is told
_WAITING: Final = 3  # units that are tried at first light: those that sweep most


@dataclass(frozen=True)
class Candidate:
    """A unit to try; `instead` is the task that it replaces."""

    unit: Unit
    like: str
    place_of: str
    widths: str
    instead: UnitPlan | None = None
    kind: str = "unit"


def one_more(plan: Plan, what: str | None, conditions: Conditions | None) -> Iterator[Candidate]:
    """Yield a copy of one unit of every kind on hand, and standard ones of what is missing."""
    now = from_seconds(plan.at_s)
    by_sweep = sorted(plan.units, key=lambda task: (-_sweep(task), task.unit.name))
    kinds: dict[str, UnitPlan] = {}
    for task in by_sweep:
        kinds.setdefault(task.unit.kind, task)
    for task in kinds.values():
        name = task.unit.name
        yield Candidate(replace(task.unit, name=_NAME, ready=now), name, name, name)
    if not set(kinds) & {"helicopter"}:
        yield from _standard(plan, "helicopter", what, conditions)
    if not set(kinds) & set(SURFACE_KINDS):
        yield from _standard(plan, "lifeboat", what, conditions)


def _standard(
    plan: Plan, kind: str, what: str | None, conditions: Conditions | None
) -> Iterator[Candidate]:
    """Yield a standard unit from the place of the unit nearest to the scene."""
    near = min(plan.units, key=_way_m).unit
    speed, search, endurance, height = STANDARD[kind]
    sensor = Sensor(
        craft="helicopter" if kind == "helicopter" else "boat",
        height_ft=height,
        speed_kn=search if kind == "helicopter" else None,
    )
    unit = Unit(
        name=_NAME,
        position=unit_position(near),
        ready=from_seconds(plan.at_s),
        speed_kn=speed,
        search_speed_kn=search,
        endurance_h=endurance,
        kind=kind,
        height_ft=height if kind in AIR_KINDS else None,
        sensor=sensor,
    )
    if conditions is not None and not _dark(plan):
        with suppress(LastknownError):  # the tables hold nothing for these conditions or this boat
            by_table = equipped((unit,), plan.cloud, conditions, boat=what)[0]
            yield Candidate(by_table, "", near.name, "tables")
            return
    widest = max(plan.units, key=lambda task: sweep_widths_m(task.unit, dark=False) or ()).unit
    copied = replace(
        unit,
        sensor=None,
        sweep_width_nm=widest.sweep_width_nm,
        night_sweep_width_nm=widest.night_sweep_width_nm,
    )
    yield Candidate(copied, "", near.name, widest.name)


def by_light(plan: Plan) -> Iterator[Candidate]:
    """Yield every unit that arrives in the dark and sees less then, to arrive at first light."""
    for task in sorted(plan.units, key=_sweep, reverse=True)[:_WAITING]:
        unit, arrive = task.unit, arrival_s(task)
        place = task.steer_to
        out_s = (task.transit_m if task.launch else _way_m(task)) / speeds_ms(unit)[0]
        if not _sees_less(unit) or not is_dark(place.lon, place.lat, arrive):
            continue
        dawn = light_around(place.lon, place.lat, arrive).dawn_s
        if math.isfinite(dawn) and dawn > arrive:
            later = replace(unit, ready=from_seconds(max(dawn - out_s, task.depart_s)))
            yield Candidate(later, unit.name, unit.name, unit.name, task, "light")


def at_once(plan: Plan) -> Iterator[Candidate]:
    """Yield the units that the plan holds back, to go as soon as they are ready."""
    for task in sorted(plan.units, key=_sweep, reverse=True)[:_WAITING]:
        soonest = max(plan.at_s, ready_s(task.unit))
        if task.launch and task.depart_s > soonest + _LONG_S:
            yield Candidate(task.unit, *(task.unit.name,) * 3, task, "now")


def _sees_less(unit: Unit) -> bool:
    day, night = sweep_widths_m(unit, dark=False), sweep_widths_m(unit, dark=True)
    assert day is not None
    return night is None or any(n < d for n, d in zip(night, day, strict=True))


def arrival_s(task: UnitPlan) -> float:
    """Return when a unit is on scene, or would be at the soonest, s since 1970."""
    if task.launch:
        return task.arrive_s
    return task.depart_s + _way_m(task) / speeds_ms(task.unit)[0]


def _way_m(task: UnitPlan) -> float:
    home, there = unit_position(task.unit), task.steer_to
    return float(distance_m(home.lon, home.lat, there.lon, there.lat))


def end_s(unit: Unit) -> float:
    """Return when a unit that leaves when ready must be back, s since 1970."""
    return ready_s(unit) + unit.endurance_h * HOUR


def _sweep(task: UnitPlan) -> float:
    """Return the area that a unit can sweep in an endurance by day, m2, to order by."""
    width = max(sweep_widths_m(task.unit, dark=False) or (0.0,))
    return width * speeds_ms(task.unit)[1] * task.unit.endurance_h * HOUR


def _dark(plan: Plan) -> bool:
    """Return whether any of the span planned for is dark at the scene."""
    place = plan.units[0].steer_to
    moments = np.arange(plan.at_s, plan.until_s, 600.0)
    return bool(is_dark(place.lon, place.lat, moments).any())
