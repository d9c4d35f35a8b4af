"""Drops rows whose retention is over, so that tables do not grow without end.

One replica does it, under the lease `housekeeping`. Rows are looked for in a read and dropped in small
transactions with pauses between them, so that nobody who writes has to wait for long.
"""

from __future__ import annotations

import asyncio
import functools
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa

from services.common.model import errors
from services.common.model.clock import Clock
from services.common.obs import catalogue, logs
from services.common.store import leases
from services.common.store.database import Database

log = logs.get()

LEASE_NAME: Final = "housekeeping"
LEASE_SECONDS: Final = 60.0
EVERY_SECONDS: Final = 600.0
"""Between two rounds."""

FOUND_AT_ONCE: Final = 5_000
DROPPED_AT_ONCE: Final = 250
PAUSE_SECONDS: Final = 0.1
DAY_SECONDS: Final = 86_400.0


@dataclass(frozen=True, slots=True)
class Chore:
    """One kind of rows that goes with its age.

    Attributes:
        table: how the metric names them.
        days: how long they are kept; 0 for ever.
        find: ids of rows older than a moment, at most so many.
        drop: removes those of the ids that still are; how many went.
    """

    table: str
    days: float
    find: Callable[[sa.Connection, datetime, int], Sequence[int]]
    drop: Callable[[sa.Connection, datetime, Sequence[int]], int]


def outliving_log(days: float, log_seconds: float) -> float:
    """Days to keep what the audit compares with the log: at least a day longer than the log."""
    return max(days, log_seconds / DAY_SECONDS + 1) if days else 0


async def run(db: Database, table: sa.Table, chores: Sequence[Chore], clock: Clock) -> None:
    """Does the chores again and again until cancelled; `table` holds the leases."""
    holder = uuid.uuid4().hex
    while True:
        try:
            async with leases.hold(db, table, LEASE_NAME, holder, LEASE_SECONDS):
                while True:
                    await asyncio.sleep(EVERY_SECONDS)
                    for chore in chores:
                        await do(db, chore, clock)
        except errors.Refusal as fault:
            log.warning("housekeeping.stopped", reason=fault.reason)
            await asyncio.sleep(EVERY_SECONDS)


async def do(db: Database, chore: Chore, clock: Clock) -> int:
    """Drops all there is to drop of one kind; how many rows went."""
    if not chore.days:
        return 0
    before = clock.now() - timedelta(days=chore.days)
    dropped = 0
    while found := await db.read(lambda conn: chore.find(conn, before, FOUND_AT_ONCE)):
        gone = 0
        for start in range(0, len(found), DROPPED_AT_ONCE):
            some = found[start : start + DROPPED_AT_ONCE]
            gone += await db.write(functools.partial(_drop, chore, before, some))
            await asyncio.sleep(PAUSE_SECONDS)
        dropped += gone
        if not gone:
            break
    if dropped:
        catalogue.STORE_RETIRED_ROWS.labels(db.address.service, chore.table).inc(dropped)
        log.info("housekeeping.done", table=chore.table, rows=dropped)
    return dropped


def _drop(chore: Chore, before: datetime, ids: Sequence[int], conn: sa.Connection) -> int:
    return chore.drop(conn, before, ids)


def oldest(
    conn: sa.Connection,
    row_id: sa.Column[int],
    moment: sa.Column[int],
    before: int,
    limit: int,
    *conditions: sa.ColumnElement[bool],
) -> Sequence[int]:
    """Ids of rows from before a moment, where ids rise with it: found by halving, not by a scan."""
    low, high = 0, 1 + (conn.execute(sa.select(sa.func.max(row_id))).scalar_one() or 0)
    while low < high:
        middle = (low + high) // 2
        query = sa.select(moment).where(row_id >= middle).order_by(row_id).limit(1)
        found = conn.execute(query).scalar_one_or_none()
        if found is not None and found < before:
            low = middle + 1
        else:
            high = middle
    query = sa.select(row_id).where(row_id < low, *conditions).order_by(row_id).limit(limit)
    return conn.execute(query).scalars().all()
