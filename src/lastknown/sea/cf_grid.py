"""The grid of a variable: its latitudes and longitudes, or its map projection, and its angle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from lastknown.errors import LastknownError
from lastknown.sea.blocks import Rotation
from lastknown.sea.cf_names import ANGLE_NAMES
from lastknown.sea.curvilinear import Curvilinear
from lastknown.sea.grids import Grid, Rectilinear, longitude_axis

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["grid_of", "grid_rotation"]

_UNITS = {
    "latitude": ("degrees_north", "degree_north", "degree_n", "degrees_n", "degreen", "degreesn"),
    "longitude": ("degrees_east", "degree_east", "degree_e", "degrees_e", "degreee", "degreese"),
}
_NAMES = {
    "latitude": ("lat", "latitude", "nav_lat", "lat_rho", "xlat", "gridlat", "lats", "yt_ocean"),
    "longitude": ("lon", "longitude", "nav_lon", "lon_rho", "xlong", "gridlon", "lons", "xt_ocean"),
}


def grid_of(ds: xr.Dataset, name: str, where: str) -> tuple[Grid, str, str]:
    """Return the grid of a variable and the names of its row and column dimensions.

    Raises
    ------
    LastknownError : no latitude or longitude belongs to it, or they make no grid (a mesh of
        triangles, a track), or some are missing or out of bounds.
    """
    lat, lon = (_coordinate(ds, name, axis) for axis in ("latitude", "longitude"))
    if lat is None or lon is None:
        projected = _projected(ds, name, where)
        if projected is None:
            missing = "latitude" if lat is None else "longitude"
            raise LastknownError(
                f"{where}: {name} has no {missing}; give it coordinates with units degrees_north"
                " and degrees_east"
            )
        return projected
    if ds[lat].ndim == ds[lon].ndim == 1 and ds[lat].dims != ds[lon].dims:
        return _rectilinear(ds, lat, lon, where), str(ds[lat].dims[0]), str(ds[lon].dims[0])
    if ds[lat].ndim == ds[lon].ndim == 2 and set(ds[lat].dims) == set(ds[lon].dims):
        return _two_dimensional(ds, name, lat, lon, where)
    raise LastknownError(
        f"{where}: {name} lies on {', '.join(map(str, ds[lat].dims))}, which is no grid of rows and"
        " columns (an unstructured mesh?); regrid it to latitude and longitude"
    )


def _coordinate(ds: xr.Dataset, name: str, axis: str) -> str | None:
    """Return the latitude (longitude) variable of `name`: named by it first, then most alike."""
    dims = set(ds[name].dims)
    named = str(ds[name].attrs.get("coordinates", "")).split()
    found = []
    for other in ds.variables:
        variable = ds[other]
        if not variable.ndim or not set(variable.dims) <= dims or variable.dtype.kind not in "fiu":
            continue
        attrs = variable.attrs
        known = (
            attrs.get("standard_name") == axis
            or str(attrs.get("units", "")).lower() in _UNITS[axis]
            or str(other).lower() in _NAMES[axis]
        )
        other_axis = str(attrs.get("standard_name", ""))
        if known and not other_axis.startswith(("grid_", "projection_")) and other != name:
            found.append((str(other) not in named, variable.ndim, str(other)))
    return min(found)[2] if found else None


def _values(ds: xr.Dataset, name: str, where: str, limit: float) -> NDArray[np.float64]:
    values = np.asarray(ds[name].values, np.float64)
    if np.nanmax(np.abs(values), initial=0.0) > limit:
        worst = values.flat[int(np.nanargmax(np.abs(values)))]
        raise LastknownError(
            f"{where}: {name} holds {worst:g}, no angle in degrees; the file is damaged or its"
            " coordinates are mislabelled"
        )
    return values


def _rectilinear(ds: xr.Dataset, lat: str, lon: str, where: str) -> Rectilinear:
    lats, lons = _values(ds, lat, where, 90.001), _values(ds, lon, where, 720.0)
    return _axes_grid(lats, lons, where, lat, lon)


def _axes_grid(
    lats: NDArray[np.float64], lons: NDArray[np.float64], where: str, lat: str, lon: str
) -> Rectilinear:
    if lats.size < 2 or lons.size < 2:
        raise LastknownError(
            f"{where}: {lat} has {lats.size} and {lon} {lons.size} values; a grid needs two of each"
        )
    flip = bool(lats[0] > lats[-1])
    lats = lats[::-1] if flip else lats
    axis = longitude_axis(lons) if np.isfinite(lons).all() else None
    if axis is None or not np.isfinite(lats).all() or np.any(np.diff(lats) <= 0):
        bad = lon if axis is None else lat
        raise LastknownError(
            f"{where}: {bad} has values missing or does not run one way; the file is damaged or no"
            " grid"
        )
    return Rectilinear(axis[0], lats, flip, *axis[1:])


def _two_dimensional(
    ds: xr.Dataset, name: str, lat: str, lon: str, where: str
) -> tuple[Grid, str, str]:
    """Return the grid of 2-D coordinates: rectilinear where rows and columns are straight."""
    y_dim, x_dim = (str(d) for d in ds[name].dims if d in ds[lat].dims)
    lats = _values(ds.transpose(..., y_dim, x_dim), lat, where, 90.001)
    lons = _values(ds.transpose(..., y_dim, x_dim), lon, where, 720.0)
    if not np.isfinite(lats + lons).any() or min(lats.shape) < 2:
        raise LastknownError(f"{where}: {lat} and {lon} hold no grid; the file is damaged")
    straight = _straight(lats, lons)
    if straight is not None:
        return _axes_grid(*straight, where, lat, lon), y_dim, x_dim
    signs = (_sign(ds, x_dim), _sign(ds, y_dim))
    return Curvilinear(lons, lats, *signs), y_dim, x_dim


def _straight(
    lats: NDArray[np.float64], lons: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
    """Return the axes of a grid whose rows are parallels and whose columns are meridians."""
    if not np.isfinite(lats + lons).all():
        return None
    if np.ptp(lats, axis=1).max() > 1e-5 or np.ptp(lons, axis=0).max() > 1e-5:
        return None
    return lats[:, 0].copy(), lons[0].copy()


def _sign(ds: xr.Dataset, dim: str) -> int:
    """Return -1 where the coordinate of a grid's dimension falls, else 1."""
    if dim not in ds.variables or ds[dim].ndim != 1 or ds[dim].size < 2:
        return 1
    values = ds[dim].values
    return -1 if values[-1] < values[0] else 1


def _projected(ds: xr.Dataset, name: str, where: str) -> tuple[Grid, str, str] | None:
    """Return the grid of a variable that has a CF grid mapping and x, y alone."""
    mapping = str(ds[name].attrs.get("grid_mapping", "")).split(":")[0].strip()
    axes = {_axis_of(ds, str(d)): str(d) for d in ds[name].dims if str(d) in ds.variables}
    if mapping not in ds.variables or "x" not in axes or "y" not in axes:
        return None
    import pyproj

    try:
        crs = pyproj.CRS.from_cf(dict(ds[mapping].attrs))
        turn = pyproj.Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    except (pyproj.exceptions.ProjError, KeyError, ValueError) as error:
        raise LastknownError(
            f"{where}: the map projection {mapping} of {name} is not understood"
            f" ({' '.join(str(error).split())[:120]}); add 2-D latitude and longitude"
        ) from None
    x, y = (_metres(ds[axes[key]]) for key in ("x", "y"))
    lon, lat = turn.transform(*np.meshgrid(x, y))
    finite = np.isfinite(lon) & np.isfinite(lat)
    lon, lat = np.where(finite, lon, np.nan), np.where(finite, lat, np.nan)
    signs = (_sign(ds, axes["x"]), _sign(ds, axes["y"]))
    return Curvilinear(lon, lat, *signs), axes["y"], axes["x"]


def _axis_of(ds: xr.Dataset, dim: str) -> str:
    standard = str(ds[dim].attrs.get("standard_name", ""))
    known = {
        "projection_x_coordinate": "x",
        "projection_y_coordinate": "y",
        "grid_longitude": "x",
        "grid_latitude": "y",
    }
    return known.get(standard, "")


def _metres(axis: Any) -> NDArray[np.float64]:
    """Return a projection's coordinate in metres (degrees on a rotated pole)."""
    kilo = str(axis.attrs.get("units", "m")).lower() in ("km", "kilometre", "kilometer")
    return np.asarray(axis.values, np.float64) * (1000.0 if kilo else 1.0)


def grid_rotation(ds: xr.Dataset, where: str) -> Rotation | None:
    """Return the angle from east to the grid's x (anticlockwise) that a file tells, else None."""
    for other in ds.variables:
        variable = ds[other]
        standard = variable.attrs.get("standard_name")
        if variable.ndim != 2 or not (standard == ANGLE_NAMES[0] or str(other) == ANGLE_NAMES[1]):
            continue
        grid, y_dim, x_dim = grid_of(ds, str(other), where)
        values = np.asarray(variable.transpose(y_dim, x_dim).values, np.float64)
        degrees = str(variable.attrs.get("units", "radians")).lower().startswith("deg")
        angle = np.radians(values) if degrees else values
        if not isinstance(grid, Curvilinear):
            continue
        return Rotation(grid, np.cos(angle), np.sin(angle))
    return None
