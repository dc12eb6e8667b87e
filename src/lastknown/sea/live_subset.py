"""The part of a large dataset (on the net) inside a box and hours, as a file of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from lastknown.errors import LastknownError
from lastknown.sea.cf import Quantity, quantities
from lastknown.sea.file_reader import steps_of
from lastknown.sea.source import Box
from lastknown.times import show_time

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["save_subset"]

_MOST_BYTES = 2 * 2**30


def save_subset(
    ds: xr.Dataset, where: str, box: Box, start_s: float, end_s: float, target: str
) -> None:
    """Write the currents, winds and water temperatures inside a box and hours to a netCDF file.

    Parameters
    ----------
    ds : a dataset, not decoded, its values not yet read.
    where : its address, quoted in errors.
    box : degrees.
    start_s, end_s : seconds since 1970; the steps around them are taken as well.
    target : path of the file to write.

    Raises
    ------
    LastknownError : it holds none of them, does not cover box or hours, or the part is too large.
    """
    pieces: xr.Dataset | None = None
    for quantity in quantities(ds, where):
        part = _part(ds, quantity, where, box, start_s, end_s)
        pieces = part if pieces is None else _together(pieces, part)
    if pieces is None or pieces.nbytes > _MOST_BYTES:
        raise LastknownError(f"{where}: the box and hours are too large; ask for less")
    pieces.load().to_netcdf(target, engine="h5netcdf")


def _together(one: xr.Dataset, two: xr.Dataset) -> xr.Dataset:
    """Return both parts in one dataset; the second only where its axes are the first's."""
    if any(one.sizes.get(dim, size) != size for dim, size in two.sizes.items()):
        return one
    return one.merge(two, compat="override", join="override", combine_attrs="override")


def _part(
    ds: xr.Dataset, quantity: Quantity, where: str, box: Box, start_s: float, end_s: float
) -> xr.Dataset:
    steps = steps_of(ds, quantity, where)
    first, last = steps.time_s[0] - steps.half_s[0], steps.time_s[-1] + steps.half_s[-1]
    if start_s > last or end_s < first:
        raise LastknownError(
            f"it covers {show_time(first)} to {show_time(last)},"
            f" not {show_time(start_s)} to {show_time(end_s)}"
        )
    low = max(int(np.searchsorted(steps.time_s, start_s, "right")) - 1, 0)
    high = min(int(np.searchsorted(steps.time_s, end_s, "left")) + 1, steps.time_s.size)
    parts = ds
    components = quantity.components
    for key, component in components.items():
        if len(component.time_dims) == 1:
            taken = [place[0] for place in steps.places[low:high]]
            parts = _once(parts, component.time_dims[0], slice(min(taken), max(taken) + 1), ds)
        for dim, index in component.fixed.items():
            parts = _once(parts, dim, slice(index, index + 1), ds)
        parts = _cut(parts, quantity, key, box, where, ds)
    kept = [c.variable for c in components.values()]
    dims = {str(d) for name in kept for d in ds[name].dims}
    beside = [
        str(n)
        for n in ds.variables
        if {str(d) for d in ds[n].dims} <= dims | _bounds(ds) and not _field(ds, str(n), components)
    ]
    return parts[[*kept, *(n for n in beside if n not in kept)]]


def _bounds(ds: xr.Dataset) -> set[str]:
    names = {str(ds[n].attrs["bounds"]) for n in ds.variables if "bounds" in ds[n].attrs}
    return {str(ds[n].dims[-1]) for n in names if n in ds.variables}


def _field(ds: xr.Dataset, name: str, components: Any) -> bool:
    """Return whether a variable is another field over time and place (not wanted)."""
    dims = set(ds[name].dims)
    return any(
        {*c.time_dims, c.y_dim, c.x_dim} <= dims and c.time_dims for c in components.values()
    )


def _once(ds: xr.Dataset, dim: str, taken: slice, whole: xr.Dataset) -> xr.Dataset:
    """Cut along a dimension unless that was done for another component."""
    return ds.isel({dim: taken}) if ds.sizes[dim] == whole.sizes[dim] else ds


def _cut(
    ds: xr.Dataset, quantity: Quantity, key: str, box: Box, where: str, whole: xr.Dataset
) -> xr.Dataset:
    import xarray as xr

    component, grid = quantity.components[key], quantity.grids[key]
    cut = grid.block(box)
    if cut is None:
        west, south, east, north = grid.box
        raise LastknownError(f"it covers {west:g} to {east:g} E, {south:g} to {north:g} N alone")
    sizes = (ds.sizes[component.y_dim], ds.sizes[component.x_dim])
    if sizes != (whole.sizes[component.y_dim], whole.sizes[component.x_dim]):
        return ds
    pieces = [
        ds.isel({component.y_dim: rows, component.x_dim: columns})
        for rows, columns in grid.pieces(cut)
    ]
    if len(pieces) == 1:
        return pieces[0]
    return xr.concat(pieces, dim=component.x_dim, data_vars="minimal", coords="minimal")
