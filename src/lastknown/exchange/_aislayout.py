"""Which column of a CSV file of AIS holds what: two published layouts, or as the user states.

    # Timestamp,Type of mobile,MMSI,Latitude,Longitude,..   Danish Maritime Authority
    MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,..            MarineCadastre (NOAA and BOEM)

Times of MarineCadastre are "Full UTC date and time" (its data dictionary). The Danish list of
columns names no zone; AIS itself keeps UTC (ITU-R M.1371), so these are taken as UTC too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from functools import lru_cache
from math import isfinite, nan
from typing import Final

from lastknown.errors import LastknownError
from lastknown.exchange._aistimes import NaiveTimeError, UntoldError, iso_seconds, zone_of
from lastknown.exchange._trackpart import shown

__all__ = ["FIELDS", "Layout", "cells_of", "columns_of", "is_table", "layout_of", "moment"]

NEEDED: Final = ("time", "mmsi", "lat", "lon")
FIELDS: Final = (
    *NEEDED,
    *("sog_kn", "sog_ms", "cog_deg", "heading_deg", "class", "status"),
    *("name", "callsign", "imo", "ship_type", "destination", "draught_m", "length_m", "width_m"),
    *("to_bow_m", "to_stern_m", "to_port_m", "to_starboard_m"),
)
"""What a column may hold; units are in the names."""

_DANISH: Final = {
    "time": "#timestamp",
    "class": "typeofmobile",
    "mmsi": "mmsi",
    "lat": "latitude",
    "lon": "longitude",
    "status": "navigationalstatus",
    "sog_kn": "sog",
    "cog_deg": "cog",
    "heading_deg": "heading",
    "imo": "imo",
    "callsign": "callsign",
    "name": "name",
    "ship_type": "shiptype",
    "draught_m": "draught",
    "destination": "destination",
    "to_bow_m": "a",
    "to_stern_m": "b",
    "to_port_m": "c",
    "to_starboard_m": "d",
}
_US: Final = {
    "mmsi": "mmsi",
    "time": "basedatetime",
    "lat": "lat",
    "lon": "lon",
    "sog_kn": "sog",
    "cog_deg": "cog",
    "heading_deg": "heading",
    "name": "vesselname",
    "imo": "imo",
    "callsign": "callsign",
    "ship_type": "vesseltype",
    "status": "status",
    "length_m": "length",
    "width_m": "width",
    "draught_m": "draft",
    "class": "transceiverclass",
}
_US_NEW: Final = _US | {"lat": "latitude", "lon": "longitude", "class": "transceiver"}
"""MarineCadastre since 2025: ``base_date_time``, ``longitude``, ``transceiver``, ..."""


_LIKELY: Final = {
    "time": ("time", "date", "base_?date_?time", "# time"),
    "mmsi": ("mmsi",),
    "lat": ("lat",),
    "lon": ("lon",),
    "sog_kn": ("sog",),
    "cog_deg": ("cog",),
    "heading_deg": ("heading", "hdg", "true[ _]?heading"),
    "name": ("name", "(ship|vessel)[ _]?name"),
    "callsign": ("call[ _]?sign",),
    "imo": ("imo",),
    "ship_type": ("(ship|vessel)[ _]?type", "type$"),
    "destination": ("destination",),
    "draught_m": ("draught", "draft"),
    "length_m": ("length",),
    "width_m": ("width", "beam"),
}
"""How names of columns begin that are likely to hold a field: for an example, never to read by."""
_EXAMPLE: Final = {
    "time": "Time",
    "mmsi": "MMSI",
    "lat": "Lat",
    "lon": "Lon",
    "sog_kn": "SOG",
    "cog_deg": "COG",
}


@dataclass(frozen=True)
class Layout:
    """Where in a row each field is, and how its texts are to be read.

    at : field to number of its column, from 0. mark : between columns. zone : of times that name
    none; None: refused. danish : times are dd/mm/yyyy HH:MM:SS.
    """

    at: Mapping[str, int]
    mark: str
    zone: tzinfo | None
    danish: bool

    @property
    def widest(self) -> int:
        """Return the number of the last column that every row must have."""
        return max(self.at[field] for field in NEEDED)


def columns_of(text: str) -> dict[str, str]:
    """Return field to column name of a map such as ``time=Time,mmsi=MMSI,lat=Lat,lon=Lon``.

    Raises
    ------
    LastknownError : a field is not known or twice there, speed is told in two units, one of those
        needed is missing, or a latitude is to be read from what is called a longitude.
    """
    found: dict[str, str] = {}
    for part in text.split(","):
        field, _, name = (each.strip() for each in part.partition("="))
        if field not in FIELDS or not name:
            raise LastknownError(
                f"columns: {shown(part.strip())!r} is no FIELD=NAME; fields are {', '.join(FIELDS)}"
            )
        if field in found:
            raise LastknownError(f"columns: {field} is there twice; say it once")
        found[field] = name
    missing = [field for field in NEEDED if field not in found]
    if missing:
        raise LastknownError(f"columns: {', '.join(missing)} is missing; add {missing[0]}=NAME")
    if "sog_kn" in found and "sog_ms" in found:
        raise LastknownError(
            "columns: sog_kn and sog_ms are both there, and a ship has one speed; leave one out"
        )
    for field, other in (("lat", "lon"), ("lon", "lat")):
        if found[field].casefold().startswith(other):
            told = f"columns: {field}={shown(found[field])} looks swapped"
            raise LastknownError(f"{told}; write {field}={shown(found[other])}")
    return found


def is_table(line: bytes) -> bool:
    """Return whether a first line can be the header of a CSV file, of whatever columns."""
    text = line.decode("utf-8", "replace")
    cells = cells_of(text, _mark(text))
    return len(cells) >= len(NEEDED) and text.isprintable() and text[:1] not in ("!", "$", "\\")


def layout_of(line: bytes, columns: Mapping[str, str] | None, zone: str | None) -> Layout:
    """Return the layout that the header of a CSV file tells.

    Parameters
    ----------
    line : the header. columns : field to column name; None: one of the two published layouts.
    zone : of times without zone, as the user states it.

    Raises
    ------
    LastknownError : the header is of no known layout, or a column that is stated is not in it; a
        zone is stated that is not the one that the layout is published with.
    """
    text = line.decode("utf-8", "replace").strip()
    mark = _mark(text)
    given = zone_of(zone) if zone is not None else None
    if columns is not None:
        names = [cell.strip().casefold() for cell in cells_of(text, mark)]
        return Layout(_placed(names, columns, text), mark, given, danish=False)
    names = ["".join(cell.split()).casefold().replace("_", "") for cell in cells_of(text, mark)]
    for known in (_DANISH, _US, _US_NEW):
        if all(known[field] in names for field in NEEDED):
            if given not in (None, UTC):
                told = f"time-zone={zone} is stated, but times of this layout are UTC"
                raise LastknownError(f"{told}; leave it out, or state the columns too")
            at = {field: names.index(name) for field, name in known.items() if name in names}
            return Layout(at, mark, UTC, danish=known is _DANISH)
    raise UntoldError(
        f"the columns {shown(text, 100)!r} are of no layout that is known",
        f'--columns "{_likely([cell.strip() for cell in cells_of(text, mark)])}"',
    )


def _likely(names: Sequence[str]) -> str:
    """Return the map that the names of columns suggest; an example where they suggest none."""
    plain = [name for name in names if not re.search(r"[^\w .()/#-]|m/?s$|f(ee)?t\)?$", name)]
    found: dict[str, str] = {}
    for field, begins in _LIKELY.items():
        for name in (name for begin in begins for name in plain if re.match(begin, name, re.I)):
            found.setdefault(field, name)
    whole = found if all(field in found for field in NEEDED) else _EXAMPLE
    return ",".join(f"{field}={name}" for field, name in whole.items())


def _placed(names: Sequence[str], columns: Mapping[str, str], text: str) -> dict[str, int]:
    at = {}
    for field, name in columns.items():
        if name.casefold() not in names:
            raise LastknownError(
                f"columns: there is no column {shown(name)!r}; the header is {shown(text, 100)!r}"
            )
        at[field] = names.index(name.casefold())
    return at


def cells_of(text: str, mark: str) -> list[str]:
    """Return the cells of a row; quotes round a cell are taken off."""
    if '"' not in text:
        return text.split(mark)
    import csv

    try:
        return next(csv.reader([text], delimiter=mark), [])
    except csv.Error:
        return []


@lru_cache(maxsize=65536)
def moment(text: str, zone: tzinfo | None, danish: bool) -> float:
    """Return s since 1970 that a cell tells; NaN where it tells none that can be read.

    Raises
    ------
    LastknownError : it has no zone and none is stated.
    """
    if danish:
        day, _, clock = text.strip().partition(" ")
        text = "-".join(reversed(day.split("/"))) + "T" + clock
    else:
        unix = number(text, nan)
        if isfinite(unix):
            return unix / 1000.0 if unix > 1e11 else unix
    try:
        return iso_seconds(text.strip(), zone)
    except NaiveTimeError:
        raise UntoldError(f"time={shown(text)!r} has no zone", "--time-zone UTC") from None


def number(text: str, otherwise: float) -> float:
    """Return the number in a cell, with decimal point or comma; `otherwise` where it is none."""
    try:
        value = float(text)
    except ValueError:
        try:
            value = float(text.replace(",", "."))
        except ValueError:
            return otherwise
    return value if isfinite(value) else otherwise


def _mark(text: str) -> str:
    return max(",;\t", key=text.count)
