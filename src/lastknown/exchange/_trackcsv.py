"""The track of one unit in a CSV file: AIS exports and plain lists, told by their header."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, TextIO

from lastknown.errors import LastknownError
from lastknown.exchange._trackpart import NaiveTimeError, Part, iso_seconds, shown

__all__ = ["csv_part"]

_LATITUDES: Final = ("latitude", "lat")
_LONGITUDES: Final = ("longitude", "lon", "long", "lng")
_US_TIMES: Final = ("basedatetime", "base_date_time")
_DANISH_TIME: Final = "# timestamp"
_PLAIN_TIMES: Final = ("time", "timestamp", "datetime", "date_time")
_UTC_TIMES: Final = ("time_utc", "date_time_utc", "timestamp_utc", "utc")
_SHOWN: Final = 5


@dataclass(frozen=True)
class _Header:
    """Which column holds what, by number; `mmsi` is -1 where there is none."""

    time: int
    lat: int
    lon: int
    mmsi: int
    danish: bool
    utc: bool


def csv_part(lines: TextIO, name: str, mmsi: int | None = None) -> Part:
    """Return the fixes of one ship in a CSV file.

    Parameters
    ----------
    lines : the file as text.
    name : the file's name, for errors.
    mmsi : which ship, where the file holds several; None: the only one.

    Raises
    ------
    LastknownError : no header that is known, several ships, not the one asked for, a time without
        zone where the format does not say which, or what the csv module cannot split.
    """
    head = lines.readline()
    mark = max(",;\t", key=head.count)
    header = _header([cell.strip().strip('"').lower() for cell in head.split(mark)], name)
    if mmsi is not None and header.mmsi < 0:
        raise LastknownError(
            f"{name}: mmsi={mmsi} is given, but no column is called MMSI; leave it"
        )
    try:
        return _read(csv.reader(lines, delimiter=mark), header, name, mmsi)
    except NaiveTimeError as error:
        raise LastknownError(
            f'{name}: time="{shown(str(error))}" has no zone; write 2026-11-22T08:30:00Z for UTC, '
            "or an offset like +01:00"
        ) from None
    except csv.Error as error:
        raise LastknownError(
            f"{name}: it cannot be read as CSV ({error}); export it again"
        ) from None


def _header(cells: Sequence[str], name: str) -> _Header:
    """Return which column is which."""
    danish = cells[0] == _DANISH_TIME

    def find(*names: str) -> int:
        return next((cells.index(each) for each in names if each in cells), -1)

    utc = find(*_US_TIMES, *_UTC_TIMES)
    time = 0 if danish else utc if utc >= 0 else find(*_PLAIN_TIMES)
    found = {"time": time, "lat": find(*_LATITUDES), "lon": find(*_LONGITUDES)}
    missing = [label for label, column in found.items() if column < 0]
    if missing:
        first = shown(",".join(cells), 60)
        raise LastknownError(
            f"{name}: its first line {first!r} names no column {' nor '.join(missing)}; give GPX, "
            "or CSV with the header time,lat,lon (AIS files as published have theirs)"
        )
    return _Header(**found, mmsi=find("mmsi"), danish=danish, utc=danish or utc >= 0)


def _read(rows: Iterable[list[str]], header: _Header, name: str, mmsi: int | None) -> Part:
    part = Part("csv", as_utc=False)
    ships: dict[str, int] = {}
    widest = max(header.time, header.lat, header.lon, header.mmsi)
    for row in rows:
        if not any(row):
            continue
        if len(row) <= widest:
            part.lost += 1
            continue
        if header.mmsi >= 0:
            ship = row[header.mmsi].strip()
            if ships.setdefault(ship, len(ships)) and mmsi is None:
                raise _several(name, list(ships))
            if mmsi is not None and ship.lstrip("0") != str(mmsi):
                continue
        moment = _seconds(row[header.time], header, part)
        part.add(row[header.lon], row[header.lat], moment)
    if mmsi is not None and not part.lon:
        raise LastknownError(
            f"{name}: no position of mmsi={mmsi} in it; it holds {_listed(list(ships))}"
        )
    return part


def _seconds(text: str, header: _Header, part: Part) -> float | None:
    if not header.danish:
        return iso_seconds(text, part, utc=header.utc)
    part.as_utc = True
    try:
        day, clock = text.split()
        d, month, year = map(int, day.split("/"))
        hour, minute, second = map(int, clock.split(":"))
        return datetime(year, month, d, hour, minute, second, tzinfo=UTC).timestamp()
    except (ValueError, OverflowError):
        return None


def _several(name: str, ships: list[str]) -> LastknownError:
    return LastknownError(
        f"{name}: it holds several ships ({_listed(ships)} …); say which one with mmsi = "
        f"{shown(ships[0], 12)}"
    )


def _listed(ships: list[str]) -> str:
    more = f" and {len(ships) - _SHOWN} others" if len(ships) > _SHOWN else ""
    return (", ".join(shown(ship, 12) for ship in ships[:_SHOWN]) + more) or "no ship"
