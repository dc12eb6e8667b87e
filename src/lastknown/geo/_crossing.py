"""The shore in compiled code: where a step runs onto land, and what is land.

A `CoastIndex` holds shore segments in degrees, laid into a grid of cells, each directed so that
land lies on its left. Straight lines in longitude and latitude are meant.
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lastknown.compiled import compiled, inlined

__all__ = ["CoastIndex", "along_shore", "first_crossing", "land_of_points", "on_land"]

Array = NDArray[np.float64]

_GAP: Final = 1e-9
"""Degrees (0.1 mm) that a stopped point keeps off the shore line, against rounding."""


class CoastIndex(NamedTuple):
    """Shore segments and the grid over them, usable inside compiled code. n segments, c cells.

    Attributes
    ----------
    ax, ay, bx, by : (n,) longitude and latitude of the segments' ends, degrees; land on the left.
        Longitudes run on beyond 180 where the box crosses it.
    seg_ring : (n,) int32, index of the ring. Edges that close a ring along the box are segments
        too: they bar land from a step that comes from outside the box.
    x0, y0, dx, dy, nx, ny : south-west corner of the grid and cell size, degrees; cells.
    wrap : degrees west of x0 up to which a point is taken as west of the box.
    cell_start : (c + 1,) int32 into cell_seg; cell = row * nx + column.
    cell_seg : int32, the segments of each cell.
    cell_land : (c,) int8, -1 has segments, 0 all water, 1 all land.
    cell_reach : (c,) uint8, whole cells one can go in any direction and meet no shore.
    """

    ax: Array
    ay: Array
    bx: Array
    by: Array
    seg_ring: NDArray[np.int32]
    x0: float
    y0: float
    dx: float
    dy: float
    nx: int
    ny: int
    wrap: float
    cell_start: NDArray[np.int32]
    cell_seg: NDArray[np.int32]
    cell_land: NDArray[np.int8]
    cell_reach: NDArray[np.uint8]


@inlined
def first_crossing(
    index: CoastIndex, lon0: float, lat0: float, lon1: float, lat1: float
) -> tuple[float, int]:
    """Return where a step first runs onto land: (fraction of the step, segment).

    Parameters
    ----------
    index : the shore.
    lon0, lat0, lon1, lat1 : ends of the step, degrees, longitude -180 to 360; the short way round.

    Returns
    -------
    Fraction in [0, 1] of the straight way at which the step is 1e-9 degrees (0.1 mm) short of the
    shore, and the segment met; (2.0, -1) if it meets none. A step that begins on the shore, or up
    to 0.1 mm inside, and leads inland gives 0; one that leads seaward or along the shore is free.
    Outside the box no shore is known; land that the box cuts is met at the box.
    """
    step_x = lon1 - lon0
    if step_x > 180.0:
        step_x -= 360.0
    elif step_x < -180.0:
        step_x += 360.0
    step_y = lat1 - lat0
    x = lon0
    if x < index.x0 - index.wrap:
        x += 360.0
    elif x >= index.x0 - index.wrap + 360.0:
        x -= 360.0
    column, row = (x - index.x0) / index.dx, (lat0 - index.y0) / index.dy
    if column >= 0.0 and row >= 0.0 and column < index.nx and row < index.ny:
        reach = float(index.cell_reach[int(row) * index.nx + int(column)])
        if abs(step_x) <= reach * index.dx and abs(step_y) <= reach * index.dy:
            return 2.0, -1
    return _search(index, x, lat0, step_x, step_y)


@inlined
def _search(
    index: CoastIndex, x: float, y: float, step_x: float, step_y: float
) -> tuple[float, int]:
    """Return `first_crossing` by the segments of every cell under the step's box."""
    best, found = 2.0, -1
    east, west = max(x, x + step_x), min(x, x + step_x)
    north, south = max(y, y + step_y), min(y, y + step_y)
    inside = east >= index.x0 and west <= index.x0 + index.nx * index.dx
    if not (inside and north >= index.y0 and south <= index.y0 + index.ny * index.dy):
        return best, found
    first = max(0, math.floor((west - index.x0) / index.dx))
    last = min(index.nx - 1, math.floor((east - index.x0) / index.dx))
    for row in range(
        max(0, math.floor((south - index.y0) / index.dy)),
        min(index.ny - 1, math.floor((north - index.y0) / index.dy)) + 1,
    ):
        for cell in range(row * index.nx + first, row * index.nx + last + 1):
            for at in range(index.cell_start[cell], index.cell_start[cell + 1]):
                seg = index.cell_seg[at]
                fraction = _meet(index, seg, x, y, step_x, step_y)
                if fraction < best:
                    best, found = fraction, seg
    return best, found


@inlined
def _meet(index: CoastIndex, seg: int, x: float, y: float, step_x: float, step_y: float) -> float:
    """Return the fraction at which a step runs onto one segment from its seaward side, or 2.

    Heights over the segment's line are positive on land and scaled by its length.
    """
    ax, ay = index.ax[seg], index.ay[seg]
    sx, sy = index.bx[seg] - ax, index.by[seg] - ay
    rise = sx * step_y - sy * step_x
    if not rise > 0.0:
        return 2.0
    start = sx * (y - ay) - sy * (x - ax)
    length2 = sx * sx + sy * sy
    gap = _GAP * math.sqrt(length2)
    if start > gap or start + rise <= -0.5 * gap:
        return 2.0
    hit = min(1.0, max(0.0, -start / rise))
    along = (x + hit * step_x - ax) * sx + (y + hit * step_y - ay) * sy
    if along < -gap or along > length2 + gap:
        return 2.0
    fraction: float = min(1.0, max(0.0, (-gap - start) / rise))
    return fraction


@compiled
def along_shore(
    index: CoastIndex, segment: int, step_lon: float, step_lat: float
) -> tuple[float, float]:
    """Return the part of a step (degrees) that runs along a segment, at right angles in metres."""
    sx, sy = index.bx[segment] - index.ax[segment], index.by[segment] - index.ay[segment]
    shrink = math.cos(math.radians(0.5 * (index.ay[segment] + index.by[segment]))) ** 2
    length2 = shrink * sx * sx + sy * sy
    share = (shrink * sx * step_lon + sy * step_lat) / length2
    return share * sx, share * sy


@inlined
def on_land(index: CoastIndex, lon: float, lat: float) -> bool:
    """Return whether a point (degrees, longitude -180 to 360) is on land; outside the box, no.

    A ray to the west counts the shore it crosses until the first cell without any.
    """
    x = lon
    if x < index.x0 - index.wrap:
        x += 360.0
    elif x >= index.x0 - index.wrap + 360.0:
        x -= 360.0
    across, up = (x - index.x0) / index.dx, (lat - index.y0) / index.dy
    if not (across >= 0.0 and up >= 0.0 and across < index.nx and up < index.ny):
        return False
    row, inside = int(up), False
    for column in range(int(across), -1, -1):
        cell = row * index.nx + column
        if index.cell_land[cell] >= 0:
            return bool(inside != (index.cell_land[cell] == 1))
        for at in range(index.cell_start[cell], index.cell_start[cell + 1]):
            seg = index.cell_seg[at]
            ay, by = index.ay[seg], index.by[seg]
            if (ay <= lat) != (by <= lat):
                ax = index.ax[seg]
                west = ax + (lat - ay) * (index.bx[seg] - ax) / (by - ay)
                if west < x and math.floor((west - index.x0) / index.dx) == column:
                    inside = not inside
    return inside


@compiled
def land_of_points(index: CoastIndex, lon: Array, lat: Array, land: NDArray[np.bool_]) -> None:
    """Write `on_land` of points (degrees) into `land`, same length."""
    for at in range(lon.size):
        land[at] = on_land(index, lon[at], lat[at])
