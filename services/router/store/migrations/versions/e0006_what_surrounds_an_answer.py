"""What surrounds an answer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from services.common.store import types

revision = "e0006"
down_revision = "e0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "answering_settings",
        sa.Column("brand", sa.Text(), nullable=False),
        sa.Column(
            "undo_window",
            sa.BigInteger(),
            nullable=True,
            comment="microseconds; as the router is set when null",
        ),
        sa.Column("satisfaction_question", sa.Text(), nullable=False, comment="empty for none"),
        sa.Column("satisfaction_delay", sa.BigInteger(), nullable=True, comment="microseconds"),
        sa.PrimaryKeyConstraint("brand", name=op.f("pk_answering_settings")),
    )
    op.create_table(
        "approval_rules",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("brand", sa.Text(), nullable=False, comment="empty for all"),
        sa.Column("author", sa.Text(), nullable=False, comment="empty for all"),
        sa.Column("role", sa.Text(), nullable=False, comment="empty for all"),
        sa.Column("network", sa.Text(), nullable=False, comment="empty for all"),
        sa.Column("create_time", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_rules")),
    )
    op.create_table(
        "commitments",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("opportunity_id", sa.BigInteger(), nullable=False),
        sa.Column("opportunity_uid", sa.Text(), nullable=False),
        sa.Column("brand", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column(
            "mention_author",
            sa.LargeBinary(),
            nullable=True,
            comment="whom the words may speak of; as in members",
        ),
        sa.Column("state", sa.SmallInteger(), nullable=False, comment="Commitment.State"),
        sa.Column("due_time", sa.BigInteger(), nullable=False),
        sa.Column("create_time", sa.BigInteger(), nullable=False),
        sa.Column("end_time", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitments")),
    )
    with op.batch_alter_table("commitments", schema=None) as batch_op:
        batch_op.create_index("ix_commitments_due", ["state", "due_time"], unique=False)
        batch_op.create_index("ix_commitments_mention_author", ["mention_author"], unique=False)
        batch_op.create_index("ix_commitments_opportunity", ["opportunity_id", "id"], unique=False)

    op.create_table(
        "drafts",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("opportunity_id", sa.BigInteger(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False, comment="who wrote it, as leases name people"),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False, comment="rises over all authors"),
        sa.Column(
            "mention_author",
            sa.LargeBinary(),
            nullable=True,
            comment="whom the words may speak of; as in members",
        ),
        sa.Column("update_time", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
    )
    with op.batch_alter_table("drafts", schema=None) as batch_op:
        batch_op.create_index("ix_drafts_author", ["opportunity_id", "author"], unique=True)
        batch_op.create_index("ix_drafts_mention_author", ["mention_author"], unique=False)

    op.create_table(
        "macros",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("name", sa.Text(), nullable=False, comment="last part of the resource name"),
        sa.Column("brand", sa.Text(), nullable=False, comment="empty for all"),
        sa.Column("macro", types.Blob(), nullable=False, comment="antiphon.routing.v1.Macro"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_macros")),
    )
    with op.batch_alter_table("macros", schema=None) as batch_op:
        batch_op.create_index("ix_macros_name", ["name"], unique=True)

    op.create_table(
        "notes",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("opportunity_id", sa.BigInteger(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column(
            "mention_author",
            sa.LargeBinary(),
            nullable=True,
            comment="whom the words may speak of; as in members",
        ),
        sa.Column("create_time", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notes")),
    )
    with op.batch_alter_table("notes", schema=None) as batch_op:
        batch_op.create_index("ix_notes_mention_author", ["mention_author"], unique=False)
        batch_op.create_index("ix_notes_opportunity", ["opportunity_id", "id"], unique=False)

    op.create_table(
        "reply_alternatives",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False, comment="of the reply"),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply_alternatives")),
    )
    with op.batch_alter_table("reply_alternatives", schema=None) as batch_op:
        batch_op.create_index("ix_reply_alternatives_reply", ["request_id", "id"], unique=False)

    op.create_table(
        "reply_parts",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False, comment="of the reply"),
        sa.Column("number", sa.SmallInteger(), nullable=False, comment="from 1"),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.SmallInteger(), nullable=False, comment="Reply.State; 0 before its turn"),
        sa.Column(
            "mention_key", sa.Text(), nullable=False, comment="of the published post; empty until sent"
        ),
        sa.Column("link", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply_parts")),
    )
    with op.batch_alter_table("reply_parts", schema=None) as batch_op:
        batch_op.create_index("ix_reply_parts_reply", ["request_id", "number"], unique=True)

    op.create_table(
        "sending_pauses",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("brand", sa.Text(), nullable=False, comment="empty for all"),
        sa.Column("network", sa.Text(), nullable=False, comment="empty for all"),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("create_time", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sending_pauses")),
    )
    with op.batch_alter_table("sending_pauses", schema=None) as batch_op:
        batch_op.create_index("ix_sending_pauses_scope", ["brand", "network"], unique=True)

    with op.batch_alter_table("replies", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "kind",
                sa.SmallInteger(),
                nullable=True,
                comment="1: by hand, 2: a question of ours; null else",
            )
        )
        batch_op.add_column(
            sa.Column(
                "private", sa.Boolean(), nullable=True, comment="only the author of the mention sees it"
            )
        )
        batch_op.add_column(
            sa.Column("send_time", sa.BigInteger(), nullable=True, comment="as was asked; null for at once")
        )
        batch_op.add_column(
            sa.Column("part_count", sa.SmallInteger(), nullable=True, comment="posts, where it is split")
        )
        batch_op.add_column(
            sa.Column(
                "asked_text",
                sa.Text(),
                nullable=True,
                comment="as its author signed it, where another stands",
            )
        )
        batch_op.add_column(
            sa.Column("approver", sa.Text(), nullable=True, comment="who approved or rejected it")
        )
