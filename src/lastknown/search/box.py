"""The best single box of parallel tracks for one unit over a moving cloud.

A box is five numbers: its centre, the course of its tracks, how many there are and how far apart.
Its length follows from the unit's effort, usable fraction x search speed x on-scene time, which in
turn follows from the way out and back, so that every box spends exactly what the unit has. Boxes
are first compared by their coverage over the cloud at one moment (a grid of places, courses,
spacings and shapes), then the best few are improved step by step (a pattern search, halving its
steps) on the true probability of success: hazards of the timed legs on the moving particles.
Deterministic: no random draw anywhere.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lastknown.compiled import allocating
from lastknown.search.detection import Targets, add_hazard
from lastknown.search.pattern import fill_parallel

__all__ = ["Box", "Errand", "LandMask", "best_box", "evaluate", "lay_out", "no_land"]

Floats = NDArray[np.float64]

_TURNS, _COARSE, _MIDDLE, _KEPT = 40, 700, 1500, 8


class Errand(NamedTuple):
    """What one unit can do, in the scene's plane (m, s since 1970, m/s)."""

    from_x: float
    from_y: float
    to_x: float
    to_y: float
    depart_s: float
    back_by_s: float
    until_s: float
    transit_ms: float
    search_ms: float
    usable: float


class LandMask(NamedTuple):
    """Land as a grid of cells in the scene's plane: land[row, column], True where land."""

    land: NDArray[np.bool_]
    x0: float
    y0: float
    cell_m: float


class Box(NamedTuple):
    """A box of parallel tracks in the scene's plane.

    Attributes
    ----------
    x, y : centre, m. course : of the first track, radians true.
    spacing : track spacing, m. tracks : number of tracks (whole).
    side : +1 the tracks follow each other to the right of the first course, -1 to the left.
    """

    x: float
    y: float
    course: float
    spacing: float
    tracks: float
    side: float


@dataclass(frozen=True)
class Layout:
    """The timed legs (k, 6) of a box, its length in m, arrival, departure and return, s."""

    legs: Floats
    length_m: float
    arrive_s: float
    leave_s: float
    back_s: float


def no_land() -> LandMask:
    """Return a mask without land."""
    return LandMask(np.zeros((0, 0), np.bool_), 0.0, 0.0, 1.0)


def lay_out(box: Box, errand: Errand) -> Layout | None:
    """Return the legs of a box that spends the unit's effort; None where it has none left there."""
    legs = np.empty((2 * int(box.tracks) - 1, 6))
    length, arrive, leave, back = _fill(box, errand, legs)
    return Layout(legs, length, arrive, leave, back) if length > 0.0 else None


@allocating
def _fill(box: Box, errand: Errand, legs: Floats) -> tuple[float, float, float, float]:
    """Write the legs; return (length, arrive, leave, back); length 0 where it cannot be done.

    Start and end of the pattern move with its length, and the time left with them, so both are
    found together by iteration; on return the legs fit the usable time.
    """
    n, spacing = int(box.tracks), box.spacing
    ux, uy = math.sin(box.course), math.cos(box.course)
    cx, cy = box.side * uy, -box.side * ux
    half = 0.5 * (n - 1) * spacing
    end = 1.0 if n % 2 == 1 else -1.0
    track = 0.0
    for _ in range(_TURNS):
        sx, sy = box.x - 0.5 * track * ux - half * cx, box.y - 0.5 * track * uy - half * cy
        ex = box.x + 0.5 * end * track * ux + half * cx
        ey = box.y + 0.5 * end * track * uy + half * cy
        arrive = errand.depart_s + math.hypot(sx - errand.from_x, sy - errand.from_y) / (
            errand.transit_ms
        )
        home = math.hypot(ex - errand.to_x, ey - errand.to_y) / errand.transit_ms
        leave = min(errand.back_by_s - home, errand.until_s)
        path = errand.usable * errand.search_ms * (leave - arrive)
        spent = n * track + (n - 1) * spacing
        if track > 0.0 and spent <= path and spent >= path * (1.0 - 1e-4):
            course, side = box.course, box.side
            length = track + spacing
            fill_parallel(legs, sx, sy, arrive, errand.search_ms, spacing, length, course, side)
            return length, arrive, leave, leave + home
        track = (path * (1.0 - 5e-5) - (n - 1) * spacing) / n
        if track < spacing:
            return 0.0, arrive, leave, leave + home
    return 0.0, 0.0, 0.0, 0.0


@allocating
def _land_share(legs: Floats, land: NDArray[np.bool_], x0: float, y0: float, cell: float) -> float:
    """Share of the legs' length that lies over land cells."""
    rows, columns = land.shape
    if rows == 0:
        return 0.0
    hits, steps = 0, 0
    for k in range(legs.shape[0]):
        dx, dy = legs[k, 3] - legs[k, 0], legs[k, 4] - legs[k, 1]
        pieces = int(math.hypot(dx, dy) / (0.5 * cell)) + 1
        for m in range(pieces + 1):
            column = math.floor((legs[k, 0] + dx * m / pieces - x0) / cell)
            row = math.floor((legs[k, 1] + dy * m / pieces - y0) / cell)
            steps += 1
            if 0 <= row < rows and 0 <= column < columns and land[row, column]:
                hits += 1
    return hits / steps


@allocating
def evaluate(
    box: Box, errand: Errand, targets: Targets, worth: Floats, mask: LandMask
) -> tuple[float, float]:
    """Return (probability of success, share of the legs over land) of a box; (-1, 1): impossible.

    Parameters
    ----------
    worth : (n,) probability that a person sought is this target and not yet found.
    """
    legs = np.empty((2 * int(box.tracks) - 1, 6))
    if box.tracks < 1.0 or _fill(box, errand, legs)[0] <= 0.0:
        return -1.0, 1.0
    hazard = np.zeros(worth.size)
    add_hazard(legs, targets.time_s, targets.x, targets.y, targets.factor, hazard)
    found = 0.0
    for i in range(worth.size):
        found -= worth[i] * math.expm1(-hazard[i])
    return found, _land_share(legs, mask.land, mask.x0, mask.y0, mask.cell_m)


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

    Boxes whose legs cross land are never returned.

    Parameters
    ----------
    worth : (n,) probability that a person sought is this target and not yet found.
    """
    able = np.flatnonzero((worth > 0.0) & np.any(targets.factor > 0.0, axis=0))
    if able.size == 0:
        return None
    starts = _starts(errand, *_some(targets, worth, able, _COARSE))
    some = _some(targets, worth, able, _MIDDLE)
    found = [_improve(box, errand, *some, mask, 0.1) for box in starts]
    found.sort(key=lambda pair: -pair[1])
    every = _some(targets, worth, able, able.size)
    final = [_improve(box, errand, *every, mask, 0.02) for box, _ in found[:3]]
    best = max(final, key=lambda pair: pair[1], default=None)
    return None if best is None or best[1] <= 0.0 else best


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


def _starts(errand: Errand, targets: Targets, worth: Floats) -> list[Box]:
    """The best few different boxes by coverage at the middle of the time on scene."""
    step = _middle_step(errand, targets, worth)
    x, y = targets.x[step], targets.y[step]
    width = np.sqrt(8.0 * np.pi * targets.factor[step])
    if not np.any(width > 0.0):
        return []
    centres, axis = _centres(x, y, np.where(width > 0.0, worth, 0.0))
    paths = np.array([_path(errand, *centre) for centre in centres])
    rows = _candidates(centres, axis, paths, np.unique(width[width > 0.0]))
    boxes, lengths = rows[:, :6], rows[:, 6]
    score = _coarse(np.ascontiguousarray(boxes), np.ascontiguousarray(lengths), x, y, worth, width)
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
    arrive, leave = _window(errand, float(x.mean()), float(y.mean()))
    middle = 0.5 * (arrive + max(arrive, leave))
    step = int(np.searchsorted(targets.time_s, middle, side="right")) - 1
    return min(max(step, 0), targets.time_s.size - 2)


def _window(errand: Errand, x: float, y: float) -> tuple[float, float]:
    """(arrive, leave), s, at a point; no time is left there where leave <= arrive."""
    out = math.hypot(x - errand.from_x, y - errand.from_y) / errand.transit_ms
    home = math.hypot(x - errand.to_x, y - errand.to_y) / errand.transit_ms
    return errand.depart_s + out, min(errand.back_by_s - home, errand.until_s)


def _path(errand: Errand, x: float, y: float) -> float:
    arrive, leave = _window(errand, x, y)
    return errand.usable * errand.search_ms * max(0.0, leave - arrive)


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


def _improve(
    box: Box, errand: Errand, targets: Targets, worth: Floats, mask: LandMask, least: float
) -> tuple[Box, float]:
    """Move, turn and reshape a box while that helps, in ever smaller steps down to `least`."""
    best, step = _score(box, errand, targets, worth, mask), 0.5
    while step >= least:
        better = False
        for other in _moves(box, errand, step):
            value = _score(other, errand, targets, worth, mask)
            if value > best + 1e-9:
                box, best, better = other, value, True
        if not better:
            step *= 0.5
    return box, best


def _score(box: Box, errand: Errand, targets: Targets, worth: Floats, mask: LandMask) -> float:
    """Probability of success; below 0 where legs cross land, the lower the more of them."""
    found, over_land = evaluate(box, errand, targets, worth, mask)
    return found if over_land == 0.0 else -over_land


def _moves(box: Box, errand: Errand, step: float) -> list[Box]:
    """Neighbours of a box at a relative step size."""
    wide = box.spacing * box.tracks
    long = max(wide, (_path(errand, box.x, box.y) + box.spacing) / box.tracks)
    ux, uy = math.sin(box.course), math.cos(box.course)
    shifts = [(ux * long, uy * long), (-ux * long, -uy * long), (uy * wide, -ux * wide)]
    shifts.append((-uy * wide, ux * wide))
    moves = [
        box._replace(x=box.x + 0.5 * step * dx, y=box.y + 0.5 * step * dy) for dx, dy in shifts
    ]
    moves += [box._replace(course=box.course + sign * 0.8 * step) for sign in (1, -1)]
    moves += [box._replace(spacing=box.spacing * (1 + 0.5 * step) ** sign) for sign in (1, -1)]
    jump = max(1.0, round(0.4 * step * box.tracks))
    for tracks in (box.tracks + jump, box.tracks - jump):
        if tracks >= 2.0:
            moves.append(box._replace(tracks=tracks))
            moves.append(box._replace(tracks=tracks, spacing=wide / tracks))
    turned = box._replace(course=box.course + math.pi)
    return [*moves, turned, box._replace(side=-box.side), turned._replace(side=-box.side)]
