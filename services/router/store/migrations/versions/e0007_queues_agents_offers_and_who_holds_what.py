"""Queues, agents, offers, and who holds what."""

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
        "agents",
        sa.Column("id", sa.Text(), nullable=False, comment="subject of the user's token"),
        sa.Column(
            "document", types.Blob(), nullable=False, comment="antiphon.routing.v1.Agent as it was set"
        ),
        sa.Column("status", sa.SmallInteger(), nullable=False, comment="Agent.Status"),
        sa.Column("seen", sa.BigInteger(), nullable=False, comment="latest sign of life; 0 before the first"),
        sa.Column("idle", sa.BigInteger(), nullable=False, comment="since when no new work came"),
        sa.Column(
            "missed", sa.Integer(), nullable=False, comment="offers in a row that ended without a word"
        ),
        sa.Column("create_time", sa.BigInteger(), nullable=False),
        sa.Column("update_time", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agents")),
    )
    op.create_table(
        "handlings",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("lane", sa.BigInteger(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False, comment="who held it"),
        sa.Column("entered", sa.BigInteger(), nullable=False),
        sa.Column("claim_time", sa.BigInteger(), nullable=False),
        sa.Column("end_time", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handlings")),
    )
    with op.batch_alter_table("handlings", schema=None) as batch_op:
        batch_op.create_index("ix_handlings_end", ["end_time"], unique=False)

    op.create_table(
        "offers",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("opportunity_id", sa.BigInteger(), nullable=False),
        sa.Column("entered", sa.BigInteger(), nullable=False, comment="create_time of the opportunity then"),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("state", sa.SmallInteger(), nullable=False, comment="Offer.State"),
        sa.Column("sender", sa.Text(), nullable=False, comment="who handed it over; empty for the router"),
        sa.Column("offer_time", sa.BigInteger(), nullable=False),
        sa.Column("expire_time", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offers")),
    )
    with op.batch_alter_table("offers", schema=None) as batch_op:
        batch_op.create_index("ix_offers_identity", ["opportunity_id", "entered", "agent"], unique=True)

    op.create_table(
        "queues",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column(
            "document", types.Blob(), nullable=False, comment="antiphon.routing.v1.Queue as it was set"
        ),
        sa.Column(
            "first_age", sa.BigInteger(), nullable=True, comment="age of its first step or its overflow"
        ),
        sa.Column("create_time", sa.BigInteger(), nullable=False),
        sa.Column("update_time", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queues")),
    )
    op.create_table(
        "staffing_versions",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False, comment="always 1"),
        sa.Column(
            "version", sa.BigInteger(), nullable=False, comment="rises with every change of a queue or agent"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staffing_versions")),
    )
    op.create_table(
        "tags",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("opportunity_id", sa.BigInteger(), nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False, comment="false where somebody took it away"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tags")),
    )
    with op.batch_alter_table("tags", schema=None) as batch_op:
        batch_op.create_index("ix_tags_identity", ["opportunity_id", "tag"], unique=True)

    with op.batch_alter_table("lanes", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "unserved_time",
                sa.BigInteger(),
                nullable=True,
                comment="since when something waits that nobody can take",
            )
        )

    with op.batch_alter_table("opportunities", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "moved",
                sa.Boolean(),
                server_default=sa.false(),
                nullable=False,
                comment="a person put it in its queue",
            )
        )
        batch_op.add_column(
            sa.Column("escalate_time", sa.BigInteger(), nullable=True, comment="when its queue asks for less")
        )
        batch_op.add_column(
            sa.Column("wake_time", sa.BigInteger(), nullable=True, comment="when it comes back by itself")
        )
        batch_op.add_column(
            sa.Column("claim_time", sa.BigInteger(), nullable=True, comment="when it was last claimed")
        )
        batch_op.add_column(
            sa.Column(
                "last_holder", sa.Text(), server_default="", nullable=False, comment="who claimed it last"
            )
        )
        batch_op.create_index(
            "ix_opportunities_escalate",
            ["escalate_time"],
            unique=False,
            postgresql_where=sa.text("escalate_time IS NOT NULL"),
            sqlite_where=sa.text("escalate_time IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_opportunities_expires",
            ["expires"],
            unique=False,
            postgresql_where=sa.text("expires > 0"),
            sqlite_where=sa.text("expires > 0"),
        )
        batch_op.create_index(
            "ix_opportunities_holder",
            ["holder"],
            unique=False,
            postgresql_where=sa.text("holder <> ''"),
            sqlite_where=sa.text("holder <> ''"),
        )
        batch_op.create_index(
            "ix_opportunities_wake",
            ["wake_time"],
            unique=False,
            postgresql_where=sa.text("wake_time IS NOT NULL"),
            sqlite_where=sa.text("wake_time IS NOT NULL"),
        )
