"""What one unit brings to a plan: its errand, what it can see, and where its box may not be."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lastknown.drift.cloud import Cloud
from lastknown.drift.where import where
from lastknown.errors import LastknownError
from lastknown.geo.plane import Plane
from lastknown.geo.position import Position, parse_position
from lastknown.search.box import best_box
from lastknown.search.detection import Targets
from lastknown.search.errand import Box, Errand, LandMask, no_land
from lastknown.search.land import LandTest, mark_land, points_on_land
from lastknown.search.layout import lay_out
from lastknown.search.paths import Paths, at_rest
from lastknown.search.scene import Scene, targets_of
from lastknown.search.task import staying
from lastknown.search.unit import (
    CROSSES_LAND,
    Unit,
    UnitPlan,
    ready_s,
    speeds_ms,
    sweep_widths_m,
    unit_position,
)
from lastknown.times import show_time
from lastknown.units import HOUR, NM

__all__ = [
    "CannotSearchError",
    "Seat",
    "dry_points",
    "greedy_box",
    "make_seat",
    "refuse_dark",
    "seat_that_stays",
]

Floats = NDArray[np.float64]

_TRIES: Final = 4


class CannotSearchError(LastknownError):
    """A unit cannot search there; `reason` is one of `UnitPlan.stays`."""

    def __init__(self, reason: str, text: str) -> None:
        super().__init__(text)
        self.reason = reason


@dataclass(frozen=True)
class Seat:
    """One unit in a scene.

    Attributes
    ----------
    unit : the unit; idle : its task should it stay.
    errand, targets : what it can do and see, in the scene's plane.
    mask : land (none for one that flies) and the limits of its box.
    test, plane : exact test of land, None: none; the plane that it needs.
    """

    unit: Unit
    idle: UnitPlan
    errand: Errand
    targets: Targets
    mask: LandMask
    test: LandTest | None
    plane: Plane


def make_seat(
    unit: Unit,
    cloud: Cloud,
    scene: Scene,
    mask: LandMask,
    test: LandTest | None,
    paths: Paths | None = None,
    *,
    stands: bool = False,
) -> Seat:
    """Return a unit's seat; raises LastknownError for one that cannot search there.

    Parameters
    ----------
    mask : land and limits for a floating unit.
    paths : motions that its area may follow; None: it stays fixed to the ground.
    stands : its task is fixed, wherever that is and whatever it finds.
    """
    errand = _errand(unit, scene, at_rest() if paths is None else paths)
    steer_to = Position(scene.plane.lon0, scene.plane.lat0)
    if not stands:
        steer_to = _steer_to(unit, cloud, scene, errand)
    idle = staying(unit, errand.depart_s, steer_to)
    day, night = sweep_widths_m(unit, dark=False), sweep_widths_m(unit, dark=True)
    assert day is not None
    flies = unit.kind in CROSSES_LAND
    kept = no_land()._replace(limit=mask.limit) if flies else mask
    targets = targets_of(scene, day, night)
    return Seat(unit, idle, errand, targets, kept, None if flies else test, scene.plane)


def seat_that_stays(unit: Unit, scene: Scene, reason: str) -> Seat:
    """Return the seat of a unit that cannot search there, and sees nothing.

    Parameters
    ----------
    reason : one of `UnitPlan.stays`.
    """
    errand = _errand(unit, scene, at_rest())
    idle = staying(unit, errand.depart_s, Position(scene.plane.lon0, scene.plane.lat0))
    blind = targets_of(scene, (0.0, 0.0), None)
    return Seat(
        unit, replace(idle, stays=reason), errand, blind, no_land(), None, scene.plane
    )  # fmt: skip


def dry_points(seat: Seat, box: Box) -> Floats:
    """Return the points of a box's legs that lie on land, (k, 2) m."""
    laid = None if seat.test is None else lay_out(box, seat.errand)
    if seat.test is None or laid is None:
        return np.zeros((0, 2))
    return points_on_land(seat.test, seat.plane, laid.legs)


def greedy_box(seat: Seat, left: Floats, taken: Floats) -> Box | None:
    """Return the best box with no leg over land, out of the way of the areas taken.

    Islets that the mask's cells missed are added to it.
    """
    mask = seat.mask._replace(taken=taken)
    for _ in range(_TRIES):
        found = best_box(seat.errand, seat.targets, left, mask)
        dry = np.zeros((0, 2)) if found is None else dry_points(seat, found[0])
        if found is not None and dry.size == 0:
            return found[0]
        if found is None:
            break
        mask = mark_land(mask, dry)
    free = no_land()._replace(taken=taken, limit=mask.limit)
    if seat.test is not None and best_box(seat.errand, seat.targets, left, free) is not None:
        raise LastknownError(
            f"unit {seat.unit.name!r}: no parallel-track box clear of land was found for a "
            f"{seat.unit.kind}; shorten its endurance_h, or send a helicopter"
        )
    return None


def refuse_dark(unit: Unit, scene: Scene, arrive_s: float, leave_s: float) -> None:
    """Refuse a visual search in the dark by a unit that has no night sweep width."""
    if unit.night_sweep_width_nm is not None:
        return
    begin = np.maximum(scene.time_s[:-1], arrive_s)
    end = np.minimum(scene.time_s[1:], leave_s)
    dark = scene.dark & (end > begin)
    if dark.any():
        raise CannotSearchError(
            "in_the_dark",
            f"unit {unit.name!r} would search in the dark from {show_time(float(begin[dark][0]))} "
            f"to {show_time(float(end[dark][-1]))} (sun more than 6 degrees below the horizon) and "
            "has no night_sweep_width_nm; give one, or keep its search to daylight with a later "
            "ready or a shorter endurance_h",
        )


def _errand(unit: Unit, scene: Scene, paths: Paths) -> Errand:
    here = unit_position(unit)
    home = here if unit.return_to is None else parse_position(unit.return_to)
    x, y = scene.plane.to_xy(np.array([here.lon, home.lon]), np.array([here.lat, home.lat]))
    depart = max(ready_s(unit), float(scene.time_s[0]))
    transit, search = speeds_ms(unit)
    return Errand(
        from_x=float(x[0]),
        from_y=float(y[0]),
        to_x=float(x[1]),
        to_y=float(y[1]),
        depart_s=depart,
        back_by_s=depart + unit.endurance_h * HOUR,
        until_s=float(scene.time_s[-1]),
        transit_ms=transit,
        search_ms=search,
        usable=unit.usable_fraction,
        paths=paths,
        least_m=unit.least_spacing_nm * NM,
        latest_s=max(0.0, float(scene.time_s[-1]) - depart - unit.endurance_h * HOUR),
    )


def _steer_to(unit: Unit, cloud: Cloud, scene: Scene, errand: Errand) -> Position:
    """Most likely position when the unit gets there; refuses a unit that cannot search there."""
    arrive = errand.depart_s
    for _ in range(3):
        place = where(
            cloud, min(arrive, errand.until_s), component="persons", levels=(0.5,)
        ).most_likely
        x, y = (float(value) for value in scene.plane.to_xy(place.lon, place.lat))
        out = math.hypot(x - errand.from_x, y - errand.from_y)
        arrive = errand.depart_s + out / errand.transit_ms
    home = math.hypot(x - errand.to_x, y - errand.to_y)
    _refuse_far(unit, errand, out, home)
    leave = min(errand.back_by_s - home / errand.transit_ms, errand.until_s)
    if errand.latest_s <= 0.0:  # it cannot wait for light
        refuse_dark(unit, scene, arrive, leave)
    return place


def _refuse_far(unit: Unit, errand: Errand, out_m: float, home_m: float) -> None:
    there, both = out_m / errand.transit_ms, (out_m + home_m) / errand.transit_ms
    if both >= unit.endurance_h * HOUR:
        raise CannotSearchError(
            "too_far",
            f"unit {unit.name!r} cannot search: {out_m / NM:.0f} NM to the scene takes "
            f"{_hours(there)} at {unit.speed_kn:g} kn, {_hours(both)} with the way back, and its "
            f"endurance is {_hours(unit.endurance_h * HOUR)}; send a nearer or faster unit",
        )
    if errand.depart_s + there >= errand.until_s:
        raise CannotSearchError(
            "too_late",
            f"unit {unit.name!r} reaches the scene at {show_time(errand.depart_s + there)} "
            f"({out_m / NM:.0f} NM, {_hours(there)} at {unit.speed_kn:g} kn), after the search "
            f"ends at {show_time(errand.until_s)}; plan over a longer time or send a nearer unit",
        )


def _hours(seconds: float) -> str:
    minutes = round(seconds / 60.0)
    return f"{minutes // 60} h {minutes % 60:02d} min"
