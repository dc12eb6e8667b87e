"""Bulk reading: who is handed very much of what is private is named in the record beforehand.

That is so for what is shown to a person and for a bundle with keys for another centre. Each is
counted in the database, beside the chain, and forgotten after `WINDOW`. The alarm
itself is an entry, so that it reaches every centre and nobody can take it out again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert, select

from lastknown.case.entries import Draft, Entry, check, private_fields
from lastknown.case.store import Store, append, read, transaction
from lastknown.case.tables import READINGS
from lastknown.errors import LastknownError

__all__ = ["LIMIT", "WINDOW", "Reading", "note_reading", "private_count", "send"]

LIMIT = 50
"""Entries with private parts that one author may read within `WINDOW` without an alarm. Set by
judgement: more than a watch has open at once, less than a night."""
WINDOW = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Reading:
    """What was noted of a reading.

    entries : how many private entries this author was handed within the window, this time included.
    alarm : the alarm that was raised now; None where none was due.
    recorded : False where the store cannot be written, so that neither could be kept.
    """

    entries: int
    alarm: Entry | None
    recorded: bool


def private_count(entries: Iterable[Entry]) -> int:
    """Return how many of these entries show anything private: raw text, numbers, a person."""
    return sum(bool(entry.raw) or _shows_private(entry) for entry in entries)


def _shows_private(entry: Entry) -> bool:
    return any(getattr(entry.body, name) is not None for name in private_fields(type(entry.body)))


def note_reading(store: Store, author: str, role: str, how_many: int, at: datetime) -> Reading:
    """Note that somebody is about to be shown private parts; to be called before they are.

    More than `LIMIT` within `WINDOW` raises the alarm `bulk-reading`, once for each author and
    window. Where the store cannot be written the reading is not refused, for on that night somebody
    may need it; the answer then says that it could not be recorded, and so should the program.

    Parameters
    ----------
    author, role : who reads. how_many : entries (`private_count`). at : time, aware.
    """
    if how_many <= 0:
        return Reading(0, None, recorded=True)
    if store.read_only:
        return Reading(how_many, None, recorded=False)
    try:
        before, alarmed = _within(store, author, at)
        due = before + how_many > LIMIT and not alarmed
        alarm = _raise_alarm(store, author, role, before + how_many, at) if due else None
        _count(store, author, how_many, at, alarmed=due)
    except LastknownError:
        return Reading(how_many, None, recorded=False)
    return Reading(before + how_many, alarm, recorded=True)


def send(
    store: Store,
    path: Path,
    author: str,
    role: str,
    at: datetime,
    *,
    to: Sequence[str] = (),
    after: Mapping[str, int] | None = None,
) -> tuple[dict[str, int], Reading]:
    """Write a bundle as `merge.export_bundle` does, and note first whose private parts it opens.

    Without a named recipient a bundle holds no key, so there is nothing to note; nor where this
    centre sends to itself.

    Parameters
    ----------
    author, role : who sends it. at : time, aware. path, to, after : as `export_bundle` has them.

    Raises
    ------
    LastknownError : as `export_bundle`.
    """
    from lastknown.case.merge import export_bundle  # listing a record needs none of it

    others = {*to} - {store.keyring.centre}
    opened = private_count(read(store)) if others else 0
    noted = note_reading(store, author, role, opened, at)
    return export_bundle(store, path, to=to, after=after), noted


def _within(store: Store, author: str, at: datetime) -> tuple[int, bool]:
    """Return how many entries this author read within the window, and whether that was alarmed."""
    c = READINGS.c
    near = (c.author == author) & c.at.between(_plain(at - WINDOW), _plain(at + WINDOW))
    with transaction(store.engine, store.shown, writes=False) as connection:
        found = connection.execute(select(c.entries, c.alarmed).where(near)).all()
    return sum(row.entries for row in found), any(row.alarmed for row in found)


def _raise_alarm(store: Store, author: str, role: str, entries: int, at: datetime) -> Entry:
    about = f"{author[:170]} {at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    body = {"kind": "alarm", "code": "bulk-reading", "about": about, "entries": entries}
    when = {"happened": {"at": at}, "entered": at}
    (alarm,) = append(store, check(Draft, {"author": author, "role": role, "body": body, **when}))
    return alarm


def _count(store: Store, author: str, entries: int, at: datetime, *, alarmed: bool) -> None:
    c = READINGS.c
    new = {"author": author, "at": _plain(at), "entries": entries, "alarmed": alarmed}
    with transaction(store.engine, store.shown, writes=True) as connection:
        connection.execute(READINGS.delete().where(c.at < _plain(at - WINDOW)))
        connection.execute(insert(READINGS).values(**new))


def _plain(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)
