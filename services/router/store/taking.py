"""Takes something into the queue that is not in it: what was ended or watched, and is to be answered."""

from __future__ import annotations

from typing import Final, NamedTuple

import sqlalchemy as sa

from antiphon.events.v1 import events_pb2
from antiphon.mention.v1 import mention_pb2
from antiphon.scoring.v1 import score_pb2
from services.common.model import errors
from services.common.model.principal import Principal
from services.router.core import names, opportunities
from services.router.store import changes, database, seats, tables

_D: Final = tables.decisions.c
_E = events_pb2.EngagementEvent

_TAKE: Final = ("take", _E.KIND_OPPORTUNITY_OPENED)


class Found(NamedTuple):
    """What somebody wants to answer, as the archive has it."""

    brand: str
    mention: mention_pb2.Mention
    score: score_pb2.Score
    reason: str = ""


def take(conn: sa.Connection, who: Principal, found: Found) -> str:
    """Opens the opportunity of a mention that was collected; its uid.

    Raises:
        NotPermitted: if the brand is not one of the caller's.
        NotFound: if nothing that was collected for the brand has this key.
        WrongState: if it cannot be answered any more.
    """
    seats.brand_filter(who, found.brand)
    uid = _known(conn, found)
    now = database.now(conn)
    row = seats.lock(conn, uid, who)
    if row.seat.state in opportunities.WORKABLE:
        return uid
    if row.seat.state == opportunities.WITHDRAWN or row.seat.rest != opportunities.OPEN:
        raise row.seat.wrong("taken in", "Its words are gone from the queue; answer it on its network.")
    seat = row.seat.regard(opportunities.OPEN, fresh=True)
    about = seats.latest_member(conn, row).author if found.reason else None
    changes.make(conn, row, seat, now, _TAKE, actor=who.holder, detail=found.reason, about=about)
    return uid


def _known(conn: sa.Connection, found: Found) -> str:
    """Uid of the opportunity that a collected mention belongs to."""
    key = found.mention.key
    query = sa.select(_D.opportunity_uid, _D.brand).where(_D.mention_key == key)
    told = [row for row in conn.execute(query) if row.brand == found.brand]
    if not told:
        raise errors.NotFound(f"A mention {key!r} of {found.brand}")
    uids = [row.opportunity_uid for row in told if row.opportunity_uid]
    if not uids:
        raise errors.WrongState(
            f"{names.opportunity(names.ANY)}: the mention was only watched, and its words are in the archive "
            "alone; answer it on its network, or let a policy queue such mentions.",
            state=opportunities.state_name(opportunities.WATCHED),
        )
    return str(uids[-1])
