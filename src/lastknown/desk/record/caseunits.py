"""From the last status of each unit to the units of a case, each default said."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from pydantic import ValidationError

from lastknown.case import told
from lastknown.case.entries import Entry
from lastknown.case.values import Place
from lastknown.desk._caseerrors import one_line
from lastknown.desk._caseunits import MOST_UNITS, UnitModel, unit_of
from lastknown.desk.record.casenotes import note_of
from lastknown.desk.record.casetext import place_text, plain_name
from lastknown.desk.record.standing import Standing, said
from lastknown.desk.record.wordlists import plain
from lastknown.drift.cloud import Note
from lastknown.errors import LastknownError
from lastknown.geo.plane import distance_m
from lastknown.geo.position import Position, parse_position
from lastknown.ships.able import SHIPS
from lastknown.times import show_time
from lastknown.units import KNOT

if TYPE_CHECKING:
    from lastknown.search.sensor import Conditions
    from lastknown.search.unit import Unit

__all__ = ["HEARD", "LEFT_OUT", "PLACES", "STANDARD", "Fix", "Fixes", "Standard", "kind_of"]
__all__ += ["last_status", "units_of", "widths_of"]


class Fix(NamedTuple):
    """Where a unit was by AIS, and when (aware)."""

    position: Position
    at: datetime


Fixes = Callable[["Unit", datetime, datetime], Fix | None]
"""Takes a unit and two moments, returns its newest AIS position after the first and not after the
second; None: none is kept."""


class Standard(NamedTuple):
    """What is assumed of a kind of unit: speeds in knots, endurance in hours, height in feet."""

    speed_kn: float
    search_speed_kn: float
    endurance_h: float
    height_ft: float | None


STANDARD: Final[Mapping[str, Standard]] = {
    "lifeboat": Standard(25.0, 15.0, 6.0, 14.0),
    "helicopter": Standard(120.0, 90.0, 3.0, 500.0),
    "patrol-boat": Standard(20.0, 12.0, 12.0, 14.0),
    "ship": Standard(15.0, 12.0, 24.0, None),
    "fishing-vessel": Standard(9.0, 8.0, 12.0, 8.0),
    "yacht": Standard(6.0, 5.0, 12.0, 8.0),
    "aircraft": Standard(180.0, 150.0, 5.0, 1000.0),
    "drone": Standard(60.0, 50.0, 4.0, None),
}
"""Lifeboat and helicopter as in `lastknown.search.candidates.STANDARD`; the others are round
figures below what such units do (judgement). Heights are entries of the sweep width tables."""

_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "helicopter": ("helicopter", "helicoptere", "helo", "heli", "rescue helicopter"),
    "aircraft": ("aircraft", "aeroplane", "airplane", "plane", "fixed wing", "fixed-wing", "avion"),
    "drone": ("drone", "uav", "uas", "rpas"),
    "patrol-boat": (
        *("patrol boat", "patrol-boat", "patrol vessel", "cutter", "border force", "patrouilleur"),
        *("vedette", "warship", "naval vessel", "navy"),
    ),
    "fishing-vessel": ("fishing vessel", "fishing-vessel", "fishing boat", "trawler", "chalutier"),
    "yacht": ("yacht", "sailing boat", "voilier"),
    "lifeboat": ("lifeboat", "rescue boat", "rib", "canot de sauvetage", "snsm", "rnli", "canot"),
    "ship": ("ship", "merchant", "merchant ship", "ferry", "tanker", "tug", "navire", "cargo"),
}
"""What people call the kinds of unit, English and French; the first kind that fits counts."""

HEARD: Final = "record-unit-heard"
PLACES: Final = (HEARD, "record-unit-unheard", "record-unit-old")
"""Notes that say from when a unit's place is: by AIS, entered where a ship joined, entered."""

LEFT_OUT: Final = frozenset(
    {
        "record-unit-no-position",
        "record-unit-no-width",
        "record-unit-left-out",
        "record-unit-late",
    }
)
"""Notes that say why a unit is not in the case."""

_OLD: Final = timedelta(minutes=30)
_OLD_OF_SHIP: Final = timedelta(minutes=10)
"""From when on the age of an entered position is said; a ship that joined goes on meanwhile."""
_LATE: Final = timedelta(hours=48)
"""A unit that can leave later than this is left out: everything would be drifted until then."""


def kind_of(text: str | None) -> str | None:
    """Return the kind of unit that a text names, as the case file has it; None: none is known."""
    words = f" {plain(text).replace('-', ' ')} "
    for kind, names in _NAMES.items():
        if any(f" {name.replace('-', ' ')} " in words for name in names):
            return kind
    return None


def units_of(
    stands: Standing,
    near: Position,
    at: datetime,
    conditions: Conditions,
    boats: tuple[str, ...],
    fixes: Fixes | None = None,
) -> tuple[list[dict[str, Any]], list[Note]]:
    """Return the tables ``[[unit]]`` of the units that can be sent, and what was assumed for them.

    Units off duty or returning are left out, and those whose position nobody entered. One whose
    sensor has no figure in the dark is planned for daylight alone, one that has none by day is left
    out; either is said.

    Parameters
    ----------
    near : where the boat was last known; of more units than can be planned the soonest there stay.
    at : the moment of the case.
    conditions : what its sensors look through.
    boats : codes of the search objects that the boat may be.
    fixes : by AIS; a unit that can leave is where that shows it, if it is newer than what was
        entered. None: units are where they were entered.
    """
    notes: list[Note] = []
    made: list[tuple[float, dict[str, Any], list[Note]]] = []
    for entry, body in last_status(stands):
        if body.status in ("off_duty", "returning"):
            continue
        table, assumed = _planned(entry, body, at, conditions, boats, fixes)
        if table is None:
            notes += assumed
            continue
        here = parse_position(table["position"])
        far_m = float(distance_m(here.lon, here.lat, near.lon, near.lat))
        made.append((far_m / (table["speed_kn"] * KNOT), table, assumed))
    made.sort(key=lambda each: (each[0], each[1]["name"]))
    for _, table, _ in made[MOST_UNITS:]:
        notes.append(note_of("record-unit-too-many", unit=table["name"], most=MOST_UNITS))
    kept = sorted(made[:MOST_UNITS], key=lambda each: each[1]["name"])
    return [table for _, table, _ in kept], [note for *_, own in kept for note in own] + notes


def _planned(
    entry: Entry,
    body: told.UnitStatus,
    at: datetime,
    conditions: Conditions,
    boats: tuple[str, ...],
    fixes: Fixes | None,
) -> tuple[dict[str, Any] | None, list[Note]]:
    """Return a unit and what was assumed for it; None where it is left out, and why."""
    name = plain_name(body.unit)
    if body.position is None:
        return None, [note_of("record-unit-no-position", unit=name)]
    if body.ready is not None and body.ready - at > _LATE:
        return None, [note_of("record-unit-late", unit=name, moment=show_time(body.ready))]
    table, assumed = _unit(entry, body, body.position, at, conditions.sea_state)
    if table is None:
        return None, assumed
    unit, fault = _read(table)
    assumed += [] if unit is None else _placed(table, unit, entry.happened.at, at, fixes)
    if unit is not None and (unit.sensor or unit.night_sensor):
        from lastknown.search.equip import unfit

        faults = unfit(unit, boats, conditions)
        fault = faults.get(False, "")
        if why := faults.get(True):
            sensor = table.pop("night_sensor", {}).get("kind", "")
            assumed.append(note_of("record-unit-night-unfit", unit=name, sensor=sensor, why=why))
    if fault:
        return None, [note_of("record-unit-left-out", unit=name, why=fault)]
    return table, assumed


def last_status(stands: Standing) -> list[tuple[Entry, told.UnitStatus]]:
    """Return the last status of each unit; what it does not say again is taken from those before.

    Where the position comes from an earlier one, so does its time.
    """
    by_unit: dict[str, list[tuple[Entry, told.UnitStatus]]] = {}
    for entry, body in said(stands, told.UnitStatus):
        by_unit.setdefault(body.unit, []).append((entry, body))
    return [
        _joined(sorted(statuses, key=lambda each: each[0].happened.at))
        for _, statuses in sorted(by_unit.items())
    ]


_NOW_ONLY: Final = frozenset({"kind", "unit", "status", "ready", "boat"})


def _joined(statuses: Sequence[tuple[Entry, told.UnitStatus]]) -> tuple[Entry, told.UnitStatus]:
    entry, body = statuses[-1]
    given: dict[str, Any] = {}
    placed = entry
    for before, earlier in statuses:
        for name in type(earlier).model_fields:
            value = getattr(earlier, name)
            if value is not None and name not in _NOW_ONLY:
                given[name] = value
        placed = before if earlier.position is not None else placed
    return placed, body.model_copy(update=given)


def _unit(
    entry: Entry, body: told.UnitStatus, place: Place, at: datetime, sea_state: int | None
) -> tuple[dict[str, Any] | None, list[Note]]:
    """Return one unit and what was assumed; None where it cannot be planned, and why."""
    name = plain_name(body.unit)
    kind = kind_of(body.type) or kind_of(body.unit)
    standard = STANDARD[kind or "lifeboat"]
    notes = [] if kind else [note_of("record-unit-kind", unit=name)]
    unit: dict[str, Any] = {
        "name": name,
        "kind": kind or "lifeboat",
        "position": place_text(place.lon, place.lat),
        "ready": max(body.ready, at) if body.ready else at,
    }
    if body.ready is None and body.status == "available":
        notes.append(note_of("record-unit-ready", unit=name))
    notes += _going(unit, body, standard)
    seeing = _seeing(unit, body, standard, sea_state)
    if seeing is None:
        return None, [note_of("record-unit-no-width", unit=name)]
    if body.base is not None:
        unit["return_to"] = place_text(body.base.lon, body.base.lat)
    if body.can_take == 0:
        unit["can_recover"] = False
    elif body.can_take is not None:
        unit["capacity"] = min(body.can_take, 10_000)
    return unit, notes + seeing


def _placed(
    table: dict[str, Any], unit: Unit, entered: datetime, at: datetime, fixes: Fixes | None
) -> list[Note]:
    """Write where a unit is by AIS, if that is newer than what was entered; return what is said.

    One that is not ready yet sets off from where it was entered: that is where it will be then. A
    rescue unit goes back to where it was entered.
    """
    joined = unit.kind in SHIPS
    fix = None if fixes is None or table["ready"] > at else fixes(unit, entered, at)
    if fix is not None:
        if not joined:
            table.setdefault("return_to", table["position"])
        table["position"] = place_text(fix.position.lon, fix.position.lat)
        return [note_of(HEARD, unit=unit.name, age_min=_age(at, fix.at), moment=show_time(fix.at))]
    if at - entered <= (_OLD_OF_SHIP if joined else _OLD):
        return []
    moment = show_time(entered)
    if not joined:
        return [note_of("record-unit-old", unit=unit.name, moment=moment)]
    age = _age(at, entered)
    return [note_of("record-unit-unheard", unit=unit.name, age_min=age, moment=moment)]


def _age(at: datetime, then: datetime) -> int:
    """Return how long ago something was, whole minutes."""
    return round((at - then) / timedelta(minutes=1))


def _read(table: Mapping[str, Any]) -> tuple[Unit | None, str]:
    """Return a unit as a case file has it, or what that would say against it."""
    try:
        return unit_of(UnitModel.model_validate(table)), ""
    except ValidationError as error:
        return None, one_line(error, UnitModel)
    except LastknownError as error:
        return None, str(error).removeprefix(f"unit {table['name']!r}: ")


def _going(unit: dict[str, Any], body: told.UnitStatus, standard: Standard) -> list[Note]:
    """Write the speeds and the endurance of a unit, and return what was assumed."""
    notes = []
    speed = body.speed_kn or max(standard.speed_kn, body.search_speed_kn or 0.0)
    search = body.search_speed_kn or min(standard.search_speed_kn, speed)
    unit["speed_kn"], unit["search_speed_kn"] = min(speed, 600.0), min(search, 600.0)
    if body.speed_kn is None or body.search_speed_kn is None:
        values = {"speed_kn": speed, "search_kn": search}
        notes.append(note_of("record-unit-speed", unit=unit["name"], **values))
    unit["endurance_h"] = min(body.endurance_h or standard.endurance_h, 240.0)
    if body.endurance_h is None:
        hours = standard.endurance_h
        notes.append(note_of("record-unit-endurance", unit=unit["name"], hours=hours))
    return notes


def _seeing(
    unit: dict[str, Any], body: told.UnitStatus, standard: Standard, sea_state: int | None
) -> list[Note] | None:
    """Write what a unit sees with, and return what was assumed; None: no table holds it."""
    height = body.height_ft or standard.height_ft
    if unit["kind"] in ("helicopter", "aircraft", "drone") and height:
        unit["height_ft"] = height
    if body.night_sweep_width is not None:
        unit["night_sweep_width_nm"] = widths_of(body.night_sweep_width)
    if body.sweep_width is not None:
        unit["sweep_width_nm"] = widths_of(body.sweep_width)
        return []
    if unit["kind"] == "drone":
        return None
    unit["sensor"] = {} if unit["kind"] == "ship" else {"height_ft": height}
    if unit["kind"] == "ship":
        unit["sensor"] = {"kind": "visual"}
    at_night = body.sensor in ("infrared", "radar") and sea_state is not None
    if at_night and "night_sweep_width_nm" not in unit:
        unit["night_sensor"] = {"kind": body.sensor}
    notes = [] if body.sensor else [note_of("record-unit-by-eye", unit=unit["name"])]
    if body.night_sweep_width is not None or at_night:
        return notes
    if body.sensor not in (None, "visual"):
        return [*notes, note_of("record-unit-night", unit=unit["name"], sensor=body.sensor)]
    return [*notes, note_of("record-unit-no-night", unit=unit["name"])]


def widths_of(widths: told.SweepWidths) -> dict[str, float]:
    """Return sweep widths as the case file has them, NM."""
    return {"boat": widths.boat_nm, "person": widths.person_nm}
