"""Entries: what can be written in the record, each typed, versioned and frozen.

An entry is never changed. One that was wrong is named in `replaces` or `retracts` of a later one,
and stays readable.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Annotated, Any, Literal, TypeVar

from pydantic import Field, ValidationError

from lastknown.case import decided, told
from lastknown.case.values import Centre, EntryId, Line, Private, Time, Value, When
from lastknown.errors import LastknownError
from lastknown.times import parse_time

__all__ = ["VERSION", "Body", "Draft", "Entry", "check", "make_id", "private_fields", "version_of"]

Kind = TypeVar("Kind", bound=Value)
VERSION = 2
"""Highest version of an entry that this program reads and writes; it refuses to guess at later
ones. Each kind is written in the lowest version that seals what it has to (`version_of`), so that
an older program goes on reading all the others."""

Body = Annotated[
    told.Opened
    | told.Report
    | told.Identification
    | told.Persons
    | told.Person
    | told.UnitStatus
    | told.SearchDone
    | told.Conditions
    | told.WarningSent
    | told.WarningAcknowledged
    | told.WarningRung
    | told.WarningEnded
    | told.Note
    | decided.Boat
    | decided.Link
    | decided.Unlink
    | decided.Read
    | decided.ConflictSettled
    | decided.HolderTaken
    | decided.HolderOffered
    | decided.HolderAccepted
    | decided.HolderRefused
    | decided.Severity
    | decided.ClosureProposed
    | decided.ClosureConfirmed
    | decided.ClosureReopened
    | decided.Missing
    | decided.Alarm
    | decided.AlarmAcknowledged
    | decided.Shown
    | decided.Received
    | decided.Purge
    | decided.PurgeDone
    | decided.LegalHold
    | decided.LegalHoldLifted
    | decided.Retention,
    Field(discriminator="kind"),
]
"""What an entry says: one of the kinds."""


class Draft(Value):
    """What a person or machine gives: everything but the id and the place in the chain.

    author, role : who wrote it, and as what (`SMC`, `watch officer`, `machine`).
    happened : time of the event, with its standard deviation, s.
    entered : time of entry.
    raw : the text exactly as received; sealed. Of an entry read back it is None where its key is
        not at hand or destroyed.
    replaces, retracts : ids of earlier entries that this one stands for, or takes back.
    """

    author: Line
    role: Line
    happened: When
    entered: Time
    body: Body
    raw: str | None = ""
    replaces: tuple[EntryId, ...] = ()
    retracts: tuple[EntryId, ...] = ()


class Entry(Draft):
    """A draft that was appended: its id, its centre and its number in that centre's chain.

    version : of the entry's form (`version_of`).
    seq : 0 for a centre's first entry.
    numbers : keyed hashes of telephone numbers and devices (hex), equal where those are equal.
    """

    version: Literal[1, 2] = 1
    id: EntryId
    centre: Centre
    seq: Annotated[int, Field(ge=0)]
    numbers: tuple[str, ...] = ()


def make_id(at: datetime, draw: Callable[[int], bytes] = secrets.token_bytes) -> str:
    """Return a version 7 UUID (RFC 9562, section 5.7): milliseconds of `at`, then random bits.

    Parameters
    ----------
    at : aware time of entry. Before 1970 it counts as 1970.
    draw : returns so many random bytes; give a fixed one for ids that repeat.
    """
    ms = max(0, int(parse_time(at).timestamp() * 1000))
    data = bytearray(ms.to_bytes(6, "big") + draw(10))
    data[6] = 0x70 | data[6] & 0x0F
    data[8] = 0x80 | data[8] & 0x3F
    text = data.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def check(kind: type[Kind], given: dict[str, Any]) -> Kind:
    """Return the value, checked.

    Raises
    ------
    LastknownError : a field is missing, unknown or out of bounds. The field is named; what was
        given is not repeated, for it may be personal.
    """
    try:
        return kind.model_validate(given)
    except ValidationError as error:
        said = _said(error)
    raise LastknownError(said)  # not within: nothing given hangs on to it


def _said(error: ValidationError) -> str:
    first = error.errors(include_input=False, include_url=False, include_context=False)[0]
    where = ".".join(str(part) for part in first["loc"]) or "entry"
    what = "it is of no known kind" if first["type"] == "union_tag_invalid" else first["msg"]
    later = first["type"] in ("union_tag_invalid", "extra_forbidden")
    remedy = "a later Lastknown may know it: update, or " if later else ""
    return f"{where} of this entry is wrong: {what}; {remedy}see docs/record.md for its fields"


@cache
def private_fields(kind: type[Value]) -> frozenset[str]:
    """Return the names of a kind's fields that are sealed, in the version it is written in."""
    return frozenset(
        name
        for name, field in kind.model_fields.items()
        if any(isinstance(mark, Private) for mark in field.metadata)
    )


@cache
def version_of(kind: type[Value]) -> int:
    """Return the version that entries of a kind are written in: 1, or that of its latest seal."""
    marks = (mark for field in kind.model_fields.values() for mark in field.metadata)
    return max((mark.since for mark in marks if isinstance(mark, Private)), default=1)
