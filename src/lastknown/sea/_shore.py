"""Between a model's last wet cell and the shore: the nearest wet value, up to 8 km."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from lastknown.sea.source import VARIABLES, Source, working_grid

__all__ = ["SHORE_GAP_M", "fill_near_shore", "nearest_wet", "wet_places_near"]

SHORE_GAP_M: Final = 8000.0
"""Farthest wet node whose value stands in for a place without one, m."""

_METRES_PER_DEGREE: Final = 111_200.0  # sphere; 0.5 % is enough to choose a neighbour
_FAR: Final = 1 << 30


def fill_near_shore(
    values: NDArray[np.float32],
    lon: NDArray[np.float64],
    lat: NDArray[np.float64],
    during: slice,
    allowed: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """Write the nearest wet node's values into dry nodes near it, in place.

    Parameters
    ----------
    values : (nt, ny, nx, m), NaN where dry.
    lon, lat : (nx,), (ny,) degrees, uniform.
    during : times of the run: a node is wet where it has values at every one of them.
    allowed : (ny, nx) whether a node may be filled (it lies in a source's box).

    Returns
    -------
    (ny, nx) whether a node was filled. Nodes are filled up to 8 km and one cell's diagonal from
    the nearest wet node, so that every place within 8 km has four nodes around it.
    """
    filled = np.zeros(values.shape[1:3], np.bool_)
    wet = ~filled
    for moment in values[during]:
        wet &= np.isfinite(moment).all(axis=-1)
    if wet.all() or not wet.any():
        return filled
    dlon, dlat = abs(lon[1] - lon[0]), abs(lat[1] - lat[0])
    diagonal = _METRES_PER_DEGREE * np.hypot(dlat, dlon * np.cos(np.radians(lat).mean()))
    row, column, distance = nearest_wet(wet, lon, lat, SHORE_GAP_M + float(diagonal))
    to_j, to_i = np.nonzero(~wet & allowed & np.isfinite(distance))
    from_j, from_i = row[to_j, to_i], column[to_j, to_i]
    for moment in values:
        old, new = moment[to_j, to_i], moment[from_j, from_i]
        moment[to_j, to_i] = np.where(np.isnan(old), new, old)
    filled[to_j, to_i] = True
    return filled


def nearest_wet(
    wet: NDArray[np.bool_], lon: NDArray[np.float64], lat: NDArray[np.float64], within_m: float
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]]:
    """Return row, column and distance (m) of each node's nearest wet node; inf beyond `within_m`.

    Exact on the grid: in each row the nearest wet column on either side, then the best row.
    """
    ny, nx = wet.shape
    gap, column = _nearest_in_row(wet)
    dx = _METRES_PER_DEGREE * abs(lon[1] - lon[0]) * np.cos(np.radians(lat))
    dy = _METRES_PER_DEGREE * abs(lat[1] - lat[0])
    best = np.full((ny, nx), np.inf)
    best_row, best_column = np.zeros((ny, nx), np.intp), np.zeros((ny, nx), np.intp)
    reach = min(ny - 1, int(within_m / dy))
    for shift in sorted(range(-reach, reach + 1), key=abs):
        to = slice(max(0, -shift), ny - max(0, shift))
        at = slice(max(0, shift), ny - max(0, -shift))
        square = (gap[at] * dx[to, None]) ** 2 + (shift * dy) ** 2
        nearer = square < best[to]
        best[to] = np.where(nearer, square, best[to])
        best_row[to] = np.where(nearer, np.arange(ny)[at, None], best_row[to])
        best_column[to] = np.where(nearer, column[at], best_column[to])
    distance = np.sqrt(best)
    return best_row, best_column, np.where(distance <= within_m, distance, np.inf)


def _nearest_in_row(wet: NDArray[np.bool_]) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Return the gap in columns to the nearest wet node of the same row, and its column."""
    nx = wet.shape[1]
    here = np.arange(nx)
    left = np.maximum.accumulate(np.where(wet, here, -_FAR), axis=1)
    right = np.minimum.accumulate(np.where(wet, here, _FAR)[:, ::-1], axis=1)[:, ::-1]
    to_left, to_right = here - left, right - here
    column = np.where(to_left <= to_right, left, right)
    gap = np.minimum(to_left, to_right).astype(np.float64)
    none = gap >= nx
    return np.where(none, np.inf, gap), np.where(none, 0, column).astype(np.intp)


def wet_places_near(
    source: Source,
    quantity: str,
    lon: NDArray[np.float64],
    lat: NDArray[np.float64],
    time_s: float,
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.bool_]]:
    """Return the nearest wet node of a source for each of n places.

    Parameters
    ----------
    lon, lat : (n,) degrees, in the source's box.
    time_s : a time at which wet and dry are told apart, s since 1970.

    Returns
    -------
    Longitude and latitude of the node (degrees) and whether it is wet and within 8 km, each (n,).
    """
    grid = working_grid(source)
    if grid is None or lon.size == 0:
        return lon, lat, np.zeros(lon.shape, np.bool_)
    dlon, dlat = grid.lon[1] - grid.lon[0], grid.lat[1] - grid.lat[0]
    middle = float(lon[0])
    lon = middle + np.mod(lon - middle + 180.0, 360.0) - 180.0  # all within half a turn
    x0, y0 = _ahead(grid.lon[0], dlon, lon.min()), _ahead(grid.lat[0], dlat, lat.min())
    pad_y = 1 + int(SHORE_GAP_M / (_METRES_PER_DEGREE * dlat))
    narrow = max(0.05, float(np.cos(np.radians(np.abs(lat).max() + 0.1))))
    pad_x = 1 + int(SHORE_GAP_M / (_METRES_PER_DEGREE * dlon * narrow))
    nodes_x = x0 + dlon * np.arange(-pad_x, pad_x + 2 + int((lon.max() - x0) / dlon))
    nodes_y = y0 + dlat * np.arange(-pad_y, pad_y + 2 + int((lat.max() - y0) / dlat))
    values = source.sample(nodes_x[None, :], nodes_y[:, None], time_s)
    wet = np.isfinite(values[VARIABLES[quantity][0]])
    row, column, _ = nearest_wet(wet, nodes_x, nodes_y, 4.0 * SHORE_GAP_M)
    i = ((lon - nodes_x[0]) / dlon).astype(np.intp)
    j = ((lat - nodes_y[0]) / dlat).astype(np.intp)
    best = np.full(lon.shape, np.inf)
    at_lon, at_lat = lon.copy(), lat.copy()
    for corner_j, corner_i in ((j, i), (j, i + 1), (j + 1, i), (j + 1, i + 1)):
        x = nodes_x[column[corner_j, corner_i]]
        y = nodes_y[row[corner_j, corner_i]]
        away = _METRES_PER_DEGREE * np.hypot((x - lon) * np.cos(np.radians(lat)), y - lat)
        away = np.where(wet[row[corner_j, corner_i], column[corner_j, corner_i]], away, np.inf)
        nearer = away < best
        best[nearer], at_lon[nearer], at_lat[nearer] = away[nearer], x[nearer], y[nearer]
    return at_lon, at_lat, best <= SHORE_GAP_M


def _ahead(origin: float, step: float, value: float) -> float:
    """Return the last node of an axis at or before a value."""
    return origin + step * float(np.floor((value - origin) / step))
