"""The tables of ships as they were heard, and where they lie: beside a record, or in own files."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Double,
    Engine,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    event,
    func,
    insert,
    inspect,
    select,
    text,
    update,
)

from lastknown.case.glance import is_unwritable
from lastknown.case.store import UNWRITABLE, transaction
from lastknown.case.tables import ENTRIES, SHIPS_SUFFIX, engine_of, is_sqlite, shown_url, url_of
from lastknown.errors import LastknownError
from lastknown.ships.columns import COLUMNS, Static

__all__ = ["POSITIONS", "SCHEMA", "STATICS", "SUFFIX", "NoShipsError", "is_kept", "ships_place"]
__all__ += ["STATIC_TOLD", "TOLD", "is_record", "ships_engine", "to_schema", "writing"]

SUFFIX: Final = SHIPS_SUFFIX
"""How the name of a file of ships ends."""
SCHEMA: Final = 2
"""1 had no navigational status; `to_schema` adds it."""

TOLD: Final = ("time_s", "mmsi", *COLUMNS[2:])
"""Columns of a position that come from the ship, and when; the order in which they are read."""
STATIC_TOLD: Final = tuple(field.name for field in fields(Static))
"""The same of a static report."""

_tables = MetaData()

POSITIONS = Table(
    "ship_positions",
    _tables,
    Column("time_s", Double, primary_key=True),
    Column("mmsi", BigInteger, primary_key=True, autoincrement=False),
    Column("lon", Double, nullable=False),
    Column("lat", Double, nullable=False),
    Column("speed", Double),
    Column("course_deg", Double),
    Column("heading_deg", Double),
    Column("kind", SmallInteger, nullable=False),
    Column("known_s", Double, nullable=False),
    Column("status", SmallInteger),
    sqlite_with_rowid=False,
)
"""As `lastknown.ships.columns.Positions`, by time; `known_s`: when this database got it."""

STATICS = Table(
    "ship_statics",
    _tables,
    Column("time_s", Double, primary_key=True),
    Column("mmsi", BigInteger, primary_key=True, autoincrement=False),
    Column("name", String, nullable=False),
    Column("callsign", String, nullable=False),
    Column("destination", String, nullable=False),
    Column("imo", BigInteger, nullable=False),
    Column("ship_type", Integer, nullable=False),
    Column("to_bow_m", Double),
    Column("to_stern_m", Double),
    Column("to_port_m", Double),
    Column("to_starboard_m", Double),
    Column("draught_m", Double),
    Column("known_s", Double, nullable=False),
    sqlite_with_rowid=False,
)
"""As `lastknown.ships.columns.Static`; a row is a report, not a ship."""

_SCHEMA = Table("ships_schema", _tables, Column("version", Integer, primary_key=True))
_MAKES: Final = 2026112201
"""What programs that make the tables in one PostgreSQL database wait for; any number of our own."""


class NoShipsError(LastknownError):
    """There are no ships in a place yet."""


def ships_place(where: str | Path) -> str | Path:
    """Return where the ships of a record lie.

    Parameters
    ----------
    where : a record, or a file of ships itself: its name ends in ``.ships.sqlite``.

    Returns
    -------
    A PostgreSQL URL is its own place. For a SQLite record it is a file beside it,
    ``night.db.ships.sqlite`` for ``night.db``, so that a thousand messages a second never hold up
    an entry, and the record can be given away without them.
    """
    url = url_of(where)
    path = Path(str(url.database))
    if not is_sqlite(url) or path.name.endswith(SUFFIX):
        return where
    return path.with_name(path.name + SUFFIX)


def ships_engine(where: str | Path, *, read_only: bool) -> Engine:
    """Return the engine of a place of ships.

    SQLite waits for the disk at checkpoints only: a power cut may take the last second of
    broadcasts, never the file, and never an entry of the record.

    Raises
    ------
    LastknownError : it is to be written, and lies where nothing can be.
    """
    if not read_only and is_sqlite(url_of(where)) and is_unwritable(Path(str(where))):
        raise LastknownError(f"{where} {UNWRITABLE}")
    engine = engine_of(where, read_only=read_only)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _hasten)
    return engine


def _hasten(connection: object, record: object) -> None:
    del record
    connection.execute("PRAGMA synchronous=NORMAL")  # type: ignore[attr-defined]


def writing(engine: Engine) -> bool:
    """Return what `transaction` is told: under PostgreSQL ships never lock the record's entries."""
    return engine.dialect.name == "sqlite"


def is_kept(connection: Connection, shown: str) -> int:
    """Return the schema of the tables of ships; 0: there are none.

    Raises
    ------
    LastknownError : a later program made them.
    """
    if not inspect(connection).has_table(_SCHEMA.name):
        return 0
    version = int(connection.execute(select(func.max(_SCHEMA.c.version))).scalar() or 0)
    if version > SCHEMA:
        raise LastknownError(
            f"{shown} holds ships written by a later Lastknown (schema {version}, this one knows "
            f"{SCHEMA}); update Lastknown, nothing was changed"
        )
    return version


def to_schema(engine: Engine, shown: str) -> None:
    """Make the tables, or bring them to this schema, one program at a time.

    Raises
    ------
    LastknownError : a later program made them, or the database cannot be written.
    """
    with transaction(engine, shown, writes=writing(engine)) as connection:
        if not writing(engine):
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_MAKES})"))
        version = is_kept(connection, shown)
        if not version:
            _tables.create_all(connection)
            connection.execute(insert(_SCHEMA).values(version=SCHEMA))
        elif version < SCHEMA:
            connection.execute(text("ALTER TABLE ship_positions ADD COLUMN status SMALLINT"))
            connection.execute(update(_SCHEMA).values(version=SCHEMA))


def is_record(where: str | Path) -> bool:
    """Return whether there is a record at a place; a file that is not there is none."""
    url = url_of(where)
    if is_sqlite(url) and not Path(str(url.database)).is_file():
        return False
    engine = engine_of(where, read_only=True)
    try:
        with transaction(engine, shown_url(where), writes=False) as connection:
            return inspect(connection).has_table(ENTRIES.name)
    finally:
        engine.dispose()
