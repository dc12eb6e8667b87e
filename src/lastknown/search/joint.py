"""Boxes for several units at once: one after another first, then each anew given all the others.

One after another, each unit takes the best box that those before it leave. Then, in rounds, every
unit is taken out and its box sought anew, and moved step by step, over what all the others leave; a
change is kept where all together find more. That is done from two orders of the units, those that
sweep most first and last, and from one rectangle shared out by strips, on some of the particles;
the best end is moved once more on all of them. What is found is never worse than one after another
in the order given. Deterministic: no random draw, and the number of rounds is its budget.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lastknown.search.box import Taste, good_boxes, improve
from lastknown.search.detection import Targets, track_hazard
from lastknown.search.errand import Box
from lastknown.search.layout import area_row, evaluate, lay_out
from lastknown.search.seat import Seat, dry_points, greedy_box
from lastknown.search.separation import no_areas, share_level
from lastknown.search.strips import strips
from lastknown.search.unit import Unit

__all__ = ["Boxes", "Team", "Tell", "settle"]

Floats = NDArray[np.float64]
Boxes = list[Box | None]
Tell = Callable[[float, float], bool]
"""Told the share done and the POS so far; returns True where planning is to stop."""

_PARTICLES: Final = 2000
"""Particles that boxes are moved on before the last step."""

_LEAST_GAIN: Final = 1e-4
"""POS below which a unit stays, and a change is not worth making."""

_FREE: Final = Taste(1.0, 0.0)


@dataclass(frozen=True)
class Team:
    """Units to plan together.

    Attributes
    ----------
    seats : what each brings.
    worth : (n,) share of every target that fixed units leave.
    fixed : units that are fixed, and their areas as `trespass` wants them.
    apart : True where areas must not overlap.
    """

    seats: tuple[Seat, ...]
    worth: Floats
    fixed: tuple[tuple[Unit, Floats], ...] = ()
    apart: bool = True


def settle(team: Team, rounds: int, tell: Tell) -> Boxes:
    """Return a box for each unit; None where it stays.

    Parameters
    ----------
    rounds : how often every unit is planned anew; 0: one after another and no more.
    """
    given = list(range(len(team.seats)))
    first = _one_after_another(team, given, tell)
    floor = _pos(team, first)
    if rounds < 1 or len(given) < 2 or tell(0.2, floor):
        return first
    small, ends = _thin(team), [first]
    by_sweep = sorted(given, key=lambda k: _sweep(team.seats[k]))
    for turn, start in enumerate((_in_strips, _most_first, _least_first)):
        ends.append(_rounds(small, start(small, by_sweep, tell), by_sweep, rounds, tell))
        if tell(0.4 + 0.2 * turn, max(floor, _pos(small, ends[-1]))):
            break
    best = max(ends, key=lambda boxes: _pos(team, boxes))
    if best is first:
        best = _rounds(small, first, by_sweep, rounds, tell)
    moved = _touch_up(team, best, by_sweep)
    moved = moved if _pos(team, moved) > floor else first
    tell(1.0, _pos(team, moved))
    return moved


def _most_first(team: Team, by_sweep: list[int], tell: Tell) -> Boxes:
    return _one_after_another(team, by_sweep[::-1], tell)


def _least_first(team: Team, by_sweep: list[int], tell: Tell) -> Boxes:
    return _one_after_another(team, by_sweep, tell)


def _in_strips(team: Team, by_sweep: list[int], tell: Tell) -> Boxes:
    """Return the best sharing of one rectangle on the cloud by strips, where that is clear."""
    best: Boxes = [None] * len(team.seats)
    most = 0.0
    for boxes in strips([seat.errand for seat in team.seats], _targets(team), team.worth):
        clear: Boxes = list(boxes)
        for k, box in enumerate(boxes):
            if box is not None and _trespasses(team, clear, k, box):
                clear[k] = None
        found = _pos(team, clear)
        if found > most:
            best, most = clear, found
        if tell(0.0, most):
            break
    return best


def _targets(team: Team) -> list[Targets]:
    return [seat.targets for seat in team.seats]


def _trespasses(team: Team, boxes: Boxes, k: int, box: Box) -> bool:
    seat = team.seats[k]
    mask = seat.mask._replace(taken=_taken(team, boxes, k))
    none = np.zeros(0)
    nobody = Targets(
        seat.targets.time_s, *(np.zeros((seat.targets.time_s.size - less, 0)) for less in (0, 0, 1))
    )
    away = evaluate(box, seat.errand, nobody, none, mask)[1]
    return away > 0.0 or dry_points(seat, box).size > 0


def _sweep(seat: Seat) -> tuple[float, str]:
    """Return the area that a unit can sweep, m2, to order by; then its name."""
    span = min(seat.errand.back_by_s, seat.errand.until_s) - seat.errand.depart_s
    width = float(np.sqrt(seat.targets.factor.max(initial=0.0)))
    return width * seat.errand.search_ms * span, seat.unit.name


def _one_after_another(team: Team, order: Sequence[int], tell: Tell) -> Boxes:
    boxes: Boxes = [None] * len(team.seats)
    left = team.worth.copy()
    for done, k in enumerate(order):
        box = greedy_box(team.seats[k], left, _taken(team, boxes, k))
        after = left if box is None else left * np.exp(-_hazard(team.seats[k], box))
        if float(left.sum() - after.sum()) > _LEAST_GAIN:
            boxes[k], left = box, after
        pos = float(team.worth.sum() - left.sum())
        if tell(0.2 * (done + 1) / len(order), pos):
            break
    return boxes


def _rounds(team: Team, boxes: Boxes, order: Sequence[int], rounds: int, tell: Tell) -> Boxes:
    """Plan every unit anew, given the others, until nothing changes or the rounds are over."""
    boxes = list(boxes)
    hazards = [_hazard(seat, box) for seat, box in zip(team.seats, boxes, strict=True)]
    for done in range(rounds):
        before = list(boxes)
        for k in order:
            left = team.worth * np.exp(hazards[k] - sum(hazards))
            boxes[k] = _anew(team, boxes, k, left, wide=done == 0)
            hazards[k] = _hazard(team.seats[k], boxes[k])
            pos = float((team.worth * -np.expm1(-sum(hazards))).sum())
            if tell((done + 1) / (rounds + 1), pos):
                return boxes
        if boxes == before:
            break
    return boxes


def _anew(team: Team, boxes: Boxes, k: int, left: Floats, *, wide: bool) -> Box | None:
    """Return the unit's best box over what the others leave: its own, moved, or another."""
    seat, own = team.seats[k], boxes[k]
    mask = seat.mask._replace(taken=_taken(team, boxes, k))
    able = np.flatnonzero((left > 0.0) & np.any(seat.targets.factor > 0.0, axis=0))
    if able.size == 0:
        return None
    tries = [] if own is None else [own]
    if wide or own is None:
        tries += good_boxes(seat.errand, seat.targets, left, able, mask, _FREE)
    floor = 0.0 if own is None else _found(seat, own, left)
    best, most = own, floor
    for box in tries:
        moved, found = improve(box, seat.errand, seat.targets, left, mask, _FREE, 0.05, 0.2)
        if found > most + _LEAST_GAIN and dry_points(seat, moved).size == 0:
            best, most = moved, found
    return best if most > _LEAST_GAIN else None


def _touch_up(team: Team, boxes: Boxes, order: Sequence[int]) -> Boxes:
    """Return the boxes moved once more, by little, on every particle."""
    boxes = list(boxes)
    for k in order:
        others = [None if j == k else box for j, box in enumerate(boxes)]
        total = sum(_hazard(seat, box) for seat, box in zip(team.seats, others, strict=True))
        left, seat, own = team.worth * np.exp(-total), team.seats[k], boxes[k]
        if own is None:
            continue
        mask = seat.mask._replace(taken=_taken(team, boxes, k))
        moved, found = improve(own, seat.errand, seat.targets, left, mask, _FREE, 0.02, 0.05)
        if found > _found(seat, own, left) and dry_points(seat, moved).size == 0:
            boxes[k] = moved
    return boxes


def _pos(team: Team, boxes: Boxes) -> float:
    total = sum(_hazard(seat, box) for seat, box in zip(team.seats, boxes, strict=True))
    return float((team.worth * -np.expm1(-total)).sum())


def _found(seat: Seat, box: Box, left: Floats) -> float:
    return float((left * -np.expm1(-_hazard(seat, box))).sum())


def _hazard(seat: Seat, box: Box | None) -> Floats:
    """Return the hazard of a unit's box on each target, (n,); 0 where it stays."""
    laid = None if box is None else lay_out(box, seat.errand)
    if laid is None:
        return np.zeros(seat.targets.x.shape[1])
    return track_hazard(laid.legs, seat.targets)


def _taken(team: Team, boxes: Boxes, k: int) -> Floats:
    """Return the areas that unit k must keep clear of, (m, 7)."""
    if not team.apart:
        return no_areas()
    unit = team.seats[k].unit
    rows = [area for other, area in team.fixed if share_level(unit, other)]
    for j, (seat, box) in enumerate(zip(team.seats, boxes, strict=True)):
        laid = None if box is None else lay_out(box, seat.errand)
        if j != k and box is not None and laid is not None and share_level(unit, seat.unit):
            rows.append(area_row(box, laid))
    return np.array(rows) if rows else no_areas()


def _thin(team: Team) -> Team:
    """Return the team over every k-th particle, so that at most `_PARTICLES` remain."""
    there = np.flatnonzero(team.worth > 0.0)
    columns = there[:: max(1, -(-there.size // _PARTICLES))]
    worth = team.worth[columns] * (team.worth.sum() / team.worth[columns].sum())
    seats = tuple(replace(seat, targets=_some(seat.targets, columns)) for seat in team.seats)
    return replace(team, seats=seats, worth=worth)


def _some(targets: Targets, columns: NDArray[np.intp]) -> Targets:
    x, y, factor = (
        np.ascontiguousarray(values[:, columns])
        for values in (targets.x, targets.y, targets.factor)
    )
    return Targets(targets.time_s, x, y, factor)
