"""What people decide in a record: links, holders, severity, closure, and what is to be forgotten.

Each verb refuses what would decide nothing or contradict what stands, with the remedy, and appends.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lastknown.case.decided import HolderOffered, LegalHold
from lastknown.case.entries import Entry
from lastknown.case.picture import Picture, picture
from lastknown.case.sections import PHASES, BoatState
from lastknown.case.store import Store, append, read
from lastknown.desk.record.naming import entry_name, quoted
from lastknown.desk.record.standing import standing
from lastknown.desk.record.verbs import Hand, draft_of, refuse_gone, refuse_unnamed, write
from lastknown.errors import LastknownError

if TYPE_CHECKING:
    from lastknown.desk.record.gate import Gate

__all__ = ["accept", "carry_missing", "confirm_closure", "legal_hold", "lift_hold", "link", "offer"]
__all__ += [
    "offer_to",
    "propose_closure",
    "refuse",
    "refuse_unsettled",
    "reopen",
    "retain",
    "settle",
    "severity",
]
__all__ += ["state_of", "take", "unlink"]


def state_of(seen: Picture, boat: str) -> BoatState:
    """Return the state of a boat that is in the picture."""
    return next(state for state in seen.boats if state.boat == boat)


def link(
    store: Store,
    seen: Picture,
    hand: Hand,
    report: Entry,
    boat: str,
    belief: str = "certain",
    why: str = "",
) -> Entry:
    """Append the author's word on whether a report is about a boat; why is kept as raw text.

    Raises
    ------
    LastknownError : the report was replaced or taken back.
    """
    refuse_gone(seen, report)
    return write(store, hand, why, kind="link", report=report.id, boat=boat, belief=belief)


def unlink(
    store: Store, seen: Picture, hand: Hand, report: Entry, boat: str, why: str = ""
) -> Entry:
    """Append that this centre's link is taken back: the report is again no decision.

    Raises
    ------
    LastknownError : this centre holds no link between the two.
    """
    own = store.keyring.centre
    links = state_of(seen, boat).links
    if not any(each.report == report.id and each.centre == own for each in links):
        others = [each.centre for each in links if each.report == report.id]
        hint = f"{', '.join(others)} linked them, and only they can take it back" if others else ""
        raise LastknownError(
            f"{own} has not linked {entry_name(report)} to {boat}; {hint or 'nothing to take back'}"
        )
    return write(store, hand, why, kind="unlink", report=report.id, boat=boat)


def take(store: Store, seen: Picture, hand: Hand, boat: str) -> Entry:
    """Append that this centre holds the boat's case, which no centre held.

    Raises
    ------
    LastknownError : somebody holds it.
    """
    holder = state_of(seen, boat).holding.centre
    if holder == store.keyring.centre:
        raise LastknownError(f"{holder} holds {boat} already; nothing to take")
    if holder is not None:
        raise LastknownError(
            f"{holder} holds {boat}; ask them to hand it over: it changes hands only when they "
            "offer and you accept"
        )
    return write(store, hand, kind="holder_taken", boat=boat)


def offer(store: Store, seen: Picture, hand: Hand, boat: str, to: str) -> Entry:
    """Append the offer of the boat's case to another centre; until that accepts, this one holds.

    Raises
    ------
    LastknownError : this centre does not hold it, or `to` is not a centre of this record.
    """
    own = store.keyring.centre
    holder = state_of(seen, boat).holding.centre
    if holder != own:
        who = (
            f"{holder} holds it and can offer it" if holder else "no centre holds it: take it first"
        )
        raise LastknownError(f"{own} does not hold {boat}; {who}")
    if to == own or to not in seen.centres:
        others = ", ".join(c for c in seen.centres if c != own) or "none yet"
        raise LastknownError(
            f"to={quoted(to)} is no other centre of this record; known: {others}; a centre joins "
            "with: lastknown case join"
        )
    return write(store, hand, kind="holder_offered", boat=boat, to=to)


def offer_to(store: Store, seen: Picture, boat: str) -> Entry:
    """Return the boat's latest open offer to this centre.

    Raises
    ------
    LastknownError : there is none.
    """
    own = store.keyring.centre
    holding = state_of(seen, boat).holding
    there = {one.entry.id: one.entry for one in seen.log}
    open_ = [there[name] for name in holding.offered if name in there]
    to_us = [e for e in open_ if isinstance(e.body, HolderOffered) and e.body.to == own]
    if not to_us:
        held = f"{holding.centre} holds it" if holding.centre else "no centre holds it"
        raise LastknownError(
            f"no open offer of {boat} to {own} is in this record ({held}); import their latest "
            "bundle"
        )
    return to_us[-1]


def accept(store: Store, hand: Hand, offered: Entry) -> Entry:
    """Append that this centre now holds what it was offered."""
    return write(store, hand, kind="holder_accepted", offer=offered.id)


def refuse(store: Store, hand: Hand, offered: Entry, why: str = "") -> Entry:
    """Append that this centre does not take what it was offered; the other holds on."""
    return write(store, hand, why, kind="holder_refused", offer=offered.id)


def severity(
    store: Store,
    seen: Picture,
    hand: Hand,
    boat: str,
    phase: str,
    *,
    lowers: bool = False,
    why: str = "",
) -> Entry:
    """Append the emergency phase of a boat; it falls only with `lowers`, by a named person.

    Raises
    ------
    LastknownError : the phase is lower than the one that stands and `lowers` is not set.
    """
    before = state_of(seen, boat).phase
    names: Sequence[str] = PHASES
    if before and phase in names and names.index(phase) < names.index(before) and not lowers:
        raise LastknownError(
            f"{boat} is in phase {before}, which never falls by itself; add --lower to lower it "
            f"to {phase}"
        )
    if lowers:
        refuse_unnamed(hand, "to lower a phase")
    return write(store, hand, why, kind="severity", boat=boat, phase=phase, lowers=lowers)


def carry_missing(store: Store, hand: Hand, boat: str, count: int, why: str = "") -> Entry:
    """Append how many persons of a boat are carried on the missing list, which stays open.

    Raises
    ------
    LastknownError : no person gave a name.
    """
    refuse_unnamed(hand, "the missing list")
    return write(store, hand, why, kind="missing", boat=boat, count=count)


def refuse_unsettled(hand: Hand, why: str) -> None:
    """Refuse to settle a conflict without a name or a reason.

    Raises
    ------
    LastknownError : no person gave a name, or no reason is given.
    """
    refuse_unnamed(hand, "to settle a conflict")
    if not why.strip():
        raise LastknownError("a conflict is settled for a reason; give it with --why")


def settle(
    store: Store,
    hand: Hand,
    entries: Sequence[Entry],
    why: str,
    *,
    code: str | None = None,
    boat: str | None = None,
) -> Entry:
    """Append that a named person settles a conflict between entries, and why.

    code, boat : the conflict's code and its boat; without them, every conflict between the entries.

    Raises
    ------
    LastknownError : no person gave a name, no reason is given, or no entry.
    """
    refuse_unsettled(hand, why)
    told = {"entries": [e.id for e in entries], "code": code, "boat": boat}
    given = {name: value for name, value in told.items() if value is not None}
    return write(store, hand, why, kind="conflict_settled", **given)


def propose_closure(
    store: Store, hand: Hand, gate: Gate, conflicts: Sequence[str] = (), why: str = ""
) -> Entry:
    """Append the proposal to close a boat whose gate opens: on which entries, how probable.

    Parameters
    ----------
    gate : of the boat, as assessed now. conflicts : entries that were in conflict and are settled.

    Raises
    ------
    LastknownError : the gate does not open, no person gave a name, or an entry came in since
        then or is dated ahead: what was assessed has left it out.
    """
    refuse_unnamed(hand, "to close a boat")
    if not gate.opens:
        raise LastknownError(f"{gate.boat} stays open: the gate does not open; see its blocks")
    _refuse_ahead(store, hand, gate.boat)
    evidence = [*([gate.rescue] if gate.rescue else []), *gate.identifications]
    told = {"boat": gate.boat, "evidence": evidence, "conflicts": [*conflicts]}
    figures = {"probability": gate.p_same, "carried_missing": gate.carried or 0}
    return write(store, hand, why, kind="closure_proposed", **told, **figures)


def _refuse_ahead(store: Store, hand: Hand, boat: str) -> None:
    """Refuse where an entry that stands was written since, or is dated ahead by a wrong clock."""
    stands = standing(picture(read(store))).entries
    ahead = [entry for entry in stands if max(entry.happened.at, entry.entered) > hand.now]
    if ahead:
        names = ", ".join(entry_name(entry) for entry in ahead[:8])
        raise LastknownError(
            f"{boat} stays open: entries came in meanwhile or their time lies ahead ({names}), so "
            "that nobody weighed them; correct a wrong time, and ask again"
        )


def confirm_closure(store: Store, hand: Hand, proposal: Entry) -> Entry:
    """Append that the named person confirms a proposal: the boat is closed.

    Raises
    ------
    LastknownError : no person gave a name.
    """
    refuse_unnamed(hand, "to close a boat")
    return write(store, hand, kind="closure_confirmed", proposal=proposal.id)


def reopen(store: Store, seen: Picture, hand: Hand, boat: str, why: str = "") -> tuple[Entry, ...]:
    """Append that a closed boat is open again: an entry for each closure that stands.

    Each is named, so that it is undone whatever the clock of the centre that closed it says.

    Raises
    ------
    LastknownError : it is open.
    """
    state = state_of(seen, boat)
    if state.open:
        raise LastknownError(f"{boat} is open; nothing to reopen")
    told = {"kind": "closure_reopened", "boat": boat}
    drafts = [draft_of(hand, {**told, "closure": closure}, why) for closure in state.closed_by]
    return append(store, *drafts)


def legal_hold(store: Store, hand: Hand, order: str) -> Entry:
    """Append that nothing may be purged. order : by whose order, kept as raw text."""
    refuse_unnamed(hand, "a legal hold")
    return write(store, hand, order, kind="legal_hold")


def lift_hold(store: Store, seen: Picture, hand: Hand, why: str = "") -> tuple[Entry, ...]:
    """Append that the legal holds that stand end; return one entry for each.

    Raises
    ------
    LastknownError : none stands, or no person gave a name.
    """
    refuse_unnamed(hand, "to lift a legal hold")
    if not seen.legal_hold:
        raise LastknownError("no legal hold is in force; nothing to lift")
    lifted = {getattr(one.entry.body, "hold", None) for one in seen.log}
    holds = [
        one.entry
        for one in seen.log
        if isinstance(one.entry.body, LegalHold) and one.entry.id not in lifted
    ]
    return tuple(write(store, hand, why, kind="legal_hold_lifted", hold=hold.id) for hold in holds)


def retain(store: Store, hand: Hand, days: int) -> Entry:
    """Append how many days private fields are kept after the last boat was closed."""
    refuse_unnamed(hand, "the rule of retention")
    return write(store, hand, kind="retention", days=days)
