"""The router's first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from services.common.store import types

revision = "e0001"
down_revision = None
branch_labels = ("expand",)
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("opportunity_uid", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False, comment="of the reply; empty when none"),
        sa.Column("detail", sa.Text(), nullable=False, comment="the reason a person gave"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index("ix_audit_opportunity", ["opportunity_uid", "id"], unique=False)

    op.create_table(
        "decisions",
        sa.Column("id", types.Id, nullable=False, comment="rises in the order of the decisions"),
        sa.Column("mention_key", sa.Text(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False, comment="2^63-1 for a deletion"),
        sa.Column(
            "brand", sa.Text(), nullable=False, comment="empty for a deletion, and where no brand matched"
        ),
        sa.Column("outcome", sa.SmallInteger(), nullable=False, comment="Decision.Outcome"),
        sa.Column("opportunity_uid", sa.Text(), nullable=False, comment="empty when none"),
        sa.Column("decide_time", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
    )
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.create_index("ix_decisions_identity", ["mention_key", "revision", "brand"], unique=True)

    op.create_table(
        "erasures",
        sa.Column("author", sa.LargeBinary(), nullable=False, comment="as in members"),
        sa.Column("erase_time", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("author", name=op.f("pk_erasures")),
    )
    op.create_table(
        "events_out",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("ordering_key", sa.Text(), nullable=False),
        sa.Column("headers", types.Json, nullable=True),
        sa.Column("payload", types.Blob(), nullable=False),
        sa.Column("created_at", types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events_out")),
    )
    op.create_table(
        "members",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("opportunity_id", sa.BigInteger(), nullable=False),
        sa.Column("mention_key", sa.Text(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=False, comment="1 live, 2 quiet, 3 gone"),
        sa.Column("priority", sa.SmallInteger(), nullable=False),
        sa.Column("written", sa.BigInteger(), nullable=False),
        sa.Column("author", sa.LargeBinary(), nullable=True, comment="first 128 bits of SHA-256(author key)"),
        sa.Column("rule", sa.Text(), nullable=False, comment="{policy}@{version} {rule}"),
        sa.Column("parts", sa.Text(), nullable=False, comment="parts of the priority, a line each"),
        sa.Column(
            "mention",
            sa.LargeBinary(),
            nullable=False,
            comment="antiphon.mention.v1.Mention; empty unless live",
        ),
        sa.Column(
            "score", sa.LargeBinary(), nullable=False, comment="antiphon.scoring.v1.Score; empty unless live"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_members")),
    )
    with op.batch_alter_table("members", schema=None) as batch_op:
        batch_op.create_index("ix_members_author", ["author"], unique=False)
        batch_op.create_index("ix_members_identity", ["opportunity_id", "mention_key"], unique=True)

    op.create_table(
        "named_leases",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("token", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", types.UtcDateTime(), nullable=False),
        sa.Column("process", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_named_leases")),
    )
    op.create_table(
        "opportunities",
        sa.Column("id", types.Id, autoincrement=False, nullable=False, comment="given out by the intake"),
        sa.Column(
            "uid",
            sa.Text(),
            nullable=False,
            comment="digest of brand and conversation_key: unique as they are",
        ),
        sa.Column("brand", sa.Text(), nullable=False),
        sa.Column("conversation_key", sa.Text(), nullable=False),
        sa.Column("network", sa.Text(), nullable=False),
        sa.Column("state", sa.SmallInteger(), nullable=False, comment="Opportunity.State"),
        sa.Column("rest", sa.SmallInteger(), nullable=False, comment="state that its mentions alone give it"),
        sa.Column("holder", sa.Text(), nullable=False, comment="of the lease; empty when nobody"),
        sa.Column("token", sa.BigInteger(), nullable=False, comment="of the latest lease; only rises"),
        sa.Column(
            "expires", sa.BigInteger(), nullable=False, comment="end of the lease; 0 when nobody holds it"
        ),
        sa.Column("news", sa.Boolean(), nullable=False, comment="something came while it was being answered"),
        sa.Column("priority", sa.SmallInteger(), nullable=False),
        sa.Column("rank_time", sa.BigInteger(), nullable=False),
        sa.Column("deadline_time", sa.BigInteger(), nullable=True),
        sa.Column("window_end_time", sa.BigInteger(), nullable=True),
        sa.Column("create_time", sa.BigInteger(), nullable=False, comment="when it entered the queue"),
        sa.Column("update_time", sa.BigInteger(), nullable=False),
        sa.Column("live", sa.Integer(), nullable=False, comment="members that deserve the queue"),
        sa.Column("known", sa.Integer(), nullable=False, comment="members"),
        sa.Column("gone", sa.Integer(), nullable=False, comment="members deleted or erased"),
        sa.Column("top_written", sa.BigInteger(), nullable=False),
        sa.Column("top_key", sa.Text(), nullable=False, comment="weightiest live member"),
        sa.Column("latest_written", sa.BigInteger(), nullable=False),
        sa.Column("latest_key", sa.Text(), nullable=False, comment="latest live member: the one to answer"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opportunities")),
    )
    with op.batch_alter_table("opportunities", schema=None) as batch_op:
        batch_op.create_index(
            "ix_opportunities_queue", ["state", "rank_time", "conversation_key"], unique=False
        )
        batch_op.create_index("ix_opportunities_uid", ["uid"], unique=True)

    op.create_table(
        "replies",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("opportunity_id", sa.BigInteger(), nullable=False),
        sa.Column("opportunity_uid", sa.Text(), nullable=False),
        sa.Column("brand", sa.Text(), nullable=False),
        sa.Column("mention_key", sa.Text(), nullable=False),
        sa.Column("conversation_key", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False, comment="connection that collected the mention"),
        sa.Column("author", sa.Text(), nullable=False, comment="who wrote it, as leases name people"),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.SmallInteger(), nullable=False, comment="Reply.State"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("known", sa.Boolean(), nullable=False, comment="the listener said that it has it"),
        sa.Column("tries", sa.Integer(), nullable=False, comment="looks since the state changed"),
        sa.Column("due_time", sa.BigInteger(), nullable=False, comment="next look of the outbox"),
        sa.Column("create_time", sa.BigInteger(), nullable=False),
        sa.Column("update_time", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replies")),
    )
    with op.batch_alter_table("replies", schema=None) as batch_op:
        batch_op.create_index("ix_replies_due", ["state", "due_time"], unique=False)
        batch_op.create_index("ix_replies_opportunity", ["opportunity_id", "id"], unique=False)
        batch_op.create_index("ix_replies_request", ["request_id"], unique=True)

    op.create_table(
        "tallies",
        sa.Column("brand", sa.Text(), nullable=False, comment="empty for all together"),
        sa.Column("decisions", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("brand", name=op.f("pk_tallies")),
    )
