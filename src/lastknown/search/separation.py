"""Areas that keep clear of each other and stay within limits.

Areas conflict where they overlap while both units are on scene, and both units float or both fly
at the same height; an aircraft whose height is not known may be at any.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from lastknown.compiled import allocating
from lastknown.search.paths import Paths, shift
from lastknown.search.unit import CROSSES_LAND, Unit

__all__ = ["footprint", "inside", "no_areas", "no_limit", "share_level", "trespass"]

Floats = NDArray[np.float64]

_SAMPLES = 7  # points a side that tell how far an area sticks out of the limits


def no_areas() -> Floats:
    """Return the areas of no other unit, (0, 11), see `trespass`."""
    return np.zeros((0, 11))


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
def footprint(
    box: tuple[float, float, float], size: tuple[float, float], times: tuple[float, float, float],
    follow: float,
) -> Floats:  # fmt: skip
    """Return an area as `trespass` wants it, (11,), at rest but for the path that it follows.

    Parameters
    ----------
    box : centre x, y, m; course, radians. size : length, width, m.
    times : from, to, and the moment at which the centre is there, s. follow : index of its path.
    """
    row = np.zeros(11)
    row[0], row[1], row[2] = box
    row[3], row[4] = size
    row[5], row[6], row[7] = times
    row[8] = follow
    return row


@allocating
def trespass(area: Floats, taken: Floats, limit: Floats, paths: Paths) -> float:
    """Return how far an area is where it must not be; 0 where it is clear.

    Parameters
    ----------
    area : (11,) centre x, y, m; course, radians; length, width, m; from, to, s; the moment, s, at
        which the centre is there; the path that it follows (its index); its own motion besides,
        m/s east and north.
    taken : (k, 11) areas of others, the same figures.
    limit : (m, 2) corners, m, of the polygon that it must stay within, not closed; m = 0: none.
    paths : that areas follow.

    Returns
    -------
    The depth of overlap with each in parts of the area's size, summed, and the share of its points
    that lie outside the limit, at the worst moment of its paths where it moves.
    """
    total: float = 0.0
    for k in range(taken.shape[0]):
        if area[5] < taken[k, 6] and taken[k, 5] < area[6]:
            depth = _deepest(area, taken[k], paths)
            if depth > 1e-6:
                total += depth / math.sqrt(area[3] * area[4])
    if limit.shape[0] > 2:
        worst = _out_at(area, area[5], limit, paths)
        worst = max(worst, _out_at(area, area[6], limit, paths))
        for moment in paths.time_s:
            if area[5] < moment < area[6]:
                worst = max(worst, _out_at(area, moment, limit, paths))
        total += worst
    return total


@allocating
def _out_at(area: Floats, at_s: float, limit: Floats, paths: Paths) -> float:
    """Return the share of an area outside a polygon at a moment."""
    x, y = _centre(area, at_s, paths)
    return float(_outside(area, x, y, limit))


@allocating
def _centre(area: Floats, at_s: float, paths: Paths) -> tuple[float, float]:
    """Return where the centre of an area is at a moment, m."""
    dx, dy = shift(paths, area[8], area[7], at_s)
    wait = at_s - area[7]
    return area[0] + dx + area[9] * wait, area[1] + dy + area[10] * wait


@allocating
def _deepest(one: Floats, other: Floats, paths: Paths) -> float:
    """Return how deep two areas overlap at the worst of the time that both are there, m.

    Between two moments of the paths the one moves straight past the other, so that a line between
    them exists all the while, or at no moment.
    """
    begin, end = max(one[5], other[5]), min(one[6], other[6])
    if one[8] == other[8] and one[9] == other[9] and one[10] == other[10]:
        return _overlap(one, other, begin, begin, paths)
    deepest, here = 0.0, begin
    for moment in paths.time_s:
        if here < moment < end:
            deepest = max(deepest, _overlap(one, other, here, moment, paths))
            here = moment
    return max(deepest, _overlap(one, other, here, end, paths))


@allocating
def _overlap(one: Floats, other: Floats, begin: float, end: float, paths: Paths) -> float:
    """Return how deep two rectangles overlap while they move straight, m; 0 where apart.

    The least way to part them at every moment, along one of their sides or across their motion.
    """
    ax, ay = _centre(one, begin, paths)
    bx, by = _centre(other, begin, paths)
    dx, dy = bx - ax, by - ay
    ax, ay = _centre(one, end, paths)
    bx, by = _centre(other, end, paths)
    ex, ey = bx - ax, by - ay
    across = math.atan2(ex - dx, ey - dy) + 0.5 * math.pi
    least = math.inf
    for k in range(5):
        course = across if k == 4 else (one[2] if k < 2 else other[2]) + (k % 2) * 0.5 * math.pi
        ux, uy = math.sin(course), math.cos(course)
        near, far = dx * ux + dy * uy, ex * ux + ey * uy
        between = 0.0 if near * far < 0.0 else min(abs(near), abs(far))
        gap = between - _reach(one, course) - _reach(other, course)
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
def _outside(area: Floats, cx: float, cy: float, limit: Floats) -> float:
    """Return the share of a rectangle about (cx, cy) outside a polygon, > 0 where any of it is."""
    ux, uy = math.sin(area[2]), math.cos(area[2])
    corners = np.empty((4, 2))
    out = 0
    for i in range(_SAMPLES):
        for j in range(_SAMPLES):
            along, across = (
                area[3] * (i / (_SAMPLES - 1) - 0.5),
                area[4] * (j / (_SAMPLES - 1) - 0.5),
            )
            x, y = cx + along * ux + across * uy, cy + along * uy - across * ux
            out += not inside(x, y, limit)
    for k in range(4):
        along = area[3] * (0.5 if k in (1, 2) else -0.5)
        across = area[4] * (0.5 if k in (2, 3) else -0.5)
        corners[k, 0] = cx + along * ux + across * uy
        corners[k, 1] = cy + along * uy - across * ux
    return float(out + _crossings(corners, limit)) / _SAMPLES**2


@allocating
def inside(x: float, y: float, limit: Floats) -> bool:
    """Return True where a point lies in a polygon: the number of its sides east of it is odd.

    Parameters
    ----------
    x, y : of the point. limit : (m, 2) corners in the same units, not closed.
    """
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
