"""Begins a conversation with somebody who did not write to us. Part of one transaction.

Whoever does so waits for intake first, as everybody who opens opportunities.
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from antiphon.events.v1 import events_pb2
from antiphon.scoring.v1 import score_pb2
from services.common.model import identity
from services.common.model.principal import Principal
from services.router.core import answering, firsts
from services.router.core.conversations import Conversation
from services.router.core.firsts import FirstWish
from services.router.core.intake import World
from services.router.core.policies import cases, sentences
from services.router.store import changes, database, seats, tables, taking

_O: Final = tables.opportunities.c

RULE: Final = "by-hand@1 written-first"
_BECAUSE: Final = sentences.keep("Somebody of the team wrote first.", {}, None, "")
_START: Final = ("write-first", events_pb2.EngagementEvent.KIND_OPPORTUNITY_CLAIMED)


def start(
    conn: sa.Connection, who: Principal, wish: FirstWish, world: World, *, waits: tuple[int, ...], ttl: int
) -> str:
    """Opens the opportunity of a conversation that begins with us, held by the caller; its uid.

    Raises:
        NotPermitted: if the brand is not one of the caller's.
        NotReplyable: if the network takes no such messages.
        WrongState: if whom it is for asked to be forgotten, or it was dealt with already.
        LeaseHeld, RequestIdReused: if an earlier request began it, and somebody else holds it, or it was
            another one.
    """
    seats.brand_filter(who, wish.brand)
    database.serialise_intake(conn)
    now, uid = database.now(conn), identity.opportunity_uid(wish.brand, wish.key)
    if conn.execute(sa.select(_O.id).where(_O.uid == uid)).first() is None:
        _open(conn, wish, world, waits, now)
    found = seats.lock(conn, uid, who)
    stands = seats.latest_member(conn, found)
    if found.latest_key == wish.key:
        firsts.check_same(wish, stands.mention)
    seat = found.seat.claim(who.holder, now, ttl)
    about = stands.author if wish.reason else None
    changes.make(conn, found, seat, now, _START, actor=who.holder, detail=wish.reason, about=about)
    return uid


def _open(conn: sa.Connection, wish: FirstWish, world: World, waits: tuple[int, ...], now: int) -> None:
    capability = world.capability(wish.network)
    answering.check_able(firsts.able(capability))
    mention = firsts.opening(wish, capability, now)
    case = cases.of(mention, score_pb2.Score(), capability, world.names(wish.brand), now)
    uid = identity.opportunity_uid(wish.brand, wish.key)
    row = 1 + (conn.execute(sa.select(sa.func.max(_O.id))).scalar_one() or 0)
    thread = Conversation(uid, wish.brand, wish.key, wish.network, row, None, now)
    taking.enter(conn, thread, case, (RULE, _BECAUSE), world=world, waits=waits)
