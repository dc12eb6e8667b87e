"""What is proved of a record's chains, as a document and in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from typing_extensions import TypedDict

from lastknown.case.verify import ChainCheck
from lastknown.desk.words import Words

__all__ = ["VERIFY_SCHEMA", "VERIFY_VERSION", "VerifyDocument", "is_whole", "verify_document"]
__all__ += ["verify_words"]

VERIFY_SCHEMA: Final = "lastknown.case-verify"
VERIFY_VERSION: Final = 1


class BadDocument(TypedDict):
    """The first entry of a chain that is not as it was written."""

    seq: int
    """Its number in the chain."""
    id: str | None
    """Null where it is not there."""
    what: str
    """What is wrong with it."""


class ChainDocument(TypedDict):
    """What was found of one centre's chain."""

    centre: str
    entries: int
    """Entries that are stored."""
    proved: int
    """How many from the first are proved, by the signed head kept outside or another's receipt."""
    unproved: int
    """How many at the end agree with themselves, and are proved by nothing else."""
    bad: BadDocument | None
    """The first bad entry; null where there is none."""
    lost: list[str]
    """Ids of entries that are as written, but whose keys were altered or lost."""


class VerifyDocument(TypedDict):
    """Whether a record is as it was written."""

    schema: Literal["lastknown.case-verify"]
    version: Literal[1]
    record: str
    whole: bool
    """No chain has a bad entry. Entries whose keys are lost are as written: see `lost`."""
    chains: list[ChainDocument]


def is_whole(found: Sequence[ChainCheck]) -> bool:
    """Return whether no chain has a bad entry; a lost key leaves the chain as it was written."""
    return not any(check.bad for check in found)


def verify_document(record: str, found: Sequence[ChainCheck]) -> VerifyDocument:
    """Return what was found as a document."""
    return {
        "schema": "lastknown.case-verify",
        "version": 1,
        "record": record,
        "whole": is_whole(found),
        "chains": [_chain(check) for check in found],
    }


def _chain(check: ChainCheck) -> ChainDocument:
    bad = check.bad
    return {
        "centre": check.centre,
        "entries": check.entries,
        "proved": check.proved,
        "unproved": check.unproved,
        "bad": {"seq": bad.seq, "id": bad.id, "what": bad.what} if bad else None,
        "lost": [*check.lost],
    }


def verify_words(w: Words, found: Sequence[ChainCheck]) -> str:
    """Return what was found in words, a few lines a chain."""
    lines = [line for check in found for line in _lines(w, check)]
    return "\n".join([*lines, w.say("verify.whole" if is_whole(found) else "verify.broken")])


def _lines(w: Words, check: ChainCheck) -> list[str]:
    lines = [w.say("verify.chain", centre=check.centre, entries=check.entries, proved=check.proved)]
    if check.bad:
        name = f"{check.centre}/{check.bad.seq}"
        which = check.bad.id or w.say("verify.not_there")
        lines.append(w.say("verify.bad", name=name, id=which, what=w.phrase(check.bad.what)))
    if check.unproved:
        lines.append(w.say("verify.unproved", count=check.unproved))
    if check.lost:
        lines.append(w.say("verify.lost", count=len(check.lost), first=check.lost[0]))
    return lines
