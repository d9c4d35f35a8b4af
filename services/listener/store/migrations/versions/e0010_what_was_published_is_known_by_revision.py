"""What was published is known by revision."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "e0010"
down_revision = "e0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("seen", schema=None) as batch_op:
        batch_op.add_column(sa.Column("revision", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("matches", sa.BigInteger(), nullable=True))
