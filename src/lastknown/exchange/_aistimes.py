"""When a line of AIS was received: what stands before, around and after the sentence.

NMEA 0183 itself has no time. Receivers add it in four ways, all of which are read:

    \\s:station,c:1428451253*hh\\!AIVDM..   tag block, Unix time in s or ms (NMEA 0183 4.0, c)
    $PGHP,1,2010,6,11,11,46,11,390,...      line before the sentence (Gatehouse; UTC)
    !AIVDM,...*hh,1428451253                after the checksum, Unix time
    2015-04-08 00:00:53Z !AIVDM,...         before the sentence, ISO or Unix time
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from math import nan
from typing import Final

from lastknown.errors import LastknownError
from lastknown.exchange._aischecksum import is_checksum

__all__ = ["EARLIEST_S", "NaiveTimeError", "UntoldError", "after", "before", "iso_seconds"]
__all__ += ["tag_time", "wrapper_time", "zone_of"]

EARLIEST_S: Final = 883_612_800.0
"""1998-01-01T00:00Z, the year of the first ITU-R M.1371: earlier clocks were never set."""

_MS: Final = 1e11
"""Unix times above are in milliseconds: in seconds it would be the year 5138."""
_OFFSET: Final = re.compile(r"([+-])(\d\d):?(\d\d)")
_UNIX: Final = re.compile(rb"(?<![\d.:-])(\d{9,10}(?:\.\d{1,9})?|\d{12,13})(?![\d.:-])")
_ISO: Final = re.compile(
    rb"(\d{4})[-/]?(\d\d)[-/]?(\d\d)[T _]+(\d\d):?(\d\d):?(\d\d)([.,]\d{1,9})?"
    rb"\s?(Z|UTC|GMT|[+-]\d\d:?\d\d)?"
)


class UntoldError(LastknownError):
    """A file does not say what nobody has said either: which column is which, or of which zone.

    what : in words. option : of ``lastknown ships import``, an example, by which it is said.
    """

    def __init__(self, what: str, option: str) -> None:
        super().__init__(f"{what}; say which it is: {option}")
        self.what, self.option = what, option


class NaiveTimeError(ValueError):
    """A time without zone, where nobody said which it is; the text is the time."""


def zone_of(text: str) -> tzinfo:
    """Return the zone that a text names: UTC, an offset such as +01:00, or Europe/Paris.

    Raises
    ------
    LastknownError : there is no such zone.
    """
    given = text.strip()
    if given.upper() in ("UTC", "Z", "GMT"):
        return UTC
    found = _OFFSET.fullmatch(given)
    if found is not None and int(found[2]) < 24 and int(found[3]) < 60:
        east = timedelta(hours=int(found[2]), minutes=int(found[3]))
        return timezone(east if found[1] == "+" else -east)
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(given)
    except (ValueError, OSError, KeyError):  # ZoneInfoNotFoundError is a KeyError
        told = f"time-zone={given[:40]!r} is no zone"
        raise LastknownError(f"{told}; write UTC, +01:00 or Europe/Paris") from None


@lru_cache(maxsize=4096)
def tag_time(block: bytes) -> float:
    """Return s since 1970 that a tag block (between its backslashes) tells; NaN: none.

    A block with a wrong checksum tells none.
    """
    body, _, told = block.partition(b"*")
    for field in body.split(b","):
        if field[:2] == b"c:":
            return _unix(field[2:]) if is_checksum(body, told) else nan
    return nan


def wrapper_time(sentence: bytes) -> float:
    """Return s since 1970 that a ``$PGHP`` sentence tells, UTC; NaN: none.

    It begins ``$PGHP,1,year,month,day,hour,minute,second,millisecond``.
    """
    fields = sentence.split(b",", 9)
    try:
        minute_s = _minute_s(fields[2], fields[3], fields[4], fields[5], fields[6])
        second, ms = int(fields[7]), int(fields[8])
    except (ValueError, IndexError, OverflowError):
        return nan
    return minute_s + second + ms / 1000.0 if 0 <= second < 60 and 0 <= ms < 1000 else nan


@lru_cache(maxsize=1024)
def _minute_s(*told: bytes) -> float:
    year, month, day, hour, minute = map(int, told)
    return datetime(year, month, day, hour, minute, tzinfo=UTC).timestamp()


@lru_cache(maxsize=4096)
def after(text: bytes) -> float:
    """Return s since 1970 that stand after a checksum; NaN: none. The last number is the time."""
    found = _UNIX.findall(text)
    return _unix(found[-1]) if found else nan


@lru_cache(maxsize=4096)
def before(text: bytes, zone: tzinfo | None) -> float:
    """Return s since 1970 that stand before a sentence; NaN: none.

    Raises
    ------
    NaiveTimeError : the time has no zone and `zone` is None.
    """
    iso = _ISO.search(text)
    if iso is None:
        return after(text)
    day = b"-".join(iso.group(1, 2, 3)) + b"T" + b":".join(iso.group(4, 5, 6))
    fraction = (iso[7] or b"").replace(b",", b".")
    told = iso[8] or b""
    offset = b"+00:00" if told in (b"Z", b"UTC", b"GMT") else told
    return iso_seconds((day + fraction[:7] + offset).decode(), zone)


def iso_seconds(text: str, zone: tzinfo | None) -> float:
    """Return s since 1970 of an ISO time; NaN where it is none.

    Raises
    ------
    NaiveTimeError : it has no zone and `zone` is None.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return nan
    if moment.tzinfo is None:
        if zone is None:
            raise NaiveTimeError(text)
        moment = moment.replace(tzinfo=zone)
    try:
        return moment.timestamp()
    except (OverflowError, ValueError):
        return nan


def _unix(text: bytes) -> float:
    try:
        value = float(text)
    except ValueError:
        return nan
    return value / 1000.0 if value > _MS else value
