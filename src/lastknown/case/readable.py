"""What can still be read of a record that was damaged, and which entries were.

Whoever looks at a night must not be stopped by one flipped byte. What only looks reads so; what
closes, settles or forgets reads with `store.read`, which refuses. `verify` proves, by the heads.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from lastknown.case.chain import first_hash, next_hash
from lastknown.case.documents import KeyOf, read_document
from lastknown.case.entries import Entry
from lastknown.case.store import Row, Store, key_reader, read_rows, transaction
from lastknown.errors import LastknownError

__all__ = ["Readable", "readable"]


@dataclass(frozen=True)
class Readable:
    """What can be read.

    entries : as `store.read` returns them, without those whose bytes say nothing any more; of one
        whose sealed part alone is damaged, its words are None.
    damaged : short name (``mrcc-dover/12``) of each entry whose bytes are not those that were
        chained, by centre and number; the first of a gap where entries are not there.
    """

    entries: tuple[Entry, ...]
    damaged: tuple[str, ...]


def readable(store: Store) -> Readable:
    """Return what can be read of a record.

    Raises
    ------
    LastknownError : the database cannot be read at all.
    """
    while True:
        keyring = store.keyring
        with transaction(store.engine, store.shown, writes=False) as connection:
            key, stored = key_reader(connection, keyring), read_rows(connection)
        if store.keyring == keyring:  # else a purge changed the keys meanwhile
            break
    found = [(row, *_read(row, key)) for row in stored]
    bad = {*_altered(store.record, stored)} | {
        (row.centre, row.seq) for row, _, whole in found if not whole
    }
    entries = tuple(entry for _, entry, _ in found if entry is not None)
    return Readable(entries, tuple(f"{centre}/{seq}" for centre, seq in sorted(bad)))


def _read(row: Row, key: KeyOf) -> tuple[Entry | None, bool]:
    """Return the entry of a row as far as it can be read, and whether all of it can."""
    for of, whole in ((key, True), (lambda _: None, False)):
        try:
            entry = read_document(row.document, of)
        except LastknownError:
            continue
        own = (entry.id, entry.centre, entry.seq) == (row.id, row.centre, row.seq)
        return (entry, whole) if own else (None, False)
    return None, False


def _altered(record: str, stored: Sequence[Row]) -> Iterable[tuple[str, int]]:
    """Yield the entries whose hash is not that of their bytes after the hash before them."""
    for centre, chain in groupby(stored, key=lambda row: row.centre):
        before, due = first_hash(record, centre), 0
        for row in chain:
            if row.seq != due:
                yield centre, due
            elif next_hash(before, row.document) != row.hash:
                yield centre, row.seq
            before, due = row.hash, row.seq + 1
