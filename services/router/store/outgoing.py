"""Replies: accepted, taken up by the outbox, settled. Each function is part of one transaction.

Whoever changes a reply locks its opportunity first, so that the two never disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from antiphon.events.v1 import events_pb2
from antiphon.mention.v1 import mention_pb2
from services.common.model import attachments, errors, signing
from services.common.model.principal import Principal
from services.common.store import bulk, leases, suppressions
from services.common.store.leases import Lease
from services.router.core import answering, intake, names, opportunities, ranking, replies
from services.router.core.intake import World
from services.router.core.names import ReplyId
from services.router.core.replies import Progress
from services.router.store import database, events, seats, tables
from services.router.store.seats import Row

_R: Final = tables.replies.c
_M: Final = tables.members.c
_E = events_pb2.EngagementEvent


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A reply as the outbox needs it.

    Attributes:
        source: the one that collected the mention.
        chosen_source: whose account shall send it, empty for any; None for one that an earlier program
            accepted, which has `source` send it.
        media: what goes with it; empty once the listener has it.
    """

    request_id: str
    mention_key: str
    conversation_key: str
    source: str
    mention_author: bytes
    text: str
    created: int
    progress: Progress
    brand: str
    chosen_source: str | None
    media: attachments.Media


@dataclass(frozen=True, slots=True)
class Settled:
    """What a look at a reply came to.

    Attributes:
        progress: how far it is now.
        changed: whether its state is another one.
        seconds: from its acceptance to now.
        forgotten: whether its words went, since its reader asked to be forgotten.
    """

    progress: Progress
    changed: bool
    seconds: float
    forgotten: bool


def create(
    conn: sa.Connection, who: Principal, wish: answering.Wish, world: World
) -> None:  # fmt: skip
    """Accepts an answer: the opportunity is answering and the reply queued, or neither.

    Raises:
        RequestIdReused: if the id was used for something else.
        LeaseLost, WrongState, NotReplyable, TextTooLong: if it cannot be accepted.
    """
    now = database.now(conn)
    found = seats.lock(conn, wish.opportunity, who)
    if _is_repeat(conn, who, wish):
        return
    latest, brand = seats.latest_member(conn, found), world.names(found.brand)
    capability, signature = world.capability(found.network), signing.of(brand.reply_signature, who.holder)
    able = answering.able(capability, latest.mention, brand, found.latest_written, now)
    answering.check(wish, signature, capability, able)
    seat = found.seat.answer(who.holder, wish.lease_token, now)
    row = _new_row(found, latest, who, wish, now) | {"text": wish.signed(signature), "signature": signature}
    if not bulk.insert_new(conn, tables.replies, [row], ["request_id"]):
        raise answering.reused(wish)
    _keep_media(conn, wish)
    seats.save(conn, found, seat, now)
    seats.note(conn, who.holder, "reply", seat.uid, now, request_id=wish.request_id)
    _tell(conn, seat, found.brand, (wish.request_id, replies.QUEUED), now, actor=who.holder)


def cancel(conn: sa.Connection, who: Principal, name: ReplyId) -> None:
    """Takes a reply back; its opportunity returns to the queue."""
    now = database.now(conn)
    found = seats.lock(conn, name.opportunity, who)
    row = _lock(conn, name.request_id)
    if row is None or row.opportunity_id != found.id:
        raise errors.NotFound(names.reply(*name))
    progress = _progress(row).cancel(name)
    seat = found.seat.unanswered()
    _save(conn, row, progress, now, due=now)
    seats.save(conn, found, seat, now)
    seats.note(conn, who.holder, "cancel", seat.uid, now, request_id=name.request_id)
    _tell(conn, seat, found.brand, (name.request_id, progress.state), now, actor=who.holder)


def due(conn: sa.Connection, limit: int) -> list[str]:
    """Request ids of replies that wait for the outbox, longest first."""
    now = database.now(conn)
    query = (
        sa.select(_R.request_id)
        .where(_R.state.in_(replies.UNDER_WAY), _R.due_time <= now)
        .order_by(_R.due_time, _R.id)
        .limit(limit)
    )
    return list(conn.execute(query).scalars())


def look(conn: sa.Connection, request_id: str) -> Outgoing | None:
    """A reply that is under way; None when it is no longer."""
    row = conn.execute(sa.select(tables.replies).where(_R.request_id == request_id)).one_or_none()
    return _outgoing(conn, row) if row is not None and row.state in replies.UNDER_WAY else None


def begin(conn: sa.Connection, lease: Lease, request_id: str) -> Outgoing | None:
    """Commits that the network may have it from now on; None when it was taken back meanwhile."""
    leases.check(conn, tables.named_leases, lease.name, lease.token)
    found = _lock_opportunity(conn, request_id)
    row = _lock(conn, request_id)
    before = _progress(row)
    if not before.under_way:
        return None
    progress = before.begin()
    if progress.state != before.state:
        now = database.now(conn)
        _save(conn, row, progress, now, due=now)
        _tell(conn, found.seat, found.brand, (request_id, progress.state), now, actor="")
    return _outgoing(conn, row, progress)


def settle(
    conn: sa.Connection,
    lease: Lease,
    request_id: str,
    learn: Callable[[Progress], Progress],
    *,
    pause: float,
    waits: tuple[int, ...],
) -> Settled | None:
    """Writes what the outbox learnt of a reply, and what follows for its opportunity."""
    leases.check(conn, tables.named_leases, lease.name, lease.token)
    now = database.now(conn)
    found = _lock_opportunity(conn, request_id)
    row = _lock(conn, request_id)
    before = _progress(row)
    if not before.under_way:
        return None
    progress = learn(before)
    forgotten = not progress.under_way and _is_forgotten(conn, row)
    if forgotten:
        progress = _forget(conn, row, progress)
    _save(conn, row, progress, now, due=now + progress.pause(pause))
    changed = progress.state != before.state
    if changed:
        seat = _follow(conn, found, progress, now, waits)
        _tell(conn, seat, found.brand, (request_id, progress.state), now, actor="")
    return Settled(progress, changed, (now - row.create_time) / 1_000_000, forgotten)


def forget(
    conn: sa.Connection,
    mentions: Collection[tuple[int, str]],
    whole: Collection[int],
    authors: Collection[bytes],
) -> list[Any]:
    """Takes the words out of answers to people who asked to be forgotten; those answers as they were.

    Attributes:
        mentions: rows of opportunities and keys of mentions that were theirs.
        whole: rows of opportunities of which nothing else is left.
        authors: who they are; finds answers to mentions that are gone already.

    What the network may have at any moment keeps its words until its outcome is known.
    """
    rows = sorted({row for row, _ in mentions})
    near = sa.or_(_R.mention_author.in_(authors), database.among(conn, _R.opportunity_id, rows))
    query = sa.select(tables.replies).where(near).order_by(_R.id)
    theirs = [
        row
        for row in conn.execute(query.with_for_update()).all()
        if row.mention_author in authors
        or row.opportunity_id in whole
        or (row.opportunity_id, row.mention_key) in mentions
    ]
    for row in theirs:
        if row.state not in (replies.SENDING, replies.CHECKING):
            _forget_finished(conn, row)
    return theirs


def _forget_finished(conn: sa.Connection, row: Any) -> None:
    now = database.now(conn)
    before = _progress(row)
    progress = _forget(conn, row, before)
    _save(conn, row, progress, now, due=now)
    if progress.state != before.state:
        found = seats.lock(conn, row.opportunity_uid)
        seat = found.seat.unanswered()
        seats.save(conn, found, seat, now)
        _tell(conn, seat, found.brand, (row.request_id, progress.state), now, actor="")


def _forget(conn: sa.Connection, row: Any, progress: Progress) -> Progress:
    conn.execute(tables.replies.update().where(_R.id == row.id).values(text="", mention_author=None))
    return progress.forget()


def _is_forgotten(conn: sa.Connection, row: Any) -> bool:
    """Whether whom it answered, or all that is left of the opportunity, was to be forgotten."""
    if row.mention_author and suppressions.present(conn, tables.suppressed, [row.mention_author]):
        return True
    query = sa.select(_M.mention_key, _M.status).where(_M.opportunity_id == row.opportunity_id)
    held = {one.mention_key: one.status for one in conn.execute(query)}
    if intake.FORGOTTEN not in held.values():
        return False
    return held.get(row.mention_key) == intake.FORGOTTEN or set(held.values()) <= intake.ABSENT


def _follow(
    conn: sa.Connection, found: Row, progress: Progress, now: int, waits: tuple[int, ...]
) -> opportunities.Seat:
    """What a reply's new state does to its opportunity."""
    if progress.state == replies.SENT:
        seat = found.seat.answered()
        if seat.state == opportunities.OPEN:
            place = ranking.place(found.priority, now, found.window_end, waits)
            entered = {"create_time": now, "rank_time": place.rank, "deadline_time": place.deadline}
            seats.save(conn, found, seat, now, **entered)
        else:
            seats.save(conn, found, seat, now)
        kind = (
            _E.KIND_OPPORTUNITY_RESOLVED
            if seat.state == opportunities.RESOLVED
            else _E.KIND_OPPORTUNITY_UPDATED
        )
        events.tell(conn, kind, seat, found.brand, now)
        return seat
    if progress.state == replies.FAILED:
        seat = found.seat.unanswered()
        seats.save(conn, found, seat, now)
        return seat
    return found.seat


def _tell(
    conn: sa.Connection, seat: opportunities.Seat, brand: str, reply: tuple[str, int], now: int, *, actor: str
) -> None:
    events.tell(conn, _E.KIND_REPLY_CHANGED, seat, brand, now, actor=actor, reply=reply)


def _is_repeat(conn: sa.Connection, who: Principal, wish: answering.Wish) -> bool:
    row = conn.execute(sa.select(tables.replies).where(_R.request_id == wish.request_id)).one_or_none()
    if row is None:
        return False
    wanted = wish.signed(row.signature or "")
    text = row.text or wanted  # the words may have been forgotten meanwhile
    kept = (row.opportunity_uid, text, row.author, row.chosen_source or "", _bytes(row.media_digest))
    if kept != (wish.opportunity, wanted, who.holder, wish.source, wish.media_digest):
        raise answering.reused(wish)
    return True


def _keep_media(conn: sa.Connection, wish: answering.Wish) -> None:
    rows = [{"request_id": wish.request_id, "attachment": each.SerializeToString()} for each in wish.media]
    bulk.insert(conn, tables.reply_media, rows)


def _media(conn: sa.Connection, request_id: str) -> attachments.Media:
    media = tables.reply_media.c
    query = sa.select(media.attachment).where(media.request_id == request_id).order_by(media.id)
    return [mention_pb2.Attachment.FromString(one) for one in conn.execute(query).scalars()]


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
        "conversation_key": found.conversation_key,
        "source": latest.mention.source,
        "author": who.holder,
        "mention_author": latest.author,
        "chosen_source": wish.source,
        "media_count": len(wish.media),
        "media_digest": wish.media_digest,
        "state": replies.QUEUED,
        "reason": "",
        "link": "",
        "known": False,
        "tries": 0,
        "due_time": now,
        "create_time": now,
        "update_time": now,
    }


def _lock_opportunity(conn: sa.Connection, request_id: str) -> Row:
    uid = conn.execute(sa.select(_R.opportunity_uid).where(_R.request_id == request_id)).scalar_one()
    return seats.lock(conn, uid)


def _lock(conn: sa.Connection, request_id: str) -> Any:
    query = sa.select(tables.replies).where(_R.request_id == request_id)
    return conn.execute(query.with_for_update()).one_or_none()


def _save(conn: sa.Connection, row: Any, progress: Progress, now: int, due: int) -> None:
    moved = {"update_time": now} if progress.state != row.state else {}
    conn.execute(
        tables.replies.update()
        .where(_R.id == row.id)
        .values(
            state=progress.state,
            reason=progress.reason,
            link=progress.link,
            known=progress.known,
            tries=progress.tries,
            due_time=due,
            **moved,
        )
    )
    if row.media_count and (progress.known or not progress.under_way):
        media = tables.reply_media
        conn.execute(media.delete().where(media.c.request_id == row.request_id))


def _progress(row: Any) -> Progress:
    return Progress(row.state, row.reason, row.link, row.known, row.tries)


def _outgoing(conn: sa.Connection, row: Any, progress: Progress | None = None) -> Outgoing:
    return Outgoing(
        row.request_id,
        row.mention_key,
        row.conversation_key,
        row.source,
        row.mention_author or b"",
        row.text,
        row.create_time,
        progress or _progress(row),
        row.brand,
        row.chosen_source,
        _media(conn, row.request_id) if row.media_count else (),
    )
