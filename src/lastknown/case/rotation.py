"""A new wrapping key, so that destroyed keys cannot come back from an older copy of the database.

The new key is written beside the old one, all that stays is wrapped by it in one transaction, then
the old one is destroyed. A program that dies in between leaves both, and the next one finishes.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import Connection, bindparam, select

from lastknown.case.keyring import Keyring, unwrap, with_new_wrapping, wrap, write_keyring
from lastknown.case.store import Store, transaction
from lastknown.case.tables import KEYS

__all__ = ["destroy_keys", "finish_rotation"]


def destroy_keys(store: Store, subjects: Collection[str], *, numbers: bool = False) -> None:
    """Destroy the keys of subjects for good.

    Parameters
    ----------
    subjects : names of keys; those that are not there are passed over.
    numbers : also destroy the key by which numbers are hashed.

    Raises
    ------
    LastknownError : the database or the key file cannot be written.
    """
    with transaction(store.engine, store.shown, writes=True) as connection:
        keyring = store.keyring
        if len(keyring.wrapping) == 1:
            keyring = with_new_wrapping(keyring)
        keyring = replace(keyring, numbers=None if numbers else keyring.numbers)
        write_keyring(store.folder, keyring)
        gone = KEYS.delete().where(KEYS.c.subject == bindparam("gone"))
        if subjects:
            connection.execute(gone, [{"gone": subject} for subject in subjects])
        _rewrap(connection, keyring)
    _drop_older(store)


def finish_rotation(store: Store) -> None:
    """Finish what a program began that died while it destroyed keys.

    Raises
    ------
    LastknownError : the database or the key file cannot be written.
    """
    with transaction(store.engine, store.shown, writes=True) as connection:
        _rewrap(connection, store.keyring)
    _drop_older(store)


def _rewrap(connection: Connection, keyring: Keyring) -> None:
    """Wrap by the newest key what an older one wraps."""
    c = KEYS.c
    newest = keyring.wrapping[0][0]
    old = connection.execute(
        select(c.subject, c.wrapping, c.wrapped).where(c.wrapping != newest)
    ).all()
    changed = [
        {"which": subject, "by": newest, "data": wrap(keyring, key)[1]}
        for subject, by, data in old
        if (key := unwrap(keyring, by, data)) is not None
    ]
    if changed:
        update = KEYS.update().where(c.subject == bindparam("which"))
        connection.execute(
            update.values(wrapping=bindparam("by"), wrapped=bindparam("data")), changed
        )


def _drop_older(store: Store) -> None:
    """Destroy the older wrapping key; let SQLite forget what its log still holds."""
    with transaction(store.engine, store.shown, writes=True):
        keyring = store.keyring
        write_keyring(store.folder, replace(keyring, wrapping=keyring.wrapping[:1]))
    if store.engine.dialect.name == "sqlite":
        with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
