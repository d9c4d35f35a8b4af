"""Rows of which nobody knows how queries fold their words are found."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "e0015"
down_revision = "e0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("mentions", schema=None) as batch_op:
        batch_op.create_index(
            "ix_mentions_unseen",
            ["id"],
            unique=False,
            sqlite_where=sa.text("odd IS NULL"),
            postgresql_where=sa.text("odd IS NULL"),
        )
