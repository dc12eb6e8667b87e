"""Curvilinear grids (two-dimensional latitude and longitude): finding a point's cell."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from lastknown.sea.cells import Cells, even, tangents
from lastknown.sea.grids import Cut, Grid, Stencil
from lastknown.sea.source import Box

__all__ = ["Curvilinear"]

Floats = NDArray[np.float64]
_E2 = 6.69437999014e-3  # first eccentricity squared of WGS84 (NGA.STND.0036)


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
        nodes = self._cells.nodes
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
    def _cells(self) -> Cells:
        return Cells(self.lon, self.lat)

    def stencil(self, lon: Floats, lat: Floats) -> Stencil:
        """Return nodes, weights and the grid's directions at (n,) points; NaN weights outside."""
        nx = self.shape[1]
        lon, lat = np.asarray(lon, np.float64), np.asarray(lat, np.float64)
        cell, place = self._cells.find(lon, lat)
        outside = np.isnan(place[:, 0])
        a, b = np.where(outside[:, None], 0.0, place).T
        first = cell[:, 0] * nx + cell[:, 1]
        index = np.stack([first, first + 1, first + nx, first + nx + 1], axis=-1)
        weight = np.stack([(1 - a) * (1 - b), a * (1 - b), (1 - a) * b, a * b], axis=-1)
        weight[outside] = np.nan
        corner = self._cells.corners(cell, lon, lat)
        corner[..., 1] *= ((1 - _E2) / (1 - _E2 * np.sin(np.radians(lat)) ** 2))[:, None]
        along, across = tangents(corner, a, b)
        return Stencil(index, weight, self.sign_x * even(along), self.sign_y * even(across))
