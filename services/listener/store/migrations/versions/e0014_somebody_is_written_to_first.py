"""Somebody is written to first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "e0014"
down_revision = "e0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "recipient",
                sa.Text(),
                nullable=True,
                comment="whom it is written to where it answers nothing",
            )
        )
        batch_op.add_column(sa.Column("title", sa.Text(), nullable=True))
