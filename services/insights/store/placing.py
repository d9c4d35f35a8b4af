"""Counts what an earlier program archived: rows without a facet get one, a few at a time, and enter the sums.

A row is counted or not, and its row says which, so the sums are right at every moment of the way, and
whatever changes a row meanwhile finds out what to take from them.
"""

from __future__ import annotations

import asyncio
from typing import Final

import sqlalchemy as sa

from antiphon.mention.v1 import mention_pb2
from antiphon.scoring.v1 import score_pb2
from services.common.model import errors
from services.common.obs import logs
from services.common.store import Database
from services.insights.core import cells, entries
from services.insights.store import counting, interning, rollups, tables

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
    query = sa.select(_T.id, _T.revision, _T.create_time, _T.network, _T.sentiment, _T.mention, _T.score)
    query = query.where(_T.facet.is_(None)).order_by(_T.id).limit(AT_ONCE)
    rows = conn.execute(query.with_for_update(skip_locked=True)).all()
    if not rows:
        return 0
    facts = [
        entries.Entry(mention_pb2.Mention.FromString(row.mention), score_pb2.Score.FromString(row.score))
        for row in rows
    ]
    said = counting.standing(conn, {row.id: row.revision for row in rows})
    facets = [cells.facet(*fact, said.get(row.id)) for row, fact in zip(rows, facts, strict=True)]
    counts = counting.numbered(conn, interning.Names().learning(), facts, facets)
    difference = rollups.Difference()
    changed = []
    for row, facet, count in zip(rows, facets, counts, strict=True):
        difference.mentions[row.network, row.sentiment] -= 1
        difference.mentions[row.network, facet.sentiment] += 1
        difference.add([(row.create_time, *count)])
        values = dict(zip(counting.COLUMNS, count, strict=True))
        changed.append({"at": row.id, "felt": facet.sentiment, **{f"new_{k}": v for k, v in values.items()}})
    update = sa.update(tables.mentions).where(_T.id == sa.bindparam("at"))
    to: dict[str, sa.BindParameter[int]] = {name: sa.bindparam(f"new_{name}") for name in counting.COLUMNS}
    conn.execute(update.values(sentiment=sa.bindparam("felt"), **to), changed)
    difference.apply(conn)
    return len(rows)
