"""Clears what is open at brands that agents practise with, so that practice starts over."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from antiphon.events.v1 import events_pb2
from services.common.model.principal import Principal
from services.router.core import opportunities
from services.router.store import changes, database, offers, seats, tables

_O: Final = tables.opportunities.c

AT_ONCE: Final = 200
"""Opportunities that one transaction dismisses at most."""
CLEARED: Final = (*opportunities.HELD, opportunities.OPEN, opportunities.SNOOZED, opportunities.WATCHED)
_CLEAR: Final = ("clear-practice", events_pb2.EngagementEvent.KIND_OPPORTUNITY_DISMISSED)


def clear(conn: sa.Connection, who: Principal, brand: str, reason: str) -> int:
    """Dismisses some of what is open, whoever holds it; how many, and none once nothing is."""
    now = database.now(conn)
    query = (
        sa.select(*seats.COLUMNS)
        .where(_O.brand == brand, _O.state.in_(CLEARED))
        .order_by(_O.id)
        .limit(AT_ONCE)
        .with_for_update()
    )
    open_ones = [seats.read(row) for row in conn.execute(query).all()]
    for found in open_ones:
        if found.seat.state == opportunities.OFFERED:
            offers.returned(conn, found)
        seat = found.seat.free(opportunities.DISMISSED)
        changes.make(conn, found, seat, now, _CLEAR, actor=who.holder, detail=reason)
    return len(open_ones)


def answering(conn: sa.Connection, brand: str) -> int:
    """How many have an answer on its way, or one that awaits approval."""
    query = sa.select(sa.func.count()).where(_O.brand == brand, _O.state == opportunities.ANSWERING)
    return int(conn.execute(query).scalar_one())
