"""The archive's tables. Only this store and the wiring see them.

Columns beside `mention` and `score` exist to be searched; what was said is kept as the bytes of
its message, so that fields unknown to this build survive. Wide columns stand last: a scan over
the narrow ones then never reads them.

An index in the order of chance costs a page of writing for every row, an index in the order of
arrival nearly nothing. Hence two of the first kind, both on short digests, and no more: `uid`
stands for the key it is made of, and only answers are found by their conversation, since the
first of a thread is found by its own key.
"""

from __future__ import annotations

import sqlalchemy as sa

from services.common import store
from services.common.store import leases, outbox, suppressions, types

metadata = store.metadata()

_Micros = sa.BigInteger()
_ANSWERS = sa.text("conversation_key IS NOT NULL")

mentions = sa.Table(
    "mentions",
    metadata,
    sa.Column("id", types.Id, primary_key=True),  # rises with time of arrival
    sa.Column("uid", sa.LargeBinary, nullable=False),  # first 160 bits of SHA-256(key)
    sa.Column("key", sa.Text, nullable=False),  # unique because uid is
    sa.Column("revision", sa.BigInteger, nullable=False),
    sa.Column("network", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("author", sa.LargeBinary, nullable=True),  # first 128 bits of SHA-256(author key)
    sa.Column("conversation_key", sa.Text, nullable=True),  # null for the first of a thread
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("sentiment", sa.SmallInteger, nullable=False),  # Sentiment.Label; 0 when abstained
    sa.Column("compound", sa.Float, nullable=True),
    sa.Column("create_time", _Micros, nullable=False),  # microseconds since 1970
    sa.Column("archive_time", _Micros, nullable=False),  # microseconds since 1970
    sa.Column("words", sa.Text, nullable=False),  # folded words of title and text
    sa.Column("mention", sa.LargeBinary, nullable=False),
    sa.Column("score", sa.LargeBinary, nullable=False),
    sa.Index("ix_mentions_uid", "uid", unique=True),
    sa.Index("ix_mentions_create_time", "create_time", "id"),
    sa.Index("ix_mentions_author", "author"),
    sa.Index(
        "ix_mentions_conversation",
        "conversation_key",
        sqlite_where=_ANSWERS,
        postgresql_where=_ANSWERS,
    ),
)

mention_brands = sa.Table(
    "mention_brands",
    metadata,
    sa.Column("mention_id", types.Id, primary_key=True, autoincrement=False),
    sa.Column("brand", sa.Text, primary_key=True),
    sa.Column(
        "create_time", _Micros, nullable=False, comment="as in mentions, so that a brand is read in order"
    ),
    sa.Index("ix_mention_brands_brand", "brand", "create_time", "mention_id"),
    sqlite_with_rowid=False,
)

corrections = sa.Table(
    "corrections",
    metadata,
    sa.Column("id", types.Id, primary_key=True),  # the higher, the later
    sa.Column("mention_id", types.Id, nullable=False),
    sa.Column("corrector", sa.Text, nullable=False),  # user:alice
    sa.Column("question", sa.SmallInteger, nullable=False),  # as core.corrections numbers them
    sa.Column("label", sa.SmallInteger, nullable=False),
    sa.Column("revision", sa.BigInteger, nullable=False),  # of the mention that was seen
    sa.Column("create_time", _Micros, nullable=False),
    sa.Index("ix_corrections_mention", "mention_id"),
)

tombstones = sa.Table(
    "tombstones",
    metadata,
    sa.Column("id", types.Id, primary_key=True),
    sa.Column("uid", sa.LargeBinary, nullable=False),  # as in mentions
    sa.Index("ix_tombstones_uid", "uid", unique=True),
)

# Bare references, as an earlier program kept them: sealed into `suppressed` at a start.
erased_authors = sa.Table(
    "erased_authors",
    metadata,
    sa.Column("author", sa.LargeBinary, primary_key=True),  # as in mentions
    sa.Column("erase_time", _Micros, nullable=False),
    sqlite_with_rowid=False,
)

suppressed = suppressions.define(metadata)

mention_rollups = sa.Table(
    "mention_rollups",
    metadata,
    sa.Column("network", sa.Text, primary_key=True),
    sa.Column("sentiment", sa.SmallInteger, primary_key=True, autoincrement=False),
    sa.Column("mention_count", sa.BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

tombstone_rollups = sa.Table(
    "tombstone_rollups",
    metadata,
    sa.Column("network", sa.Text, primary_key=True),
    sa.Column("tombstone_count", sa.BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

events_out = outbox.define(metadata)
named_leases = leases.define(metadata)
