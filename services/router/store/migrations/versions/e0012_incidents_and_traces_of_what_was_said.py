"""Incidents, and traces of what was said."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from services.common.store import types

revision = "e0012"
down_revision = "e0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "incidents",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("brand", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("prepared_text", sa.Text(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("start_time", sa.BigInteger(), nullable=False),
        sa.Column("last_time", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incidents")),
    )
    with op.batch_alter_table("incidents", schema=None) as batch_op:
        batch_op.create_index("ix_incidents_last", ["last_time"], unique=False)

    op.create_table(
        "traces",
        sa.Column("opportunity_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("brand", sa.Text(), nullable=False),
        sa.Column(
            "fingerprint", sa.BigInteger(), nullable=False, comment="as a signed number; 0: says too little"
        ),
        sa.Column("time", sa.BigInteger(), nullable=False, comment="when it entered the queue"),
        sa.Column(
            "incident",
            sa.BigInteger(),
            nullable=False,
            comment="it belongs to; 0: none, -1: kept out by hand",
        ),
        sa.PrimaryKeyConstraint("opportunity_id", name=op.f("pk_traces")),
    )
    with op.batch_alter_table("traces", schema=None) as batch_op:
        batch_op.create_index("ix_traces_incident", ["incident", "opportunity_id"], unique=False)
        batch_op.create_index("ix_traces_time", ["time"], unique=False)
