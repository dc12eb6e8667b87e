"""Export a record's entries in a bundle, take a bundle in, and restore damaged entries from one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from sqlalchemy import Connection

from lastknown.case.bundle import Bundle, pack_bundle, read_bundle
from lastknown.case.chain import Head, chain_hashes, sign
from lastknown.case.documents import read_document
from lastknown.case.guard import put_up, take_down
from lastknown.case.heads import Trusted, keep_head, keep_own_head, kept_heads, own_count
from lastknown.case.keyring import signing_key
from lastknown.case.receive import chains_of, check_trust, mended_chain, new_rows, proves, take_keys
from lastknown.case.sending import seal_keys
from lastknown.case.store import (
    Row,
    Store,
    key_reader,
    read_rows,
    rows,
    transaction,
    write_rows,
)
from lastknown.case.tables import ENTRIES, KEYS
from lastknown.case.told import Opened
from lastknown.case.verify import ChainCheck, verify
from lastknown.errors import LastknownError

__all__ = ["export_bundle", "import_bundle", "restore"]

_BEGINS = b'{"bundle":'


def export_bundle(
    store: Store,
    path: Path,
    *,
    to: Sequence[str] = (),
    after: Mapping[str, int] | None = None,
) -> dict[str, int]:
    """Write a bundle and return how many entries of each centre are in it.

    Parameters
    ----------
    path : the file; an earlier bundle is replaced whole, any other file never.
    to : centres that are also sent the keys at hand. Nobody else can open these.
    after : by centre, how many entries the receiver has already.

    Raises
    ------
    LastknownError : the record is damaged (such a chain is never signed anew), a recipient is not
        known here, another file is there, or it cannot be written.
    """
    _refuse_damaged(store, verify(store))
    chains = _documents(rows(store))
    heads = _heads(store, chains)
    had = after or {}
    part = {
        centre: (had.get(centre, 0), chain[had.get(centre, 0) : heads[centre].head.count])
        for centre, chain in chains.items()
        if centre in heads and had.get(centre, 0) < heads[centre].head.count
    }
    sealed = {centre: _sealed_for(store, centre, chains) for centre in to}
    key = signing_key(store.keyring)
    bundle = Bundle(store.record, store.keyring.centre, part, heads, sealed)
    _write(path, pack_bundle(bundle, key.sign))
    for trusted in heads.values():
        keep_head(store.folder, trusted.head, trusted.signs)
    return {centre: len(documents) for centre, (_, documents) in part.items()}


def _refuse_damaged(store: Store, found: Sequence[ChainCheck]) -> None:
    for chain in found:
        if chain.bad:
            raise LastknownError(
                f"{store.shown}: entry {chain.bad.seq} of {chain.centre} "
                f"({chain.bad.id or 'not there'}): {chain.bad.what}; restore it from a bundle first"
            )


def _documents(stored: Sequence[Row]) -> dict[str, list[bytes]]:
    return {centre: [row.document for row in part] for centre, part in chains_of(stored).items()}


def _heads(store: Store, chains: Mapping[str, list[bytes]]) -> dict[str, Trusted]:
    """Return the heads to send: this centre's signed anew, the others' as they came."""
    own, key = store.keyring.centre, signing_key(store.keyring)
    heads = {centre: kept for centre, kept in kept_heads(store.folder).items() if centre != own}
    hashes = chain_hashes(store.record, own, chains.get(own, []))
    if hashes:
        head = sign(Head(store.record, own, len(hashes), hashes[-1]), key)
        heads[own] = Trusted(head, key.public_key().public_bytes_raw())
    return heads


def _sealed_for(store: Store, centre: str, chains: Mapping[str, list[bytes]]) -> dict[str, str]:
    if not chains.get(centre):
        raise LastknownError(
            f"to={centre} has no entry in this record yet; import a bundle of it first, its first "
            f"entry holds its key"
        )
    opened = read_document(chains[centre][0], lambda _: None).body
    assert isinstance(opened, Opened)
    with transaction(store.engine, store.shown, writes=False) as connection:
        key = key_reader(connection, store.keyring)
        subjects = connection.execute(KEYS.select().with_only_columns(KEYS.c.subject)).scalars()
        keys = {subject: found for subject in subjects if (found := key(subject)) is not None}
    return seal_keys(store.record, bytes.fromhex(opened.receives), keys, store.keyring.numbers)


def _write(path: Path, data: bytes) -> None:
    part = path.with_name(f".{path.name}.part")
    try:
        _refuse_other_file(path)
        part.write_bytes(data)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise LastknownError(
            f"{path} cannot be written ({error.strerror}); give another path"
        ) from None


def _refuse_other_file(path: Path) -> None:
    """Refuse to replace what is there unless it is a bundle: it may be the record itself."""
    if not path.exists() or path.is_dir():
        return
    if path.is_file():
        with path.open("rb") as there:
            start = there.read(len(_BEGINS))
        if start in (b"", _BEGINS):
            return
    raise LastknownError(f"{path} is there and no bundle, so it stays; give another path")


def import_bundle(store: Store, path: Path) -> dict[str, int]:
    """Take in the entries of a bundle that are new here; return how many of each centre.

    Programs for people call `arrivals.receive`, which also says in the record what came. Everything
    is verified first, and all of it or nothing is taken. Taking in the same bundle again changes
    nothing, and the order of bundles does not matter as long as each begins where the entries had
    so far end.

    Raises
    ------
    LastknownError : the bundle is of another record, damaged, not signed by the keys known here,
        leaves a gap, or tells another story than the entries already here.
    """
    if store.read_only:
        raise LastknownError(f"{store.shown} was opened read-only; open it for writing to import")
    bundle = read_bundle(path)
    heads = kept_heads(store.folder)
    check_trust(store.record, bundle, heads, path)
    with transaction(store.engine, store.shown, writes=True) as connection:
        have = read_rows(connection)
        new = new_rows(bundle, chains_of(have), path)
        write_rows(connection, new)
        take_keys(store, bundle, connection, [*have, *new])
    for trusted in bundle.heads.values():
        keep_head(store.folder, trusted.head, trusted.signs)
    _keep_own(store, bundle.heads.get(store.keyring.centre))
    counted: dict[str, int] = {}
    for row in new:
        counted[row.centre] = counted.get(row.centre, 0) + 1
    return counted


def _keep_own(store: Store, came_back: Trusted | None) -> None:
    """Keep a head of this centre that another kept and that goes further than the one here."""
    if came_back and came_back.head.count > own_count(store.folder):
        keep_own_head(store.folder, came_back.head, came_back.signs)


def restore(store: Store, path: Path) -> dict[str, int]:
    """Put back damaged, missing and cut-off entries from a bundle; return how many of each centre.

    A row is replaced only where the chain that results is the one that the heads kept outside, or
    the hashes of all later rows, prove.

    Raises
    ------
    LastknownError : the bundle is not to be trusted, or does not prove what it would replace.
    """
    bundle = read_bundle(path)
    heads = kept_heads(store.folder)
    check_trust(store.record, bundle, heads, path)
    done: dict[str, int] = {}
    with transaction(store.engine, store.shown, writes=True) as connection:
        have = read_rows(connection)
        chains = chains_of(have)
        for centre, (first, documents) in bundle.chains.items():
            kept = heads.get(centre) or bundle.heads.get(centre)
            mended = mended_chain(store.record, centre, chains.get(centre, []), first, documents)
            if not proves(mended, kept.head if kept else None):
                raise LastknownError(
                    f"{path} does not prove the entries of {centre} that it would replace; use a "
                    f"later bundle"
                )
            had = frozenset(chains.get(centre, []))
            changed = [row for row in mended if row not in had]
            if changed:
                _replace_rows(connection, changed)
                done[centre] = len(changed)
        take_keys(store, bundle, connection, [*read_rows(connection)], anew=True)
    return done


def _replace_rows(connection: Connection, changed: Sequence[Row]) -> None:
    """Put rows in the place of those there, which nothing else in this program may do."""
    take_down(connection)
    for row in changed:
        where = (ENTRIES.c.centre == row.centre) & (ENTRIES.c.seq == row.seq)
        connection.execute(ENTRIES.delete().where(where))
    write_rows(connection, sorted(changed, key=lambda row: row.seq))
    put_up(connection)
