"""The ledger of what each source could see. Intervals of one source follow each other without overlap.

Beside them stand intervals of single queries: what a source read before a query existed was not looked
through for it. A backfill that has read a stretch again heals what was missed there; an interval it covers in
part is divided.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from antiphon.listening.v1 import listening_service_pb2
from services.common import store
from services.listener.core import userinfo
from services.listener.store.tables import coverage, sources

Interval = listening_service_pb2.CoverageInterval
Sight = listening_service_pb2.CoverageInterval.Sight
Cause = listening_service_pb2.CoverageInterval.Cause

BEFORE_THE_QUERY = "The query did not exist yet; what was said was not looked through for it."


class View(NamedTuple):
    """How much is seen, and why not all."""

    sight: Sight
    reason: str = ""
    cause: Cause = Cause.CAUSE_UNSPECIFIED


FULL: Final = View(Sight.SIGHT_FULL)


@dataclass(frozen=True, slots=True)
class Scope:
    """Which intervals are meant.

    Attributes:
        source: resource name; None for all sources.
        ends_after: only those that end later.
        begins_before: only those that begin earlier.
        query: also those of this query; empty for those about all queries alone.
    """

    source: str | None = None
    ends_after: datetime | None = None
    begins_before: datetime | None = None
    query: str = ""


@dataclass(frozen=True, slots=True)
class Healing:
    """What a backfill has read again: everything of a source in [start, end), for one query or for all."""

    backfill: str
    source: str
    query: str
    start: datetime
    end: datetime


def turn(conn: sa.Connection, source: str, view: View, at: datetime) -> None:
    """From `at` on the source sees this much. Saying the same again changes nothing."""
    sight, reason, cause = view[0], userinfo.mask(view[1]), view[2]
    last = _open(conn, source)
    if last is not None:
        if (last.sight, last.reason, last.cause or 0) == (sight, reason, cause):
            return
        at = max(at, last.start_time)
        _close(conn, last, at)
    conn.execute(
        coverage.insert().values(
            source=source, sight=int(sight), reason=reason, start_time=at, cause=int(cause)
        )
    )


def close(conn: sa.Connection, source: str, at: datetime) -> None:
    """From `at` on the source is not expected to see anything: it was deleted or has ended."""
    last = _open(conn, source)
    if last is not None:
        _close(conn, last, max(at, last.start_time))


def begin_query(conn: sa.Connection, query: str) -> Sequence[str]:
    """Writes down that all sources were blind for a query until now; tells which sources there are."""
    now = store.clock(conn)
    begun = sa.select(sources.c.name, sources.c.create_time).order_by(sources.c.name)
    rows = [
        {
            "source": row.name,
            "sight": int(Sight.SIGHT_BLIND),
            "reason": BEFORE_THE_QUERY,
            "start_time": row.create_time,
            "end_time": now,
            "cause": int(Cause.CAUSE_CHANGED),
            "query": query,
        }
        for row in conn.execute(begun)
        if row.create_time < now
    ]
    if rows:
        conn.execute(coverage.insert(), rows)
    return [row["source"] for row in rows]


def heal(conn: sa.Connection, healing: Healing) -> int:
    """Marks what was missed in a stretch as read since; tells how many intervals that concerned."""
    now = store.clock(conn)
    query = (
        sa.select(coverage)
        .where(
            coverage.c.source == healing.source,
            coverage.c.sight != int(Sight.SIGHT_FULL),
            coverage.c.heal_time.is_(None),
            coverage.c.start_time < healing.end,
            coverage.c.end_time > healing.start,
        )
        .order_by(coverage.c.start_time)
    )
    if healing.query:
        query = query.where(coverage.c.query == healing.query)
    rows = conn.execute(query).all()
    for row in rows:
        _divide(conn, row, healing, now)
    return len(rows)


def _divide(conn: sa.Connection, row: sa.Row[Any], healing: Healing, now: datetime) -> None:
    kept = {"source": row.source, "sight": row.sight, "reason": row.reason}
    kept |= {"cause": row.cause, "query": row.query}
    start, end = max(row.start_time, healing.start), min(row.end_time, healing.end)
    for left, right in ((row.start_time, start), (end, row.end_time)):
        if left < right:
            conn.execute(coverage.insert().values(**kept, start_time=left, end_time=right))
    conn.execute(
        coverage.update()
        .where(coverage.c.id == row.id)
        .values(start_time=start, end_time=end, heal_time=now, backfill=healing.backfill)
    )


def list_intervals(
    conn: sa.Connection, scope: Scope, after: int = 0, limit: int | None = None
) -> Sequence[tuple[int, Interval]]:
    """Intervals with their position, oldest first, those behind the one at position `after`."""
    order = (coverage.c.start_time, coverage.c.id)
    query = sa.select(coverage).where(_meant(scope)).order_by(*order).limit(limit)
    if after:
        last = conn.execute(sa.select(*order).where(coverage.c.id == after)).one_or_none()
        later = coverage.c.id > after
        if last is not None:
            same = coverage.c.start_time == last.start_time
            later = sa.or_(coverage.c.start_time > last.start_time, sa.and_(same, later))
        query = query.where(later)
    return [(row.id, _interval(row)) for row in conn.execute(query)]


def _meant(scope: Scope) -> sa.ColumnElement[bool]:
    general = coverage.c.query.is_(None)
    wanted: list[sa.ColumnElement[bool]] = [
        sa.or_(general, coverage.c.query == scope.query) if scope.query else general
    ]
    if scope.source is not None:
        wanted.append(coverage.c.source == scope.source)
    if scope.ends_after is not None:
        wanted.append(sa.or_(coverage.c.end_time.is_(None), coverage.c.end_time > scope.ends_after))
    if scope.begins_before is not None:
        wanted.append(coverage.c.start_time < scope.begins_before)
    return sa.and_(*wanted)


def list_open(conn: sa.Connection) -> dict[str, Interval]:
    """What every source sees now, by its name."""
    query = sa.select(coverage).where(coverage.c.end_time.is_(None), coverage.c.query.is_(None))
    return {row.source: _interval(row) for row in conn.execute(query.order_by(coverage.c.id))}


def current(conn: sa.Connection, source: str) -> Interval | None:
    """What the source sees now; None when nothing is expected of it."""
    row = _open(conn, source)
    return None if row is None else _interval(row)


def _open(conn: sa.Connection, source: str) -> sa.Row[Any] | None:
    query = sa.select(coverage).where(
        coverage.c.source == source, coverage.c.end_time.is_(None), coverage.c.query.is_(None)
    )
    return conn.execute(query.order_by(coverage.c.id.desc()).limit(1)).one_or_none()


def _close(conn: sa.Connection, row: sa.Row[Any], at: datetime) -> None:
    if at == row.start_time:
        conn.execute(coverage.delete().where(coverage.c.id == row.id))
    else:
        conn.execute(coverage.update().where(coverage.c.id == row.id).values(end_time=at))


def _interval(row: sa.Row[Any]) -> Interval:
    interval = Interval(
        source=row.source,
        sight=row.sight,
        reason=row.reason,
        cause=row.cause or Cause.CAUSE_UNSPECIFIED,
        query=row.query or "",
        backfill=row.backfill or "",
    )
    interval.start_time.FromDatetime(row.start_time)
    if row.end_time is not None:
        interval.end_time.FromDatetime(row.end_time)
    if row.heal_time is not None:
        interval.heal_time.FromDatetime(row.heal_time)
    return interval
