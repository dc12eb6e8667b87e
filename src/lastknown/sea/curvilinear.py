"""Curvilinear grids (two-dimensional latitude and longitude): finding a point's cell."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lastknown.sea.grids import Cut, Grid, Stencil
from lastknown.sea.source import Box

__all__ = ["Curvilinear"]

Floats = NDArray[np.float64]
_E2 = 6.69437999014e-3  # first eccentricity squared of WGS84 (NGA.STND.0036)
_WALK = 8  # cells that the search may step from the nearest node
_NEWTON = 6  # inverse bilinear: quadratic convergence, 4 suffice on ocean grids


@dataclass(frozen=True)
class Curvilinear:
    """A grid whose nodes carry their own longitude and latitude; values are bilinear in its cells.

    Attributes
    ----------
    lon, lat : (ny, nx) degrees; NaN where the file gives no place (masked land).
    sign_x, sign_y : -1 where the grid's x (y) coordinate falls along the columns (rows).
    """

    lon: Floats
    lat: Floats
    sign_x: int = 1
    sign_y: int = 1

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of nodes."""
        rows, columns = self.lat.shape
        return rows, columns

    @cached_property
    def box(self) -> Box:
        """The box of all nodes, degrees; continuous across 180."""
        east = np.mod(self.lon - self._middle + 180.0, 360.0) + self._middle - 180.0
        west, end = float(np.nanmin(east)), float(np.nanmax(east))
        south, north = float(np.nanmin(self.lat)), float(np.nanmax(self.lat))
        if end - west > 350.0:
            return -180.0, south, 180.0, north
        turn = -360.0 * np.floor((west + 180.0) / 360.0)
        return west + turn, south, end + turn, north

    @cached_property
    def _middle(self) -> float:
        angle = np.radians(self.lon)
        return float(np.degrees(np.arctan2(np.nanmean(np.sin(angle)), np.nanmean(np.cos(angle)))))

    @cached_property
    def _reach(self) -> tuple[float, float]:
        """Largest spacing of nodes, degrees of longitude and latitude (seams left out)."""
        wide = [np.abs(np.mod(np.diff(self.lon, axis=k) + 180.0, 360.0) - 180.0) for k in (0, 1)]
        tall = [np.abs(np.diff(self.lat, axis=k)) for k in (0, 1)]
        return (
            max(float(np.nanpercentile(step, 99.9)) for step in wide),
            max(float(np.nanpercentile(step, 99.9)) for step in tall),
        )

    def axes(self) -> None:
        """Return None: a curvilinear grid has no axes."""

    def finest(self) -> tuple[float, float]:
        """Return the usual side of a cell, degrees of longitude and of latitude."""
        nodes = self._nodes
        sides = [np.linalg.norm(np.diff(nodes, axis=k), axis=-1) for k in (0, 1)]
        side = float(np.degrees(min(np.nanmedian(one) for one in sides)))
        return side / max(np.cos(np.radians(float(np.nanmean(self.lat)))), 0.02), side

    def same(self, other: Grid) -> bool:
        """Return whether both have the same nodes (to 1e-5 degrees, 1 m)."""
        return (
            isinstance(other, Curvilinear)
            and self.shape == other.shape
            and np.allclose(self.lat, other.lat, 0, 1e-5, equal_nan=True)
            and np.allclose(self.lon, other.lon, 0, 1e-5, equal_nan=True)
        )

    def block(self, box: Box) -> Cut | None:
        """Return the rectangle of nodes needed inside `box`, None where it does not meet them."""
        lon_min, lat_min, lon_max, lat_max = box
        pad_x, pad_y = (1.5 * reach for reach in self._reach)
        east = np.mod(self.lon - lon_min + pad_x, 360.0)
        near = (east <= min(lon_max - lon_min + 2 * pad_x, 360.0)) & (
            (self.lat >= lat_min - pad_y) & (self.lat <= lat_max + pad_y)
        )
        if not near.any():
            return None
        rows, columns = np.flatnonzero(near.any(1)), np.flatnonzero(near.any(0))
        (row0, row1), (col0, col1) = (
            (max(int(k[0]) - 1, 0), min(int(k[-1]) + 2, n))
            for k, n in zip((rows, columns), self.shape, strict=True)
        )
        return Cut(row0, row1, col0, col1)

    def cut(self, cut: Cut) -> Curvilinear:
        """Return the grid of those nodes alone."""
        part = (slice(cut.row0, cut.row1), slice(cut.col0, cut.col1))
        return Curvilinear(self.lon[part], self.lat[part], self.sign_x, self.sign_y)

    def pieces(self, cut: Cut) -> list[tuple[slice, slice]]:
        """Return the one slice of the file that holds the block."""
        return [(slice(cut.row0, cut.row1), slice(cut.col0, cut.col1))]

    def assemble(self, parts: list[NDArray[np.float32]]) -> NDArray[np.float32]:
        """Return the block as it was read."""
        return parts[0]

    @cached_property
    def _nodes(self) -> Floats:
        """(ny, nx, 3) unit vectors."""
        return _unit(self.lon, self.lat)

    @cached_property
    def _tree(self) -> tuple[Any, NDArray[np.int64]]:
        from scipy.spatial import cKDTree

        flat = self._nodes.reshape(-1, 3)
        valid = np.flatnonzero(np.isfinite(flat).all(1))
        return cKDTree(flat[valid]), valid

    def stencil(self, lon: Floats, lat: Floats) -> Stencil:
        """Return nodes, weights and the grid's directions at (n,) points; NaN weights outside."""
        nx = self.shape[1]
        lon, lat = np.asarray(lon, np.float64), np.asarray(lat, np.float64)
        cell, place = self._find(lon, lat)
        outside = np.isnan(place[:, 0])
        a, b = np.where(outside[:, None], 0.0, place).T
        first = cell[:, 0] * nx + cell[:, 1]
        index = np.stack([first, first + 1, first + nx, first + nx + 1], axis=-1)
        weight = np.stack([(1 - a) * (1 - b), a * (1 - b), (1 - a) * b, a * b], axis=-1)
        weight[outside] = np.nan
        corner = self._corners(cell, lon, lat)
        corner[..., 1] *= ((1 - _E2) / (1 - _E2 * np.sin(np.radians(lat)) ** 2))[:, None]
        along, across = _tangents(corner, a, b)
        return Stencil(index, weight, self.sign_x * _even(along), self.sign_y * _even(across))

    def _find(self, lon: Floats, lat: Floats) -> tuple[NDArray[np.int64], Floats]:
        """Return (n, 2) row and column of each point's cell and (n, 2) its place (a, b) in it."""
        ny, nx = self.shape
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
        ny, nx = self.shape
        cell, place = cell.copy(), np.full((lon.size, 2), np.nan)
        todo = np.arange(lon.size)
        for _ in range(_WALK):
            at = _inverse(self._corners(cell[todo], lon[todo], lat[todo]))
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

    def _corners(self, cell: NDArray[np.int64], lon: Floats, lat: Floats) -> Floats:
        """Return (n, 4, 2) east and north of the corners from each point, in earth radii."""
        row, column = cell[:, 0], cell[:, 1]
        nodes = np.stack(
            [self._nodes[row + j, column + i] for j, i in ((0, 0), (0, 1), (1, 0), (1, 1))], axis=1
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


def _tangents(corner: Floats, a: Floats, b: Floats) -> tuple[Floats, Floats]:
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
        along, across = _tangents(corner, a, b)
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


def _even(vector: Floats) -> Floats:
    """Return vectors of length one."""
    length = np.linalg.norm(vector, axis=-1, keepdims=True)
    result: Floats = vector / np.where(length == 0, np.nan, length)
    return result
