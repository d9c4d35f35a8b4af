"""Erased authors."""

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
        "erased_authors",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("digest", types.Blob(), nullable=False),
        sa.Column("erase_time", types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erased_authors")),
        sa.UniqueConstraint("digest", name=op.f("uq_erased_authors_digest")),
    )
