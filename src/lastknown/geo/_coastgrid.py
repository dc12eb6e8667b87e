"""Laying shore segments into a grid of cells: done once, when a coast is built."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from lastknown.compiled import allocating

__all__ = ["PAD", "fill_cells", "land_of_cells", "reach_of_cells"]

PAD = 1e-8
"""Degrees by which a segment is thickened when it is laid into cells (about 1 mm)."""


@allocating
def _cells_of(
    ax: float, ay: float, bx: float, by: float, grid: tuple[float, ...], out: NDArray[np.int32]
) -> int:
    """Write the cells that a thickened segment touches (row by row) and return their number."""
    x0, y0, dx, dy, fnx, fny = grid
    nx, ny = int(fnx), int(fny)
    low, high = min(ay, by) - PAD, max(ay, by) + PAD
    first = max(0, math.floor((low - y0) / dy))
    last = min(ny - 1, math.floor((high - y0) / dy))
    count = 0
    for row in range(first, last + 1):
        south, north = max(low, y0 + row * dy - PAD), min(high, y0 + (row + 1) * dy + PAD)
        west, east = min(ax, bx), max(ax, bx)
        if abs(by - ay) > 4.0 * PAD:
            slope = (bx - ax) / (by - ay)
            one, two = ax + (south - ay) * slope, ax + (north - ay) * slope
            west, east = max(west, min(one, two)), min(east, max(one, two))
        start = max(0, math.floor((west - PAD - x0) / dx))
        stop = min(nx - 1, math.floor((east + PAD - x0) / dx))
        for column in range(start, stop + 1):
            if count < out.size:
                out[count] = row * nx + column
            count += 1
    return count


@allocating
def fill_cells(
    ax: NDArray[np.float64],
    ay: NDArray[np.float64],
    bx: NDArray[np.float64],
    by: NDArray[np.float64],
    grid: tuple[float, ...],
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return (cell_start, cell_seg): the segments of every cell, one after another."""
    cells = int(grid[4]) * int(grid[5])
    scratch = np.empty(cells, dtype=np.int32)
    start = np.zeros(cells + 1, dtype=np.int32)
    for seg in range(ax.size):
        for at in range(_cells_of(ax[seg], ay[seg], bx[seg], by[seg], grid, scratch)):
            start[scratch[at] + 1] += 1
    for cell in range(cells):
        start[cell + 1] += start[cell]
    filled = start[:-1].copy()
    segs = np.empty(start[cells], dtype=np.int32)
    for seg in range(ax.size):
        for at in range(_cells_of(ax[seg], ay[seg], bx[seg], by[seg], grid, scratch)):
            cell = scratch[at]
            segs[filled[cell]] = seg
            filled[cell] += 1
    return start, segs


@allocating
def land_of_cells(
    ax: NDArray[np.float64],
    ay: NDArray[np.float64],
    bx: NDArray[np.float64],
    by: NDArray[np.float64],
    grid: tuple[float, ...],
    start: NDArray[np.int32],
    segs: NDArray[np.int32],
) -> NDArray[np.int8]:
    """Return for every cell -1 (has segments), 0 (all water) or 1 (all land).

    Each row is walked from the west, outside all rings, counting the segments that its middle
    line crosses.
    """
    x0, y0, dx, dy, fnx, fny = grid
    nx, ny = int(fnx), int(fny)
    land = np.zeros(nx * ny, dtype=np.int8)
    for row in range(ny):
        middle = y0 + (row + 0.5) * dy
        inside = False
        for column in range(nx):
            cell = row * nx + column
            for at in range(start[cell], start[cell + 1]):
                seg = segs[at]
                if (ay[seg] <= middle) != (by[seg] <= middle):
                    x = ax[seg] + (middle - ay[seg]) * (bx[seg] - ax[seg]) / (by[seg] - ay[seg])
                    if math.floor((x - x0) / dx) == column:
                        inside = not inside
            if start[cell] < start[cell + 1]:
                land[cell] = -1
            elif inside:
                land[cell] = 1
    return land


@allocating
def reach_of_cells(busy: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Return how many whole cells, any direction, one can go from a cell and meet no segment.

    Parameters
    ----------
    busy : (ny, nx) whether the cell has shore segments.

    Returns
    -------
    (ny * nx,) the distance to the nearest busy cell in cells (rows or columns, whichever is
    more), less one; 0 in a busy cell and beside it; at most 254.
    """
    ny, nx = busy.shape
    far = np.full((ny + 2, nx + 2), 255, dtype=np.int32)
    for row in range(ny):
        for column in range(nx):
            near = min(far[row, column], far[row, column + 1], far[row, column + 2])
            near = min(near, far[row + 1, column])
            far[row + 1, column + 1] = 0 if busy[row, column] else min(near + 1, 255)
    for row in range(ny - 1, -1, -1):
        for column in range(nx - 1, -1, -1):
            near = min(far[row + 2, column], far[row + 2, column + 1], far[row + 2, column + 2])
            near = min(near, far[row + 1, column + 2])
            far[row + 1, column + 1] = min(far[row + 1, column + 1], near + 1)
    reach = np.empty(ny * nx, dtype=np.uint8)
    for row in range(ny):
        for column in range(nx):
            reach[row * nx + column] = max(0, far[row + 1, column + 1] - 1)
    return reach
