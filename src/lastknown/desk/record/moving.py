"""Records on their way between centres: what joins, what was moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, Literal

from typing_extensions import TypedDict

from lastknown.case.documents import read_document
from lastknown.case.reading import Reading
from lastknown.case.store import Store
from lastknown.case.told import Opened
from lastknown.desk.record.verbs import UNNAMED, Hand
from lastknown.desk.words import Words
from lastknown.errors import LastknownError

__all__ = ["MOVED_SCHEMA", "MOVED_VERSION", "MovedDocument", "joined", "moved_document"]
__all__ += ["moved_words", "reading_notes", "take_in"]

MOVED_SCHEMA: Final = "lastknown.case-moved"
MOVED_VERSION: Final = 1


class MovedDocument(TypedDict):
    """How many entries were taken in, sent or put back."""

    schema: Literal["lastknown.case-moved"]
    version: Literal[1]
    record: str
    centre: str
    """The centre whose record this is."""
    what: str
    """``joined``, ``exported``, ``imported`` or ``restored``."""
    entries: dict[str, int]
    """By centre, how many entries."""
    notes: list[str]
    """What a person should know besides, in words."""


def joined(bundle: Path, centre: str) -> tuple[str, str]:
    """Return the id and the name of the record that a bundle is of, for a centre that joins it.

    Raises
    ------
    LastknownError : it is no bundle, names no record, or has entries of this centre already.
    """
    from lastknown.case.bundle import read_bundle

    held = read_bundle(bundle)
    if centre in held.chains or centre in held.heads:
        raise LastknownError(
            f"{centre} writes in this record already; open it where its keys are, or join under "
            "another name"
        )
    for first, documents in held.chains.values():
        body = read_document(documents[0], lambda _: None).body if first == 0 else None
        if isinstance(body, Opened):
            return held.record, body.name
    raise LastknownError(
        f"{bundle} does not begin at the first entry; ask for a bundle of the whole record"
    )


def take_in(store: Store, hand: Hand, bundle: Path, w: Words) -> tuple[dict[str, int], list[str]]:
    """Take in a bundle, say in the record that it came, and carry out the purges in it.

    Returns
    -------
    How many entries of each centre were new, and what a person should know besides.

    Raises
    ------
    LastknownError : the bundle is not to be trusted, or the record cannot be written.
    """
    from lastknown.case.arrivals import receive  # a list of entries needs none of it

    arrival = receive(store, bundle, hand.author, hand.role, hand.now)
    notes = []
    if arrival.purged:
        notes.append(w.say("keep.purged"))
    if arrival.waiting:
        notes.append(w.say("keep.waiting", count=len(arrival.waiting)))
    if arrival.void:
        notes.append(w.say("keep.void", count=len(arrival.void)))
    return dict(arrival.entries), notes


def reading_notes(w: Words, noted: Reading, author: str) -> list[str]:
    """Return what a person is told of a reading of private parts that was noted."""
    if not noted.recorded:
        return [w.say("keep.reading_not_kept")]
    notes = [w.say("keep.bulk_reading", count=noted.entries)] if noted.alarm else []
    return notes + ([w.say("keep.reading_unnamed")] if noted.entries and author == UNNAMED else [])


def moved_document(
    store: Store, what: str, counts: Mapping[str, int], notes: Sequence[str] = ()
) -> MovedDocument:
    """Return what was moved as a document."""
    return {
        "schema": "lastknown.case-moved",
        "version": 1,
        "record": store.record,
        "centre": store.keyring.centre,
        "what": what,
        "entries": dict(counts),
        "notes": [*notes],
    }


def moved_words(w: Words, what: str, counts: Mapping[str, int]) -> str:
    """Return what was moved in words."""
    parts = [w.say("keep.of", count=count, centre=centre) for centre, count in counts.items()]
    return w.say(f"keep.{what}", parts=", ".join(parts) or w.say("keep.nothing"))
