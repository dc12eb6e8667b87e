"""The moments at which a picture is looked at, and what lies after them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from lastknown.case.entries import Entry
from lastknown.case.picture import Picture

__all__ = ["SKEW", "later_than", "latest", "present"]

SKEW: Final = timedelta(minutes=15)
"""How far two centres' clocks may be apart without an entry being left out (judgement)."""


def latest(seen: Picture, now: datetime) -> datetime:
    """Return the moment at which every entry is seen, whatever any clock says: for the gate."""
    return max([now, *(one.entry.happened.at for one in seen.log)])


def present(seen: Picture, now: datetime) -> datetime:
    """Return the moment of the present picture.

    That is now, but for another centre's clock that is up to `SKEW` ahead: what it entered just now
    is seen at once. What lies further ahead is left out, and named.
    """
    ahead = (one.entry.happened.at for one in seen.log)
    return max([now, *(time for time in ahead if time <= now + SKEW)])


def later_than(seen: Picture, at: datetime) -> tuple[Entry, ...]:
    """Return the entries whose time lies after a moment: an assessment leaves them out."""
    return tuple(one.entry for one in seen.log if one.entry.happened.at > at)
