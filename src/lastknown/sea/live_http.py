"""Files over HTTP, whole or as a part that an ERDDAP server cuts out."""

from __future__ import annotations

import json
import re
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, urlsplit

from lastknown.errors import LastknownError
from lastknown.sea.cf_names import PAIRS, TEMPERATURE_ALIASES, TEMPERATURE_NAMES, not_this
from lastknown.sea.source import Box
from lastknown.times import show_time

__all__ = ["save", "save_erddap"]

_PIECE = 1 << 20
_REMEDY = {
    401: "it asks for a login",
    403: "it refuses",
    404: "there is no such file or dataset, or no data in that box and hours",
    413: "the part asked for is too large for it",
    429: "it has had too many requests",
}


def save(url: str, target: Path, limit_s: float, most_bytes: int) -> None:
    """Write what an address serves to a file.

    Raises
    ------
    LastknownError : the address is not http(s), does not answer, answers with an error, or sends
        more than `most_bytes`.
    """
    if urlsplit(url).scheme not in ("http", "https"):
        raise LastknownError(f"{url!r} is no address; it begins with https://")
    asked = urllib.request.Request(url, headers={"User-Agent": "lastknown"})
    ends = time.monotonic() + limit_s
    try:
        with urllib.request.urlopen(asked, timeout=limit_s) as answer, target.open("wb") as out:
            size = 0
            while piece := answer.read(_PIECE):
                size += out.write(piece)
                if size > most_bytes or time.monotonic() > ends:
                    raise LastknownError(
                        f"{size} bytes came and no end; ask for a smaller box or fewer hours"
                    )
            _refuse_short(answer.headers.get("Content-Length"), size)
    except urllib.error.HTTPError as error:
        why = _REMEDY.get(error.code, error.reason)
        error.close()
        raise LastknownError(f"the server says {error.code} ({why}); check the address") from None
    except (OSError, ValueError) as error:
        reason = error.reason if isinstance(error, urllib.error.URLError) else error
        raise LastknownError(f"no connection ({reason}); check the address and the net") from None


def _refuse_short(stated: str | None, size: int) -> None:
    if stated is not None and stated.isdigit() and int(stated) != size:
        raise LastknownError(f"cut short: {size} of {stated} bytes came; try again")


@dataclass(frozen=True)
class _Axis:
    """A dimension of an ERDDAP dataset."""

    name: str
    count: int
    falls: bool
    attrs: dict[str, str]

    @property
    def ends(self) -> tuple[float, float]:
        low, high = (float(part) for part in self.attrs["actual_range"].split(",")[:2])
        return min(low, high), max(low, high)

    @property
    def spacing(self) -> float:
        low, high = self.ends
        return (high - low) / max(self.count - 1, 1)


@dataclass
class _Info:
    """What ERDDAP's ``info`` page says of a dataset."""

    axes: dict[str, _Axis] = field(default_factory=dict)
    dims: dict[str, list[str]] = field(default_factory=dict)
    attrs: dict[str, dict[str, str]] = field(default_factory=dict)


def save_erddap(
    address: str, box: Box, hours: tuple[float, float], target: Path, limit_s: float
) -> None:
    """Write the part of an ERDDAP griddap dataset inside a box and hours to a netCDF file.

    Every variable of current, 10 m wind and water temperature is asked for, its uppermost level,
    with one node and one step beyond each side. A box across the seam of the dataset's longitudes
    is fetched in two parts and joined.

    Raises
    ------
    LastknownError : the address is no griddap dataset, holds none of these, or does not cover the
        box and hours; and as `save`.
    """
    base, found, dataset = address.split("?")[0].rstrip("/").partition("/griddap/")
    if not found:
        raise LastknownError("an ERDDAP grid's address has /griddap/ and the dataset's name in it")
    dataset = re.sub(r"\.(html|nc|das|dds|graph)$", "", dataset)
    note = target.with_name("info.json")
    save(f"{base}/info/{dataset}/index.json", note, limit_s, 64 * 2**20)
    info = _read_info(note)
    names = _wanted(info)
    parts = []
    for number, (west, east) in enumerate(_longitudes(info, names[0], box)):
        query = ",".join(
            name + "".join(_range(info, axis, (west, box[1], east, box[3]), hours) for axis in dims)
            for name, dims in ((name, info.dims[name]) for name in names)
        )
        part = target.with_name(f"part{number}.nc")
        save(f"{base}/griddap/{dataset}.nc?{quote(query, safe=',')}", part, limit_s, 4 * 2**30)
        parts.append(part)
    if len(parts) == 1:
        parts[0].replace(target)
    else:
        _join(parts, target, _named(info, names[0], "longitude").name)


def _read_info(path: Path) -> _Info:
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))["table"]["rows"]
    except (ValueError, KeyError, TypeError):
        raise LastknownError("it is no ERDDAP server (its info page is not as expected)") from None
    info = _Info()
    for row, name, attribute, _, value in rows:
        if row == "attribute":
            info.attrs.setdefault(name, {})[attribute] = str(value)
        elif row == "variable":
            info.dims[name] = [part.strip() for part in str(value).split(",") if part.strip()]
    for row, name, _, _, value in rows:
        if row == "dimension":
            count = re.search(r"nValues=(\d+)", str(value))
            falls = re.search(r"averageSpacing=-", str(value)) is not None
            axis = _Axis(name, int(count[1]) if count else 1, falls, info.attrs.get(name, {}))
            info.axes[name] = axis
    return info


def _wanted(info: _Info) -> list[str]:
    """Return the variables of interest that lie on one common grid."""
    standard = {p.first for p in PAIRS} | {p.second for p in PAIRS} | set(TEMPERATURE_NAMES)
    alias = set(TEMPERATURE_ALIASES) | standard
    names = []
    for name in info.dims:
        attrs = info.attrs.get(name, {})
        said = attrs.get("standard_name", "")
        text = f"{name} {said} {attrs.get('long_name', '')}".replace("_", " ")
        if (said in standard or name.lower() in alias) and not not_this("", text):
            names.append(name)
    if not names:
        shown = ", ".join(list(info.dims)[:12]) or "no variable"
        raise LastknownError(f"it holds no current, 10 m wind or water temperature, but {shown}")
    return [name for name in names if info.dims[name] == info.dims[names[0]]]


def _named(info: _Info, variable: str, kind: str) -> _Axis:
    for dim in info.dims[variable]:
        if dim == kind or info.attrs.get(dim, {}).get("standard_name") == kind:
            return info.axes[dim]
    raise LastknownError(f"{variable} has no {kind}; give a dataset on latitude and longitude")


def _longitudes(info: _Info, variable: str, box: Box) -> list[tuple[float, float]]:
    """Return the parts of the box in the dataset's own longitudes, west to east."""
    low, high = _named(info, variable, "longitude").ends
    parts = []
    for turn in (-360.0, 0.0, 360.0):
        west, east = max(box[0] + turn, low), min(box[2] + turn, high)
        if west <= east:
            parts.append((turn, west, east))
    if not parts:
        raise LastknownError(f"it covers longitude {low:g} to {high:g}, not the box asked for")
    return [(west, east) for _, west, east in sorted(parts, reverse=True)]


def _range(info: _Info, dim: str, box: Box, hours: tuple[float, float]) -> str:
    """Return ERDDAP's constraint along a dimension: ``[(low):1:(high)]``."""
    axis = info.axes[dim]
    said = axis.attrs.get("standard_name", dim)
    wanted = {"time": hours, "latitude": (box[1], box[3]), "longitude": (box[0], box[2])}
    kind = dim if dim in wanted else said
    if axis.count > 1 and kind not in wanted and not _vertical(axis, said):
        raise LastknownError(f"it has a dimension {dim} of {axis.count} beside time and place")
    if kind not in wanted:
        return "[0]" if "actual_range" not in axis.attrs else f"[({_uppermost(axis):.10g})]"
    low, high = axis.ends
    first, last = wanted[kind]
    if last < low or first > high:
        shown = (show_time(low), show_time(high)) if kind == "time" else (f"{low:g}", f"{high:g}")
        raise LastknownError(f"it covers {kind} {shown[0]} to {shown[1]}, not what was asked for")
    first, last = max(first - axis.spacing, low), min(last + axis.spacing, high)
    ends = [_written(kind, value) for value in (first, last)]
    return f"[({ends[axis.falls]}):1:({ends[not axis.falls]})]"


def _vertical(axis: _Axis, said: str) -> bool:
    names = ("depth", "altitude", "height", "z", "lev")
    return said in names or axis.name.lower() in names or "positive" in axis.attrs


def _uppermost(axis: _Axis) -> float:
    return min(axis.ends, key=abs)


def _written(kind: str, value: float) -> str:
    if kind == "time":
        return datetime.fromtimestamp(value, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return f"{value:.10g}"


def _join(parts: list[Path], target: Path, lon: str) -> None:
    """Join parts on both sides of the seam along longitude into one file."""
    import xarray as xr

    opened = []
    for part in parts:
        with xr.open_dataset(part, decode_cf=False) as ds:
            opened.append(ds.load())
    whole = xr.concat(opened, dim=lon, data_vars="minimal", coords="minimal", join="exact")
    whole.to_netcdf(target, engine="h5netcdf")
