"""Links of dashboards tell who made them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "e0012"
down_revision = "e0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("dashboard_links", schema=None) as batch_op:
        batch_op.add_column(sa.Column("creator", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("create_time", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("use_time", sa.BigInteger(), nullable=True))
