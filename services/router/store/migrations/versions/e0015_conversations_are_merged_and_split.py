"""Conversations are merged and split."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from services.common.store import types

revision = "e0015"
down_revision = "e0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "conversation_homes",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("brand", sa.Text(), nullable=False),
        sa.Column("conversation_key", sa.Text(), nullable=False),
        sa.Column(
            "opportunity_uid", sa.Text(), nullable=False, comment="that has mentions of it, or shall have"
        ),
        sa.Column("main", sa.Boolean(), nullable=False, comment="what belongs nowhere else comes here"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation_homes")),
    )
    with op.batch_alter_table("conversation_homes", schema=None) as batch_op:
        batch_op.create_index(
            "ix_conversation_homes_identity", ["brand", "conversation_key", "opportunity_uid"], unique=True
        )
        batch_op.create_index("ix_conversation_homes_opportunity", ["opportunity_uid"], unique=False)

    op.create_table(
        "conversation_moves",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("kind", sa.SmallInteger(), nullable=False, comment="ConversationMove.Kind"),
        sa.Column("brand", sa.Text(), nullable=False),
        sa.Column("source_uid", sa.Text(), nullable=False, comment="opportunity where it was"),
        sa.Column("target_uid", sa.Text(), nullable=False, comment="opportunity where it went"),
        sa.Column("conversation_key", sa.Text(), nullable=False, comment="of the opportunity it was"),
        sa.Column("moved", sa.Text(), nullable=False, comment="what moved, as core.moving.Load keeps it"),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column(
            "asked", sa.Text(), nullable=False, comment="what the request wished, to tell others from it"
        ),
        sa.Column("create_time", sa.BigInteger(), nullable=False),
        sa.Column("undo_time", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation_moves")),
    )
    with op.batch_alter_table("conversation_moves", schema=None) as batch_op:
        batch_op.create_index("ix_conversation_moves_request", ["request_id", "source_uid"], unique=True)
        batch_op.create_index("ix_conversation_moves_source", ["source_uid", "id"], unique=False)
        batch_op.create_index("ix_conversation_moves_target", ["target_uid", "id"], unique=False)

    with op.batch_alter_table("replies", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "sent_key", sa.Text(), nullable=True, comment="key it has on the network; null until learned"
            )
        )
