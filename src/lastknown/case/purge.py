"""Forgetting: a signed order to destroy keys, carried out and acknowledged by every centre.

What a purge names can never be read again, here or from an older copy of the database, because the
wrapping key changes with it. The chain still verifies, for it holds ciphertext alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from lastknown.case.canonical import read_canonical
from lastknown.case.decided import Purge, PurgeDone
from lastknown.case.documents import read_document
from lastknown.case.entries import Draft, Entry, check
from lastknown.case.picture import picture
from lastknown.case.rotation import destroy_keys
from lastknown.case.rules import void
from lastknown.case.store import DAMAGED_SHIPS, Row, Store, append, rows
from lastknown.case.told import Person
from lastknown.case.traffic import remove_ships_of
from lastknown.case.traffictables import ships_place
from lastknown.errors import LastknownError
from lastknown.times import to_seconds

__all__ = ["carry_out", "numbers_are_purged", "order_purge", "purged_subjects", "waiting_purges"]


def _open(stored: Iterable[Row]) -> list[Entry]:
    """Return the entries of rows by what everybody can read of them."""
    return [read_document(row.document, lambda _: None) for row in stored]


def order_purge(
    store: Store,
    author: str,
    role: str,
    *,
    at: datetime,
    persons: Sequence[str] = (),
    entries: Sequence[str] = (),
    everything: bool = False,
) -> Entry:
    """Append the order to forget, carry it out here, and return it.

    Parameters
    ----------
    author, role : who orders it. at : time of entry.
    persons : ids of persons, all of whose fields go. entries : ids of entries, whose raw text and
        private fields go. everything : all that is private, and the key for numbers.

    Raises
    ------
    LastknownError : a legal hold is in force, or nothing is named.
    """
    stored = rows(store)
    if _held(_open(stored)):
        raise LastknownError(
            "a legal hold is in force, so nothing may be purged; lift it first "
            "(lastknown case legal-hold FILE --lift)"
        )
    if not (persons or entries or everything):
        raise LastknownError("a purge must name persons or entries, or everything")
    upto: dict[str, int] = {}
    for row in stored:
        upto[row.centre] = max(upto.get(row.centre, 0), row.seq + 1)
    body = {
        "kind": "purge",
        "everything": everything,
        "persons": tuple(persons),
        "entries": tuple(entries),
        "upto": tuple(sorted(upto.items())),
    }
    (ordered,) = append(store, _draft(author, role, at, body))
    carry_out(store, author, role, at=at)
    return ordered


def _draft(author: str, role: str, at: datetime, body: dict[str, object]) -> Draft:
    when = {"happened": {"at": at}, "entered": at}
    return check(Draft, {"author": author, "role": role, "body": body, **when})


def carry_out(store: Store, author: str, role: str, *, at: datetime) -> tuple[Entry, ...]:
    """Destroy here what purges name that this centre has not acknowledged, and acknowledge them.

    A purge of everything also removes the ships that were kept beside the record by then.

    `arrivals.receive` does so after every import; call it also when a legal hold was lifted. Under
    a legal hold nothing is destroyed, and the purge stays incomplete.

    Returns
    -------
    The acknowledgements that were appended.

    Raises
    ------
    LastknownError : the database or the key file cannot be written.
    """
    stored = rows(store)
    known = _open(stored)
    due = _due(known, store.keyring.centre)
    if not due or _held(known):
        return ()
    destroy_keys(store, purged_subjects(stored), numbers=numbers_are_purged(stored))
    for entry in due:
        if (purge := _purge(entry)) and purge.everything:
            _forget_ships(store, to_seconds(entry.entered))
    drafts = [_draft(author, role, at, {"kind": "purge_done", "purge": e.id}) for e in due]
    return append(store, *drafts)


def _forget_ships(store: Store, known_s: float) -> None:
    """Remove the ships that were known by a moment; a file of them that is damaged goes whole.

    Nobody can take some of its rows and leave others, and its names may be of persons.
    """
    try:
        remove_ships_of(store, known_s)
    except LastknownError as error:
        if DAMAGED_SHIPS not in str(error):
            raise
        place = ships_place(store.shown)
        for each in (place, f"{place}-wal", f"{place}-shm"):
            Path(str(each)).unlink(missing_ok=True)


def _due(known: Iterable[Entry], centre: str) -> list[Entry]:
    """Return the purges that a centre has not acknowledged."""
    told = [*known]
    done = {e.body.purge for e in told if isinstance(e.body, PurgeDone) and e.centre == centre}
    return [e for e in told if _purge(e) and e.id not in done]


def _purge(entry: Entry) -> Purge | None:
    """Return the purge that an entry orders, where it counts."""
    return entry.body if isinstance(entry.body, Purge) and not void(entry) else None


def waiting_purges(store: Store) -> tuple[str, ...]:
    """Return the ids of purges that this centre has not carried out: a legal hold keeps it."""
    return tuple(entry.id for entry in _due(_open(rows(store)), store.keyring.centre))


def _held(known: Iterable[Entry]) -> bool:
    return picture(known).legal_hold


def purged_subjects(stored: Sequence[Row]) -> frozenset[str]:
    """Return the subjects of all keys that purges in these rows order to be destroyed."""
    known = _open(stored)
    purges = [purge for purge in map(_purge, known) if purge]
    if not purges:
        return frozenset()
    return frozenset(
        part["subject"]
        for row, entry in zip(stored, known, strict=True)
        for purge in purges
        if _names(purge, entry)
        for part in read_canonical(row.document)["sealed"]
    )


def _names(purge: Purge, entry: Entry) -> bool:
    """Return whether a purge names an entry."""
    if entry.seq >= dict(purge.upto).get(entry.centre, 0):
        return False
    about = isinstance(entry.body, Person) and entry.body.person in purge.persons
    return purge.everything or about or entry.id in purge.entries


def numbers_are_purged(stored: Sequence[Row]) -> bool:
    """Return whether a purge orders the key for numbers to be destroyed."""
    return any(purge.everything for purge in map(_purge, _open(stored)) if purge)
