"""Entries are kept by the database itself, and who reads in bulk is counted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from lastknown.case.guard import put_up

__all__ = ["down_revision", "revision", "upgrade"]

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the triggers, and the table of readings."""
    op.create_table(
        "readings",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("author", sa.String(200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=False), nullable=False),
        sa.Column("entries", sa.Integer, nullable=False),
        sa.Column("alarmed", sa.Boolean, nullable=False),
    )
    put_up(op.get_bind())
