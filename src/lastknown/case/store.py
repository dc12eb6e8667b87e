"""Where a record lies: open it, append to it, read it.

An append is one transaction. It returns when the database says that it is on the disk; only then is
an entry acknowledged. Writers wait for each other, so a chain never forks.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, func, insert, select, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from lastknown.case.canonical import as_bytes
from lastknown.case.chain import Head, first_hash, next_hash, sign
from lastknown.case.documents import KeyOf, read_document, write_document
from lastknown.case.entries import Draft, Entry, make_id
from lastknown.case.glance import is_unwritable
from lastknown.case.heads import keep_own_head, own_count
from lastknown.case.keyring import Keyring, current_keyring, hash_number, signing_key, unwrap, wrap
from lastknown.case.rules import check_rules, may_take_back
from lastknown.case.sealing import subject_of_entry, subject_of_person
from lastknown.case.tables import ENTRIES, KEYS, SHIPS_SUFFIX
from lastknown.case.told import Person, Report
from lastknown.errors import LastknownError

__all__ = [
    "UNWRITABLE",
    "Row",
    "Store",
    "append",
    "append_made",
    "count",
    "key_reader",
    "put_key",
    "read",
]
__all__ += ["DAMAGED_SHIPS", "read_rows", "rows", "transaction", "write_rows"]


UNWRITABLE = "lies where nothing can be written: nothing was; copy it to where it can be written"


@dataclass(frozen=True, slots=True)
class Row:
    """One entry as it is stored: its place, its canonical bytes and its hash as written."""

    centre: str
    seq: int
    id: str
    document: bytes
    hash: bytes


@dataclass(frozen=True, slots=True)
class Store:
    """An open record, and the keys of the centre that writes in it.

    shown : path or URL as it may be shown. folder : of the keys and heads.
    """

    engine: Engine
    shown: str
    record: str
    folder: Path
    read_only: bool = False

    @property
    def keyring(self) -> Keyring:
        """The centre's keys as they are now: a purge by another program changes them."""
        return current_keyring(self.folder)

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()


@contextmanager
def transaction(engine: Engine, shown: str, *, writes: bool) -> Iterator[Connection]:
    """Yield a connection in one transaction, which is kept whole or not at all.

    Raises
    ------
    LastknownError : the database could not; the text says what happened, and that nothing was kept.
    """
    try:
        with engine.connect().execution_options(writes=writes) as connection, connection.begin():
            if writes and engine.dialect.name != "sqlite":
                connection.execute(text("LOCK TABLE entries IN SHARE ROW EXCLUSIVE MODE"))
            yield connection
    except SQLAlchemyError as error:
        raise LastknownError(_said(error, shown, writes=writes)) from None


def _said(error: SQLAlchemyError, shown: str, *, writes: bool) -> str:
    """Return what happened in one line, without anything that was to be written."""
    reason = type(error).__name__
    if isinstance(error, DBAPIError):
        reason = (str(error.orig).splitlines() or [reason])[0]
    remedies = _OF_SHIPS + _REMEDIES if shown.endswith(SHIPS_SUFFIX) else _REMEDIES
    kept = "nothing of this was written, what was acknowledged before is safe" if writes else ""
    for sign_, remedy in remedies:
        if sign_ in reason.lower():
            return f"{shown}: {reason}; {', '.join(filter(None, [kept, remedy]))}"
    return f"{shown}: {reason}; {kept or 'check that the database is there and yours to read'}"


_REMEDIES = (
    ("readonly", "open it where it can be written"),
    ("read-only", "open it where it can be written"),
    ("full", "free some space and add it again"),
    ("disk i/o error", "the disk is full or failing: free some space and add it again"),
    ("file too large", "a file may not grow: free some space and add it again"),
    ("could not extend", "the disk is full or a file may not grow: free some space"),
    ("no space left", "free some space and add it again"),
    ("locked", "another program holds it: add it again"),
    ("malformed", "the file is damaged: restore it from a bundle"),
    ("not a database", "give the path of a record"),
    ("lies in its -wal", "copy it, with its -wal, to where it can be written"),
    ("unable to open", "check the path and who may write there"),
)
DAMAGED_SHIPS: Final = "the file is damaged: put it aside and import the ships again"
"""What is said of a file of ships that cannot be read."""

_OF_SHIPS = (("malformed", DAMAGED_SHIPS), ("not a database", DAMAGED_SHIPS))
"""Ships are in no bundle."""


def append(store: Store, *drafts: Draft) -> tuple[Entry, ...]:
    """Append entries in one transaction and return them; when it returns, they are on the disk.

    Raises
    ------
    LastknownError : a draft breaks a rule of `rules`, or the database could not write them; then
        none is kept.
    """
    for draft in drafts:
        check_rules(draft)
    return _append(store, lambda _: drafts)


def append_made(
    store: Store, make: Callable[[tuple[Entry, ...]], Sequence[Draft]]
) -> tuple[Entry, ...]:
    """Append what is made of the entries that are there, while nobody else adds one.

    Parameters
    ----------
    make : called once with all entries; what it returns is appended.

    Raises
    ------
    LastknownError : as `append` and `read`.
    """

    def made(connection: Connection) -> Sequence[Draft]:
        key = key_reader(connection, store.keyring)
        drafts = make(tuple(_entry(row, key, store.shown) for row in read_rows(connection)))
        for draft in drafts:
            check_rules(draft)
        return drafts

    return _append(store, made)


def _append(store: Store, drafts_in: Callable[[Connection], Sequence[Draft]]) -> tuple[Entry, ...]:
    if store.read_only:
        raise LastknownError(_read_only(store))
    with transaction(store.engine, store.shown, writes=True) as connection:
        drafts = drafts_in(connection)
        _check_taken_back(connection, drafts)
        before = _last(connection, store)
        _refuse_cut_off(store, before[0] + 1)
        written = [*_chained(connection, store, drafts, before)]
        write_rows(connection, [row for row, _ in written])
    if written:
        last = written[-1][0]
        key = signing_key(store.keyring)
        head = sign(Head(store.record, last.centre, last.seq + 1, last.hash), key)
        keep_own_head(store.folder, head, key.public_key().public_bytes_raw())
    return tuple(entry for _, entry in written)


def _read_only(store: Store) -> str:
    if store.engine.dialect.name == "sqlite" and is_unwritable(Path(store.shown)):
        return f"{store.shown} {UNWRITABLE}"
    return f"{store.shown} was opened read-only; open it for writing to add an entry"


def _check_taken_back(connection: Connection, drafts: Iterable[Draft]) -> None:
    """Refuse to replace or retract what this draft may not."""
    for draft in drafts:
        ids = {*draft.replaces, *draft.retracts}
        if not ids:
            continue
        wanted = select(ENTRIES.c.document).where(ENTRIES.c.id.in_(ids))
        for document in connection.execute(wanted).scalars():
            other = read_document(document, lambda _: None)
            if not may_take_back(draft, other):
                raise LastknownError(
                    f"{other.body.kind} {other.id} cannot be replaced or retracted by this author; "
                    f"see docs/record.md for what ends it"
                )


def _refuse_cut_off(store: Store, entries: int) -> None:
    """Refuse to write after a chain whose end is gone: that would hide it, and fork the chain."""
    head = own_count(store.folder)
    if head > entries:
        raise LastknownError(
            f"{store.shown} holds {entries} entries of {store.keyring.centre}, its last head "
            f"counts {head}: the end was cut off, or this is an older copy. Nothing was written; "
            f"restore it from a bundle first"
        )


def _last(connection: Connection, store: Store) -> tuple[int, bytes]:
    """Return the number and hash of this centre's last entry; −1 and the chain's root if none."""
    centre = store.keyring.centre
    found = connection.execute(
        select(ENTRIES.c.seq, ENTRIES.c.hash)
        .where(ENTRIES.c.centre == centre)
        .order_by(ENTRIES.c.seq.desc())
        .limit(1)
    ).first()
    return (-1, first_hash(store.record, centre)) if found is None else (found[0], found[1])


def _chained(
    connection: Connection, store: Store, drafts: Iterable[Draft], before: tuple[int, bytes]
) -> Iterator[tuple[Row, Entry]]:
    seq, last = before
    keyring = store.keyring
    centre = keyring.centre
    for draft in drafts:
        seq, entry = seq + 1, make_id(draft.entered)
        keys = _keys_for(connection, keyring, draft, entry)
        document = write_document(draft, (entry, centre, seq), _numbers(draft, keyring), keys)
        last = next_hash(last, document)
        yield Row(centre, seq, entry, document, last), read_document(document, keys.get)


def _numbers(draft: Draft, keyring: Keyring) -> tuple[str, ...]:
    if not isinstance(draft.body, Report):
        return ()
    given = [text for text in (draft.body.number, draft.body.device) if text]
    return tuple(filter(None, (hash_number(keyring, text) for text in given)))


def _keys_for(
    connection: Connection, keyring: Keyring, draft: Draft, entry: str
) -> dict[str, bytes]:
    """Return an entry's new key by its subject and, where it is about a person, that person's."""
    new = {subject_of_entry(entry): secrets.token_bytes(32)}
    there: dict[str, bytes] = {}
    if isinstance(draft.body, Person):
        begins = subject_of_person(keyring.centre, draft.body.person)
        there = _keys_that_begin(connection, keyring, begins)
        if not there:
            new[begins + entry] = secrets.token_bytes(32)
    for subject, key in new.items():
        put_key(connection, keyring, subject, key)
    return new | there


def _keys_that_begin(connection: Connection, keyring: Keyring, begins: str) -> dict[str, bytes]:
    """Return the newest key, by its subject, whose subject begins so and that can be read."""
    c = KEYS.c
    named = select(c.subject, c.wrapping, c.wrapped).where(
        c.subject.startswith(begins, autoescape=True)
    )
    for subject, by, data in connection.execute(named.order_by(c.subject.desc())):
        key = unwrap(keyring, by, data)
        if key is not None:
            return {subject: key}
    return {}


def put_key(connection: Connection, keyring: Keyring, subject: str, key: bytes) -> None:
    """Keep a key, wrapped, in the transaction that is open."""
    name, wrapped = wrap(keyring, key)
    connection.execute(insert(KEYS).values(subject=subject, wrapping=name, wrapped=wrapped))


def key_reader(connection: Connection, keyring: Keyring) -> KeyOf:
    """Return what gives the key of a subject; all are read at once."""
    wanted = select(KEYS.c.subject, KEYS.c.wrapping, KEYS.c.wrapped)
    wrapped = {name: (by, as_bytes(data)) for name, by, data in connection.execute(wanted)}

    def key(name: str) -> bytes | None:
        found = wrapped.get(name)
        return None if found is None else unwrap(keyring, *found)

    return key


def write_rows(connection: Connection, new: Sequence[Row]) -> None:
    """Insert rows in the transaction that is open."""
    arrived = datetime.now(UTC).replace(tzinfo=None)
    values: list[dict[str, Any]] = [
        {
            "centre": row.centre,
            "seq": row.seq,
            "id": row.id,
            "document": row.document,
            "hash": row.hash,
            "arrived": arrived,
        }
        for row in new
    ]
    if values:
        connection.execute(insert(ENTRIES), values)


def rows(store: Store, after: dict[str, int] | None = None) -> tuple[Row, ...]:
    """Return the stored rows by centre and number, as they are, unchecked.

    Parameters
    ----------
    after : by centre, how many entries are had already and need not be read.
    """
    with transaction(store.engine, store.shown, writes=False) as connection:
        return read_rows(connection, after)


def read_rows(connection: Connection, after: dict[str, int] | None = None) -> tuple[Row, ...]:
    """Return the stored rows in the transaction that is open, as `rows` does."""
    c = ENTRIES.c
    wanted = select(c.centre, c.seq, c.id, c.document, c.hash).order_by(c.centre, c.seq)
    if after:
        names = connection.execute(select(c.centre).group_by(c.centre)).scalars().all()
        found: list[Row] = []
        for name in names:
            part = wanted.where(c.centre == name, c.seq >= after.get(name, 0))
            found += [_row(*row) for row in connection.execute(part)]
        return tuple(found)
    return tuple(_row(*row) for row in connection.execute(wanted))


def _row(centre: str, seq: int, name: str, document: object, found: object) -> Row:
    """Return a row; bytes that somebody made another type are what their text is."""
    return Row(centre, seq, str(name), as_bytes(document), as_bytes(found))


def count(store: Store) -> dict[str, int]:
    """Return how many rows of each centre are stored."""
    with transaction(store.engine, store.shown, writes=False) as connection:
        wanted = select(ENTRIES.c.centre, func.count()).group_by(ENTRIES.c.centre)
        return {row[0]: row[1] for row in connection.execute(wanted)}


def _entry(row: Row, key: KeyOf, shown: str) -> Entry:
    """Return the entry of a row; an error says which one it is and what to do."""
    try:
        return read_document(row.document, key)
    except LastknownError as error:
        what, _, remedy = str(error).partition("; ")
        if "update" not in remedy:
            remedy = "lastknown case verify proves it, lastknown case restore puts it back"
        raise LastknownError(f"{shown}: entry {row.centre}/{row.seq}: {what}; {remedy}") from None


def read(store: Store, after: dict[str, int] | None = None) -> tuple[Entry, ...]:
    """Return the entries by centre and number; what has no key at hand is None in them.

    Raises
    ------
    LastknownError : an entry's bytes or its sealed text were damaged.
    """
    while True:
        keyring = store.keyring
        with transaction(store.engine, store.shown, writes=False) as connection:
            key = key_reader(connection, keyring)
            found = tuple(_entry(row, key, store.shown) for row in read_rows(connection, after))
        if store.keyring == keyring:  # else a purge changed the keys meanwhile
            return found
