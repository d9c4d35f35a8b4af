"""The audit log is found by time."""

from __future__ import annotations

from alembic import op

revision = "e0010"
down_revision = "e0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index("ix_audit_time", ["time"], unique=False)
