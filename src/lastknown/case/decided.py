"""What people decided: links, holders, severity, closure, alarms, and what is to be forgotten."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from lastknown.case.values import (
    BoatId,
    Centre,
    Count,
    EntryId,
    Line,
    PersonId,
    Probability,
    Time,
    Value,
)

__all__ = ["Alarm", "AlarmAcknowledged", "Belief", "Boat", "ClosureConfirmed", "ClosureProposed"]
__all__ += ["ClosureReopened", "ConflictSettled", "HolderAccepted", "HolderOffered"]
__all__ += ["HolderRefused", "HolderTaken", "LegalHold", "LegalHoldLifted", "Link", "Missing"]
__all__ += ["Purge", "PurgeDone", "Read", "Received", "Retention", "Severity", "Shown", "Unlink"]


Belief = Literal["certain", "likely", "unlikely", "never"]
"""How sure a person is that a report is about a boat."""


class Boat(Value):
    """A boat that the centres speak of, and what they call it."""

    kind: Literal["boat"] = "boat"
    boat: BoatId
    label: Line = ""


class Link(Value):
    """A person's word on whether a report is about a boat; why is the entry's raw text."""

    kind: Literal["link"] = "link"
    report: EntryId
    boat: BoatId
    belief: Belief


class Unlink(Value):
    """A person takes a link back: the report is again nobody's decision."""

    kind: Literal["unlink"] = "unlink"
    report: EntryId
    boat: BoatId


class Read(Value):
    """A person has read a report. plotted : and has put its position on the chart."""

    kind: Literal["read"] = "read"
    report: EntryId
    plotted: bool = False


class ConflictSettled(Value):
    """A named person settles a conflict between entries; why is the entry's raw text.

    code, boat : the conflict's code and its boat; without them, every conflict that stood then
    between these entries.
    """

    kind: Literal["conflict_settled"] = "conflict_settled"
    entries: Annotated[tuple[EntryId, ...], Field(min_length=1)]
    code: Line | None = None
    boat: BoatId | None = None


class HolderTaken(Value):
    """This centre holds the boat's case, which nobody held."""

    kind: Literal["holder_taken"] = "holder_taken"
    boat: BoatId


class HolderOffered(Value):
    """The holder offers the boat's case to another centre; until that accepts, it still holds."""

    kind: Literal["holder_offered"] = "holder_offered"
    boat: BoatId
    to: Centre


class HolderAccepted(Value):
    """The centre that was asked now holds the boat's case."""

    kind: Literal["holder_accepted"] = "holder_accepted"
    offer: EntryId


class HolderRefused(Value):
    """The centre that was asked does not take the boat's case."""

    kind: Literal["holder_refused"] = "holder_refused"
    offer: EntryId


class Severity(Value):
    """The emergency phase (IAMSAR). It rises on any entry and falls only where `lowers` is set."""

    kind: Literal["severity"] = "severity"
    boat: BoatId
    phase: Literal["uncertainty", "alert", "distress"]
    lowers: bool = False


class ClosureProposed(Value):
    """Somebody proposes to close a boat: on which entries, against which, and how probable."""

    kind: Literal["closure_proposed"] = "closure_proposed"
    boat: BoatId
    evidence: tuple[EntryId, ...] = ()
    conflicts: tuple[EntryId, ...] = ()
    probability: Probability | None = None
    carried_missing: Count = 0


class ClosureConfirmed(Value):
    """The named person (the entry's author) confirms a proposal."""

    kind: Literal["closure_confirmed"] = "closure_confirmed"
    proposal: EntryId


class ClosureReopened(Value):
    """A closed boat is open again.

    closure : the confirmation it undoes; without it, all that did not surely come after it. The
    proposals that these confirm are spent: only a new one closes the boat.
    """

    kind: Literal["closure_reopened"] = "closure_reopened"
    boat: BoatId
    closure: EntryId | None = None


class Missing(Value):
    """Persons of a boat who are carried on a list that stays open."""

    kind: Literal["missing"] = "missing"
    boat: BoatId
    count: Count


class Alarm(Value):
    """An alarm that was raised; `code`, what it is about, and how many entries where that counts.

    `bulk-reading` is about an author who was shown so many private entries within a short time.
    """

    kind: Literal["alarm"] = "alarm"
    code: Line
    about: Line = ""
    entries: Count | None = None


class AlarmAcknowledged(Value):
    """A person has seen an alarm; it stays acknowledged."""

    kind: Literal["alarm_acknowledged"] = "alarm_acknowledged"
    code: Line
    about: Line = ""


class Shown(Value):
    """What was shown to a person: the picture's clocks and the SHA-256 of its bytes (hex).

    known_by : the centre whose knowledge it was; without it, times of entry count.
    """

    kind: Literal["shown"] = "shown"
    to: Line
    what: Line
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    at: Time | None = None
    known_at: Time | None = None
    known_by: Centre | None = None


class Received(Value):
    """This centre has got so many of another's entries; what is not covered, it did not know.

    count : entries of `centre` that its store holds. hash : of the last of them (hex).
    """

    kind: Literal["received"] = "received"
    centre: Centre
    count: Annotated[int, Field(ge=1)]
    hash: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class Purge(Value):
    """The order to destroy keys: of named persons and entries, or of everything that is private.

    upto : how many entries of each centre it covers: those that its author's store held.
    """

    kind: Literal["purge"] = "purge"
    everything: bool = False
    persons: tuple[PersonId, ...] = ()
    entries: tuple[EntryId, ...] = ()
    upto: tuple[tuple[Centre, Count], ...] = ()


class PurgeDone(Value):
    """This centre has destroyed what a purge names; complete when every centre has said so."""

    kind: Literal["purge_done"] = "purge_done"
    purge: EntryId


class LegalHold(Value):
    """Nothing may be purged; by whose order is the entry's raw text."""

    kind: Literal["legal_hold"] = "legal_hold"


class LegalHoldLifted(Value):
    """A legal hold ends."""

    kind: Literal["legal_hold_lifted"] = "legal_hold_lifted"
    hold: EntryId


class Retention(Value):
    """How long private fields are kept after the last boat closed, days; the holder's rule."""

    kind: Literal["retention"] = "retention"
    days: Annotated[int, Field(ge=0, le=36_525)]
