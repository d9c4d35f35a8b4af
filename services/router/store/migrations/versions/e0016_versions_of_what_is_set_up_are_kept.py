"""Versions of what is set up are kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from services.common.store import types

revision = "e0016"
down_revision = "e0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "setup_versions",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("name", sa.Text(), nullable=False, comment="resource name"),
        sa.Column("version", sa.Integer(), nullable=False, comment="from 1"),
        sa.Column(
            "action", sa.Text(), nullable=False, comment="empty: it stood so before versions were kept"
        ),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.Column("document", types.Blob(), nullable=False, comment="the message, as its own table keeps it"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setup_versions")),
    )
    with op.batch_alter_table("setup_versions", schema=None) as batch_op:
        batch_op.create_index("ix_setup_versions_version", ["name", "version"], unique=True)
