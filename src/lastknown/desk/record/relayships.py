"""The ships around a relay: those kept beside the record, or of a file of AIS."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from lastknown.errors import LastknownError
from lastknown.times import to_seconds
from lastknown.units import HOUR

if TYPE_CHECKING:
    from lastknown.ships.columns import Positions, Static
    from lastknown.ships.ship import Track

__all__ = ["relay_ships"]

_BEFORE_S: Final = 1.0 * HOUR
"""Positions so old still count; `relaynear` lists no ship that was heard of longer ago."""
_KEPT: Final = (".sqlite", ".db")


def relay_ships(source: str | None, record: str, at: datetime) -> tuple[Track, ...] | None:
    """Return the tracks of the hour before a moment; None where no ships are at hand.

    Parameters
    ----------
    source : a file of AIS (sentences or a CSV, gzip too) or of kept ships; None: those that are
        kept beside the record, if any. record : its path or URL. at : aware; later positions are
        left out.

    Raises
    ------
    LastknownError : `source` cannot be read.
    """
    from lastknown.ships.tracks import clean

    told = _kept(record, at) if source is None else _read(source, at)
    if told is None:
        return None
    positions, statics = told
    until_s = to_seconds(at)
    recent = (positions.time_s >= until_s - _BEFORE_S) & (positions.time_s <= until_s)
    return clean(positions.at(recent), statics, now_s=until_s).tracks


def _kept(where: str, at: datetime) -> tuple[Positions, tuple[Static, ...]] | None:
    """Return what is kept beside a record; None where nothing is."""
    try:
        return _from_store(where, at)
    except LastknownError:
        return None


def _read(source: str, at: datetime) -> tuple[Positions, tuple[Static, ...]]:
    from lastknown.exchange.ais import read_ais

    path = Path(source).expanduser()
    if "://" in source or path.suffix in _KEPT:
        return _from_store(source, at)
    if not path.is_file():
        raise LastknownError(f"ships={source} is no file; give --ships FILE of AIS, or leave it")
    read = read_ais(path)
    return read.positions, read.statics


def _from_store(where: str, at: datetime) -> tuple[Positions, tuple[Static, ...]]:
    from lastknown.case.traffic import open_ships, read_positions, read_statics

    until_s = to_seconds(at)
    store = open_ships(where, read_only=True)
    try:
        found = read_positions(store, until_s - _BEFORE_S, until_s)
        return found, read_statics(store, until_s)
    finally:
        store.close()
