"""Times: aware UTC datetimes at the edges, seconds since 1970 in compiled code."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime, timedelta

from lastknown.errors import LastknownError

__all__ = ["from_seconds", "parse_duration", "parse_time", "show_time", "to_seconds"]

_NUMBER = r"(\d+(?:\.\d+)?)"
_DURATION = re.compile(r"\s*".join(rf"(?:{_NUMBER}\s*{unit})?" for unit in ("d", "h", "min", "s")))
_LONGEST = 60
"""Characters of a text that an error quotes."""
_SECONDS = (86400.0, 3600.0, 60.0, 1.0)


def parse_time(value: str | datetime, name: str = "time") -> datetime:
    """Return an aware UTC datetime.

    Parameters
    ----------
    value : ISO 8601 text (``2026-11-22T08:30Z``) or an aware datetime, any zone.
    name : the field's name, quoted in the error.

    Raises
    ------
    LastknownError : the text is no ISO time, has no zone (a naive time is never guessed), or in UTC
        lies outside the years 1 to 9999.
    """
    if isinstance(value, datetime):
        moment = value
    elif not isinstance(value, str):
        raise LastknownError(f"{name}={value!r} is not a time; write it like 2026-11-22T08:30Z")
    else:
        try:
            moment = datetime.fromisoformat(value.strip())
        except ValueError:
            raise LastknownError(
                f"{name}={_shown(value)} is not a time; write it like 2026-11-22T08:30Z"
            ) from None
    if moment.tzinfo is None:
        raise LastknownError(
            f"{name}={value} has no zone; add Z for UTC (2026-11-22T08:30Z) or an offset (+01:00)"
        )
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise LastknownError(
            f"{name}={value} lies outside the years 1 to 9999; check the year"
        ) from None


def parse_duration(value: str | timedelta | float, name: str = "over") -> timedelta:
    """Return a timedelta from ``"3h"``, ``"90min"``, ``"2h30min"``, a timedelta or seconds.

    A text has days (d), hours (h), minutes (min) and seconds (s), or some of them, in this order.

    Raises
    ------
    LastknownError : the text is no duration, or it is negative or beyond what can be counted.
    """
    if isinstance(value, timedelta):
        span = value
    else:
        known = isinstance(value, int | float) and math.isfinite(value)
        try:
            span = timedelta(seconds=float(value) if known else _seconds(str(value)))
        except ValueError:
            raise LastknownError(
                f"{name}={_shown(value)} is not a duration; write it like 3h, 90min or 2h30min"
            ) from None
        except OverflowError:
            raise LastknownError(
                f"{name}={_shown(value)} is longer than can be counted; give days or hours"
            ) from None
    if span < timedelta(0):
        raise LastknownError(f"{name}={value} is negative; a duration runs forward")
    return span


def _seconds(text: str) -> float:
    """Return the seconds of a duration; ValueError where it is none."""
    found = _DURATION.fullmatch(text.strip())
    if found is None or not any(found.groups()):
        raise ValueError(text)
    return sum(float(n) * unit for n, unit in zip(found.groups(), _SECONDS, strict=True) if n)


def _shown(value: object) -> str:
    """Return a value as an error quotes it."""
    text = str(value)
    return repr(value) if len(text) <= _LONGEST else repr(f"{text[: _LONGEST - 1]}…")


def to_seconds(moment: datetime) -> float:
    """Return seconds since 1970-01-01T00:00Z of an aware datetime."""
    return parse_time(moment).timestamp()


def from_seconds(seconds: float) -> datetime:
    """Return the aware UTC datetime of seconds since 1970-01-01T00:00Z."""
    return datetime.fromtimestamp(float(seconds), UTC)


def show_time(moment: datetime | float) -> str:
    """Return ``2026-11-22T08:30Z`` (seconds shown only where they are not zero)."""
    at = from_seconds(moment) if isinstance(moment, int | float) else parse_time(moment)
    text = at.replace(microsecond=0).isoformat().removesuffix("+00:00")
    return text.removesuffix(":00") + "Z"
