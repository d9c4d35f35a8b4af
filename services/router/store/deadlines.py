"""Deadlines of opportunities: which policy holds, what a change of state does to the clocks, what is told.

Policies and calendars are read in the transaction that counts with them, so no replica counts with old ones.
They are few; what they describe is prepared once for each text of them.
"""

from __future__ import annotations

import functools
from collections.abc import Collection, Sequence
from typing import Any, Final, Protocol

import sqlalchemy as sa

from antiphon.events.v1 import events_pb2
from antiphon.routing.v1 import deadline_service_pb2 as messages
from antiphon.routing.v1 import staffing_service_pb2 as staffing
from services.common.obs import metrics
from services.router.core import calendars, deadlines, opportunities, ranking, schedules
from services.router.core import care as steps
from services.router.core.deadlines import Clocks, DeadlinePolicy, Due
from services.router.core.opportunities import Seat
from services.router.core.terms import Terms
from services.router.store import care, database, events, tables

_O: Final = tables.opportunities.c
_P: Final = tables.deadline_policies.c
_C: Final = tables.calendars.c
_S: Final = tables.deadline_sweeps.c
_E = events_pb2.EngagementEvent

AT_ONCE: Final = 500
"""Opportunities that one transaction tells of, or gives new deadlines, at most."""

ALIVE: Final = sorted(deadlines.RUNNING | deadlines.PAUSING)

_KINDS: Final = {
    deadlines.NEAR: (_E.KIND_DEADLINE_NEAR, "near"),
    deadlines.BREACHED: (_E.KIND_DEADLINE_MISSED, "missed"),
}

Columns = dict[str, Any]


class Timed(Protocol):
    """An opportunity as its clocks need it."""

    @property
    def brand(self) -> str:
        """Whose it is."""

    @property
    def lane(self) -> int:
        """Who may work on it."""

    @property
    def seat(self) -> Seat:
        """Where it stands."""

    @property
    def priority(self) -> int:
        """0 to 100."""

    @property
    def route(self) -> str:
        """As `demand.encode` wrote it."""

    @property
    def clocks(self) -> str:
        """As `deadlines.encode` wrote them."""

    @property
    def created(self) -> int:
        """When it entered the queue."""

    @property
    def window_end(self) -> int | None:
        """When its network stops taking answers."""


_POLICIES: Final = (
    sa.select(_P.name, _P.message, _C.message)
    .select_from(tables.deadline_policies.outerjoin(tables.calendars, _C.name == _P.calendar))
    .order_by(_P.name)
)
_QUEUES: Final = sa.select(tables.queues.c.id, tables.queues.c.document).order_by(tables.queues.c.id)


def terms(conn: sa.Connection) -> Terms:
    """The deadline policies in force."""
    known = tuple((name, bytes(told), bytes(hours or b"")) for name, told, hours in conn.execute(_POLICIES))
    return _prepared(known, tuple((row.id, bytes(row.document)) for row in conn.execute(_QUEUES)))


def moved(conn: sa.Connection, found: Timed, state: int, now: int, *, actor: str = "") -> Columns:
    """Columns that change when an opportunity takes another state; and which deadlines its end met."""
    policy = terms(conn).policy(found.route)
    clocks = deadlines.decode(found.clocks, found.created)
    if found.seat.state in ALIVE and state in opportunities.FINISHED:
        _end(conn, found, policy, now, actor=actor, by=steps.Ending(closes=True))
    clocks = deadlines.follow(clocks, found.seat.state, state, now, policy)
    return _columns(clocks, deadlines.due(clocks, policy, found.priority), found.created)


def answered(
    conn: sa.Connection,
    found: Timed,
    state: int,
    now: int,
    waits: tuple[int, ...],
    *,
    actor: str = "",
    owed: bool = True,
) -> Columns:
    """Columns that change when an answer was sent; whoever wrote meanwhile enters the queue anew.

    Args:
        conn: the transaction.
        found: the opportunity as it was.
        state: that it takes.
        now: the present moment.
        waits: by how long a priority waits at most.
        actor: who wrote it.
        owed: whether somebody had written before, who waited for it.
    """
    policy = terms(conn).policy(found.route)
    closes = found.seat.state in ALIVE and state in opportunities.FINISHED
    _end(conn, found, policy, now, actor=actor, by=steps.Ending(answers=owed, closes=closes))
    again = state == opportunities.OPEN
    clocks = deadlines.sent(deadlines.decode(found.clocks, found.created), now, waits=again)
    clocks = deadlines.follow(clocks, found.seat.state, state, now, policy)
    due = deadlines.due(clocks, policy, found.priority)
    if not again:
        return _columns(clocks, due, found.created)
    rank = ranking.place(found.priority, now, due.first, found.window_end, waits)
    return _columns(clocks, due, now) | {"create_time": now, "rank_time": rank}


def _end(
    conn: sa.Connection, found: Timed, policy: DeadlinePolicy, now: int, *, actor: str, by: steps.Ending
) -> None:
    """Keeps which deadlines this met or missed."""
    clocks = deadlines.decode(found.clocks, found.created)
    kinds = steps.ended(clocks, policy, found.priority, now, by)
    care.add_kinds(conn, care.Where(found.seat.uid, found.brand, found.lane), now, actor, kinds)


def tick(conn: sa.Connection, now: int, practice: Collection[str] = ()) -> None:
    """Tells of clocks that are about to run out or have, each once; those of `practice` uncounted."""
    query = (
        sa.select(tables.opportunities)
        .where(_O.tell_time <= now)
        .order_by(_O.tell_time)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    rows = conn.execute(query).all()
    in_force = terms(conn) if rows else Terms()
    for row in rows:
        policy = in_force.policy(row.route)
        clocks = deadlines.decode(row.clocks, row.create_time)
        clocks, told = deadlines.tell(clocks, policy, row.priority, now)
        _write(conn, row.id, _columns(clocks, deadlines.due(clocks, policy, row.priority), row.create_time))
        for clock, what in told:
            kind, word = _KINDS[what]
            events.tell(conn, kind, _seat(row), row.brand, now, detail=clock)
            if row.brand not in practice:
                metrics.DEADLINES.labels(clock.lower(), word).inc()
            if what == deadlines.BREACHED:
                where = care.Where(row.uid, row.brand, row.lane)
                care.add_kinds(conn, where, now, row.holder, [steps.MISSED[clock]])


def begin_sweep(conn: sa.Connection) -> None:
    """Deadlines changed: everything that waits is to get its new ones."""
    conn.execute(tables.deadline_sweeps.delete())
    conn.execute(tables.deadline_sweeps.insert().values(after_id=0))


def sweep(conn: sa.Connection, waits: tuple[int, ...]) -> int:
    """Gives the next of what waits its new deadlines; how many those were, 0 when there is no change."""
    under_way = conn.execute(sa.select(_S.id, _S.after_id).with_for_update()).one_or_none()
    if under_way is None:
        return 0
    query = (
        sa.select(tables.opportunities)
        .where(_O.id > under_way.after_id, _O.state.in_(ALIVE))
        .order_by(_O.id)
        .limit(AT_ONCE)
        .with_for_update()
    )
    rows = conn.execute(query).all()
    in_force, now = terms(conn), database.now(conn)
    changes = [_renew(conn, row, in_force, waits) for row in rows]
    events.announce(conn, [change for change in changes if change is not None], now)
    this = tables.deadline_sweeps
    if len(rows) < AT_ONCE:
        conn.execute(this.delete().where(_S.id == under_way.id))
    else:
        conn.execute(this.update().where(_S.id == under_way.id).values(after_id=rows[-1].id))
    return len(rows)


def _renew(conn: sa.Connection, row: Any, in_force: Terms, waits: tuple[int, ...]) -> events.Change | None:
    """New deadlines and the new place of one opportunity; None when nothing changed."""
    policy = in_force.policy(row.route)
    due = deadlines.due(deadlines.decode(row.clocks, row.create_time), policy, row.priority)
    if (due.first, due.tell) == (row.deadline_time, row.tell_time):
        return None
    rank = ranking.place(row.priority, row.create_time, due.first, row.window_end_time, waits)
    _write(conn, row.id, {"deadline_time": due.first, "tell_time": due.tell, "rank_time": rank})
    return events.Change(row.uid, row.brand, row.state, entered=False)


def _write(conn: sa.Connection, row: int, columns: Columns) -> None:
    conn.execute(tables.opportunities.update().where(_O.id == row).values(columns))


def _columns(clocks: Clocks, due: Due, entered: int) -> Columns:
    return {
        "clocks": deadlines.encode(clocks, entered),
        "deadline_time": due.first,
        "tell_time": due.tell,
    }


def _seat(row: Any) -> Seat:
    return Seat(row.uid, row.state, row.rest, row.holder, row.token, row.expires, row.news)


@functools.lru_cache(maxsize=8)
def _prepared(known: Sequence[tuple[str, bytes, bytes]], queues: Sequence[tuple[str, bytes]]) -> Terms:
    asked = {name: staffing.Queue.FromString(told).deadline_policy for name, told in queues}
    return Terms(
        {name: _policy(name, told, hours) for name, told, hours in known},
        {queue: policy.partition("/")[2] for queue, policy in asked.items() if policy},
    )


def _policy(name: str, told: bytes, hours: bytes) -> DeadlinePolicy:
    counted = schedules.calendar(messages.Calendar.FromString(hours)) if hours else calendars.ALWAYS
    return schedules.policy(messages.DeadlinePolicy.FromString(told), name, counted)
