"""What is told begins with its source, and is found by author."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from services.common.store import types

revision = "e0012"
down_revision = "e0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("event_deliveries", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "mention_author",
                types.Blob(),
                nullable=True,
                comment="who wrote the mention it names, by reference",
            )
        )
        batch_op.create_index("ix_event_deliveries_mention_author", ["mention_author"], unique=False)

    with op.batch_alter_table("sources", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "resume_time", types.UtcDateTime(), nullable=True, comment="when a person last ended a pause"
            )
        )
