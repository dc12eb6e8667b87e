"""Areas that keep clear of each other and stay within limits.

Areas conflict where they overlap while both units are on scene, and both units float or both fly
at the same height; an aircraft whose height is not known may be at any.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from lastknown.compiled import allocating
from lastknown.search.unit import CROSSES_LAND, Unit

__all__ = ["no_areas", "no_limit", "share_level", "trespass"]

Floats = NDArray[np.float64]

_SAMPLES = 7  # points a side that tell how far an area sticks out of the limits


def no_areas() -> Floats:
    """Return the areas of no other unit, (0, 7): x, y, course, length, width, from, to."""
    return np.zeros((0, 7))


def no_limit() -> Floats:
    """Return the corners of no polygon, (0, 2)."""
    return np.zeros((0, 2))


def share_level(one: Unit, other: Unit) -> bool:
    """Return True where the areas of two units must not overlap."""
    flies = one.kind in CROSSES_LAND
    if flies != (other.kind in CROSSES_LAND):
        return False
    heights = {one.height_ft, other.height_ft}
    return not flies or None in heights or len(heights) == 1


@allocating
def trespass(area: Floats, taken: Floats, limit: Floats) -> float:
    """Return how far an area is where it must not be; 0 where it is clear.

    Parameters
    ----------
    area : (7,) centre x, y, m; course, radians; length, width, m; from, to, s.
    taken : (k, 7) areas of others, the same figures.
    limit : (m, 2) corners, m, of the polygon that it must stay within, not closed; m = 0: none.

    Returns
    -------
    The depth of overlap with each in parts of the area's size, summed, and the share of its points
    that lie outside the limit.
    """
    total: float = 0.0
    for k in range(taken.shape[0]):
        if area[5] < taken[k, 6] and taken[k, 5] < area[6]:
            depth = _overlap(area, taken[k])
            if depth > 1e-6:
                total += depth / math.sqrt(area[3] * area[4])
    if limit.shape[0] > 2:
        total += _outside(area, limit)
    return total


@allocating
def _overlap(one: Floats, other: Floats) -> float:
    """Return how deep two rectangles overlap, m: the least way to part them; 0 where apart."""
    dx, dy = other[0] - one[0], other[1] - one[1]
    least = math.inf
    for k in range(4):
        course = (one[2] if k < 2 else other[2]) + (k % 2) * 0.5 * math.pi
        ax, ay = math.sin(course), math.cos(course)
        gap = abs(dx * ax + dy * ay) - _reach(one, course) - _reach(other, course)
        if gap >= 0.0:
            return 0.0
        least = min(least, -gap)
    return least


@allocating
def _reach(area: Floats, course: float) -> float:
    """Return half of what a rectangle covers of a line on a course, m."""
    turn = course - area[2]
    return float(0.5 * (area[3] * abs(math.cos(turn)) + area[4] * abs(math.sin(turn))))


@allocating
def _outside(area: Floats, limit: Floats) -> float:
    """Return the share of a rectangle outside a polygon, > 0 where any of it is."""
    ux, uy = math.sin(area[2]), math.cos(area[2])
    corners = np.empty((4, 2))
    out = 0
    for i in range(_SAMPLES):
        for j in range(_SAMPLES):
            along, across = (
                area[3] * (i / (_SAMPLES - 1) - 0.5),
                area[4] * (j / (_SAMPLES - 1) - 0.5),
            )
            x, y = area[0] + along * ux + across * uy, area[1] + along * uy - across * ux
            out += not _inside(x, y, limit)
    for k in range(4):
        along = area[3] * (0.5 if k in (1, 2) else -0.5)
        across = area[4] * (0.5 if k in (2, 3) else -0.5)
        corners[k, 0] = area[0] + along * ux + across * uy
        corners[k, 1] = area[1] + along * uy - across * ux
    return float(out + _crossings(corners, limit)) / _SAMPLES**2


@allocating
def _inside(x: float, y: float, limit: Floats) -> bool:
    """Return True where a point lies in a polygon."""
    odd, m = False, limit.shape[0]
    for i in range(m):
        x0, y0, x1, y1 = limit[i, 0], limit[i, 1], limit[(i + 1) % m, 0], limit[(i + 1) % m, 1]
        if (y0 > y) != (y1 > y) and x < x0 + (y - y0) / (y1 - y0) * (x1 - x0):
            odd = not odd
    return odd


@allocating
def _crossings(corners: Floats, limit: Floats) -> int:
    """Return how many pairs of sides of two polygons cross."""
    count, n, m = 0, corners.shape[0], limit.shape[0]
    for i in range(n):
        for j in range(m):
            a, b = corners[i], corners[(i + 1) % n]
            c, d = limit[j], limit[(j + 1) % m]
            if _side(a, b, c) * _side(a, b, d) < 0.0 and _side(c, d, a) * _side(c, d, b) < 0.0:
                count += 1
    return count


@allocating
def _side(a: Floats, b: Floats, c: Floats) -> float:
    """Return twice the area of a triangle, > 0 where c lies left of a to b."""
    return float((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]))
