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
_UNCOUNTED = sa.text("facet IS NULL")
_UNSEEN = sa.text("odd IS NULL")
_OF_MANY = sa.text("change IS NOT NULL")
_OF_BRAND = sa.text("brand IS NOT NULL")
_DUE = sa.text("due_time IS NOT NULL")

ODD = "(odd IS NULL OR odd > 0)"
"""Of which rows an index of `words` does not know all words that queries see in them."""

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
    sa.Column("scope", sa.Integer, nullable=True),  # these five: as it is counted; null until it is
    sa.Column("facet", sa.Integer, nullable=True),
    sa.Column("reach", sa.BigInteger, nullable=True),
    sa.Column("engagement", sa.BigInteger, nullable=True),
    sa.Column("certainty", sa.Integer, nullable=True),
    sa.Column("words", sa.Text, nullable=False),  # folded words of title and text
    sa.Column("mention", sa.LargeBinary, nullable=False),
    sa.Column("score", sa.LargeBinary, nullable=False),
    # 1 where queries fold a word otherwise than `words`; null of rows from before, which nobody has looked at
    sa.Column("odd", sa.SmallInteger, nullable=True),
    sa.Index("ix_mentions_uid", "uid", unique=True),
    sa.Index("ix_mentions_create_time", "create_time", "id"),
    sa.Index("ix_mentions_author", "author"),
    sa.Index(
        "ix_mentions_conversation",
        "conversation_key",
        sqlite_where=_ANSWERS,
        postgresql_where=_ANSWERS,
    ),
    sa.Index("ix_mentions_uncounted", "id", sqlite_where=_UNCOUNTED, postgresql_where=_UNCOUNTED),
    sa.Index("ix_mentions_odd", "create_time", sqlite_where=sa.text(ODD), postgresql_where=sa.text(ODD)),
    sa.Index("ix_mentions_unseen", "id", sqlite_where=_UNSEEN, postgresql_where=_UNSEEN),
)

# Words of the mentions, found by an index that no table of SQLAlchemy describes; see store.textual.
WORDS_SQLITE = (
    "CREATE VIRTUAL TABLE mention_words USING fts5(words, content='mentions', content_rowid='id', "
    "detail=none, columnsize=0, tokenize=\"unicode61 remove_diacritics 0 tokenchars '_'\")"
)
WORDS_POSTGRES = (
    "CREATE INDEX ix_mentions_words ON mentions USING gin (to_tsvector('simple'::regconfig, words))"
)


@sa.event.listens_for(mentions, "after_create")
def _index_words(_table: sa.Table, conn: sa.Connection, **_more: object) -> None:
    conn.exec_driver_sql(WORDS_SQLITE if conn.dialect.name == "sqlite" else WORDS_POSTGRES)


# How far that of SQLite has come: it knows the words of every row up to there, and of none behind.
word_marks = sa.Table(
    "word_marks",
    metadata,
    sa.Column("until", types.Id, primary_key=True, autoincrement=False),
)

UNTIL: sa.ScalarSelect[int] = sa.select(
    sa.func.coalesce(sa.func.max(word_marks.c.until), 0)
).scalar_subquery()
"""The highest row whose words are in the index of SQLite."""

metadata.info["undescribed"] = ("mention_words", "ix_mentions_words")

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
    sa.Column("change", types.Id, nullable=True),  # of many at once, that it was said by
    sa.Column("brand", sa.Text, nullable=True),  # that the answer is of; null where it holds for all
    sa.Index("ix_corrections_mention", "mention_id"),
    sa.Index("ix_corrections_brand", "brand", "id", sqlite_where=_OF_BRAND, postgresql_where=_OF_BRAND),
    sa.Index("ix_corrections_change", "change", sqlite_where=_OF_MANY, postgresql_where=_OF_MANY),
)

# Changes of many mentions at once.
changes = sa.Table(
    "changes",
    metadata,
    sa.Column("id", types.Id, primary_key=True),  # the higher, the later
    sa.Column("change", sa.LargeBinary, nullable=False),  # who and what, without authors and words
    sa.Column("mention_count", sa.BigInteger, nullable=False),
    sa.Column("create_time", _Micros, nullable=False),
    sa.Column("undo_time", _Micros, nullable=True),
    sa.Column("undo_actor", sa.Text, nullable=False),
)

mention_tags = sa.Table(
    "mention_tags",
    metadata,
    sa.Column("mention_id", types.Id, primary_key=True, autoincrement=False),
    sa.Column("tag", sa.Text, primary_key=True),
    sa.Column("change", types.Id, nullable=False),  # that gave it
    sa.Index("ix_mention_tags_tag", "tag", "mention_id"),
    sa.Index("ix_mention_tags_change", "change"),
    sqlite_with_rowid=False,
)

# What changes took away, so that it can come back.
lost_tags = sa.Table(
    "lost_tags",
    metadata,
    sa.Column("change", types.Id, primary_key=True, autoincrement=False),
    sa.Column("mention_id", types.Id, primary_key=True, autoincrement=False),
    sa.Column("tag", sa.Text, primary_key=True),
    sa.Column("given_by", types.Id, nullable=False),  # the change that had given it
    sqlite_with_rowid=False,
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

# Authors whom people called one person: references both, and the second leads nowhere.
customer_identities = sa.Table(
    "customer_identities",
    metadata,
    sa.Column("author", sa.LargeBinary, primary_key=True),  # as in mentions
    sa.Column("customer", sa.LargeBinary, nullable=False),  # as core.customers makes it
    sa.Column("tell_time", _Micros, nullable=False),
    sa.Index("ix_customer_identities_customer", "customer"),
    sqlite_with_rowid=False,
)

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

# What mentions count as, each combination once; see core.cells.
facets = sa.Table(
    "facets",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("network", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("sentiment", sa.SmallInteger, nullable=False),
    sa.Column("emotion", sa.SmallInteger, nullable=False),
    sa.Column("intent", sa.SmallInteger, nullable=False),
    sa.Column("country", sa.Text, nullable=False),
    sa.Column("own", sa.SmallInteger, nullable=False),
    sa.Column("spam", sa.SmallInteger, nullable=False),
    sa.Column("corrected", sa.SmallInteger, nullable=False),
    sa.Column("erased", sa.SmallInteger, nullable=False),
    sa.Column("digest", sa.LargeBinary, nullable=False),  # first 128 bits of SHA-256 of all of them
    sa.Index("ix_facets_digest", "digest", unique=True),
)

# Sets of queries that asked for mentions, each set once.
scopes = sa.Table(
    "scopes",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("digest", sa.LargeBinary, nullable=False),
    sa.Index("ix_scopes_digest", "digest", unique=True),
)

scope_matches = sa.Table(
    "scope_matches",
    metadata,
    sa.Column("scope", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("brand", sa.Text, primary_key=True),
    sa.Column("query", sa.Text, primary_key=True),  # empty where a person assigned the brand
    sqlite_with_rowid=False,
)

hourly = sa.Table(
    "hourly",
    metadata,
    sa.Column("scope", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("hour", sa.Integer, primary_key=True, autoincrement=False),  # hours since 1970, UTC
    sa.Column("facet", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("mention_count", sa.BigInteger, nullable=False),
    sa.Column("reach", sa.BigInteger, nullable=False),
    sa.Column("engagement", sa.BigInteger, nullable=False),
    sa.Column("certainty", sa.BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

# What `hourly` holds, summed over the facets: most questions ask for no more.
totals = sa.Table(
    "totals",
    metadata,
    sa.Column("grain", sa.SmallInteger, primary_key=True, autoincrement=False),  # hours of a row: 1 or 24
    sa.Column("scope", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("start", sa.Integer, primary_key=True, autoincrement=False),  # in grains since 1970, UTC
    sa.Column("mention_count", sa.BigInteger, nullable=False),
    sa.Column("negative_count", sa.BigInteger, nullable=False),
    sa.Column("neutral_count", sa.BigInteger, nullable=False),
    sa.Column("positive_count", sa.BigInteger, nullable=False),
    sa.Column("reach", sa.BigInteger, nullable=False),
    sa.Column("engagement", sa.BigInteger, nullable=False),
    sa.Column("certainty", sa.BigInteger, nullable=False),
    sa.Column("corrected_count", sa.BigInteger, nullable=False),
    sa.Column("erased_count", sa.BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

alerts = sa.Table(
    "alerts",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),  # alerts/{alert}
    sa.Column("alert", sa.LargeBinary, nullable=False),  # as it was asked for
    sa.Column("create_time", _Micros, nullable=False),
    sa.Column("tell_time", _Micros, nullable=False),  # 0 for never
)

markers = sa.Table(
    "markers",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),  # markers/{marker}
    sa.Column("marker", sa.LargeBinary, nullable=False),  # as it was asked for, with its creator
    sa.Column("start_time", _Micros, nullable=False),
    sa.Column("end_time", _Micros, nullable=False),  # the start again for a moment
    sa.Column("create_time", _Micros, nullable=False),
    sa.Index("ix_markers_start_time", "start_time"),
)

channels = sa.Table(
    "channels",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),  # channels/{channel}
    sa.Column("channel", sa.LargeBinary, nullable=False),  # without what is sealed beside it
    sa.Column("sealed", sa.LargeBinary, nullable=False),  # address and secret; empty where there are none
    sa.Column("create_time", _Micros, nullable=False),
)

# What channels are given holds sentences, counts and links, and no text of anybody.
channel_deliveries = sa.Table(
    "channel_deliveries",
    metadata,
    sa.Column("id", types.Id, primary_key=True),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("alert", sa.Text, nullable=False),  # empty where it tells no alert
    sa.Column("message", sa.LargeBinary, nullable=False),  # as core.messages has it
    sa.Column("state", sa.SmallInteger, nullable=False),  # ChannelDelivery.State
    sa.Column("attempt_count", sa.Integer, nullable=False),
    sa.Column("problem", sa.Text, nullable=False),
    sa.Column("create_time", _Micros, nullable=False),
    sa.Column("due_time", _Micros, nullable=True),  # null where it is not tried any more
    sa.Column("end_time", _Micros, nullable=True),
    sa.Index("ix_channel_deliveries_channel", "channel", "id"),
    sa.Index(
        "ix_channel_deliveries_due",
        "due_time",
        sqlite_where=_DUE,
        postgresql_where=_DUE,
    ),
)

# Dashboards hold questions, never answers; what they ask names no authors.
dashboards = sa.Table(
    "dashboards",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),  # dashboards/{dashboard}
    sa.Column("dashboard", sa.LargeBinary, nullable=False),
    sa.Column("create_time", _Micros, nullable=False),
    sa.Column("update_time", _Micros, nullable=False),
)

dashboard_links = sa.Table(
    "dashboard_links",
    metadata,
    sa.Column("digest", sa.LargeBinary, primary_key=True),  # SHA-256 of the token
    sa.Column("dashboard", sa.Text, nullable=False),
    sa.Column("brands", sa.Text, nullable=False),  # JSON; whose numbers it shows
    sa.Column("expire_time", _Micros, nullable=False),
    sa.Column("creator", sa.Text, nullable=True),  # null, as create_time, in what is older
    sa.Column("create_time", _Micros, nullable=True),
    sa.Column("use_time", _Micros, nullable=True),  # null where nobody looked
    sa.Index("ix_dashboard_links_dashboard", "dashboard"),
)

reports = sa.Table(
    "reports",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),  # reports/{report}
    sa.Column("report", sa.LargeBinary, nullable=False),
    sa.Column("dashboard", sa.Text, nullable=False),
    sa.Column("brands", sa.Text, nullable=False),  # JSON; whose numbers it shows
    sa.Column("next_time", _Micros, nullable=False),
    sa.Column("send_time", _Micros, nullable=True),
)

events_out = outbox.define(metadata)
named_leases = leases.define(metadata)
