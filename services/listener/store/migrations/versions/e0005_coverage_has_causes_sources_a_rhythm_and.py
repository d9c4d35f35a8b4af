"""Coverage has causes, sources a rhythm and a budget, the past is read by jobs."""

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
        "backfills",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("start_time", types.UtcDateTime(), nullable=False),
        sa.Column("end_time", types.UtcDateTime(), nullable=False),
        sa.Column("state", sa.Integer(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("estimate", types.Blob(), nullable=False),
        sa.Column("cursor", sa.Text(), nullable=False),
        sa.Column("call_count", sa.BigInteger(), nullable=False),
        sa.Column("spent_micros", sa.BigInteger(), nullable=False),
        sa.Column("received_count", sa.BigInteger(), nullable=False),
        sa.Column("matched_count", sa.BigInteger(), nullable=False),
        sa.Column("create_time", types.UtcDateTime(), nullable=False),
        sa.Column("update_time", types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backfills")),
        sa.UniqueConstraint("name", name=op.f("uq_backfills_name")),
    )
    with op.batch_alter_table("backfills", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_backfills_source"), ["source"], unique=False)

    op.create_table(
        "spends",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("units", sa.BigInteger(), nullable=False),
        sa.Column("micros", sa.BigInteger(), nullable=False),
        sa.Column("end_time", types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spends")),
        sa.UniqueConstraint("source", "period", name=op.f("uq_spends_source_period")),
    )
    with op.batch_alter_table("spends", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_spends_end_time"), ["end_time"], unique=False)

    with op.batch_alter_table("coverage", schema=None) as batch_op:
        batch_op.add_column(sa.Column("cause", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("query", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("heal_time", types.UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("backfill", sa.Text(), nullable=True))

    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kind", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("action", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("private", sa.Boolean(), nullable=True))

    with op.batch_alter_table("sources", schema=None) as batch_op:
        batch_op.add_column(sa.Column("item_time", types.UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("rhythm", types.Json, nullable=True))
