"""Rectilinear grids of files: which nodes a box needs, and the weights of a point's four nodes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from lastknown.sea.source import Box

__all__ = ["Cut", "Grid", "Rectilinear", "Stencil", "longitude_axis", "uniform"]

Floats = NDArray[np.float64]
_SNAP = 1e-6  # of a cell: a point this near a node is the node (1 cm on a 10 km grid)


class Cut(NamedTuple):
    """A block of nodes: rows and columns of the grid as it is held (ascending)."""

    row0: int
    row1: int
    col0: int
    col1: int

    def holds(self, other: Cut) -> bool:
        """Return whether `other` lies inside this block."""
        return (
            self.row0 <= other.row0
            and self.row1 >= other.row1
            and self.col0 <= other.col0
            and self.col1 >= other.col1
        )

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.row1 - self.row0, self.col1 - self.col0


class Stencil(NamedTuple):
    """The four nodes of each of n points.

    Attributes
    ----------
    nodes : (n, 4) flat node numbers, row by row; 0 where the point is outside.
    weight : (n, 4) bilinear weights that sum to 1; NaN where the point is outside.
    x_axis, y_axis : (n, 2) east and north parts of the unit vectors along the grid's x and y there;
        None on a grid whose x is east.
    """

    nodes: NDArray[np.int64]
    weight: Floats
    x_axis: Floats | None = None
    y_axis: Floats | None = None


class Grid(Protocol):
    """What a source needs of a horizontal grid."""

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of nodes."""
        ...

    @property
    def box(self) -> Box:
        """The box of all nodes, degrees."""
        ...

    def block(self, box: Box) -> Cut | None:
        """Return the nodes needed inside `box`, None where it does not meet the grid."""
        ...

    def cut(self, cut: Cut) -> Grid:
        """Return the grid of those nodes alone."""
        ...

    def pieces(self, cut: Cut) -> list[tuple[slice, slice]]:
        """Return the slices of the file, west to east, that together hold the block."""
        ...

    def assemble(self, parts: list[NDArray[np.float32]]) -> NDArray[np.float32]:
        """Return the block (…, rows, columns), ascending, from what `pieces` read."""
        ...

    def stencil(self, lon: Floats, lat: Floats) -> Stencil:
        """Return nodes and weights of (n,) points, degrees, any longitude convention."""
        ...

    def axes(self) -> tuple[Floats, Floats] | None:
        """Return uniform ascending lon and lat axes, None where it has none."""
        ...

    def finest(self) -> tuple[float, float]:
        """Return a spacing that resolves it, degrees of longitude and of latitude."""
        ...

    def same(self, other: Grid) -> bool:
        """Return whether both have the same nodes."""
        ...


@dataclass(frozen=True)
class Rectilinear:
    """A grid of longitudes times latitudes.

    Attributes
    ----------
    lon, lat : (nx,), (ny,) ascending, degrees; lon continuous, it may pass 180.
    flip_rows, flip_columns : the file holds them descending.
    roll : the file's column of lon[0] (a global file on 0-360 is turned to start at -180).
    periodic : column nx is column 0 again.
    """

    lon: Floats
    lat: Floats
    flip_rows: bool = False
    flip_columns: bool = False
    roll: int = 0
    periodic: bool = False

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of nodes."""
        return self.lat.size, self.lon.size

    @property
    def box(self) -> Box:
        """The box of all nodes, degrees; a whole turn where the grid goes round the earth."""
        east = self.lon[0] + 360.0 if self.periodic else self.lon[-1]
        return float(self.lon[0]), float(self.lat[0]), float(east), float(self.lat[-1])

    def axes(self) -> tuple[Floats, Floats] | None:
        """Return uniform ascending axes, None where the spacing varies."""
        lon, lat = uniform(self.lon), uniform(self.lat)
        return None if lon is None or lat is None else (lon, lat)

    def finest(self) -> tuple[float, float]:
        """Return its smallest spacing, degrees of longitude and of latitude."""
        return float(np.diff(self.lon).min()), float(np.diff(self.lat).min())

    def same(self, other: Grid) -> bool:
        """Return whether both have the same nodes (to a thousandth of a cell)."""
        if not isinstance(other, Rectilinear) or self.shape != other.shape:
            return False
        near = 1e-3 * min(np.diff(self.lat).min(), np.diff(self.lon).min())
        turned = np.mod(other.lon - self.lon + 180.0, 360.0) - 180.0
        return bool(np.all(np.abs(turned) < near) and np.allclose(self.lat, other.lat, 0, near))

    def block(self, box: Box) -> Cut | None:
        """Return the nodes needed inside `box`, None where it does not meet the grid."""
        lon_min, lat_min, lon_max, lat_max = box
        rows = _span(self.lat, lat_min, lat_max)
        columns = self._columns(lon_min, lon_max)
        return None if rows is None or columns is None else Cut(*rows, *columns)

    def _columns(self, lon_min: float, lon_max: float) -> tuple[int, int] | None:
        nx = self.lon.size
        if not self.periodic:
            spans = [
                _span(self.lon, lon_min + 360.0 * turn, lon_max + 360.0 * turn)
                for turn in range(-2, 3)
            ]
            found = [span for span in spans if span is not None]
            return (min(s[0] for s in found), max(s[1] for s in found)) if found else None
        if lon_max - lon_min >= 360.0 - (self.lon[-1] - self.lon[0]) / nx:
            return 0, nx
        axis = np.concatenate([self.lon, self.lon + 360.0])
        west = self.lon[0] + np.mod(lon_min - self.lon[0], 360.0)
        span = _span(axis, west, west + lon_max - lon_min)
        if span is None or span[1] - span[0] >= nx:
            return 0, nx
        return span

    def cut(self, cut: Cut) -> Rectilinear:
        """Return the grid of those nodes alone, ascending and not turned."""
        nx = self.lon.size
        lon = np.concatenate([self.lon, self.lon + 360.0])[cut.col0 : cut.col1]
        whole = self.periodic and cut.col1 - cut.col0 == nx
        return Rectilinear(lon, self.lat[cut.row0 : cut.row1], periodic=whole)

    def pieces(self, cut: Cut) -> list[tuple[slice, slice]]:
        """Return the slices of the file, west to east, that together hold the block."""
        ny, nx = self.shape
        rows = slice(cut.row0, cut.row1)
        if self.flip_rows:
            rows = slice(ny - cut.row1, ny - cut.row0)
        first, last = cut.col0 + self.roll, cut.col1 + self.roll
        parts = []
        while first < last:
            turn = first // nx * nx
            end = min(last, turn + nx)
            columns = slice(first - turn, end - turn)
            if self.flip_columns:
                columns = slice(nx - columns.stop, nx - columns.start)
            parts.append((rows, columns))
            first = end
        return parts

    def assemble(self, parts: list[NDArray[np.float32]]) -> NDArray[np.float32]:
        """Return the block (…, rows, columns), ascending, from what `pieces` read."""
        turned = [
            part[..., :: -1 if self.flip_rows else 1, :: -1 if self.flip_columns else 1]
            for part in parts
        ]
        return turned[0] if len(turned) == 1 else np.concatenate(turned, axis=-1)

    def stencil(self, lon: Floats, lat: Floats) -> Stencil:
        """Return nodes and weights of (n,) points; NaN weights outside."""
        ny, nx = self.shape
        tiny = _SNAP * (self.lon[1] - self.lon[0])
        east = np.mod(lon - self.lon[0] + tiny, 360.0) - tiny
        axis = self.lon - self.lon[0]
        x = _fraction(np.append(axis, 360.0) if self.periodic else axis, east)
        y = _fraction(self.lat, np.asarray(lat, np.float64))
        outside = np.isnan(x) | np.isnan(y)
        x, y = np.where(outside, 0.0, x), np.where(outside, 0.0, y)
        i = np.minimum(x.astype(np.int64), axis.size - (1 if self.periodic else 2))
        j = np.minimum(y.astype(np.int64), ny - 2)
        a, b = x - i, y - j
        i1 = (i + 1) % nx if self.periodic else i + 1
        index = np.stack([j * nx + i, j * nx + i1, (j + 1) * nx + i, (j + 1) * nx + i1], axis=-1)
        weight = np.stack([(1 - a) * (1 - b), a * (1 - b), (1 - a) * b, a * b], axis=-1)
        weight[outside] = np.nan
        return Stencil(index, weight)


def longitude_axis(lon: Floats) -> tuple[Floats, bool, int, bool] | None:
    """Return (ascending axis, flipped, roll, periodic) of a file's longitudes.

    Returns None where they do not go one way round. A regional axis starts in [-180, 180); a global
    one starts at its first node from -180 on.
    """
    axis = np.unwrap(lon, period=360.0)
    flipped = bool(axis[0] > axis[-1])
    axis = axis[::-1] if flipped else axis
    step = np.diff(axis)
    if axis.size < 2 or np.any(step <= 0) or axis[-1] - axis[0] > 360.0 + 1e-6:
        return None
    if axis[-1] - axis[0] > 360.0 - 1e-3 * step[0]:  # the first node is there twice
        return axis + _turns(axis[0]), flipped, 0, False
    periodic = bool(axis[0] + 360.0 - axis[-1] < 1.5 * step.max())
    roll = 0
    if periodic:
        centred = np.mod(axis + 180.0 + 1e-9, 360.0) - 180.0 - 1e-9
        roll = int(np.argmin(centred))
        axis = np.unwrap(np.roll(axis, -roll), period=360.0)
    return axis + _turns(axis[0]), flipped, roll, periodic


def _turns(lon: float) -> float:
    """Return the multiple of 360 that brings a longitude into [-180, 180)."""
    return float(-360.0 * np.floor((lon + 180.0 + 1e-9) / 360.0))


def uniform(axis: Floats) -> Floats | None:
    """Return the uniform axis that `axis` is to a thousandth of its spacing, else None."""
    even: Floats = np.linspace(axis[0], axis[-1], axis.size)
    step = (axis[-1] - axis[0]) / (axis.size - 1)
    return even if float(np.max(np.abs(even - axis))) <= 1e-3 * step else None


def _span(axis: Floats, low: float, high: float) -> tuple[int, int] | None:
    """Return the range of nodes needed to interpolate from `low` to `high`."""
    if high < axis[0] - _SNAP or low > axis[-1] + _SNAP:
        return None
    first = max(int(np.searchsorted(axis, low + _SNAP, "right")) - 1, 0)
    last = min(int(np.searchsorted(axis, high - _SNAP, "left")) + 1, axis.size)
    first = min(first, axis.size - 2)
    return first, max(last, first + 2)


def _fraction(axis: Floats, at: Floats) -> Floats:
    """Return the position of `at` in nodes of an ascending axis, NaN outside it."""
    even = uniform(axis)
    if even is not None:
        place = (at - axis[0]) / ((axis[-1] - axis[0]) / (axis.size - 1))
    else:
        left = np.clip(np.searchsorted(axis, at, "right") - 1, 0, axis.size - 2)
        place = left + (at - axis[left]) / (axis[left + 1] - axis[left])
    node = np.rint(place)
    place = np.where(np.abs(place - node) < _SNAP * 10, node, place)
    inside = (place >= 0) & (place <= axis.size - 1)
    result: Floats = np.where(inside, place, np.nan)
    return result
