"""Begin a record, join one, open one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, select, text

from lastknown.case.canonical import read_canonical
from lastknown.case.entries import Draft, check, make_id
from lastknown.case.glance import is_foreign, is_unwritable
from lastknown.case.keyring import (
    Keyring,
    keys_folder,
    make_keyring,
    receives_hex,
    signs_hex,
    write_keyring,
)
from lastknown.case.migrate import SCHEMA, schema_of, upgrade
from lastknown.case.rotation import finish_rotation
from lastknown.case.store import Store, append, transaction
from lastknown.case.tables import ENTRIES, engine_of, is_sqlite, shown_url, url_of
from lastknown.errors import LastknownError

__all__ = ["new_record", "open_record"]


def new_record(
    where: str | Path,
    name: str,
    centre: str,
    author: str,
    *,
    at: datetime,
    keys: Path | None = None,
    joins: str | None = None,
) -> Store:
    """Begin a record in a new database, or join another centre's, and return it open.

    Parameters
    ----------
    where : path of a SQLite file that is not there yet, or URL of an empty PostgreSQL database.
    name : what the record is called. centre : who writes here. author : who begins it.
    at : time of entry, aware.
    keys : folder of all records' keys (`keyring.keys_folder`).
    joins : id of the record to join. Its entries then come in by bundle.

    Raises
    ------
    LastknownError : there is something already, or it cannot be made.
    """
    shown = shown_url(where)
    url = url_of(where)
    if is_sqlite(url) and _is_there(Path(str(url.database)), shown):
        raise LastknownError(f"{shown} is there already; open it, or give another path")
    if joins is None and not name.strip():
        raise LastknownError("name is empty; say what the record is called, as on the log's cover")
    record = joins or make_id(at)
    folder = keys_folder(record, keys)
    if (folder / "keys.json").exists():
        raise LastknownError(f"{folder} holds keys for this record already; open it there")
    keyring = make_keyring(record, _centre(centre), founds=joins is None)
    draft = _opening(keyring, name, author, at)
    with _engine(where) as engine:
        with transaction(engine, shown, writes=False) as connection:
            if schema_of(connection) is not None:
                raise LastknownError(f"{shown} holds a record already; open it, or give another")
        write_keyring(folder, keyring)
        _to_schema(engine, shown)
        store = Store(engine, shown, record, folder)
        append(store, draft)
        return store


@contextmanager
def _engine(where: str | Path, *, read_only: bool = False) -> Iterator[Engine]:
    """Yield an engine that is let go where what follows fails."""
    engine = engine_of(where, read_only=read_only)
    try:
        yield engine
    except BaseException:
        engine.dispose()
        raise


def _opening(keyring: Keyring, name: str, author: str, at: datetime) -> Draft:
    body = {
        "kind": "opened",
        "record": keyring.record,
        "name": name,
        "signs": signs_hex(keyring),
        "receives": receives_hex(keyring),
    }
    when = {"happened": {"at": at}, "entered": at}
    return check(Draft, {"author": author, "role": "founder", "body": body, **when})


def _centre(name: str) -> str:
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,39}", name):
        raise LastknownError(
            f"centre={name!r} is no short name; use small letters, digits and hyphens (mrcc-dover)"
        )
    return name


_MIGRATES = 2026051501
"""What programs that migrate one PostgreSQL database wait for; any number of our own."""


def _to_schema(engine: Engine, shown: str) -> None:
    """Bring the database to this program's schema, one program at a time."""
    sqlite = engine.dialect.name == "sqlite"
    with transaction(engine, shown, writes=sqlite) as connection:
        if not sqlite:
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_MIGRATES})"))
        upgrade(connection, shown)


def _is_there(path: Path, shown: str) -> bool:
    try:
        return path.exists()
    except OSError as error:  # a name too long, a folder that is not ours to look into
        raise LastknownError(f"{shown[:80]}: {error.strerror}; check the path") from None


def _refuse_no_file(path: Path, shown: str) -> None:
    if not _is_there(path, shown):
        raise LastknownError(f"{shown} is not there; make it with: lastknown case new {shown}")
    if not path.is_file():
        raise LastknownError(f"{shown} is no file; give the path of a record")
    if path.stat().st_size == 0 or is_foreign(path):  # opening it as a record would write to it
        raise LastknownError(f"{shown} holds no record; make one with: lastknown case new")


def open_record(where: str | Path, *, keys: Path | None = None, read_only: bool = False) -> Store:
    """Open a record; a database of an earlier schema is brought to this one.

    Parameters
    ----------
    where : path of a SQLite file, or a PostgreSQL URL.
    keys : folder of all records' keys (`keyring.keys_folder`).
    read_only : never write, not even a schema; so too where its folder cannot be written.

    Raises
    ------
    LastknownError : there is no record, a later program wrote it, or the keys are not there.
    """
    shown = shown_url(where)
    url = url_of(where)
    if is_sqlite(url):
        _refuse_no_file(Path(str(url.database)), shown)
        read_only = read_only or is_unwritable(Path(str(url.database)))
    with _engine(where, read_only=read_only) as engine:
        with transaction(engine, shown, writes=False) as connection:
            schema = schema_of(connection)
        if schema is None:
            raise LastknownError(f"{shown} holds no record; make one with: lastknown case new")
        if schema != SCHEMA:
            _refuse_read_only(shown, schema, read_only=read_only)
            _to_schema(engine, shown)
        record = _record_of(engine, shown)
        store = Store(engine, shown, record, keys_folder(record, keys), read_only)
        if len(store.keyring.wrapping) > 1 and not read_only:
            finish_rotation(store)
        return store


def _refuse_read_only(shown: str, schema: str, *, read_only: bool) -> None:
    if read_only and schema < SCHEMA:
        raise LastknownError(
            f"{shown} has the earlier schema {schema}; open it for writing once, to migrate it"
        )


def _record_of(engine: Engine, shown: str) -> str:
    """Return the record's id, from the first entry of any chain."""
    with transaction(engine, shown, writes=False) as connection:
        first = connection.execute(
            select(ENTRIES.c.document).where(ENTRIES.c.seq == 0).order_by(ENTRIES.c.centre)
        ).scalars()
        for document in first:
            try:
                return str(read_canonical(document)["body"]["record"])
            except (LastknownError, KeyError, TypeError):
                continue
    raise LastknownError(f"{shown} has no readable first entry; restore it from a bundle")
