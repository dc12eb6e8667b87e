"""Recorded tracks from files: GPX tracks and timed routes, and CSV from AIS and receivers.

GPX 1.0 and 1.1 (https://www.topografix.com/GPX/1/1/): a ``trk`` is where a unit went, its segments
joined in time; a ``rte`` with a ``time`` at its points is where it was told to go. Times are UTC by
the schema.

CSV has one header line; comma, semicolon or tab between the columns; decimal point or comma:

    # Timestamp, .., MMSI, Latitude, Longitude, ..   AIS files of the Danish Maritime Authority;
                                                     times like 31/12/2015 23:59:59
    MMSI, BaseDateTime, LAT, LON, ..                 AIS files of MarineCadastre (NOAA and BOEM);
                                                     also mmsi, base_date_time, longitude, latitude
    time, lat, lon                                   anything else, times with their zone

MarineCadastre's data dictionary says "Full UTC date and time". The Danish list of columns names no
zone; AIS itself keeps UTC (ITU-R M.1371), so these too are taken as UTC. Either way a note says so.
Latitude 91 and longitude 181 are AIS's words for a position that is not known.
"""

from __future__ import annotations

import io
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO, Final

import numpy as np

from lastknown.drift.cloud import Note
from lastknown.errors import LastknownError
from lastknown.evidence.recorded import Fixes
from lastknown.exchange._trackcsv import csv_part
from lastknown.exchange._trackgpx import gpx_parts
from lastknown.exchange._trackpart import MAX_FIXES, Part, shown

__all__ = ["MAX_BYTES", "MAX_FIXES", "read_fixes"]

MAX_BYTES: Final = 100_000_000
"""A day of one ship has a few MB; a day of a whole sea, several hundred, must be cut first."""

_MOST_LOST: Final = 0.4
_STRANGE: Final = {
    b"PK": "is a ZIP archive; unpack it first",
    b"\x1f\x8b": "is compressed with gzip; unpack it first",
    b"{": "is JSON; give GPX or CSV",
    b"!": "holds NMEA sentences; export GPX or CSV from the program that recorded it",
    b"$": "holds NMEA sentences; export GPX or CSV from the program that recorded it",
}
_XML: Final = (b"<", b"\xff\xfe", b"\xfe\xff")


def read_fixes(path: str | Path, *, mmsi: int | None = None, part: str | None = None) -> Fixes:
    """Return the fixes of one unit's track in a file.

    Parameters
    ----------
    path : a GPX or CSV file of at most `MAX_BYTES`; its content tells which.
    mmsi : which ship of an AIS file; None: the only one in it.
    part : name of the track or route of a GPX file, whole or a piece of it; None: all its tracks
        (else its only route).

    Raises
    ------
    LastknownError : no such file, one that cannot be read, is empty, too large or of another kind;
        no time or position in it; several ships, routes or units and none chosen.
    """
    source = Path(path)
    try:
        with _opened(source) as stream:
            found = _found(stream, source.name, mmsi, part)
    except OSError as error:
        raise LastknownError(f"{source} cannot be read: {error.strerror}; check the path") from None
    return _fixes(found, source.name)


def _opened(path: Path) -> BinaryIO:
    """Return the file, open."""
    if path.is_dir():
        raise LastknownError(f"{path} is a folder; give the track in it")
    if not path.exists():
        raise LastknownError(f"{path} does not exist; check the path of the track")
    if not path.is_file():
        raise LastknownError(f"{path} is not a regular file; save the track to disk first")
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise LastknownError(
            f"{path.name} has {size / 1e6:.0f} MB; at most {MAX_BYTES / 1e6:.0f} are read: cut it "
            "to the unit and the hours that were searched"
        )
    return path.open("rb")


def _found(stream: BinaryIO, name: str, mmsi: int | None, part: str | None) -> list[Part]:
    """Return the parts of the file that make the track, in the order of their times."""
    head = stream.read(4096)
    stream.seek(0)
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start:
        raise LastknownError(f"{name} is empty; export the track again")
    for mark, words in _STRANGE.items():
        if start.startswith(mark):
            raise LastknownError(f"{name} {words}")
    if start.startswith(_XML):
        if mmsi is not None:
            raise LastknownError(f"{name}: mmsi={mmsi} is given, but GPX names no ship; leave it")
        return _chosen(gpx_parts(stream, name), name, part)
    if b"\0" in head:
        raise LastknownError(f"{name} is not text; give a track as GPX or CSV")
    if part is not None:
        raise LastknownError(f"{name}: part={part!r} is given, but CSV has no parts; leave it out")
    with io.TextIOWrapper(stream, encoding="utf-8-sig", errors="replace", newline="") as text:
        return [csv_part(text, name, mmsi)]


def _chosen(parts: list[Part], name: str, wanted: str | None) -> list[Part]:
    """Return the part of that name; or all tracks, one after another; or the only route."""
    if wanted is not None:
        named = [each for each in parts if wanted.casefold() in each.name.casefold()]
        exact = [each for each in named if each.name.casefold() == wanted.casefold()]
        if len(exact or named) != 1:
            raise LastknownError(
                f"{name}: part={wanted!r} names {len(named) or 'none'} of its parts; "
                f"it holds {_names(parts)}"
            )
        return exact or named
    tracks = [each for each in parts if each.kind == "trk" and (each.lon or each.lost)]
    routes = [each for each in parts if each.kind == "rte" and (each.lon or each.lost)]
    if not tracks and not routes:
        raise LastknownError(f"{name}: there is neither track nor route in it; export one of them")
    if not tracks and len(routes) > 1:
        raise LastknownError(
            f"{name}: it holds {len(routes)} routes; say which one with part = "
            f'"{shown(routes[0].name)}" ({_names(routes)})'
        )
    chosen = sorted(tracks or routes, key=lambda each: each.span)
    for earlier, later in pairwise(chosen):
        if later.span[0] < earlier.span[1]:
            raise LastknownError(
                f"{name}: its tracks overlap in time, so that they are of several units; say which "
                f"one with part = .. ({_names(chosen)})"
            )
    return chosen


def _names(parts: list[Part]) -> str:
    named = [f'"{shown(each.name)}"' for each in parts if each.name]
    return ", ".join(named[:8]) or "parts without a name"


def _fixes(parts: list[Part], name: str) -> Fixes:
    lost, read = sum(each.lost for each in parts), sum(len(each.lon) for each in parts)
    if not read + lost:
        raise LastknownError(f"{name}: there is no position in it; export the track again")
    if lost >= _MOST_LOST * (lost + read):
        raise LastknownError(
            f"{name}: {lost} of {lost + read} points have no time or position that can be read; a "
            "track needs both at each (latitude -90 to 90, longitude -180 to 180)"
        )
    planned = all(each.kind == "rte" for each in parts)
    notes = _notes(parts, name, lost, planned)
    lon, lat, time_s = (
        np.array([value for each in parts for value in getattr(each, label)], dtype=np.float64)
        for label in ("lon", "lat", "time_s")
    )
    return Fixes(name, lon, lat, time_s, planned, notes)


def _notes(parts: list[Part], name: str, lost: int, planned: bool) -> tuple[Note, ...]:
    notes = []
    if planned:
        route = shown(parts[0].name, 100) or "without name"
        text = f"Track of {name}: searched as planned (route {route}), not as it was steered."
        notes.append(Note("track-planned", text, {"name": name, "route": route}))
    if lost:
        text = f"Track of {name}: {lost} points without time or position were left out."
        notes.append(Note("fixes-unreadable", text, {"name": name, "count": lost}))
    if any(each.as_utc for each in parts):
        text = f"Track of {name}: its times name no zone and were taken as UTC, as the format does."
        notes.append(Note("track-utc", text, {"name": name}))
    return tuple(notes)
