"""SS and VS: patterns about a datum that is known well."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lastknown.errors import LastknownError
from lastknown.search._path import Path, lay, whole_number
from lastknown.search.patterns import Laid, Motion, Pattern
from lastknown.units import RADIUS_50

__all__ = ["expanding_square", "first_leg_m", "sector", "square_spacing_m"]

Floats = NDArray[np.float64]

MOST_LEGS: Final = 400
SECTOR_COURSES_DEG: Final = (0.0, 120.0, 240.0, 240.0, 0.0, 120.0, 120.0, 240.0, 0.0)
"""Courses of one pass less the first course: every turn is 120 degrees to the same side, and the
third and sixth leg are flown on through the datum."""
SECTOR_SHIFT_DEG: Final = 30.0
"""A further pass lies half-way between the legs of the one before."""


def expanding_square(
    x_m: float,
    y_m: float,
    motion: Motion,
    *,
    legs: int,
    spacing_m: float,
    orientation_deg: float,
    turn_right: bool = True,
) -> Laid:
    """Return an expanding square (SS): legs of S, S, 2 S, 2 S, 3 S, ... with turns of 90 degrees.

    Parameters
    ----------
    x_m, y_m : commence search point, the datum, m east and north.
    motion : time, speed, turning radius, frame.
    legs : number of search legs, 1 to 400.
    spacing_m : track spacing S, the first leg, m, > 0; see `first_leg_m`.
    orientation_deg : course of the first leg, degrees true (the manual: into the wind).
    turn_right : side of all turns.

    Raises
    ------
    LastknownError : a figure is out of range; the turning radius does not fit the legs.
    """
    count = whole_number("legs", legs, 1, MOST_LEGS)
    _positive("spacing_m", spacing_m)
    number = np.arange(count, dtype=np.float64)
    courses = np.asarray(orientation_deg + (90.0 if turn_right else -90.0) * number, np.float64)
    ways = np.asarray(spacing_m * (1.0 + number // 2.0), np.float64)
    return lay(Pattern.SS, _path(x_m, y_m, courses, ways), motion)


def first_leg_m(sweep_width_m: float, error_m: float) -> float:
    """Return the rule of thumb for the first leg of an expanding square, m: 2/3 root (W E).

    For a datum with circular normal error where nobody knows how long the search will last. Where
    that is known `square_spacing_m` finds more: docs/patterns.md has both measured.

    Parameters
    ----------
    sweep_width_m : sweep width W, m, > 0.
    error_m : total probable error E of the datum, the radius that holds half, m, > 0.

    Raises
    ------
    LastknownError : a figure is out of range.
    """
    _positive("sweep_width_m", sweep_width_m)
    _positive("error_m", error_m)
    return 2.0 / 3.0 * math.sqrt(sweep_width_m * error_m)


def square_spacing_m(sweep_width_m: float, error_m: float, path_m: float) -> float:
    """Return the spacing of an expanding square that spends a path on the best square, m.

    The square of half-width fs E, fs the optimal search factor: the greatest product of
    ``erf(1.17741 fs / root 2)**2`` (what a square about a circular normal datum holds) and
    ``erf(root(pi) / 2 C)`` (Koopman 1946, parallel tracks), with C = W path / (2 fs E)**2. The
    spacing is the square's area by the path.

    Parameters
    ----------
    sweep_width_m, error_m : as in `first_leg_m`.
    path_m : length of all legs, m, > 0.

    Raises
    ------
    LastknownError : a figure is out of range.
    """
    first_leg_m(sweep_width_m, error_m)
    _positive("path_m", path_m)
    factor = _search_factor(sweep_width_m * path_m / error_m**2)
    return (2.0 * factor * error_m) ** 2 / path_m


def _search_factor(relative_effort: float) -> float:
    """Return the optimal search factor by ternary search on its logarithm."""

    def found(log: float) -> float:
        factor = math.exp(log)
        holds = math.erf(RADIUS_50 * factor / math.sqrt(2.0)) ** 2
        coverage = relative_effort / (2.0 * factor) ** 2
        return holds * math.erf(0.5 * math.sqrt(math.pi) * coverage)

    low, high = math.log(1e-6), math.log(100.0)
    while high - low > 1e-9:
        a, b = low + (high - low) / 3.0, high - (high - low) / 3.0
        low, high = (a, high) if found(a) < found(b) else (low, b)
    return math.exp(0.5 * (low + high))


def sector(
    x_m: float,
    y_m: float,
    motion: Motion,
    *,
    radius_m: float,
    orientation_deg: float,
    passes: int = 1,
    turn_right: bool = True,
) -> Laid:
    """Return a sector search (VS): three triangles about the datum, nine legs of one radius a pass.

    Out, across, back and on through the datum, across, back and on, across, back. A second pass is
    turned by 30 degrees; the third lies on the first, turned by 60.

    Parameters
    ----------
    x_m, y_m : commence search point, the datum, m east and north.
    motion : time, speed, turning radius, frame.
    radius_m : radius, the length of every leg, m, > 0.
    orientation_deg : course of the first leg, degrees true (the manual: down drift).
    passes : how often, 1 to 12.
    turn_right : side of all turns; the manual's is starboard.

    Raises
    ------
    LastknownError : a figure is out of range; the turning radius does not fit the legs.
    """
    rounds = whole_number("passes", passes, 1, 12)
    _positive("radius_m", radius_m)
    side = 1.0 if turn_right else -1.0
    shifts = SECTOR_SHIFT_DEG * np.arange(rounds)[:, None]
    courses = orientation_deg + side * (shifts + np.array(SECTOR_COURSES_DEG)).ravel()
    return lay(Pattern.VS, _path(x_m, y_m, courses, np.full(courses.size, radius_m)), motion)


def _path(x: float, y: float, courses_deg: Floats, ways_m: Floats) -> Path:
    """Return the path of legs by course and length, all of them search legs."""
    angles = np.radians(courses_deg)
    points = np.tile([float(x), float(y)], (angles.size + 1, 1))
    points[1:, 0] += np.cumsum(ways_m * np.sin(angles))
    points[1:, 1] += np.cumsum(ways_m * np.cos(angles))
    return Path(points, np.ones(angles.size, np.bool_))


def _positive(label: str, value: float) -> None:
    if not 0.0 < value < math.inf:
        raise LastknownError(f"{label}={value!r} is not a length; give more than 0 m")
