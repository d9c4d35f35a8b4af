"""Whether an opportunity can be answered now as somebody wishes. Part of one transaction."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from services.common.model import errors
from services.router.core import answering, firsts, names, replies, replyability
from services.router.core.answering import Able
from services.router.core.intake import World
from services.router.core.replyability import Capability
from services.router.store import seats, tables
from services.router.store.seats import Row

_R: Final = tables.replies.c
_OVER: Final = (replies.FAILED, replies.CANCELLED, replies.REJECTED, replies.HELD)
"""States of an answer that the network has not, and will not have."""


def able(conn: sa.Connection, found: Row, mention_key: str, *, private: bool, world: World, now: int) -> Able:
    """Whether, and how, an answer to a mention, or a first message to an opening, can go out.

    Raises:
        WrongState: if it is an opening, and our first message may be there already.
    """
    capability, written = world.capability(found.network), found.latest_written
    first = firsts.able(capability) if firsts.is_opening(mention_key) else None
    if first is not None and _is_answered(conn, found, mention_key, _R.state != replies.UNCONFIRMED):
        raise _written(found)
    if not private:
        latest = seats.latest_member(conn, found).mention
        return first or answering.able(capability, latest, world.names(found.brand), written, now)
    privately = answering.able_privately(capability, written, now)
    if first is not None and first.how != replyability.REPLY_API:
        return first
    if privately.how == replyability.REPLY_API and _is_spent(conn, found, mention_key, capability):
        return Able(replyability.REPLY_MANUAL, answering.ONCE)
    return privately


def _is_spent(conn: sa.Connection, found: Row, mention_key: str, capability: Capability) -> bool:
    """Whether the one private answer that the network takes to a mention may be there already."""
    return capability.fact.private_once and _is_answered(conn, found, mention_key, _R.private)


def _is_answered(conn: sa.Connection, found: Row, mention_key: str, *which: sa.ColumnElement[bool]) -> bool:
    query = sa.select(_R.id).where(
        _R.opportunity_id == found.id, _R.mention_key == mention_key, _R.state.not_in(_OVER), *which
    )
    return conn.execute(query.limit(1)).first() is not None


def _written(found: Row) -> errors.WrongState:
    return errors.WrongState(
        "What we wrote first stands there without an answer; wait for one, or begin another conversation.",
        opportunity=names.opportunity(found.seat.uid),
        state="WRITTEN_FIRST",
    )
