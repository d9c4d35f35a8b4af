"""Forgotten authors under a seal."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from services.common.store import types

revision = "e0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "suppressed_authors",
        sa.Column("author", types.Blob(), nullable=False),
        sa.Column("erase_time", types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("author", name=op.f("pk_suppressed_authors")),
    )
    op.create_table(
        "suppression_salts",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("salt", types.Blob(), nullable=False),
        sa.Column("mark", types.Blob(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suppression_salts")),
    )
