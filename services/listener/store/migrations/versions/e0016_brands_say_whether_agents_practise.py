"""Brands say whether agents practise with them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "e0016"
down_revision = "e0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("brands", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "training",
                sa.Boolean(),
                nullable=True,
                comment="whether agents practise with it; null for no",
            )
        )
