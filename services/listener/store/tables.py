"""Tables of the listener. Reached from this package and the wiring only."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from services.common import store
from services.common.store import leases, outbox, suppressions, types

metadata: Final = store.metadata()

changes: Final = sa.Table(
    "changes",
    metadata,
    sa.Column("id", types.Id, primary_key=True),
    sa.Column("revision", sa.BigInteger, nullable=False),
)
"""One row that rises with every change of brands, queries and sources, so that replicas notice."""

brands: Final = sa.Table(
    "brands",
    metadata,
    sa.Column("id", types.Id, primary_key=True),
    sa.Column("name", sa.Text, nullable=False, unique=True),
    sa.Column("display_name", sa.Text, nullable=False),
    sa.Column("aliases", types.Json, nullable=False),
    sa.Column("handles", types.Json, nullable=False),
    sa.Column("create_time", types.UtcDateTime, nullable=False),
    sa.Column("reply_signature", sa.Text),
    sa.Column("reply_sources", types.Json),
    sa.Column("training", sa.Boolean, comment="whether agents practise with it; null for no"),
)

queries: Final = sa.Table(
    "queries",
    metadata,
    sa.Column("id", types.Id, primary_key=True),
    sa.Column("brand", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False, unique=True),
    sa.Column("expression", sa.Text, nullable=False),
    sa.Column("create_time", types.UtcDateTime, nullable=False),
    sa.Column("owner", sa.Text),
    sa.Column("managed_in", sa.Text, comment="file of the customer's that it is kept in; null for here"),
    sa.Index(None, "brand", "name"),
)

sources: Final = sa.Table(
    "sources",
    metadata,
    sa.Column("id", types.Id, primary_key=True),
    sa.Column("name", sa.Text, nullable=False, unique=True),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("config", types.Json, nullable=False),
    sa.Column("paused", sa.Boolean, nullable=False),
    sa.Column("create_time", types.UtcDateTime, nullable=False),
    sa.Column("wake", sa.BigInteger, nullable=False),
    sa.Column("cursor", sa.Text, nullable=False),
    sa.Column("state", sa.Integer, nullable=False),
    sa.Column("problem", sa.Text, nullable=False),
    sa.Column("receive_time", types.UtcDateTime),
    sa.Column("received_count", sa.BigInteger, nullable=False),
    sa.Column("matched_count", sa.BigInteger, nullable=False),
    sa.Column("item_time", types.UtcDateTime),
    sa.Column("rhythm", types.Json),
    sa.Column("resume_time", types.UtcDateTime, comment="when a person last ended a pause"),
)
"""Connections, with their checkpoint and the condition that the replica which runs them reports."""

coverage: Final = sa.Table(
    "coverage",
    metadata,
    sa.Column("id", types.Id, primary_key=True),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("sight", sa.Integer, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("start_time", types.UtcDateTime, nullable=False),
    sa.Column("end_time", types.UtcDateTime),
    sa.Column("cause", sa.Integer),
    sa.Column("query", sa.Text),
    sa.Column("heal_time", types.UtcDateTime),
    sa.Column("backfill", sa.Text),
    sa.Index(None, "source", "id"),
)
"""What each source could see; an interval without a query is about all of them."""

spends: Final = sa.Table(
    "spends",
    metadata,
    sa.Column("id", types.Id, primary_key=True),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("period", sa.Text, nullable=False),
    sa.Column("units", sa.BigInteger, nullable=False),
    sa.Column("micros", sa.BigInteger, nullable=False),
    sa.Column("end_time", types.UtcDateTime, nullable=False),
    sa.UniqueConstraint("source", "period"),
    sa.Index(None, "end_time"),
)
"""What replicas have set aside of a source's month, its day, and the windows of its network's limits."""

backfills: Final = sa.Table(
    "backfills",
    metadata,
    sa.Column("id", types.Id, primary_key=True),
    sa.Column("name", sa.Text, nullable=False, unique=True),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("query", sa.Text, nullable=False),
    sa.Column("start_time", types.UtcDateTime, nullable=False),
    sa.Column("end_time", types.UtcDateTime, nullable=False),
    sa.Column("state", sa.Integer, nullable=False),
    sa.Column("problem", sa.Text, nullable=False),
    sa.Column("estimate", types.Blob, nullable=False),
    sa.Column("cursor", sa.Text, nullable=False),
    sa.Column("call_count", sa.BigInteger, nullable=False),
    sa.Column("spent_micros", sa.BigInteger, nullable=False),
    sa.Column("received_count", sa.BigInteger, nullable=False),
    sa.Column("matched_count", sa.BigInteger, nullable=False),
    sa.Column("create_time", types.UtcDateTime, nullable=False),
    sa.Column("update_time", types.UtcDateTime, nullable=False),
    sa.Index(None, "source"),
)
"""Jobs that read the past."""

accounts: Final = sa.Table(
    "accounts",
    metadata,
    sa.Column("id", types.Id, primary_key=True),
    sa.Column("source", sa.Text, nullable=False, unique=True),
    sa.Column("login", sa.Text, nullable=False),
    sa.Column("scopes", types.Json, nullable=False),
    sa.Column("expire_time", types.UtcDateTime),
    sa.Column("revision", sa.BigInteger, nullable=False),
    sa.Column("create_time", types.UtcDateTime, nullable=False),
    sa.Column("update_time", types.UtcDateTime, nullable=False),
    sa.Column("way", sa.Integer),
)
"""Who a source reads and answers as; nothing in it is secret."""

credentials: Final = sa.Table(
    "credentials",
    metadata,
    sa.Column("id", types.Id, primary_key=True),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("sealed", types.Blob, nullable=False),
    sa.Column("key_id", sa.Text, nullable=False),
    sa.UniqueConstraint("source", "name"),
    sa.Index(None, "key_id"),
)
"""Secrets of accounts, each sealed under a key of its own, and that under the key that `key_id` names."""

authorizations: Final = sa.Table(
    "authorizations",
    metadata,
    sa.Column("id", types.Id, primary_key=True),
    sa.Column("state_digest", types.Blob, nullable=False, unique=True),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("begun_by", sa.Text, nullable=False),
    sa.Column("redirect_uri", sa.Text, nullable=False),
    sa.Column("sealed", types.Blob, nullable=False),
    sa.Column("expire_time", types.UtcDateTime, nullable=False),
)
"""Accounts that are being connected on the network's own page."""

webhook_marks: Final = sa.Table(
    "webhook_marks",
    metadata,
    sa.Column("id", types.Id, primary_key=True),
    sa.Column("digest", types.Blob, nullable=False, unique=True),
    sa.Column("expire_time", types.UtcDateTime, nullable=False),
    sa.Index(None, "expire_time"),
)
"""Signatures of requests that networks brought and that were taken, so that none counts twice."""

deliveries: Final = sa.Table(
    "deliveries",
    metadata,
    sa.Column("id", types.Id, primary_key=True),
    sa.Column("request_id", sa.Text, nullable=False, unique=True),
    sa.Column("payload_digest", types.Blob, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("mention_key", sa.Text, nullable=False),
    sa.Column("conversation_key", sa.Text, nullable=False),
    sa.Column("mention_author", types.Blob),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("state", sa.Integer, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("in_flight", sa.Boolean, nullable=False),
    sa.Column("attempt_count", sa.Integer, nullable=False),
    sa.Column("retry_count", sa.Integer, nullable=False),
    sa.Column("look_count", sa.Integer, nullable=False),
    sa.Column("first_attempt_time", types.UtcDateTime),
    sa.Column("due_time", types.UtcDateTime),
    sa.Column("turn", sa.BigInteger, nullable=False),
    sa.Column("sent_key", sa.Text, nullable=False),
    sa.Column("sent_link", sa.Text, nullable=False),
    sa.Column("create_time", types.UtcDateTime, nullable=False),
    sa.Column("update_time", types.UtcDateTime, nullable=False),
    sa.Column("kind", sa.Integer),
    sa.Column("action", sa.Integer),
    sa.Column("private", sa.Boolean),
    sa.Column("recipient", sa.Text, comment="whom it is written to where it answers nothing"),
    sa.Column("title", sa.Text),
    sa.Index("ix_deliveries_due_time", "due_time"),
    sa.Index("ix_deliveries_mention_author", "mention_author"),
)

delivery_media: Final = sa.Table(
    "delivery_media",
    metadata,
    sa.Column("id", types.Id, primary_key=True),
    sa.Column("request_id", sa.Text, nullable=False),
    sa.Column("attachment", types.Blob, nullable=False),
    sa.Index(None, "request_id", "id"),
)
"""Pictures that go with answers, each an `Attachment`; gone when their delivery has come to its end."""

event_deliveries: Final = sa.Table(
    "event_deliveries",
    metadata,
    sa.Column("id", types.Id, primary_key=True),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("event_id", sa.Text, nullable=False),
    sa.Column("event", types.Blob, nullable=False),
    sa.Column("state", sa.Integer, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("status", sa.Integer, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("due_time", types.UtcDateTime),
    sa.Column("create_time", types.UtcDateTime, nullable=False),
    sa.Column("update_time", types.UtcDateTime, nullable=False),
    sa.Column("mention_author", types.Blob, comment="who wrote the mention it names, by reference"),
    sa.Index("ix_event_deliveries_mention_author", "mention_author"),
    sa.Index("ix_event_deliveries_event", "source", "event_id", unique=True),
    sa.Index("ix_event_deliveries_due", "due_time"),
)
"""Changes told to systems of our customers, each an `EngagementEvent`."""

seen: Final = sa.Table(
    "seen",
    metadata,
    sa.Column("id", types.Id, primary_key=True),
    sa.Column("digest", types.Blob, nullable=False, unique=True),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("brands", sa.Text, nullable=False),
    sa.Column("seen_time", types.UtcDateTime, nullable=False),
    sa.Column("revision", sa.BigInteger),
    sa.Column("matches", sa.BigInteger),
    sa.Index(None, "seen_time"),
)
"""Which mentions we published, and in which state: their edits, deletions and answers reach the log too,
and what went before does not go again."""

erased_authors: Final = sa.Table(
    "erased_authors",
    metadata,
    sa.Column("id", types.Id, primary_key=True),
    sa.Column("digest", types.Blob, nullable=False, unique=True),
    sa.Column("erase_time", types.UtcDateTime, nullable=False),
)
"""Bare digests of forgotten authors, as an earlier program kept them: sealed into `suppressed` at a start."""

suppressed: Final = suppressions.define(metadata)

source_leases: Final = leases.define(metadata)
events_out: Final = outbox.define(metadata)
