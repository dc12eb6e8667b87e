"""Where help has to go: the most likely position and the 50 % area as they move, once for all.

Both are read from the cloud at the moment itself and every hour after it, and are taken to move in
straight lines between; a tide bends a path by some 200 m in an hour. Where one part of a cloud
overtakes another the most likely position jumps: nobody goes that way, so until the jump it moves
as the whole cloud does. All ships and units are then reckoned against these few.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lastknown.drift.cloud import Cloud
from lastknown.drift.positions import (
    Component,
    component_name,
    component_weights,
    kept_column,
    positions_at,
)
from lastknown.drift.probability import Density, Land, level_density, most_likely, points_density
from lastknown.errors import LastknownError
from lastknown.geo.plane import Plane
from lastknown.geo.position import Position
from lastknown.ships.meeting import SKIP_S, Way
from lastknown.times import show_time
from lastknown.units import HOUR

__all__ = ["EVERY_S", "LEVEL", "Sought", "area_distance_m", "sought", "stays"]

Array = NDArray[np.float64]

LEVEL: Final = 0.5
"""Share of the probability that the area holds."""

EVERY_S: Final = HOUR
"""Time between two moments at which the cloud is mapped, s."""


_JUMP_MS: Final = 1.5
_JUMP_M: Final = 1000.0
"""A most likely position that leaves the whole cloud's motion by more than this speed and way jumps
(judgement: the tops of one part of a cloud wander by some hundred metres)."""


class _Cells(NamedTuple):
    """Cells of an area in a plane of its own, and the middle of those on its edge in the common."""

    lon0: float
    lat0: float
    per_lon_m: float
    per_lat_m: float
    x0: float
    y0: float
    cell_m: float
    held: NDArray[np.bool_]
    edge_x: Array
    edge_y: Array


@dataclass(frozen=True, eq=False)
class Sought:
    """Where those sought will be. k moments.

    Attributes
    ----------
    boat : name of the boat; empty: whatever the cloud holds.
    plane : common to all, its centre the most likely position at the first moment.
    datum : its way, most likely position by most likely position.
    jumps_s : when the most likely position jumps to another part of the cloud, s since 1970.
    centre : the way of the middle of the 50 % area, weighed by probability; of an area in several
        pieces it may lie between them.
    area_m2 : (k,) size of the 50 % area, m2.
    cells : the areas.
    """

    boat: str
    plane: Plane
    datum: Way
    jumps_s: tuple[float, ...]
    centre: Way
    area_m2: Array
    cells: tuple[_Cells, ...]


def sought(
    cloud: Cloud,
    at_s: float,
    until_s: float,
    *,
    boat: str = "",
    component: Component = "persons",
    every_s: float = EVERY_S,
    land: Land | None = None,
    threads: int = 2,
) -> Sought:
    """Return where those sought will be between two moments.

    Parameters
    ----------
    cloud : it must reach over both. at_s, until_s : s since 1970, until_s > at_s.
    boat : only this boat, as its starts name it; empty: all that the cloud holds.
    component : whose place: that of all persons (the boat's where nobody has left it), ``boat`` or
        ``in_the_water``.
    every_s : time between two maps, s, > 0.
    land : nobody is looked for where this is True; as in `lastknown.drift.where.where`, so that
        both name the same most likely position.
    threads : maps made at once.

    Raises
    ------
    LastknownError : the moments lie outside the cloud or are in no order, nothing is at sea at one
        of them, the boat is none of the cloud's.
    """
    if not until_s > at_s or not every_s > 0.0:
        raise LastknownError(
            f"until={show_time(until_s)} does not lie after at={show_time(at_s)}; give a later end"
        )
    for moment in (at_s, until_s):
        kept_column(cloud, moment)
    chosen = _of_boat(cloud, boat)
    name = component_name(component)
    count = max(1, int(np.ceil((until_s - at_s) / every_s - 1e-9)))
    time = at_s + (until_s - at_s) * np.arange(count + 1) / count
    with ThreadPoolExecutor(max(1, threads)) as pool:
        mapped = list(pool.map(lambda at: _mapped(cloud, float(at), chosen, name, land), time))
    maps, tops = [each for each, _ in mapped], [top for _, top in mapped]
    plane = Plane(tops[0].lon, tops[0].lat)
    cells = [_cells(each, plane) for each in maps]
    top = Way(time, *plane.to_xy([each.lon for each in tops], [each.lat for each in tops]))
    mean = Way(time, *plane.to_xy([each.lon0 for each in maps], [each.lat0 for each in maps]))
    datum, jumps = _smooth(top, mean)
    middle = np.array([_middle(area, each, plane) for area, each in zip(cells, maps, strict=True)])
    area = np.array([np.count_nonzero(each.held) * each.cell_m**2 for each in cells])
    return Sought(
        boat, plane, datum, jumps, Way(time, middle[:, 0], middle[:, 1]), area, tuple(cells)
    )


def stays(place: Position, at_s: float, until_s: float) -> Sought:
    """Return somebody who is sought at one place, for where no cloud is at hand.

    The 50 % area is a square of 100 m around it, all the time.

    Parameters
    ----------
    place : where. at_s, until_s : s since 1970, until_s > at_s.
    """
    plane, side = Plane(place.lon, place.lat), 100.0
    north, east = plane.to_lonlat(0.0, 1000.0)[1], plane.to_lonlat(1000.0, 0.0)[0]
    per_lat = 1000.0 / (float(north) - place.lat)
    per_lon = 1000.0 / ((float(east) - place.lon + 180.0) % 360.0 - 180.0)
    zero = np.zeros(2)
    way = Way(np.array([at_s, until_s]), zero, zero)
    cell = _Cells(
        place.lon, place.lat, per_lon, per_lat, -0.5 * side, -0.5 * side, side,
        np.ones((1, 1), np.bool_), zero[:1], zero[:1],
    )  # fmt: skip
    return Sought("", plane, way, (), way, np.full(2, side**2), (cell, cell))


def area_distance_m(to: Sought, x: Array, y: Array) -> Array:
    """Return the distance of places to the 50 % area at each of its moments, (n, k) m; 0: inside.

    Parameters
    ----------
    x, y : (n,) in the common plane, m.
    """
    lon, lat = to.plane.to_lonlat(x, y)
    found = np.empty((x.size, len(to.cells)))
    for k, area in enumerate(to.cells):
        far = np.hypot(x[:, None] - area.edge_x, y[:, None] - area.edge_y).min(axis=1)
        far = np.maximum(far - 0.5 * area.cell_m, 0.0)
        found[:, k] = np.where(_inside(area, lon, lat), 0.0, far)
    return found


def _of_boat(cloud: Cloud, boat: str) -> NDArray[np.bool_]:
    if not boat:
        return np.ones(cloud.weight.size, np.bool_)
    named = np.array([name == boat for name in cloud.boats] or [False])
    if not named.any():
        known = ", ".join(dict.fromkeys(name for name in cloud.boats if name)) or "none is named"
        raise LastknownError(
            f"boat={boat!r} is no boat of this cloud ({known}); give the boat of one of its starts"
        )
    return np.asarray(named[cloud.start], np.bool_)


def _smooth(top: Way, mean: Way) -> tuple[Way, tuple[float, ...]]:
    """Return the way of the most likely position, and when it jumps.

    Before a jump the way goes on as the whole cloud does, and ends there; `SKIP_S` later it goes on
    from the new place.
    """
    time, x, y = [float(top.time_s[0])], [float(top.x[0])], [float(top.y[0])]
    jumps = []
    for k in range(1, top.time_s.size):
        span = float(top.time_s[k] - top.time_s[k - 1])
        on_x = float(top.x[k - 1] + mean.x[k] - mean.x[k - 1])
        on_y = float(top.y[k - 1] + mean.y[k] - mean.y[k - 1])
        off = float(np.hypot(top.x[k] - on_x, top.y[k] - on_y))
        if off > max(_JUMP_M, _JUMP_MS * span):
            jumps.append(float(top.time_s[k]))
            time.append(float(top.time_s[k]) - SKIP_S)
            x.append(on_x)
            y.append(on_y)
        time.append(float(top.time_s[k]))
        x.append(float(top.x[k]))
        y.append(float(top.y[k]))
    return Way(np.array(time), np.array(x), np.array(y)), tuple(jumps)


def _mapped(
    cloud: Cloud, at_s: float, chosen: NDArray[np.bool_], component: str, land: Land | None
) -> tuple[Density, Position]:
    """Return the density of those sought at a moment, and where they most likely are."""
    lon, lat, weight, there = positions_at(cloud, at_s)
    weight = component_weights(cloud, at_s, weight, component)
    use = there & chosen & (weight > 0.0)
    if not use.any():
        raise LastknownError(f"nothing is at sea at {show_time(at_s)}; ask for a later time")
    density = points_density(lon[use], lat[use], weight[use], land)
    return density, most_likely(density)


def _cells(density: Density, plane: Plane) -> _Cells:
    grid = density.pyramid.grid
    value = density.pyramid.density * density.row_scale[:, None]
    held = value >= level_density(density, LEVEL)
    inner = np.zeros_like(held)
    inner[1:-1, 1:-1] = held[:-2, 1:-1] & held[2:, 1:-1] & held[1:-1, :-2] & held[1:-1, 2:]
    rows, columns = np.nonzero(held & ~inner)
    edge = plane.to_xy(density.grid.lon[columns], density.grid.lat[rows])
    return _Cells(
        density.lon0, density.lat0, density.per_lon_m, density.per_lat_m,
        grid.x0, grid.y0, grid.cell, held, *edge,
    )  # fmt: skip


def _middle(area: _Cells, density: Density, plane: Plane) -> tuple[float, float]:
    share = np.where(area.held, density.grid.probability, 0.0)
    total = float(share.sum())
    lon = float(share.sum(axis=0) @ density.grid.lon) / total
    lat = float(share.sum(axis=1) @ density.grid.lat) / total
    x, y = plane.to_xy(lon, lat)
    return float(x), float(y)


def _inside(area: _Cells, lon: Array, lat: Array) -> NDArray[np.bool_]:
    east = (lon - area.lon0 + 180.0) % 360.0 - 180.0
    column = np.floor((east * area.per_lon_m - area.x0) / area.cell_m)
    row = np.floor(((lat - area.lat0) * area.per_lat_m - area.y0) / area.cell_m)
    ny, nx = area.held.shape
    there = (column >= 0) & (column < nx) & (row >= 0) & (row < ny)
    found = np.zeros(lon.shape, np.bool_)
    found[there] = area.held[row[there].astype(np.intp), column[there].astype(np.intp)]
    return found
