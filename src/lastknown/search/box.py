"""The best single area for one unit over a moving cloud.

A box is five numbers: its centre, the course of its tracks, how many there are and how far apart.
Its length follows from the unit's effort, usable fraction x search speed x on-scene time, which in
turn follows from the way out and back, so that every box spends exactly what the unit has. Boxes
are first compared by a quick model (`lastknown.search.sketch`: a grid of places, courses, spacings
and shapes, the best of them moved), then the best few are improved step by step (a pattern search,
halving its steps) on the true probability of success: hazards of the timed legs on the moving
particles. So are an expanding square and sector searches about the best one's centre. An area may
stay fixed to the ground or follow a datum, and begin later where that finds more.

Many boxes, from wide open to dense, find nearly the same. Of all found within 1 % of the best, the
one with the coverage nearest to 1 is taken, so that a small change of the case does not turn a wide
box into a dense one. On 5,000 particles a POS of one half has a standard error of 1.4 % of itself.
Deterministic: no random draw anywhere.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lastknown.search.detection import Targets, widths_of
from lastknown.search.errand import SECTOR, SQUARE, TRACKS, Box, Errand, LandMask, path_at
from lastknown.search.layout import evaluate
from lastknown.search.sketch import draw, grid_boxes, sketched_boxes, some_of
from lastknown.units import HOUR

__all__ = ["about", "best_box", "good_boxes", "improve"]

Floats = NDArray[np.float64]

_MIDDLE: Final = 1000
_STARTS: Final = 4
_GIVEN_UP: Final = 0.01  # share of the POS given up for a coverage nearer to 1
_LEAST_WAIT_S: Final = 1200.0
_WAITING: Final = 0.1  # share of its POS that each hour a unit waits must earn


def best_box(
    errand: Errand, targets: Targets, worth: Floats, mask: LandMask
) -> tuple[Box, float] | None:
    """Return the best box found and its probability of success; None where there is none at all.

    Of boxes within 1 % of the best the one of coverage nearest to 1 is preferred. Boxes whose legs
    cross land are never returned.

    Parameters
    ----------
    worth : (n,) probability that a person sought is this target and not yet found.
    """
    able = np.flatnonzero((worth > 0.0) & np.any(targets.factor > 0.0, axis=0))
    if able.size == 0:
        return None
    every = some_of(targets, worth, able, able.size)
    width = _main_width(*every)
    final = [
        (box, evaluate(box, errand, *every, mask)[0])
        for box in good_boxes(errand, targets, worth, mask)
    ]
    least = (1.0 - _GIVEN_UP) * max((pos for _, pos in final), default=0.0)
    good = [each for each in final if each[1] >= least > 0.0]
    return min(good, key=lambda each: (_odd(each[0], errand, width), -each[1]), default=None)


def good_boxes(errand: Errand, targets: Targets, worth: Floats, mask: LandMask) -> list[Box]:
    """Return the best few areas clear of land, the rest as in `best_box`."""
    sketch = draw(errand, targets, worth)
    if sketch is None:
        return []
    able = np.flatnonzero((worth > 0.0) & np.any(targets.factor > 0.0, axis=0))
    some = some_of(targets, worth, able, _MIDDLE)
    here = worth[sketch.rows] * sketch.scale
    starts = grid_boxes(sketch, errand, here, _STARTS)
    starts += [_crossed(box, errand) for box in starts]
    starts += [box._replace(follow=0.0) for box in starts if box.follow > 0.0]
    starts += sketched_boxes(sketch, errand, here, mask, 2)
    every = some_of(targets, worth, able, able.size)
    found = _moved(starts, errand, some, every, mask)
    if found:
        others = [*about(found[0], errand), *_other_datums(found[0], errand)]
        found = _ranked([*found, *_moved(others, errand, some, every, mask)], errand, every, mask)
    final = [improve(box, errand, *every, mask, 0.02, 0.1) for box in found[:3]]
    return [box for box, value in final if value > 0.0]


Part = tuple[Targets, Floats]


def _moved(boxes: list[Box], errand: Errand, some: Part, every: Part, mask: LandMask) -> list[Box]:
    """Return boxes moved on some particles, best on all first."""
    moved = [improve(box, errand, *some, mask, 0.1)[0] for box in boxes]
    return _ranked(moved, errand, every, mask)


def _ranked(boxes: list[Box], errand: Errand, every: Part, mask: LandMask) -> list[Box]:
    """Return boxes in the order of what they count for; few particles flatter narrow ones."""
    values = {box: _score(box, errand, *every, mask) for box in boxes}
    return sorted(values, key=lambda box: -values[box])


def _crossed(box: Box, errand: Errand) -> Box:
    """Return the same box with its tracks along its other side."""
    path = path_at(errand, box.x, box.y, box.wait_s)
    tracks = max(2.0, float(round((path + box.spacing) / (box.tracks * box.spacing))))
    return box._replace(course=box.course + 0.5 * math.pi, tracks=tracks)


def _other_datums(box: Box, errand: Errand) -> list[Box]:
    """Return the box following each datum that it does not follow."""
    paths = [float(k) for k in range(len(errand.paths.x))]
    return [box._replace(follow=path) for path in paths if path != box.follow]


def about(box: Box, errand: Errand) -> list[Box]:
    """Patterns about the centre of a box: an expanding square, and sector searches of two sizes."""
    path = path_at(errand, box.x, box.y, box.wait_s)
    radii = [part for part in (path / 9.0, path / 18.0) if part > 0.0]
    sectors = [box._replace(form=SECTOR, spacing=radius) for radius in radii]
    return [box._replace(form=SQUARE), *sectors]


def _main_width(targets: Targets, worth: Floats) -> float:
    """Sweep width, m, of most of what is sought; 0: of none."""
    kinds, which = np.unique(np.round(widths_of(targets), 3), return_inverse=True)
    shares = np.where(kinds > 0.0, np.bincount(which, worth), -1.0)
    return max(0.0, float(kinds[int(np.argmax(shares))]))


def _odd(box: Box, errand: Errand, width: float) -> float:
    """How far a box's coverage is from 1: |ln(W / S)|; 0 where nothing has a sweep width W, m.

    Of a sector search S is its circle by its path.
    """
    path = path_at(errand, box.x, box.y, box.wait_s)
    spacing = math.pi * box.spacing**2 / path if box.form == SECTOR else box.spacing
    return abs(math.log(width / spacing)) if width > 0.0 else 0.0


def improve(
    box: Box, errand: Errand, targets: Targets, worth: Floats, mask: LandMask,
    least: float, step: float = 0.5,
) -> tuple[Box, float]:  # fmt: skip
    """Move, turn and reshape a box while that helps, in ever smaller steps down to `least`.

    Returns the box and what it counts for; below 0 where every box tried is in the way.
    """
    best, change = _score(box, errand, targets, worth, mask), True
    while step >= least:
        better = False
        for other in _moves(box, errand, step, change=change):
            value = _score(other, errand, targets, worth, mask)
            if value > best + 1e-9:
                box, best, better = other, value, True
        if not better:
            step, change = step * 0.5, False
    return box, best


def _score(box: Box, errand: Errand, targets: Targets, worth: Floats, mask: LandMask) -> float:
    """What a box counts for: its POS, less where the unit waits.

    Below 0 where legs cross land or the box is in the way, the lower the more of it.
    """
    found, trespass = evaluate(box, errand, targets, worth, mask)
    return found * (1.0 - _WAITING * box.wait_s / HOUR) if trespass == 0.0 else -trespass


def _moves(box: Box, errand: Errand, step: float, *, change: bool) -> list[Box]:
    """Neighbours of a box at a relative step size; with `change` other directions."""
    path = path_at(errand, box.x, box.y, box.wait_s)
    wide = box.spacing * box.tracks if box.form == TRACKS else math.sqrt(path * box.spacing)
    long = max(wide, (path + box.spacing) / box.tracks) if box.form == TRACKS else wide
    ux, uy = math.sin(box.course), math.cos(box.course)
    shifts = [(ux * long, uy * long), (-ux * long, -uy * long), (uy * wide, -ux * wide)]
    shifts.append((-uy * wide, ux * wide))
    moves = [
        box._replace(x=box.x + 0.5 * step * dx, y=box.y + 0.5 * step * dy) for dx, dy in shifts
    ]
    moves += [box._replace(course=box.course + sign * 0.8 * step) for sign in (1, -1)]
    moves += [box._replace(spacing=box.spacing * (1 + 0.5 * step) ** sign) for sign in (1, -1)]
    if box.form == TRACKS:
        moves += _reshaped(box, wide, step)
    if change:
        turned = box._replace(course=box.course + math.pi)
        moves += [turned, box._replace(side=-box.side), turned._replace(side=-box.side)]
    return moves + _other_times(box, errand, step)


def _reshaped(box: Box, wide: float, step: float) -> list[Box]:
    """The box with more or fewer tracks, as far apart or as wide as before."""
    moves, jump = [], max(1.0, float(round(0.4 * step * box.tracks)))
    for tracks in (box.tracks + jump, box.tracks - jump):
        if tracks >= 2.0:
            moves.append(box._replace(tracks=tracks))
            moves.append(box._replace(tracks=tracks, spacing=wide / tracks))
    return moves


def _other_times(box: Box, errand: Errand, step: float) -> list[Box]:
    """The box begun earlier or later."""
    jump = step * errand.latest_s
    waits = sorted({0.0, box.wait_s + jump, box.wait_s - jump} - {box.wait_s})
    possible = [wait for wait in waits if wait == 0.0 or _LEAST_WAIT_S <= wait <= errand.latest_s]
    return [box._replace(wait_s=wait) for wait in possible]
