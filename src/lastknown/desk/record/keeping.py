"""What is kept and forgotten: legal holds lifted, retention carried out, and why it is not due."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from lastknown.case.entries import Entry
from lastknown.case.picture import Picture
from lastknown.case.purge import carry_out
from lastknown.case.reading import private_count
from lastknown.case.retention import carry_out_retention, retention_due, retention_ends, unlinked
from lastknown.case.store import Store
from lastknown.desk.record.decisions import lift_hold
from lastknown.desk.record.naming import person_keys, quoted
from lastknown.desk.record.speaking import clock_of
from lastknown.desk.record.verbs import Hand, refuse_unnamed
from lastknown.desk.words import Words
from lastknown.errors import LastknownError
from lastknown.times import show_time

__all__ = [
    "CARRY_OUT",
    "everything_words",
    "forget_what_is_due",
    "lift_and_forget",
    "purge_note",
    "refuse_unknown",
    "refuse_unmeant",
]

CARRY_OUT: Final = "to carry out the rule of retention"
"""What a person gives a name for."""


def lift_and_forget(
    store: Store, seen: Picture, hand: Hand, w: Words, why: str = ""
) -> tuple[list[Entry], list[str]]:
    """Append that the legal holds end, and carry out the purges that waited for it.

    Returns
    -------
    What was appended, and what a person should know besides.

    Raises
    ------
    LastknownError : no hold stands, or no person gave a name.
    """
    lifted = lift_hold(store, seen, hand, why)
    done = carry_out(store, hand.author, hand.role, at=hand.now)
    return [*lifted, *done], [w.say("keep.purged")] if done else []


def forget_what_is_due(
    store: Store, seen: Picture, hand: Hand, w: Words
) -> tuple[list[Entry], list[str]]:
    """Order the purge of all that is private where the rule of retention says so.

    Returns
    -------
    The order, nothing where it is not due, and what a person should know besides.

    Raises
    ------
    LastknownError : no person gave a name, or the record cannot be written.
    """
    refuse_unnamed(hand, CARRY_OUT)
    ordered = carry_out_retention(store, hand.author, hand.role, hand.now, seen)
    if ordered is not None:
        return [ordered], [purge_note(w, seen, store.keyring.centre)]
    return [], [w.say("keep.retention_not_due", why=_why_not(w, seen, hand))]


def _why_not(w: Words, seen: Picture, hand: Hand) -> str:
    """Return why nothing is to be forgotten yet."""
    still = [state.boat for state in seen.boats if state.open]
    missing = [state.boat for state in seen.boats if state.missing]
    if seen.retention_days is None:
        return w.say("keep.not_due_no_rule")
    if seen.legal_hold:
        return w.say("keep.not_due_hold")
    if still:
        return w.say("keep.not_due_open", boats=", ".join(still))
    if missing:
        return w.say("keep.not_due_missing", boats=", ".join(missing))
    if seen.boats and (loose := unlinked(seen)):
        return w.say("keep.not_due_unlinked", count=len(loose))
    ends = retention_ends(seen)
    if ends is None:
        return w.say("keep.not_due_no_boat")
    if retention_due(seen, hand.now) is not None:
        return w.say("keep.not_due_gone")
    day = w.date(show_time(ends))
    return w.say("keep.not_due_until", clock=f"{day} {clock_of(w, ends)}")


def purge_note(w: Words, seen: Picture, own: str) -> str:
    """Return that a purge was carried out here, and which centres have yet to do so."""
    others = ", ".join(centre for centre in seen.centres if centre != own)
    return w.say("keep.purge_waits" if others else "keep.purge_done", centres=others)


def everything_words(w: Words, seen: Picture, own: str) -> str:
    """Return what a purge of everything destroys, what stays, and who else must carry it out."""
    entries = [one.entry for one in seen.log]
    others = ", ".join(centre for centre in seen.centres if centre != own)
    count = {"private": private_count(entries), "count": len(entries)}
    return "\n".join(
        (
            w.say("keep.everything", name=seen.name or "", **count),
            w.say("keep.everything_stays"),
            w.say("keep.everything_others" if others else "keep.everything_alone", centres=others),
        )
    )


def refuse_unmeant(w: Words, seen: Picture, name: str | None) -> None:
    """Refuse a purge of everything where what was given is not the record's name.

    Raises
    ------
    LastknownError : it is not; what was given is not repeated.
    """
    if name is None or not seen.name or name.strip() != seen.name.strip():
        raise LastknownError(w.say("keep.everything_refused", count=len(seen.log)))


def refuse_unknown(seen: Picture, persons: Sequence[str]) -> None:
    """Refuse persons of whom nothing is written: a slip would leave somebody's data in place.

    Raises
    ------
    LastknownError : the record knows no person of that name.
    """
    known = {state.person for state in seen.persons}
    for name in persons:
        if name not in known:
            raise LastknownError(
                f"person {quoted(name)} is not in the record; known: {person_keys(known)}"
            )
