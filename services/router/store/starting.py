"""Begins a conversation with somebody who did not write to us. Part of one transaction.

Whoever does so waits for intake first, as everybody who opens opportunities.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import sqlalchemy as sa

from antiphon.events.v1 import events_pb2
from antiphon.scoring.v1 import score_pb2
from services.common.model import errors, identity
from services.common.model.principal import Principal
from services.router.core import answering, firsts, practice
from services.router.core.conversations import Conversation
from services.router.core.firsts import FirstWish
from services.router.core.intake import World
from services.router.core.policies import cases, sentences
from services.router.store import changes, database, desks, seats, tables, taking
from services.router.store.staff import Staff

_O: Final = tables.opportunities.c

RULE: Final = "by-hand@1 written-first"
_BECAUSE: Final = sentences.keep("Somebody of the team wrote first.", {}, None, "")
_START: Final = ("write-first", events_pb2.EngagementEvent.KIND_OPPORTUNITY_CLAIMED)


class Hold(NamedTuple):
    """How a conversation is held by whoever begins it.

    Attributes:
        known: the team.
        ttl: microseconds that the lease lasts.
    """

    known: Staff
    ttl: int


def is_begun(conn: sa.Connection, wish: FirstWish) -> bool:
    """Whether an earlier request of the same id began it."""
    return conn.execute(sa.select(_O.id).where(_O.uid == _uid(wish))).first() is not None


def check(who: Principal, wish: FirstWish, world: World) -> None:
    """Whether the caller may begin such a conversation at all.

    Raises:
        NotPermitted: if the brand is not one of the caller's.
        NotReplyable: if the network takes no such messages, or agents practise with the brand.
    """
    seats.brand_filter(who, wish.brand)
    practice.check(wish.brand, wish.network, training=world.names(wish.brand).training)
    answering.check_able(firsts.able(world.capability(wish.network)))


def start(
    conn: sa.Connection, who: Principal, wish: FirstWish, world: World, *, waits: tuple[int, ...], hold: Hold
) -> str:
    """Opens the opportunity of a conversation that begins with us, held by the caller; its uid.

    Whoever begins it is whom it is for, whatever the skills of the queue that it would else wait in.

    Raises:
        WrongState: if whom it is for asked to be forgotten, or it was dealt with already.
        CapacityFull, NotEligible: if the caller holds too much, or is away.
        LeaseHeld, RequestIdReused: if an earlier request began it, and somebody else holds it, or it was
            another one.
    """
    now, here, uid = database.now(conn), hold.known.read(conn), _uid(wish)
    database.serialise_intake(conn)
    desk = desks.enter(conn, who.subject, here, now)  # before any opportunity is locked, as everywhere
    if not is_begun(conn, wish):
        _open(conn, wish, world, waits, now)
    found = seats.lock(conn, uid, who)
    stands = seats.latest_member(conn, found)
    if found.latest_key == wish.key:
        firsts.check_same(wish, stands.mention)
    if desk and found.seat.holder != who.holder:
        desk.count(conn, here)
        full = desk.why_full(found.network, here.queue_of(found.lane).weight(found.network))
        if full:
            raise desk.full(full)
    seat = found.seat.claim(who.holder, now, hold.ttl)
    about = stands.author if wish.reason else None
    changes.make(conn, found, seat, now, _START, actor=who.holder, detail=wish.reason, about=about)
    return uid


def _uid(wish: FirstWish) -> str:
    return identity.opportunity_uid(wish.brand, wish.key)


def _open(conn: sa.Connection, wish: FirstWish, world: World, waits: tuple[int, ...], now: int) -> None:
    if not wish.author_key:  # it was there when we looked, and is gone since
        raise errors.WrongState("It was begun and is gone; begin it anew under another id.", state="GONE")
    capability = world.capability(wish.network)
    mention = firsts.opening(wish, capability, now)
    case = cases.of(mention, score_pb2.Score(), capability, world.names(wish.brand), now)
    row = 1 + (conn.execute(sa.select(sa.func.max(_O.id))).scalar_one() or 0)
    thread = Conversation(_uid(wish), wish.brand, wish.key, wish.network, row, None, now)
    taking.enter(conn, thread, case, (RULE, _BECAUSE), world=world, waits=waits)
