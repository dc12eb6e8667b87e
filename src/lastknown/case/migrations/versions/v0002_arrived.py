"""When a row came into this database, beside when its author entered it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

__all__ = ["down_revision", "revision", "upgrade"]

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the column; of older rows it is not known."""
    op.add_column("entries", sa.Column("arrived", sa.DateTime(timezone=False)))
