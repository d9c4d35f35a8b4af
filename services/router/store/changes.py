"""One change of one opportunity: its row, the audit and the log hear of it together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import sqlalchemy as sa

from antiphon.events.v1 import events_pb2
from antiphon.routing.v1 import care_service_pb2
from services.router.core import opportunities
from services.router.core.opportunities import Seat
from services.router.store import care, events, seats
from services.router.store.seats import Row

What = tuple[str, events_pb2.EngagementEvent.Kind]
"""A change as the audit names it, and as the log does."""

_S = care_service_pb2.CareStep
_ENDS: Final = {
    opportunities.RESOLVED: _S.KIND_RESOLVED,
    opportunities.DISMISSED: _S.KIND_DISMISSED,
}


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
    seats.save(conn, found, seat, now, actor=actor, **(columns or {}))
    _keep_steps(conn, found, seat, now, what=what, actor=actor)
    seats.note(conn, actor, what[0], seat.uid, now, detail=detail, mention_author=about, brand=found.brand)
    events.tell(conn, what[1], seat, found.brand, now, actor=actor, agent=agent, queue=queue, judged=judged)


def _keep_steps(conn: sa.Connection, found: Row, seat: Seat, now: int, *, what: What, actor: str) -> None:
    """Keeps what of this counts as care."""
    before, after, where = found.seat.state, seat.state, seats.where(found)
    if after == opportunities.CLAIMED and (before != after or seat.token != found.seat.token):
        care.add(conn, where, now, actor, [care.Took(_S.KIND_TAKEN, now - found.created)])
    elif after in _ENDS and before != after:
        care.add_kinds(conn, where, now, actor, [_ENDS[after]])
    elif before in _ENDS and after == opportunities.OPEN:
        care.add_kinds(conn, where, now, found.last_holder, [_S.KIND_REOPENED])
    if what[1] == events_pb2.EngagementEvent.KIND_OPPORTUNITY_TRANSFERRED:
        care.add_kinds(conn, where, now, actor, [_S.KIND_TRANSFERRED])
