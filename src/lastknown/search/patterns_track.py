"""TSR and TSN: patterns along the route on which someone went missing."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lastknown.errors import LastknownError
from lastknown.search._path import Path, lay, whole_number
from lastknown.search.patterns import Laid, Motion, Pattern

__all__ = ["track_line_non_return", "track_line_return"]

Floats = NDArray[np.float64]

SHARPEST_BEND_DEG: Final = 120.0


def track_line_return(
    route_m: ArrayLike,
    motion: Motion,
    *,
    spacing_m: float,
    passes: int = 2,
    right_first: bool = True,
) -> Laid:
    """Return a track line search, return (TSR): out half a spacing on one side, back on the other.

    The commence search point lies half a spacing beside the route's first point; the pattern ends
    beside it too. Further pairs of passes lie one spacing further out on each side.

    Parameters
    ----------
    route_m : (k, 2) the intended route, m east and north, k >= 2; bends under 120 degrees.
    motion : time, speed, turning radius, frame.
    spacing_m : track spacing S, m, > 0.
    passes : tracks along the route, even, 2 to 40.
    right_first : first on the right of the route.

    Raises
    ------
    LastknownError : a figure is out of range; the route is too short, bent too sharply, or its
        legs are too short for the tracks beside them.
    """
    count = whole_number("passes", passes, 2, 40)
    if count % 2:
        raise LastknownError(f"passes={passes} of TSR do not return; give an even number")
    offsets = [(0.5 + k // 2) * (1.0 if k % 2 == 0 else -1.0) for k in range(count)]
    return _along(Pattern.TSR, route_m, motion, spacing_m, offsets, right_first)


def track_line_non_return(
    route_m: ArrayLike,
    motion: Motion,
    *,
    spacing_m: float,
    passes: int = 3,
    right_first: bool = True,
) -> Laid:
    """Return a track line search, non-return (TSN): along the route, then once on each side.

    The commence search point is the route's first point; the pattern ends at its far end.

    Parameters
    ----------
    route_m, motion, spacing_m, right_first : as in `track_line_return`; right_first is the side of
        the second pass, which comes back.
    passes : tracks along the route, odd, 1 to 41.

    Raises
    ------
    LastknownError : as in `track_line_return`.
    """
    count = whole_number("passes", passes, 1, 41)
    if count % 2 == 0:
        raise LastknownError(f"passes={passes} of TSN return; give an odd number")
    offsets = [((k + 1) // 2) * (1.0 if k % 2 else -1.0) for k in range(count)]
    return _along(Pattern.TSN, route_m, motion, spacing_m, offsets, right_first)


def _along(
    code: Pattern,
    route_m: ArrayLike,
    motion: Motion,
    spacing: float,
    offsets: list[float],
    right_first: bool,
) -> Laid:
    """Return passes beside a route, every second one back; offsets in spacings, first side +."""
    route = _route(route_m)
    if not 0.0 < spacing < math.inf:
        raise LastknownError(f"spacing_m={spacing!r} is no track spacing; give more than 0 m")
    side = 1.0 if right_first else -1.0
    sides = [_beside(route, side * offset * spacing) for offset in offsets]
    passes = [track if k % 2 == 0 else track[::-1] for k, track in enumerate(sides)]
    one = [True] * (len(route) - 1)
    searching = one + [False, *one] * (len(passes) - 1)
    return lay(code, Path(np.concatenate(passes), np.array(searching)), motion)


def _route(route_m: ArrayLike) -> Floats:
    """Return the route as an array, checked."""
    route = np.asarray(route_m, np.float64)
    if route.ndim != 2 or route.shape[1] != 2 or len(route) < 2 or not np.isfinite(route).all():
        raise LastknownError(
            f"route_m of shape {route.shape} is no route; give two or more points, m east and north"
        )
    steps = np.diff(route, axis=0)
    if not np.hypot(*steps.T).all():
        raise LastknownError("route_m holds a point twice in a row; give each point once")
    bends = np.degrees(np.abs(_bends(steps)))
    if bends.size and bends.max() >= SHARPEST_BEND_DEG:
        raise LastknownError(
            f"route_m bends by {bends.max():.0f} degrees; cut it there in two routes, "
            f"a track line follows bends under {SHARPEST_BEND_DEG:.0f}"
        )
    return route


def _bends(steps: Floats) -> Floats:
    """Return the changes of course along a route, radians, positive to the right."""
    a, b = steps[:-1], steps[1:]
    right = a[:, 1] * b[:, 0] - a[:, 0] * b[:, 1]
    return np.asarray(np.arctan2(right, (a * b).sum(axis=1)), np.float64)


def _beside(route: Floats, offset: float) -> Floats:
    """Return the route moved to its right by an offset in m, joined by mitres at its bends."""
    steps = np.diff(route, axis=0)
    ahead = steps / np.hypot(*steps.T)[:, None]
    right = np.column_stack([ahead[:, 1], -ahead[:, 0]])
    joints = right[:-1] + right[1:]
    joints *= 2.0 / (joints**2).sum(axis=1)[:, None]
    moved = route + offset * np.concatenate([right[:1], joints, right[-1:]])
    kept = (np.diff(moved, axis=0) * ahead).sum(axis=1)
    if kept.min() <= 0.0:
        raise LastknownError(
            f"a track {abs(offset):.0f} m beside the route has no room inside its bends; "
            "give a smaller spacing, fewer passes or longer legs"
        )
    return np.asarray(moved, np.float64)
