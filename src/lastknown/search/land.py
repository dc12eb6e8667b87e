"""Land as a search plan needs it: a grid of cells about the scene, and an exact check of legs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lastknown.geo.coast import Coast, is_land
from lastknown.geo.plane import Plane
from lastknown.search.errand import LandMask

__all__ = ["LandTest", "land_mask", "land_test", "mark_land", "points_on_land"]

Floats = NDArray[np.float64]
LandTest = Callable[[Floats, Floats], NDArray[np.bool_]]
"""Takes longitudes and latitudes in degrees, returns True where land."""

_NODES: Final = 24
_CELLS: Final = 400
_LEAST_CELL_M: Final = 150.0
_MARGIN_M: Final = 5000.0


def land_test(coast: Coast | LandTest) -> LandTest:
    """Return the land test of a coast; a function is returned as it is."""
    if not isinstance(coast, Coast):
        return coast
    index = coast.index
    return lambda lon, lat: is_land(index, lon, lat)


def land_mask(test: LandTest, plane: Plane, x: Floats, y: Floats) -> LandMask:
    """Return land within 5 km of all points x, y (m in the plane), widened by one cell all round.

    Cells are 150 m or a 400th of the scene, whichever is more. Positions of the cells are
    interpolated between a few exact ones.
    """
    x0, x1 = float(x.min()) - _MARGIN_M, float(x.max()) + _MARGIN_M
    y0, y1 = float(y.min()) - _MARGIN_M, float(y.max()) + _MARGIN_M
    cell = max(_LEAST_CELL_M, (x1 - x0) / _CELLS, (y1 - y0) / _CELLS)
    columns, rows = int(np.ceil((x1 - x0) / cell)), int(np.ceil((y1 - y0) / cell))
    lon, lat = _cell_positions(
        plane,
        np.asarray(x0 + (np.arange(columns) + 0.5) * cell, float),
        np.asarray(y0 + (np.arange(rows) + 0.5) * cell, float),
    )
    found = np.asarray(test(lon.ravel(), lat.ravel()), bool).reshape(rows, columns)
    return LandMask(_widen(found), x0, y0, cell)


def points_on_land(test: LandTest, plane: Plane, legs: Floats, every_m: float = 50.0) -> Floats:
    """Return the points (k, 2) of legs (n, 6) that lie on land, m in the plane, every 50 m."""
    points = []
    for x0, y0, _, x1, y1, _ in legs:
        steps = np.linspace(0.0, 1.0, int(np.hypot(x1 - x0, y1 - y0) / every_m) + 2)
        points.append(np.stack([x0 + (x1 - x0) * steps, y0 + (y1 - y0) * steps], axis=1))
    path = np.concatenate(points)
    dry = np.asarray(test(*plane.to_lonlat(path[:, 0], path[:, 1])), bool)
    return np.asarray(path[dry], float)


def mark_land(mask: LandMask, points: Floats) -> LandMask:
    """Return the mask with the cells of these points, and those around them, made land."""
    added = np.zeros_like(mask.land)
    column = np.floor((points[:, 0] - mask.x0) / mask.cell_m).astype(int)
    row = np.floor((points[:, 1] - mask.y0) / mask.cell_m).astype(int)
    inside = (row >= 0) & (row < added.shape[0]) & (column >= 0) & (column < added.shape[1])
    added[row[inside], column[inside]] = True
    return mask._replace(land=mask.land | _widen(added))


def _cell_positions(plane: Plane, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Longitude (continuous) and latitude of the grid of x and y, (rows, columns)."""
    nodes_x, nodes_y = np.linspace(x[0], x[-1], _NODES), np.linspace(y[0], y[-1], _NODES)
    lon, lat = plane.to_lonlat(*np.meshgrid(nodes_x, nodes_y))
    lon = plane.lon0 + (lon - plane.lon0 + 180.0) % 360.0 - 180.0
    full_lon, full_lat = (_stretch(values, nodes_x, nodes_y, x, y) for values in (lon, lat))
    return (full_lon + 180.0) % 360.0 - 180.0, full_lat


def _stretch(values: Floats, nodes_x: Floats, nodes_y: Floats, x: Floats, y: Floats) -> Floats:
    """Bilinear interpolation from a coarse to a fine grid."""
    wide = np.stack([np.interp(x, nodes_x, row) for row in values])
    return np.stack([np.interp(y, nodes_y, column) for column in wide.T], axis=1)


def _widen(land: NDArray[np.bool_]) -> NDArray[np.bool_]:
    padded = np.pad(land, 1)
    out = np.zeros_like(land)
    for dy in range(3):
        for dx in range(3):
            out |= padded[dy : dy + land.shape[0], dx : dx + land.shape[1]]
    return out
