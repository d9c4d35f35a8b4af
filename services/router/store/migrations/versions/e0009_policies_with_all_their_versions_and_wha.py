"""Policies with all their versions, and what decided."""

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
        "policy_documents",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="policy, lists, thresholds"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False, comment="from 1"),
        sa.Column("text", sa.Text(), nullable=False, comment="YAML as it was written"),
        sa.Column("author", sa.Text(), nullable=False, comment="user:{sub}"),
        sa.Column("create_time", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_documents")),
    )
    with op.batch_alter_table("policy_documents", schema=None) as batch_op:
        batch_op.create_index("ix_policy_documents_version", ["kind", "name", "version"], unique=True)

    op.create_table(
        "policy_history",
        sa.Column("id", types.Id, nullable=False, comment="rises; the highest tells replicas what is new"),
        sa.Column("kind", sa.Text(), nullable=False, comment="as in policy_documents, or shadow"),
        sa.Column("brand", sa.Text(), nullable=False, comment="empty for all that have none of their own"),
        sa.Column("name", sa.Text(), nullable=False, comment="empty when it ended"),
        sa.Column("version", sa.Integer(), nullable=False, comment="0 when it ended"),
        sa.Column("action", sa.Text(), nullable=False, comment="apply, rollback, end"),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_history")),
    )
    with op.batch_alter_table("policy_history", schema=None) as batch_op:
        batch_op.create_index("ix_policy_history_place", ["kind", "brand", "id"], unique=False)

    op.create_table(
        "policy_shadows",
        sa.Column("brand", sa.Text(), nullable=False, comment="empty for all that have none of their own"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("start_time", sa.BigInteger(), nullable=False),
        sa.Column("decided", sa.BigInteger(), nullable=False, comment="mentions that both decided"),
        sa.Column("changed", sa.BigInteger(), nullable=False, comment="those they send to different places"),
        sa.PrimaryKeyConstraint("brand", name=op.f("pk_policy_shadows")),
    )
    op.create_table(
        "rule_counts",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("policy", sa.Text(), nullable=False, comment="name without its version"),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("decisions", sa.BigInteger(), nullable=False),
        sa.Column("latest_time", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_counts")),
    )
    with op.batch_alter_table("rule_counts", schema=None) as batch_op:
        batch_op.create_index("ix_rule_counts_rule", ["policy", "rule"], unique=True)

    op.create_table(
        "shadow_differences",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("brand", sa.Text(), nullable=False, comment="as in policy_shadows"),
        sa.Column("live", sa.Text(), nullable=False, comment="queue, or watch, drop, own"),
        sa.Column("candidate", sa.Text(), nullable=False),
        sa.Column("live_rule", sa.Text(), nullable=False),
        sa.Column("candidate_rule", sa.Text(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("samples", sa.Text(), nullable=False, comment="some mention keys, a line each"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shadow_differences")),
    )
    with op.batch_alter_table("shadow_differences", schema=None) as batch_op:
        batch_op.create_index(
            "ix_shadow_differences_pair",
            ["brand", "live", "candidate", "live_rule", "candidate_rule"],
            unique=True,
        )

    with op.batch_alter_table("members", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "because",
                sa.Text(),
                server_default="",
                nullable=False,
                comment="what decided, as sentences.keep writes it",
            )
        )
