"""Bring a database to the schema of this program, or say why that cannot be."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from lastknown.errors import LastknownError

if TYPE_CHECKING:
    from alembic.script import ScriptDirectory

__all__ = ["SCHEMA", "schema_of", "upgrade"]

SCHEMA = "0003"
"""The schema that this program writes: the last step in `migrations.versions`."""


def schema_of(connection: Connection) -> str | None:
    """Return a database's schema, or None where there is no record in it."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def upgrade(connection: Connection, shown: str, to: str = SCHEMA) -> None:
    """Bring a database to a schema within the transaction that is open.

    Parameters
    ----------
    connection : to a database, also an empty one.
    shown : its path or URL, for the error.
    to : the schema; an earlier one only to test what comes after it.

    Raises
    ------
    LastknownError : a later program wrote it.
    """
    before = schema_of(connection)
    if before == to:
        return
    if before is not None and before > SCHEMA:
        raise LastknownError(
            f"{shown} was written by a later Lastknown (schema {before}, this one knows {SCHEMA}); "
            f"update Lastknown, nothing was changed"
        )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        _run(connection, to)


def _run(connection: Connection, to: str) -> None:
    from alembic.migration import MigrationContext
    from alembic.operations import Operations

    script = _script()
    context = MigrationContext.configure(
        connection,
        opts={
            "fn": lambda revision, _: script._upgrade_revs(to, revision),
            "transactional_ddl": False,
        },
    )
    with Operations.context(context):
        context.run_migrations()


def _script() -> ScriptDirectory:
    from alembic.script import ScriptDirectory

    return ScriptDirectory(str(Path(__file__).parent / "migrations"))
