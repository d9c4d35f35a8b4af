"""A judgement is of a brand."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "e0013"
down_revision = "e0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("corrections", schema=None) as batch_op:
        batch_op.add_column(sa.Column("brand", sa.Text(), nullable=True))
        batch_op.create_index(
            "ix_corrections_brand",
            ["brand", "id"],
            unique=False,
            sqlite_where=sa.text("brand IS NOT NULL"),
            postgresql_where=sa.text("brand IS NOT NULL"),
        )
