"""The ships around a relay: those kept beside the record, or of a file of AIS."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Final

from lastknown.times import to_seconds
from lastknown.units import HOUR

if TYPE_CHECKING:
    from lastknown.desk.ships.document import HeardEntry
    from lastknown.geo.coast import Coast
    from lastknown.ships.ship import Track

__all__ = ["relay_coast", "relay_ships"]

_BEFORE_S: Final = 1.0 * HOUR
"""Positions so old still count; `relaynear` lists no ship that was heard of longer ago."""


def relay_coast() -> Coast | None:
    """Return the coast of the shipped sea, which a ship has to go around; None: it has none."""
    from lastknown.desk.record.picturing import Weather, sea_for

    return sea_for(Weather()).coast


def relay_ships(
    source: str | None,
    record: str,
    at: datetime,
    tell: Callable[[HeardEntry], None] | None = None,
) -> tuple[Track, ...] | None:
    """Return the tracks of the hour before a moment; None where no ships are at hand.

    Parameters
    ----------
    source : a file of AIS (sentences or a CSV, gzip too) or of kept ships; None: those that are
        kept beside the record, if any. record : its path or URL. at : aware; later positions are
        left out. tell : called with what was heard where no ship of that hour is among them, where
        the newest position is stale, or where positions have no possible time and are not used.

    Raises
    ------
    UnreadError : those beside the record cannot be read.
    LastknownError : `source` cannot be read, or not one position is in it.
    """
    from lastknown.desk.ships.heard import heard_by, heard_entry
    from lastknown.desk.ships.reading import read_beside, read_traffic

    until_s = to_seconds(at)
    traffic = read_traffic(source, until_s) if source else read_beside(record, until_s)
    if traffic is None:
        return None
    heard = heard_by(traffic, until_s, _BEFORE_S)
    entry = heard_entry(heard, heard.tracks)
    if tell is not None and (heard.timeless or entry["stale"]):
        tell(entry)
    return heard.tracks
