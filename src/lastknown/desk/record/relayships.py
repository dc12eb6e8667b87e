"""The ships around a relay: those kept beside the record, or of a file of AIS."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from lastknown.times import to_seconds
from lastknown.units import HOUR

if TYPE_CHECKING:
    from lastknown.geo.coast import Coast
    from lastknown.ships.ship import Track

__all__ = ["relay_coast", "relay_ships"]

_BEFORE_S: Final = 1.0 * HOUR
"""Positions so old still count; `relaynear` lists no ship that was heard of longer ago."""


def relay_coast() -> Coast | None:
    """Return the coast of the shipped sea, which a ship has to go around; None: it has none."""
    from lastknown.desk.record.picturing import Weather, sea_for

    return sea_for(Weather()).coast


def relay_ships(source: str | None, record: str, at: datetime) -> tuple[Track, ...] | None:
    """Return the tracks of the hour before a moment; None where no ships are at hand.

    Parameters
    ----------
    source : a file of AIS (sentences or a CSV, gzip too) or of kept ships; None: those that are
        kept beside the record, if any. record : its path or URL. at : aware; later positions are
        left out.

    Raises
    ------
    UnreadError : those beside the record cannot be read.
    LastknownError : `source` cannot be read, or not one position is in it.
    """
    from lastknown.desk.ships.reading import read_beside, read_traffic
    from lastknown.ships.tracks import clean

    until_s = to_seconds(at)
    heard = read_traffic(source, until_s) if source else read_beside(record, until_s)
    if heard is None:
        return None
    time_s = heard.positions.time_s
    recent = (time_s >= until_s - _BEFORE_S) & (time_s <= until_s)
    return clean(heard.positions.at(recent), heard.statics, now_s=until_s).tracks
