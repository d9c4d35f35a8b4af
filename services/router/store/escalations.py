"""What age does: queues ask for less, what was put aside comes back, and what nobody can take is told."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final

import sqlalchemy as sa

from antiphon.events.v1 import events_pb2
from services.router.core import opportunities
from services.router.core.demand import Demand
from services.router.core.staffing import eligibility, stages
from services.router.store import changes, database, events, lanes, seats, tables
from services.router.store.staff import Snapshot, Staff

_O: Final = tables.opportunities.c
_L: Final = tables.lanes.c
_E = events_pb2.EngagementEvent

AT_ONCE: Final = 500
"""Opportunities that one transaction moves at most."""
COUNTED: Final = 10_000

_ESCALATE: Final = ("escalate", _E.KIND_OPPORTUNITY_ESCALATED)
_WAKE: Final = ("wake", _E.KIND_OPPORTUNITY_UPDATED)


def escalate(conn: sa.Connection, known: Staff) -> int:
    """Moves what is old enough to the lane in which its queue asks for less; how many had an appointment."""
    now = database.now(conn)
    due = _due(conn, _O.escalate_time, now)
    if not due:
        return 0
    here = known.read(conn)
    moves = {}
    for row in due:
        if row.state in opportunities.WORKABLE:
            moves[row.id] = stages.escalate(here.roster, here.demand(row.lane), row.create_time, now)
    numbers = lanes.intern(conn, {one.demand for one in moves.values()})
    for row in due:
        move = moves.get(row.id)
        if move is None:
            _write(conn, row.id, {"escalate_time": None})
        elif numbers[move.demand] == row.lane:
            _write(conn, row.id, {"escalate_time": move.due})
        else:
            found = seats.read(row)
            queue = f"queues/{stages.stage(move.demand).queue}"
            more = {"lane": numbers[move.demand], "escalate_time": move.due}
            changes.make(conn, found, found.seat, now, _ESCALATE, queue=queue, columns=more)
    return len(due)


def wake(conn: sa.Connection) -> int:
    """Brings back what was put aside until now; how many had an appointment."""
    now = database.now(conn)
    due = _due(conn, _O.wake_time, now)
    for row in due:
        found = seats.read(row)
        if found.seat.state == opportunities.SNOOZED:
            changes.make(conn, found, found.seat.wake(), now, _WAKE)
        else:
            _write(conn, row.id, {"wake_time": None})
    return len(due)


def watch(conn: sa.Connection, known: Staff) -> dict[int, str]:
    """Lanes in which something waits that nobody can take, with the sentence why; tells when that changes."""
    here = known.read(conn)
    now = database.now(conn)
    told = set(conn.execute(sa.select(_L.id).where(_L.unserved_time.is_not(None))).scalars())
    found = unserved(conn, here)
    for lane in sorted(told ^ found.keys()):
        since = now if lane in found else None
        conn.execute(tables.lanes.update().where(_L.id == lane).values(unserved_time=since))
        demand = here.demand(lane)
        queue, why = f"queues/{stages.stage(demand).queue}", found.get(lane, "")
        events.tell_queue(conn, _E.KIND_QUEUE_UNSERVED, demand.brand, now, queue=queue, detail=why)
    return found


def told(conn: sa.Connection, brands: Collection[str] | None) -> list[str]:
    """Why what waits cannot be taken by anybody, as the latest look found it; None for all brands."""
    query = sa.select(_L.id).where(_L.unserved_time.is_not(None)).order_by(_L.id)
    if brands is not None:
        query = query.where(_L.brand.in_(brands))
    numbers = list(conn.execute(query).scalars())
    if not numbers:
        return []
    here = Staff().read(conn)
    return list(dict.fromkeys(filter(None, (_unserved(here, here.demand(one)) for one in numbers))))


def unserved(conn: sa.Connection, here: Snapshot) -> dict[int, str]:
    """Lanes in which something waits that nobody can take, and why."""
    bad = {lane: why for lane, demand in here.demands.items() if (why := _unserved(here, demand))}
    if not bad:
        return {}
    return {lane: bad[lane] for lane in sorted(bad) if waiting(conn, [lane], 1)}


def waiting(conn: sa.Connection, numbers: Sequence[int], most: int = COUNTED) -> int:
    """How many open ones stand in some lanes; counted up to `most`."""
    if not numbers:
        return 0
    few = (
        sa.select(_O.id)
        .where(_O.state == opportunities.OPEN, database.among(conn, _O.lane, list(numbers)))
        .limit(most)
    )
    return conn.execute(sa.select(sa.func.count()).select_from(few.subquery())).scalar_one()


def _unserved(here: Snapshot, demand: Demand) -> str:
    return eligibility.unserved(here.roster, demand)


def _due(conn: sa.Connection, column: sa.Column[Any], now: int) -> Sequence[Any]:
    query = (
        sa.select(*seats.COLUMNS)
        .where(column <= now)
        .order_by(column)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    return conn.execute(query).all()


def _write(conn: sa.Connection, row: int, values: dict[str, Any]) -> None:
    conn.execute(tables.opportunities.update().where(_O.id == row).values(**values))
