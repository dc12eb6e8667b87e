"""What comes in with a bundle: whom to trust, which rows are new, which keys open anything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from lastknown.case.bundle import Bundle, check_end
from lastknown.case.canonical import read_canonical
from lastknown.case.chain import Head, chain_hashes, first_hash, next_hash
from lastknown.case.documents import read_document
from lastknown.case.heads import Trusted
from lastknown.case.keyring import write_keyring
from lastknown.case.purge import numbers_are_purged, purged_subjects
from lastknown.case.sealing import open_seal
from lastknown.case.sending import open_keys
from lastknown.case.store import Row, Store, key_reader, put_key
from lastknown.case.tables import KEYS
from lastknown.case.told import Opened
from lastknown.errors import LastknownError

__all__ = ["chains_of", "check_trust", "mended_chain", "new_rows", "proves", "take_keys"]


def chains_of(stored: Sequence[Row]) -> dict[str, list[Row]]:
    """Return rows by centre, each in the order of their numbers."""
    chains: dict[str, list[Row]] = {}
    for row in sorted(stored, key=lambda row: (row.centre, row.seq)):
        chains.setdefault(row.centre, []).append(row)
    return chains


def check_trust(record: str, bundle: Bundle, heads: Mapping[str, Trusted], path: Path) -> None:
    """Refuse a bundle that is not of this record or not signed by the keys known here.

    A centre that is new here is known from then on by the key in its first entry.

    Raises
    ------
    LastknownError : it says which centre's key does not fit.
    """
    if bundle.record != record:
        raise LastknownError(
            f"{path} is of another record ({bundle.record}); this one is {record}; to join that "
            f"one: lastknown case join FILE BUNDLE"
        )
    for centre, trusted in bundle.heads.items():
        known = heads[centre].signs if centre in heads else _first_key(bundle, centre)
        if known != trusted.signs:
            raise LastknownError(
                f"{path}: the head of {centre} is signed by another key than the one known here; "
                f"refused, ask that centre in person"
            )
    writer = bundle.heads.get(bundle.centre)
    if writer is None or not check_end(bundle, writer.signs):
        raise LastknownError(f"{path} is not signed by {bundle.centre}, which it says wrote it")


def _first_key(bundle: Bundle, centre: str) -> bytes | None:
    first, documents = bundle.chains.get(centre, (1, []))
    if first != 0 or not documents:
        return None
    body = read_document(documents[0], lambda _: None).body
    return bytes.fromhex(body.signs) if isinstance(body, Opened) else None


def new_rows(bundle: Bundle, have: Mapping[str, Sequence[Row]], path: Path) -> list[Row]:
    """Return the rows of a bundle that are new, their chains verified up to their heads.

    Raises
    ------
    LastknownError : a gap, another story than the rows already here, or no head that proves it.
    """
    new: list[Row] = []
    for centre, (first, documents) in bundle.chains.items():
        ours = have.get(centre, ())
        if first > len(ours):
            raise LastknownError(
                f"{path} begins at entry {first} of {centre}, here are {len(ours)}; ask for a "
                f"bundle from entry {len(ours)} on"
            )
        _same_story(ours[first : first + len(documents)], documents, centre, path)
        rest = documents[len(ours) - first :]
        last = ours[-1].hash if ours else first_hash(bundle.record, centre)
        added = [*_chained(centre, len(ours), last, rest, path)]
        _proved([*ours, *added], bundle.heads.get(centre), centre, path)
        if added and added[-1].seq >= bundle.heads[centre].head.count:
            raise LastknownError(f"{path} has entries of {centre} behind its head; refused")
        new += added
    return new


def _same_story(ours: Sequence[Row], documents: Sequence[bytes], centre: str, path: Path) -> None:
    for row, document in zip(ours, documents, strict=False):
        if row.document != document:
            raise LastknownError(
                f"{path}: entry {row.seq} of {centre} ({row.id}) differs from the one here; "
                f"nothing was taken. Run verify on both records: one of them was altered or forked"
            )


def _chained(
    centre: str, seq: int, last: bytes, documents: Sequence[bytes], path: Path
) -> Iterator[Row]:
    for number, document in enumerate(documents, seq):
        entry = read_document(document, lambda _: None)
        if (entry.centre, entry.seq) != (centre, number):
            raise LastknownError(f"{path}: entry {entry.id} is not in its place; refused")
        last = next_hash(last, document)
        yield Row(centre, number, entry.id, document, last)


def _proved(chain: Sequence[Row], trusted: Trusted | None, centre: str, path: Path) -> None:
    """Refuse a chain that its head does not prove.

    Rows behind the head were here before: the bundle is an older one that came again.
    """
    count = trusted.head.count if trusted else 0
    if trusted is None or count > len(chain):
        raise LastknownError(f"{path} has no head that proves the entries of {centre}; refused")
    if chain[count - 1].hash != trusted.head.hash:
        raise LastknownError(
            f"{path}: the entries of {centre} are not those its head signs; refused"
        )


def take_keys(
    store: Store,
    bundle: Bundle,
    connection: Connection,
    stored: Sequence[Row],
    *,
    anew: bool = False,
) -> None:
    """Keep the keys that a bundle brings for this centre and that open what they are for.

    Parameters
    ----------
    anew : also replace keys that are here, where those here do not open it.
    """
    sealed = bundle.keys.get(store.keyring.centre)
    if sealed is None:
        return
    keyring = store.keyring
    keys, numbers = open_keys(keyring, sealed)
    here, purged = key_reader(connection, keyring), purged_subjects(stored)
    for subject, (part, entry) in _parts(stored).items():
        key = keys.get(subject)
        if key is None or subject in purged or not _opens(part, key, entry):
            continue
        if here(subject) is None or (anew and not _opens(part, here(subject), entry)):
            connection.execute(KEYS.delete().where(KEYS.c.subject == subject))
            put_key(connection, keyring, subject, key)
    if keyring.numbers is None and numbers and not numbers_are_purged(stored):
        write_keyring(store.folder, replace(keyring, numbers=numbers))


def _parts(stored: Sequence[Row]) -> dict[str, tuple[dict[str, Any], str]]:
    """Return a sealed part and its entry for each subject."""
    return {
        part["subject"]: (part, row.id)
        for row in stored
        for part in read_canonical(row.document)["sealed"]
    }


def _opens(part: Mapping[str, Any], key: bytes | None, entry: str) -> bool:
    if key is None:
        return False
    try:
        open_seal(part, key, entry)
    except LastknownError:
        return False
    return True


def mended_chain(
    record: str, centre: str, have: Sequence[Row], first: int, documents: Sequence[bytes]
) -> list[Row]:
    """Return a chain whose rows are a bundle's where it has them, and those stored elsewhere."""
    told = {row.seq: row.document for row in have}
    told |= dict(enumerate(documents, first))
    chain = [told[seq] for seq in sorted(told)]
    hashes = chain_hashes(record, centre, chain)
    return [
        Row(centre, seq, str(read_canonical(told[seq])["id"]), told[seq], hashed)
        for seq, hashed in zip(sorted(told), hashes, strict=True)
    ]


def proves(chain: Sequence[Row], head: Head | None) -> bool:
    """Return whether a chain is whole and the one that a head signs."""
    if head is None or [row.seq for row in chain] != [*range(len(chain))]:
        return False
    return head.count <= len(chain) and chain[head.count - 1].hash == head.hash
