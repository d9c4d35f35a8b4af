"""Signatures of webhooks that were taken."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from services.common.store import types

revision = "e0007"
down_revision = "e0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "webhook_marks",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("digest", types.Blob(), nullable=False),
        sa.Column("expire_time", types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_marks")),
        sa.UniqueConstraint("digest", name=op.f("uq_webhook_marks_digest")),
    )
    with op.batch_alter_table("webhook_marks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_webhook_marks_expire_time"), ["expire_time"], unique=False)
