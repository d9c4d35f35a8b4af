"""Routes and lanes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from services.common.store import types

revision = "e0005"
down_revision = "e0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lanes",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("brand", sa.Text(), nullable=False),
        sa.Column("queue", sa.Text(), nullable=False, comment="id of the queue"),
        sa.Column(
            "skills", sa.Text(), nullable=False, comment="name to level, as an object in the order of names"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lanes")),
    )
    with op.batch_alter_table("lanes", schema=None) as batch_op:
        batch_op.create_index("ix_lanes_demand", ["brand", "queue", "skills"], unique=True)

    with op.batch_alter_table("members", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "route",
                sa.Text(),
                server_default="",
                nullable=False,
                comment="where it sent it; empty for the default",
            )
        )

    with op.batch_alter_table("opportunities", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "lane",
                sa.Integer(),
                server_default="0",
                nullable=False,
                comment="who may work on it; 0: not known yet",
            )
        )
        batch_op.add_column(
            sa.Column(
                "route",
                sa.Text(),
                server_default="",
                nullable=False,
                comment="what the policy decided beside; as in members",
            )
        )
        batch_op.create_index(
            "ix_opportunities_lane", ["state", "lane", "rank_time", "conversation_key"], unique=False
        )
