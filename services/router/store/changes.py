"""One change of one opportunity: its row, the audit and the log hear of it together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from antiphon.events.v1 import events_pb2
from services.router.core.opportunities import Seat
from services.router.store import events, seats
from services.router.store.seats import Row

What = tuple[str, events_pb2.EngagementEvent.Kind]
"""A change as the audit names it, and as the log does."""


def make(
    conn: sa.Connection,
    found: Row,
    seat: Seat,
    now: int,
    what: What,
    *,
    actor: str = "",
    detail: str = "",
    about: bytes | None = None,
    agent: str = "",
    queue: str = "",
    judged: events.Judged | None = None,
    columns: Mapping[str, Any] | None = None,
) -> None:
    """Writes where an opportunity stands now, and who did what.

    Args:
        conn: the transaction.
        found: the opportunity as it was.
        seat: where it stands now.
        now: the present moment.
        what: was done.
        actor: who did it; empty for the router.
        detail: the reason a person gave.
        about: whom the reason may speak of, as tables refer to authors.
        agent: resource name of the agent concerned, for the log.
        queue: resource name of the queue concerned, for the log.
        judged: what a person said of a mention, for the log.
        columns: further ones of the opportunity.
    """
    seats.save(conn, found, seat, now, **(columns or {}))
    seats.note(conn, actor, what[0], seat.uid, now, detail=detail, mention_author=about, brand=found.brand)
    events.tell(conn, what[1], seat, found.brand, now, actor=actor, agent=agent, queue=queue, judged=judged)
