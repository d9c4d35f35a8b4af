"""The queue: taking opportunities, giving them back, ending them; each function part of one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from antiphon.events.v1 import events_pb2
from services.common.model import errors
from services.common.model.principal import Principal
from services.router.core import opportunities
from services.router.core.opportunities import Seat
from services.router.store import database, deadlines, events, lanes, seats, tables
from services.router.store.seats import Row

_O: Final = tables.opportunities.c
_E = events_pb2.EngagementEvent

Connection = sa.Connection
"""For those who write functions of a transaction without knowing SQL."""

AT_ONCE: Final = 200
"""Leases or windows that one transaction ends at most."""

_CLAIM: Final = ("claim", _E.KIND_OPPORTUNITY_CLAIMED)
_RELEASE: Final = ("release", _E.KIND_OPPORTUNITY_RELEASED)
_EXPIRE: Final = ("expire", _E.KIND_OPPORTUNITY_RELEASED)
_CLOSE: Final = ("window-closed", _E.KIND_OPPORTUNITY_UPDATED)
_ENDINGS: Final = {
    opportunities.RESOLVED: ("resolve", _E.KIND_OPPORTUNITY_RESOLVED),
    opportunities.DISMISSED: ("dismiss", _E.KIND_OPPORTUNITY_DISMISSED),
}


@dataclass(frozen=True, slots=True)
class Claimed:
    """An opportunity taken, and how many seconds it had waited."""

    uid: str
    waited: float


def nothing(_conn: sa.Connection) -> None:
    """Work for `Database.forget`, to empty the journal of what earlier transactions took out."""


def claim_next(conn: sa.Connection, who: Principal, brand: str, ttl: int) -> Claimed:
    """The first open opportunity of the caller's brands, now the caller's.

    Raises:
        QueueEmpty: if there is none.
    """
    now = database.now(conn)
    expire_leases(conn, now)
    brands = seats.brand_filter(who, brand)
    query = (
        sa.select(*seats.COLUMNS)
        .where(_O.state == opportunities.OPEN)
        .where(sa.or_(_O.window_end_time.is_(None), _O.window_end_time > now))
        .order_by(_O.rank_time, _O.conversation_key)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if brands is not None:
        query = query.where(_O.brand.in_(brands))
    row = conn.execute(query).one_or_none()
    if row is None:
        raise errors.QueueEmpty("Nothing waits in the queue; new mentions come by themselves.")
    return _claim(conn, seats.read(row), who, now, ttl)


def counts(conn: sa.Connection) -> dict[int, int]:
    """Opportunities by state; states with none count 0."""
    query = sa.select(_O.state, sa.func.count()).group_by(_O.state)
    found = dict.fromkeys(opportunities.ALL, 0)
    found.update((row[0], row[1]) for row in conn.execute(query))
    return found


def claim(conn: sa.Connection, who: Principal, uid: str, ttl: int) -> Claimed:
    """One named opportunity, now the caller's; renewed when it was already."""
    now = database.now(conn)
    return _claim(conn, seats.lock(conn, uid, who), who, now, ttl)


def renew(conn: sa.Connection, who: Principal, uid: str, token: int, ttl: int) -> Seat:
    """The caller's lease, extended."""
    now = database.now(conn)
    found = seats.lock(conn, uid, who)
    seat = found.seat.renew(who.holder, token, now, ttl)
    seats.save(conn, found, seat, now)
    return seat


def release(conn: sa.Connection, who: Principal, uid: str, token: int) -> None:
    """Gives a lease back."""
    now = database.now(conn)
    found = seats.lock(conn, uid, who)
    seat = found.seat.release(who.holder, token, now)
    _change(conn, found, seat, now, _RELEASE, actor=who.holder)


def finish(conn: sa.Connection, who: Principal, uid: str, token: int, *, state: int, reason: str) -> None:
    """Ends an opportunity by hand."""
    now = database.now(conn)
    found = seats.lock(conn, uid, who)
    seat = found.seat.finish(who.holder, token, now, state)
    about = seats.latest_member(conn, found).author if reason else None
    _change(conn, found, seat, now, _ENDINGS[state], actor=who.holder, detail=reason, about=about)


def tick(conn: sa.Connection) -> int:
    """Ends what time has ended; how many leases that were."""
    now = database.now(conn)
    lanes.adopt(conn)
    deadlines.tick(conn, now)
    _close_windows(conn, now)
    return expire_leases(conn, now)


def expire_leases(conn: sa.Connection, now: int) -> int:
    """Puts opportunities whose lease has run out back to their places; how many."""
    query = (
        sa.select(*seats.COLUMNS)
        .where(_O.state == opportunities.CLAIMED, _O.expires <= now)
        .order_by(_O.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    expired = [seats.read(row) for row in conn.execute(query).all()]
    for found in expired:
        seat = found.seat.expire(now)
        _change(conn, found, seat, now, _EXPIRE)
    return len(expired)


def _close_windows(conn: sa.Connection, now: int) -> None:
    """Takes out of the queue what its network lets nobody answer any more."""
    query = (
        sa.select(*seats.COLUMNS)
        .where(_O.state == opportunities.OPEN, _O.rank_time <= now, _O.window_end_time <= now)
        .order_by(_O.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    for found in [seats.read(row) for row in conn.execute(query).all()]:
        seat = found.seat.regard(opportunities.WATCHED, fresh=False)
        _change(conn, found, seat, now, _CLOSE)


def _claim(conn: sa.Connection, found: Row, who: Principal, now: int, ttl: int) -> Claimed:
    seat = found.seat.claim(who.holder, now, ttl)
    _change(conn, found, seat, now, _CLAIM, actor=who.holder)
    return Claimed(seat.uid, max(0, now - found.created) / 1_000_000)


def _change(
    conn: sa.Connection,
    found: Row,
    seat: Seat,
    now: int,
    what: tuple[str, _E.Kind],
    *,
    actor: str = "",
    detail: str = "",
    about: bytes | None = None,
) -> None:
    seats.save(conn, found, seat, now)
    seats.note(conn, actor, what[0], seat.uid, now, detail=detail, mention_author=about)
    events.tell(conn, what[1], seat, found.brand, now, actor=actor)
