"""Acknowledging: an alarm by its code and what it is about, or a warning by who answered it."""

from __future__ import annotations

from lastknown.case.decided import Alarm
from lastknown.case.entries import Entry
from lastknown.case.picture import Picture
from lastknown.case.store import Store
from lastknown.case.told import WarningSent
from lastknown.desk.record.naming import find_boat, find_entry, key_of, quoted
from lastknown.desk.record.speaking import record_words
from lastknown.desk.record.verbs import Hand, acknowledge_alarm, acknowledge_warning
from lastknown.errors import LastknownError

__all__ = ["acknowledged"]

_RECORD, _OF_RECORD = "record", "retention-due"
"""What an alarm of the whole record is about, and its code."""


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
    return acknowledge_alarm(store, hand, _known(seen, what), _about(seen, what, about, own))


def _warning(entries: list[Entry], what: str, own: str) -> Entry | None:
    try:
        found = find_entry(entries, what, own)
    except LastknownError:
        return None
    return found if isinstance(found.body, WarningSent) else None


def _about(seen: Picture, code: str, about: str, own: str) -> str:
    """Return what an alarm is about: the id of an entry, a boat, or an alarm entry's own words.

    Without any, it is the record, or what the last alarm entry of this code was about.
    """
    log = [one.entry for one in seen.log]
    raised = [e.body.about for e in log if isinstance(e.body, Alarm) and e.body.code == code]
    if about in raised or about == _RECORD:
        return about
    if not about:
        if not raised and code != _OF_RECORD:
            raise LastknownError("what is the alarm about? give what stands behind its code")
        return raised[-1] if raised else _RECORD
    try:
        return find_boat(seen, about)
    except LastknownError:
        return find_entry(log, about, own).id


def _known(seen: Picture, code: str) -> str:
    """Return the code of an alarm, refused where there is none of that name."""
    raised = {e.entry.body.code for e in seen.log if isinstance(e.entry.body, Alarm)}
    if code not in raised and not record_words("en").has(f"alarm.{key_of(code)}"):
        raise LastknownError(
            f"{quoted(code)} is no alarm; give the code that the picture shows in brackets"
        )
    return code
