"""Counts what an earlier program archived: rows without a facet get one, a few at a time, and enter the sums.

A row is counted or not, and its row says which, so the sums are right at every moment of the way, and
whatever changes a row meanwhile finds out what to take from them.
"""

from __future__ import annotations

import asyncio
from typing import Final

import sqlalchemy as sa

from services.common.model import errors
from services.common.obs import logs
from services.common.store import Database
from services.insights.store import recounting, tables

log = logs.get()

AT_ONCE: Final = 500
PAUSE_SECONDS: Final = 0.02
"""Between two pieces, so that what is new does not wait for what is old."""

_T = tables.mentions.c


async def run(db: Database) -> None:
    """Counts all there is to count, and ends."""
    placed = 0
    while True:
        try:
            count = await db.write(place)
        except errors.Refusal as fault:
            log.warning("counting.stopped", reason=fault.reason)
            await asyncio.sleep(1)
            continue
        placed += count
        if not count:
            break
        await asyncio.sleep(PAUSE_SECONDS)
    if placed:
        log.info("counting.done", rows=placed)


def place(conn: sa.Connection) -> int:
    """Counts the next rows; how many those were. Replicas take different ones."""
    query = sa.select(tables.mentions).where(_T.facet.is_(None)).order_by(_T.id).limit(AT_ONCE)
    rows = conn.execute(query.with_for_update(skip_locked=True)).all()
    recounting.count_anew(conn, rows)
    return len(rows)
