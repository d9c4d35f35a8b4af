"""Answers and reasons know whose mention they are about."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "e0003"
down_revision = "e0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "mention_author",
                sa.LargeBinary(),
                nullable=True,
                comment="whom the reason may speak of; as in members",
            )
        )

    with op.batch_alter_table("replies", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "mention_author", sa.LargeBinary(), nullable=True, comment="of the mention; as in members"
            )
        )
        batch_op.create_index("ix_replies_mention_author", ["mention_author"], unique=False)
    op.execute(
        "UPDATE replies SET mention_author = (SELECT members.author FROM members "
        "WHERE members.opportunity_id = replies.opportunity_id "
        "AND members.mention_key = replies.mention_key)"
    )
