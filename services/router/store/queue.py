"""The queue: taking opportunities, giving them back, ending them; each function part of one transaction."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from antiphon.events.v1 import events_pb2
from services.common.model import errors
from services.common.model.principal import Principal
from services.router.core import names, opportunities
from services.router.core.deadlines import SECOND
from services.router.core.opportunities import Seat
from services.router.core.staffing import eligibility
from services.router.core.staffing.eligibility import Lane
from services.router.store import (
    changes,
    claiming,
    database,
    deadlines,
    desks,
    events,
    lanes,
    offers,
    seats,
    tables,
)
from services.router.store.desks import Desk
from services.router.store.seats import Row
from services.router.store.staff import Snapshot, Staff

_O: Final = tables.opportunities.c

RISK_SECONDS: Final = 900
"""How soon a deadline is near: time enough for somebody to be called."""
_E = events_pb2.EngagementEvent

Connection = sa.Connection
"""For those who write functions of a transaction without knowing SQL."""

AT_ONCE: Final = 200
"""Leases or windows that one transaction ends at most."""

_CLAIM: Final = ("claim", _E.KIND_OPPORTUNITY_CLAIMED)
_RELEASE: Final = ("release", _E.KIND_OPPORTUNITY_RELEASED)
_EXPIRE: Final = ("expire", _E.KIND_OPPORTUNITY_RELEASED)
_CLOSE: Final = ("window-closed", _E.KIND_OPPORTUNITY_UPDATED)
_EXPIRES: Final = sa.text("opportunities.expires > 0")
"""As the index over what runs out says it."""
_EXPIRED: Final = (
    sa.select(*seats.COLUMNS)
    .where(_EXPIRES, _O.expires <= sa.bindparam("now"))
    .order_by(_O.expires)
    .limit(AT_ONCE)
    .with_for_update(skip_locked=True)
)
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


def claim_next(
    conn: sa.Connection, who: Principal, brand: str, ttl: int, known: Staff | None = None
) -> Claimed:
    """What is offered to the caller, else the first open one that the caller may take; now the caller's.

    Raises:
        QueueEmpty: if there is none.
        CapacityFull, NotEligible: if the caller holds too much, or is away.
    """
    now = database.now(conn)
    brands = seats.brand_filter(who, brand)
    here = (known or Staff()).read(conn)
    desk = desks.enter(conn, who.subject, here, now)  # before any opportunity is locked, as everywhere
    expire_leases(conn, now)
    has_some = desk is None or desk.count(conn, here)
    offered = offers.first(conn, who.holder, brands) if has_some else None
    if offered is not None:
        return _accept(conn, offered, who, now, ttl)
    lanes_ = here.lanes_of(who.subject, None if brands is None else frozenset(brands))
    found = _first_free(conn, lanes_, desk, here, now)
    return _claim(conn, found, who, now, ttl)


def _first_free(
    conn: sa.Connection, lanes_: Sequence[Lane], desk: Desk | None, here: Snapshot, now: int
) -> Row:
    """The first that nobody else takes and that there is room for, locked."""
    full, without = "", set(desk.full_networks if desk else ())
    for most in claiming.rounds(conn):
        while (row := claiming.first(conn, lanes_, without, now, most)) is not None:
            why = _why_full(desk, here, row.network, row.lane)
            if not why:
                return row
            full = why
            without.add(row.network)
    if desk and (full or without):
        raise desk.full(full or "You hold as much as your capacity allows; finish or release one first.")
    raise errors.QueueEmpty("Nothing waits in the queue that you may take; new mentions come by themselves.")


def counts(conn: sa.Connection, without: Collection[str] = ()) -> dict[int, int]:
    """Opportunities by state, but those of brands `without`; states with none count 0."""
    query = sa.select(_O.state, sa.func.count()).where(*_but(without)).group_by(_O.state)
    found = dict.fromkeys(opportunities.ALL, 0)
    found.update((row[0], row[1]) for row in conn.execute(query))
    return found


def _but(brands: Collection[str]) -> list[sa.ColumnElement[bool]]:
    return [_O.brand.not_in(sorted(brands))] if brands else []


def at_risk(conn: sa.Connection, without: Collection[str] = ()) -> tuple[int, int]:
    """How many under way have missed their next deadline, and how many more will within `RISK_SECONDS`.

    Those of brands `without` are not counted.
    """
    now = database.now(conn)
    missed = sa.func.count().filter(_O.deadline_time <= now)
    query = sa.select(missed, sa.func.count()).where(
        _O.state.in_(opportunities.WORKABLE),
        _O.deadline_time <= now + RISK_SECONDS * SECOND,
        *_but(without),
    )
    late, both = conn.execute(query).one()
    return late, both - late


def claim(conn: sa.Connection, who: Principal, uid: str, ttl: int, known: Staff | None = None) -> Claimed:
    """One named opportunity, now the caller's; renewed when it was already.

    Raises:
        LeaseHeld, WrongState: if it is not to be had.
        CapacityFull, NotEligible: if the caller holds too much, is away, or may not take it.
    """
    now = database.now(conn)
    here = (known or Staff()).read(conn)
    desk = desks.enter(conn, who.subject, here, now)
    found = seats.lock(conn, uid, who)
    if found.seat.holder == who.holder and found.seat.expires > now:
        return _accept(conn, found, who, now, ttl)
    why = eligibility.why_not(here.roster, who.subject, here.demand(found.lane))
    if why:
        queue = f"queues/{here.queue_of(found.lane).id}"
        raise errors.NotEligible(why, queue=queue, opportunity=names.opportunity(uid))
    if desk:
        desk.count(conn, here)
        if full := _why_full(desk, here, found.network, found.lane):
            raise desk.full(full)
    return _claim(conn, found, who, now, ttl)


def accept(conn: sa.Connection, who: Principal, uid: str, ttl: int) -> Claimed:
    """What is offered to the caller, now the caller's; accepting twice is accepting once.

    Raises:
        LeaseLost: if it is not, or no longer, offered to the caller.
    """
    now = database.now(conn)
    desks.touch(conn, who.subject, now)
    found = seats.lock(conn, uid, who)
    found.seat.accept(who.holder, now, ttl)
    return _accept(conn, found, who, now, ttl)


def renew(conn: sa.Connection, who: Principal, uid: str, token: int, ttl: int) -> Seat:
    """The caller's lease, extended; a sign of life, too."""
    now = database.now(conn)
    desks.touch(conn, who.subject, now)
    found = seats.lock(conn, uid, who)
    seat = found.seat.renew(who.holder, token, now, ttl)
    seats.save(conn, found, seat, now)
    return seat


def release(conn: sa.Connection, who: Principal, uid: str, token: int) -> None:
    """Gives a lease back."""
    now = database.now(conn)
    found = seats.lock(conn, uid, who)
    seat = found.seat.release(who.holder, token, now)
    changes.make(conn, found, seat, now, _RELEASE, actor=who.holder)


def finish(
    conn: sa.Connection, who: Principal, uid: str, token: int, *, state: int, reason: str, cause: str = ""
) -> None:
    """Ends an opportunity by hand; a cause is told on the log as a judgement on its mention."""
    now = database.now(conn)
    found = seats.lock(conn, uid, who)
    seat = found.seat.finish(who.holder, token, now, state)
    author = seats.latest_member(conn, found).author if reason or cause else None
    judged = events.Judged(found.latest_key, cause, author) if cause else None
    about, ending = author if reason else None, _ENDINGS[state]
    changes.make(conn, found, seat, now, ending, actor=who.holder, detail=reason, about=about, judged=judged)


def tick(conn: sa.Connection, practice: Collection[str] = ()) -> int:
    """Ends what time has ended; how many leases that were.

    Deadlines of brands of `practice` are told and not counted.
    """
    now = database.now(conn)
    lanes.adopt(conn)
    deadlines.tick(conn, now, practice)
    _close_windows(conn, now)
    return expire_leases(conn, now)


def expire_leases(conn: sa.Connection, now: int) -> int:
    """Puts opportunities whose lease or offer has run out back to their places; how many."""
    expired = [seats.read(row) for row in conn.execute(_EXPIRED, {"now": now}).all()]
    for found in expired:
        seat = found.seat.expire(now)
        if found.seat.state == opportunities.OFFERED:
            offers.missed(conn, found, now)
        changes.make(conn, found, seat, now, _EXPIRE)
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
        changes.make(conn, found, seat, now, _CLOSE)


def _why_full(desk: Desk | None, here: Snapshot, network: str, lane: int) -> str:
    return desk.why_full(network, here.queue_of(lane).weight(network)) if desk else ""


def _claim(conn: sa.Connection, found: Row, who: Principal, now: int, ttl: int) -> Claimed:
    seat = found.seat.claim(who.holder, now, ttl)
    changes.make(conn, found, seat, now, _CLAIM, actor=who.holder)
    return Claimed(seat.uid, max(0, now - found.created) / 1_000_000)


def _accept(conn: sa.Connection, found: Row, who: Principal, now: int, ttl: int) -> Claimed:
    """What is the caller's already, or offered to the caller."""
    if found.seat.state == opportunities.OFFERED:
        offers.accepted(conn, found, now)
    seat = found.seat.claim(who.holder, now, ttl)
    changes.make(conn, found, seat, now, _CLAIM, actor=who.holder)
    return Claimed(seat.uid, max(0, now - found.created) / 1_000_000)
