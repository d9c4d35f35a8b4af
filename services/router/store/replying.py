"""What people do to replies beside writing them: approve, reject, release, hand off, confirm."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from services.common.model import errors, signing
from services.common.model.principal import Principal
from services.common.store import bulk
from services.router.core import answering, consent, firsts, handing, opportunities, replies
from services.router.core.intake import World
from services.router.core.names import ReplyId
from services.router.store import (
    aftermath,
    answerable,
    answering_settings,
    database,
    parts,
    replyrows,
    seats,
    tables,
)
from services.router.store import consent as rules
from services.router.store.seats import Row

_R: Final = tables.replies.c
_A: Final = tables.reply_alternatives.c
LONGEST_REASON: Final = 500


class Wording(NamedTuple):
    """What an approver wants to be sent.

    Attributes:
        text: other words; empty for those on record.
        alternative: which of the author's alternatives, from 1; 0 for none.
    """

    text: str = ""
    alternative: int = 0


def approve(
    conn: sa.Connection, who: Principal, name: ReplyId, wording: Wording, *, world: World, undo: int
) -> None:  # fmt: skip
    """Lets an answer go out that awaits approval.

    Raises:
        NotPermitted: if it is the caller's own.
        WrongState: if it does not await approval any more.
        InvalidField, TextTooLong: if the words are none that can be sent.
    """
    now = database.now(conn)
    found, row = replyrows.lock_both(conn, who, name)
    consent.check_approver(who, row.author)
    later = (row.send_time or 0) > now
    progress = replyrows.progress(row).go(name, later=later, allowed={replies.AWAITING_APPROVAL})
    changed = _reworded(conn, found, row, wording, world)
    due = _due(conn, row, now, undo)
    replyrows.save(conn, row, progress, now, due=due, approver=who.holder, **changed)
    _drop_alternatives(conn, row)
    action = "approve-changed" if changed else "approve"
    seats.note(conn, who.holder, action, found.seat.uid, now, request_id=name.request_id, brand=found.brand)
    replyrows.tell(conn, found.seat, found.brand, (name.request_id, progress.state), now, actor=who.holder)


def reject(conn: sa.Connection, who: Principal, name: ReplyId, reason: str) -> None:
    """Refuses an answer that awaits approval; its opportunity is work again.

    Raises:
        InvalidField: if no reason is given.
        NotPermitted: if it is the caller's own.
        WrongState: if it does not await approval any more.
    """
    if not reason.strip() or len(reason) > LONGEST_REASON:
        raise errors.InvalidField("reason", f"is needed, in 1 to {LONGEST_REASON} characters.")
    now = database.now(conn)
    found, row = replyrows.lock_both(conn, who, name)
    consent.check_approver(who, row.author)
    progress = replyrows.progress(row).reject(name, reason)
    replyrows.save(conn, row, progress, now, due=now, approver=who.holder)
    aftermath.follow(conn, found, row, progress, now=now, actor=who.holder)
    uid, author = found.seat.uid, row.mention_author
    seats.note(
        conn,
        who.holder,
        "reject",
        uid,
        now,
        request_id=name.request_id,
        detail=reason,
        mention_author=author,
        brand=found.brand,
    )


def release(
    conn: sa.Connection, who: Principal, name: ReplyId, token: int, *, world: World, undo: int
) -> None:  # fmt: skip
    """Sends a held answer after all, under its own request id; who holds the lease has read what came.

    Raises:
        LeaseLost: if the caller does not hold the lease.
        NotReplyable, TextTooLong: if the network does not take it any more.
        WrongState: if it is not held.
    """
    now = database.now(conn)
    found, row = replyrows.lock_both(conn, who, name)
    later = (row.send_time or 0) > now
    progress = replyrows.progress(row).go(name, later=later, allowed={replies.HELD})
    about = row.mention_key if firsts.is_opening(row.mention_key) else found.latest_key
    private = bool(row.private)
    able = answerable.able(conn, found, about, private=private, world=world, now=now)
    answering.check_able(able)
    if needs := rules.is_needed(conn, who, found.brand, found.network):
        progress = replace(progress, state=replies.AWAITING_APPROVAL)
    seat = found.seat.answer(who.holder, token, now)
    replyrows.save(conn, row, progress, now, due=_due(conn, row, now, undo))
    seats.save(conn, found, seat, now)
    action = "submit" if needs else "release-reply"
    seats.note(conn, who.holder, action, seat.uid, now, request_id=name.request_id, brand=found.brand)
    replyrows.tell(conn, seat, found.brand, (name.request_id, progress.state), now, actor=who.holder)


def hand_off(
    conn: sa.Connection, who: Principal, name: ReplyId, token: int, *, text: str, ttl: int
) -> str:  # fmt: skip
    """Has the caller answer on the network itself, for at most `ttl` microseconds; where.

    Raises:
        LeaseLost, WrongState: if the caller does not hold the lease, or an answer before is unconfirmed.
        NotReplyable: if nobody knows where the mention is.
        RequestIdReused: if the id was used for something else.
    """
    now = database.now(conn)
    found = seats.lock(conn, name.opportunity, who)
    latest = seats.latest_member(conn, found)
    row = conn.execute(sa.select(tables.replies).where(_R.request_id == name.request_id)).one_or_none()
    if row is not None:
        handing.check_repeat(name, (row.opportunity_uid, row.author, row.kind == replyrows.BY_HAND), who)
        return latest.mention.link
    link = handing.link(latest.mention)
    seat = found.seat.answer(who.holder, token, now)
    replyrows.settle_earlier(conn, found, now)
    bulk.insert(
        conn, tables.replies, [_by_hand(found, latest, name, text, now=now, ttl=ttl) | {"author": who.holder}]
    )
    seats.save(conn, found, seat, now)
    seats.note(conn, who.holder, "hand-off", seat.uid, now, request_id=name.request_id, brand=found.brand)
    replyrows.tell(conn, seat, found.brand, (name.request_id, replies.HANDED_OFF), now, actor=who.holder)
    return link


def confirm(
    conn: sa.Connection, who: Principal, name: ReplyId, *, link: str, text: str, waits: tuple[int, ...]
) -> None:  # fmt: skip
    """Says that an answer is on the network: the opportunity is dealt with.

    Raises:
        InvalidField: if the link is none.
        LeaseHeld: if somebody else works on the opportunity by now.
        WrongState: if it was neither handed off nor is unconfirmed.
    """
    handing.check_link(link)
    now = database.now(conn)
    found, row = replyrows.lock_both(conn, who, name)
    progress = replyrows.progress(row).confirm(name, link)
    words = {"text": text.replace("\0", "")} if text.strip() else {}
    replyrows.save(conn, row, progress, now, due=now, **words)
    if found.seat.state != opportunities.ANSWERING:
        news = found.latest_key != row.mention_key
        found = replace(found, seat=handing.taken_up(found.seat, who.holder, now, news=news))
    aftermath.follow(conn, found, row, progress, now=now, waits=waits, actor=who.holder)
    seats.note(
        conn, who.holder, "confirm", found.seat.uid, now, request_id=name.request_id, brand=found.brand
    )


def _reworded(
    conn: sa.Connection, found: Row, row: Any, wording: Wording, world: World
) -> dict[str, Any]:  # fmt: skip
    """Columns that change with the words; empty when they stay."""
    text = _chosen(conn, row, wording)
    if text is None:
        return {}
    if not text.strip():
        raise errors.InvalidField("text", "it is empty; write the answer.")
    signed = signing.sign(text.replace("\0", ""), row.signature or "")
    capability = world.capability(found.network)
    posts = answering.check_text(signed, capability, private=bool(row.private), split=bool(row.part_count))
    parts.replace(conn, row.request_id, posts)
    return {"text": signed, "asked_text": row.text, "part_count": len(posts) or None}


def _chosen(conn: sa.Connection, row: Any, wording: Wording) -> str | None:
    """The words to send; None for those on record."""
    if wording.text and wording.alternative:
        raise errors.InvalidField("alternative", "cannot go together with text; leave one out.")
    if not wording.alternative:
        return wording.text or None
    query = sa.select(_A.text).where(_A.request_id == row.request_id).order_by(_A.id)
    known = list(conn.execute(query).scalars())
    if not 1 <= wording.alternative <= len(known):
        raise errors.InvalidField("alternative", f"must be between 1 and {len(known)}, or 0 for the first.")
    return str(known[wording.alternative - 1])


def _drop_alternatives(conn: sa.Connection, row: Any) -> None:
    conn.execute(tables.reply_alternatives.delete().where(_A.request_id == row.request_id))


def _due(conn: sa.Connection, row: Any, now: int, undo: int) -> int:
    chosen = answering_settings.read(conn, row.brand).undo
    return max(row.send_time or 0, now + (undo if chosen is None else chosen))


def _by_hand(
    found: Row, latest: seats.Latest, name: ReplyId, text: str, *, now: int, ttl: int
) -> dict[str, Any]:  # fmt: skip
    return {
        "request_id": name.request_id,
        "opportunity_id": found.id,
        "opportunity_uid": found.seat.uid,
        "brand": found.brand,
        "mention_key": found.latest_key,
        "conversation_key": replyrows.thread(found, latest),
        "source": latest.mention.source,
        "mention_author": latest.author,
        "text": text.replace("\0", ""),
        "state": replies.HANDED_OFF,
        "reason": "",
        "link": "",
        "known": False,
        "tries": 0,
        "due_time": now + ttl,
        "create_time": now,
        "update_time": now,
        "kind": replyrows.BY_HAND,
    }
