"""What incidents were looked for in is remembered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from services.common.store import types

revision = "e0013"
down_revision = "e0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "trace_cursor",
        sa.Column("id", types.Id, nullable=False),
        sa.Column(
            "after_id", sa.BigInteger(), nullable=False, comment="opportunities up to this one were looked at"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trace_cursor")),
    )
