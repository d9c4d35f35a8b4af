"""Words are found by an index."""

from __future__ import annotations

from alembic import op

revision = "e0009"
down_revision = "e0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_context().dialect.name == "postgresql":
        op.execute(
            "CREATE INDEX ix_mentions_words ON mentions USING gin (to_tsvector('simple'::regconfig, words))"
        )
        return
    op.execute(
        "CREATE VIRTUAL TABLE mention_words USING fts5(words, content='mentions', content_rowid='id', "
        "detail=none, columnsize=0, tokenize=\"unicode61 remove_diacritics 0 tokenchars '_'\")"
    )
    op.execute("INSERT INTO mention_words(mention_words) VALUES('rebuild')")
