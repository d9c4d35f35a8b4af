"""Accounts of sources, with sealed secrets."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from services.common.store import types

revision = "e0006"
down_revision = "e0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("scopes", types.Json, nullable=False),
        sa.Column("expire_time", types.UtcDateTime(), nullable=True),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("create_time", types.UtcDateTime(), nullable=False),
        sa.Column("update_time", types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("source", name=op.f("uq_accounts_source")),
    )
    op.create_table(
        "authorizations",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("state_digest", types.Blob(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("begun_by", sa.Text(), nullable=False),
        sa.Column("redirect_uri", sa.Text(), nullable=False),
        sa.Column("sealed", types.Blob(), nullable=False),
        sa.Column("expire_time", types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authorizations")),
        sa.UniqueConstraint("state_digest", name=op.f("uq_authorizations_state_digest")),
    )
    op.create_table(
        "credentials",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sealed", types.Blob(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credentials")),
        sa.UniqueConstraint("source", "name", name=op.f("uq_credentials_source_name")),
    )
    with op.batch_alter_table("credentials", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_credentials_key_id"), ["key_id"], unique=False)
