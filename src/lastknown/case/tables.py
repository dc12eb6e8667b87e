"""The tables of a record, and the engine that reaches them: SQLite or PostgreSQL."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Engine,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    create_engine,
    event,
    make_url,
)
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from lastknown.case.glance import connect_read_only
from lastknown.errors import LastknownError

__all__ = ["ENTRIES", "KEYS", "READINGS", "SHIPS_SUFFIX", "WAIT_S", "engine_of", "is_sqlite"]
__all__ += ["shown_url", "url_of"]

WAIT_S = 30
"""How long a writer waits for another one before it gives up, s."""
OLDEST_POSTGRES = 15
SHIPS_SUFFIX = ".ships.sqlite"
"""How the name of a file of ships ends."""

_tables = MetaData()

ENTRIES = Table(
    "entries",
    _tables,
    Column("centre", String(40), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("id", String(36), nullable=False, unique=True),
    Column("document", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("arrived", DateTime(timezone=False)),
)
"""Each centre's chain. `arrived`: when this database got the row, UTC; no part of the chain."""

KEYS = Table(
    "keys",
    _tables,
    Column("subject", String(200), primary_key=True),
    Column("wrapping", String(32), nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
)
"""The key of each entry and person, wrapped by the named key that is kept outside."""

READINGS = Table(
    "readings",
    _tables,
    Column("number", Integer, primary_key=True),
    Column("author", String(200), nullable=False),
    Column("at", DateTime(timezone=False), nullable=False),
    Column("entries", Integer, nullable=False),
    Column("alarmed", Boolean, nullable=False),
)
"""Who was lately shown how many private entries, UTC; no part of the chain, soon forgotten."""


def url_of(where: str | Path) -> URL:
    """Return the database's address from a SQLite path or a PostgreSQL URL.

    Raises
    ------
    LastknownError : it is a URL of something else.
    """
    text = str(where)
    if "://" not in text:
        return URL.create("sqlite", database=text)
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise LastknownError(
            "the record's URL cannot be read; write postgresql://user@host/database"
        ) from None
    if url.drivername not in {"postgresql", "postgres", "postgresql+psycopg"}:
        raise LastknownError(
            f"a record cannot lie in {url.drivername}://; give a SQLite path or a postgresql:// URL"
        )
    return url.set(drivername="postgresql+psycopg")


def shown_url(where: str | Path) -> str:
    """Return the path or URL as it may be shown: without a password."""
    url = url_of(where)
    return str(url.database) if is_sqlite(url) else url.render_as_string(hide_password=True)


def is_sqlite(url: URL) -> bool:
    """Return whether an address is a SQLite path."""
    return url.get_backend_name() == "sqlite"


def engine_of(where: str | Path, *, read_only: bool = False) -> Engine:
    """Return the engine of a record.

    SQLite runs in WAL mode, fully synchronous, and overwrites what it deletes. PostgreSQL commits
    synchronously whatever the server's default is.

    Raises
    ------
    LastknownError : the URL is wrong, or what PostgreSQL needs is not installed.
    """
    url = url_of(where)
    if is_sqlite(url):
        return _sqlite(url, read_only=read_only)
    try:
        engine = create_engine(
            url, hide_parameters=True, pool_pre_ping=False, connect_args={"connect_timeout": 10}
        )
    except (ImportError, NoSuchModuleError):
        raise LastknownError(
            "PostgreSQL needs one more package; run: pip install 'lastknown[postgres]'"
        ) from None
    event.listen(engine, "connect", _prepare_postgres(read_only=read_only))
    return engine


def _sqlite(url: URL, *, read_only: bool) -> Engine:
    path = Path(str(url.database)).absolute()
    engine = create_engine(
        "sqlite://",
        hide_parameters=True,
        creator=_connecting(path, read_only=read_only),
    )
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _connecting(path: Path, *, read_only: bool) -> Any:
    """Return what opens a SQLite connection in manual transactions."""

    def connect() -> Any:
        import sqlite3

        if read_only:
            connection = connect_read_only(path)
        else:
            connection = sqlite3.connect(
                f"{path.as_uri()}?mode=rwc",
                uri=True,
                timeout=WAIT_S,
                isolation_level=None,
                check_same_thread=False,
            )
            connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA secure_delete=ON")
        return connection

    return connect


def _begin_sqlite(connection: Any) -> None:
    """Take the write lock at the beginning of what will write, so that no writer is refused."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _prepare_postgres(*, read_only: bool) -> Any:
    def prepare(connection: Any, record: Any) -> None:
        del record
        if connection.info.server_version < OLDEST_POSTGRES * 10_000:
            raise LastknownError(
                f"this PostgreSQL is older than {OLDEST_POSTGRES}; use {OLDEST_POSTGRES} or later"
            )
        before, connection.autocommit = connection.autocommit, True
        connection.execute("SET synchronous_commit = on")
        connection.execute(f"SET lock_timeout = '{WAIT_S}s'")
        if read_only:
            connection.execute("SET default_transaction_read_only = on")
        connection.autocommit = before

    return prepare
