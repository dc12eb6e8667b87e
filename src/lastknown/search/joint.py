"""Areas for several units at once: one after another first, then each anew given all the others.

One after another, each unit takes the best area that those before it leave. That is the floor, and
a usable plan at once. Beside it, several plans are sketched (`lastknown.search.sketched`) and the
best two made true. Then, in rounds, every unit's area is moved step by step over what all the
others leave; a change is kept where all together find more. That is done on some of the particles;
the best end is moved once more on all of them. What is found is never worse than one after another
in the order given. Deterministic: no random draw, and the number of rounds is its budget.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import replace
from threading import Event
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from lastknown.search.box import good_boxes, improve
from lastknown.search.errand import Box
from lastknown.search.seat import dry_points, greedy_box
from lastknown.search.sketch import some_of
from lastknown.search.sketched import sketched_plans
from lastknown.search.team import (
    Boxes,
    Team,
    by_sweep,
    found_by,
    hazard_by,
    hazards_by,
    mask_of,
    pos_of,
    taken_from,
)

__all__ = ["Tell", "settle"]

Floats = NDArray[np.float64]
Tell = Callable[[float, float], bool]
"""Told the share done and the POS so far; returns True where planning is to stop."""

_PARTICLES: Final = 3000
"""Particles that areas are moved on before the last step."""

_LEAST_GAIN: Final = 1e-4
"""POS below which a unit stays, and a change is not worth making."""

_POLL_S: Final = 0.2


def settle(team: Team, rounds: int, tell: Tell) -> Boxes:
    """Return an area for each unit; None where it stays.

    Parameters
    ----------
    rounds : how often every unit is planned anew; 0: one after another and no more.
    """
    given, stop = list(range(len(team.seats))), Event()

    def ask(done: float, pos: float) -> bool:
        if not stop.is_set() and tell(done, pos):
            stop.set()
        return stop.is_set()

    if rounds < 1 or len(given) < 2:
        return _one_after_another(team, given, ask)
    with ThreadPoolExecutor(2) as pool:
        sketches = pool.submit(sketched_plans, team, rounds, stop)
        first = _one_after_another(team, given, ask)
        floor = pos_of(team, first)
        _watch([sketches], lambda: ask(0.3, floor))
        small = _thin(team)
        ends = [first, *sketches.result()]
        jobs = [pool.submit(_rounds, small, boxes, rounds, stop) for boxes in ends]
        _watch(jobs, lambda: ask(0.5, floor))
    best = max((job.result() for job in jobs), key=lambda boxes: pos_of(team, boxes))
    ask(0.6, max(floor, pos_of(team, best)))
    wide = _rounds(small, best, rounds, stop, wide=True)
    best = max((best, wide), key=lambda boxes: pos_of(team, boxes))
    ask(0.9, max(floor, pos_of(team, best)))
    moved = _touch_up(team, best, stop)
    moved = moved if pos_of(team, moved) > floor else first
    ask(1.0, pos_of(team, moved))
    return moved


def _watch(jobs: Sequence[Future[Any]], ask: Callable[[], bool]) -> None:
    """Wait for jobs, asking now and then whether to stop them."""
    left = set(jobs)
    while left:
        left = wait(left, timeout=_POLL_S).not_done
        if left:
            ask()


def _one_after_another(team: Team, order: Sequence[int], tell: Tell) -> Boxes:
    boxes: Boxes = [None] * len(team.seats)
    left = team.worth.copy()
    for done, k in enumerate(order):
        box = greedy_box(team.seats[k], left, taken_from(team, boxes, k), alone=len(order) == 1)
        after = left if box is None else left * np.exp(-hazard_by(team.seats[k], box))
        if float(left.sum() - after.sum()) > _LEAST_GAIN:
            boxes[k], left = box, after
        pos = float(team.worth.sum() - left.sum())
        if tell(0.3 * (done + 1) / len(order), pos):
            break
    return boxes


def _rounds(team: Team, boxes: Boxes, rounds: int, stop: Event, *, wide: bool = False) -> Boxes:
    """Plan every unit anew, given the others, until nothing changes or the rounds are over.

    With `wide` each is sought anew from the start in the first round, not only moved.
    """
    boxes = list(boxes)
    hazards = hazards_by(team, boxes)
    for done in range(rounds):
        before = list(boxes)
        for k in by_sweep(team):
            if stop.is_set():
                return boxes
            left = team.worth * np.exp(hazards[k] - sum(hazards))
            boxes[k] = _anew(team, boxes, k, left, wide=wide and done == 0)
            hazards[k] = hazard_by(team.seats[k], boxes[k])
        if boxes == before:
            break
    return boxes


def _anew(team: Team, boxes: Boxes, k: int, left: Floats, *, wide: bool) -> Box | None:
    """Return the unit's best area over what the others leave: its own, moved, or another form."""
    seat, own = team.seats[k], boxes[k]
    mask = mask_of(team, boxes, k)
    if own is None:
        own = greedy_box(seat, left, mask.taken)
    if own is None:
        return None
    tries = [own, *good_boxes(seat.errand, seat.targets, left, mask)] if wide else [own]
    best, most = own, found_by(seat, own, left)
    for box in tries:
        moved, found = improve(box, seat.errand, seat.targets, left, mask, 0.05, 0.2)
        if found > most + _LEAST_GAIN and dry_points(seat, moved).size == 0:
            best, most = moved, found
    return best if most > _LEAST_GAIN else None


def _touch_up(team: Team, boxes: Boxes, stop: Event) -> Boxes:
    """Return the areas moved once more, by little, on every particle."""
    boxes = list(boxes)
    hazards = hazards_by(team, boxes)
    for k in by_sweep(team):
        seat, own = team.seats[k], boxes[k]
        if own is None or stop.is_set():
            continue
        left = team.worth * np.exp(hazards[k] - sum(hazards))
        mask = mask_of(team, boxes, k)
        moved, found = improve(own, seat.errand, seat.targets, left, mask, 0.02, 0.1)
        if found > found_by(seat, own, left) and dry_points(seat, moved).size == 0:
            boxes[k], hazards[k] = moved, hazard_by(seat, moved)
    return boxes


def _thin(team: Team) -> Team:
    """Return the team over every k-th particle, so that at most `_PARTICLES` remain."""
    there = np.flatnonzero(team.worth > 0.0)
    parts = [some_of(seat.targets, team.worth, there, _PARTICLES) for seat in team.seats]
    seats = tuple(
        replace(seat, targets=part) for seat, (part, _) in zip(team.seats, parts, strict=True)
    )
    return replace(team, seats=seats, worth=parts[0][1])
