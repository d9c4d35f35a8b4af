"""Offers: what is reserved for an agent who has yet to say yes; told by the opportunity, remembered here.

Whoever was asked stands in `offers` for as long as the opportunity waits, so nobody is asked twice; what an
agent who went away never answered is taken out again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa

from antiphon.events.v1 import events_pb2
from antiphon.routing.v1 import staffing_service_pb2 as staffing
from services.common.model.principal import Principal
from services.common.store import bulk
from services.router.core import names, opportunities
from services.router.core.opportunities import Seat
from services.router.store import changes, database, desks, seats, staff, tables
from services.router.store.seats import Row

_O: Final = tables.opportunities.c
_F: Final = tables.offers.c
_A: Final = tables.agents.c
_S = staffing.Offer
_E = events_pb2.EngagementEvent

PENDING: Final = int(_S.STATE_PENDING)
ACCEPTED: Final = int(_S.STATE_ACCEPTED)
DECLINED: Final = int(_S.STATE_DECLINED)
EXPIRED: Final = int(_S.STATE_EXPIRED)
RETURNED: Final = int(_S.STATE_RETURNED)

OFFER: Final = ("offer", _E.KIND_OPPORTUNITY_OFFERED)
_DECLINE: Final = ("decline", _E.KIND_OPPORTUNITY_RELEASED)


def first(conn: sa.Connection, holder: str, brands: Collection[str] | None) -> Row | None:
    """What is offered to somebody and comes first in the queue, locked; None when nothing is.

    What another transaction works on at this moment counts as nothing.
    """
    query = (
        sa.select(*seats.COLUMNS)
        .where(desks.HELD, _O.holder == holder, _O.state == opportunities.OFFERED)
        .order_by(_O.rank_time, _O.conversation_key)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if brands is not None:
        query = query.where(_O.brand.in_(brands))
    row = conn.execute(query).one_or_none()
    return seats.read(row) if row else None


def pending(
    conn: sa.Connection, holder: str, brands: Collection[str] | None, limit: int
) -> list[staffing.Offer]:
    """What is offered to somebody, or to anybody when empty; soonest to end first."""
    query = (
        sa.select(_O.uid, _O.brand, _O.holder, _O.expires, _F.offer_time, _F.sender)
        .outerjoin(
            tables.offers,
            sa.and_(
                _F.opportunity_id == _O.id,
                _F.entered == _O.create_time,
                sa.literal("user:").concat(_F.agent) == _O.holder,
            ),
        )
        .where(desks.HELD, _O.state == opportunities.OFFERED, _O.expires > database.now(conn))
        .order_by(_O.expires, _O.id)
        .limit(limit)
    )
    if holder:
        query = query.where(_O.holder == holder)
    if brands is not None:
        query = query.where(_O.brand.in_(brands))
    return [_view(row) for row in conn.execute(query)]


def asked(conn: sa.Connection, rows: Collection[int]) -> Mapping[int, set[str]]:
    """Agents who were asked already, by opportunity, since each entered the queue."""
    found: dict[int, set[str]] = {}
    query = (
        sa.select(_F.opportunity_id, _F.agent)
        .join(tables.opportunities, sa.and_(_O.id == _F.opportunity_id, _O.create_time == _F.entered))
        .where(database.among(conn, _F.opportunity_id, rows), _F.state != RETURNED)
    )
    for row in conn.execute(query):
        found.setdefault(row.opportunity_id, set()).add(row.agent)
    return found


def remember(conn: sa.Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Writes who is asked; rows have the columns of the table but its own key."""
    bulk.upsert(
        conn,
        tables.offers,
        rows,
        key=("opportunity_id", "entered", "agent"),
        update=("state", "sender", "offer_time", "expire_time"),
    )


def make(conn: sa.Connection, found: Row, agent: str, now: int, ttl: int, *, sender: str = "") -> Seat:
    """Offers one opportunity to one agent."""
    seat = found.seat.offer(staff.holder_of(agent), now, ttl)
    remember(conn, [row(found.id, found.created, agent, now, now + ttl, sender=sender)])
    changes.make(conn, found, seat, now, OFFER, actor=sender, agent=f"agents/{agent}")
    return seat


def row(
    opportunity: int, entered: int, agent: str, now: int, expires: int, *, sender: str = ""
) -> dict[str, Any]:
    """A row of somebody who is asked."""
    return {
        "opportunity_id": opportunity,
        "entered": entered,
        "agent": agent,
        "state": PENDING,
        "sender": sender,
        "offer_time": now,
        "expire_time": expires,
    }


def decline(conn: sa.Connection, who: Principal, uid: str, reason: str) -> None:
    """The caller does not want what is offered: it returns with age and place."""
    now = database.now(conn)
    desks.touch(conn, who.subject, now, missed=0, word_time=now)
    found = seats.lock(conn, uid, who)
    seat = found.seat.decline(who.holder, now)
    _mark(conn, found, DECLINED)
    about = seats.latest_member(conn, found).author if reason else None
    changes.make(conn, found, seat, now, _DECLINE, actor=who.holder, detail=reason, about=about)


def accepted(conn: sa.Connection, found: Row, now: int) -> None:
    """What was offered is taken."""
    _mark(conn, found, ACCEPTED)
    desks.touch(conn, staff.agent_of(found.seat.holder), now, idle=now, missed=0, word_time=now)


def missed(conn: sa.Connection, found: Row, now: int) -> None:
    """The time of an offer has passed without a word.

    Whoever is just taking something else is no absent agent, and is not waited for. Of offers that were made
    at once one counts, and none where the agent gave a word on another since.
    """
    _mark(conn, found, EXPIRED)
    agent = staff.agent_of(found.seat.holder)
    free = sa.select(_A.id).where(_A.id == agent).with_for_update(skip_locked=True)
    if conn.execute(free).one_or_none() is not None:
        offered = sa.select(_F.offer_time).where(_of(found)).scalar_subquery()
        counted = tables.agents.update().where(_A.id == agent, _A.word_time <= offered)
        conn.execute(counted.values(missed=_A.missed + 1, word_time=now))


def returned(conn: sa.Connection, found: Row) -> None:
    """The agent went away before saying a word: it may be offered to the agent again."""
    _mark(conn, found, RETURNED)


def _mark(conn: sa.Connection, found: Row, state: int) -> None:
    conn.execute(tables.offers.update().where(_of(found)).values(state=state))


def _of(found: Row) -> sa.ColumnElement[bool]:
    return sa.and_(
        _F.opportunity_id == found.id,
        _F.entered == found.created,
        _F.agent == staff.agent_of(found.seat.holder),
    )


def _view(row: Any) -> staffing.Offer:
    offer = staffing.Offer(
        opportunity=names.opportunity(row.uid),
        agent=f"agents/{staff.agent_of(row.holder)}",
        state=_S.STATE_PENDING,
        brand=row.brand,
        sender=row.sender or "",
    )
    offer.expire_time.FromMicroseconds(row.expires)
    if row.offer_time:
        offer.offer_time.FromMicroseconds(row.offer_time)
    return offer
