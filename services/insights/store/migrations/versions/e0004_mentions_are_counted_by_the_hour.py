"""Mentions are counted by the hour."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "e0004"
down_revision = "e0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "facets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("network", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("sentiment", sa.SmallInteger(), nullable=False),
        sa.Column("emotion", sa.SmallInteger(), nullable=False),
        sa.Column("intent", sa.SmallInteger(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("own", sa.SmallInteger(), nullable=False),
        sa.Column("spam", sa.SmallInteger(), nullable=False),
        sa.Column("corrected", sa.SmallInteger(), nullable=False),
        sa.Column("erased", sa.SmallInteger(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facets")),
    )
    with op.batch_alter_table("facets", schema=None) as batch_op:
        batch_op.create_index("ix_facets_digest", ["digest"], unique=True)

    op.create_table(
        "hourly",
        sa.Column("scope", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hour", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("facet", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("mention_count", sa.BigInteger(), nullable=False),
        sa.Column("reach", sa.BigInteger(), nullable=False),
        sa.Column("engagement", sa.BigInteger(), nullable=False),
        sa.Column("certainty", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "hour", "facet", name=op.f("pk_hourly")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "scope_matches",
        sa.Column("scope", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("brand", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "brand", "query", name=op.f("pk_scope_matches")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "scopes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scopes")),
    )
    with op.batch_alter_table("scopes", schema=None) as batch_op:
        batch_op.create_index("ix_scopes_digest", ["digest"], unique=True)

    with op.batch_alter_table("mentions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("scope", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("facet", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("reach", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("engagement", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("certainty", sa.Integer(), nullable=True))
        batch_op.create_index(
            "ix_mentions_uncounted",
            ["id"],
            unique=False,
            sqlite_where=sa.text("facet IS NULL"),
            postgresql_where=sa.text("facet IS NULL"),
        )
