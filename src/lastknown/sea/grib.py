"""GRIB 1 and 2 through cfgrib (extra ``[grib]``): the messages wanted, as one CF dataset."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from lastknown.errors import LastknownError

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["check_messages", "open_grib"]

_EXTRA = "pip install 'lastknown[grib]'"

Filter = dict[str, Any]
WANTED: Final[tuple[tuple[str, str, tuple[Filter, ...]], ...]] = (
    (
        "wind_u",
        "eastward_wind",
        (
            {"shortName": "10u"},
            {"shortName": "u", "typeOfLevel": "heightAboveGround", "level": 10},
        ),
    ),
    (
        "wind_v",
        "northward_wind",
        (
            {"shortName": "10v"},
            {"shortName": "v", "typeOfLevel": "heightAboveGround", "level": 10},
        ),
    ),
    (
        "current_u",
        "eastward_sea_water_velocity",
        (
            {"shortName": "ocu"},
            {"shortName": "uoe"},
            {"shortName": "ucurr"},
            {"edition": 2, "discipline": 10, "parameterCategory": 1, "parameterNumber": 2},
            {"edition": 1, "table2Version": 2, "indicatorOfParameter": 49},
        ),
    ),
    (
        "current_v",
        "northward_sea_water_velocity",
        (
            {"shortName": "ocv"},
            {"shortName": "von"},
            {"shortName": "vcurr"},
            {"edition": 2, "discipline": 10, "parameterCategory": 1, "parameterNumber": 3},
            {"edition": 1, "table2Version": 2, "indicatorOfParameter": 50},
        ),
    ),
    (
        "water_temperature",
        "sea_surface_temperature",
        ({"shortName": "sst"}, {"shortName": "tos"}, {"shortName": "wtmp"}),
    ),
)
"""Variable, standard name and the messages that hold it, best first. Numbers: WMO GRIB2 code table
4.2-10-1 (currents), NCEP GRIB1 table 2 (UOGRD 49, VOGRD 50); short names: ECMWF parameter
database, https://codes.ecmwf.int/grib/param-db."""

_KEYS = (
    *("edition", "shortName", "typeOfLevel", "level", "discipline", "parameterCategory"),
    *("parameterNumber", "table2Version", "indicatorOfParameter", "uvRelativeToGrid"),
    *("iScansNegatively", "jScansPositively"),
)


def open_grib(path: Path) -> xr.Dataset:
    """Return the winds, currents and water temperatures of a GRIB file, values unread.

    No file stays open and no index file is written; a value is read by opening its message.

    Raises
    ------
    LastknownError : the extra is missing, the file is cut short, or it holds none of them.
    """
    check_messages(path)
    _need_cfgrib(path)
    import xarray as xr

    heads = _heads(path)
    parts = []
    for name, standard, filters in WANTED:
        chosen = next((f for f in filters if any(_is(head, f) for head in heads)), None)
        if chosen is not None:
            head = next(head for head in heads if _is(head, chosen))
            parts.append(_variable(path, name, standard, chosen, head))
    if not parts:
        names = sorted({str(head["shortName"]) for head in heads})
        raise LastknownError(
            f"{path} holds no 10 m wind, surface current or water temperature; it has"
            f" {', '.join(names[:12])}; ask for 10u and 10v"
        )
    return xr.merge(_apart(parts), compat="override", join="exact", combine_attrs="override")


def check_messages(path: Path) -> int:
    """Return the number of GRIB messages, each followed from head to end mark.

    Raises
    ------
    LastknownError : it is empty, or a message is cut short.
    """
    size, count, at = path.stat().st_size, 0, 0
    with path.open("rb") as stream:
        while (start := _next_head(stream, at, size)) is not None:
            end = start + _length(stream, start)
            stream.seek(end - 4)
            if end > size or stream.read(4) != b"7777":
                raise LastknownError(
                    f"{path}: message {count + 1} is cut short or damaged (the file has {size}"
                    f" bytes, the message ends at {end}); get the file again"
                )
            count, at = count + 1, end
    if not count:
        raise LastknownError(f"{path} holds no GRIB message; get the file again")
    return count


def _next_head(stream: BinaryIO, at: int, size: int) -> int | None:
    """Return where the next message begins, past bulletin headers; None at the end."""
    stream.seek(at)
    tail = b""
    while at < size and (piece := stream.read(65536)):
        found = (tail + piece).find(b"GRIB")
        if found >= 0:
            return at - len(tail) + found
        tail, at = piece[-3:], at + len(piece)
    return None


def _length(stream: BinaryIO, start: int) -> int:
    """Return a message's length in bytes: octets 5-7 in edition 1, 9-16 in edition 2 (WMO)."""
    stream.seek(start)
    head = stream.read(16)
    if len(head) < 16:
        return 16
    if head[7] == 2:
        return max(int.from_bytes(head[8:16], "big"), 16)
    return max(int.from_bytes(head[4:7], "big"), 16)


def _need_cfgrib(path: Path) -> None:
    # ecCodes brings an SQLite of its own, of 2018: the one loaded first serves the whole process,
    # and the record needs Python's
    import sqlite3  # noqa: F401

    try:
        import cfgrib  # noqa: F401
    except ImportError:
        raise LastknownError(f"{path} is GRIB, read with an extra: {_EXTRA}") from None
    except RuntimeError as error:  # eccodes without its library
        raise LastknownError(
            f"{path} is GRIB, but the ecCodes library is missing ({error});"
            f" {_EXTRA} or pip install eccodeslib"
        ) from None


def _heads(path: Path) -> list[dict[str, Any]]:
    """Return the keys of every different kind of message."""
    import eccodes

    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    with path.open("rb") as stream:
        while (message := eccodes.codes_grib_new_from_file(stream, headers_only=True)) is not None:
            try:
                head = {key: _key(message, key) for key in _KEYS}
            finally:
                eccodes.codes_release(message)
            found.setdefault(tuple(head.values()), head)
    return list(found.values())


def _key(message: int, key: str) -> Any:
    import eccodes

    try:
        return eccodes.codes_get(message, key)
    except eccodes.KeyValueNotFoundError:
        return None


def _is(head: dict[str, Any], wanted: Filter) -> bool:
    return all(head[key] == value for key, value in wanted.items())


def _variable(
    path: Path, name: str, standard: str, chosen: Filter, head: dict[str, Any]
) -> xr.Dataset:
    """Return one variable under our name with CF attributes."""
    import xarray as xr

    with _silent():
        try:
            ds = xr.open_dataset(
                path,
                engine="cfgrib",
                decode_times=False,
                decode_timedelta=False,
                cache=False,
                backend_kwargs={"indexpath": "", "filter_by_keys": chosen},
            )
        except Exception as error:
            text = " ".join(str(error).split())[:140]
            raise LastknownError(
                f"{path}: the messages of {standard} make no one field ({text});"
                " put each kind of field in a file of its own"
            ) from None
    variable = next(iter(ds.data_vars))
    attrs = {"standard_name": standard, "units": str(ds[variable].attrs.get("units", ""))}
    if attrs["units"] in ("", "unknown"):
        attrs["units"] = "m s-1"  # code table 4.2-10-1: parameters 2 and 3 are in m/s
    if head["uvRelativeToGrid"] and standard != "sea_surface_temperature":
        attrs["standard_name"] = {
            "eastward_wind": "x_wind",
            "northward_wind": "y_wind",
            "eastward_sea_water_velocity": "sea_water_x_velocity",
            "northward_sea_water_velocity": "sea_water_y_velocity",
        }[standard]
    ds = ds.rename({variable: name})
    ds[name].attrs = attrs
    return _with_directions(ds, head)


def _with_directions(ds: xr.Dataset, head: dict[str, Any]) -> xr.Dataset:
    """Add coordinates that say whether a map grid's x and y rise along its columns and rows."""
    import numpy as np

    for dim, falls in (("x", head["iScansNegatively"]), ("y", not head["jScansPositively"])):
        if dim in ds.dims and dim not in ds.variables:
            values = np.arange(ds.sizes[dim], dtype=float)
            ds = ds.assign_coords({dim: -values if falls else values})
    return ds


def _apart(parts: list[xr.Dataset]) -> list[xr.Dataset]:
    """Return the parts with dimensions and coordinates named apart where they differ in them."""
    first = parts[0]
    apart = []
    for number, part in enumerate(parts):
        part = part.drop_vars([n for n in part.coords if str(n) == "heightAboveGround"])
        names = [
            str(n) for n in part.coords if n not in first.coords or not _equal(part, first, str(n))
        ]
        names += [str(d) for d in part.dims if part.sizes[d] != first.sizes.get(d, -1)]
        renamed = {name: f"{name}_{number}" for name in dict.fromkeys(names)} if number else {}
        apart.append(part.rename(renamed))
    return apart


def _equal(one: xr.Dataset, two: xr.Dataset, name: str) -> bool:
    return bool(one[name].shape == two[name].shape and (one[name].values == two[name].values).all())


@contextmanager
def _silent() -> Iterator[None]:
    """Keep cfgrib's log of what it skips to itself: what matters here is told by the error."""
    logger = logging.getLogger("cfgrib")
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(level)
