"""People, sessions and tokens."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from services.common.store import types

revision = "e0001"
down_revision = None
branch_labels = ("expand",)
depends_on = None


def upgrade() -> None:
    op.create_table(
        "entries",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("event_time", types.UtcDateTime(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entries")),
    )
    with op.batch_alter_table("entries", schema=None) as batch_op:
        batch_op.create_index("ix_entries_event_time", ["event_time"], unique=False)

    op.create_table(
        "handshakes",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("nonce", sa.Text(), nullable=False),
        sa.Column("verifier", sa.Text(), nullable=False),
        sa.Column("expire_time", types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_handshakes")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "invitations",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("user_id", types.Id, nullable=False),
        sa.Column("expire_time", types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_invitations")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("invitations", schema=None) as batch_op:
        batch_op.create_index("ix_invitations_user", ["user_id"], unique=False)

    op.create_table(
        "sessions",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("user_id", types.Id, nullable=False),
        sa.Column("csrf", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("create_time", types.UtcDateTime(), nullable=False),
        sa.Column("expire_time", types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_sessions")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.create_index("ix_sessions_expire_time", ["expire_time"], unique=False)
        batch_op.create_index("ix_sessions_user", ["user_id"], unique=False)

    op.create_table(
        "tokens",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("user_id", types.Id, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("scopes", types.Json, nullable=False),
        sa.Column("brands", types.Json, nullable=False),
        sa.Column("create_time", types.UtcDateTime(), nullable=False),
        sa.Column("expire_time", types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tokens")),
    )
    with op.batch_alter_table("tokens", schema=None) as batch_op:
        batch_op.create_index("ix_tokens_digest", ["digest"], unique=True)
        batch_op.create_index("ix_tokens_uid", ["uid"], unique=True)
        batch_op.create_index("ix_tokens_user", ["user_id"], unique=False)

    op.create_table(
        "users",
        sa.Column("id", types.Id, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column("roles", types.Json, nullable=False),
        sa.Column("brands", types.Json, nullable=False),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("password", sa.Text(), nullable=True),
        sa.Column("second_factor", sa.LargeBinary(), nullable=True),
        sa.Column("second_factor_pending", sa.LargeBinary(), nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("recovery_codes", types.Json, nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", types.UtcDateTime(), nullable=True),
        sa.Column("identity", sa.Text(), nullable=True),
        sa.Column("create_time", types.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
    )
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.create_index("ix_users_identity", ["identity"], unique=True)
        batch_op.create_index("ix_users_name", ["name"], unique=True)
