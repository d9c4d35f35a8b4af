"""Sources, their checkpoints and their present condition."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from antiphon.listening.v1 import listening_service_pb2
from services.common import store
from services.common.model import errors
from services.common.store import bulk, types
from services.listener.core import naming, userinfo
from services.listener.store import changes, coverage, watchlist
from services.listener.store.tables import sources

Source = listening_service_pb2.Source
State = listening_service_pb2.Source.State
PAUSED: Final = coverage.View(coverage.Sight.SIGHT_BLIND, "Paused by a person.", coverage.Cause.CAUSE_PAUSED)
Handle = sa.Connection
"""What a piece of work is given; named here so that adapters need not know SQLAlchemy."""


@dataclass(frozen=True, slots=True)
class Connection:
    """A source as its runner needs it.

    Attributes:
        id: row; with `wake` another one when a source was deleted and made anew.
        name: resource name.
        type: kind of source.
        config: settings of that kind.
        wake: rises when a person asks it to start over.
        cursor: position up to which everything is on the log.
        receive_time: when something was last received.
        item_time: when something that somebody said was last received.
        rhythm: what is known of its silences, as `core.rhythm` writes it.
        told_since: when it was made, or last resumed: what happened before is not told it.
    """

    id: int
    name: str
    type: str
    config: Mapping[str, str]
    wake: int
    cursor: str
    receive_time: datetime | None
    item_time: datetime | None = None
    rhythm: Mapping[str, Any] | None = None
    told_since: datetime = types.EPOCH


@dataclass(frozen=True, slots=True)
class Progress:
    """What a runner has brought onto the log since its last report.

    Attributes:
        rhythm: what was learned of its silences; None to keep what is known.
    """

    cursor: str
    receive_time: datetime
    received: int
    matched: int
    item_time: datetime | None = None
    rhythm: Mapping[str, Any] | None = None


def get(conn: sa.Connection, name: str) -> Source:
    """The source of that name.

    Raises:
        NotFound: there is none.
    """
    return _source(_row(conn, name), coverage.current(conn, name))


def list_all(conn: sa.Connection, after: str = "", limit: int | None = None) -> Sequence[Source]:
    """Sources by name, those after `after`."""
    query = sa.select(sources).where(sources.c.name > after).order_by(sources.c.name).limit(limit)
    rows = conn.execute(query).all()
    sights = coverage.list_open(conn)
    return [_source(row, sights.get(row.name)) for row in rows]


def list_running(conn: sa.Connection) -> Sequence[Connection]:
    """What should be read now: every source that nobody paused."""
    query = sa.select(sources).where(sources.c.paused.is_(False)).order_by(sources.c.name)
    return [_connection(row) for row in conn.execute(query)]


def load(conn: sa.Connection, name: str) -> Connection:
    """A source as its runner or a delivery needs it.

    Raises:
        NotFound: there is none.
    """
    return _connection(_row(conn, name))


def create(conn: sa.Connection, source: Source) -> Source:
    """Adds a source; replicas start it when they notice.

    Raises:
        AlreadyExists: the name is taken.
        NotFound: the brand that is to get what it brings does not exist.
    """
    if brand := source.config.get("brand"):
        watchlist.get_brand(conn, brand)
    row = {
        "name": source.name,
        "type": source.type,
        "config": dict(source.config),
        "paused": False,
        "create_time": store.clock(conn),
        "wake": changes.beginning(),
        "cursor": "",
        "state": int(State.STATE_ACTIVE),
        "problem": "",
        "received_count": 0,
        "matched_count": 0,
    }
    if not bulk.insert_new(conn, sources, [row], key=["name"]):
        raise errors.AlreadyExists(source.name)
    changes.touch(conn)
    return get(conn, source.name)


def configure(
    conn: sa.Connection, name: str, config: Mapping[str, str], *, etag: str = "", anew: bool = False
) -> Source:
    """Changes the settings of a source and has its runner start over with them, from its place or `anew`.

    Raises:
        NotFound: there is none, or the brand that is to get what it brings does not exist.
        StaleVersion: its settings are others than the change is based on.
    """
    row = _locked(conn, name)
    if etag and etag != _etag(row):
        raise errors.StaleVersion(
            f"{name} was changed since; look at it again, then change it.", etag=_etag(row)
        )
    if dict(config) == row.config:
        return get(conn, name)
    if brand := config.get("brand"):
        watchlist.get_brand(conn, brand)
    values: dict[str, Any] = {"config": dict(config), "wake": row.wake + 1}
    if anew:
        values |= {"cursor": "", "rhythm": None}
    conn.execute(sources.update().where(sources.c.name == name).values(**values))
    changes.touch(conn)
    return get(conn, name)


def settings(conn: sa.Connection, name: str) -> tuple[str, Mapping[str, str]]:
    """Type and settings of a source, nothing masked.

    Raises:
        NotFound: there is none.
    """
    row = _row(conn, name)
    return row.type, row.config


def delete(conn: sa.Connection, name: str) -> None:
    """Removes a source and its checkpoint; its coverage stays and ends now.

    Raises:
        NotFound: there is none.
    """
    if not conn.execute(sources.delete().where(sources.c.name == name)).rowcount:
        raise naming.missing(name)
    coverage.close(conn, name, store.clock(conn))
    changes.touch(conn)


def pause(conn: sa.Connection, name: str) -> Source:
    """Stops a source and records that it is blind from now on.

    Raises:
        NotFound: there is none.
    """
    if not _row(conn, name).paused:
        conn.execute(sources.update().where(sources.c.name == name).values(paused=True))
        coverage.turn(conn, name, PAUSED, store.clock(conn))
        changes.touch(conn)
    return get(conn, name)


def resume(conn: sa.Connection, name: str) -> Source:
    """Starts a paused source, or has a failed one tried again at once.

    Raises:
        NotFound: there is none.
    """
    row = _row(conn, name)
    if row.paused or row.state in (State.STATE_FAILED, State.STATE_RETRYING):
        values = {"paused": False, "wake": row.wake + 1}
        if row.paused:
            values |= {"state": int(State.STATE_ACTIVE), "problem": "", "resume_time": store.clock(conn)}
        conn.execute(sources.update().where(sources.c.name == name).values(**values))
        changes.touch(conn)
    return get(conn, name)


def advance(conn: sa.Connection, at: Connection, progress: Progress) -> None:
    """Moves the checkpoint; everything up to it is on the log.

    Raises:
        NotFound: the source was deleted meanwhile, or a person had it start over: another runner goes on.
    """
    learned: dict[str, Any] = {} if progress.rhythm is None else {"rhythm": progress.rhythm}
    if progress.item_time is not None:
        learned["item_time"] = _later(sources.c.item_time, progress.item_time)
    moved = conn.execute(
        sources.update()
        .where(sources.c.name == at.name, sources.c.wake == at.wake)
        .values(
            cursor=progress.cursor,
            receive_time=progress.receive_time,
            received_count=sources.c.received_count + progress.received,
            matched_count=sources.c.matched_count + progress.matched,
            state=int(State.STATE_ACTIVE),
            problem="",
            **learned,
        )
    )
    if not moved.rowcount:
        raise naming.missing(at.name)


def _later(column: sa.Column[datetime], moment: datetime) -> sa.ColumnElement[datetime]:
    """The later one: what networks bring to our door is written past the runner."""
    given = sa.literal(moment, column.type)
    return sa.case((column > given, column), else_=given)


def report(conn: sa.Connection, name: str, state: State, problem: str) -> None:
    """Says how a source fares; nothing when it was deleted meanwhile."""
    conn.execute(
        sources.update()
        .where(sources.c.name == name)
        .values(state=int(state), problem=userinfo.mask(problem))
    )


def reset_counts(conn: sa.Connection, name: str) -> None:
    """Begins to count anew: a runner took the source over."""
    conn.execute(sources.update().where(sources.c.name == name).values(received_count=0, matched_count=0))


def _row(conn: sa.Connection, name: str) -> sa.Row[Any]:
    row = conn.execute(sa.select(sources).where(sources.c.name == name)).one_or_none()
    if row is None:
        raise naming.missing(name)
    return row


def _locked(conn: sa.Connection, name: str) -> sa.Row[Any]:
    """The row of a source, which nobody else changes until the transaction ends."""
    row = conn.execute(sa.select(sources).where(sources.c.name == name).with_for_update()).one_or_none()
    if row is None:
        raise naming.missing(name)
    return row


def _etag(row: sa.Row[Any]) -> str:
    told = json.dumps([row.id, row.type, sorted(row.config.items())])
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def _connection(row: sa.Row[Any]) -> Connection:
    return Connection(
        row.id,
        row.name,
        row.type,
        row.config,
        row.wake,
        row.cursor,
        row.receive_time,
        row.item_time,
        row.rhythm,
        row.resume_time or row.create_time,
    )


def _source(row: sa.Row[Any], sees: coverage.Interval | None) -> Source:
    source = Source(
        name=row.name,
        type=row.type,
        config={name: userinfo.mask(value) for name, value in row.config.items()},
        state=State.STATE_PAUSED if row.paused else row.state,
        problem="" if row.paused else row.problem,
        cursor=row.cursor,
        received_count=row.received_count,
        matched_count=row.matched_count,
        etag=_etag(row),
    )
    source.create_time.FromDatetime(row.create_time)
    if row.receive_time is not None:
        source.receive_time.FromDatetime(row.receive_time)
    if row.item_time is not None:
        source.item_time.FromDatetime(row.item_time)
    if sees is not None:
        source.sight, source.cause = sees.sight, sees.cause
        source.sight_time.CopyFrom(sees.start_time)
        if sees.cause == coverage.Cause.CAUSE_SUSPECT:
            source.problem = source.problem or sees.reason
    return source
