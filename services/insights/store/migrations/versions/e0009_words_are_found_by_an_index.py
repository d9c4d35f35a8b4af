"""Words are found by an index.

Postgres builds it while others write. A build that was broken off leaves an index that serves nobody and
costs every mention: it goes before the next try.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "e0009"
down_revision = "e0008"
branch_labels = None
depends_on = None

_BROKEN_OFF = sa.text(
    "SELECT NOT indisvalid FROM pg_index WHERE indexrelid = to_regclass('ix_mentions_words')"
)


def upgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        with op.get_context().autocommit_block():
            _build()
        return
    op.execute(
        "CREATE VIRTUAL TABLE mention_words USING fts5(words, content='mentions', content_rowid='id', "
        "detail=none, columnsize=0, tokenize=\"unicode61 remove_diacritics 0 tokenchars '_'\")"
    )
    op.execute("INSERT INTO mention_words(mention_words) VALUES('rebuild')")


def _build() -> None:
    """Waits for whatever writes now, however long that and the building take."""
    for limit in ("lock_timeout", "statement_timeout"):
        op.execute(f"SET {limit} = 0")
    if op.get_bind().execute(_BROKEN_OFF).scalar():
        op.execute("DROP INDEX CONCURRENTLY ix_mentions_words")
    op.execute(
        "CREATE INDEX CONCURRENTLY IF NOT EXISTS ix_mentions_words "
        "ON mentions USING gin (to_tsvector('simple'::regconfig, words))"
    )
    for limit in ("lock_timeout", "statement_timeout"):
        op.execute(f"RESET {limit}")
