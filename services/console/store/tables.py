"""The console's tables: people, their sessions and tokens, one-time links, browsers, and what was refused.

Of every secret that a person or a program carries only a digest is kept; second factors are sealed.
"""

from __future__ import annotations

import sqlalchemy as sa

from services.common import store
from services.common.store import types

metadata = store.metadata()

users = sa.Table(
    "users",
    metadata,
    sa.Column("id", types.Id, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),  # subject of tokens
    sa.Column("display_name", sa.Text, nullable=False),
    sa.Column("roles", types.Json, nullable=False),
    sa.Column("brands", types.Json, nullable=False),
    sa.Column("disabled", sa.Boolean, nullable=False),
    sa.Column("password", sa.Text, nullable=True),  # argon2id, with its parameters
    sa.Column("second_factor", sa.LargeBinary, nullable=True),  # sealed secret
    sa.Column("second_factor_pending", sa.LargeBinary, nullable=True),  # sealed, until its first code
    sa.Column("last_step", sa.BigInteger, nullable=False),  # of the last code taken; none is taken twice
    sa.Column("recovery_codes", types.Json, nullable=False),  # digests
    sa.Column("failures", sa.Integer, nullable=False),  # wrong passwords and codes in a row
    sa.Column("locked_until", types.UtcDateTime(), nullable=True),
    sa.Column("identity", sa.Text, nullable=True),  # issuer and subject of OpenID Connect
    sa.Column("create_time", types.UtcDateTime(), nullable=False),
    sa.Index("ix_users_name", "name", unique=True),
    sa.Index("ix_users_identity", "identity", unique=True),
)

sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("digest", sa.LargeBinary, primary_key=True),  # SHA-256 of the cookie
    sa.Column("user_id", types.Id, nullable=False),
    sa.Column("csrf", sa.Text, nullable=False),
    sa.Column("method", sa.Text, nullable=False),  # password, link, oidc
    sa.Column("create_time", types.UtcDateTime(), nullable=False),
    sa.Column("expire_time", types.UtcDateTime(), nullable=False),
    sa.Index("ix_sessions_user", "user_id"),
    sa.Index("ix_sessions_expire_time", "expire_time"),
    sqlite_with_rowid=False,
)

tokens = sa.Table(
    "tokens",
    metadata,
    sa.Column("id", types.Id, primary_key=True),
    sa.Column("uid", sa.Text, nullable=False),  # how people name it
    sa.Column("digest", sa.LargeBinary, nullable=False),  # SHA-256 of the token
    sa.Column("user_id", types.Id, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("scopes", types.Json, nullable=False),
    sa.Column("brands", types.Json, nullable=False),
    sa.Column("create_time", types.UtcDateTime(), nullable=False),
    sa.Column("expire_time", types.UtcDateTime(), nullable=False),
    sa.Index("ix_tokens_uid", "uid", unique=True),
    sa.Index("ix_tokens_digest", "digest", unique=True),
    sa.Index("ix_tokens_user", "user_id"),
)

invitations = sa.Table(
    "invitations",
    metadata,
    sa.Column("digest", sa.LargeBinary, primary_key=True),  # SHA-256 of what the link carries
    sa.Column("user_id", types.Id, nullable=False),
    sa.Column("expire_time", types.UtcDateTime(), nullable=False),
    sa.Index("ix_invitations_user", "user_id"),
    sqlite_with_rowid=False,
)

handshakes = sa.Table(
    "handshakes",
    metadata,
    sa.Column("digest", sa.LargeBinary, primary_key=True),  # SHA-256 of the state
    sa.Column("nonce", sa.Text, nullable=False),
    sa.Column("verifier", sa.Text, nullable=False),
    sa.Column("expire_time", types.UtcDateTime(), nullable=False),
    sqlite_with_rowid=False,
)

push_keys = sa.Table(
    "push_keys",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),  # 1: there is one
    sa.Column("private", sa.LargeBinary, nullable=False),  # PKCS8; whom push services know us as
    sa.Column("create_time", types.UtcDateTime(), nullable=False),
)

push_targets = sa.Table(
    "push_targets",
    metadata,
    sa.Column("session", sa.LargeBinary, primary_key=True),  # digest of its cookie; ends with it
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("key", sa.LargeBinary, nullable=False),
    sa.Column("secret", sa.LargeBinary, nullable=False),
    sa.Column("quiet_start", sa.Text, nullable=False),
    sa.Column("quiet_end", sa.Text, nullable=False),
    sa.Column("zone", sa.Text, nullable=False),
    sa.Column("create_time", types.UtcDateTime(), nullable=False),
    sqlite_with_rowid=False,
)

push_told = sa.Table(
    "push_told",
    metadata,
    sa.Column("event", sa.LargeBinary, primary_key=True),  # SHA-256
    sa.Column("create_time", types.UtcDateTime(), nullable=False),
    sa.Index("ix_push_told_create_time", "create_time"),
    sqlite_with_rowid=False,
)

entries = sa.Table(
    "entries",
    metadata,
    sa.Column("id", types.Id, primary_key=True),
    sa.Column("event_time", types.UtcDateTime(), nullable=False),
    sa.Column("actor", sa.Text, nullable=False),  # user:alice; empty where nobody is known
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("target", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),  # empty where nothing was refused
    sa.Column("why", sa.Text, nullable=False, server_default=""),  # as whoever did it said
    sa.Index("ix_entries_event_time", "event_time"),
)
