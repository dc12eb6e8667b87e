"""Prove that a record is whole, or name the first entry that is not.

What a chain cannot show by itself (that its end was not cut off, that it was not rewritten whole)
the heads show that are kept outside the database, and the receipts that other centres wrote in
chains which their heads prove. What lies behind the last of these cannot be proved, and is said to
be so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from sqlalchemy import select

from lastknown.case.canonical import read_canonical
from lastknown.case.chain import Head, first_hash, next_hash
from lastknown.case.decided import Received
from lastknown.case.documents import KeyOf, read_document
from lastknown.case.heads import Trusted, kept_heads
from lastknown.case.purge import purged_subjects
from lastknown.case.store import Row, Store, key_reader, read_rows, transaction
from lastknown.case.tables import KEYS
from lastknown.errors import LastknownError

__all__ = ["Bad", "ChainCheck", "check_chain", "verify"]


@dataclass(frozen=True, slots=True)
class Bad:
    """The first entry of a chain that is not as it was written: its number, id and what is wrong.

    id : None where the entry is not there.
    """

    seq: int
    id: str | None
    what: str


@dataclass(frozen=True, slots=True)
class ChainCheck:
    """What was found of one centre's chain.

    entries : stored. proved : how many from the first are proved, by the head that is kept outside
    or by another centre's receipt.
    bad : the first bad entry, None where there is none.
    lost : ids of entries that are as they were written, but whose keys were altered or lost.
    """

    centre: str
    entries: int
    proved: int
    bad: Bad | None = None
    lost: tuple[str, ...] = ()

    @property
    def unproved(self) -> int:
        """How many entries at the end agree with themselves and are proved by nothing else."""
        return 0 if self.bad else self.entries - self.proved


def verify(store: Store) -> tuple[ChainCheck, ...]:
    """Return what was found of every centre's chain, by centre.

    Raises
    ------
    LastknownError : the database or the heads cannot be read at all.
    """
    heads = kept_heads(store.folder)
    with transaction(store.engine, store.shown, writes=False) as connection:
        stored = read_rows(connection)
        key = key_reader(connection, store.keyring)
        there = frozenset(connection.execute(select(KEYS.c.subject)).scalars())
    chains = {centre: [*part] for centre, part in groupby(stored, key=lambda row: row.centre)}
    lost = _lost(stored, store.keyring.centre, key, there)
    checks = {
        centre: check_chain(store.record, centre, chains.get(centre, []), heads.get(centre))
        for centre in sorted({*chains, *heads})
    }
    receipts = _receipts(chains, checks)
    return tuple(
        replace(
            _witnessed(check, chains.get(centre, []), receipts.get(centre, [])),
            lost=tuple(lost.get(centre, ())),
        )
        for centre, check in checks.items()
    )


_Receipt = tuple[int, bytes, str]
"""Count, hash and the centre that wrote it."""


def _receipts(
    chains: Mapping[str, Sequence[Row]], checks: Mapping[str, ChainCheck]
) -> dict[str, list[_Receipt]]:
    """Return by centre the receipts of its entries that stand in proved parts of other chains."""
    found: dict[str, list[_Receipt]] = {}
    for by, chain in chains.items():
        for row in () if checks[by].bad else chain[: checks[by].proved]:
            body = read_document(row.document, lambda _: None).body
            if isinstance(body, Received) and body.centre != by:
                receipt = (body.count, bytes.fromhex(body.hash), by)
                found.setdefault(body.centre, []).append(receipt)
    return {centre: sorted(receipts) for centre, receipts in found.items()}


def _witnessed(check: ChainCheck, chain: Sequence[Row], receipts: Sequence[_Receipt]) -> ChainCheck:
    """Return what a chain that agrees with itself is found to be beside others' receipts of it."""
    if check.bad:
        return check
    proved = check.proved
    for count, hashed, by in receipts:
        if count > len(chain):
            return replace(check, proved=0, bad=_not_what_came(len(chain), f"{by} got {count}"))
        if chain[count - 1].hash != hashed:
            said = f"{by} got other bytes, of this or an earlier entry"
            return replace(check, proved=0, bad=_not_what_came(count - 1, said))
        proved = max(proved, count)
    return replace(check, proved=proved)


def _not_what_came(seq: int, said: str) -> Bad:
    return Bad(seq, None, f"it is not what was sent: {said}, by its receipt; compare with a bundle")


def _lost(
    stored: Sequence[Row], own: str, key: KeyOf, there: frozenset[str]
) -> dict[str, list[str]]:
    """Return by centre the entries that should open here and do not; purged ones should not."""
    readable = [row for row in stored if _opens(row, lambda _: None)]
    purged = purged_subjects(readable)
    lost: dict[str, list[str]] = {}
    for row in readable:
        parts = read_canonical(row.document)["sealed"]
        due = {part["subject"] for part in parts} - purged
        if row.centre != own:
            due &= there
        if any(key(subject) is None for subject in due) or (due and not _opens(row, key)):
            lost.setdefault(row.centre, []).append(row.id)
    return lost


def _opens(row: Row, key: KeyOf) -> bool:
    try:
        read_document(row.document, key)
    except LastknownError:
        return False
    return True


def check_chain(
    record: str, centre: str, chain: Sequence[Row], trusted: Trusted | None
) -> ChainCheck:
    """Return what is found of one chain, without any key.

    Parameters
    ----------
    chain : its rows by number. trusted : the head kept outside.
    """
    head = trusted.head if trusted else None
    last, proved = first_hash(record, centre), 0
    for seq, row in enumerate(chain):
        if row.seq != seq:
            return ChainCheck(centre, len(chain), proved, _missing(seq, row))
        last = next_hash(last, row.document)
        what = _wrong(row, last)
        if what:
            return ChainCheck(centre, len(chain), proved, Bad(seq, row.id, what))
        if head and head.count == seq + 1:
            if head.hash != last:
                return ChainCheck(centre, len(chain), 0, _rewritten(head))
            proved = head.count
    if head and head.count > len(chain):
        return ChainCheck(centre, len(chain), 0, _cut_off(head, len(chain)))
    return ChainCheck(centre, len(chain), proved)


def _wrong(row: Row, last: bytes) -> str:
    """Return what is wrong with a row whose hash should be `last`; nothing where all is well."""
    if row.hash != last:
        return "its bytes or its hash were altered"
    try:
        entry = read_document(row.document, lambda _: None)
    except LastknownError as error:
        return str(error)
    if (entry.id, entry.centre, entry.seq) != (row.id, row.centre, row.seq):
        return "it stands in another entry's place"
    return ""


def _missing(seq: int, after: Row) -> Bad:
    return Bad(seq, None, f"it is missing; the next one is {after.id} (number {after.seq})")


def _cut_off(head: Head, entries: int) -> Bad:
    return Bad(
        entries,
        None,
        f"it and all after it were cut off: the signed head counts {head.count}",
    )


def _rewritten(head: Head) -> Bad:
    return Bad(
        head.count - 1,
        None,
        "this or an earlier entry was altered and the chain written anew after it: the signed head "
        "has another hash; compare with a bundle to find which",
    )
