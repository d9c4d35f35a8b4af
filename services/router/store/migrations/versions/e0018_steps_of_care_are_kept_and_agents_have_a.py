"""Steps of care are kept, and agents have a team."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from services.common.store import types

revision = "e0018"
down_revision = "e0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "care_steps",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.SmallInteger(), nullable=False, comment="CareStep.Kind"),
        sa.Column("brand", sa.Text(), nullable=False),
        sa.Column("opportunity_uid", sa.Text(), nullable=False),
        sa.Column("queue", sa.Text(), nullable=False, comment="id of the queue it stood in"),
        sa.Column("agent", sa.Text(), nullable=False, comment="id of who did it; empty when nobody"),
        sa.Column("team", sa.Text(), nullable=False, comment="of the agent then; empty for none"),
        sa.Column("duration", sa.BigInteger(), nullable=True, comment="microseconds"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_care_steps")),
    )
    with op.batch_alter_table("care_steps", schema=None) as batch_op:
        batch_op.create_index(
            "ix_care_steps_heard",
            ["opportunity_uid"],
            unique=False,
            postgresql_where=sa.text("kind IN (21, 22, 23)"),
            sqlite_where=sa.text("kind IN (21, 22, 23)"),
        )
        batch_op.create_index("ix_care_steps_time", ["time", "id"], unique=False)

    with op.batch_alter_table("agents", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("team", sa.Text(), server_default="", nullable=False, comment="as the document has it")
        )
