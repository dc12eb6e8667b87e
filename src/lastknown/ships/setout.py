"""From where, how fast and after how long a ship or a unit sets off to help.

A ship's position and speed are as told. What is not told is judgement, and stated with the answer:

- she is called, understands and alters course within 5 min, and keeps her way until then; one that
  lies still, or tells that she is at anchor, moored or aground and makes no more than 2 kn, needs
  30 min more to get under way, 10 min if she is under 50 m;
- the turn toward them is dead time, at most the way round a circle of 5 of her lengths, and her
  slowing down costs at most 15 lengths at her speed (IMO resolution MSC.137(76): tactical diameter
  no more than 5, track reach no more than 15 lengths);
- her speed is the best that she made in the last 3 h; of kinds that work slowly and can go fast,
  and of one that lies still, at least what is usual for her kind;
- one of whom nobody knows speed or course is taken as under way at what is usual for her kind;
- a unit that has come back from its task sets off again 30 min later, with its whole endurance; one
  that is out and is heard by AIS sets off from where that shows it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lastknown.geo.plane import bearing_deg, distance_m, travel
from lastknown.geo.position import Position, parse_position
from lastknown.search.planned import Plan, UnitPlan
from lastknown.search.unit import AIR_KINDS, HARBOUR_M, Unit, ready_s, speeds_ms, unit_position
from lastknown.ships.able import SHIPS
from lastknown.ships.moment import Placed, placed
from lastknown.ships.predict import STOPPED
from lastknown.ships.ship import Predicted, Ship, Track
from lastknown.ships.sought import Sought
from lastknown.ships.status import lies_still
from lastknown.units import HOUR, KNOT, MINUTE

__all__ = [
    "CALLED_S",
    "TURNAROUND_S",
    "Off",
    "heard_as",
    "number_of",
    "ships_off",
    "task_of",
    "transit_speed",
    "unit_off",
    "units_off",
    "usual_speed",
]

Array = NDArray[np.float64]

CALLED_S: Final = 5 * MINUTE
"""From the call until a ship alters course, s (judgement)."""

TURNAROUND_S: Final = 30 * MINUTE
"""From a unit's return until it can set off again, with fuel for its whole endurance, s
(judgement)."""

_UNDER_WAY_S: Final = 30 * MINUTE
_UNDER_WAY_SMALL_S: Final = 10 * MINUTE
_SMALL_M: Final = 50.0
_TACTICAL: Final = 5.0
_TRACK_REACH: Final = 15.0
_LOOK_BACK_S: Final = 3 * HOUR

_USUAL_KN: Final = {
    "cargo": 12.0, "tanker": 11.0, "passenger": 17.0, "high-speed craft": 30.0, "fishing": 9.0,
    "tug": 10.0, "pilot": 18.0, "search and rescue": 25.0, "naval or law enforcement": 18.0,
    "sailing": 5.0, "pleasure": 8.0, "dredger": 10.0, "other": 8.0,
}  # fmt: skip
"""Usual speed by kind, knots (judgement)."""

_MAY_RESCUE: Final = ("search and rescue", "naval or law enforcement", "pilot", "other")
"""Kinds of ship that a rescue unit may be on AIS: one of another kind has the same name by chance
(judgement)."""

_FASTER_THAN_SEEN: Final = (
    *("fishing", "tug", "pilot", "search and rescue", "naval or law enforcement"),
    *("high-speed craft", "dredger"),
)


class Off(NamedTuple):
    """From where and how m of them set off.

    Attributes
    ----------
    lon, lat : (m,) at the moment of the call, degrees. from_lon, from_lat : (m,) where it sets off,
        degrees: a ship under way has kept her way until then.
    speed : (m,) m/s. speed_told : (m,) False: usual for the kind.
    depart_s : (m,) when it sets off, s since 1970. slow_s : (m,) lost by slowing down, s.
    still : (m,) she lies still. untold : (m,) nobody knows her speed or her course.
    age_s : (m,) of the position, s.
    """

    lon: Array
    lat: Array
    from_lon: Array
    from_lat: Array
    speed: Array
    speed_told: NDArray[np.bool_]
    depart_s: Array
    slow_s: Array
    still: NDArray[np.bool_]
    untold: NDArray[np.bool_]
    age_s: Array


def usual_speed(ship: Ship) -> float:
    """Return the usual speed of a ship of her kind, m/s: judgement."""
    return _USUAL_KN.get(ship.kind, _USUAL_KN["other"]) * KNOT


def ships_off(ships: Sequence[Track | Predicted], here: Placed, to: Sought, at_s: float) -> Off:
    """Return how ships set off that are called at a moment.

    Parameters
    ----------
    ships : n of them. here : where they are then. to : where they go. at_s : s since 1970.
    """
    lies = [lies_still(s.status, v) for s, v in zip(ships, here.speed.tolist(), strict=True)]
    untold = np.array([_is_untold(ship, at_s) for ship in ships], np.bool_) & ~np.array(lies)
    still = ((here.speed < STOPPED) & ~untold) | np.array(lies, np.bool_)
    best = np.array([_best_speed(ship, at_s) for ship in ships])
    usual = np.array([usual_speed(ship.ship) for ship in ships])
    faster = np.array([ship.ship.kind in _FASTER_THAN_SEEN for ship in ships])
    told = ~(faster | still | untold) | (best >= usual)
    speed = np.where(told, np.maximum(best, STOPPED), np.maximum(best, usual))
    length = np.array([ship.ship.length_m for ship in ships])
    lon, lat = _called(here, still)
    turn = _turn_s(lon, lat, np.where(untold, np.nan, here.course_deg), to, length, speed)
    get_going = np.where(length < _SMALL_M, _UNDER_WAY_SMALL_S, _UNDER_WAY_S)
    return Off(
        here.lon, here.lat, lon, lat, speed, told,
        depart_s=at_s + CALLED_S + np.where(still, get_going, turn),
        slow_s=_TRACK_REACH * length / speed, still=still, untold=untold, age_s=here.age_s,
    )  # fmt: skip


def heard_as(
    unit: Unit, ships: Sequence[Track | Predicted], at_s: float
) -> Track | Predicted | None:
    """Return the ship that a unit is on AIS; None: none of them.

    By her name, or by ``MMSI 235000001`` where she tells none; of several the nearest to where the
    unit was. A rescue unit is no cargo ship of its name, and no aircraft is a ship.
    """
    if unit.kind in AIR_KINDS:
        return None
    name = unit.name.strip().casefold()
    number = number_of(name)
    called = [
        each
        for each in ships
        if (each.ship.name.strip().casefold() == name or str(each.ship.mmsi) == number)
        and (unit.kind in SHIPS or each.ship.kind in _MAY_RESCUE)
    ]
    if len(called) < 2:
        return called[0] if called else None
    here, home = placed(called, at_s), unit_position(unit)
    return called[int(np.argmin(distance_m(home.lon, home.lat, here.lon, here.lat)))]


def number_of(name: str) -> str:
    """Return the MMSI that a name is, as in ``MMSI 235000001``, without zeros before it; or ""."""
    name = name.strip().casefold()
    return name.removeprefix("mmsi ").lstrip("0") if name.startswith("mmsi ") else ""


def units_off(
    units: Sequence[Unit],
    heard: Sequence[Track | Predicted | None],
    to: Sought,
    at_s: float,
    plan: Plan | None = None,
) -> tuple[Off, Array]:
    """Return how units set off at a moment, and when they must be back, (m,) s since 1970.

    Parameters
    ----------
    units : m of them. heard : the same as ships, by AIS; None: not heard, or too long ago.
    to, at_s : as of `ships_off`. plan : what they have been told to do; None: nothing.
    """
    rows = [
        _unit_row(unit, ship, unit_off(unit, task_of(plan, unit.name), at_s), to, at_s)
        for unit, ship in zip(units, heard, strict=True)
    ]
    no = np.zeros(len(units), np.bool_)
    lon, lat, speed, depart, slow, age, back_s = np.array(rows).reshape(-1, 7).T
    return Off(lon, lat, lon, lat, speed, ~no, depart, slow, no, no, age), back_s


def _unit_row(
    unit: Unit,
    ship: Track | Predicted | None,
    told: tuple[Position, float, float],
    to: Sought,
    at_s: float,
) -> tuple[float, ...]:
    """Return lon, lat, speed, departure, s lost by slowing down, age and return of a unit.

    One that is out is where AIS shows it; has it left, its endurance runs since it was ready.

    Parameters
    ----------
    ship : the same by AIS; None: not heard. told : of `unit_off`.
    """
    (place, depart, back_s), speed = told, transit_speed(unit)
    if ship is None:
        return place.lon, place.lat, speed, depart, 0.0, 0.0, back_s
    own_way = unit.kind in SHIPS  # she turns and stops as a ship does
    slow = _TRACK_REACH * ship.ship.length_m / speed if own_way else 0.0
    if depart > at_s:
        return place.lon, place.lat, speed, depart, slow, 0.0, back_s
    here = placed([ship], at_s)
    lon, lat, length = here.lon[0], here.lat[0], np.array([ship.ship.length_m])
    if own_way and here.speed[0] >= STOPPED:
        depart += float(_turn_s(here.lon, here.lat, here.course_deg, to, length, speed)[0])
    since_s = ready_s(unit) + unit.endurance_h * HOUR
    if since_s > at_s and float(distance_m(place.lon, place.lat, lon, lat)) > HARBOUR_M:
        back_s = min(back_s, since_s)
    return float(lon), float(lat), speed, depart, slow, float(here.age_s[0]), back_s


def unit_off(unit: Unit, task: UnitPlan | None, at_s: float) -> tuple[Position, float, float]:
    """Return where a unit is at a moment, when it can set off and when it must be back, s.

    Parameters
    ----------
    unit : see `Unit`. task : what a plan has told it to do; None: nothing, it waits.
    at_s : the moment, s since 1970.
    """
    if task is None or not task.launch or at_s <= task.depart_s:
        ready = max(ready_s(unit), at_s)
        return unit_position(unit), ready, ready + unit.endurance_h * HOUR
    home = parse_position(unit.return_to) if unit.return_to is not None else unit_position(unit)
    if at_s >= task.back_s:
        ready = max(at_s, task.back_s + TURNAROUND_S)
        return home, ready, ready + unit.endurance_h * HOUR
    return _on_task(task, home, at_s), at_s, task.depart_s + unit.endurance_h * HOUR


def task_of(plan: Plan | None, name: str) -> UnitPlan | None:
    """Return what a plan has told a unit to do; None: it is not in it."""
    tasks = () if plan is None else plan.units
    return next((task for task in tasks if task.unit.name == name), None)


def transit_speed(unit: Unit) -> float:
    """Return a unit's speed in transit, m/s."""
    return speeds_ms(unit)[0]


def _called(here: Placed, still: NDArray[np.bool_]) -> tuple[Array, Array]:
    """Return where ships are when they have been called, (n,) degrees: on the way they were on."""
    lon, lat = here.lon.copy(), here.lat.copy()
    go = ~still & (here.speed > 0.0) & np.isfinite(here.course_deg)
    far = here.speed[go] * CALLED_S
    lon[go], lat[go] = travel(lon[go], lat[go], here.course_deg[go], far)
    return lon, lat


def _turn_s(
    lon: Array, lat: Array, course_deg: Array, to: Sought, length_m: Array, speed: Array | float
) -> Array:
    """Return the dead time of a turn toward those sought, s; course NaN: the whole way round."""
    off = bearing_deg(lon, lat, to.plane.lon0, to.plane.lat0) - course_deg
    angle = np.radians(np.abs((off + 180.0) % 360.0 - 180.0))
    known = np.where(np.isfinite(angle), angle, math.pi)
    return np.asarray(known * 0.5 * _TACTICAL * length_m / speed)


def _is_untold(ship: Track | Predicted, at_s: float) -> bool:
    """Return whether nobody knows a ship's speed, or her course with it."""
    if isinstance(ship, Predicted):
        return ship.basis != "stopped" and not ship.speed_told
    k = max(int(np.searchsorted(ship.time_s, at_s, side="right")) - 1, 0)
    return bool(np.isnan(ship.speed[k]))


def _on_task(task: UnitPlan, home: Position, at_s: float) -> Position:
    """Return where a unit is on its way out, on its legs, or on its way back."""
    first = unit_position(task.unit)
    points = [(task.depart_s, first.lon, first.lat)]
    for leg in task.legs:
        points += [(leg.t0, leg.lon0, leg.lat0), (leg.t1, leg.lon1, leg.lat1)]
    points += [(task.leave_s, *points[-1][1:]), (task.back_s, home.lon, home.lat)]
    time, lon, lat = (np.array(column) for column in zip(*points, strict=True))
    lon = np.degrees(np.unwrap(np.radians(lon)))
    where = float(np.interp(at_s, time, lon))
    return Position((where + 180.0) % 360.0 - 180.0, float(np.interp(at_s, time, lat)))


def _best_speed(ship: Track | Predicted, at_s: float) -> float:
    """Return the best speed of the last hours, m/s: what nine tenths of them stay under."""
    if isinstance(ship, Predicted):
        recent = ship.speed[:1]
    else:
        recent = ship.speed[(ship.time_s > at_s - _LOOK_BACK_S) & (ship.time_s <= at_s)]
        recent = recent if recent.size else ship.speed[-1:]
    known = recent[np.isfinite(recent)]
    return float(np.sort(known)[int(0.9 * (known.size - 1))]) if known.size else 0.0
