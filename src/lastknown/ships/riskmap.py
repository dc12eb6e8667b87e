"""Where strikes are to be expected: a map of the risk, and the areas that hold it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lastknown.drift.cloud import BOAT, Cloud
from lastknown.drift.positions import kept_column, positions_at
from lastknown.drift.probability import Contour, contour_at, points_density
from lastknown.errors import LastknownError
from lastknown.geo.plane import metres_per_degree
from lastknown.ships.strikes import Strikes

__all__ = ["RiskMap", "risk_map"]

Array = NDArray[np.float64]
LEVELS: Final = (0.5, 0.9)
_CELL_M: Final = 250.0
_KM2: Final = 1e6


@dataclass(frozen=True, eq=False)
class RiskMap:
    """Expected strikes by place, all ships and the boats asked for together.

    Attributes
    ----------
    lon, lat : (nx,), (ny,) cell centres, degrees; longitude is continuous past 180.
    per_km2 : (ny, nx) expected strikes per square kilometre in the whole time.
    expected : expected strikes, the sum over the map; above 1 where several ships may strike.
    contours : smallest areas that hold shares of it, in the order asked for; none where there is
        no risk.
    """

    lon: Array
    lat: Array
    per_km2: Array
    expected: float
    contours: tuple[Contour, ...]


def risk_map(
    strikes: Strikes,
    cloud: Cloud,
    *,
    boat: str | None = None,
    levels: Sequence[float] = LEVELS,
) -> RiskMap:
    """Return where ships are expected to strike boats of a cloud.

    Each particle's expected strikes in a step lie where it is in the middle of that step; they are
    gathered in cells of 250 m and smoothed as the probability map is.

    Parameters
    ----------
    strikes : of this cloud. boat : name of one boat; None: all, each counted as sure to be there.
    levels : shares of the risk for the contours, each between 0 and 1.

    Raises
    ------
    LastknownError : the cloud is not the one of the strikes, no boat has that name, or a level is
        not between 0 and 1.
    """
    if strikes.struck.shape[0] != cloud.weight.size:
        told = f"strikes are of {strikes.struck.shape[0]} trajectories and the cloud has "
        raise LastknownError(f"{told}{cloud.weight.size}; give the cloud they were asked of")
    for level in levels:
        if not 0.0 < level < 1.0:
            raise LastknownError(f"level={level:g} is no share of the risk; give 0 < p < 1")
    weight = _weights(cloud, strikes.boats, boat)
    lon, lat, expected = _places(strikes, cloud, weight)
    if expected.size == 0:
        return RiskMap(np.zeros(0), np.zeros(0), np.zeros((0, 0)), 0.0, ())
    density = points_density(lon, lat, expected)
    total, grid = float(expected.sum()), density.grid
    per_km2 = grid.probability * (total * _KM2 / grid.cell_area_m2[:, None])
    contours = tuple(contour_at(density, level) for level in levels)
    return RiskMap(grid.lon, grid.lat, per_km2, total, contours)


def _weights(cloud: Cloud, boats: tuple[str, ...], boat: str | None) -> Array:
    """Return the weight of each trajectory within its boat, (n,); 0 for what is not asked for."""
    if boat is not None and boat not in boats:
        raise LastknownError(f"boat={boat!r} is not in the cloud; give one of {', '.join(boats)}")
    names = cloud.boats or ("",)
    each = np.array([boats.index(name) for name in names], np.int64)
    of_boat = each[cloud.start] if cloud.boats else np.zeros(cloud.weight.size, np.int64)
    weight = np.where(cloud.component == BOAT, cloud.weight, 0.0)
    held = np.bincount(of_boat, weight, len(boats))[of_boat]
    share = np.divide(weight, held, out=np.zeros(weight.size), where=held > 0.0)
    return share if boat is None else np.where(of_boat == boats.index(boat), share, 0.0)


def _places(strikes: Strikes, cloud: Cloud, weight: Array) -> tuple[Array, Array, Array]:
    """Return longitudes, latitudes and expected strikes of the cells in which there are any."""
    lons, lats, values = [], [], []
    middle = 0.5 * (strikes.time_s[1:] + strikes.time_s[:-1])
    for k, moment in enumerate(middle.tolist()):
        expected = strikes.struck[:, k] * weight
        use = np.flatnonzero(expected > 0.0)
        if use.size == 0:
            continue
        lon, lat, _, there = positions_at(cloud, moment)
        late = kept_column(cloud, moment) + 1
        lon, lat = (np.where(there, a, b[:, late]) for a, b in ((lon, cloud.lon), (lat, cloud.lat)))
        lons.append(lon[use])
        lats.append(lat[use])
        values.append(expected[use])
    if not values:
        return np.zeros(0), np.zeros(0), np.zeros(0)
    return _gathered(np.concatenate(lons), np.concatenate(lats), np.concatenate(values))


def _gathered(lon: Array, lat: Array, value: Array) -> tuple[Array, Array, Array]:
    """Return the middles of cells by weight, degrees, and what lies in each."""
    lon0, lat0 = float(lon[0]), float(np.average(lat, weights=value))
    per_lon, per_lat = metres_per_degree(min(max(lat0, -89.0), 89.0))
    east = (lon - lon0 + 180.0) % 360.0 - 180.0
    cell = np.stack([np.floor(east * per_lon / _CELL_M), np.floor(lat * per_lat / _CELL_M)])
    _, which = np.unique(cell, axis=1, return_inverse=True)
    which = which.ravel()
    total = np.bincount(which, value).astype(np.float64)
    mid_lon = lon0 + np.bincount(which, east * value) / total
    return (mid_lon + 180.0) % 360.0 - 180.0, np.bincount(which, lat * value) / total, total
