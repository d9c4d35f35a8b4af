"""Queues and agents as people set them up; every change raises the version by which others know of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final, TypeVar

import sqlalchemy as sa

from antiphon.events.v1 import events_pb2
from antiphon.routing.v1 import staffing_service_pb2 as staffing
from services.common.model import errors
from services.common.model.principal import Principal
from services.router.core import basis, opportunities
from services.router.core.staffing import checks, roster, waits
from services.router.core.staffing.roster import Roster
from services.router.store import (
    database,
    desks,
    escalations,
    events,
    history,
    lanes,
    presence,
    schedules,
    seats,
    staff,
    tables,
    versions,
)
from services.router.store.staff import Snapshot, Staff

_Q: Final = tables.queues.c
_A: Final = tables.agents.c
_H: Final = tables.handlings.c
_O: Final = tables.opportunities.c
_CHANGED: Final = events_pb2.EngagementEvent.KIND_STAFFING_CHANGED

_OUTPUTS: Final = {
    "queues": ("create_time", "update_time", "warnings"),
    "agents": (
        *("status", "seen_time", "idle_time", "load", "missed_offers"),
        *("create_time", "update_time", "warnings"),
    ),
}
"""Fields that the router fills in; what a request says there is not kept."""

Message = TypeVar("Message", staffing.Queue, staffing.Agent)


def put_queue(
    conn: sa.Connection,
    who: Principal,
    message: staffing.Queue,
    *,
    new: bool | None,
    based_on: int | None = None,
) -> None:
    """Sets up a queue, or replaces one; what waits in it gets its new appointments.

    Args:
        conn: the transaction.
        who: does it.
        message: the queue as it shall be.
        new: whether there must be none yet; None where either will do.
        based_on: when what the change is based on had last changed, in microseconds; None for any.

    Raises:
        InvalidField: if it could never work.
        AlreadyExists, NotFound: if there is one, or none.
        StaleVersion: if it was changed since.
    """
    known = _lock(conn)
    _check_basis(conn, tables.queues, message.name, based_on)
    checks.queue(message, known, _calendars(conn))
    prepared = roster.queue(message)
    exists = prepared.id in known.queues
    new = not exists if new is None else new
    ages = [step.after for step in prepared.steps[:1]] or (
        [prepared.overflow_after] if prepared.overflow else []
    )
    more = {"first_age": ages[0] if ages else None}
    _put(conn, who, tables.queues, message, new=new, exists=exists, more=more)
    _appoint(conn, prepared.id, more["first_age"])
    _changed(conn, who, "queue-create" if new else "queue-update", queue=message.name, brands=message.brands)


def put_agent(
    conn: sa.Connection,
    who: Principal,
    message: staffing.Agent,
    *,
    new: bool | None,
    based_on: int | None = None,
) -> None:
    """Sets up an agent, or replaces the settings of one; arguments and errors as for `put_queue`."""
    known = _lock(conn)
    _check_basis(conn, tables.agents, message.name, based_on)
    checks.agent(message, known, _calendars(conn))
    exists = roster.bare(message.name) in known.agents
    new = not exists if new is None else new
    fresh = {"status": 0, "seen": 0, "idle": database.now(conn), "missed": 0} if new else {}
    more = {"team": message.team, **fresh}
    _put(conn, who, tables.agents, message, new=new, exists=exists, more=more)
    _changed(conn, who, "agent-create" if new else "agent-update", agent=message.name, brands=message.brands)


def delete_queue(conn: sa.Connection, who: Principal, queue: str) -> None:
    """Removes a queue.

    Raises:
        NotFound: if there is none.
        InvalidField: while another queue names it.
    """
    known = _lock(conn)
    if queue not in known.queues:
        raise errors.NotFound(f"queues/{queue}")
    for other in known.queues.values():
        if other.overflow == queue or any(queue in step.widen for step in other.steps):
            raise errors.InvalidField(
                "name", f"queues/{other.id} sends work to queues/{queue}; change that first."
            )
    for agent in known.agents.values():
        if queue in agent.queues:
            raise errors.InvalidField("name", f"agents/{agent.id} serves queues/{queue}; change that first.")
    full, before = f"queues/{queue}", _before(conn, tables.queues, queue)
    history.keep(conn, who, full, history.DELETE, b"", before=before)
    conn.execute(tables.queues.delete().where(_Q.id == queue))
    _appoint(conn, queue, None)
    _changed(conn, who, "queue-delete", queue=full, brands=known.queues[queue].brands)


def delete_agent(conn: sa.Connection, who: Principal, agent: str) -> None:
    """Removes an agent; what the agent holds returns to its place.

    Raises:
        NotFound: if there is none.
        InvalidField: while a queue names the agent.
    """
    known = _lock(conn)
    if agent not in known.agents:
        raise errors.NotFound(f"agents/{agent}")
    for queue in known.queues.values():
        if agent in queue.members:
            raise errors.InvalidField(
                "name", f"agents/{agent} is a member of queues/{queue.id}; change that first."
            )
    now = database.now(conn)
    full, before = f"agents/{agent}", _before(conn, tables.agents, agent)
    history.keep(conn, who, full, history.DELETE, b"", before=before)
    conn.execute(tables.agents.delete().where(_A.id == agent))
    while presence.vacate(conn, [staff.holder_of(agent)], now, actor=who.holder):
        pass
    _changed(conn, who, "agent-delete", agent=full, brands=known.agents[agent].brands)


def queues(conn: sa.Connection, known: Staff, after: str, limit: int) -> list[staffing.Queue]:
    """Queues by name, those after one."""
    rows = conn.execute(
        sa.select(tables.queues).where(_Q.id > after).order_by(_Q.id).limit(limit)
    ).all()  # fmt: skip
    told = warnings(known.read(conn))
    return [_queue(row, told) for row in rows]


def queue(conn: sa.Connection, known: Staff, name: str) -> staffing.Queue:
    """One queue.

    Raises:
        NotFound: if there is none.
    """
    row = conn.execute(sa.select(tables.queues).where(_Q.id == name)).one_or_none()
    if row is None:
        raise errors.NotFound(f"queues/{name}")
    return _queue(row, warnings(known.read(conn)))


def agents(conn: sa.Connection, known: Staff, after: str, limit: int) -> list[staffing.Agent]:
    """Agents by name, those after one, with what they hold."""
    here = known.read(conn)
    rows = conn.execute(
        sa.select(tables.agents).where(_A.id > after).order_by(_A.id).limit(limit)
    ).all()  # fmt: skip
    loads, told = desks.loads(conn, here), warnings(here)
    return [_agent(row, loads, told) for row in rows]


def agent(conn: sa.Connection, known: Staff, name: str) -> staffing.Agent:
    """One agent, with what the agent holds.

    Raises:
        NotFound: if there is none.
    """
    row = conn.execute(sa.select(tables.agents).where(_A.id == name)).one_or_none()
    if row is None:
        raise errors.NotFound(f"agents/{name}")
    here = known.read(conn)
    return _agent(row, desks.loads(conn, here, staff.holder_of(name)), warnings(here))


def warnings(here: Snapshot) -> list[str]:
    """What does not look right, in sentences."""
    return checks.warnings(here.roster, here.demands.values())


def check(conn: sa.Connection, known: Staff) -> staffing.CheckStaffingResponse:
    """What does not look right, and what waits that nobody can take."""
    here = known.read(conn)
    return staffing.CheckStaffingResponse(
        warnings=warnings(here), unserved=dict.fromkeys(escalations.unserved(conn, here).values())
    )


def estimate(conn: sa.Connection, known: Staff, name: str) -> staffing.QueueEstimate:
    """How long something that comes into a queue now will wait."""
    here = known.read(conn)
    if name not in here.roster.queues:
        raise errors.NotFound(f"queues/{name}")
    now = database.now(conn)
    numbers = here.lanes_in(name)
    count = escalations.waiting(conn, numbers, waits.MOST)
    pace, arrived = _pace(conn, numbers, now)
    available = _available(conn, here, numbers)
    told = waits.estimate(count, available, pace)
    view = staffing.QueueEstimate(
        queue=f"queues/{name}",
        waiting_count=count,
        available_count=available or 0,
        handled_count=pace.handled,
        arrived_count=arrived,
        sentence=told.sentence,
    )
    if pace.handled:
        view.mean_handling.FromMicroseconds(pace.handling // pace.handled)
        view.mean_wait.FromMicroseconds(pace.waited // pace.handled)
    if told.wait is not None:
        view.wait.FromMicroseconds(told.wait)
    return view


def _pace(conn: sa.Connection, numbers: Sequence[int], now: int) -> tuple[waits.Pace, int]:
    since = now - waits.WINDOW
    done = (
        sa.func.count(),
        sa.func.coalesce(sa.func.sum(_H.end_time - _H.claim_time), 0),
        sa.func.coalesce(sa.func.sum(_H.claim_time - _H.entered), 0),
        sa.func.coalesce(sa.func.sum(sa.case((_H.entered >= since, 1), else_=0)), 0),
    )
    these = database.among(conn, _H.lane, list(numbers))
    handled, handling, waited, came = conn.execute(
        sa.select(*done).where(_H.end_time >= since, these)
    ).one()  # fmt: skip
    still = (
        sa.select(_O.id)
        .where(_O.state.in_(opportunities.PRESENT), _O.create_time >= since)
        .where(database.among(conn, _O.lane, list(numbers)))
        .limit(waits.MOST)
    )
    waiting = conn.execute(sa.select(sa.func.count()).select_from(still.subquery())).scalar_one()
    return waits.Pace(int(handled), int(handling), int(waited)), int(came) + waiting


def _available(conn: sa.Connection, here: Snapshot, numbers: Iterable[int]) -> int | None:
    """Agents who are available for some lanes; None where nobody is set up, so presence is not known."""
    if not here.roster.agents:
        return None
    able = {agent for number in numbers for agent in here.group(number).agents}
    present = conn.execute(sa.select(_A.id).where(_A.status == presence.AVAILABLE)).scalars()
    return len(able.intersection(present)) if able else len(list(present))


def _lock(conn: sa.Connection) -> Roster:
    """The set-up, which nobody else changes until the transaction ends.

    Versions are never used twice, not even after a transaction that failed: others may have seen it.
    """
    versions.renew(conn, versions.STAFFING)
    return staff.load(conn)


def _put(
    conn: sa.Connection,
    who: Principal,
    table: sa.Table,
    message: Message,
    *,
    new: bool,
    exists: bool,
    more: dict[str, Any],
) -> None:
    if new and exists:
        raise errors.AlreadyExists(message.name)
    if not new and not exists:
        raise errors.NotFound(message.name)
    kept = type(message)()
    kept.CopyFrom(message)
    for field in _OUTPUTS[table.name]:
        kept.ClearField(field)
    now, document = database.now(conn), kept.SerializeToString(deterministic=True)
    values = {"document": document, "update_time": now, **more}
    name = roster.bare(message.name)
    before = _before(conn, table, name)
    if new:
        conn.execute(table.insert().values(id=name, create_time=now, **values))
    else:
        conn.execute(table.update().where(table.c.id == name).values(**values))
    action = history.CREATE if new else history.UPDATE
    history.keep(conn, who, message.name, action, document, before=before)


def _check_basis(conn: sa.Connection, table: sa.Table, name: str, based_on: int | None) -> None:
    if based_on is not None:
        before = _before(conn, table, roster.bare(name))
        basis.check(name, based_on, before.time if before else None)


def _before(conn: sa.Connection, table: sa.Table, name: str) -> history.Before | None:
    row = conn.execute(
        sa.select(table.c.document, table.c.update_time).where(table.c.id == name)
    ).one_or_none()
    return history.Before(*row) if row else None


def _appoint(conn: sa.Connection, queue_: str, first_age: int | None) -> None:
    """Gives what waits in a queue the moment at which the queue asks for less; later steps follow."""
    numbers = [number for number, one in lanes.every(conn).items() if one.queue.partition("~")[0] == queue_]
    if numbers:
        due = None if first_age is None else _O.create_time + first_age
        these = sa.and_(
            _O.state.in_(opportunities.WORKABLE), database.among(conn, _O.lane, numbers)
        )  # fmt: skip
        conn.execute(tables.opportunities.update().where(these).values(escalate_time=due))


def _changed(
    conn: sa.Connection,
    who: Principal,
    action: str,
    *,
    brands: Collection[str],
    queue: str = "",
    agent: str = "",
) -> None:
    now, (brand, *others) = database.now(conn), [*brands, ""]
    only = "" if any(others) else brand
    seats.note(conn, who.holder, action, "", now, detail=queue or agent, brand=only)
    events.tell_staff(conn, _CHANGED, now, actor=who.holder, queue=queue, agent=agent, detail=action)


def _calendars(conn: sa.Connection) -> list[str]:
    return [one.name for one in schedules.all_calendars(conn)]


def _queue(row: Any, told: Iterable[str]) -> staffing.Queue:
    view = staffing.Queue.FromString(row.document)
    view.create_time.FromMicroseconds(row.create_time)
    view.update_time.FromMicroseconds(row.update_time)
    view.warnings.extend(checks.about(view.name, told))
    return view


def _agent(row: Any, loads: Any, told: Iterable[str]) -> staffing.Agent:
    view = staffing.Agent.FromString(row.document)
    view.status, view.missed_offers = row.status, row.missed
    view.create_time.FromMicroseconds(row.create_time)
    view.update_time.FromMicroseconds(row.update_time)
    view.idle_time.FromMicroseconds(row.idle)
    if row.seen:
        view.seen_time.FromMicroseconds(row.seen)
    load = loads.get(staff.holder_of(row.id))
    view.load = load.total if load else 0
    view.warnings.extend(checks.about(view.name, told))
    return view
