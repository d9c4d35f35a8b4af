"""The row of one reply, locked, as the core's state machine sees it; and written back.

Whoever changes a reply locks its opportunity first, so that the two never disagree.
"""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa

from antiphon.events.v1 import events_pb2
from antiphon.mention.v1 import mention_pb2
from services.common.model import attachments, errors
from services.common.model.principal import Principal
from services.common.store import bulk
from services.router.core import answering, names, opportunities, replies
from services.router.core.names import ReplyId
from services.router.core.replies import Progress
from services.router.store import events, seats, tables
from services.router.store.seats import Row

_R: Final = tables.replies.c
_E = events_pb2.EngagementEvent

BY_HAND: Final = 1
QUESTION: Final = 2
"""Values of `kind`: given by a person on the network itself; asked by the router whether all is well."""


def lock(conn: sa.Connection, request_id: str) -> Any:
    """The row, so that nobody else changes it until the transaction ends; None when there is none."""
    query = sa.select(tables.replies).where(_R.request_id == request_id)
    return conn.execute(query.with_for_update()).one_or_none()


def lock_opportunity(conn: sa.Connection, request_id: str) -> Row:
    """The opportunity of a reply, likewise; also where it was merged while this waited for it."""
    query = sa.select(_R.opportunity_uid).where(_R.request_id == request_id)
    uid = conn.execute(query).scalar_one()
    try:
        return seats.lock(conn, uid)
    except errors.WrongState:
        moved = conn.execute(query).scalar_one()
        if moved == uid:
            raise
        return seats.lock(conn, moved)


def lock_both(conn: sa.Connection, who: Principal, name: ReplyId) -> tuple[Row, Any]:
    """The opportunity and its reply.

    Raises:
        NotFound: if there is none, or it is of a brand that is not one of the caller's.
    """
    found = seats.lock(conn, name.opportunity, who)
    row = lock(conn, name.request_id)
    if row is None or row.opportunity_id != found.id:
        raise errors.NotFound(names.reply(*name))
    return found, row


def thread(found: Row, latest: seats.Latest) -> str:
    """The conversation of the mention to answer: in one that was merged it may be another than the first."""
    mention = latest.mention
    return mention.conversation_key or mention.key or found.conversation_key


def progress(row: Any) -> Progress:
    """How far it has come."""
    return Progress(row.state, row.reason, row.link, row.known, row.tries)


def save(conn: sa.Connection, row: Any, now_is: Progress, now: int, due: int, **more: Any) -> None:
    """Writes how far it is; `more` are further columns."""
    moved = {"update_time": now} if now_is.state != row.state else {}
    conn.execute(
        tables.replies.update()
        .where(_R.id == row.id)
        .values(
            state=now_is.state,
            reason=now_is.reason,
            link=now_is.link,
            known=now_is.known,
            tries=now_is.tries,
            due_time=due,
            **moved,
            **more,
        )
    )
    if row.media_count and (now_is.known or now_is.final):
        media = tables.reply_media
        conn.execute(media.delete().where(media.c.request_id == row.request_id))
    if now_is.final:
        others = tables.reply_alternatives
        conn.execute(others.delete().where(others.c.request_id == row.request_id))


def tell(
    conn: sa.Connection, seat: opportunities.Seat, brand: str, reply: tuple[str, int], now: int, *, actor: str
) -> None:
    """Tells the log that a reply, by its request id, is in another state."""
    events.tell(conn, _E.KIND_REPLY_CHANGED, seat, brand, now, actor=actor, reply=reply)


def settle_earlier(conn: sa.Connection, found: Row, now: int) -> None:
    """Ends what an answer replaces.

    Raises:
        WrongState: if nobody has looked yet what became of an answer before.
    """
    wanted = (replies.HELD, replies.UNCONFIRMED)
    query = sa.select(tables.replies).where(_R.opportunity_id == found.id, _R.state.in_(wanted))
    for row in conn.execute(query.order_by(_R.id).with_for_update()).all():
        if row.state == replies.UNCONFIRMED and row.kind != QUESTION:
            raise answering.unsettled(ReplyId(found.seat.uid, row.request_id))
        if row.state == replies.HELD:
            save(conn, row, progress(row).drop(replies.REPLACED), now, due=now)


def words(row: Any) -> str:
    """What its author wrote, without what it was signed with."""
    text: str = row.asked_text or row.text
    return text.removesuffix((row.signature or "").rstrip()).rstrip()


def keep_media(conn: sa.Connection, request_id: str, media: attachments.Media) -> None:
    """Keeps what goes with it until the listener has it."""
    rows = [{"request_id": request_id, "attachment": each.SerializeToString()} for each in media]
    bulk.insert(conn, tables.reply_media, rows)


def media(conn: sa.Connection, request_id: str) -> attachments.Media:
    """What goes with it; empty once the listener has it."""
    kept = tables.reply_media.c
    query = sa.select(kept.attachment).where(kept.request_id == request_id).order_by(kept.id)
    return [mention_pb2.Attachment.FromString(one) for one in conn.execute(query).scalars()]
