"""Bilinear interpolation on a regular grid with dry nodes left out."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["Places", "interpolate", "locate", "positions_on_axis"]

Array = NDArray[np.float64]

_ON_NODE = 1e-6  # share of a cell: a point this near a node takes the node's own value


class Places(NamedTuple):
    """Where points lie on a grid: four node indices (n, 4) into the flat grid, weights (n, 4)."""

    node: NDArray[np.intp]
    weight: Array


def positions_on_axis(axis: Array, values: ArrayLike, *, turn: float | None = None) -> Array:
    """Return fractional indices of values on a uniform ascending axis; NaN where beyond its ends.

    Parameters
    ----------
    axis : (n,) uniform, ascending.
    values : in the unit of the axis.
    turn : 360 for longitudes: values are turned onto the axis, which may go all the way round
        (then the index may reach n, the first node again).
    """
    step = (axis[-1] - axis[0]) / (axis.size - 1)
    offset = np.asarray(values, np.float64) - axis[0]
    slack = _ON_NODE * step
    last = axis.size - 1.0
    if turn is not None:
        offset = np.mod(offset + slack, turn) - slack
        if axis.size * step >= turn - slack:
            last = turn / step
    index = offset / step
    nearest = np.round(index)
    index = np.where(np.abs(index - nearest) < _ON_NODE, nearest, index)
    return np.where((index >= 0.0) & (index <= last), index, np.nan)


def locate(axis_lon: Array, axis_lat: Array, lon: ArrayLike, lat: ArrayLike) -> Places:
    """Return the four nodes around each of n points and their weights (0 for points outside).

    Parameters
    ----------
    axis_lon, axis_lat : (nx,), (ny,) degrees, uniform and ascending.
    lon, lat : (n,) degrees, any longitude convention.
    """
    x = positions_on_axis(axis_lon, lon, turn=360.0)
    y = positions_on_axis(axis_lat, lat)
    inside = np.isfinite(x) & np.isfinite(y)
    x, y = np.where(inside, x, 0.0), np.where(inside, y, 0.0)
    i = x.astype(np.intp)
    j = np.minimum(y.astype(np.intp), max(axis_lat.size - 2, 0))
    a, b = x - i, y - j
    nx = axis_lon.size
    i0, i1 = i % nx, np.where(a > 0.0, (i + 1) % nx, i % nx)
    j1 = np.minimum(j + 1, axis_lat.size - 1)
    node = np.stack([j * nx + i0, j * nx + i1, j1 * nx + i0, j1 * nx + i1], axis=-1)
    weight = np.stack([(1 - b) * (1 - a), (1 - b) * a, b * (1 - a), b * a], axis=-1)
    return Places(node, weight * inside[:, None])


def interpolate(values: NDArray[np.floating], wet: NDArray[np.bool_], places: Places) -> Array:
    """Return the weighted mean of the wet nodes around each point; NaN where none has weight.

    Parameters
    ----------
    values : (ny * nx, m), any finite number where dry.
    wet : (ny * nx,) whether a node holds values.
    places : of n points, from `locate`.

    Returns
    -------
    (n, m) float64.
    """
    weight = places.weight * wet[places.node]
    total = weight.sum(axis=1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        weight = weight / np.where(total > 0.0, total, np.nan)
    out = np.zeros((places.node.shape[0], values.shape[1]))
    for corner in range(4):
        out += weight[:, corner, None] * values[places.node[:, corner]]
    return out
