"""Calendars and deadline policies."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from services.common.store import types

revision = "e0008"
down_revision = "e0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendars",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("name", sa.Text(), nullable=False, comment="without calendars/"),
        sa.Column(
            "message", sa.LargeBinary(), nullable=False, comment="antiphon.routing.v1.Calendar as it was set"
        ),
        sa.Column("update_time", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendars")),
    )
    with op.batch_alter_table("calendars", schema=None) as batch_op:
        batch_op.create_index("ix_calendars_name", ["name"], unique=True)

    op.create_table(
        "deadline_policies",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("name", sa.Text(), nullable=False, comment="without deadlinePolicies/"),
        sa.Column("calendar", sa.Text(), nullable=False, comment="its name; empty for day and night"),
        sa.Column(
            "message", sa.LargeBinary(), nullable=False, comment="antiphon.routing.v1.DeadlinePolicy as set"
        ),
        sa.Column("update_time", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadline_policies")),
    )
    with op.batch_alter_table("deadline_policies", schema=None) as batch_op:
        batch_op.create_index("ix_deadline_policies_name", ["name"], unique=True)

    op.create_table(
        "deadline_sweeps",
        sa.Column("id", types.Id, nullable=False),
        sa.Column(
            "after_id",
            sa.BigInteger(),
            nullable=False,
            comment="opportunities up to this one have new deadlines",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadline_sweeps")),
    )
    with op.batch_alter_table("opportunities", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "clocks",
                sa.Text(),
                server_default="",
                nullable=False,
                comment="empty: both run since create_time",
            )
        )
        batch_op.add_column(
            sa.Column(
                "tell_time",
                sa.BigInteger(),
                nullable=True,
                comment="when a clock is about to run out, or has",
            )
        )
        batch_op.create_index("ix_opportunities_tell", ["tell_time"], unique=False)

    # What waits already is told of in time, too: a sweep writes when.
    op.execute("INSERT INTO deadline_sweeps (after_id) VALUES (0)")
