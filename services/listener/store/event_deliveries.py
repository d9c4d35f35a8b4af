"""Changes on their way to systems of our customers, and what became of them: the delivery log."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from antiphon.events.v1 import events_pb2
from antiphon.listening.v1 import listening_service_pb2 as api
from services.common import store
from services.common.model import errors
from services.common.store import bulk, suppressions
from services.listener.core import paging, telling
from services.listener.core.telling import Attempted
from services.listener.store import connections
from services.listener.store.tables import event_deliveries, suppressed

_D = event_deliveries.c


class Due(NamedTuple):
    """One that is to be offered now."""

    id: int
    source: str
    event_id: str
    event: events_pb2.EngagementEvent
    attempted: Attempted


class Wish(NamedTuple):
    """A change that a source wants."""

    source: str
    event: events_pb2.EngagementEvent


def listening(conn: sa.Connection) -> list[connections.Connection]:
    """Sources whose systems want to be told changes."""
    running = connections.list_running(conn)
    return [each for each in running if each.type == "webhook" and each.config.get("events")]


def add(conn: sa.Connection, wishes: Sequence[Wish]) -> int:
    """Queues changes; those that are there already stay as they are. How many were new."""
    now = store.clock(conn)
    written = {wish.event.mention_author for wish in wishes if wish.event.mention_author}
    forgotten = suppressions.present(conn, suppressed, written) if written else frozenset()
    rows = [
        {
            "source": wish.source,
            "event_id": telling.event_id(wish.event),
            "event": _kept(wish.event, forgotten).SerializeToString(),
            "state": telling.QUEUED,
            "attempts": 0,
            "status": 0,
            "reason": "",
            "due_time": now,
            "create_time": now,
            "update_time": now,
            "mention_author": _kept(wish.event, forgotten).mention_author or None,
        }
        for wish in wishes
    ]
    return bulk.insert_new(conn, event_deliveries, rows, key=["source", "event_id"])


def due(conn: sa.Connection, limit: int) -> list[Due]:
    """Those whose time has come, longest waiting first."""
    query = sa.select(event_deliveries).where(_D.due_time <= store.clock(conn))
    return [_due(row) for row in conn.execute(query.order_by(_D.due_time, _D.id).limit(limit))]


def settle(conn: sa.Connection, row: int, found: Attempted) -> None:
    """Writes what became of an attempt."""
    conn.execute(
        event_deliveries.update()
        .where(_D.id == row)
        .values(
            state=found.state,
            attempts=found.attempts,
            status=found.status,
            reason=found.reason,
            due_time=found.due,
            update_time=store.clock(conn),
        )
    )


def forget(conn: sa.Connection, authors: Collection[bytes]) -> None:
    """Takes the mentions of authors out of what is told, and out of what is kept of what was."""
    query = sa.select(_D.id, _D.event).where(_D.mention_author.in_(authors)).order_by(_D.id)
    for row in conn.execute(query.with_for_update()).all():
        event = _kept(_event(row), authors)
        scrubbed = {"event": event.SerializeToString(), "mention_author": None}
        conn.execute(event_deliveries.update().where(_D.id == row.id).values(scrubbed))


def page(conn: sa.Connection, request: api.ListEventDeliveriesRequest) -> api.ListEventDeliveriesResponse:
    """A page of a source's delivery log, newest first.

    Raises:
        NotFound: there is no such source.
    """
    connections.load(conn, request.parent)
    states = sorted({int(state) for state in request.states})
    scope = ("events", request.parent, str(states))
    size, after = paging.size(request.page_size), paging.read_token(request.page_token, *scope)
    query = sa.select(event_deliveries).where(_D.source == request.parent).order_by(_D.id.desc())
    if states:
        query = query.where(_D.state.in_(states))
    if after:
        query = query.where(_D.id < int(after))
    rows = conn.execute(query.limit(size + 1)).all()
    more = len(rows) > size
    return api.ListEventDeliveriesResponse(
        event_deliveries=[_view(row) for row in rows[:size]],
        next_page_token=paging.make_token(str(rows[size - 1].id), *scope) if more else "",
    )


def retry(conn: sa.Connection, source: str, row: int) -> api.EventDelivery:
    """Offers one once more, now.

    Raises:
        NotFound: there is none.
    """
    now = store.clock(conn)
    again = {"state": telling.QUEUED, "due_time": now, "create_time": now, "update_time": now}
    mine = sa.and_(_D.id == row, _D.source == source)
    if not conn.execute(event_deliveries.update().where(mine).values(again)).rowcount:
        raise errors.NotFound(f"{source}/events/{row}")
    return _view(conn.execute(sa.select(event_deliveries).where(mine)).one())


def _kept(event: events_pb2.EngagementEvent, forgotten: Collection[bytes]) -> events_pb2.EngagementEvent:
    """A change without the mention it names, where its author asked to be forgotten."""
    if event.mention_author not in forgotten:
        return event
    kept = events_pb2.EngagementEvent()
    kept.CopyFrom(event)
    kept.ClearField("mention_key")
    kept.ClearField("mention_author")
    return kept


def _due(row: Any) -> Due:
    attempted = Attempted(row.state, row.attempts, row.status, row.reason, row.due_time, row.create_time)
    return Due(row.id, row.source, row.event_id, _event(row), attempted)


def _event(row: Any) -> events_pb2.EngagementEvent:
    return events_pb2.EngagementEvent.FromString(row.event)


def _view(row: Any) -> api.EventDelivery:
    event = _event(row)
    view = api.EventDelivery(
        name=f"{row.source}/events/{row.id}",
        type=telling.kind_name(event),
        event_id=row.event_id,
        state=row.state,
        attempt_count=row.attempts,
        status=row.status,
        reason=row.reason,
        opportunity=event.opportunity,
    )
    view.event_time.CopyFrom(event.event_time)
    _set(view, "due_time", row.due_time)
    _set(view, "update_time", row.update_time)
    return view


def _set(view: api.EventDelivery, field: str, moment: datetime | None) -> None:
    if moment is not None:
        getattr(view, field).FromDatetime(moment)
