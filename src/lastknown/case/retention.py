"""How long what is private is kept: the holder's rule, in days after the last boat closed.

Nothing falls due while a boat is open, while a report from a boat or of danger is linked to none,
while persons of any boat are on the missing list (what is private may be what a family is told by),
or under a legal hold. A person may order a purge earlier.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from lastknown.case.canonical import read_canonical
from lastknown.case.entries import Entry
from lastknown.case.picture import Picture, picture
from lastknown.case.purge import order_purge, purged_subjects
from lastknown.case.store import Store, count, read, rows
from lastknown.case.told import Report
from lastknown.case.traffic import remove_ships_of
from lastknown.times import to_seconds

__all__ = ["KEEP_SHIPS", "carry_out_retention", "forget_old_ships", "is_to_forget"]
__all__ += ["retention_due", "retention_ends", "unlinked"]

KEEP_SHIPS = timedelta(days=7)
"""How long ships are kept beside a record where nobody says otherwise (judgement)."""

_FROM_BOAT = frozenset({"call", "message", "relayed_call", "position_ping"})
_HELD = frozenset({"certain", "likely"})


def retention_ends(seen: Picture) -> datetime | None:
    """Return when what is private is to be purged.

    None where no holder has set a rule, there is no boat, a boat is open, persons are on the
    missing list, a report is `unlinked`, or a legal hold is in force.
    """
    kept = seen.legal_hold or any(boat.open or boat.missing for boat in seen.boats)
    kept = kept or bool(unlinked(seen))
    if seen.retention_days is None or kept or not seen.boats:
        return None
    entered = {one.entry.id: one.entry.entered for one in seen.log}
    closed = max(min(entered[entry] for entry in boat.closed_by) for boat in seen.boats)
    return closed + timedelta(days=seen.retention_days)


def unlinked(seen: Picture) -> tuple[str, ...]:
    """Return the reports from a boat, or of danger, that nobody links to any boat.

    Each may be of a boat that no open case stands for. One that was replaced or retracted does not
    count; a link to what it replaces does.
    """
    words = {link.report for boat in seen.boats for link in boat.links if link.belief in _HELD}
    return tuple(
        one.entry.id
        for one in seen.log
        if isinstance(body := one.entry.body, Report)
        and (body.what in _FROM_BOAT or body.condition)
        and not (one.void or one.replaced_by or one.retracted_by)
        and not words.intersection({one.entry.id, *_before(seen, one.entry)})
    )


def _before(seen: Picture, entry: Entry) -> set[str]:
    """Return all that an entry replaces, and what that replaced."""
    if not entry.replaces:
        return set()
    replaces = {one.entry.id: one.entry.replaces for one in seen.log if one.entry.replaces}
    found: set[str] = set()
    left = [*entry.replaces]
    while left:
        name = left.pop()
        if name not in found:
            found.add(name)
            left += replaces.get(name, ())
    return found


def retention_due(seen: Picture, at: datetime) -> datetime | None:
    """Return since when what is private should be purged, None where it need not be yet.

    Parameters
    ----------
    at : the moment that is asked about, aware.
    """
    ends = retention_ends(seen)
    return ends if ends is not None and ends <= at else None


def carry_out_retention(
    store: Store, author: str, role: str, at: datetime, seen: Picture | None = None
) -> Entry | None:
    """Order the purge of everything where it is due; return it, None where nothing is due.

    Parameters
    ----------
    author, role : the person who orders it. at : time of entry. seen : as `is_to_forget` has it.

    Raises
    ------
    LastknownError : the role is a machine's, or the database or the key file cannot be written.
    """
    if not is_to_forget(store, at, seen):
        return None
    return order_purge(store, author, role, at=at, everything=True)


def is_to_forget(store: Store, at: datetime, seen: Picture | None = None) -> bool:
    """Return whether the rule of retention is due, and anything is left that it would purge.

    Parameters
    ----------
    at : the moment that is asked about, aware.
    seen : the whole picture of the record, without clocks, where it was folded already. Where
        anything was entered since, or without one, the record is read and folded anew.
    """
    return retention_due(_as_it_is(store, seen), at) is not None and _left(store)


def _as_it_is(store: Store, seen: Picture | None) -> Picture:
    """Return the picture of the record as it is now: the one given if nothing was entered since."""
    if seen is not None and sum(count(store).values()) == len(seen.log):
        return seen
    return picture(read(store))


def forget_old_ships(
    store: Store,
    at: datetime,
    keep: timedelta | None = KEEP_SHIPS,
    seen: Picture | None = None,
) -> int:
    """Remove the ships beside a record that are kept too long; return how many rows.

    That is what was received, and came into this database, longer ago than `keep`; all of it where
    the record's own rule of retention is due. Nothing under a legal hold.

    Parameters
    ----------
    at : the clock now, aware. keep : None: for ever, as long as that rule is not due. seen : as
        `is_to_forget` has it.

    Raises
    ------
    LastknownError : the record cannot be read, or the ships cannot be removed.
    """
    seen = _as_it_is(store, seen)
    if seen.legal_hold:
        return 0
    if retention_due(seen, at) is not None:
        return remove_ships_of(store, to_seconds(at))
    if keep is None:
        return 0
    before_s = to_seconds(at - keep)
    return remove_ships_of(store, before_s, before_s)


def _left(store: Store) -> bool:
    """Return whether anything is sealed that no purge names yet."""
    stored = rows(store)
    gone = purged_subjects(stored)
    parts = (part for row in stored for part in read_canonical(row.document)["sealed"])
    return any(part["subject"] not in gone for part in parts)
