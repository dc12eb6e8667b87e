"""What a plan is made over, and what areas chosen on it are worth.

A plan is made on some realisations and scored on others (`lastknown.search.score`): what its units
find one after another, what each boat has of it, and the lives that it gains.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from lastknown.drift.cloud import Cloud
from lastknown.search.detection import track_hazard
from lastknown.search.errand import Box
from lastknown.search.fixed import area_of, hazard_of, legs_of
from lastknown.search.layout import Layout, lay_out
from lastknown.search.lives import Lives, Look, boats_of, gains
from lastknown.search.planned import BoatGain, Plan, UnitPlan
from lastknown.search.scene import Scene, targets_of
from lastknown.search.score import pos_error
from lastknown.search.seat import Seat, crosses_land
from lastknown.search.task import launched, with_chances
from lastknown.search.team import Boxes, Team
from lastknown.search.unit import sweep_widths_m

__all__ = ["Ground", "hurried", "score_plan", "team_of"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Ground:
    """What a plan is made over. n targets.

    Attributes
    ----------
    cloud : what is sought; scene : it as the search sees it.
    seats : what each unit brings; free ones, in order.
    fixed : tasks that stand, before the others; held : their seats.
    planned, scored : (n,) shares to plan on and to score by.
    apart : True where areas must not overlap.
    """

    cloud: Cloud
    scene: Scene
    seats: tuple[Seat, ...]
    fixed: tuple[UnitPlan, ...]
    held: tuple[Seat, ...]
    planned: Floats
    scored: Floats
    apart: bool


def team_of(ground: Ground) -> Team:
    """Return the units to plan for the most probability of success."""
    standing = sum((hazard_of(task, ground.scene) for task in ground.fixed), 0.0)
    return _team(ground, ground.seats, ground.planned * np.exp(-standing))


def hurried(ground: Ground, lives: Lives) -> Team:
    """Return the units to plan for the most lives: looks count before their deadlines alone.

    Parameters
    ----------
    lives : of the shares to plan on.
    """
    worth, plane = lives.worth.copy(), ground.scene.plane
    for task, seat in zip(ground.fixed, ground.held, strict=True):
        worth *= np.exp(-track_hazard(legs_of(task, plane), _late(seat, ground, lives).targets))
    return _team(ground, tuple(_late(seat, ground, lives) for seat in ground.seats), worth)


def _late(seat: Seat, ground: Ground, lives: Lives) -> Seat:
    """Return a unit for which looks after the deadlines earn nothing."""
    if not seat.targets.factor.any():
        return seat
    day, night = (sweep_widths_m(seat.unit, dark=dark) for dark in (False, True))
    assert day is not None
    until_s = lives.deadline(seat.unit, ground.scene)
    return replace(seat, targets=targets_of(ground.scene, day, night, until_s))


def _team(ground: Ground, seats: tuple[Seat, ...], worth: Floats) -> Team:
    plane = ground.scene.plane
    areas = tuple((task.unit, area_of(task, plane)) for task in ground.fixed if task.launch)
    return Team(seats, worth, areas, ground.apart)


def score_plan(ground: Ground, boxes: Boxes, lives: Lives | None = None) -> Plan:
    """Return the plan of areas for the free units, scored on what it was not made from.

    What each unit adds is counted in the order in which they are on scene.

    Parameters
    ----------
    boxes : one for each free unit; None where it stays.
    lives : of the shares to score by; None: lives are not counted.
    """
    scene = replace(ground.scene, share=ground.scored)
    laid = [_laid(seat, box) for seat, box in zip(ground.seats, boxes, strict=True)]
    begins = [task.arrive_s for task in ground.fixed]
    begins += [math.inf if each is None else each.arrive_s for each in laid]
    order = [int(k) for k in np.argsort(begins, kind="stable")]
    units, left = _tasks(ground, boxes, laid, order, scene)
    pos, error = float(scene.share.sum() - left.sum()), pos_error(scene, left)
    begin, end = float(scene.time_s[0]), float(scene.time_s[-1])
    plan = Plan(begin, end, units, pos, ground.cloud, scene.ashore, pos_error=error)
    if lives is None:
        return replace(plan, boats=_boats(ground, scene, left))
    looks = _looks(ground, units)
    done = gains(lives, scene, [looks[k] for k in order])
    added = dict(zip(order, done.units, strict=True))
    told = tuple(replace(task, lives=added[k]) for k, task in enumerate(units))
    stake = np.bincount(lives.label, lives.at_stake, len(lives.boats))
    boats = tuple(
        replace(boat, at_stake=float(each)) for boat, each in zip(done.boats, stake, strict=True)
    )
    span = (min(done.by_curve), max(done.by_curve))
    return replace(plan, units=told, lives=done.lives, lives_range=span, boats=boats)


def _laid(seat: Seat, box: Box | None) -> Layout | None:
    """Return an area laid out; None where the unit stays."""
    return None if box is None else lay_out(box, seat.errand)


def _tasks(
    ground: Ground,
    boxes: Boxes,
    laid: Sequence[Layout | None],
    order: Sequence[int],
    scene: Scene,
) -> tuple[tuple[UnitPlan, ...], Floats]:
    """Return the tasks, fixed ones first, and what all leave of every target's share."""
    held, left = len(ground.fixed), scene.share.copy()
    tasks = [*ground.fixed, *(seat.idle for seat in ground.seats)]
    for k in order:
        if k < held:
            after = left * np.exp(-hazard_of(ground.fixed[k], scene))
            tasks[k] = with_chances(ground.fixed[k], scene, left, after)
        else:
            seat, box, legs = ground.seats[k - held], boxes[k - held], laid[k - held]
            if box is None or legs is None:
                continue
            after = left * np.exp(-track_hazard(legs.legs, seat.targets))
            task = launched(seat.idle, scene, seat.errand, box, legs, left, after)
            tasks[k] = replace(task, over_land=crosses_land(seat, legs))
        left = after
    return tuple(tasks), left


def _looks(ground: Ground, units: Sequence[UnitPlan]) -> list[Look]:
    seats = (*ground.held, *ground.seats)
    plane = ground.scene.plane
    return [
        Look(task.unit, seat.targets, legs_of(task, plane))
        for task, seat in zip(units, seats, strict=True)
    ]


def _boats(ground: Ground, scene: Scene, left: Floats) -> tuple[BoatGain, ...]:
    """Return the probability of success for each boat."""
    label, names = boats_of(ground.cloud, scene)
    share = np.bincount(label, scene.share, len(names))
    found = np.bincount(label, scene.share - left, len(names))
    with np.errstate(invalid="ignore"):
        pos = found / share
    return tuple(
        BoatGain(name, float(each), math.nan) for name, each in zip(names, pos, strict=True)
    )
