"""The listener's first tables.

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
    _watchlist()
    _sources()
    _deliveries()
    _seen()
    _shared()


def _watchlist() -> None:
    op.create_table(
        "changes",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_changes"),
    )
    op.execute("INSERT INTO changes (id, revision) VALUES (1, 0)")
    op.create_table(
        "brands",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("display_name", sa.Text, nullable=False),
        sa.Column("aliases", types.Json, nullable=False),
        sa.Column("handles", types.Json, nullable=False),
        sa.Column("create_time", types.UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_brands"),
        sa.UniqueConstraint("name", name="uq_brands_name"),
    )
    op.create_table(
        "queries",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("brand", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("expression", sa.Text, nullable=False),
        sa.Column("create_time", types.UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_queries"),
        sa.UniqueConstraint("name", name="uq_queries_name"),
    )
    op.create_index("ix_queries_brand_name", "queries", ["brand", "name"])


def _sources() -> None:
    op.create_table(
        "sources",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("config", types.Json, nullable=False),
        sa.Column("paused", sa.Boolean, nullable=False),
        sa.Column("create_time", types.UtcDateTime, nullable=False),
        sa.Column("wake", sa.BigInteger, nullable=False),
        sa.Column("cursor", sa.Text, nullable=False),
        sa.Column("state", sa.Integer, nullable=False),
        sa.Column("problem", sa.Text, nullable=False),
        sa.Column("receive_time", types.UtcDateTime, nullable=True),
        sa.Column("received_count", sa.BigInteger, nullable=False),
        sa.Column("matched_count", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sources"),
        sa.UniqueConstraint("name", name="uq_sources_name"),
    )
    op.create_table(
        "coverage",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("sight", sa.Integer, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("start_time", types.UtcDateTime, nullable=False),
        sa.Column("end_time", types.UtcDateTime, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_coverage"),
    )
    op.create_index("ix_coverage_source_id", "coverage", ["source", "id"])


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("request_id", sa.Text, nullable=False),
        sa.Column("payload_digest", types.Blob, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("mention_key", sa.Text, nullable=False),
        sa.Column("conversation_key", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("state", sa.Integer, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("in_flight", sa.Boolean, nullable=False),
        sa.Column("attempt_count", sa.Integer, nullable=False),
        sa.Column("retry_count", sa.Integer, nullable=False),
        sa.Column("look_count", sa.Integer, nullable=False),
        sa.Column("first_attempt_time", types.UtcDateTime, nullable=True),
        sa.Column("due_time", types.UtcDateTime, nullable=True),
        sa.Column("turn", sa.BigInteger, nullable=False),
        sa.Column("sent_key", sa.Text, nullable=False),
        sa.Column("sent_link", sa.Text, nullable=False),
        sa.Column("create_time", types.UtcDateTime, nullable=False),
        sa.Column("update_time", types.UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.UniqueConstraint("request_id", name="uq_deliveries_request_id"),
    )
    op.create_index("ix_deliveries_due_time", "deliveries", ["due_time"])


def _seen() -> None:
    op.create_table(
        "seen",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("digest", types.Blob, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("brands", sa.Text, nullable=False),
        sa.Column("seen_time", types.UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_seen"),
        sa.UniqueConstraint("digest", name="uq_seen_digest"),
    )
    op.create_index("ix_seen_seen_time", "seen", ["seen_time"])


def _shared() -> None:
    op.create_table(
        "named_leases",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("token", sa.BigInteger, nullable=False),
        sa.Column("expires_at", types.UtcDateTime, nullable=False),
        sa.Column("process", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_named_leases"),
    )
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
