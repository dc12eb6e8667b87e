"""What one unit brings to a plan: its errand, what it can see, and where its box may not be."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lastknown.drift.cloud import Cloud
from lastknown.errors import LastknownError
from lastknown.geo.plane import Plane
from lastknown.geo.position import Position
from lastknown.search.box import best_box
from lastknown.search.detection import Targets
from lastknown.search.errand import Box, Errand, LandMask, no_land
from lastknown.search.land import LandTest, mark_land, points_on_land
from lastknown.search.layout import Layout, lay_out
from lastknown.search.outing import errand_of, outing
from lastknown.search.paths import Paths, at_rest
from lastknown.search.planned import UnitPlan
from lastknown.search.scene import Scene, targets_of
from lastknown.search.task import staying
from lastknown.search.unit import CROSSES_LAND, HARBOUR_M, Unit, sweep_widths_m

__all__ = [
    "Seat",
    "dry_points",
    "greedy_box",
    "make_seat",
    "prompt",
    "seat_that_stays",
]

Floats = NDArray[np.float64]

_TRIES: Final = 4


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
    errand = errand_of(unit, scene, at_rest() if paths is None else paths)
    steer_to = Position(scene.plane.lon0, scene.plane.lat0)
    if not stands:
        steer_to, errand = outing(unit, cloud, scene, errand)
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
    errand = errand_of(unit, scene, at_rest())
    idle = staying(unit, errand.depart_s, Position(scene.plane.lon0, scene.plane.lat0))
    blind = targets_of(scene, (0.0, 0.0), None)
    return Seat(
        unit, replace(idle, stays=reason), errand, blind, no_land(), None, scene.plane
    )  # fmt: skip


def prompt(seat: Seat) -> Seat:
    """Return a unit's seat without leave to wait."""
    return replace(seat, errand=seat.errand._replace(latest_s=0.0))


def dry_points(seat: Seat, box: Box) -> Floats:
    """Return the points of a box's legs that lie on land, (k, 2) m."""
    laid = None if seat.test is None else lay_out(box, seat.errand)
    if seat.test is None or laid is None:
        return np.zeros((0, 2))
    return points_on_land(seat.test, seat.plane, laid.legs)


def crosses_land(seat: Seat, laid: Layout) -> bool:
    """Return whether the straight way out or back crosses land, away from the unit's harbours."""
    if seat.test is None:
        return False
    errand, first, last = seat.errand, laid.legs[0], laid.legs[-1]
    ways = [
        [errand.from_x, errand.from_y, 0.0, first[0], first[1], 0.0],
        [last[3], last[4], 0.0, errand.to_x, errand.to_y, 0.0],
    ]
    dry = points_on_land(seat.test, seat.plane, np.array(ways), every_m=200.0)
    harbours = np.array([[errand.from_x, errand.from_y], [errand.to_x, errand.to_y]])
    away = np.hypot(*(dry[:, None, :] - harbours).transpose(2, 0, 1)).min(axis=1, initial=np.inf)
    return bool((away > HARBOUR_M).any())


def greedy_box(seat: Seat, left: Floats, taken: Floats, *, alone: bool = False) -> Box | None:
    """Return the best box with no leg over land, out of the way of the areas taken.

    Islets that the mask's cells missed are added to it. A unit that is alone and finds no area
    clear of land, only such areas, is an error.
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
    if (
        alone
        and seat.test is not None
        and best_box(seat.errand, seat.targets, left, free) is not None
    ):
        raise LastknownError(
            f"unit {seat.unit.name!r}: no parallel-track box clear of land was found for a "
            f"{seat.unit.kind}; shorten its endurance_h, or send a helicopter"
        )
    return None
