"""Times of files, in any CF calendar, as seconds since 1970."""

from __future__ import annotations

import datetime as _datetime
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lastknown.errors import LastknownError

__all__ = ["decode_times"]

_REAL = ("standard", "gregorian", "proleptic_gregorian", "julian")
_JULIAN_DAY_NUMBER_1970 = 2440588  # of the day that begins at 1970-01-01T00:00Z (Meeus, ch. 7)
_ORDINAL_1970 = _datetime.date(1970, 1, 1).toordinal()


def decode_times(
    values: ArrayLike, units: str, calendar: str | None, where: str
) -> NDArray[np.float64]:
    """Return seconds since 1970-01-01T00:00Z of CF time values, of the same shape.

    Parameters
    ----------
    values : numbers in `units`; NaN stays NaN.
    units : CF text, ``"hours since 1950-01-01"``.
    calendar : CF calendar; None or empty is ``standard``. Of a calendar that is not the real one
        (``noleap``, ``all_leap``, ``360_day``) the written date counts: its 5 March is our 5 March;
        a date that the real calendar lacks (30 February) is NaN.
    where : path and variable, quoted in errors.

    Raises
    ------
    LastknownError : `units` or `calendar` is none that CF knows.
    """
    import cftime

    numbers = np.asarray(values, np.float64)
    known = np.isfinite(numbers)
    seconds = np.full(numbers.shape, np.nan)
    name = (calendar or "standard").strip().lower()
    try:
        dates = cftime.num2date(numbers[known], units, name, only_use_cftime_datetimes=True)
    except (ValueError, OverflowError, TypeError) as error:
        raise LastknownError(
            f"{where}: time units {units!r}, calendar {name!r} are not understood"
            f" ({_one_line(error)}); write them as CF does, like 'hours since 1970-01-01'"
        ) from None
    turn = _real_seconds if name in _REAL else _written_seconds
    seconds[known] = [turn(date) for date in np.ravel(dates)]
    return seconds


def _real_seconds(date: Any) -> float:
    """Return seconds of a date in a calendar that counts real days, to the millisecond."""
    days = int(date.toordinal()) - _JULIAN_DAY_NUMBER_1970
    return days * 86400.0 + _clock_seconds(date)


def _written_seconds(date: Any) -> float:
    """Return seconds of the date as written, NaN where the real calendar has no such date."""
    try:
        day = _datetime.date(date.year, date.month, date.day)
    except ValueError:
        return float("nan")
    return (day.toordinal() - _ORDINAL_1970) * 86400.0 + _clock_seconds(date)


def _clock_seconds(date: Any) -> float:
    """Return seconds since midnight, to the millisecond."""
    whole = int(date.hour) * 3600 + int(date.minute) * 60 + int(date.second)
    return whole + round(int(date.microsecond) / 1000) / 1000


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split())[:160]
