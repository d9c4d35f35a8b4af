"""What all replicas together have set aside of a source's month, its day, and its network's limits.

The row of the month is locked first, so that whoever reserves for a source does so alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from services.common.store import bulk
from services.listener.core.spending import Spent
from services.listener.store.tables import spends


@dataclass(frozen=True, slots=True)
class Entry:
    """A change of one period."""

    period: str
    units: int
    micros: int
    end: datetime


def lock(conn: sa.Connection, source: str, period: str, end: datetime) -> None:
    """Keeps every other replica from reserving for the source until the transaction ends."""
    _ensure(conn, source, [Entry(period, 0, 0, end)])
    mine = (spends.c.source == source) & (spends.c.period == period)
    conn.execute(spends.update().where(mine).values(units=spends.c.units))


def used(conn: sa.Connection, source: str, periods: Iterable[str]) -> Mapping[str, Spent]:
    """What periods have used; those that used nothing are left out."""
    query = sa.select(spends).where(spends.c.source == source, spends.c.period.in_([*periods]))
    return {row.period: Spent(row.units, row.micros) for row in conn.execute(query)}


def used_by_all(conn: sa.Connection, periods: Iterable[str]) -> Mapping[tuple[str, str], Spent]:
    """The same for every source, by source and period."""
    query = sa.select(spends).where(spends.c.period.in_([*periods]))
    return {(row.source, row.period): Spent(row.units, row.micros) for row in conn.execute(query)}


def add(conn: sa.Connection, source: str, entries: Sequence[Entry]) -> None:
    """Sets aside; negative numbers give back what was not used."""
    _ensure(conn, source, entries)
    for entry in entries:
        conn.execute(
            spends.update()
            .where(spends.c.source == source, spends.c.period == entry.period)
            .values(units=spends.c.units + entry.units, micros=spends.c.micros + entry.micros)
        )


def _ensure(conn: sa.Connection, source: str, entries: Sequence[Entry]) -> None:
    rows = [
        {"source": source, "period": entry.period, "units": 0, "micros": 0, "end_time": entry.end}
        for entry in entries
    ]
    bulk.insert_new(conn, spends, rows, key=["source", "period"])
