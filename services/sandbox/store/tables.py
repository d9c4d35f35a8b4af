"""Tables of the sandbox: who is there, what they said, and what readers of the feed are told."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from services.common import store
from services.common.store import types

metadata: Final = store.metadata()

instances: Final = sa.Table(
    "instances",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("create_time", types.UtcDateTime, nullable=False),
)
"""One row: a name for this ledger, so that a cursor of an earlier one is recognised."""

authors: Final = sa.Table(
    "authors",
    metadata,
    sa.Column("handle", sa.Text, primary_key=True),
    sa.Column("display_name", sa.Text, nullable=False),
    sa.Column("bio", sa.Text, nullable=False),
    sa.Column("location", sa.Text, nullable=False),
    sa.Column("followers", sa.BigInteger, nullable=False),
    sa.Column("following", sa.BigInteger, nullable=False),
    sa.Column("verified", sa.Boolean, nullable=False),
    sa.Column("create_time", types.UtcDateTime, nullable=False),
)

posts: Final = sa.Table(
    "posts",
    metadata,
    sa.Column("id", types.Id, primary_key=True, autoincrement=False),
    sa.Column("author", sa.Text, nullable=False, index=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("parent", sa.BigInteger, index=True),
    sa.Column("thread", sa.BigInteger, nullable=False, index=True),
    sa.Column("likes", sa.BigInteger, nullable=False),
    sa.Column("reposts", sa.BigInteger, nullable=False),
    sa.Column("views", sa.BigInteger, nullable=False),
    sa.Column("request_key", sa.Text, nullable=False),
    sa.Column("create_time", types.UtcDateTime, nullable=False),
    sa.Column("edit_time", types.UtcDateTime),
    sa.Column("delete_time", types.UtcDateTime),
    sa.Index(None, "author", "request_key"),
)
"""Posts and replies. `request_key` is the `Idempotency-Key` it came with, kept even if not honoured."""

rooms: Final = sa.Table(
    "rooms",
    metadata,
    sa.Column("post", types.Id, primary_key=True, autoincrement=False),
    sa.Column("room", sa.Text, nullable=False, index=True),
)
"""Posts that are said in a room and not in the town: readers of the town's feed do not hear of them."""

events: Final = sa.Table(
    "events",
    metadata,
    sa.Column("seq", types.Id, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("post", sa.BigInteger, nullable=False),
    sa.Column("body", types.Json, nullable=False),
)
"""The feed: every creation, edit and deletion in order, each as it stood then."""

stories: Final = sa.Table(
    "stories",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("labels", types.Json, nullable=False),
)
"""How far a scenario has been played, and which post each of its labels became."""
