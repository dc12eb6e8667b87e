"""The shore: where it is crossed, what is land, the nearest shore and the nearest water."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lastknown.errors import LastknownError
from lastknown.geo._crossing import (
    CoastIndex,
    along_shore,
    first_crossing,
    land_of_points,
    on_land,
)
from lastknown.geo.box import Box, check_box
from lastknown.geo.plane import bearing_deg, distance_m, metres_per_degree, travel, wrap_lon

__all__ = [
    "Coast",
    "CoastIndex",
    "Shore",
    "along_shore",
    "build_coast",
    "build_index",
    "first_crossing",
    "is_land",
    "nearest_shore",
    "nearest_water",
    "on_land",
]

Array = NDArray[np.float64]

_CELLS: Final = 100_000
_SMALLEST_CELL: Final = 0.005


@dataclass(frozen=True, eq=False)
class Coast:
    """A shore for people and for the compiled parts.

    Attributes
    ----------
    index : see `CoastIndex`.
    rings : closed rings, (k, 2) of longitude and latitude, degrees, land on the left.
    ring_ids : name of the shore that each ring is part of; parts of one shore share it.
    box : (lon_min, lat_min, lon_max, lat_max) that the shore is known in, degrees.
    source : where it comes from, for people.
    """

    index: CoastIndex
    rings: tuple[Array, ...]
    ring_ids: tuple[str, ...]
    box: Box
    source: str

    @cached_property
    def seg_id(self) -> NDArray[np.str_]:
        """Name of the shore of each segment, (n,)."""
        return np.array(self.ring_ids, dtype=np.str_)[self.index.seg_ring]

    @cached_property
    def seg_shore(self) -> NDArray[np.bool_]:
        """Whether each segment is shore, (n,); not so along the box, which only cuts the land."""
        index = self.index
        cut = np.zeros(len(index.ax), dtype=np.bool_)
        west, south, east, north = self.box
        for one, other, edges in (
            (index.ax, index.bx, (west, east)),
            (index.ay, index.by, (south, north)),
        ):
            for edge in edges:
                cut |= (np.abs(one - edge) < 1e-6) & (np.abs(other - edge) < 1e-6)
        return ~cut


def is_land(index: CoastIndex, lon: ArrayLike, lat: ArrayLike) -> NDArray[np.bool_]:
    """Return whether points (degrees, they broadcast) are on land; outside the box, no."""
    lon, lat = np.broadcast_arrays(
        np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    )
    land = np.zeros(lon.shape, dtype=np.bool_)
    land_of_points(index, np.ravel(lon), np.ravel(lat), land.reshape(-1))
    return land


def build_index(rings: Sequence[Array], box: Sequence[float]) -> CoastIndex:
    """Return the index of a shore. See `build_coast`."""
    return build_coast(rings, box).index


def build_coast(
    rings: Sequence[Array],
    box: Sequence[float],
    ring_ids: Sequence[str] | None = None,
    source: str = "",
) -> Coast:
    """Return a coast of closed rings, each directed so that land lies on its left.

    Parameters
    ----------
    rings : (k, 2) arrays of longitude and latitude, degrees, first point repeated last. Rings
        inside rings are water, and so on inward. Longitudes run on beyond 180 where the box does.
    box : (lon_min, lat_min, lon_max, lat_max) that the rings were clipped to, degrees.
    ring_ids : a name a ring; omitted, its number.
    source : where the rings come from.

    Raises
    ------
    LastknownError : a bad box, a ring that is not closed or holds no finite numbers.
    """
    edges = check_box(box)
    closed = tuple(_check_ring(ring, at) for at, ring in enumerate(rings))
    names = tuple(str(at) for at in range(len(closed))) if ring_ids is None else tuple(ring_ids)
    if len(names) != len(closed):
        raise LastknownError(f"{len(names)} ring_ids for {len(closed)} rings; give one a ring")
    index = _lay(closed, edges)
    turned = tuple(ring[::-1].copy() if _land_on_right(index, ring) else ring for ring in closed)
    return Coast(_lay(turned, edges), turned, names, edges, source)


def _check_ring(ring: Array, at: int) -> Array:
    ring = np.asarray(ring, dtype=np.float64)
    if ring.ndim != 2 or ring.shape[1] != 2 or len(ring) < 4 or not np.isfinite(ring).all():
        raise LastknownError(f"ring {at} is not a (k, 2) array of degrees with four points or more")
    if (ring[0] != ring[-1]).any():
        raise LastknownError(f"ring {at} is not closed; repeat its first point at the end")
    keep = np.append(True, (np.diff(ring, axis=0) != 0).any(axis=1))
    kept: Array = ring[keep]
    return kept


def _land_on_right(index: CoastIndex, ring: Array) -> bool:
    """Return whether a ring, tried just left of the middle of its longest edge, has water there."""
    steps = np.diff(ring, axis=0)
    length = np.hypot(steps[:, 0], steps[:, 1])
    at = int(np.argmax(length))
    middle = 0.5 * (ring[at] + ring[at + 1])
    lon, lat = middle + 1e-7 * np.array([-steps[at, 1], steps[at, 0]]) / length[at]
    return not on_land(index, lon, lat)


def segments(rings: Sequence[Array]) -> tuple[Array, Array, Array, Array, NDArray[np.int32]]:
    """Return (ax, ay, bx, by, seg_ring) of closed rings."""
    if not rings:
        none = np.empty(0)
        return none, none, none, none, np.empty(0, dtype=np.int32)
    points = np.concatenate(rings)
    ring = np.repeat(np.arange(len(rings), dtype=np.int32), [len(one) for one in rings])
    same = ring[1:] == ring[:-1]
    a, b = points[:-1][same], points[1:][same]
    columns = (a[:, 0], a[:, 1], b[:, 0], b[:, 1])
    ax, ay, bx, by = (np.ascontiguousarray(column) for column in columns)
    return ax, ay, bx, by, ring[1:][same]


def grid_of(box: Box) -> tuple[float, float, float, float, int, int]:
    """Return (x0, y0, dx, dy, nx, ny) of the grid over a box, one cell wider on every side."""
    lon_min, lat_min, lon_max, lat_max = box
    size = max(_SMALLEST_CELL, math.sqrt((lon_max - lon_min) * (lat_max - lat_min) / _CELLS))
    nx = math.ceil((lon_max - lon_min) / size) + 2
    ny = math.ceil((lat_max - lat_min) / size) + 2
    return lon_min - size, lat_min - size, size, size, nx, ny


def _lay(rings: Sequence[Array], box: Box) -> CoastIndex:
    from lastknown.geo._coastgrid import fill_cells, land_of_cells, reach_of_cells

    ax, ay, bx, by, seg_ring = segments(rings)
    x0, y0, dx, dy, nx, ny = grid_of(box)
    grid = (x0, y0, dx, dy, float(nx), float(ny))
    start, segs = fill_cells(ax, ay, bx, by, grid)
    land = land_of_cells(ax, ay, bx, by, grid, start, segs)
    reach = reach_of_cells((start[1:] > start[:-1]).reshape(ny, nx))
    wrap = 180.0 - nx * dx / 2.0
    return CoastIndex(
        ax, ay, bx, by, seg_ring, x0, y0, dx, dy, nx, ny, wrap, start, segs, land, reach
    )


class Shore(NamedTuple):
    """The nearest point of a shore: degrees, geodesic distance in m, name of the shore."""

    lon: float
    lat: float
    distance_m: float
    ring_id: str


def nearest_shore(
    coast: Coast,
    lon: float,
    lat: float,
    ring_id: str | None = None,
    skip_ring_id: str | None = None,
) -> Shore | None:
    """Return the shore's nearest point, None where the coast has no such shore.

    Parameters
    ----------
    coast : the coast.
    lon, lat : degrees, any turn of longitude.
    ring_id : only this shore (all its parts).
    skip_ring_id : every shore but this one.
    """
    index = coast.index
    wanted = coast.seg_shore.copy()
    if ring_id is not None:
        wanted &= coast.seg_id == ring_id
    if skip_ring_id is not None:
        wanted &= coast.seg_id != skip_ring_id
    segs = np.flatnonzero(wanted)
    if not len(segs):
        return None
    x, y, away = _feet(index, segs, _near_box(index, lon), lat)
    at = int(np.argmin(away))
    metres = float(distance_m(lon, lat, x[at], y[at]))
    return Shore(float(wrap_lon(x[at])), float(y[at]), metres, str(coast.seg_id[segs[at]]))


def nearest_water(
    coast: Coast, lon: float, lat: float, within_m: float
) -> tuple[float, float, float] | None:
    """Return (lon, lat, distance in m) of the nearest water; the point itself where it is water.

    The point returned lies up to 10 m off the shore, so that it is afloat beyond doubt.

    Parameters
    ----------
    coast : the coast.
    lon, lat : degrees.
    within_m : how far to look, m; None is returned where the shore is further.
    """
    if not on_land(coast.index, lon, lat):
        return lon, lat, 0.0
    shore = nearest_shore(coast, lon, lat)
    if shore is None or shore.distance_m > within_m:
        return None
    ahead = float(bearing_deg(lon, lat, shore.lon, shore.lat))
    for off_m in (10.0, 1.0, 0.1, 0.01):
        for turn in (0.0, 30.0, -30.0, 60.0, -60.0, 90.0, -90.0, 120.0, -120.0, 180.0):
            x, y = travel(shore.lon, shore.lat, ahead + turn, off_m)
            if not on_land(coast.index, float(x), float(y)):
                return float(x), float(y), float(distance_m(lon, lat, x, y))
    return None


def _near_box(index: CoastIndex, lon: float) -> float:
    """Return a longitude in the turn that the index runs in."""
    west = index.x0 - index.wrap
    return west + (lon - west) % 360.0


def _feet(
    index: CoastIndex, segs: NDArray[np.intp], lon: float, lat: float
) -> tuple[Array, Array, Array]:
    """Return each segment's nearest point (lon, lat) and how far away that is (m, nearly).

    Measured on a plane that shrinks longitude by the cosine half way to each segment.
    """
    ax, ay, bx, by = (side[segs] for side in (index.ax, index.ay, index.bx, index.by))
    _, north = metres_per_degree(lat)
    shrink = np.cos(np.radians(0.5 * (lat + 0.5 * (ay + by))))
    sx, sy = (bx - ax) * shrink, by - ay
    px, py = (lon - ax) * shrink, lat - ay
    length2 = np.maximum(sx * sx + sy * sy, 1e-30)
    share = np.clip((px * sx + py * sy) / length2, 0.0, 1.0)
    away = np.hypot(px - share * sx, py - share * sy) * north
    return ax + share * (bx - ax), ay + share * (by - ay), away
