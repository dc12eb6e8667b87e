"""Ships as they were heard, kept for replay: positions and static reports by time, on both clocks.

Each row has the time at which it was received, and the time at which this database got it. So
"what did we know of ships at 03:34" leaves out what was imported later. A row that is there already
(same ship, same time) is left as it is: the same file may be imported twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from sqlalchemy import Engine, Table, delete, func, select

from lastknown.case.glance import is_there
from lastknown.case.store import Store, transaction
from lastknown.case.tables import is_sqlite, shown_url, url_of
from lastknown.case.traffictables import (
    POSITIONS,
    SCHEMA,
    STATIC_TOLD,
    STATICS,
    SUFFIX,
    TOLD,
    NoShipsError,
    is_kept,
    is_record,
    ships_engine,
    ships_place,
    to_schema,
    writing,
)
from lastknown.errors import LastknownError
from lastknown.ships.columns import Positions, Static

__all__ = ["Counts", "ShipStore", "count_ships", "forget_ships", "keep_ships", "open_ships"]
__all__ += ["remove_ships_of"]

_BATCH: Final = 20_000
"""Rows of one transaction: another program that writes waits for one of these, not for a file."""


@dataclass(frozen=True, slots=True)
class ShipStore:
    """An open place of ships. shown : path or URL as it may be shown. schema : of its tables."""

    engine: Engine
    shown: str
    read_only: bool = False
    schema: int = SCHEMA

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of rows.

    positions, statics : newly kept. known : there already. timeless : without a time or place, so
    that they cannot be kept.
    """

    positions: int = 0
    statics: int = 0
    known: int = 0
    timeless: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))


def open_ships(where: str | Path, *, read_only: bool = False) -> ShipStore:
    """Open the ships of a record, or a file of ships.

    Parameters
    ----------
    where : a record (SQLite path or PostgreSQL URL), or a path that ends in ``.ships.sqlite``. To
        write, what is not there yet is made; a record is not.
    read_only : never write, not even a table.

    Raises
    ------
    NoShipsError : it holds no ships yet, and is only read.
    LastknownError : there is no record and no such file, or a later program wrote it.
    """
    shown, place = shown_url(where), ships_place(where)
    if place != where or not is_sqlite(url_of(where)):
        _refuse_no_record(where, shown)
    there = not is_sqlite(url_of(place)) or is_there(Path(str(place)))
    if read_only and not there:
        raise _none(shown)
    _refuse_no_folder(place)
    engine = ships_engine(place, read_only=read_only)
    try:
        if not read_only:
            to_schema(engine, shown_url(place))
        with transaction(engine, shown_url(place), writes=False) as connection:
            schema = is_kept(connection, shown_url(place))
            if not schema:
                raise _none(shown)
    except BaseException:
        engine.dispose()
        raise
    return ShipStore(engine, shown_url(place), read_only, schema)


def _refuse_no_record(where: str | Path, shown: str) -> None:
    if is_sqlite(url_of(where)) and not is_there(Path(str(where))):
        raise LastknownError(
            f"{shown} is not there; give a record (lastknown case new makes one), or a file of "
            f"ships, whose name ends in {SUFFIX}"
        )
    if not is_record(where):
        raise LastknownError(f"{shown} holds no record; make one with: lastknown case new")


def _refuse_no_folder(place: str | Path) -> None:
    folder = Path(str(place)).parent
    if is_sqlite(url_of(place)) and not folder.is_dir():
        raise LastknownError(f"{place} cannot be made: {folder} is no folder; make it first")


def _none(shown: str) -> NoShipsError:
    return NoShipsError(
        f"{shown} holds no ships yet; bring some in: lastknown ships import AIS --into {shown}"
    )


def keep_ships(
    store: ShipStore, positions: Positions, statics: Iterable[Static], known_s: float
) -> Counts:
    """Keep what was heard; what is there already stays as it is.

    Parameters
    ----------
    positions, statics : with times of receipt; those without are counted and left out.
    known_s : the clock now, seconds since 1970.

    Returns
    -------
    How many rows became what.

    Raises
    ------
    LastknownError : the database could not write them; batches before stay.
    """
    told = [*statics]
    said = [dict(zip(STATIC_TOLD, astuple(each), strict=True)) for each in told]
    kept, timeless = Counts(), 0
    for table, rows in ((POSITIONS, _rows_of(positions)), (STATICS, iter(said))):
        for batch in _batches(rows):
            good = [_plain(row, known_s) for row in batch if _can_be_kept(row)]
            timeless += len(batch) - len(good)
            new = _insert(store, table, good) if good else 0
            kind = "positions" if table is POSITIONS else "statics"
            kept += Counts(**{kind: new}, known=len(good) - new)
    return kept + Counts(timeless=timeless)


def _rows_of(positions: Positions) -> Iterator[dict[str, Any]]:
    for begin in range(0, len(positions), _BATCH):
        part = positions.at(slice(begin, begin + _BATCH))
        columns = (getattr(part, name).tolist() for name in TOLD)
        for row in zip(*columns, strict=True):
            yield dict(zip(TOLD, row, strict=True))


def _batches(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    from itertools import islice

    while batch := [*islice(rows, _BATCH)]:
        yield batch


def _can_be_kept(row: dict[str, Any]) -> bool:
    return all(np.isfinite(row[name]) for name in ("time_s", "lon", "lat") if name in row)


def _plain(row: dict[str, Any], known_s: float) -> dict[str, Any]:
    """Return a row as databases hold it: unknown is NULL, texts without NUL, in UTF-8."""
    plain = {name: None if value != value else value for name, value in row.items()}
    texts = {name: value for name, value in plain.items() if isinstance(value, str)}
    for name, text in texts.items():
        plain[name] = text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
    return {**plain, "known_s": known_s}


def _insert(store: ShipStore, table: Table, rows: list[dict[str, Any]]) -> int:
    """Insert rows in one transaction; return how many were new.

    In the order of their key: two that keep the same rows at once wait for each other in turn, and
    never each for the other.
    """
    rows = sorted(rows, key=lambda row: (row["time_s"], row["mmsi"]))
    sqlite = writing(store.engine)
    with transaction(store.engine, store.shown, writes=sqlite) as connection:
        if sqlite:
            from sqlalchemy.dialects.sqlite import insert as insert_sqlite

            command = insert_sqlite(table).on_conflict_do_nothing()
            return max(0, connection.execute(command, rows).rowcount)
        from sqlalchemy.dialects.postgresql import insert as insert_postgres

        new = insert_postgres(table).on_conflict_do_nothing().returning(table.c.mmsi)
        return len(connection.execute(new, rows).all())


def count_ships(store: ShipStore) -> tuple[int, float]:
    """Return how many positions are kept, and the newest time (seconds since 1970; NaN: none)."""
    wanted = select(func.count(), func.max(POSITIONS.c.time_s))
    with transaction(store.engine, store.shown, writes=False) as connection:
        count, newest = connection.execute(wanted.select_from(POSITIONS)).one()
    return int(count), float("nan") if newest is None else float(newest)


def forget_ships(
    store: ShipStore, before_s: float, *, known_s: float | None = None, span_s: float = np.inf
) -> int:
    """Remove for good what was received before a time, in one transaction; return how many rows.

    Parameters
    ----------
    before_s : seconds since 1970. known_s : only what this database had by then; None: all.
    span_s : only so much of it, from the oldest position on, s: others write in between.

    Raises
    ------
    LastknownError : the database cannot be written.
    """
    gone = 0
    with transaction(store.engine, store.shown, writes=writing(store.engine)) as connection:
        if np.isfinite(span_s):
            oldest = connection.execute(select(func.min(POSITIONS.c.time_s))).scalar()
            before_s = before_s if oldest is None else min(before_s, oldest + span_s)
        for table in (POSITIONS, STATICS):
            which = [table.c.time_s < before_s]
            which += [] if known_s is None else [table.c.known_s <= known_s]
            gone += max(0, connection.execute(delete(table).where(*which)).rowcount)
    return gone


def remove_ships_of(record: Store, known_s: float, before_s: float = np.inf) -> int:
    """Remove for good the ships of a record that were known by a moment; return how many rows.

    A purge of everything calls it: a small craft may bear a person's name. before_s : only what was
    received before, s since 1970.

    Raises
    ------
    LastknownError : they cannot be removed.
    """
    own = not writing(record.engine)
    place = ships_place(record.shown)
    if not own and not Path(str(place)).is_file():
        return 0
    engine = record.engine if own else ships_engine(place, read_only=False)
    store = ShipStore(engine, record.shown if own else str(place))
    try:
        with transaction(engine, store.shown, writes=False) as connection:
            there = is_kept(connection, store.shown)
        return forget_ships(store, before_s, known_s=known_s) if there else 0
    finally:
        if not own:
            store.close()
