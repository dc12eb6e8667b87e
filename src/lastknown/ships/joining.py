"""A ship that joins the search, and a unit that leaves it.

A ship becomes a unit with the sweep widths of a merchant ship's watch (IAMSAR Manual, Table N-4, in
`lastknown.search.sweepwidth`), a rescue vessel with those of a boat's: `lastknown.search.equip`
works them out for what is sought and the conditions. They are of daylight: in the dark she is not
planned for, unless a width is entered.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from lastknown.errors import LastknownError
from lastknown.geo.position import Position
from lastknown.search.planned import Plan
from lastknown.search.recovery import BY_KIND
from lastknown.search.sensor import Sensor
from lastknown.search.sweepwidth import MERCHANT
from lastknown.search.unit import Unit, Width
from lastknown.ships.able import Able, able_ship
from lastknown.ships.help import Helper
from lastknown.ships.setout import task_of
from lastknown.ships.ship import Ship
from lastknown.times import from_seconds
from lastknown.units import KNOT, MINUTE

__all__ = ["ENDURANCE_H", "EYE_FT", "RESCUE", "SEARCH_KN", "Cost", "as_unit", "cost_to_plan"]
__all__ += ["helper_unit", "unit_kind"]

SEARCH_KN: Final = 10.0
"""Speed at which a ship searches, knots, or her own where that is less (judgement)."""

ENDURANCE_H: Final = 12.0
"""How long a ship is planned for, h (judgement): until her master or the coordinator ends it."""

RESCUE: Final = {"lifeboat": (15.0, 6.0), "patrol-boat": (12.0, 12.0)}
"""Kinds of unit that a rescue, naval or law enforcement vessel becomes: search speed, knots, and
endurance, h (lifeboat as in `lastknown.search.candidates.STANDARD`; judgement)."""

EYE_FT: Final = 14.0
"""Height of the eye of those, feet: an entry of the sweep width tables for boats, as there."""

_LEAST_KN: Final = 2.0
_LIFEBOAT_M: Final = 30.0
"""Length up to which a rescue vessel is a lifeboat, m (judgement: the largest of the RNLI has 17 m;
rescue cruisers are taken as patrol boats)."""

_KINDS: Final = {
    "fishing": "fishing-vessel",
    "naval or law enforcement": "patrol-boat",
    "sailing": "yacht",
    "pleasure": "yacht",
}


@dataclass(frozen=True)
class Cost:
    """What a plan loses at most when one of its units is taken out of it.

    What a unit adds is counted after those on scene before it; what all others would still find of
    that is not taken off, so the loss is this or less.

    Attributes
    ----------
    unit : its name. pos : probability of success, fraction. share : of the plan's own, fraction.
    lives : expected; NaN: the plan was not asked for lives.
    left : share of its search legs, by time, that it has yet to do; at 0 nothing is lost.
    """

    unit: str
    pos: float
    share: float
    lives: float
    left: float


def as_unit(
    ship: Ship,
    position: Position,
    ready_s: float,
    speed: float,
    *,
    endurance_h: float | None = None,
    name: str = "",
    night_sweep_width_nm: Width | None = None,
    able: Able | None = None,
) -> Unit:
    """Return a ship as a unit: a rescue vessel with what her kind has, else as a merchant ship.

    Parameters
    ----------
    ship : whose. position : from where she sets off. ready_s : when, s since 1970.
    speed : in transit, m/s, > 0. endurance_h : hours until she is given up again; None: of
        `RESCUE` by her kind, of all others `ENDURANCE_H`.
    name : in the plan; empty: her own, else her MMSI.
    night_sweep_width_nm : for searchlight and radar, entered, NM; None: no search in the dark.
    able : what she can do; None: as in a wind in which her rescue boat is launched.

    Raises
    ------
    LastknownError : a speed or endurance that is not positive.
    """
    knots = round(speed / KNOT, 1)
    if not knots > 0.0:
        raise LastknownError(
            f"{ship.name or ship.mmsi}: speed={speed!r} is too slow; give what she can make, m/s"
        )
    able, kind = able or able_ship(ship), unit_kind(ship)
    search_kn, hours = RESCUE.get(kind, (SEARCH_KN, ENDURANCE_H))
    usual = kind in RESCUE and able.room == BY_KIND[kind].capacity
    return Unit(
        name=name or ship.name or f"MMSI {ship.mmsi}",
        position=position,
        ready=from_seconds(ready_s),
        speed_kn=max(knots, _LEAST_KN),
        search_speed_kn=min(max(knots, _LEAST_KN), search_kn),
        endurance_h=hours if endurance_h is None else endurance_h,
        kind=kind,
        sensor=(
            Sensor("visual", craft="boat", height_ft=EYE_FT)
            if kind in RESCUE
            else Sensor("visual", craft=MERCHANT)
        ),
        night_sweep_width_nm=night_sweep_width_nm,
        can_recover=able.recover,
        capacity=able.room if able.recover and not usual else None,
        recover_min=able.person_s / MINUTE if able.recover else None,
    )


def unit_kind(ship: Ship) -> str:
    """Return as what kind of unit a ship joins, by her kind and, of a rescue vessel, her length."""
    if ship.kind == "search and rescue":
        return "lifeboat" if ship.length_m <= _LIFEBOAT_M else "patrol-boat"
    return _KINDS.get(ship.kind, "ship")


def helper_unit(
    helper: Helper,
    *,
    endurance_h: float | None = None,
    night_sweep_width_nm: Width | None = None,
) -> Unit:
    """Return a helper as a unit: a ship from where and when she sets off, a unit as it is.

    Parameters
    ----------
    helper : of `lastknown.ships.help.helpers`. endurance_h, night_sweep_width_nm : of a ship, as in
        `as_unit`.
    """
    if helper.unit is not None:
        return helper.unit
    assert helper.ship is not None
    return as_unit(
        helper.ship, helper.sets_off_from, helper.depart_s, helper.speed, endurance_h=endurance_h,
        night_sweep_width_nm=night_sweep_width_nm, able=helper.able,
    )  # fmt: skip


def cost_to_plan(plan: Plan, name: str, at_s: float) -> Cost:
    """Return what a plan loses at most when a unit is taken out of it.

    Parameters
    ----------
    plan : as planned. name : of the unit. at_s : when it is taken out, s since 1970.

    Raises
    ------
    LastknownError : the plan has no such unit.
    """
    task = task_of(plan, name)
    if task is None:
        known = ", ".join(each.unit.name for each in plan.units) or "none"
        raise LastknownError(f"unit={name!r} is not in the plan; its units are {known}")
    legs = [leg for leg in task.legs if leg.kind == "search"]
    whole = sum(leg.t1 - leg.t0 for leg in legs)
    to_do = sum(max(0.0, leg.t1 - max(leg.t0, at_s)) for leg in legs)
    left = to_do / whole if whole > 0.0 and task.launch else 0.0
    pos = task.pos if left > 0.0 else 0.0
    lives = task.lives if left > 0.0 or np.isnan(task.lives) else 0.0
    return Cost(name, pos, pos / plan.pos if plan.pos > 0.0 else 0.0, lives, left)
