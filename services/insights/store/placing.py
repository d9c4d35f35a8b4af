"""Makes up for what an earlier program did not know of the rows it archived, a few at a time.

Rows without a facet get one and enter the sums. Then every row learns whether queries see other words in
it than are indexed; `store.oddness` has that.

A row is counted or not, and its row says which, so the sums are right at every moment of the way, and
whatever changes a row meanwhile finds out what to take from them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

import sqlalchemy as sa

from services.common.model import errors
from services.common.obs import logs
from services.common.store import Database
from services.insights.store import oddness, recounting, tables

log = logs.get()

AT_ONCE: Final = 500
PAUSE_SECONDS: Final = 0.02
"""Between two pieces, so that what is new does not wait for what is old."""

_T = tables.mentions.c


async def run(db: Database) -> None:
    """Does all there is to do, and ends."""
    await _all(db, place, "counting")
    await _all(db, oddness.look, "folding")


async def _all(db: Database, piece: Callable[[sa.Connection], int], name: str) -> None:
    """Does a piece of a work of this name after the other, until there is none."""
    done = 0
    while True:
        try:
            count = await db.write(piece)
        except errors.Refusal as fault:
            log.warning("rows.not_made_up", work=name, reason=fault.reason)
            await asyncio.sleep(1)
            continue
        done += count
        if not count:
            break
        await asyncio.sleep(PAUSE_SECONDS)
    if done:
        log.info("rows.made_up", work=name, rows=done)


def place(conn: sa.Connection) -> int:
    """Counts the next rows; how many those were. Replicas take different ones."""
    query = sa.select(tables.mentions).where(_T.facet.is_(None)).order_by(_T.id).limit(AT_ONCE)
    rows = conn.execute(query.with_for_update(skip_locked=True)).all()
    recounting.count_anew(conn, rows)
    return len(rows)
