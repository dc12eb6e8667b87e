"""A quick model of a box: what lies in it halfway through, found as by ideal parallel tracks.

The sea is looked at once, halfway through the unit's time on scene, as if the box moved with the
datum. Of what lies in the box then, erf(sqrt(pi)/2 W/S) is found (Koopman 1946), W the sweep width
for it and S the track spacing, on the mean over the factor on W that is common to all looks. That
takes some microseconds instead of the tens of the true hazard of all legs, and boxes that it likes
are good places to begin from.
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lastknown.compiled import allocating
from lastknown.search.detection import Targets
from lastknown.search.errand import Box, Errand, LandMask, path_at, window
from lastknown.search.sensor import WIDTH_SD
from lastknown.search.separation import footprint, trespass

__all__ = [
    "Sketch",
    "draw",
    "draw_of",
    "grid_boxes",
    "sketched_boxes",
    "sketched_hazard",
    "some_of",
]

Floats = NDArray[np.float64]

_PARTICLES: Final = 1500
_COARSE: Final = 400
_MOST_TRACKS: Final = 200.0
_TRIED: Final = 6
_SHAPES: Final = (1.0, 1.7, 3.0, 6.0)
_SPACINGS: Final = (0.5, 0.75, 1.1, 1.6)
_NODES, _HERMITE = np.polynomial.hermite_e.hermegauss(5)
_FACTORS: Final = np.exp(WIDTH_SD * _NODES - 0.5 * WIDTH_SD**2)
_SHARES: Final = _HERMITE / _HERMITE.sum()
_HALF_ROOT_PI: Final = 0.5 * math.sqrt(math.pi)


class Sketch(NamedTuple):
    """The scene halfway through one unit's time on scene.

    Attributes
    ----------
    rows : (n,) the targets that it holds, as indices. x, y : (n,) m. width : (n,) sweep width, m.
    scale : what the worth of these is multiplied by to stand for all.
    """

    rows: NDArray[np.intp]
    x: Floats
    y: Floats
    width: Floats
    scale: float


def draw(errand: Errand, targets: Targets, worth: Floats) -> Sketch | None:
    """Return the sketch for one unit; None where there is nothing that it can find.

    Parameters
    ----------
    worth : (n,) probability that a person sought is this target and not yet found.
    """
    able = np.flatnonzero((worth > 0.0) & np.any(targets.factor > 0.0, axis=0))
    return draw_of(errand, targets, worth, able) if able.size > 0 else None


def draw_of(errand: Errand, targets: Targets, worth: Floats, able: NDArray[np.intp]) -> Sketch:
    """Return the sketch of some targets, by index; the rest as in `draw`."""
    rows = able[:: -(-able.size // _PARTICLES)]
    step = _middle_step(errand, targets, rows, worth[rows])
    factor = targets.factor[step, rows]
    if not np.any(factor > 0.0):
        step = int(np.argmax(targets.factor[:, rows].sum(axis=1)))
        factor = targets.factor[step, rows]
    width = np.sqrt(8.0 * np.pi * factor)
    if targets.keen.size > 0:
        width = np.round(width / targets.keen[rows], 3)
    scale = float(worth[able].sum() / worth[rows].sum())
    return Sketch(rows, targets.x[step, rows], targets.y[step, rows], width, scale)


def some_of(
    targets: Targets, worth: Floats, able: NDArray[np.intp], at_most: int
) -> tuple[Targets, Floats]:
    """Return every k-th of the targets so that at most `at_most` remain, their worth scaled up."""
    columns = able[:: -(-able.size // at_most)]
    x, y, factor = (
        np.ascontiguousarray(values[:, columns])
        for values in (targets.x, targets.y, targets.factor)
    )
    keen = targets.keen[columns] if targets.keen.size > 0 else targets.keen
    whole = worth[columns] * (worth[able].sum() / worth[columns].sum())
    return Targets(targets.time_s, x, y, factor, keen), whole


def sketched_boxes(
    sketch: Sketch, errand: Errand, here: Floats, mask: LandMask, at_most: int
) -> list[Box]:
    """Return the best different boxes by the model, best first; none where none is clear.

    Parameters
    ----------
    here : (n,) what each of the sketch's targets stands for: `draw`'s worth of these x scale.
    """
    if not np.any((here > 0.0) & (sketch.width > 0.0)):
        return []
    starts = _best_of_grid(sketch, errand, here, _TRIED)
    found = [_settle(np.append(row[:5], 0.0), sketch, here, errand, mask) for row in starts]
    found.sort(key=lambda row: -row[5])
    return [_box(row, errand) for row in found[:at_most] if row[5] > 0.0]


def grid_boxes(sketch: Sketch, errand: Errand, here: Floats, at_most: int) -> list[Box]:
    """Return the best different boxes of a grid by the model, wherever they lie."""
    if not np.any((here > 0.0) & (sketch.width > 0.0)):
        return []
    return [_box(row, errand) for row in _best_of_grid(sketch, errand, here, at_most)]


def _best_of_grid(sketch: Sketch, errand: Errand, here: Floats, at_most: int) -> list[Floats]:
    boxes, values = _grid(sketch, errand, here)
    chosen: list[Floats] = []
    for k in np.argsort(-values, kind="stable"):
        if len(chosen) == at_most or values[k] <= 0.0:
            break
        if all(_differ(boxes[k], other) for other in chosen):
            chosen.append(boxes[k])
    return chosen


def _box(row: Floats, errand: Errand) -> Box:
    follow = min(1.0, len(errand.paths.x) - 1.0)
    x, y, course, spacing, tracks = (float(value) for value in row[:5])
    return Box(x, y, course, spacing, tracks, 1.0, follow)


def _middle_step(errand: Errand, targets: Targets, rows: NDArray[np.intp], worth: Floats) -> int:
    """Index of the interval at the middle of the time on scene, at the middle of the cloud."""
    x, y = (np.average(values[:, rows], axis=1, weights=worth) for values in targets[1:3])
    arrive, leave = window(errand, float(x.mean()), float(y.mean()))
    middle = 0.5 * (arrive + max(arrive, leave))
    step = int(np.searchsorted(targets.time_s, middle, side="right")) - 1
    return min(max(step, 0), targets.time_s.size - 2)


def _grid(sketch: Sketch, errand: Errand, worth: Floats) -> tuple[Floats, Floats]:
    """Return boxes on a grid of places, courses, spacings and shapes, (b, 6), and their values."""
    some = slice(None, None, -(-worth.size // _COARSE))
    x, y, width, part = sketch.x[some], sketch.y[some], sketch.width[some], worth[some]
    able = np.where(width > 0.0, part, 0.0)
    if not able.any():
        able, x, y, width, part = (
            np.where(sketch.width > 0.0, worth, 0.0), sketch.x, sketch.y, sketch.width, worth,
        )  # fmt: skip
    centres, axis = _centres(x, y, able)
    paths = np.array([path_at(errand, *centre) for centre in centres])
    rows = _candidates(centres, axis, paths, np.unique(width[width > 0.0]), errand.least_m)
    return rows, _values(rows, x, y, part * (worth.sum() / part.sum()), width)


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


def _candidates(
    centres: Floats, axis: float, paths: Floats, widths: Floats, least_m: float
) -> Floats:
    """Boxes (b, 6): x, y, course, spacing, tracks, length."""
    spacing = np.unique(np.maximum(least_m, np.outer(widths, _SPACINGS)))
    course = axis + np.arange(4) * (np.pi / 4.0)
    c, t, s, a = (
        grid.ravel()
        for grid in np.meshgrid(np.arange(len(centres)), course, spacing, _SHAPES, indexing="ij")
    )
    tracks = np.maximum(2.0, np.round(np.sqrt((paths[c] + s) / (s * a))))
    length = (paths[c] + s) / tracks
    rows = np.stack([centres[c, 0], centres[c, 1], t, s, tracks, length], axis=1)
    return np.ascontiguousarray(rows[length > 2.0 * s])


def _differ(one: Floats, other: Floats) -> bool:
    """True where two candidates lead to different places: apart, or turned."""
    apart = math.hypot(one[0] - other[0], one[1] - other[1])
    size = math.sqrt(other[3] * other[4] * other[5])
    return bool(apart > 0.25 * size or abs(one[2] - other[2]) > 0.1)


@allocating
def _values(boxes: Floats, x: Floats, y: Floats, worth: Floats, width: Floats) -> Floats:
    """Return what boxes (b, 6) find of the model, (b,)."""
    out = np.zeros(boxes.shape[0])
    for b in range(out.size):
        out[b] = _held(boxes[b], boxes[b, 5], x, y, worth, width)
    return out


@allocating
def _held(box: Floats, length: float, x: Floats, y: Floats, worth: Floats, width: Floats) -> float:
    """Return what a box (x, y, course, spacing, tracks) of a length finds of the model."""
    ux, uy = math.sin(box[2]), math.cos(box[2])
    half_length, half_width = 0.5 * length, 0.5 * box[3] * box[4]
    seen, pod, total = -1.0, 0.0, 0.0
    for i in range(worth.size):
        dx, dy = x[i] - box[0], y[i] - box[1]
        if abs(dx * ux + dy * uy) < half_length and abs(dx * uy - dy * ux) < half_width:
            if width[i] != seen:
                seen = width[i]
                pod = 1.0 - _missed(seen / box[3])
            total += worth[i] * pod
    return total


@allocating
def _missed(coverage: float) -> float:
    """Return the chance to be missed by parallel tracks, mean over the common factor on W.

    The factor is lognormal with mean 1 and sd 0.4 of its logarithm (`WIDTH_SD`), at five points of
    the Gauss-Hermite rule.
    """
    out = 0.0
    for k in range(_FACTORS.size):
        out += _SHARES[k] * math.erfc(_HALF_ROOT_PI * _FACTORS[k] * coverage)
    return out


@allocating
def sketched_hazard(box: Box, length_m: float, sketch: Sketch) -> Floats:
    """Return the hazard of a box on each of the sketch's targets by the model, (n,)."""
    out = np.zeros(sketch.x.size)
    ux, uy = math.sin(box.course), math.cos(box.course)
    half_length, half_width = 0.5 * length_m, 0.5 * box.spacing * box.tracks
    seen, hazard = -1.0, 0.0
    for i in range(out.size):
        dx, dy = sketch.x[i] - box.x, sketch.y[i] - box.y
        if abs(dx * ux + dy * uy) < half_length and abs(dx * uy - dy * ux) < half_width:
            if sketch.width[i] != seen:
                seen = sketch.width[i]
                hazard = -math.log(max(1e-12, _missed(seen / box.spacing)))
            out[i] = hazard
    return out


@allocating
def _settle(start: Floats, sketch: Sketch, worth: Floats, errand: Errand, mask: LandMask) -> Floats:
    """Return a box (x, y, course, spacing, tracks, value) moved while that helps."""
    best, other = start.copy(), start.copy()
    best[5] = _value(best, sketch, worth, errand, mask)
    step = 0.4
    while step > 0.04:
        better = False
        for move in range(12):
            _move(best, other, move, step, errand)
            other[5] = _value(other, sketch, worth, errand, mask)
            if other[5] > best[5] + 1e-9:
                best[:] = other
                better = True
        if not better:
            step *= 0.5
    return best


@allocating
def _move(box: Floats, out: Floats, move: int, step: float, errand: Errand) -> None:
    """Write a neighbour of a box."""
    out[:] = box
    sign = 1.0 if move % 2 == 0 else -1.0
    jump = sign * max(1.0, np.round(step * box[4] * 0.5))
    if move < 4:
        wide = box[3] * box[4]
        long = max(wide, (path_at(errand, box[0], box[1]) + box[3]) / box[4])
        along = move < 2
        bearing, way = (box[2], long) if along else (box[2] + 0.5 * math.pi, wide)
        out[0] += sign * 0.5 * step * way * math.sin(bearing)
        out[1] += sign * 0.5 * step * way * math.cos(bearing)
    elif move < 6:
        out[2] += sign * 0.8 * step
    elif move < 8:
        out[3] *= (1.0 + 0.5 * step) ** sign
    elif move < 10:
        out[4] = box[4] + jump
    else:
        out[4] = box[4] + jump
        out[3] = box[3] * box[4] / max(1.0, out[4])


@allocating
def _value(box: Floats, sketch: Sketch, worth: Floats, errand: Errand, mask: LandMask) -> float:
    """Return what a box finds of the model; below 0 where it is in the way or cannot be."""
    if not (2.0 <= box[4] <= _MOST_TRACKS and box[3] >= errand.least_m):
        return -2.0
    path = path_at(errand, box[0], box[1])
    length = (path + box[3]) / box[4]
    if length < 2.0 * box[3]:
        return -2.0
    away = _dry_share(box, length, mask)
    if mask.taken.shape[0] > 0 or mask.limit.shape[0] > 0:
        arrive, leave = window(errand, box[0], box[1])
        times = (arrive, leave, arrive + 0.5 * errand.usable * (leave - arrive))
        follow = min(1.0, errand.paths.x.shape[0] - 1.0)
        area = footprint((box[0], box[1], box[2]), (length, box[3] * box[4]), times, follow)
        away += trespass(area, mask.taken, mask.limit, errand.paths)
    if away > 0.0:
        return -away
    return _held(box, length, sketch.x, sketch.y, worth, sketch.width)


@allocating
def _dry_share(box: Floats, length: float, mask: LandMask) -> float:
    """Return the share of 7 by 7 points of a box that lie over land cells."""
    rows, columns = mask.land.shape
    if rows == 0:
        return 0.0
    ux, uy = math.sin(box[2]), math.cos(box[2])
    dry = 0
    for i in range(7):
        for j in range(7):
            along = (length - box[3]) * (i / 6.0 - 0.5)
            across = box[3] * (box[4] - 1.0) * (j / 6.0 - 0.5)
            x, y = box[0] + along * ux + across * uy, box[1] + along * uy - across * ux
            column = math.floor((x - mask.x0) / mask.cell_m)
            row = math.floor((y - mask.y0) / mask.cell_m)
            if 0 <= row < rows and 0 <= column < columns and mask.land[row, column]:
                dry += 1
    return dry / 49.0
