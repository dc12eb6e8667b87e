"""Closing a boat: what a person would confirm, or why it stays open, and the entries that do it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, Literal

from typing_extensions import TypedDict

from lastknown.case.entries import Entry
from lastknown.case.store import Store
from lastknown.desk.record.decisions import confirm_closure, propose_closure
from lastknown.desk.record.gate import Block
from lastknown.desk.record.listing import EntryDocument, entry_document
from lastknown.desk.record.telling import Telling, share
from lastknown.desk.record.verbs import Hand
from lastknown.desk.record.views import BoatView

__all__ = ["CLOSURE_SCHEMA", "CLOSURE_VERSION", "ClosureDocument", "close_boat"]
__all__ += ["closure_document", "confirms_words", "refused_words"]

CLOSURE_SCHEMA: Final = "lastknown.case-closure"
CLOSURE_VERSION: Final = 1


class BlockDocument(TypedDict):
    """A reason why a boat stays open."""

    code: str
    entries: list[str]
    words: str


class ClosureDocument(TypedDict):
    """Whether a boat was closed, and on what, or why it stays open."""

    schema: Literal["lastknown.case-closure"]
    version: Literal[1]
    record: str
    boat: str
    closed: bool
    """It was closed by this command."""
    blocks: list[BlockDocument]
    """Empty where nothing blocks."""
    rescue: str | None
    p_same: float
    """Probability that the rescue is of this boat."""
    identifications: list[str]
    settled: list[str]
    """Entries of conflicts that a person settled."""
    left: list[str]
    """Reports that may be of it and are not surely so; they stay open."""
    upper: int
    """Upper credible count of persons."""
    accounted: int
    carried: int
    """Persons carried on the missing list, which stays open."""
    entries: list[EntryDocument]
    """Proposal and confirmation, where it was closed."""


def _settled(view: BoatView) -> list[str]:
    """Return the entries of conflicts that a person settled."""
    done = (each for each in view.conflicts if each.settled is not None)
    return [*dict.fromkeys(entry for each in done for entry in each.entries)]


def close_boat(store: Store, hand: Hand, view: BoatView, why: str = "") -> tuple[Entry, Entry]:
    """Append proposal and confirmation of a boat whose gate opens, by one named person.

    Raises
    ------
    LastknownError : the gate does not open, or no person gave a name.
    """
    proposal = propose_closure(store, hand, view.gate, _settled(view), why)
    return proposal, confirm_closure(store, hand, proposal)


def closure_document(
    store: Store, view: BoatView, t: Telling, entries: Sequence[Entry]
) -> ClosureDocument:
    """Return what was confirmed, or what blocks, as a document; `entries`: those written."""
    gate = view.gate
    return {
        "schema": "lastknown.case-closure",
        "version": 1,
        "record": store.record,
        "boat": view.boat,
        "closed": bool(entries),
        "blocks": [
            {"code": block.code, "entries": [*block.entries], "words": t.block(block)}
            for block in gate.blocks
        ],
        "rescue": gate.rescue,
        "p_same": gate.p_same,
        "identifications": [*gate.identifications],
        "settled": _settled(view),
        "left": [*gate.left],
        "upper": gate.upper,
        "accounted": gate.accounted,
        "carried": gate.carried,
        "entries": [entry_document(entry) for entry in entries],
    }


def refused_words(t: Telling, view: BoatView) -> str:
    """Return why a boat stays open, a line for each reason."""
    lines = [f"  - {t.block(block)}{_remedy(t, view, block)}" for block in view.gate.blocks]
    return "\n".join([t.w.say("close.refused", boat=t.boat(view)), *lines])


def _remedy(t: Telling, view: BoatView, block: Block) -> str:
    """Return how a person answers a block, as it follows it."""
    if any((c.code, c.entries) == (block.code, block.entries) for c in view.conflicts):
        entries = " ".join(t.entry(each) for each in block.entries)
        return t.w.say("close.settle", entries=entries)
    if block.code == "persons not accounted for":
        return t.w.say("close.carry", boat=view.boat)
    return ""


def confirms_words(t: Telling, view: BoatView, author: str) -> str:
    """Return what a person confirms who closes a boat."""
    lines = [f"  - {line}" for line in _confirms(t, view)]
    return "\n".join([t.w.say("close.confirms", author=author, boat=t.boat(view)), *lines])


def _confirms(t: Telling, view: BoatView) -> Iterator[str]:
    gate = view.gate
    rescue = t.entry(gate.rescue) if gate.rescue else ""
    yield t.w.say("close.rescue", rescue=rescue, p=share(t.w, gate.p_same))
    yield t.w.say("close.identified", entries=t.entries(gate.identifications))
    values = {"accounted": gate.accounted, "carried": gate.carried, "upper": gate.upper}
    yield t.w.say("close.persons", **values)
    if _settled(view):
        yield t.w.say("close.settled", entries=t.entries(_settled(view)))
    if gate.left:
        yield t.w.say("close.left", entries=t.entries(gate.left))
