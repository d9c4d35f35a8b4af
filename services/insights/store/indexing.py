"""Takes words into the index of SQLite later, in large pieces, so that no mention waits for its words.

A row taken in among ten thousand costs half of what it costs in a batch from the log. Until then search
reads it, so what is found never depends on how far the index has come.
"""

from __future__ import annotations

import asyncio
from typing import Final, NamedTuple

import sqlalchemy as sa

from services.common.model import errors
from services.common.obs import logs
from services.common.store import Database
from services.insights.store import tables, textual

log = logs.get()

AT_ONCE: Final = 10_000
"""Rows of one transaction: some 20 ms in which no mention can be written."""
ENOUGH: Final = 5_000
"""Rows that are worth a transaction; so many are read in a few milliseconds."""
MOST: Final = 100_000
"""Rows that may stay behind while mentions keep coming."""
CALM: Final = 1_000
"""Rows between two looks up to which nobody waits for the writer."""
PAUSE_SECONDS: Final = 1.0

_M = tables.mentions.c
_HIGHEST: Final = sa.select(sa.func.coalesce(sa.func.max(_M.id), 0)).scalar_subquery()


class Reach(NamedTuple):
    """How far the archive and the index have come, in rows."""

    written: int
    until: int


async def run(db: Database) -> None:
    """Indexes what is worth it now and then, until it is cancelled."""
    written = 0
    while db.dialect == "sqlite":
        try:
            found = await db.read(reach)
            while is_due(found, written):
                found = await db.write(piece)
            written = found.written
        except errors.Refusal as fault:
            log.warning("words.not_indexed", reason=fault.reason)
        await asyncio.sleep(PAUSE_SECONDS)


def is_due(found: Reach, before: int) -> bool:
    """Whether to index now, when so many rows were written at the look before."""
    behind = found.written - found.until
    return behind > MOST or (behind >= ENOUGH and found.written - before <= CALM)


def reach(conn: sa.Connection) -> Reach:
    """How far they have come."""
    return Reach(*conn.execute(sa.select(_HIGHEST, tables.UNTIL)).one())


def piece(conn: sa.Connection) -> Reach:
    """Takes the words of the next rows in, and moves the mark; how far that came."""
    found = reach(conn)
    until = min(found.until + AT_ONCE, found.written)
    if until > found.until:
        textual.take(conn, sa.and_(_M.id > found.until, _M.id <= until))
        conn.execute(sa.delete(tables.word_marks))
        conn.execute(sa.insert(tables.word_marks).values(until=until))
    return Reach(found.written, max(until, found.until))
