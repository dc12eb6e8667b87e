"""What stands beside the units in a plan document: boats, what is left over, what would help."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from lastknown.desk._figures import area_entry, fraction, point, rounding, time_text
from lastknown.desk.document import BesideEntry, BoatEntry, HelpEntry, RemainingEntry
from lastknown.drift.cloud import Cloud
from lastknown.drift.where import where
from lastknown.errors import LastknownError
from lastknown.evidence.searched import Searched, weigh_cloud
from lastknown.search.more import Help, reach_for_light, what_would_help
from lastknown.search.planned import Plan
from lastknown.search.risk import Survival
from lastknown.search.sensor import WIDTH_SD, Conditions
from lastknown.search.unit import sweep_widths_m, unit_position
from lastknown.units import MINUTE, NM

if TYPE_CHECKING:
    from lastknown.desk._sensorentries import SeeingEntry
    from lastknown.desk.casefile import Case
    from lastknown.geo.coast import Coast

__all__ = ["beside_the_units", "help_entries", "help_entry", "remaining_entry", "survival_by"]

LEVELS: Final = (0.5, 0.9)

Land = Callable[[NDArray[np.float64], NDArray[np.float64]], NDArray[np.bool_]]


def beside_the_units(
    plan: Plan, remaining: RemainingEntry | None = None, helps: Sequence[HelpEntry] = ()
) -> dict[str, Any]:
    """Return the keys of a plan document that speak of all units together.

    Parameters
    ----------
    plan : from `plan_search`; remaining, helps : from the functions below.
    """
    other = plan.beside
    return {
        "objective": plan.objective,
        "lives": rounding(plan.lives, 2),
        "lives_range": _span(plan),
        "boats": _boats(plan),
        "beside": None if other is None else _beside(other),
        "remaining": remaining,
        "help": list(helps),
    }


def remaining_entry(plan: Plan, land: Land | None = None) -> RemainingEntry | None:
    """Return where they are if the plan finds nothing; None where no unit launches.

    The cloud is weighed by the plan's legs as `lk.weigh` does it after the search, with the factor
    on the sweep width that is common to all looks.

    Parameters
    ----------
    land : no probability is left where this is True.
    """
    leaves = [task.leave_s for task in plan.units if task.launch]
    if not leaves:
        return None
    at_s = min(max(leaves), float(plan.cloud.time_s[-1]))
    cloud = weigh_cloud(plan.cloud, Searched(plan))
    left = where(cloud, at_s, component="persons", levels=LEVELS, land=land)
    return {
        "share": fraction(1.0 - plan.pos),
        "at": time_text(at_s),
        "most_likely": point(left.most_likely),
        "contours": [area_entry(contour) for contour in left.contours],
        "width_sd": WIDTH_SD,
    }


def survival_by(case: Case, cloud: Cloud) -> Survival | None:
    """Return how long persons last, where lives are to be counted; None: not.

    They are where the case gives it, and where the water's temperature and persons are known.
    """
    if case.survival is not None:
        return case.survival
    warm, told = "water_temperature_c" in cloud.attrs, any(start.persons for start in case.starts)
    return Survival() if warm and told else None


def help_entries(
    case: Case,
    plan: Plan,
    coast: Coast | None,
    seeing: SeeingEntry | None,
    further: Callable[[float], Cloud],
) -> list[HelpEntry]:
    """Return what would help most, best first.

    Parameters
    ----------
    case, plan, coast : what was planned.
    seeing : what sensors look through, as the plan document has it; None: not given.
    further : returns a cloud of the case that reaches until a time, s since 1970: for waiting for
        light where the plan's own ends before.
    """
    until_s, longer = reach_for_light(plan), None
    if until_s is not None and until_s > plan.cloud.time_s[-1]:
        with suppress(LastknownError):  # the sea does not reach so far: no light then
            longer = further(until_s)
    known = survival_by(case, plan.cloud)
    helps = what_would_help(
        plan,
        cloud=longer,
        coast=coast,
        within=case.within or None,
        what=case.boat_object,
        conditions=None if seeing is None else _conditions(seeing),
        as_made={"objective": plan.objective, "survival": known},
        survival={} if known is None else vars(known),
    )
    return [help_entry(each) for each in helps]


def _conditions(seeing: SeeingEntry) -> Conditions:
    return Conditions(
        seeing["visibility_nm"],
        wind_kn=seeing["wind_kn"],
        seas_ft=seeing["seas_ft"],
        sea_state=seeing["sea_state"],
        moonlit=seeing["moonlit"],
        fatigued=seeing["fatigued"],
        flotation=seeing["flotation"],
    )


def help_entry(each: Help) -> HelpEntry:
    """Return one thing that would help."""
    unit, task = each.task.unit, each.task
    boat, person = sweep_widths_m(unit, dark=False) or (0.0, 0.0)
    return {
        "kind": each.kind,  # type: ignore[typeddict-item]
        "unit": each.like,
        "unit_kind": unit.kind,
        "position": point(unit_position(unit)),
        "position_of": each.place_of,
        "speed_kn": unit.speed_kn,
        "search_speed_kn": unit.search_speed_kn,
        "endurance_h": unit.endurance_h,
        "sweep_width_nm": {"boat": round(boat / NM, 3), "person": round(person / NM, 3)},
        "widths": each.widths,
        "gain": round(each.gain, 4),
        "depart": time_text(task.depart_s),
        "arrive": time_text(task.arrive_s),
        "later_min": None if each.kind == "unit" else rounding(each.later_s / MINUTE, 0),
        "lives": rounding(each.lives, 2),
    }


def _beside(other: Plan) -> BesideEntry:
    """Return the plan for the most POS."""
    lives = rounding(other.lives, 2)
    return {"pos": fraction(other.pos), "lives": lives, "lives_range": _span(other)}


def _span(plan: Plan) -> list[float] | None:
    """Return the least and the most lives by the three survival curves."""
    return None if plan.lives_range is None else [round(each, 2) for each in plan.lives_range]


def _boats(plan: Plan) -> list[BoatEntry]:
    other = {} if plan.beside is None else {boat.name: boat for boat in plan.beside.boats}
    entries: list[BoatEntry] = []
    for boat in plan.boats:
        twin = other.get(boat.name)
        entries.append(
            {
                "name": boat.name,
                "pos": _told(boat.pos),
                "lives": rounding(boat.lives, 2),
                "at_stake": rounding(boat.at_stake, 2),
                "pos_beside": None if twin is None else _told(twin.pos),
                "lives_beside": None if twin is None else rounding(twin.lives, 2),
            }
        )
    return entries


def _told(pos: float) -> float:
    """Return a boat's probability of success, 0 where no particle is of it."""
    return fraction(0.0 if math.isnan(pos) else pos)
