"""The index of words: finds the mentions that may have a phrase, for the phrase itself to be checked.

SQLite has a full-text table beside the mentions, without positions: 15 bytes a mention. It knows the rows up
to a mark, which `store.indexing` moves on where nobody waits; those behind it are read. What it holds of a
row must be taken out with the row's own words, so it is told before a row up to the mark changes and after.
Postgres has an index on the words and keeps it by itself. A word of many mentions is looked for by reading
on in the order that is asked for, which finds a page of it sooner than any index.
"""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import Sequence
from typing import Final, NamedTuple

import sqlalchemy as sa

from services.common.model import errors
from services.common.obs import logs
from services.common.store import Database
from services.insights.store import tables

log = logs.get()

COMMON: Final = 20_000
"""Mentions from which on a phrase is common."""
PAGES: Final = 500
"""Pages merged in one transaction."""
CLEAN_SECONDS: Final = 6 * 3600.0
MOST_LETTERS: Final = 200
"""Longest word that is looked for in the index."""

_M = tables.mentions.c
_SIMPLE: Final[sa.ColumnElement[str]] = sa.literal_column("'simple'::regconfig")
_WORDS: Final = sa.table(
    "mention_words", sa.column("rowid", sa.Integer), sa.column("words"), sa.column("mention_words")
)
_ORDER: Final[sa.ColumnElement[str]] = sa.literal_column("'delete'").label("mention_words")


class Phrase(NamedTuple):
    """The condition that a mention has a phrase; where it is rare, no other condition need find mentions."""

    condition: sa.ColumnElement[bool]
    rare: bool = False


def phrase(conn: sa.Connection, text: str) -> Phrase:
    """The condition that a mention has a folded phrase."""
    has = _M.words.contains(text, autoescape=True)
    words = sorted({word for word in text.split() if _is_indexed(word)})
    if not words:
        return Phrase(has)
    if conn.dialect.name == "postgresql":
        asked = sa.func.plainto_tsquery(_SIMPLE, " ".join(words))
        return Phrase(sa.and_(sa.func.to_tsvector(_SIMPLE, _M.words).op("@@")(asked), has))
    quoted = sa.literal(" ".join(f'"{word}"' for word in words))
    found = sa.select(_WORDS.c.rowid).where(_WORDS.c.mention_words.op("MATCH")(quoted))
    some = found.limit(COMMON + 1).subquery()
    if conn.execute(sa.select(sa.func.count()).select_from(some)).scalar_one() > COMMON:
        return Phrase(has)
    behind = sa.select(_M.id).where(_M.id > tables.UNTIL, has)
    return Phrase(sa.and_(_M.id.in_(found.union_all(behind)), has), rare=True)


def any_of(conn: sa.Connection, words: Sequence[str]) -> sa.ColumnElement[bool]:
    """The condition that a mention has one of these words at least, as folded ones."""
    if conn.dialect.name == "postgresql" and all(map(_is_indexed, words)):
        asked = sa.func.to_tsquery(_SIMPLE, " | ".join(words))
        return sa.func.to_tsvector(_SIMPLE, _M.words).op("@@")(asked)
    return sa.or_(*(_M.words.contains(f" {word} ", autoescape=True) for word in words))


def rows_with(conn: sa.Connection, words: Sequence[str]) -> sa.Select[tuple[int]] | None:
    """Rows that have one of these words, by the index of SQLite; None where they are common, or not in it."""
    if not all(map(_is_indexed, words)):
        return None
    quoted = sa.literal(" OR ".join(f'"{word}"' for word in words))
    found = sa.select(_WORDS.c.rowid).where(_WORDS.c.mention_words.op("MATCH")(quoted))
    some = found.limit(COMMON + 1).subquery()
    if conn.execute(sa.select(sa.func.count()).select_from(some)).scalar_one() > COMMON:
        return None
    behind = sa.select(_M.id).where(_M.id > tables.UNTIL, any_of(conn, words))
    return sa.select(found.union_all(behind).subquery().c.rowid)


def learn(conn: sa.Connection, rows: sa.ColumnElement[bool]) -> None:
    """Takes the words of rows in again, which were changed just now; those behind the mark come later."""
    if conn.dialect.name == "sqlite":
        take(conn, sa.and_(rows, _M.id <= tables.UNTIL))


def take(conn: sa.Connection, rows: sa.ColumnElement[bool]) -> None:
    """Takes the words of rows in that the index of SQLite does not have."""
    taken = sa.select(_M.id, _M.words).where(rows)
    conn.execute(sa.insert(_WORDS).from_select(["rowid", "words"], taken))


def forget(conn: sa.Connection, rows: sa.ColumnElement[bool]) -> None:
    """Takes the words of rows out, which are about to go or to change."""
    if conn.dialect.name == "sqlite":
        taken = sa.select(_ORDER, _M.id, _M.words).where(rows, _M.id <= tables.UNTIL)
        conn.execute(sa.insert(_WORDS).from_select(["mention_words", "rowid", "words"], taken))


async def clean(db: Database) -> None:
    """Lets go of what was taken out and still lies in the index, a few pages in each transaction."""
    more = await db.write(lambda conn: _merged(conn, -PAGES))
    while more:
        more = await db.write(lambda conn: _merged(conn, PAGES))


async def keep_clean(db: Database) -> None:
    """Cleans now and then, until it is cancelled."""
    while True:
        await asyncio.sleep(CLEAN_SECONDS)
        try:
            await clean(db)
        except errors.Refusal as fault:
            log.warning("words.not_cleaned", reason=fault.reason)


def _merged(conn: sa.Connection, pages: int) -> bool:
    """Merges pages of the index, from its begin where their number is below 0; whether there are more."""
    if conn.dialect.name != "sqlite":
        return False
    before = conn.exec_driver_sql("SELECT total_changes()").scalar_one()
    conn.exec_driver_sql("INSERT INTO mention_words(mention_words, rank) VALUES('merge', ?)", (pages,))
    after = conn.exec_driver_sql("SELECT total_changes()").scalar_one()
    return int(after) - int(before) > 1


def _is_indexed(word: str) -> bool:
    """Whether both databases take a word for one word: its letters are such since long before either."""
    old = unicodedata.ucd_3_2_0.category
    return len(word) <= MOST_LETTERS and all(old(letter)[0] in "LN" for letter in word)
