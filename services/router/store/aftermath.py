"""What a reply's new state does to its opportunity, and to the words that were written for it."""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa

from antiphon.events.v1 import events_pb2
from services.router.core import opportunities, parts, replies
from services.router.core.opportunities import Seat
from services.router.core.replies import Progress
from services.router.store import deadlines, drafts, events, replyrows, satisfaction, seats
from services.router.store import parts as stored
from services.router.store.seats import Row

_E: Final = events_pb2.EngagementEvent


def follow(
    conn: sa.Connection,
    found: Row,
    row: Any,
    progress: Progress,
    *,
    now: int,
    waits: tuple[int, ...] = (),
    actor: str = "",
    forgotten: bool = False,
) -> Seat:
    """Where the opportunity stands after a reply came to another state; told on the log.

    Attributes:
        row: the reply as it was before.
        forgotten: whether its words are to be forgotten, and so are no draft.
    """
    seat = found.seat
    if row.kind == replyrows.QUESTION:
        pass  # asked beside the work: nothing waits for it
    elif progress.state == replies.SENT:
        seat = _answered(conn, found, now, waits)
        drafts.drop(conn, [found.id])
        if seat.state == opportunities.RESOLVED and row.kind is None and not forgotten:
            satisfaction.ask(conn, found, row, now)
    elif progress.state in replies.UNDONE and row.state not in replies.UNDONE:
        seat = found.seat.unanswered()
        seats.save(conn, found, seat, now)
        if not forgotten:
            drafts.restore(conn, found, row.author, _left(conn, row, progress), now)
    replyrows.tell(conn, seat, found.brand, (row.request_id, progress.state), now, actor=actor)
    return seat


def _left(conn: sa.Connection, row: Any, progress: Progress) -> str:
    """The words that are not out."""
    if progress.state == replies.PARTIAL:
        return parts.left(stored.read(conn, row.request_id))
    return replyrows.words(row)


def _answered(conn: sa.Connection, found: Row, now: int, waits: tuple[int, ...]) -> Seat:
    seat = found.seat.answered()
    seats.save(conn, found, seat, now, **deadlines.answered(conn, found, seat.state, now, waits))
    resolved = seat.state == opportunities.RESOLVED
    kind = _E.KIND_OPPORTUNITY_RESOLVED if resolved else _E.KIND_OPPORTUNITY_UPDATED
    events.tell(conn, kind, seat, found.brand, now)
    return seat
