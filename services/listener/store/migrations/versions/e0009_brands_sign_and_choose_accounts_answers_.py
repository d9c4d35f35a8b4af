"""Brands sign and choose accounts, answers have media."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from services.common.store import types

revision = "e0009"
down_revision = "e0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "delivery_media",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("attachment", types.Blob(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_media")),
    )
    with op.batch_alter_table("delivery_media", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_delivery_media_request_id_id"), ["request_id", "id"], unique=False
        )

    with op.batch_alter_table("brands", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reply_signature", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("reply_sources", types.Json, nullable=True))
