"""Totals are kept, and alerts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "e0005"
down_revision = "e0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "alerts",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("alert", sa.LargeBinary(), nullable=False),
        sa.Column("create_time", sa.BigInteger(), nullable=False),
        sa.Column("tell_time", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_alerts")),
    )
    op.create_table(
        "totals",
        sa.Column("grain", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("scope", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("start", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("mention_count", sa.BigInteger(), nullable=False),
        sa.Column("negative_count", sa.BigInteger(), nullable=False),
        sa.Column("neutral_count", sa.BigInteger(), nullable=False),
        sa.Column("positive_count", sa.BigInteger(), nullable=False),
        sa.Column("reach", sa.BigInteger(), nullable=False),
        sa.Column("engagement", sa.BigInteger(), nullable=False),
        sa.Column("certainty", sa.BigInteger(), nullable=False),
        sa.Column("corrected_count", sa.BigInteger(), nullable=False),
        sa.Column("erased_count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("grain", "scope", "start", name=op.f("pk_totals")),
        sqlite_with_rowid=False,
    )
    for grain in (1, 24):
        op.execute(_FILL.format(grain=grain))


_FILL = """
INSERT INTO totals
SELECT {grain}, h.scope, h.hour / {grain}, SUM(h.mention_count),
  SUM(CASE WHEN f.sentiment = 1 THEN h.mention_count ELSE 0 END),
  SUM(CASE WHEN f.sentiment = 2 THEN h.mention_count ELSE 0 END),
  SUM(CASE WHEN f.sentiment = 3 THEN h.mention_count ELSE 0 END),
  SUM(h.reach), SUM(h.engagement), SUM(h.certainty),
  SUM(f.corrected * h.mention_count), SUM(f.erased * h.mention_count)
FROM hourly h JOIN facets f ON f.id = h.facet
GROUP BY h.scope, h.hour / {grain}
"""
