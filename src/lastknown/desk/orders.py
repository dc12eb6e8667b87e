"""What one unit is told to do, as an entry of the answer document."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from lastknown.desk._figures import area_entry, fraction, point, polar, rounding, time_text, when
from lastknown.desk.answer import note_entry
from lastknown.desk.document import (
    Chances,
    Conditions,
    InTheWater,
    LegEntry,
    UnitEntry,
    WhereAtArrival,
)
from lastknown.drift.cloud import BOAT, IN_WATER, Cloud
from lastknown.drift.positions import kept_column, persons_share
from lastknown.drift.where import where as where_at
from lastknown.exchange.steer import steers_within
from lastknown.geo.plane import bearing_deg, distance_m
from lastknown.geo.position import Position
from lastknown.search.planned import Leg, Plan, UnitPlan
from lastknown.search.unit import ready_s, unit_position
from lastknown.units import HOUR, MINUTE, NM

if TYPE_CHECKING:
    from lastknown.drift.where import Land, Where

__all__ = ["unit_entries", "unit_entry"]


def unit_entries(
    plan: Plan,
    land: Land | None = None,
    conditions: Callable[[Position, float], Conditions] | None = None,
) -> list[UnitEntry]:
    """Return what every unit is told to do, and where the persons are when it arrives.

    Parameters
    ----------
    plan : the plan.
    land : tells of longitudes and latitudes, degrees, which are on land; None: not looked at.
    conditions : wind and current at a place and time, s since 1970; None: not known.
    """
    return [_told(task, plan, land, conditions) for task in plan.units]


def _told(
    task: UnitPlan,
    plan: Plan,
    land: Land | None,
    conditions: Callable[[Position, float], Conditions] | None,
) -> UnitEntry:
    if not task.launch:
        entry = unit_entry(task, plan.at_s)
        if not task.stays and not _can_detect(task, plan):
            entry["launch_reason"] = "nothing_to_detect"
        return entry
    entry = unit_entry(
        task, plan.at_s, where_at(plan.cloud, task.arrive_s, component="persons", land=land)
    )
    entry["in_the_water"] = _in_the_water(plan.cloud, task)
    if conditions is not None:
        entry["on_scene"] = conditions(task.start, task.arrive_s)
    return entry


def _can_detect(task: UnitPlan, plan: Plan) -> bool:
    """Return whether the unit sees anything that persons are with when the search ends."""
    persons = plan.cloud.weight * persons_share(plan.cloud, kept_column(plan.cloud, plan.until_s))
    return any(
        width > 0.0 and float(persons[plan.cloud.component == kind].sum()) > 1e-3
        for kind, width in zip((BOAT, IN_WATER), task.sweep_width_m, strict=True)
    )


def _in_the_water(cloud: Cloud, task: UnitPlan) -> list[InTheWater]:
    """Return, boat by boat, the chance that persons have left it when the unit comes and goes."""
    named = cloud.boats or ("",)
    of = np.array(named)[cloud.start if cloud.boats else np.zeros(cloud.start.size, np.intp)]
    return [
        {
            "boat": boat,
            "at_arrival": _swamped(cloud, of == boat, task.arrive_s),
            "at_leaving": _swamped(cloud, of == boat, task.leave_s),
        }
        for boat in dict.fromkeys(named)
    ]


def _swamped(cloud: Cloud, those: NDArray[np.bool_], moment_s: float) -> float:
    """Return the share of some of the boats that persons have left by a moment."""
    weight = np.where(those & (cloud.component == BOAT), cloud.weight, 0.0)
    with np.errstate(invalid="ignore"):
        gone = weight[cloud.swamps_s <= moment_s].sum()
    return fraction(float(gone / max(weight.sum(), 1e-300)))


def unit_entry(task: UnitPlan, at_s: float, where: Where | None = None) -> UnitEntry:
    """Return what one unit is told to do, without what only the cloud and the sea know.

    Parameters
    ----------
    task : from the plan.
    at_s : now, s since 1970-01-01T00:00Z.
    where : where they are at this unit's arrival; None: not computed.
    """
    unit, home, end = task.unit, unit_position(task.unit), task.steer_to
    whole: dict[str, Any] = {
        "name": unit.name,
        "kind": unit.kind,
        "position": point(home),
        "ready": time_text(ready_s(unit)),
        "speed_kn": unit.speed_kn,
        "search_speed_kn": unit.search_speed_kn,
        "height_ft": unit.height_ft,
        "endurance_h": unit.endurance_h,
        "launch_now": task.launch,
        "launch_reason": _launch_reason(task, at_s),
        "steer_to": point(end),
        "steer_within": steers_within(task),
        "bearing_deg": round(_bearing(home, end), 1) % 360.0,
        "distance_nm": round(float(distance_m(home.lon, home.lat, end.lon, end.lat)) / NM, 2),
        "start_bearing_deg": when(task.launch, _bearing(home, task.start), 1),
        "start_distance_nm": when(task.launch, task.transit_m / NM, 2),
        "fixed": False,
        "sensors": [],
        "over_land": task.over_land,
        **_search(task),
        **_times(task),
        **_motion(task),
        "where_at_arrival": None if where is None else _arrival(where),
        "in_the_water": [],
        "on_scene": None,
        "notes": [note_entry("text", note) for note in task.notes],
    }
    return {key: whole[key] for key in UnitEntry.__annotations__}  # type: ignore[return-value]


def _launch_reason(task: UnitPlan, at_s: float) -> str:
    if not task.launch:
        if task.stays:
            return task.stays
        return "nothing_to_gain" if any(task.sweep_width_m) else "nothing_to_detect"
    soonest = max(at_s, ready_s(task.unit))
    if task.depart_s > soonest + MINUTE:
        return "at_time"
    return "ready" if task.depart_s <= at_s + MINUTE else "as_soon_as_ready"


def _bearing(home: Position, end: Position) -> float:
    return float(bearing_deg(home.lon, home.lat, end.lon, end.lat)) % 360.0


def _chances(task: UnitPlan) -> Chances:
    boat, in_the_water = task.pos_of
    return {
        "boat": fraction(boat),
        "in_the_water": None if math.isnan(in_the_water) else fraction(in_the_water),
    }


def _leg(leg: Leg) -> LegEntry:
    return {
        "kind": "turn" if leg.kind == "turn" else "search",
        "start": [round(float(leg.lon0), 5), round(float(leg.lat0), 5)],
        "end": [round(float(leg.lon1), 5), round(float(leg.lat1), 5)],
        "start_time": time_text(leg.t0),
        "end_time": time_text(leg.t1),
    }


def _search(task: UnitPlan) -> dict[str, Any]:
    """Return the area, the legs and what they are worth."""
    go, area_nm2 = task.launch, task.length_m * task.width_m / NM**2
    boat_m, person_m = task.sweep_width_m
    return {
        "pattern": task.pattern or None,
        "legs": [_leg(leg) for leg in task.legs],
        "track_spacing_nm": when(go, task.track_spacing_m / NM, 3),
        "length_nm": when(go, task.length_m / NM, 2),
        "width_nm": when(go, task.width_m / NM, 2),
        "area_nm2": when(go, area_nm2, 2),
        "orientation_deg": when(go, task.orientation_deg % 360.0, 1),
        "creep_deg": when(go, task.creep_deg % 360.0, 1),
        "corners": [point(corner) for corner in task.corners],
        "start": point(task.start) if go else None,
        "sweep_width_nm": {"boat": round(boat_m / NM, 3), "person": round(person_m / NM, 3)},
        "dark": task.dark,
        "coverage": when(go, task.coverage, 3),
        "pos": fraction(task.pos),
        "pos_of": _chances(task) if task.launch and not math.isnan(task.pos_of[0]) else None,
        "lives": rounding(task.lives, 2),
    }


def _motion(task: UnitPlan) -> dict[str, Any]:
    """Return the middle of the area, and how it moves."""
    if not task.launch:
        return {"centre": None, "drift_toward_deg": None, "drift_kn": None}
    speed_kn, toward_deg = polar(*task.drift_ms) if any(task.drift_ms) else (0.0, None)
    return {"centre": point(task.centre), "drift_toward_deg": toward_deg, "drift_kn": speed_kn}


def _times(task: UnitPlan) -> dict[str, Any]:
    moments = {
        "depart": task.depart_s,
        "arrive": task.arrive_s,
        "leave": task.leave_s,
        "back": task.back_s,
    }
    told = {key: time_text(moment) if task.launch else None for key, moment in moments.items()}
    away_h = (task.back_s - task.depart_s) / HOUR
    reserve = when(task.launch, max(0.0, task.unit.endurance_h - away_h), 2)
    return {**told, "on_scene_h": round(task.on_scene_h, 2), "reserve_h": reserve}


def _arrival(where: Where) -> WhereAtArrival:
    return {
        "most_likely": point(where.most_likely),
        "contours": [area_entry(contour) for contour in where.contours],
    }
