"""One track or route of a file while it is read: points in their order, and what was lost."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from lastknown.errors import LastknownError

__all__ = ["MAX_FIXES", "NaiveTimeError", "Part", "iso_seconds", "shown"]

MAX_FIXES: Final = 200_000
"""Fixes of one track: two days at one a second. More than that is the wrong file."""


class NaiveTimeError(ValueError):
    """A time without zone in a format that does not say which it is."""


@dataclass
class Part:
    """What is read of one track or route.

    Attributes
    ----------
    kind : ``trk``, ``rte`` or ``csv``.
    name : as the file has it; "" for none.
    lon, lat, time_s : of the points read so far, degrees and s since 1970.
    lost : points without a readable position or time.
    as_utc : times without zone were read as UTC.
    """

    kind: str
    name: str = ""
    lon: list[float] = field(default_factory=list)
    lat: list[float] = field(default_factory=list)
    time_s: list[float] = field(default_factory=list)
    lost: int = 0
    as_utc: bool = False

    def add(self, lon: str | None, lat: str | None, time_s: float | None) -> None:
        """Add a point; one whose position or time cannot be read is counted as lost.

        Raises
        ------
        LastknownError : there are more than `MAX_FIXES`.
        """
        x, y = _number(lon), _number(lat)
        if time_s is None or not (-180.0 <= x <= 180.0 and -90.0 <= y <= 90.0):
            self.lost += 1
            return
        if len(self.lon) >= MAX_FIXES:
            raise LastknownError(
                f"more than {MAX_FIXES} fixes of one track; give the day and the unit that searched"
            )
        self.lon.append(x if x < 180.0 else -180.0)
        self.lat.append(y)
        self.time_s.append(time_s)

    @property
    def span(self) -> tuple[float, float]:
        """Return the first and last time, s since 1970; a track without points spans nothing."""
        return min(self.time_s, default=math.inf), max(self.time_s, default=-math.inf)


def iso_seconds(text: str, part: Part, *, utc: bool) -> float | None:
    """Return s since 1970 of an ISO time; None where it cannot be read.

    Parameters
    ----------
    part : remembers that a time without zone was read as UTC.
    utc : True where the format says that its times are UTC.

    Raises
    ------
    NaiveTimeError : the time has no zone and the format does not say which it is.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    if moment.tzinfo is None:
        if not utc:
            raise NaiveTimeError(text.strip())
        part.as_utc = True
        moment = moment.replace(tzinfo=UTC)
    try:
        return moment.timestamp()
    except (OverflowError, ValueError):
        return None


def shown(text: str, most: int = 40) -> str:
    """Return what a file calls something as an error can show it: short, on one line."""
    kept = "".join(c if c.isprintable() else "?" for c in text)
    return kept if len(kept) <= most else f"{kept[: most - 1]}…"


def _number(text: str | None) -> float:
    """Return a number with decimal point or comma; NaN where it is none."""
    try:
        value = float((text or "").strip().replace(",", "."))
    except ValueError:
        return math.nan
    return value if math.isfinite(value) else math.nan
