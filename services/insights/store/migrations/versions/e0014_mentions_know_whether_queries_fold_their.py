"""Mentions know whether queries fold their words otherwise."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "e0014"
down_revision = "e0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("mentions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("odd", sa.SmallInteger(), nullable=True))
        batch_op.create_index(
            "ix_mentions_odd",
            ["create_time"],
            unique=False,
            sqlite_where=sa.text("(odd IS NULL OR odd > 0)"),
            postgresql_where=sa.text("(odd IS NULL OR odd > 0)"),
        )
