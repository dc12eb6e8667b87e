"""Acknowledging: an alarm by its code and what it is about, or a warning by who answered it."""

from __future__ import annotations

from lastknown.case.entries import Entry
from lastknown.case.picture import Picture
from lastknown.case.store import Store
from lastknown.case.told import WarningSent
from lastknown.desk.record.naming import find_boat, find_entry
from lastknown.desk.record.verbs import Hand, acknowledge_alarm, acknowledge_warning
from lastknown.errors import LastknownError

__all__ = ["acknowledged"]


def acknowledged(
    store: Store, seen: Picture, hand: Hand, what: str, about: str, by: str | None
) -> Entry:
    """Append that an alarm was seen, or that a warning was answered.

    Parameters
    ----------
    what : an alarm's code, or the name of the entry of a warning. about : what the alarm is about,
        an entry or a boat. by : who answered the warning; None for an alarm.

    Raises
    ------
    LastknownError : an entry is none, or no person gave a name.
    """
    own = store.keyring.centre
    entries = [one.entry for one in seen.log]
    if by is not None:
        if not by.strip():
            raise LastknownError("who answered? give --by NAME")
        return acknowledge_warning(
            store, hand, find_entry(entries, what, own, ("warning_sent",)), by
        )
    warning = _warning(entries, what, own)
    if warning is not None:
        raise LastknownError("that is a warning: say who answered it, with --by NAME")
    return acknowledge_alarm(store, hand, what, _about(seen, about, own))


def _warning(entries: list[Entry], what: str, own: str) -> Entry | None:
    try:
        found = find_entry(entries, what, own)
    except LastknownError:
        return None
    return found if isinstance(found.body, WarningSent) else None


def _about(seen: Picture, about: str, own: str) -> str:
    """Return the id of the entry, or the boat, that an alarm is about."""
    if not about:
        return ""
    try:
        return find_boat(seen, about)
    except LastknownError:
        return find_entry([one.entry for one in seen.log], about, own).id
