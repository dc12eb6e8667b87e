"""Zones as people write them: UTC, UK and French time, offsets; and what is only "local"."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Final

from lastknown.errors import LastknownError

__all__ = ["ASKED", "ZONE", "check_zone", "in_zone", "out_of_season", "zone_of"]

ASKED: Final = ("utc", "uk", "fr")
"""The zones among which a person chooses where the text does not say."""

_UTC = r"z(?:ulu)?|utc|u\.t\.c\.?|gmt|tuc?|ut|temps universel"
_UK = r"(?:uk|british|english|london|dover) time|heures? (?:anglaises?|britanniques?|uk|de londres)"
_FR = (
    r"(?:french|paris|france) time"
    r"|heures? (?:locales? )?(?:francaises?|fr|de paris|de france)"
)
_LOCAL = r"local(?: time)?|heures? locales?|locales?|lt|hl"
ZONE: Final = (
    rf"(?: ?\(?(?P<zone>(?:utc|gmt) ?[+-] ?\d{{1,2}}(?::?\d{{2}})?|{_UTC}|bst|cest|cet|{_UK}|{_FR}"
    rf"|{_LOCAL}|[+-]\d{{2}}:?\d{{2}})(?![a-z\d])\)?)"
)
"""A zone after a time, with the group ``zone``."""

_NAMED: Final = {
    "bst": "bst",
    "cest": "cest",
    "cet": "+60",
    "a": "+60",
    "b": "+120",
    **dict.fromkeys(("uk", "gb", "london", "europe/london"), "uk"),
    **dict.fromkeys(("fr", "france", "paris", "europe/paris"), "fr"),
    **dict.fromkeys(("be", "nl", "europe/brussels", "europe/amsterdam"), "fr"),
}
_OFFSET: Final = re.compile(r"(?:utc|gmt)? ?([+-]) ?(\d{1,2})(?::?(\d{2}))?")
_SUMMER: Final = {"bst": "+60", "cest": "+120"}
_BASE: Final = {"uk": 0, "fr": 60}


def zone_of(said: str) -> str | None:
    """Return the zone that folded words name: ``utc``, ``uk``, ``fr``, ``bst``, ``cest``, ``+60``.

    None where they name none: "local" may be any.
    """
    offset = _OFFSET.fullmatch(said)
    if offset is not None:
        minutes = int(offset[2]) * 60 + int(offset[3] or 0)
        return f"{offset[1]}{minutes}" if minutes <= 14 * 60 else None
    for pattern, zone in ((_UTC, "utc"), (_UK, "uk"), (_FR, "fr")):
        if re.fullmatch(pattern, said):
            return zone
    return _NAMED.get(said)


def check_zone(zone: str | None) -> str | None:
    """Return the zone that a person named beforehand, as `zone_of` does.

    Raises
    ------
    LastknownError : it is none that is known.
    """
    if zone is None:
        return None
    known = zone_of(zone.strip().lower())
    if known is None:
        raise LastknownError("the zone is unknown; give UTC, UK, FR or like +01:00")
    return known


def in_zone(clock: datetime, zone: str) -> datetime:
    """Return the aware UTC time of a naive one in a zone (`zone_of`).

    Raises
    ------
    OverflowError : it lies outside the years 1 to 9999.
    """
    if zone == "utc":
        return clock.replace(tzinfo=UTC)
    if zone not in _BASE:
        minutes = int(_SUMMER.get(zone, zone))
        return clock.replace(tzinfo=UTC) - timedelta(minutes=minutes)
    winter = clock - timedelta(minutes=_BASE[zone])
    summer = winter - timedelta(hours=1)
    return (summer if _is_summer(summer) else winter).replace(tzinfo=UTC)


def out_of_season(zone: str, at: datetime) -> bool:
    """Return whether a summer time was said of an aware time in winter: then it is not sure."""
    return zone in _SUMMER and not _is_summer(at.astimezone(UTC).replace(tzinfo=None))


def _is_summer(moment: datetime) -> bool:
    """Return whether European summer time holds at a naive UTC time.

    From 01:00 UTC on the last Sunday of March to that of October (Directive 2000/84/EC, articles 2
    and 3; in the United Kingdom the Summer Time Order 2002).
    """
    return _last_sunday(moment.year, 3) <= moment < _last_sunday(moment.year, 10)


def _last_sunday(year: int, month: int) -> datetime:
    last = datetime(year, month, 31, 1)  # noqa: DTZ001  naive, as what it is compared with
    return last - timedelta(days=(last.weekday() + 1) % 7)
