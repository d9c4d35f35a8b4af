"""The ledger of what each source could see. Intervals of one source follow each other without overlap."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from antiphon.listening.v1 import listening_service_pb2
from services.listener.store.tables import coverage

Interval = listening_service_pb2.CoverageInterval
Sight = listening_service_pb2.CoverageInterval.Sight


def turn(conn: sa.Connection, source: str, sight: Sight, reason: str, at: datetime) -> None:
    """From `at` on the source sees this much. Saying the same again changes nothing."""
    current = _open(conn, source)
    if current is not None:
        if (current.sight, current.reason) == (sight, reason):
            return
        at = max(at, current.start_time)
        _close(conn, current, at)
    conn.execute(coverage.insert().values(source=source, sight=int(sight), reason=reason, start_time=at))


def close(conn: sa.Connection, source: str, at: datetime) -> None:
    """From `at` on the source is not expected to see anything: it was deleted or has ended."""
    current = _open(conn, source)
    if current is not None:
        _close(conn, current, max(at, current.start_time))


def list_intervals(
    conn: sa.Connection,
    source: str | None,
    ends_after: datetime | None,
    after: int,
    limit: int,
) -> Sequence[tuple[int, Interval]]:
    """Intervals with their position, oldest first, those behind position `after`."""
    query = sa.select(coverage).where(coverage.c.id > after).order_by(coverage.c.id).limit(limit)
    if source is not None:
        query = query.where(coverage.c.source == source)
    if ends_after is not None:
        query = query.where(sa.or_(coverage.c.end_time.is_(None), coverage.c.end_time > ends_after))
    return [(row.id, _interval(row)) for row in conn.execute(query)]


def is_known(conn: sa.Connection, source: str) -> bool:
    """Whether the ledger has anything about a source, deleted or not."""
    found = conn.execute(sa.select(coverage.c.id).where(coverage.c.source == source).limit(1))
    return found.first() is not None


def current_sight(conn: sa.Connection, source: str) -> int | None:
    """How much the source sees now; None when nothing is expected of it."""
    current = _open(conn, source)
    return None if current is None else int(current.sight)


def _open(conn: sa.Connection, source: str) -> sa.Row[Any] | None:
    query = sa.select(coverage).where(coverage.c.source == source, coverage.c.end_time.is_(None))
    return conn.execute(query.order_by(coverage.c.id.desc()).limit(1)).one_or_none()


def _close(conn: sa.Connection, row: sa.Row[Any], at: datetime) -> None:
    if at == row.start_time:
        conn.execute(coverage.delete().where(coverage.c.id == row.id))
    else:
        conn.execute(coverage.update().where(coverage.c.id == row.id).values(end_time=at))


def _interval(row: sa.Row[Any]) -> Interval:
    interval = Interval(source=row.source, sight=row.sight, reason=row.reason)
    interval.start_time.FromDatetime(row.start_time)
    if row.end_time is not None:
        interval.end_time.FromDatetime(row.end_time)
    return interval
