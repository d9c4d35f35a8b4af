"""Jobs that read the past: what was asked for, how far they are, how they fare."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import sqlalchemy as sa

from antiphon.listening.v1 import listening_service_pb2
from services.common import store
from services.common.model import errors
from services.common.store import bulk
from services.listener.core import naming
from services.listener.store.tables import backfills

Backfill = listening_service_pb2.Backfill
State = listening_service_pb2.Backfill.State
Estimate = listening_service_pb2.BackfillEstimate

OPEN: Final = (State.STATE_PENDING, State.STATE_RUNNING, State.STATE_RETRYING)
"""States of a job that should be worked on."""
OVER: Final = (State.STATE_DONE, State.STATE_CANCELLED)
ENDED: Final = (*OVER, State.STATE_FAILED)
"""States of a job that nobody works on; a failed one may be taken up again."""
NEARLY: Final = 0.99
"""Progress of a job that has made all the calls it was estimated to take and is not at its end."""


@dataclass(frozen=True, slots=True)
class Job:
    """A backfill as whoever works on it needs it."""

    name: str
    source: str
    query: str
    start: datetime
    end: datetime
    cursor: str
    calls: int
    micros: int


@dataclass(frozen=True, slots=True)
class Step:
    """What was done since the last step; `calls` and `micros` are those of the whole job."""

    cursor: str
    calls: int
    micros: int
    received: int
    matched: int


def create(conn: sa.Connection, wanted: Backfill) -> Backfill:
    """Adds a job; some replica begins it.

    Raises:
        AlreadyExists: the name is taken.
    """
    now = store.clock(conn)
    row = {
        "name": wanted.name or f"backfills/{uuid.uuid4().hex[:12]}",
        "source": wanted.source,
        "query": wanted.query,
        "start_time": wanted.start_time.ToDatetime(UTC),
        "end_time": wanted.end_time.ToDatetime(UTC),
        "state": int(State.STATE_PENDING),
        "problem": "",
        "estimate": wanted.estimate.SerializeToString(),
        "cursor": "",
        "call_count": 0,
        "spent_micros": 0,
        "received_count": 0,
        "matched_count": 0,
        "create_time": now,
        "update_time": now,
    }
    if not bulk.insert_new(conn, backfills, [row], key=["name"]):
        raise errors.AlreadyExists(str(row["name"]))
    return get(conn, str(row["name"]))


def get(conn: sa.Connection, name: str) -> Backfill:
    """The backfill of that name.

    Raises:
        NotFound: there is none.
    """
    return _backfill(_row(conn, name))


def list_all(conn: sa.Connection, source: str, before: int, limit: int) -> Sequence[tuple[int, Backfill]]:
    """Backfills with their position, newest first, those older than position `before`; 0 for the newest."""
    query = sa.select(backfills).order_by(backfills.c.id.desc()).limit(limit)
    if source:
        query = query.where(backfills.c.source == source)
    if before:
        query = query.where(backfills.c.id < before)
    return [(row.id, _backfill(row)) for row in conn.execute(query)]


def list_open(conn: sa.Connection) -> Sequence[Job]:
    """Jobs that should be worked on, oldest first."""
    query = sa.select(backfills).where(backfills.c.state.in_([int(state) for state in OPEN]))
    return [_job(row) for row in conn.execute(query.order_by(backfills.c.id))]


def load(conn: sa.Connection, name: str) -> Job | None:
    """A job as it stands; None when it should not be worked on any more."""
    row = _row(conn, name)
    return _job(row) if row.state in OPEN else None


def ask(conn: sa.Connection, name: str, state: State) -> Backfill:
    """What a person asks of a job: to pause, to go on (pending), or to end (cancelled).

    Raises:
        NotFound: there is none.
        WrongState: it has ended.
    """
    row = _row(conn, name)
    if row.state == state:
        return _backfill(row)
    if row.state in OVER:
        word = State.Name(row.state).removeprefix("STATE_").lower()
        raise errors.WrongState(f"{name} is {word}; create a new one.", state=word.upper())
    if state != State.STATE_PENDING or row.state not in OPEN:
        _set(conn, name, state=int(state), problem="")
    return get(conn, name)


def report(conn: sa.Connection, name: str, state: State, problem: str = "") -> bool:
    """Says how a job fares; tells whether it still is to be worked on."""
    open_states = [int(each) for each in OPEN]
    changed = conn.execute(
        backfills.update()
        .where(backfills.c.name == name, backfills.c.state.in_(open_states))
        .values(state=int(state), problem=problem, update_time=store.clock(conn))
    )
    return bool(changed.rowcount)


def advance(conn: sa.Connection, name: str, step: Step) -> bool:
    """Moves a job on; everything up to its cursor is on the log. Tells whether it is to go on."""
    changed = conn.execute(
        backfills.update()
        .where(backfills.c.name == name)
        .values(
            cursor=step.cursor,
            call_count=step.calls,
            spent_micros=step.micros,
            received_count=backfills.c.received_count + step.received,
            matched_count=backfills.c.matched_count + step.matched,
            update_time=store.clock(conn),
        )
        .returning(backfills.c.state)
    )
    return changed.scalar_one_or_none() in OPEN


def _set(conn: sa.Connection, name: str, **values: Any) -> None:
    conn.execute(
        backfills.update().where(backfills.c.name == name).values(**values, update_time=store.clock(conn))
    )


def _row(conn: sa.Connection, name: str) -> sa.Row[Any]:
    row = conn.execute(sa.select(backfills).where(backfills.c.name == name)).one_or_none()
    if row is None:
        raise naming.missing(name)
    return row


def _job(row: sa.Row[Any]) -> Job:
    return Job(
        row.name,
        row.source,
        row.query,
        row.start_time,
        row.end_time,
        row.cursor,
        row.call_count,
        row.spent_micros,
    )


def _backfill(row: sa.Row[Any]) -> Backfill:
    backfill = Backfill(
        name=row.name,
        source=row.source,
        query=row.query,
        state=row.state,
        problem=row.problem,
        estimate=Estimate.FromString(bytes(row.estimate)),
        call_count=row.call_count,
        spent_micros=row.spent_micros,
        received_count=row.received_count,
        matched_count=row.matched_count,
    )
    expected = backfill.estimate.call_count
    if row.state == State.STATE_DONE:
        backfill.progress = 1.0
    elif expected:
        backfill.progress = min(row.call_count / expected, NEARLY)
    for field in ("start_time", "end_time", "create_time", "update_time"):
        getattr(backfill, field).FromDatetime(getattr(row, field))
    return backfill
