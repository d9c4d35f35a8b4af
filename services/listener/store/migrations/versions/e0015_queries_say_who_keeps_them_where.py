"""Queries say who keeps them where."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "e0015"
down_revision = "e0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("queries", schema=None) as batch_op:
        batch_op.add_column(sa.Column("owner", sa.Text(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "managed_in",
                sa.Text(),
                nullable=True,
                comment="file of the customer's that it is kept in; null for here",
            )
        )
