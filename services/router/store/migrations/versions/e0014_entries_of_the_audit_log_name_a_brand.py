"""Entries of the audit log name a brand."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "e0014"
down_revision = "e0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "brand", sa.Text(), nullable=True, comment="null: that of the opportunity, or of the house"
            )
        )
