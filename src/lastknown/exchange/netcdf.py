"""The cloud as a CF trajectory file, out and in.

CF conventions 1.11, appendix H.4 (trajectories, here all on the same times), and ACDD 1.3 (global
attributes for discovery). Written with h5netcdf alone: no xarray.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import numpy as np

from lastknown.drift.cloud import Cloud, Note
from lastknown.errors import LastknownError
from lastknown.exchange._trajectories import EPOCH, FIELDS, NAMED, Field, flag_words
from lastknown.exchange.whole import whole_file
from lastknown.times import from_seconds, parse_time, show_time

__all__ = ["from_netcdf", "to_netcdf"]

_OWN: Final = "cloud_attributes"
_CRS: Final = "crs"
_DATA: Final = ("status", "phase")
_LABELS: Final = " ".join(
    ["depth", *(item.name for item in FIELDS if item.name not in ("time", *_DATA))]
)
"""Where a particle is, and all that labels it, are auxiliary coordinates of its status."""
_STAMP: Final = "%Y-%m-%dT%H:%M:%SZ"
_DISCOVERY: Final = {
    "Conventions": "CF-1.11, ACDD-1.3",
    "featureType": "trajectory",
    "title": "Drift of a boat in distress: weighted ensemble",
    "keywords": "search and rescue, drift, leeway, ensemble, trajectory",
    "naming_authority": "lastknown",
    "source": "drift model: leeway in wind and current with error processes",
    "processing_level": "model output",
    "comment": "longitude before latitude, WGS84; times UTC",
    "acknowledgement": "no data that asks to be acknowledged",
    "license": "data under the licences of those acknowledged; without warranty",
    "standard_name_vocabulary": "CF Standard Name Table v93",
    "creator_name": "lastknown",
    "creator_url": "not stated",
    "creator_email": "not stated",
    "institution": "not stated",
    "project": "search and rescue",
    "publisher_name": "not stated",
    "publisher_url": "not stated",
    "publisher_email": "not stated",
}
"""What ACDD asks for and is the same in every file; the cloud's `attrs` come before it."""


def to_netcdf(cloud: Cloud, path: str | Path, *, created: datetime | str | None = None) -> Path:
    """Write a cloud as a CF trajectory file and return its path.

    Parameters
    ----------
    cloud : the ensemble. Its `attrs` become global attributes, in front of our own of that name.
    path : of the new file; an old one is replaced once the new one is whole.
    created : time written into the file as its making; None: now.

    Raises
    ------
    LastknownError : the file cannot be written there.
    """
    import h5netcdf

    made = datetime.now(UTC) if created is None else parse_time(created, "created")
    with whole_file(path) as part, h5netcdf.File(part, "w") as file:
        file.dimensions = {"trajectory": cloud.weight.size, "time": cloud.time_s.size}
        _write_frame(file, cloud.weight.size)
        for item in FIELDS:
            _write_field(file, item, cloud)
        file.attrs.update(_global_attributes(cloud, made))
    return Path(path)


def from_netcdf(path: str | Path) -> Cloud:
    """Return the cloud of a file that `to_netcdf` wrote.

    Raises
    ------
    LastknownError : there is no such file, it is damaged, or it is no cloud of ours.
    """
    import h5netcdf

    try:
        with h5netcdf.File(path, "r") as file:
            missing = [item.name for item in FIELDS if item.name not in file.variables]
            if missing:
                raise LastknownError(
                    f"{path} is no cloud: the variable {missing[0]} is missing; "
                    "give a cloud.nc that Lastknown wrote"
                )
            return _read(file)
    except LastknownError:
        raise
    except (OSError, RuntimeError, KeyError, TypeError, ValueError) as error:
        raise LastknownError(
            f"{path} cannot be read as netCDF ({error}); give a whole cloud.nc"
        ) from None


def _write_frame(file: Any, count: int) -> None:
    ids = file.create_variable("trajectory", ("trajectory",), "i4", data=np.arange(count))
    ids.attrs.update({"cf_role": "trajectory_id", "long_name": "number of the trajectory"})
    depth = file.create_variable("depth", (), "f8", data=np.float64(0.0))
    depth.attrs.update(
        {
            "standard_name": "depth",
            "long_name": "depth: everything drifts at the surface",
            "units": "m",
            "positive": "down",
            "axis": "Z",
            "coverage_content_type": "coordinate",
        }
    )
    crs = file.create_variable(_CRS, (), "i4", data=np.int32(0))
    crs.attrs.update(
        {
            "grid_mapping_name": "latitude_longitude",
            "long_name": "WGS 84",
            "semi_major_axis": 6378137.0,
            "inverse_flattening": 298.257223563,
            "longitude_of_prime_meridian": 0.0,
            "reference_ellipsoid_name": "WGS 84",
            "prime_meridian_name": "Greenwich",
            "horizontal_datum_name": "World Geodetic System 1984",
        }
    )


def _write_field(file: Any, item: Field, cloud: Cloud) -> None:
    values = np.asarray(getattr(cloud, item.attribute), item.dtype)
    fill = np.array(np.nan, item.dtype)[()] if _may_be_missing(item) else None
    packing: dict[str, Any] = {}
    if values.ndim == 2 and values.size > 0:
        packing = {"compression": "gzip", "compression_opts": 1, "shuffle": True}
    variable = file.create_variable(
        item.name, item.dims, item.dtype, data=values, fillvalue=fill, **packing
    )
    variable.attrs.update(_attributes(item, cloud))


def _may_be_missing(item: Field) -> bool:
    return item.dtype.startswith("f") and item.name != "time"


def _attributes(item: Field, cloud: Cloud) -> dict[str, Any]:
    attrs: dict[str, Any] = dict(item.attrs)
    if item.name in NAMED:
        names = getattr(cloud, NAMED[item.name])
        attrs["flag_meanings"] = flag_words(names)
        attrs["names"] = json.dumps(names, ensure_ascii=False)
    if "flag_meanings" in attrs:
        count = len(attrs["flag_meanings"].split())
        flags = [-1, 1] if item.name == "side" else list(range(count))
        attrs["flag_values"] = np.array(flags, item.dtype)
    if item.name in _DATA:
        attrs |= {"coordinates": _LABELS, "grid_mapping": _CRS}
    return attrs | {"coverage_content_type": "modelResult" if item.name in _DATA else "coordinate"}


def _global_attributes(cloud: Cloud, made: datetime) -> dict[str, Any]:
    first, last = from_seconds(cloud.time_s[0]), from_seconds(cloud.time_s[-1])
    stamp = made.strftime(_STAMP)
    ours: dict[str, Any] = {
        **_DISCOVERY,
        "summary": (
            f"{cloud.weight.size} weighted trajectories of a search object and of persons who "
            f"left it, {show_time(first)} to {show_time(last)}"
        ),
        "id": f"lastknown-cloud-{stamp}",
        "history": f"{stamp} written by lastknown {version('lastknown')}",
        "date_created": stamp,
        "time_coverage_start": first.strftime(_STAMP),
        "time_coverage_end": last.strftime(_STAMP),
        "time_coverage_duration": _iso(last - first),
        "time_coverage_resolution": _iso((last - first) / max(1, cloud.time_s.size - 1)),
        **_bounds(cloud),
    }
    own = {key: value for key, value in cloud.attrs.items() if key not in _FIXED}
    if cloud.notes:
        own["notes"] = "\n".join(f"{note.code}: {note.text}" for note in cloud.notes)
    return ours | own | {_OWN: _whole_attributes(cloud)}


def _whole_attributes(cloud: Cloud) -> str:
    """Attributes and notes as JSON: what the reader needs to give the same cloud back."""
    notes = [[note.code, note.text, dict(note.values)] for note in cloud.notes]
    own = {"attrs": dict(cloud.attrs), "notes": notes, "boats": list(cloud.boats)}
    return json.dumps(own, ensure_ascii=False, default=lambda number: number.item())


_FIXED: Final = frozenset({"Conventions", "featureType", "standard_name_vocabulary", _OWN})


def _bounds(cloud: Cloud) -> dict[str, Any]:
    """Extremes of the positions, to 0.0000001 degree (1 cm)."""
    there = np.isfinite(cloud.lon) & np.isfinite(cloud.lat)
    if not there.any():
        return {}
    lon, lat = cloud.lon[there], cloud.lat[there]
    west, east, south, north = (
        round(float(edge), 7) for edge in (lon.min(), lon.max(), lat.min(), lat.max())
    )
    ring = ((south, west), (north, west), (north, east), (south, east), (south, west))
    return {
        "geospatial_lat_min": south,
        "geospatial_lat_max": north,
        "geospatial_lat_units": "degrees_north",
        "geospatial_lon_min": west,
        "geospatial_lon_max": east,
        "geospatial_lon_units": "degrees_east",
        "geospatial_bounds": f"POLYGON(({', '.join(f'{a} {b}' for a, b in ring)}))",
        "geospatial_bounds_crs": "EPSG:4326",
        "geospatial_bounds_vertical_crs": "EPSG:5831",
        "geospatial_vertical_min": 0.0,
        "geospatial_vertical_max": 0.0,
        "geospatial_vertical_units": "m",
        "geospatial_vertical_positive": "down",
    }


def _iso(span: timedelta) -> str:
    """ISO 8601 duration, whole seconds."""
    minutes, seconds = divmod(round(span.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"PT{hours}H{minutes}M{seconds}S"


def _read(file: Any) -> Cloud:
    if file.variables["time"].attrs["units"] != EPOCH:
        raise KeyError("time is not in seconds since 1970")
    fields: dict[str, Any] = {
        item.attribute: np.asarray(file.variables[item.name][...], item.dtype) for item in FIELDS
    }
    for name, attribute in NAMED.items():
        fields[attribute] = tuple(json.loads(file.variables[name].attrs["names"]))
    own = json.loads(file.attrs[_OWN])
    notes = tuple(Note(code, text, values) for code, text, values in own["notes"])
    return Cloud(**fields, attrs=own["attrs"], notes=notes, boats=tuple(own.get("boats", ())))
