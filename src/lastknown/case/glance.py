"""A record at a glance: the entries of a SQLite record, read without opening its store.

Loading the library behind a store takes longer than many an answer, so where a record is only read
once, a SQLite file of this program's own schema is read directly, in one transaction. Nothing is
checked that `store.read` does not check, and nothing is written.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Final

from lastknown.case.canonical import as_bytes, read_canonical
from lastknown.case.documents import KeyOf, read_document
from lastknown.case.entries import Entry
from lastknown.case.keyring import Keyring, keys_folder, read_keyring, unwrap
from lastknown.errors import LastknownError

__all__ = ["connect_read_only", "glance", "is_foreign", "is_sqlite_file", "is_there"]
__all__ += ["is_unwritable"]

_MAGIC: Final = b"SQLite format 3\x00"
"""First bytes of a SQLite database (sqlite.org/fileformat2.html, section 1.3)."""

_WAIT_S: Final = 30.0
_SCHEMA: Final = "SELECT version_num FROM alembic_version"
_ROWS: Final = "SELECT document FROM entries ORDER BY centre, seq"
_KEYS: Final = "SELECT subject, wrapping, wrapped FROM keys"

_Wrapped = dict[str, tuple[str, bytes]]


def is_sqlite_file(path: Path) -> bool:
    """Return whether a file begins as a SQLite database does; False where it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(len(_MAGIC)) == _MAGIC
    except OSError:
        return False


def is_there(path: Path) -> bool:
    """Return whether a path is a file; False too where that may not be asked."""
    try:
        return path.is_file()
    except OSError:
        return False


def is_unwritable(path: Path) -> bool:
    """Return whether a SQLite database lies where nothing can be written: not in its folder.

    A stick with its switch at "lock", a share that is lent for reading. Where another program has
    the database open it may be written all the same, through the files that are there.
    """
    beside = (path.with_name(path.name + end) for end in ("-wal", "-shm"))
    held = _may_write(path) and all(is_there(each) for each in beside)
    return not held and not _may_write(path.parent)


def _may_write(path: Path) -> bool:
    """Return whether this process may write there; False for all on a read-only file system."""
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def connect_read_only(path: Path) -> sqlite3.Connection:
    """Return a connection that never writes, in manual transactions.

    SQLite reads a database in WAL mode through a file that it makes beside it. Where it cannot make
    one the file is read as it is (sqlite.org/wal.html#read_only_databases, `immutable`), if all
    that was written is in it and this process could not change it there. Whoever has it open now
    has such a file beside it, and is then read with it; a writer who may, and begins in the middle
    of a read, could tear it: what is torn fails an entry's hash, or is no database.

    Raises
    ------
    sqlite3.Error : it cannot be read.
    """
    try:
        return _opened(path, "mode=ro")
    except sqlite3.OperationalError:
        if not is_unwritable(path):
            raise
    with suppress(OSError):
        if path.with_name(path.name + "-wal").stat().st_size:
            raise sqlite3.OperationalError("what was written last lies in its -wal")
    return _opened(path, "mode=ro&immutable=1")


def _opened(path: Path, how: str) -> sqlite3.Connection:
    address = f"{path.absolute().as_uri()}?{how}"
    connection = sqlite3.connect(
        address, uri=True, timeout=_WAIT_S, isolation_level=None, check_same_thread=False
    )
    try:
        connection.execute("SELECT 1 FROM sqlite_master").fetchone()
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def is_foreign(path: Path) -> bool:
    """Return whether a file is a database of another program; nothing is written to it.

    False where it cannot be read so: opening it says what is wrong.
    """
    wanted = "SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'"
    try:
        with closing(connect_read_only(path)) as connection:
            return connection.execute(wanted).fetchone() is None
    except sqlite3.Error:
        return False


def glance(path: Path, *, keys: Path | None = None) -> tuple[Entry, ...] | None:
    """Return the entries by centre and number, as `store.read` does.

    None where this is no record of this program's schema or cannot be read so: open it as a store,
    which says what is wrong. Where its keys are not at hand what is sealed is None.

    Parameters
    ----------
    keys : folder of all records' keys (`keyring.keys_folder`).

    Raises
    ------
    LastknownError : an entry's bytes or its sealed text were damaged.
    """
    found = _read(path)
    if found is None:
        return None
    documents, wrapped = found
    key = _key_reader(_keyring(documents, keys), wrapped)
    return tuple(read_document(document, key) for document in documents)


def _read(path: Path) -> tuple[list[bytes], _Wrapped] | None:
    """Return the documents and the wrapped keys as they were at one moment."""
    try:
        with closing(connect_read_only(path)) as connection:
            connection.execute("BEGIN")
            schema = connection.execute(_SCHEMA).fetchone()
            if schema is None or str(schema[0]) != _newest():
                return None
            documents = [as_bytes(row[0]) for row in connection.execute(_ROWS)]
            wrapped = {name: (by, as_bytes(data)) for name, by, data in connection.execute(_KEYS)}
    except sqlite3.Error:
        return None
    return documents, wrapped


def _newest() -> str:
    """Return this program's schema (`migrate.SCHEMA`), from the name of the last step to it."""
    steps = Path(__file__).parent.joinpath("migrations", "versions").glob("v[0-9]*.py")
    return max(step.name[1:5] for step in steps)


def _keyring(documents: Sequence[bytes], root: Path | None) -> Keyring | None:
    with suppress(LastknownError, KeyError, TypeError, IndexError):
        record = str(read_canonical(documents[0])["body"]["record"])
        return read_keyring(keys_folder(record, root))
    return None


def _key_reader(keyring: Keyring | None, wrapped: _Wrapped) -> KeyOf:
    def key(subject: str) -> bytes | None:
        if keyring is None or subject not in wrapped:
            return None
        return unwrap(keyring, *wrapped[subject])

    return key
