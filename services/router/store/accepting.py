"""Replies as they are accepted and taken back. Each function is part of one transaction.

Whoever changes a reply locks its opportunity first, so that the two never disagree.
"""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa

from services.common.model import signing
from services.common.model.principal import Principal
from services.common.store import bulk
from services.router.core import answering, practice, replies
from services.router.core.intake import World
from services.router.core.names import ReplyId
from services.router.store import (
    aftermath,
    answerable,
    answering_settings,
    consent,
    database,
    replyrows,
    seats,
    tables,
)
from services.router.store import parts as stored
from services.router.store.seats import Row

_R: Final = tables.replies.c


def create(
    conn: sa.Connection, who: Principal, wish: answering.Wish, world: World, undo: int = 0
) -> None:  # fmt: skip
    """Accepts an answer: the opportunity is answering and the reply on its way, or neither.

    Attributes:
        undo: microseconds in which it can be taken back, where the brand says nothing.

    Raises:
        RequestIdReused: if the id was used for something else.
        LeaseLost, WrongState, NotReplyable, TextTooLong, InvalidField: if it cannot be accepted.
    """
    now = database.now(conn)
    found = seats.lock(conn, wish.opportunity, who)
    if _is_repeat(conn, who, wish):
        return
    answering.check_read(wish, found.latest_key)
    latest, brand = seats.latest_member(conn, found), world.names(found.brand)
    practice.check(found.brand, found.network, training=brand.training)
    capability, signature = world.capability(found.network), signing.of(brand.reply_signature, who.holder)
    able = answerable.able(conn, found, found.latest_key, private=wish.private, world=world, now=now)
    posts = answering.check(wish, signature, capability, able)
    answering.check_time(wish, capability, found.latest_written, now)
    seat = found.seat.answer(who.holder, wish.lease_token, now)
    replyrows.settle_earlier(conn, found, now)
    chosen = answering_settings.read(conn, found.brand)
    due = max(wish.send_time, now + (undo if chosen.undo is None else chosen.undo))
    asks = wish.submit or consent.is_needed(conn, who, found.brand, found.network)
    row = _new_row(found, latest, who, wish, now) | {
        "text": wish.signed(signature),
        "signature": signature,
        "state": _first_state(wish, now, asks=asks),
        "due_time": due,
        "part_count": len(posts) or None,
    }
    if not bulk.insert_new(conn, tables.replies, [row], ["request_id"]):
        raise answering.reused(wish)
    replyrows.keep_media(conn, wish.request_id, wish.media)
    stored.insert(conn, wish.request_id, posts)
    _keep_alternatives(conn, wish, signature)
    seats.save(conn, found, seat, now)
    action = "submit" if asks else "reply"
    seats.note(conn, who.holder, action, seat.uid, now, request_id=wish.request_id)
    replyrows.tell(conn, seat, found.brand, (wish.request_id, row["state"]), now, actor=who.holder)


def cancel(conn: sa.Connection, who: Principal, name: ReplyId) -> None:
    """Takes a reply back; its opportunity returns to the queue."""
    now = database.now(conn)
    found, row = replyrows.lock_both(conn, who, name)
    progress = replyrows.progress(row).cancel(name)
    replyrows.save(conn, row, progress, now, due=now)
    aftermath.follow(conn, found, row, progress, now=now, actor=who.holder)
    seats.note(conn, who.holder, "cancel", found.seat.uid, now, request_id=name.request_id)


def _first_state(wish: answering.Wish, now: int, *, asks: bool) -> int:
    if asks:
        return replies.AWAITING_APPROVAL
    return replies.SCHEDULED if wish.send_time > now else replies.QUEUED


def _is_repeat(conn: sa.Connection, who: Principal, wish: answering.Wish) -> bool:
    row = conn.execute(sa.select(tables.replies).where(_R.request_id == wish.request_id)).one_or_none()
    if row is None:
        return False
    wanted = wish.signed(row.signature or "")
    text = row.asked_text or row.text or wanted  # the words may have been forgotten meanwhile
    kept = (row.opportunity_uid, text, row.author, row.chosen_source or "", _bytes(row.media_digest))
    how = (bool(row.private), row.send_time or 0)
    asked = (wish.opportunity, wanted, who.holder, wish.source, wish.media_digest)
    if kept + how != (*asked, wish.private, wish.send_time):
        raise answering.reused(wish)
    return True


def _keep_alternatives(conn: sa.Connection, wish: answering.Wish, signature: str) -> None:
    rows = [
        {"request_id": wish.request_id, "text": signing.sign(text, signature)} for text in wish.alternatives
    ]
    bulk.insert(conn, tables.reply_alternatives, rows)


def _bytes(value: Any) -> bytes | None:
    return None if value is None else bytes(value)


def _new_row(
    found: Row, latest: seats.Latest, who: Principal, wish: answering.Wish, now: int
) -> dict[str, Any]:
    return {
        "request_id": wish.request_id,
        "opportunity_id": found.id,
        "opportunity_uid": found.seat.uid,
        "brand": found.brand,
        "mention_key": found.latest_key,
        "conversation_key": replyrows.thread(found, latest),
        "source": latest.mention.source,
        "author": who.holder,
        "mention_author": latest.author,
        "chosen_source": wish.source,
        "media_count": len(wish.media),
        "media_digest": wish.media_digest,
        "private": wish.private,
        "send_time": wish.send_time or None,
        "reason": "",
        "link": "",
        "known": False,
        "tries": 0,
        "create_time": now,
        "update_time": now,
    }
