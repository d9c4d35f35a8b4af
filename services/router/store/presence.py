"""Who is there: heartbeats, statuses, and what happens to the work of those who are gone.

Nothing stays with somebody who is not there: what an agent was offered or held returns with its age, its
place and its draft, at once where the agent says so, else as soon as heartbeats stay away.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

import sqlalchemy as sa

from antiphon.events.v1 import events_pb2
from antiphon.routing.v1 import staffing_service_pb2 as staffing
from services.common.model import errors
from services.router.core import opportunities
from services.router.store import changes, database, desks, events, offers, seats, staff, tables

_A: Final = tables.agents.c
_O: Final = tables.opportunities.c
_S = staffing.Agent
_E = events_pb2.EngagementEvent

AVAILABLE: Final = int(_S.STATUS_AVAILABLE)
BUSY: Final = int(_S.STATUS_BUSY)
AWAY: Final = int(_S.STATUS_AWAY)
OFFLINE: Final = int(_S.STATUS_OFFLINE)
VANISHED: Final = int(_S.STATUS_VANISHED)

MISSED_AT_MOST: Final = 3
"""Offers in a row without a word after which the router sets an agent away."""
AT_ONCE: Final = 500
"""Opportunities that one transaction returns at most."""

_RETURN: Final = ("return", _E.KIND_OPPORTUNITY_RELEASED)


_REMEDY: Final = (
    "who is there counts only for agents that a lead has set up, with `antiphon staff agent` and their name; "
    "without agents everybody works everything of their brands"
)


def beat(conn: sa.Connection, agent: str, status: int, *, actor: str) -> None:
    """A heartbeat of an agent, with a status; 0 keeps the present one.

    Raises:
        NotFound: if there is no such agent.
    """
    now = database.now(conn)
    query = sa.select(_A.status).where(_A.id == agent).with_for_update()
    before = conn.execute(query).scalar_one_or_none()
    if before is None:
        raise errors.NotFound(f"agents/{agent}", _REMEDY)
    after = status or (AVAILABLE if before == VANISHED else before)
    if after == before:
        desks.touch(conn, agent, now)
        return
    back = before not in desks.PRESENT and after in desks.PRESENT
    desks.touch(conn, agent, now, status=after, missed=0, word_time=now, **({"idle": now} if back else {}))
    _told(conn, agent, after, now, actor=actor)
    if after not in desks.PRESENT:
        vacate(conn, [staff.holder_of(agent)], now, actor=actor)


def sweep(conn: sa.Connection, timeout: int) -> int:
    """Notices agents whose heartbeats stay away, and returns what the absent hold; how many those were.

    Args:
        conn: the transaction.
        timeout: microseconds without a heartbeat after which an agent has vanished.
    """
    now = database.now(conn)
    # Three missed offers: somebody left the desk and the page open.
    gone = _set(conn, AWAY, sa.and_(_A.status == AVAILABLE, _A.missed >= MISSED_AT_MOST), now)
    gone += _set(conn, VANISHED, sa.and_(_A.status.in_(desks.PRESENT), _A.seen <= now - timeout), now)
    absent = sa.select(_A.id).where(_A.status.in_((AWAY, OFFLINE)))
    holders = {staff.holder_of(agent) for agent in (*gone, *conn.execute(absent).scalars())}
    return vacate(conn, holders, now) if holders else 0


def vacate(conn: sa.Connection, holders: Collection[str], now: int, *, actor: str = "") -> int:
    """Returns what some hold or are offered; how many those were.

    What another transaction works on at this moment is left to the next sweep.
    """
    query = (
        sa.select(*seats.COLUMNS)
        .where(desks.HELD, database.among(conn, _O.holder, sorted(holders)))
        .order_by(_O.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    held = [seats.read(row) for row in conn.execute(query).all()]
    for found in held:
        if found.seat.state == opportunities.OFFERED:
            offers.returned(conn, found)
        changes.make(conn, found, found.seat.vacate(), now, _RETURN, actor=actor)
    return len(held)


def _set(conn: sa.Connection, status: int, which: sa.ColumnElement[bool], now: int) -> list[str]:
    query = sa.select(_A.id).where(which).order_by(_A.id).with_for_update(skip_locked=True)
    agents: list[Any] = list(conn.execute(query).scalars())
    for agent in agents:
        more = {"status": status, "missed": 0, "update_time": now}
        conn.execute(tables.agents.update().where(_A.id == agent).values(**more))
        _told(conn, agent, status, now, actor="")
    return agents


def _told(conn: sa.Connection, agent: str, status: int, now: int, *, actor: str) -> None:
    name = _S.Status.Name(status).removeprefix("STATUS_")
    events.tell_staff(conn, _E.KIND_PRESENCE_CHANGED, now, actor=actor, agent=f"agents/{agent}", detail=name)
