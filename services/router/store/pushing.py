"""Push: one round gives what waits to agents who are available, in a handful of statements for thousands."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa

from services.router.core import opportunities
from services.router.core.staffing import matching
from services.router.core.staffing.capacity import Load
from services.router.core.staffing.matching import Desk, Given, Waiting
from services.router.store import database, desks, events, offers, presence, schedules, staff, tables
from services.router.store.staff import Snapshot, Staff

_A: Final = tables.agents.c
_O: Final = tables.opportunities.c
_F: Final = tables.offers.c

AT_ONCE: Final = 10_000
"""Opportunities that one round offers at most."""

_POSTGRES: Final = sa.text("""
    SELECT o.id FROM unnest(CAST(:lanes AS integer[])) AS h (lane)
    CROSS JOIN LATERAL (
        SELECT p.id FROM opportunities AS p
        WHERE p.state = :open AND p.lane = h.lane AND (p.window_end_time IS NULL OR p.window_end_time > :now)
        ORDER BY p.rank_time, p.conversation_key
        LIMIT :most
    ) AS o
""")
_SQLITE: Final = sa.text("""
    SELECT o.id FROM opportunities AS o
    WHERE o.state = :open AND o.lane = :lane AND (o.window_end_time IS NULL OR o.window_end_time > :now)
    ORDER BY o.rank_time, o.conversation_key
    LIMIT :most
""")
_MOVE_POSTGRES: Final = sa.text("""
    UPDATE opportunities SET state = :offered, holder = g.holder, token = opportunities.token + 1,
        expires = g.expires, news = :no, update_time = :now
    FROM unnest(CAST(:ids AS bigint[]), CAST(:holders AS text[]), CAST(:ends AS bigint[]))
        AS g (id, holder, expires)
    WHERE opportunities.id = g.id
""")
_MOVE_SQLITE: Final = sa.text("""
    UPDATE opportunities SET state = :offered, holder = g.holder, token = opportunities.token + 1,
        expires = g.expires, news = :no, update_time = :now
    FROM (
        SELECT json_extract(value, '$[0]') AS id, json_extract(value, '$[1]') AS holder,
            json_extract(value, '$[2]') AS expires
        FROM json_each(:given)
    ) AS g
    WHERE opportunities.id = g.id
""")


class _Hours:
    """Which calendars are open at a moment; one that is not there always is."""

    def __init__(self, conn: sa.Connection, now: int) -> None:
        self._conn = conn
        self._now = now
        self._known: dict[str, bool] = {"": True}

    def open(self, calendar: str) -> bool:
        """Whether a calendar is open."""
        found = self._known.get(calendar)
        if found is None:
            counted = schedules.counted(self._conn, calendar)
            found = self._known[calendar] = counted is None or counted.is_open(self._now)
        return found


def round_(conn: sa.Connection, known: Staff, timeout: int) -> list[Given]:
    """Offers what waits in queues that push; what was offered to whom.

    Args:
        conn: the transaction.
        known: what is set up.
        timeout: microseconds without a heartbeat after which nothing is offered any more.
    """
    now = database.now(conn)
    here = known.read(conn)
    hours = _Hours(conn, now)
    lanes = [lane for lane in here.pushed if hours.open(here.queue_of(lane).calendar)]
    if not lanes:
        return []
    present = _desks(conn, here, now - timeout, hours)
    room = sum(max(0, desk.agent.soft - desk.load.total) for desk in present.values())
    if not room:
        return []
    most, groups = min(room, AT_ONCE), {lane: here.group(lane) for lane in lanes}
    rows = _waiting(conn, lanes, now, most)
    asked = offers.asked(conn, [row.id for row in rows]) if rows else {}
    able = {lane: sorted(present.keys() & set(group.agents)) for lane, group in groups.items()}
    stuck = {row.lane for row in rows if row.id in asked and asked[row.id].issuperset(able[row.lane])}
    if stuck:
        rows = _beyond(conn, {lane: able[lane] for lane in stuck}, rows, now, most)
        asked = offers.asked(conn, [row.id for row in rows])
    waiting = [_item(here, row) for row in rows]
    given = matching.assign(waiting, present, groups, asked)
    _write(conn, here, {row.id: row for row in rows}, given, now)
    return given


def _desks(conn: sa.Connection, here: Snapshot, since: int, hours: _Hours) -> dict[str, Desk]:
    """Agents who are available, locked; whoever takes something at this moment is left out."""
    query = (
        sa.select(_A.id, _A.idle)
        .where(_A.status == presence.AVAILABLE, _A.seen > since)
        .order_by(_A.id)
        .with_for_update(skip_locked=True)
    )
    loads = desks.loads(conn, here)
    found = {}
    for row in conn.execute(query).all():
        agent = here.roster.agents.get(row.id)
        if agent is not None and hours.open(agent.calendar):
            load = loads.get(staff.holder_of(row.id), Load())
            found[row.id] = Desk(agent, row.idle, load)
    return found


def _waiting(conn: sa.Connection, lanes: Sequence[int], now: int, most: int) -> Sequence[Any]:
    """The first of each lane, locked."""
    return _locked(conn, _first(conn, lanes, now, most))


def _beyond(
    conn: sa.Connection, able: Mapping[int, Sequence[str]], rows: Sequence[Any], now: int, most: int
) -> Sequence[Any]:
    """The same with the next of lanes whose first was offered to everybody who is there and able to take it.

    What nobody wants stays where it stands; what comes after it does not wait behind.
    """
    found = [row.id for row in rows]
    for lane, agents in able.items():
        these = sa.and_(
            _F.opportunity_id == _O.id,
            _F.entered == _O.create_time,
            _F.agent.in_(agents),
            _F.state != offers.RETURNED,
        )
        times = sa.select(sa.func.count()).select_from(tables.offers).where(these).scalar_subquery()
        open_ = sa.or_(_O.window_end_time.is_(None), _O.window_end_time > now)
        query = sa.select(_O.id).where(_O.state == opportunities.OPEN, _O.lane == lane, open_)
        query = query.where(times < len(agents)).order_by(_O.rank_time, _O.conversation_key).limit(most)
        found += conn.execute(query).scalars()
    return _locked(conn, sorted(set(found)))


def _first(conn: sa.Connection, lanes: Sequence[int], now: int, most: int) -> Sequence[int]:
    common = {"open": opportunities.OPEN, "now": now, "most": most}
    if database.is_postgres(conn):
        return conn.execute(_POSTGRES, {"lanes": list(lanes), **common}).scalars().all()
    return [one for lane in lanes for one in conn.execute(_SQLITE, {"lane": lane, **common}).scalars()]


def _locked(conn: sa.Connection, ids: Sequence[int]) -> Sequence[Any]:
    columns = (_O.id, _O.brand, _O.lane, _O.rank_time, _O.network, _O.last_holder, _O.create_time)
    query = (
        sa.select(*columns)
        .where(database.among(conn, _O.id, ids), _O.state == opportunities.OPEN)
        .order_by(_O.id)
        .with_for_update(skip_locked=True)
    )
    return conn.execute(query).all()


def _item(here: Snapshot, row: Any) -> Waiting:
    rank = row.rank_time - here.queue_of(row.lane).head_start
    return Waiting(row.id, row.lane, rank, row.network, staff.agent_of(row.last_holder))


def _write(
    conn: sa.Connection, here: Snapshot, rows: Mapping[int, Any], given: Sequence[Given], now: int
) -> None:
    if not given:
        return
    ends = [now + here.queue_of(one.waiting.lane).offer for one in given]
    told = [(one.waiting.row, staff.holder_of(one.agent), end) for one, end in zip(given, ends, strict=True)]
    _move(conn, told, now)
    offers.remember(
        conn,
        [
            offers.row(one.waiting.row, rows[one.waiting.row].create_time, one.agent, now, end)
            for one, end in zip(given, ends, strict=True)
        ],
    )
    _set_idle(conn, {one.agent for one in given}, now)
    events.tell_offers(conn, [(rows[one.waiting.row].brand, one.agent) for one in given], now)


def _move(conn: sa.Connection, told: Sequence[tuple[int, str, int]], now: int) -> None:
    common = {"offered": opportunities.OFFERED, "no": False, "now": now}
    if database.is_postgres(conn):
        ids, holders, ends = (list(column) for column in zip(*told, strict=True))
        conn.execute(_MOVE_POSTGRES, {"ids": ids, "holders": holders, "ends": ends, **common})
    else:
        conn.execute(_MOVE_SQLITE, {"given": json.dumps(told), **common})


def _set_idle(conn: sa.Connection, agents: Collection[str], now: int) -> None:
    these = database.among(conn, _A.id, sorted(agents))
    conn.execute(tables.agents.update().where(these).values(idle=now))
