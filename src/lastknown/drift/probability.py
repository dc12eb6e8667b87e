"""From weighted points to a probability map, its highest point and the areas that hold a share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lastknown.drift._cells import Grid, coarser, finer, interpolate, smooth
from lastknown.drift._contours import (
    at_level,
    multi_polygon,
    ranked,
    region,
    ring_area_m2,
    threshold,
)
from lastknown.drift._density import Pyramid, estimate
from lastknown.drift.positions import turn
from lastknown.geo.plane import ECCENTRICITY_2, SEMI_MAJOR_M
from lastknown.geo.position import Position

__all__ = [
    "Contour",
    "Density",
    "Land",
    "ProbabilityGrid",
    "containment",
    "contour_at",
    "density_at",
    "level_density",
    "meets",
    "most_likely",
    "points_density",
]

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
Land = Callable[[Array, Array], Mask]
"""``land(lon, lat)``: True on land, arrays in degrees; see `lastknown.geo.coast`."""

_FEW = 30.0
"""Effective particles below which an area is read from the map and not from the particles."""


@dataclass(frozen=True)
class ProbabilityGrid:
    """Probability of each cell of a grid in longitude and latitude.

    Attributes
    ----------
    lon, lat : (nx,), (ny,) cell centres, degrees; longitude is continuous past 180.
    probability : (ny, nx) summing to 1; zero on land where the coast is known.
    cell_area_m2 : (ny,) area of a cell of each row, m2.
    cell_m : side of a cell, m.
    bandwidth_m : median sd of the particles' bells, m.
    """

    lon: Array
    lat: Array
    probability: Array
    cell_area_m2: Array
    cell_m: float
    bandwidth_m: float

    @property
    def lon_edges(self) -> Array:
        """Return the (nx + 1,) cell edges, degrees."""
        return _edges(self.lon)

    @property
    def lat_edges(self) -> Array:
        """Return the (ny + 1,) cell edges, degrees."""
        return _edges(self.lat)


@dataclass(frozen=True)
class Density:
    """The estimate behind a map: what contours, scores and the most likely place are read from.

    Attributes
    ----------
    lon0, lat0 : centre of the local plane, the weighted mean, degrees.
    per_lon_m, per_lat_m : metres per degree there.
    pyramid : the estimate in that plane.
    x, y : (n,) the particles in the plane, m.
    weight : (n,) summing to 1.
    row_scale : (ny,) from density in the plane to density on the ellipsoid.
    grid : the probability map.
    effective : effective number of particles, 1 / sum of squared weights.
    """

    lon0: float
    lat0: float
    per_lon_m: float
    per_lat_m: float
    pyramid: Pyramid
    x: Array
    y: Array
    weight: Array
    row_scale: Array
    grid: ProbabilityGrid
    effective: float

    @cached_property
    def ranked(self) -> tuple[Array, Array]:
        """Return what `level_density` is read from, sorted once for all levels."""
        if self.effective < _FEW:
            values = self.pyramid.density * self.row_scale[:, None]
            return ranked(values.ravel(), self.grid.probability.ravel())
        return ranked(meets(self), self.weight)


@dataclass(frozen=True)
class Contour:
    """The smallest area that holds a share of the probability.

    Attributes
    ----------
    level : the share, 0-1.
    area_m2 : its size on the ellipsoid, land left out where the coast is known, m2.
    geometry : GeoJSON MultiPolygon, lon and lat in degrees (RFC 7946).
    """

    level: float
    area_m2: float
    geometry: Mapping[str, Any]


def points_density(lon: Array, lat: Array, weight: Array, land: Land | None = None) -> Density:
    """Return the density of weighted points.

    Parameters
    ----------
    lon, lat : (n,) degrees, finite, n >= 1; anywhere, across 180 too.
    weight : (n,) positive; scaled to sum to 1.
    land : no probability is left where this is True.
    """
    lon0, lat0 = _mean(lon, lat, weight)
    per_lon, per_lat = (float(a) for a in _metres_per_degree(np.array(min(abs(lat0), 89.5))))
    x, y = turn(lon - lon0) * per_lon, (lat - lat0) * per_lat
    weight = weight / weight.sum()

    origin = lon0, lat0, per_lon, per_lat
    pyramid = estimate(x, y, weight, None if land is None else _land_cells(land, origin))
    axis_x, axis_y = _axes(pyramid.grid)
    lats = lat0 + axis_y / per_lat
    m_lon, m_lat = _metres_per_degree(lats)
    row_scale = per_lon * per_lat / (m_lon * m_lat)
    cell = pyramid.grid.cell
    grid = ProbabilityGrid(
        lon=lon0 + axis_x / per_lon,
        lat=lats,
        probability=pyramid.density * cell**2,
        cell_area_m2=cell**2 / row_scale,
        cell_m=cell,
        bandwidth_m=threshold(0.5, pyramid.width, weight),
    )
    return Density(
        lon0, lat0, per_lon, per_lat, pyramid, x, y, weight, row_scale, grid,
        effective=1.0 / float(np.sum(weight**2)),
    )  # fmt: skip


def _land_cells(
    land: Land, origin: tuple[float, float, float, float]
) -> Callable[[Grid, Mask], Mask]:
    """Return what tells which cells (of those that matter) have their centre on land."""
    lon0, lat0, per_lon, per_lat = origin

    def on_land(grid: Grid, matters: Mask) -> Mask:
        rows, columns = np.nonzero(matters)
        x, y = _axes(grid)
        answer = np.zeros((grid.ny, grid.nx), dtype=np.bool_)
        answer[rows, columns] = land(turn(lon0 + x / per_lon)[columns], (lat0 + y / per_lat)[rows])
        return answer

    return on_land


def _axes(grid: Grid) -> tuple[Array, Array]:
    """Return the cell centres along x and y, m."""
    x = grid.x0 + (np.arange(grid.nx, dtype=np.float64) + 0.5) * grid.cell
    return x, grid.y0 + (np.arange(grid.ny, dtype=np.float64) + 0.5) * grid.cell


def _edges(centres: Array) -> Array:
    """Return the edges between and beyond evenly spaced centres."""
    half = 0.5 * (centres[1] - centres[0])
    return np.append(centres - half, centres[-1] + half)


def _metres_per_degree(lat: Array) -> tuple[Array, Array]:
    """Return metres per degree of longitude and of latitude on WGS84, arrays; see geo.plane."""
    sine = np.sin(np.radians(lat))
    w2 = 1.0 - ECCENTRICITY_2 * sine * sine
    normal: Array = np.radians(SEMI_MAJOR_M / np.sqrt(w2)).astype(np.float64)
    parallel: Array = (normal * np.cos(np.radians(lat))).astype(np.float64)
    meridian: Array = (normal * (1.0 - ECCENTRICITY_2) / w2).astype(np.float64)
    return parallel, meridian


def _mean(lon: Array, lat: Array, weight: Array) -> tuple[float, float]:
    """Return the weighted mean of points on the sphere of their normals, degrees."""
    a, b = np.radians(lon), np.radians(lat)
    x, y, z = np.cos(b) * np.cos(a), np.cos(b) * np.sin(a), np.sin(b)
    cx, cy, cz = (float(np.sum(weight * part)) for part in (x, y, z))
    mean_lon = float(np.degrees(np.arctan2(cy, cx)))
    return (mean_lon + 180.0) % 360.0 - 180.0, float(np.degrees(np.arctan2(cz, np.hypot(cx, cy))))


def most_likely(density: Density) -> Position:
    """Return the place with the most probability around it.

    It is the top of the density blurred by a quarter of the radius of a circle as large as the 50 %
    area: a few particles heaped on a beach do not outweigh a broad sea, and the answer does not
    wander with the number of particles.
    """
    grid, sea = density.pyramid.grid, density.pyramid.sea
    values = density.pyramid.density * density.row_scale[:, None]
    half = density.pyramid.field * density.row_scale[:, None] >= level_density(density, 0.5)
    area = float(np.sum(density.grid.cell_area_m2 * np.count_nonzero(half, axis=1)))
    level, passes = _blur(0.25 * np.sqrt(area / np.pi) / grid.cell)
    for _ in range(level):
        values = 0.25 * coarser(values)
    for _ in range(passes):
        values = smooth(values)
    top = np.unravel_index(int(values.argmax()), values.shape)
    row, column = _refined(values, int(top[0]), int(top[1]), 2**level)
    if not sea[round(row), round(column)]:
        for _ in range(level):
            values = finer(values)
        top = np.unravel_index(int((values * sea).argmax()), sea.shape)
        row, column = float(top[0]), float(top[1])
    lon = density.grid.lon[0] + column * grid.cell / density.per_lon_m
    lat = density.grid.lat[0] + row * grid.cell / density.per_lat_m
    return Position(float((lon + 180.0) % 360.0 - 180.0), float(lat))


def _blur(cells: float) -> tuple[int, int]:
    """Return the pyramid's level and the passes of `smooth` there that blur by an sd in cells."""
    level = min(max(int(np.log2(max(cells, 1.0))) - 1, 0), 5)
    return level, round((cells / 2**level) ** 2 / 1.5)


def _refined(values: Array, row: int, column: int, block: int) -> tuple[float, float]:
    """Return the row and column, in finest cells, of the top of parabolas through a maximum."""
    row = min(max(row, 1), values.shape[0] - 2)
    column = min(max(column, 1), values.shape[1] - 2)
    up = _peak(*values[row - 1 : row + 2, column])
    right = _peak(*values[row, column - 1 : column + 2])
    return (row + up + 0.5) * block - 0.5, (column + right + 0.5) * block - 0.5


def _peak(before: float, top: float, after: float) -> float:
    """Return the offset of a parabola's top from the middle of three values, in cells."""
    bend = before - 2.0 * top + after
    return float(np.clip(0.5 * (before - after) / bend, -0.5, 0.5)) if bend < 0 else 0.0


def level_density(density: Density, level: float) -> float:
    """Return the least density (1/m2) within the area that holds a share `level`."""
    return at_level(level, *density.ranked)


def meets(density: Density) -> Array:
    """Return the density (1/m2) that each particle meets from all the others, (n,)."""
    lat = density.lat0 + density.y / density.per_lat_m
    scale = np.interp(lat, density.grid.lat, density.row_scale)
    return density.pyramid.others * scale


def density_at(density: Density, position: Position) -> float:
    """Return the map's density at a place, 1/m2; 0 beyond the map and inland."""
    x = turn(np.array([position.lon - density.lon0])) * density.per_lon_m
    y = np.array([position.lat - density.lat0]) * density.per_lat_m
    field = density.pyramid.field * density.row_scale[:, None]
    return float(interpolate(field, density.pyramid.grid, x, y)[0])


def contour_at(density: Density, level: float) -> Contour:
    """Return the smallest area that holds a share `level` of the probability."""
    least = level_density(density, level)
    field = density.pyramid.field * density.row_scale[:, None]
    polygons = region(density.grid.lon, density.grid.lat, field, least)
    inland = (field >= least) & ~density.pyramid.sea
    area = sum(ring_area_m2(ring) for polygon in polygons for ring in polygon)
    area -= float(density.grid.cell_area_m2 @ inland.sum(axis=1))
    return Contour(float(level), max(area, 0.0), multi_polygon(polygons))


def containment(density: Density, found: Position) -> tuple[float, float]:
    """Return the smallest level (0-1) whose area holds a position, and that area in m2.

    Where the map is zero: 1 and infinity.
    """
    value = density_at(density, found)
    if value <= 0.0:
        return 1.0, float("inf")
    if density.effective < _FEW:
        cells = density.pyramid.density * density.row_scale[:, None]
        level = float(density.grid.probability[cells > value].sum())
    else:
        level = float(density.weight[meets(density) > value].sum())
    field = density.pyramid.field * density.row_scale[:, None]
    rows = np.count_nonzero((field >= value) & density.pyramid.sea, axis=1)
    return min(level, 1.0), float(density.grid.cell_area_m2 @ rows)
