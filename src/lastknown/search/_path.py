"""From corners to a path with turns, and from a path to timed legs over the ground."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lastknown.errors import LastknownError
from lastknown.search.patterns import Laid, Motion, Pattern

__all__ = ["Path", "corners_path", "lay", "whole_number"]

Floats = NDArray[np.float64]

CHORD = math.radians(10.0)
STRAIGHT = 1e-9
CLOSE_M = 1e-6
"""Points nearer than this are one: a leg without length has no course."""


@dataclass(frozen=True)
class Path:
    """Corners (k + 1, 2) in m in the pattern's own frame, and whether each leg searches (k,)."""

    points: Floats
    searching: NDArray[np.bool_]


def lay(code: Pattern, path: Path, motion: Motion) -> Laid:
    """Return a path as timed legs over the ground, with the unit's turns."""
    turned = corners_path(path, motion.turn_radius_m)
    points = turned.points
    ways = np.hypot(*np.diff(points, axis=0).T)
    times = motion.start_s + np.concatenate([[0.0], np.cumsum(ways / motion.speed_ms)])
    ground = points + np.outer(times - motion.start_s, motion.drift_ms)
    legs = np.column_stack([ground[:-1], times[:-1], ground[1:], times[1:]])
    return Laid(code, legs, turned.searching, motion)


def corners_path(path: Path, radius_m: float) -> Path:
    """Return the path with every corner and cross leg turned as `lastknown.search.patterns` says.

    Raises
    ------
    LastknownError : the radius does not fit the legs.
    """
    if radius_m == 0.0:
        return path
    points, searching = path.points, path.searching
    cuts = _cuts(path, radius_m)
    out: list[Floats] = [points[:1]]
    flags: list[bool] = []
    for i, looks in enumerate(searching):
        if not looks:
            _extend(out, flags, _round_between_tracks(points[i - 1 : i + 2], radius_m), False)
            continue
        ahead = _unit(points[i + 1] - points[i])
        _extend(out, flags, (points[i + 1] - cuts[i + 1] * ahead)[None], True)
        if cuts[i + 1] > 0.0:
            _extend(out, flags, _arc_at(points[i : i + 3], radius_m), False)
    return Path(np.concatenate(out), np.array(flags))


def whole_number(label: str, value: int, least: int, most: int) -> int:
    """Return the value.

    Raises
    ------
    LastknownError : it is not a whole number from least to most.
    """
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        raise LastknownError(f"{label}={value!r} is not a whole number; give {least} to {most}")
    if not least <= value <= most:
        raise LastknownError(f"{label}={value} is out of bounds; give {least} to {most}")
    return int(value)


def _cuts(path: Path, radius: float) -> Floats:
    """Return what each corner takes off the legs beside it, m (k + 1,); checked to fit."""
    steps = np.diff(path.points, axis=0)
    cuts = np.zeros(len(path.points))
    for i in range(1, len(steps)):
        if path.searching[i - 1] and path.searching[i]:
            turn = abs(_turn(steps[i - 1], steps[i]))
            cuts[i] = radius * math.tan(0.5 * turn) if turn > STRAIGHT else 0.0
    ways = np.hypot(*steps.T)
    spare = ways - cuts[:-1] - cuts[1:]
    tight = int(np.argmin(np.where(path.searching, spare, np.inf)))
    if spare[tight] < 0.0 and path.searching[tight]:
        most = radius * ways[tight] / (cuts[tight] + cuts[tight + 1])
        raise LastknownError(
            f"turn_radius_m={radius:g} does not fit a leg of {ways[tight]:.0f} m; "
            f"give longer legs or a radius of at most {most:.0f} m"
        )
    return cuts


def _extend(out: list[Floats], flags: list[bool], points: Floats, looks: bool) -> None:
    """Append points that the unit goes to; a point where it is already makes no leg."""
    before = np.concatenate([out[-1][-1:], points[:-1]])
    kept = points[np.hypot(*(points - before).T) > CLOSE_M]
    if len(kept):
        out.append(kept)
        flags.extend([looks] * len(kept))


def _arc_at(corner: Floats, radius: float) -> Floats:
    """Return the points of the arc that rounds the middle of three corners, after its first."""
    before, after = corner[1] - corner[0], corner[2] - corner[1]
    turn = _turn(before, after)
    cut = radius * math.tan(0.5 * abs(turn))
    start = corner[1] - cut * _unit(before)
    return _arc(start, _unit(before), turn, radius)


def _round_between_tracks(corner: Floats, radius: float) -> Floats:
    """Return the points from the end of a track to the start of the next, turning outside both."""
    ahead, across = _unit(corner[1] - corner[0]), corner[2] - corner[1]
    spacing = float(np.hypot(*across))
    side = math.copysign(1.0, _turn(ahead, across))
    if spacing >= 2.0 * radius:
        first = _arc(corner[1], ahead, side * 0.5 * math.pi, radius)
        over = first[-1] + (spacing - 2.0 * radius) * across / spacing
        second = _arc(over, across / spacing, side * 0.5 * math.pi, radius)
        return np.concatenate([first, over[None], second])
    out = math.acos((spacing + 2.0 * radius) / (4.0 * radius))
    first = _arc(corner[1], ahead, -side * out, radius)
    course = _rotated(ahead, -side * out)
    second = _arc(first[-1], course, side * (math.pi + 2.0 * out), radius)
    course = _rotated(course, side * (math.pi + 2.0 * out))
    return np.concatenate([first, second, _arc(second[-1], course, -side * out, radius)])


def _arc(start: Floats, course: Floats, turn: float, radius: float) -> Floats:
    """Return points along an arc after its start; turn in radians, positive to the right."""
    count = max(1, math.ceil(abs(turn) / CHORD - STRAIGHT))
    side = math.copysign(1.0, turn)
    centre = start + side * radius * np.array([course[1], -course[0]])
    angles = turn * np.arange(1, count + 1) / count
    spoke = start - centre
    return np.stack([centre + _rotated(spoke, float(angle)) for angle in angles])


def _turn(before: Floats, after: Floats) -> float:
    """Return the change of course, radians, positive to the right."""
    right = before[1] * after[0] - before[0] * after[1]
    return math.atan2(float(right), float(before @ after))


def _rotated(vector: Floats, angle: float) -> Floats:
    """Return a vector turned to the right by an angle in radians."""
    c, s = math.cos(angle), math.sin(angle)
    return np.array([c * vector[0] + s * vector[1], c * vector[1] - s * vector[0]])


def _unit(vector: Floats) -> Floats:
    return np.asarray(vector / np.hypot(*vector), np.float64)
