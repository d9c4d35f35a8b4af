"""Deliveries know whom they answer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from services.common.store import types

revision = "e0004"
down_revision = "e0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.add_column(sa.Column("mention_author", types.Blob(), nullable=True))
        batch_op.create_index("ix_deliveries_mention_author", ["mention_author"], unique=False)
