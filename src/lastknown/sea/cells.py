"""The cell of a curvilinear grid that a point lies in, and its place in it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Cells", "even", "tangents"]

Floats = NDArray[np.float64]
_WALK = 8  # cells that the search may step from the nearest node
_NEWTON = 6  # inverse bilinear: quadratic convergence, 4 suffice on ocean grids


@dataclass(frozen=True)
class Cells:
    """The cells between the nodes of a curvilinear grid.

    Attributes
    ----------
    lon, lat : (ny, nx) degrees, NaN where there is no node.
    """

    lon: Floats
    lat: Floats

    @cached_property
    def nodes(self) -> Floats:
        """(ny, nx, 3) unit vectors."""
        return _unit(self.lon, self.lat)

    @cached_property
    def _tree(self) -> tuple[Any, NDArray[np.int64]]:
        from scipy.spatial import cKDTree

        flat = self.nodes.reshape(-1, 3)
        valid = np.flatnonzero(np.isfinite(flat).all(1))
        return cKDTree(flat[valid]), valid

    def find(self, lon: Floats, lat: Floats) -> tuple[NDArray[np.int64], Floats]:
        """Return (n, 2) row and column of each point's cell and (n, 2) its place (a, b) in it."""
        ny, nx = self.lat.shape
        points = np.where(np.isfinite(lon + lat)[:, None], _unit(lon, lat), 1e3)
        tree, valid = self._tree
        node = valid[tree.query(points)[1]]
        row, column = np.divmod(node, nx)
        cell = np.stack([np.minimum(row, ny - 2), np.minimum(column, nx - 2)], axis=-1)
        place = np.full((lon.size, 2), np.nan)
        for down, left in ((0, 0), (0, 1), (1, 0), (1, 1)):
            todo = np.flatnonzero(np.isnan(place[:, 0]))
            if not todo.size:
                break
            start = np.stack([row[todo] - down, column[todo] - left], axis=-1)
            start = np.clip(start, 0, [ny - 2, nx - 2])
            found, inside = self._walk(start, lon[todo], lat[todo])
            place[todo] = inside
            cell[todo] = np.where(np.isnan(inside), cell[todo], found)
        return cell, place

    def _walk(
        self, cell: NDArray[np.int64], lon: Floats, lat: Floats
    ) -> tuple[NDArray[np.int64], Floats]:
        """Step from cell to cell until the point lies in it; NaN place where it never does."""
        ny, nx = self.lat.shape
        cell, place = cell.copy(), np.full((lon.size, 2), np.nan)
        todo = np.arange(lon.size)
        for _ in range(_WALK):
            at = _inverse(self.corners(cell[todo], lon[todo], lat[todo]))
            inside = np.all((at >= -1e-6) & (at <= 1 + 1e-6), axis=1)
            place[todo[inside]] = np.clip(_snap(at[inside]), 0.0, 1.0)
            at, todo = at[~inside], todo[~inside]
            go = np.isfinite(at).all(1)
            at, todo = at[go], todo[go]
            if not todo.size:
                break
            step = np.clip(np.floor(at[:, ::-1]), -2, 2).astype(np.int64)
            after = np.clip(cell[todo] + step, 0, [ny - 2, nx - 2])
            moved = np.any(after != cell[todo], axis=1)
            cell[todo] = after
            todo = todo[moved]
        return cell, place

    def corners(self, cell: NDArray[np.int64], lon: Floats, lat: Floats) -> Floats:
        """Return (n, 4, 2) east and north of the corners from each point, in earth radii."""
        row, column = cell[:, 0], cell[:, 1]
        nodes = np.stack(
            [self.nodes[row + j, column + i] for j, i in ((0, 0), (0, 1), (1, 0), (1, 1))], axis=1
        )
        lam, phi = np.radians(lon), np.radians(lat)
        zero = np.zeros_like(lam)
        east = np.stack([-np.sin(lam), np.cos(lam), zero], axis=-1)
        north = np.stack(
            [-np.sin(phi) * np.cos(lam), -np.sin(phi) * np.sin(lam), np.cos(phi)], axis=-1
        )
        result: Floats = np.stack(
            [np.einsum("nkd,nd->nk", nodes, east), np.einsum("nkd,nd->nk", nodes, north)], axis=-1
        )
        return result


def _unit(lon: Floats, lat: Floats) -> Floats:
    lam, phi = np.radians(lon), np.radians(lat)
    result: Floats = np.stack(
        [np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)], axis=-1
    )
    return result


def tangents(corner: Floats, a: Floats, b: Floats) -> tuple[Floats, Floats]:
    """Return the derivatives (n, 2) of the bilinear map along its columns and its rows."""
    c00, c10, c01, c11 = (corner[:, k] for k in range(4))
    a, b = a[:, None], b[:, None]
    return (c10 - c00) * (1 - b) + (c11 - c01) * b, (c01 - c00) * (1 - a) + (c11 - c10) * a


def _inverse(corner: Floats) -> Floats:
    """Return (n, 2) the (a, b) at which the bilinear map of (n, 4, 2) corners is zero (Newton)."""
    a = np.full(corner.shape[0], 0.5)
    b = a.copy()
    for _ in range(_NEWTON):
        at = _value(corner, a, b)
        along, across = tangents(corner, a, b)
        det = along[:, 0] * across[:, 1] - along[:, 1] * across[:, 0]
        det = np.where(det == 0, np.nan, det)
        a = np.clip(a - (at[:, 0] * across[:, 1] - at[:, 1] * across[:, 0]) / det, -9, 9)
        b = np.clip(b - (along[:, 0] * at[:, 1] - along[:, 1] * at[:, 0]) / det, -9, 9)
    return np.stack([a, b], axis=-1)


def _value(corner: Floats, a: Floats, b: Floats) -> Floats:
    weight = np.stack([(1 - a) * (1 - b), a * (1 - b), (1 - a) * b, a * b], axis=-1)
    result: Floats = np.einsum("nk,nkd->nd", weight, corner)
    return result


def _snap(place: Floats) -> Floats:
    node = np.rint(place)
    result: Floats = np.where(np.abs(place - node) < 1e-6, node, place)
    return result


def even(vector: Floats) -> Floats:
    """Return vectors of length one."""
    length = np.linalg.norm(vector, axis=-1, keepdims=True)
    result: Floats = vector / np.where(length == 0, np.nan, length)
    return result
