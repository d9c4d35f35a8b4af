"""What a reply's new state does to its opportunity, and to the words that were written for it."""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa

from antiphon.events.v1 import events_pb2
from antiphon.routing.v1 import care_service_pb2
from services.router.core import deadlines as clocks
from services.router.core import firsts, opportunities, parts, replies
from services.router.core.opportunities import Seat
from services.router.core.replies import Progress
from services.router.store import care, deadlines, drafts, events, replyrows, satisfaction, seats
from services.router.store import parts as stored
from services.router.store.seats import Row

_E: Final = events_pb2.EngagementEvent
_S: Final = care_service_pb2.CareStep


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
        # asked beside the work: nothing waits for it
        if progress.state == replies.SENT:
            care.add_kinds(conn, seats.where(found), now, found.last_holder, [_S.KIND_ASKED])
    elif progress.state == replies.SENT:
        seat = _answered(conn, found, row, now, waits)
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


def _answered(conn: sa.Connection, found: Row, row: Any, now: int, waits: tuple[int, ...]) -> Seat:
    seat, owed = found.seat.answered(), not firsts.is_opening(row.mention_key)
    _keep_steps(conn, found, seat, row.author, now, owed=owed)
    columns = deadlines.answered(conn, found, seat.state, now, waits, actor=row.author, owed=owed)
    seats.save(conn, found, seat, now, **columns)
    resolved = seat.state == opportunities.RESOLVED
    kind = _E.KIND_OPPORTUNITY_RESOLVED if resolved else _E.KIND_OPPORTUNITY_UPDATED
    events.tell(conn, kind, seat, found.brand, now)
    return seat


def _keep_steps(conn: sa.Connection, found: Row, seat: Seat, author: str, now: int, *, owed: bool) -> None:
    """Keeps what of an answer counts as care; who was written to first waited for nothing."""
    steps = []
    if owed:
        again = clocks.decode(found.clocks, found.created).answered
        kind = _S.KIND_NEXT_ANSWER if again else _S.KIND_FIRST_ANSWER
        steps.append(care.Took(kind, now - found.created))
    if seat.state == opportunities.RESOLVED != found.seat.state:
        steps.append(care.Took(_S.KIND_RESOLVED))
    care.add(conn, seats.where(found), now, author, steps)
