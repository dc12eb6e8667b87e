"""Plans for several units by the quick model: many beginnings, the best two kept.

Beginnings: one after another, those that sweep most first and last, and one rectangle shared out
by strips. From each, every unit in turn is taken out and placed anew over what the others leave,
until nothing changes; then every two units (of many those that lie nearest, twice as many pairs as
units) are taken out together and placed anew in either order,
so that none keeps a place only because it was there first.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations, permutations
from threading import Event
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lastknown.search.errand import Box
from lastknown.search.layout import lay_out
from lastknown.search.sketch import Sketch, draw_of, sketched_boxes, sketched_hazard
from lastknown.search.strips import strips
from lastknown.search.team import Boxes, Team, by_sweep, in_the_way, mask_of

__all__ = ["sketched_plans"]

Floats = NDArray[np.float64]

_LEAST_GAIN: Final = 1e-4
_KEPT: Final = 2
_FEW: Final = 4


class _Desk:
    """The team's sketches, and what is worth finding of their common targets."""

    def __init__(self, team: Team) -> None:
        there = np.flatnonzero(team.worth > 0.0)
        self.team = team
        self.sketches = [draw_of(s.errand, s.targets, team.worth, there) for s in team.seats]
        self.here = team.worth[self.sketches[0].rows] * self.sketches[0].scale


def sketched_plans(team: Team, rounds: int, stop: Event) -> list[Boxes]:
    """Return the two best plans found by the model, the better first.

    Parameters
    ----------
    rounds : how often every unit is planned anew from each beginning.
    stop : set where planning is to end.
    """
    desk = _Desk(team)
    order = by_sweep(team)
    ends = []
    for start in (_placed(desk, order[::-1]), _placed(desk, order), _in_strips(desk)):
        ends.append(_rounds(desk, start, rounds, stop))
        if stop.is_set():
            break
    ends.sort(key=lambda boxes: -_pos(desk, boxes))
    return [_pairs(desk, boxes, stop) for boxes in ends[:_KEPT]]


def _hazard(desk: _Desk, k: int, box: Box | None) -> Floats:
    sketch: Sketch = desk.sketches[k]
    laid = None if box is None else lay_out(box, desk.team.seats[k].errand)
    if box is None or laid is None:
        return np.zeros(sketch.x.size)
    return sketched_hazard(box, laid.length_m, sketch)


def _hazards(desk: _Desk, boxes: Boxes) -> list[Floats]:
    return [_hazard(desk, k, box) for k, box in enumerate(boxes)]


def _pos(desk: _Desk, boxes: Boxes) -> float:
    return float((desk.here * -np.expm1(-sum(_hazards(desk, boxes)))).sum())


def _place(desk: _Desk, boxes: Boxes, k: int, others: Floats) -> Box | None:
    """Return the best area of unit k by the model, given the hazard of the others."""
    left = desk.here * np.exp(-others)
    seat = desk.team.seats[k]
    found = sketched_boxes(desk.sketches[k], seat.errand, left, mask_of(desk.team, boxes, k), 1)
    return found[0] if found else None


def _placed(desk: _Desk, order: Sequence[int]) -> Boxes:
    """Return areas placed one after another."""
    boxes: Boxes = [None] * len(desk.team.seats)
    others = np.zeros(desk.here.size)
    for k in order:
        boxes[k] = _place(desk, boxes, k, others)
        others = others + _hazard(desk, k, boxes[k])
    return boxes


def _in_strips(desk: _Desk) -> Boxes:
    """Return the best sharing of one rectangle by strips, where that is clear."""
    team, best, most = desk.team, list[Box | None]([None] * len(desk.team.seats)), 0.0
    for order in _orders(team):
        seats = [team.seats[k] for k in order]
        moving = min(1.0, len(seats[0].errand.paths.x) - 1.0)
        targets = [seat.targets for seat in seats]
        for shared in strips([seat.errand for seat in seats], targets, team.worth):
            boxes: Boxes = [None] * len(seats)
            for k, box in zip(order, shared, strict=True):
                boxes[k] = box and box._replace(follow=moving)
            found = _pos(desk, boxes)
            if found > most:
                best, most = boxes, found
    for k, box in enumerate(best):
        if box is not None and in_the_way(team, best, k, box):
            best[k] = None
    return best


def _orders(team: Team) -> list[tuple[int, ...]]:
    """Return the orders in which strips are given out: all of a few units, else some."""
    order = tuple(by_sweep(team))
    if len(order) <= _FEW:
        return list(permutations(order))
    east = tuple(sorted(order, key=lambda k: team.seats[k].errand.from_x))
    north = tuple(sorted(order, key=lambda k: team.seats[k].errand.from_y))
    return [each for some in (order, east, north) for each in (some, some[::-1])]


def _rounds(desk: _Desk, boxes: Boxes, rounds: int, stop: Event) -> Boxes:
    """Return areas placed anew in turn while that helps."""
    boxes, hazards = list(boxes), _hazards(desk, boxes)
    for _ in range(rounds):
        better = False
        for k in by_sweep(desk.team):
            others = sum(hazards) - hazards[k]
            box = _place(desk, boxes, k, others)
            hazard = _hazard(desk, k, box)
            if _gain(desk, others, hazard) > _gain(desk, others, hazards[k]) + _LEAST_GAIN:
                boxes[k], hazards[k], better = box, hazard, True
        if not better or stop.is_set():
            break
    return boxes


def _gain(desk: _Desk, others: Floats, hazard: Floats) -> float:
    return float((desk.here * np.exp(-others) * -np.expm1(-hazard)).sum())


def _apart(boxes: Boxes, pair: tuple[int, int]) -> float:
    """Return how far the areas of two units are apart, m; 0 where one stays."""
    one, other = (boxes[k] for k in pair)
    if one is None or other is None:
        return 0.0
    return math.hypot(one.x - other.x, one.y - other.y)


def _pairs(desk: _Desk, boxes: Boxes, stop: Event) -> Boxes:
    """Return areas after every two units were taken out together and placed anew."""
    most = _pos(desk, boxes)
    near = sorted(combinations(by_sweep(desk.team), 2), key=lambda pair: _apart(boxes, pair))
    for pair in near[: 2 * len(boxes)]:
        for order in (pair, pair[::-1]):
            tried = [None if k in pair else box for k, box in enumerate(boxes)]
            hazards = _hazards(desk, tried)
            for k in order:
                tried[k] = _place(desk, tried, k, np.asarray(sum(hazards)))
                hazards[k] = _hazard(desk, k, tried[k])
            found = _pos(desk, tried)
            if found > most + _LEAST_GAIN:
                boxes, most = tried, found
            if stop.is_set():
                return boxes
    return boxes
