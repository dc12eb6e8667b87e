"""What came in, and when: take in a bundle, say in the record that it came, forget what it orders.

A centre says of every other one how many of its entries it has, in a `received` entry of its own.
So the record itself tells what each centre knew at a moment, whatever the other's clock said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from lastknown.case.canonical import read_canonical
from lastknown.case.documents import read_document
from lastknown.case.entries import Draft, Entry, check
from lastknown.case.merge import import_bundle
from lastknown.case.purge import carry_out, waiting_purges
from lastknown.case.receive import chains_of
from lastknown.case.rules import Void, void
from lastknown.case.store import Row, Store, append, rows

__all__ = ["Arrival", "receive"]


@dataclass(frozen=True, slots=True)
class Arrival:
    """What `receive` did.

    entries : how many entries of each centre were new here.
    received : the receipts that were appended, one for each centre of which something came.
    purged : the acknowledgements of the purges that were carried out here.
    waiting : ids of purges that a legal hold keeps from being carried out.
    void : ids of new entries that are kept and count for nothing, and why (`rules.void`).
    """

    entries: Mapping[str, int]
    received: tuple[Entry, ...]
    purged: tuple[Entry, ...]
    waiting: tuple[str, ...]
    void: tuple[tuple[str, Void], ...]


def receive(store: Store, path: Path, author: str, role: str, at: datetime) -> Arrival:
    """Take in a bundle, append receipts of what came, and carry out the purges it brings.

    Nothing is appended where a bundle brings nothing but other centres' receipts, so that two
    centres that exchange bundles come to rest. What an earlier call took in and then died before
    its receipt is acknowledged now.

    Parameters
    ----------
    path : the bundle.
    author, role : who took it in. at : when, aware.

    Raises
    ------
    LastknownError : the bundle is refused (`merge.import_bundle`), or the record cannot be written.
    """
    new = import_bundle(store, path)
    stored = rows(store)
    drafts = [_receipt(author, role, at, *due) for due in _unreceipted(stored, _own(store))]
    received = append(store, *drafts) if drafts else ()
    purged = carry_out(store, author, role, at=at)
    return Arrival(new, received, purged, waiting_purges(store), tuple(_void(stored, new)))


def _own(store: Store) -> str:
    return store.keyring.centre


def _receipt(author: str, role: str, at: datetime, centre: str, count: int, hashed: bytes) -> Draft:
    body = {"kind": "received", "centre": centre, "count": count, "hash": hashed.hex()}
    when = {"happened": {"at": at}, "entered": at}
    return check(Draft, {"author": author, "role": role, "body": body, **when})


def _unreceipted(stored: Sequence[Row], own: str) -> Iterator[tuple[str, int, bytes]]:
    """Yield centre, count and hash of each chain with entries that no receipt of ours covers."""
    chains = chains_of(stored)
    covered: dict[str, int] = {}
    for body in map(_body, chains.get(own, ())):
        if body["kind"] == "received":
            centre = str(body["centre"])
            covered[centre] = max(covered.get(centre, 0), int(str(body["count"])))
    for centre, chain in chains.items():
        rest = chain[covered.get(centre, 0) :]
        if centre != own and any(_body(row)["kind"] != "received" for row in rest):
            yield centre, len(chain), chain[-1].hash


def _body(row: Row) -> Mapping[str, object]:
    body = read_canonical(row.document)["body"]
    assert isinstance(body, dict)
    return body


def _void(stored: Sequence[Row], new: Mapping[str, int]) -> Iterator[tuple[str, Void]]:
    chains = chains_of(stored)
    for centre, many in new.items():
        for row in chains[centre][-many:]:
            why = void(read_document(row.document, lambda _: None))
            if why:
                yield row.id, why
