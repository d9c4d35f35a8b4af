"""The archive's first tables.

Revision ID: 0001
"""

import sqlalchemy as sa
from alembic import op

from services.common.store import types

revision = "0001"
down_revision = None
branch_labels = ("expand",)
depends_on = None


def upgrade() -> None:
    _mentions()
    _removals()
    _rollups()
    _events()


def _mentions() -> None:
    op.create_table(
        "mentions",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("uid", sa.LargeBinary, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("network", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("author", sa.LargeBinary, nullable=True),
        sa.Column("conversation_key", sa.Text, nullable=True),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("sentiment", sa.SmallInteger, nullable=False),
        sa.Column("compound", sa.Float, nullable=True),
        sa.Column("create_time", sa.BigInteger, nullable=False),
        sa.Column("archive_time", sa.BigInteger, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("mention", sa.LargeBinary, nullable=False),
        sa.Column("score", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_mentions"),
    )
    op.create_index("ix_mentions_uid", "mentions", ["uid"], unique=True)
    op.create_index("ix_mentions_create_time", "mentions", ["create_time", "id"])
    op.create_index("ix_mentions_author", "mentions", ["author"])
    answers = sa.text("conversation_key IS NOT NULL")
    op.create_index(
        "ix_mentions_conversation",
        "mentions",
        ["conversation_key"],
        sqlite_where=answers,
        postgresql_where=answers,
    )
    op.create_table(
        "mention_brands",
        sa.Column("mention_id", types.Id, autoincrement=False, nullable=False),
        sa.Column("brand", sa.Text, nullable=False),
        sa.Column("create_time", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("mention_id", "brand", name="pk_mention_brands"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_mention_brands_brand", "mention_brands", ["brand", "create_time", "mention_id"])


def _removals() -> None:
    op.create_table(
        "tombstones",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("uid", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tombstones"),
    )
    op.create_index("ix_tombstones_uid", "tombstones", ["uid"], unique=True)
    op.create_table(
        "erased_authors",
        sa.Column("author", sa.LargeBinary, nullable=False),
        sa.Column("erase_time", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("author", name="pk_erased_authors"),
        sqlite_with_rowid=False,
    )


def _rollups() -> None:
    op.create_table(
        "mention_rollups",
        sa.Column("network", sa.Text, nullable=False),
        sa.Column("sentiment", sa.SmallInteger, autoincrement=False, nullable=False),
        sa.Column("mention_count", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("network", "sentiment", name="pk_mention_rollups"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tombstone_rollups",
        sa.Column("network", sa.Text, nullable=False),
        sa.Column("tombstone_count", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("network", name="pk_tombstone_rollups"),
        sqlite_with_rowid=False,
    )


def _events() -> None:
    op.create_table(
        "events_out",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("message_id", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("ordering_key", sa.Text, nullable=False),
        sa.Column("headers", types.Json, nullable=True),
        sa.Column("payload", types.Blob, nullable=False),
        sa.Column("created_at", types.UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_events_out"),
    )
    op.create_table(
        "named_leases",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("token", sa.BigInteger, nullable=False),
        sa.Column("expires_at", types.UtcDateTime, nullable=False),
        sa.Column("process", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_named_leases"),
    )
