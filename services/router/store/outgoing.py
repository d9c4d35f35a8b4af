"""Replies on their way out: taken up by the outbox, settled. Each function is part of one transaction.

Whoever changes a reply locks its opportunity first, so that the two never disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from antiphon.mention.v1 import mention_pb2
from services.common.model import attachments
from services.common.store import leases, suppressions
from services.common.store.leases import Lease
from services.router.core import firsts, intake, leaving, opportunities, parts, replies
from services.router.core.leaving import Circumstances, Verdict
from services.router.core.parts import Part
from services.router.core.replies import Progress
from services.router.store import aftermath, database, forgetting, homes, pauses, replyrows, tables
from services.router.store import parts as stored

_R: Final = tables.replies.c
_M: Final = tables.members.c
_O: Final = tables.opportunities.c
_LOOKED_AT: Final = (*replies.UNDER_WAY, replies.AWAITING_APPROVAL, replies.HANDED_OFF)
COUNTED: Final = (*_LOOKED_AT, replies.HELD, replies.UNCONFIRMED)
"""States of replies that have not come to an end."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A reply, or the post of it whose turn it is, as the outbox needs it.

    Attributes:
        request_id: under which the listener sends it.
        source: the one that collected the mention.
        chosen_source: whose account shall send it, empty for any; None for one that an earlier program
            accepted, which has `source` send it.
        media: what goes with it; empty once the listener has it.
        waits: whether `begin` has to be asked before the listener is.
        private: whether only the author of the mention shall see it.
        recipient: who is written to first; empty where a mention is answered.
        title: of what is written first.
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
    waits: bool
    private: bool
    recipient: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """What a look at a reply came to.

    Attributes:
        progress: how far it is now.
        changed: whether its state is another one.
        seconds: from its acceptance, or the moment it waited for, to now.
        forgotten: whether its words went, since its reader asked to be forgotten.
    """

    progress: Progress
    changed: bool
    seconds: float
    forgotten: bool


def due(conn: sa.Connection, limit: int) -> list[str]:
    """Request ids of replies that wait for the outbox, longest first; before them those that must not go."""
    now = database.now(conn)
    base = sa.select(_R.request_id)
    news = sa.and_(_R.kind.is_(None), sa.or_(_O.news, _O.rest == opportunities.WITHDRAWN))
    overtaken = base.join(tables.opportunities, _O.id == _R.opportunity_id).where(
        _R.state.in_(replies.OURS), news
    )
    expired = base.where(_R.state == replies.HANDED_OFF, _R.due_time <= now)
    waiting = (
        base.where(_R.state.in_(replies.UNDER_WAY), _R.due_time <= now)
        .where(sa.or_(_R.state.not_in(replies.WAITING), ~pauses.holds_back()))
        .order_by(_R.due_time, _R.id)
    )
    found = [
        one for query in (overtaken, expired, waiting) for one in conn.execute(query.limit(limit)).scalars()
    ]
    return list(dict.fromkeys(found))[:limit]


def counts(conn: sa.Connection, without: Collection[str] = ()) -> Mapping[int, int]:
    """How many replies of conversations under way stand in each state that asks for somebody or something.

    Those of brands `without` are not counted.
    """
    query = (
        sa.select(_R.state, sa.func.count().label("number"))
        .join(tables.opportunities, _O.id == _R.opportunity_id)
        .where(_R.state.in_(COUNTED), _O.state.in_(opportunities.WORKABLE))
        .where(*([_R.brand.not_in(sorted(without))] if without else []))
        .group_by(_R.state)
    )
    found: dict[int, int] = dict.fromkeys(COUNTED, 0)
    return found | {row.state: row.number for row in conn.execute(query)}


def look(conn: sa.Connection, request_id: str) -> Outgoing | None:
    """A reply that is under way; None when it is no longer."""
    row = conn.execute(sa.select(tables.replies).where(_R.request_id == request_id)).one_or_none()
    if row is None or row.state not in _LOOKED_AT:
        return None
    return _outgoing(conn, row, _posts(conn, row))


def state_of(conn: sa.Connection, request_id: str) -> int:
    """Where a reply stands."""
    query = sa.select(_R.state).where(_R.request_id == request_id)
    return int(conn.execute(query).scalar_one())


def begin(
    conn: sa.Connection, lease: Lease, request_id: str, *, reachable: bool = True, pause: float = 1.0
) -> Outgoing | None:
    """Marks a waiting reply, or the next post of one, as sending; None when it must not leave now.

    Whatever people and the customer did before this transaction counts: an answer that was cancelled, paused
    or overtaken does not leave, and one that was overtaken gives its opportunity back.

    Raises:
        LeaseLost: if another outbox has taken over.
    """
    leases.check(conn, tables.named_leases, lease.name, lease.token)
    found = replyrows.lock_opportunity(conn, request_id)
    row = replyrows.lock(conn, request_id)
    pauses.guard(conn)
    now, progress = database.now(conn), replyrows.progress(row)
    paused = pauses.is_paused(conn, row.brand, row.mention_key.partition(":")[0])
    posts = _posts(conn, row)
    if progress.state == replies.SENDING:
        return _next_post(conn, row, posts, now, paused=paused, pause=pause)
    question, is_due = row.kind == replyrows.QUESTION, row.due_time <= now
    around = Circumstances(found.seat, question, is_due, reachable, paused)
    after = _decided(progress, leaving.judge(progress, around), question=question)
    if progress.state == replies.HANDED_OFF and is_due:
        after = progress.give_up()
    if after.state == progress.state:
        if is_due and not reachable and progress.state in replies.WAITING:
            waiting = progress.wait(replies.UNREACHABLE)
            replyrows.save(conn, row, waiting, now, due=now + waiting.pause(pause))
        return None
    replyrows.save(conn, row, after, now, due=now)
    if after.state != replies.SENDING:
        aftermath.follow(conn, found, row, after, now=now)
        return None
    replyrows.tell(conn, found.seat, found.brand, (request_id, after.state), now, actor="")
    return _outgoing(conn, row, _handed(conn, row, posts), after)


def settle(
    conn: sa.Connection,
    lease: Lease,
    request_id: str,
    learn: Callable[[Progress], Progress],
    *,
    pause: float,
    waits: tuple[int, ...],
) -> Settled | None:
    """Writes what was learned of a reply; None when it is no longer under way.

    Raises:
        LeaseLost: if another outbox has taken over.
    """
    leases.check(conn, tables.named_leases, lease.name, lease.token)
    now = database.now(conn)
    _wait_for_intake(conn, request_id)
    found = replyrows.lock_opportunity(conn, request_id)
    row = replyrows.lock(conn, request_id)
    before = replyrows.progress(row)
    if not before.under_way:
        return None
    posts = _posts(conn, row)
    learned = learn(before)
    _follow_first(conn, row, posts, learned)
    progress = _whole(conn, row, posts, learned)
    goes_on = len(posts) > 1 and progress.state == replies.SENDING and _is_out(conn, row, posts)
    forgotten = (goes_on or not progress.under_way) and _is_forgotten(conn, row)
    if forgotten:
        stopped = Progress(replies.PARTIAL, link=progress.link) if goes_on else progress
        progress = forgetting.forget_words(conn, row, stopped)
    again = now if goes_on else now + progress.pause(pause)
    sent = {"sent_key": progress.key} if progress.key else {}
    replyrows.save(conn, row, progress, now, due=again, **sent)
    changed = progress.state != before.state
    if changed:
        aftermath.follow(conn, found, row, progress, now=now, waits=waits, forgotten=forgotten)
    began = max(row.create_time, row.send_time or 0)
    return Settled(progress, changed, (now - began) / 1_000_000, forgotten)


def _wait_for_intake(conn: sa.Connection, request_id: str) -> None:
    """Where conversations live, only one transaction at a time says; before it locks any opportunity."""
    query = sa.select(_R.mention_key).where(_R.request_id == request_id)
    if firsts.is_opening(conn.execute(query).scalar_one()):
        database.serialise_intake(conn)


def _follow_first(conn: sa.Connection, row: Any, posts: Sequence[Part], learned: Progress) -> None:
    """Where we wrote first, what is written back belongs to the conversation that our message began."""
    turn = parts.current(posts)
    if learned.key and firsts.is_opening(row.mention_key) and (turn is None or turn.number == 1):
        homes.add(conn, row.brand, learned.key, row.opportunity_uid, main=True)


def _first(conn: sa.Connection, row: Any, number: int) -> mention_pb2.Mention:
    """The opening that a reply stands to; empty where it answers somebody."""
    if number > 1 or not firsts.is_opening(row.mention_key):
        return mention_pb2.Mention()
    query = sa.select(_M.mention).where(
        _M.opportunity_id == row.opportunity_id, _M.mention_key == row.mention_key
    )
    return mention_pb2.Mention.FromString(conn.execute(query).scalar_one_or_none() or b"")


def _decided(progress: Progress, verdict: Verdict, *, question: bool) -> Progress:
    if verdict is Verdict.GO:
        return progress.begin()
    if verdict is Verdict.HOLD:
        return progress.hold()
    if verdict is Verdict.DROP:
        return progress.drop(replies.NOT_ASKED if question else replies.GONE)
    return progress


def _posts(conn: sa.Connection, row: Any) -> Sequence[Part]:
    return stored.read(conn, row.request_id) if row.part_count else ()


def _handed(conn: sa.Connection, row: Any, posts: Sequence[Part]) -> Sequence[Part]:
    """The posts, with the one whose turn it is marked as on its way."""
    turn = parts.current(posts)
    if turn is None:
        return posts
    begun = turn._replace(state=replies.SENDING)
    stored.save(conn, row.request_id, begun)
    return [begun if each.number == begun.number else each for each in posts]


def _next_post(
    conn: sa.Connection, row: Any, posts: Sequence[Part], now: int, *, paused: bool, pause: float
) -> Outgoing | None:
    """The next post of an answer of which some are out already."""
    turn = parts.current(posts)
    if paused and turn is not None and turn.state == parts.NOT_YET:
        waiting = replyrows.progress(row).wait(row.reason)
        replyrows.save(conn, row, waiting, now, due=now + waiting.pause(pause))
        return None
    return _outgoing(conn, row, _handed(conn, row, posts))


def _whole(conn: sa.Connection, row: Any, posts: Sequence[Part], progress: Progress) -> Progress:
    """What the listener's word on one post makes of the answer."""
    if not posts:
        return progress
    part, whole = parts.settle(posts, progress)
    stored.save(conn, row.request_id, part)
    return whole


def _is_out(conn: sa.Connection, row: Any, before: Sequence[Part]) -> bool:
    """Whether the post whose turn it was is out now, and another follows."""
    turn, now = parts.current(before), parts.current(_posts(conn, row))
    return turn is not None and now is not None and turn.number != now.number


def _is_forgotten(conn: sa.Connection, row: Any) -> bool:
    """Whether whom it answered, or all that is left of the opportunity, was to be forgotten."""
    if row.mention_author and suppressions.present(conn, tables.suppressed, [row.mention_author]):
        return True
    query = sa.select(_M.mention_key, _M.status).where(_M.opportunity_id == row.opportunity_id)
    held = {one.mention_key: one.status for one in conn.execute(query)}
    if intake.FORGOTTEN not in held.values():
        return False
    return held.get(row.mention_key) == intake.FORGOTTEN or set(held.values()) <= intake.ABSENT


def _outgoing(
    conn: sa.Connection, row: Any, posts: Sequence[Part], progress: Progress | None = None
) -> Outgoing:
    """What is to be sent next of a reply."""
    progress = progress or replyrows.progress(row)
    turn = parts.current(posts) or Part(1, row.text)
    before = posts[turn.number - 2].key if turn.number > 1 else ""
    first = _first(conn, row, turn.number)
    return Outgoing(
        parts.request_id(row.request_id, turn.number),
        before or row.mention_key,
        row.conversation_key,
        row.source,
        row.mention_author or b"",
        turn.text,
        row.create_time,
        progress,
        row.brand,
        row.chosen_source,
        replyrows.media(conn, row.request_id) if row.media_count and turn.number == 1 else (),
        progress.state not in {replies.SENDING, replies.CHECKING}
        or (turn.number > 1 and turn.state == parts.NOT_YET),
        bool(row.private),
        recipient=first.author.handle,
        title=first.title,
    )
