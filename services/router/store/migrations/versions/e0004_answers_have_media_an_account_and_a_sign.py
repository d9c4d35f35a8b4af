"""Answers have media, an account and a signature."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from services.common.store import types

revision = "e0004"
down_revision = "e0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reply_media",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False, comment="of the reply it goes with"),
        sa.Column("attachment", types.Blob(), nullable=False, comment="antiphon.mention.v1.Attachment"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply_media")),
    )
    with op.batch_alter_table("reply_media", schema=None) as batch_op:
        batch_op.create_index("ix_reply_media_request", ["request_id", "id"], unique=False)

    with op.batch_alter_table("replies", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("signature", sa.Text(), nullable=True, comment="what its words were signed with")
        )
        batch_op.add_column(
            sa.Column(
                "chosen_source", sa.Text(), nullable=True, comment="whose account shall send it; empty: any"
            )
        )
        batch_op.add_column(sa.Column("media_count", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("media_digest", sa.LargeBinary(), nullable=True, comment="tells its media from others")
        )
