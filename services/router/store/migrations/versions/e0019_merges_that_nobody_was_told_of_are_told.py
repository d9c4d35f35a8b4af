"""Merges that the archive was never told of are known as such."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "e0019"
down_revision = "e0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("identities", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "tell_time",
                sa.BigInteger(),
                nullable=True,
                comment="when the archive was told; null for never",
            )
        )
        batch_op.create_index(
            "ix_identities_untold",
            ["id"],
            unique=False,
            sqlite_where=sa.text("tell_time IS NULL"),
            postgresql_where=sa.text("tell_time IS NULL"),
        )
