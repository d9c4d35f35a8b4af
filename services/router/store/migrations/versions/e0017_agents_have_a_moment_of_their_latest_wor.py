"""Agents have a moment of their latest word on offers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "e0017"
down_revision = "e0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("agents", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "word_time",
                sa.BigInteger(),
                server_default="0",
                nullable=False,
                comment="latest word on what was offered, or when a time without one was counted",
            )
        )
