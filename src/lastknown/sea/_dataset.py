"""The sea at places and times as a labelled dataset."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import xarray as xr
from numpy.typing import ArrayLike, NDArray

from lastknown.sea.source import QUANTITIES

if TYPE_CHECKING:
    from lastknown.sea.model import Sample, Sea

__all__ = ["to_dataset"]

_ATTRS = {
    "u": ("m s-1", "surface_eastward_sea_water_velocity", "current toward east"),
    "v": ("m s-1", "surface_northward_sea_water_velocity", "current toward north"),
    "wind_u": ("m s-1", "eastward_wind", "wind at 10 m toward east"),
    "wind_v": ("m s-1", "northward_wind", "wind at 10 m toward north"),
    "water_temperature_c": ("degree_Celsius", "sea_surface_temperature", "water temperature"),
}


def to_dataset(
    sample: Sample, sea: Sea, lon: ArrayLike, lat: ArrayLike, time_s: ArrayLike
) -> xr.Dataset:
    """Return a sample as a CF dataset; see `Sea.at`.

    One-dimensional arrays have the dimension ``point``, more have ``dim_0``, ``dim_1``, ...
    """
    shape = sample.u.shape
    dims = ("point",) if len(shape) == 1 else tuple(f"dim_{k}" for k in range(len(shape)))
    data = {name: (dims, getattr(sample, name), _attrs(*attrs)) for name, attrs in _ATTRS.items()}
    dataset = xr.Dataset(
        data,
        coords={
            "quantity": list(QUANTITIES),
            "lon": (dims, _wide(lon, shape), _attrs("degrees_east", "longitude")),
            "lat": (dims, _wide(lat, shape), _attrs("degrees_north", "latitude")),
            "time": (dims, _moments(_wide(time_s, shape)), {"standard_name": "time"}),
        },
        attrs={"Conventions": "CF-1.11"},
    )
    dataset["source"] = (("quantity", *dims), _names(sample, sea))
    dataset["source"].attrs["long_name"] = "source of each quantity, none where nothing is known"
    dataset["filled"] = (dims, sample.filled)
    dataset["filled"].attrs["long_name"] = "current is the nearest wet value, up to 8 km away"
    return dataset


def _attrs(units: str, standard_name: str, long_name: str = "") -> dict[str, str]:
    attrs = {"units": units, "standard_name": standard_name}
    return attrs | {"long_name": long_name} if long_name else attrs


def _wide(values: ArrayLike, shape: tuple[int, ...]) -> NDArray[np.float64]:
    return np.broadcast_to(np.asarray(values, np.float64), shape).copy()


def _moments(time_s: NDArray[np.float64]) -> NDArray[np.datetime64]:
    return (np.round(time_s * 1e9).astype(np.int64)).astype("datetime64[ns]")


def _names(sample: Sample, sea: Sea) -> NDArray[np.str_]:
    """Return (3, ...) the source's name of each quantity at each place."""
    names = np.array([each.name for each in sea.sources] + ["none"])  # the last is index -1
    ranks = np.stack([sample.current_source, sample.wind_source, sample.temperature_source])
    given = f"given ({sea.water_temperature_c} C)"
    found = names[ranks.astype(np.intp)]
    if sea.water_temperature_c is not None:
        found = found.astype(f"<U{max(len(given), found.dtype.itemsize // 4)}")
        found[2] = given
    return found
