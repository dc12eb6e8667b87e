"""The best single box of parallel tracks for one unit over a moving cloud.

A box is five numbers: its centre, the course of its tracks, how many there are and how far apart.
Its length follows from the unit's effort, usable fraction x search speed x on-scene time, which in
turn follows from the way out and back, so that every box spends exactly what the unit has. Boxes
are first compared by their coverage over the cloud at one moment (a grid of places, courses,
spacings and shapes), then the best few are improved step by step (a pattern search, halving its
steps) on the true probability of success: hazards of the timed legs on the moving particles.

Many boxes, from wide open to dense, find nearly the same. So the search is made twice: for the
probability of success alone, and for it less a share in proportion to |ln C|, C = W / S the
coverage and W the sweep width of most of what is sought. Of all boxes within 1 % of the best, the
one with the coverage nearest to 1 is taken, so that a small change of the case does not turn a wide
box into a dense one. On 5,000 particles a POS of one half has a standard error of 1.4 % of itself.
Deterministic: no random draw anywhere.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lastknown.compiled import allocating
from lastknown.search.detection import Targets
from lastknown.search.errand import SECTOR, SQUARE, TRACKS, Box, Errand, LandMask, path_at, window
from lastknown.search.layout import evaluate
from lastknown.units import HOUR

__all__ = ["Taste", "best_box", "good_boxes", "improve"]

Floats = NDArray[np.float64]

_COARSE, _MIDDLE, _KEPT = 700, 1500, 8
_GIVEN_UP = 0.01  # share of the POS given up for a coverage nearer to 1
_WAITING = 0.02  # share of its POS that each hour a unit waits must earn
_PENALTIES = (0.0, 0.05)  # share of the POS per |ln C|, in the two searches


class Taste(NamedTuple):
    """Which coverage is liked: W / spacing = 1, with the sweep width W, m, of most of what is
    sought; `penalty` is the share of the POS that each |ln C| costs."""

    width: float
    penalty: float


@allocating
def _coarse(
    boxes: Floats, lengths: Floats, x: Floats, y: Floats, worth: Floats, width: Floats
) -> Floats:
    """POS of boxes (b, 6) over targets at one moment: inside x erf(sqrt(pi)/2 W/S)."""
    out = np.zeros(lengths.size)
    for b in range(lengths.size):
        cx, cy, course, spacing, tracks, _ = boxes[b]
        ux, uy = math.sin(course), math.cos(course)
        half_length, half_width = 0.5 * lengths[b], 0.5 * tracks * spacing
        seen, pod = -1.0, 0.0
        for i in range(worth.size):
            dx, dy = x[i] - cx, y[i] - cy
            if abs(dx * ux + dy * uy) < half_length and abs(dx * uy - dy * ux) < half_width:
                if width[i] != seen:
                    seen = width[i]
                    pod = math.erf(0.5 * math.sqrt(math.pi) * seen / spacing)
                out[b] += worth[i] * pod
    return out


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
    every = _some(targets, worth, able, able.size)
    width = _main_width(errand, *every)
    final = [
        (box, evaluate(box, errand, *every, mask)[0])
        for penalty in _PENALTIES
        for box in good_boxes(errand, targets, worth, able, mask, Taste(width, penalty))
    ]
    least = (1.0 - _GIVEN_UP) * max((pos for _, pos in final), default=0.0)
    good = [each for each in final if each[1] >= least > 0.0]
    return min(good, key=lambda each: (_oddness(each[0], width), -each[1]), default=None)


def _oddness(box: Box, width: float) -> float:
    """How far a box's coverage is from 1; a sector search, denser at its datum, has no one."""
    return 0.0 if box.form == SECTOR else _odd(box.spacing, width)


def good_boxes(
    errand: Errand, targets: Targets, worth: Floats, able: NDArray[np.intp], mask: LandMask,
    taste: Taste,
) -> list[Box]:  # fmt: skip
    """Return the best three boxes clear of land for a taste.

    `able` are the indices of the targets that can be found at all; the rest as in `best_box`.
    """
    some = _some(targets, worth, able, _MIDDLE)
    starts = _starts(errand, *_some(targets, worth, able, _COARSE), taste)
    found = [improve(box, errand, *some, mask, taste, 0.1) for box in starts]
    found.sort(key=lambda pair: -pair[1])
    if found:
        found += [
            improve(box, errand, *some, mask, taste, 0.1) for box in _about(found[0][0], errand)
        ]
        found.sort(key=lambda pair: -pair[1])
    every = _some(targets, worth, able, able.size)
    final = [improve(box, errand, *every, mask, taste, 0.02) for box, _ in found[:3]]
    return [box for box, value in final if value > 0.0]


def _about(box: Box, errand: Errand) -> list[Box]:
    """Patterns about the centre of a box: an expanding square, and sector searches of two sizes."""
    path = path_at(errand, box.x, box.y, box.wait_s)
    radii = (path / 9.0, path / 18.0)
    return [
        box._replace(form=SQUARE),
        *(box._replace(form=SECTOR, spacing=radius) for radius in radii if radius > 0.0),
    ]


def _some(
    targets: Targets, worth: Floats, able: NDArray[np.intp], at_most: int
) -> tuple[Targets, Floats]:
    """Every k-th of the targets so that at most `at_most` remain, their worth scaled up."""
    columns = able[:: -(-able.size // at_most)]
    part = Targets(
        targets.time_s,
        np.ascontiguousarray(targets.x[:, columns]),
        np.ascontiguousarray(targets.y[:, columns]),
        np.ascontiguousarray(targets.factor[:, columns]),
    )
    return part, worth[columns] * (worth[able].sum() / worth[columns].sum())


def _main_width(errand: Errand, targets: Targets, worth: Floats) -> float:
    """Sweep width, m, of most of what is sought, at the middle of the time on scene; 0: of none."""
    width = np.sqrt(8.0 * np.pi * targets.factor[_middle_step(errand, targets, worth)])
    kinds, which = np.unique(width, return_inverse=True)
    shares = np.where(kinds > 0.0, np.bincount(which, worth), -1.0)
    return max(0.0, float(kinds[int(np.argmax(shares))]))


def _odd(spacing: float, width: float) -> float:
    """How far a coverage is from 1: |ln(W / S)|; 0 where nothing has a sweep width W, m."""
    return abs(math.log(width / spacing)) if width > 0.0 else 0.0


def _worth_keeping(spacing: float, taste: Taste, wait_s: float = 0.0) -> float:
    """Share of its POS that a box counts for."""
    return max(0.1, 1.0 - taste.penalty * _odd(spacing, taste.width) - _WAITING * wait_s / HOUR)


def _starts(errand: Errand, targets: Targets, worth: Floats, taste: Taste) -> list[Box]:
    """The best few different boxes by coverage at the middle of the time on scene."""
    step = _middle_step(errand, targets, worth)
    x, y = targets.x[step], targets.y[step]
    width = np.sqrt(8.0 * np.pi * targets.factor[step])
    if not np.any(width > 0.0):
        return []
    centres, axis = _centres(x, y, np.where(width > 0.0, worth, 0.0))
    paths = np.array([path_at(errand, *centre) for centre in centres])
    rows = _candidates(centres, axis, paths, np.unique(width[width > 0.0]))
    boxes, lengths = rows[:, :6], rows[:, 6]
    score = _coarse(np.ascontiguousarray(boxes), np.ascontiguousarray(lengths), x, y, worth, width)
    score *= [_worth_keeping(spacing, taste) for spacing in boxes[:, 3]]
    chosen: list[int] = []
    for k in np.argsort(-score, kind="stable"):
        if len(chosen) == _KEPT or score[k] <= 0.0:
            break
        if all(_differ(rows[k], rows[other]) for other in chosen):
            chosen.append(int(k))
    return [Box(*(float(value) for value in boxes[k])) for k in chosen]


def _middle_step(errand: Errand, targets: Targets, worth: Floats) -> int:
    """Index of the interval at the middle of the time on scene, at the middle of the cloud."""
    x, y = (
        np.average(targets.x, axis=1, weights=worth),
        np.average(targets.y, axis=1, weights=worth),
    )
    arrive, leave = window(errand, float(x.mean()), float(y.mean()))
    middle = 0.5 * (arrive + max(arrive, leave))
    step = int(np.searchsorted(targets.time_s, middle, side="right")) - 1
    return min(max(step, 0), targets.time_s.size - 2)


def _centres(x: Floats, y: Floats, worth: Floats) -> tuple[Floats, float]:
    """Places to try (c, 2): a grid along the cloud's axes and some of its particles; the axis."""
    mean = np.array([np.average(x, weights=worth), np.average(y, weights=worth)])
    offset = np.stack([x, y]) - mean[:, None]
    values, vectors = np.linalg.eigh((offset * worth) @ offset.T / worth.sum())
    minor, major = np.sqrt(np.maximum(values, 1.0))
    along, across = np.meshgrid(np.linspace(-2, 2, 9) * major, np.linspace(-1, 1, 5) * minor)
    grid = mean + along.reshape(-1, 1) * vectors[:, 1] + across.reshape(-1, 1) * vectors[:, 0]
    order = np.argsort(offset.T @ vectors[:, 1], kind="stable")
    rank = np.cumsum(worth[order]) / worth.sum()
    picked = order[np.minimum(np.searchsorted(rank, (np.arange(24) + 0.5) / 24), order.size - 1)]
    centres = np.concatenate([grid, np.stack([x[picked], y[picked]], axis=1)])
    return centres, math.atan2(vectors[0, 1], vectors[1, 1])


def _candidates(centres: Floats, axis: float, paths: Floats, widths: Floats) -> Floats:
    """Boxes (b, 7): the six figures of `Box` and the length."""
    spacing = np.unique(np.outer(widths, [0.5, 0.75, 1.1, 1.6]))
    course = axis + np.arange(4) * (np.pi / 4.0)
    shape = np.array([1.0, 1.7, 3.0, 6.0])
    c, t, s, a = (
        grid.ravel()
        for grid in np.meshgrid(np.arange(len(centres)), course, spacing, shape, indexing="ij")
    )
    tracks = np.maximum(2.0, np.round(np.sqrt((paths[c] + s) / (s * a))))
    length = (paths[c] + s) / tracks
    rows = np.stack([centres[c, 0], centres[c, 1], t, s, tracks, np.ones_like(s), length], axis=1)
    return np.asarray(rows[length > 2.0 * s], float)


def _differ(one: Floats, other: Floats) -> bool:
    """True where two candidates lead to different places: apart, or turned."""
    apart = math.hypot(one[0] - other[0], one[1] - other[1])
    size = math.sqrt(other[3] * other[4] * other[6])
    return apart > 0.25 * size or abs(one[2] - other[2]) > 0.1


def improve(
    box: Box, errand: Errand, targets: Targets, worth: Floats, mask: LandMask, taste: Taste,
    least: float, step: float = 0.5,
) -> tuple[Box, float]:  # fmt: skip
    """Move, turn and reshape a box while that helps, in ever smaller steps down to `least`.

    Returns the box and what it counts for; below 0 where every box tried is in the way.
    """
    best = _score(box, errand, targets, worth, mask, taste)
    while step >= least:
        better = False
        for other in _moves(box, errand, step):
            value = _score(other, errand, targets, worth, mask, taste)
            if value > best + 1e-9:
                box, best, better = other, value, True
        if not better:
            step *= 0.5
    return box, best


def _score(
    box: Box, errand: Errand, targets: Targets, worth: Floats, mask: LandMask, taste: Taste
) -> float:
    """What a box counts for: its POS, less where its coverage is not to the taste.

    Below 0 where legs cross land or the box is in the way, the lower the more of it.
    """
    found, trespass = evaluate(box, errand, targets, worth, mask)
    if trespass > 0.0:
        return -trespass
    spacing = taste.width if box.form == SECTOR else box.spacing
    return found * _worth_keeping(spacing, taste, box.wait_s)


def _moves(box: Box, errand: Errand, step: float) -> list[Box]:
    """Neighbours of a box at a relative step size."""
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
    turned = box._replace(course=box.course + math.pi)
    moves += [turned, box._replace(side=-box.side), turned._replace(side=-box.side)]
    return moves + _other_times(box, errand, step)


def _reshaped(box: Box, wide: float, step: float) -> list[Box]:
    """The box with more or fewer tracks, as far apart or as wide as before."""
    moves, jump = [], max(1.0, round(0.4 * step * box.tracks))
    for tracks in (box.tracks + jump, box.tracks - jump):
        if tracks >= 2.0:
            moves.append(box._replace(tracks=tracks))
            moves.append(box._replace(tracks=tracks, spacing=wide / tracks))
    return moves


def _other_times(box: Box, errand: Errand, step: float) -> list[Box]:
    """The box following another datum, or begun earlier or later."""
    paths = range(len(errand.paths.x))
    moves = [box._replace(follow=float(k)) for k in paths if k != box.follow]
    jump = step * errand.latest_s
    waits = sorted({0.0, box.wait_s + jump, box.wait_s - jump} - {box.wait_s})
    return moves + [box._replace(wait_s=w) for w in waits if 0.0 <= w <= errand.latest_s]
