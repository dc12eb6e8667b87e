"""Values on square cells: blurred, made coarser and finer, and read between the cells."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lastknown.compiled import compiled

__all__ = ["Grid", "coarser", "finer", "interpolate", "smooth"]

Array = NDArray[np.float64]

_TAPS = 3
"""Cells on either side that the blur reaches."""


class Grid(NamedTuple):
    """Square cells in the local plane. First cell's lower left corner, size in m, counts."""

    x0: float
    y0: float
    cell: float
    nx: int
    ny: int


def smooth(a: Array) -> Array:
    """Return the array convolved with the binomial kernel (1 6 15 20 15 6 1)/64 both ways.

    Beyond the edge there is nothing.
    """
    rows, columns = a.shape
    padded = np.zeros((rows + 2 * _TAPS, columns + 2 * _TAPS))
    padded[_TAPS:-_TAPS, _TAPS:-_TAPS] = a
    out = np.empty((rows, columns))
    _smooth(padded, np.empty(columns + 2 * _TAPS), out)
    return out


@compiled
def _smooth(a: Array, row: Array, out: Array) -> None:
    for i in range(out.shape[0]):
        for j in range(row.size):
            far, mid = a[i, j] + a[i + 6, j], a[i + 1, j] + a[i + 5, j]
            row[j] = far + 6.0 * mid + 15.0 * (a[i + 2, j] + a[i + 4, j]) + 20.0 * a[i + 3, j]
        for j in range(out.shape[1]):
            far, mid = row[j] + row[j + 6], row[j + 1] + row[j + 5]
            both = far + 6.0 * mid + 15.0 * (row[j + 2] + row[j + 4]) + 20.0 * row[j + 3]
            out[i, j] = both * (1.0 / 4096.0)


def coarser(a: Array) -> Array:
    """Return sums over blocks of 2 x 2 cells."""
    return a[::2, ::2] + a[1::2, ::2] + a[::2, 1::2] + a[1::2, 1::2]


def finer(a: Array) -> Array:
    """Return the array on cells of half the size, linear between centres."""
    out = np.empty((2 * a.shape[0], 2 * a.shape[1]))
    _finer(np.ascontiguousarray(a), np.empty(a.shape[1]), out)
    return out


@compiled
def _finer(a: Array, row: Array, out: Array) -> None:
    rows, columns = a.shape
    for i in range(2 * rows):
        near = i // 2
        next_ = min(max(near + 2 * (i % 2) - 1, 0), rows - 1)
        for j in range(columns):
            row[j] = 0.75 * a[near, j] + 0.25 * a[next_, j]
        for j in range(columns):
            out[i, 2 * j] = 0.75 * row[j] + 0.25 * row[max(j - 1, 0)]
            out[i, 2 * j + 1] = 0.75 * row[j] + 0.25 * row[min(j + 1, columns - 1)]


def interpolate(a: Array, grid: Grid, x: Array, y: Array) -> Array:
    """Return the array's value between its cell centres, linear; 0 outside the grid. x, y in m."""
    out = np.empty(x.size)
    corner = grid.x0 + 0.5 * grid.cell, grid.y0 + 0.5 * grid.cell
    places = np.ascontiguousarray(x), np.ascontiguousarray(y)
    _interpolate(np.ascontiguousarray(a), corner, grid.cell, *places, out)
    return out


@compiled
def _interpolate(
    a: Array, corner: tuple[float, float], cell: float, x: Array, y: Array, out: Array
) -> None:
    rows, columns = a.shape
    for i in range(x.size):
        fx, fy = (x[i] - corner[0]) / cell, (y[i] - corner[1]) / cell
        if not (0.0 <= fx <= columns - 1 and 0.0 <= fy <= rows - 1):
            out[i] = 0.0
            continue
        ix, iy = min(int(fx), columns - 2), min(int(fy), rows - 2)
        tx, ty = fx - ix, fy - iy
        low = a[iy, ix] * (1.0 - tx) + a[iy, ix + 1] * tx
        high = a[iy + 1, ix] * (1.0 - tx) + a[iy + 1, ix + 1] * tx
        out[i] = low * (1.0 - ty) + high * ty
