"""Many mentions are changed at once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from services.common.store import types

revision = "e0007"
down_revision = "e0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "changes",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("change", sa.LargeBinary(), nullable=False),
        sa.Column("mention_count", sa.BigInteger(), nullable=False),
        sa.Column("create_time", sa.BigInteger(), nullable=False),
        sa.Column("undo_time", sa.BigInteger(), nullable=True),
        sa.Column("undo_actor", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_changes")),
    )
    op.create_table(
        "lost_tags",
        sa.Column("change", types.Id, autoincrement=False, nullable=False),
        sa.Column("mention_id", types.Id, autoincrement=False, nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column("given_by", types.Id, nullable=False),
        sa.PrimaryKeyConstraint("change", "mention_id", "tag", name=op.f("pk_lost_tags")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "mention_tags",
        sa.Column("mention_id", types.Id, autoincrement=False, nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column("change", types.Id, nullable=False),
        sa.PrimaryKeyConstraint("mention_id", "tag", name=op.f("pk_mention_tags")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("mention_tags", schema=None) as batch_op:
        batch_op.create_index("ix_mention_tags_change", ["change"], unique=False)
        batch_op.create_index("ix_mention_tags_tag", ["tag", "mention_id"], unique=False)

    with op.batch_alter_table("corrections", schema=None) as batch_op:
        batch_op.add_column(sa.Column("change", types.Id, nullable=True))
        batch_op.create_index(
            "ix_corrections_change",
            ["change"],
            unique=False,
            sqlite_where=sa.text("change IS NOT NULL"),
            postgresql_where=sa.text("change IS NOT NULL"),
        )
