"""Rows as the messages people see. Everything here only reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa

from antiphon.mention.v1 import mention_pb2
from antiphon.routing.v1 import routing_service_pb2 as routing
from antiphon.scoring.v1 import score_pb2
from services.common.model import errors, signing
from services.common.model.principal import Principal
from services.router.core import answering, clockface, firsts, intake, names, opportunities, policy, priority
from services.router.core import deadlines as timing
from services.router.core.intake import World
from services.router.core.opportunities import Seat
from services.router.core.policies import sentences
from services.router.core.terms import Terms
from services.router.store import database, deadlines, moves, replyrows, replyviews, standing, tables

_BASIC: Final = routing.Opportunity.VIEW_BASIC

_O: Final = tables.opportunities.c
_M: Final = tables.members.c
_R: Final = tables.replies.c

MENTIONS_AT_MOST: Final = 200
"""Mentions of a conversation that one answer carries: the latest."""

_BY_UID: Final = sa.select(tables.opportunities).where(_O.uid == sa.bindparam("uid"))
_MEMBERS: Final = database.Listing(
    lambda among: sa.select(
        _M.opportunity_id, _M.mention_key, _M.rule, _M.parts, _M.because, _M.mention, _M.score, _M.priority
    ).where(among(_M.opportunity_id, "ids"), among(_M.mention_key, "keys"), _M.status == intake.LIVE)
)
_FORGOTTEN: Final = database.Listing(
    lambda among: sa.select(_M.opportunity_id).where(
        among(_M.opportunity_id, "ids"), _M.status == intake.FORGOTTEN
    )
)
_REPLIES: Final = database.Listing(
    lambda among: (
        sa.select(tables.replies)
        .where(among(_R.opportunity_id, "ids"), sa.or_(_R.kind.is_(None), _R.kind != replyrows.QUESTION))
        .order_by(_R.id)
    )
)
_CONVERSATION: Final = (
    sa.select(_M.mention)
    .where(_M.opportunity_id == sa.bindparam("row"), _M.status == intake.LIVE)
    .order_by(_M.written.desc(), _M.mention_key.desc())
    .limit(MENTIONS_AT_MOST)
)


def opportunity(conn: sa.Connection, uid: str, who: Principal, world: World) -> routing.Opportunity:
    """One opportunity with the mentions of its conversation.

    Raises:
        NotFound: if there is none, or it is of a brand that is not one of the caller's.
    """
    row = conn.execute(_BY_UID, {"uid": uid}).one_or_none()
    if row is None or not who.works_for(row.brand):
        raise errors.NotFound(names.opportunity(uid))
    (view,) = many(conn, [row], who, world)
    view.mentions.extend(conversation(conn, row.id))
    return view


def many(
    conn: sa.Connection, rows: Sequence[Any], who: Principal, world: World, detail: int = 0
) -> list[routing.Opportunity]:
    """Opportunities with the mention to answer, in the order of the rows; `detail` is their `View`."""
    if not rows:
        return []
    ids = [row.id for row in rows]
    keys = {row.latest_key for row in rows} | {row.top_key for row in rows}
    members = _members(conn, ids, keys)
    answers = _latest_replies(conn, ids)
    now = database.now(conn)
    views = [_view(row, answers.get(row.id), who=who, world=world, now=now) for row in rows]
    for row, view in zip(rows, views, strict=True):
        _add_members(view, row, members, brief=detail == _BASIC)
        _add_replyability(view, row, world, now)
    forgotten = _forgotten(conn, [row.id for row in rows if not row.live])
    terms = deadlines.terms(conn)
    standing.add(conn, rows, views)
    _add_merged(conn, views)
    for row, view in zip(rows, views, strict=True):
        _add_clocks(view, row, terms, now)
        if row.id in forgotten:
            view.explanation.sentence = policy.FORGOTTEN
    return views


def _add_merged(conn: sa.Connection, views: Sequence[routing.Opportunity]) -> None:
    """Tells of what is part of another opportunity, of which."""
    merged = {view.name.partition("/")[2]: view for view in views if view.state == opportunities.MERGED}
    into = moves.merged_into(conn, merged) if merged else {}
    for uid, target in into.items():
        merged[uid].merged_into = names.opportunity(target)


def lease(seat: Seat, who: Principal) -> routing.Lease:
    """A lease; its token only for the one who holds it."""
    view = routing.Lease(opportunity=names.opportunity(seat.uid), holder=seat.holder)
    view.token = seat.token if seat.holder == who.holder else 0
    view.expire_time.FromMicroseconds(seat.expires)
    return view


def _members(conn: sa.Connection, ids: Sequence[int], keys: Iterable[str]) -> dict[tuple[int, str], Any]:
    found = _MEMBERS.ask(conn, ids=ids, keys=sorted(keys))
    return {(row.opportunity_id, row.mention_key): row for row in found}


def _forgotten(conn: sa.Connection, ids: Sequence[int]) -> frozenset[int]:
    """Those among opportunities of which an author asked to be forgotten."""
    if not ids:
        return frozenset()
    return frozenset(_FORGOTTEN.ask(conn, ids=ids).scalars())


def _latest_replies(conn: sa.Connection, ids: Sequence[int]) -> dict[int, routing.Reply]:
    latest = {row.opportunity_id: row for row in _REPLIES.ask(conn, ids=ids)}
    return dict(zip(latest, replyviews.many(conn, list(latest.values())), strict=True))


def conversation(conn: sa.Connection, row_id: int) -> list[mention_pb2.Mention]:
    """The latest `MENTIONS_AT_MOST` mentions of an opportunity, in the order in which they were written."""
    stored = list(conn.execute(_CONVERSATION, {"row": row_id}).scalars())
    return [mention_pb2.Mention.FromString(one) for one in reversed(stored)]


def _view(row: Any, answer: Any, *, who: Principal, world: World, now: int) -> routing.Opportunity:
    seat = Seat(row.uid, row.state, row.rest, row.holder, row.token, row.expires).expire(now)
    capability, brand = world.capability(row.network), world.names(row.brand)
    view = routing.Opportunity(
        name=names.opportunity(row.uid),
        brand=row.brand,
        conversation_key=row.conversation_key,
        state=seat.state,  # type: ignore[arg-type] # stored as a number
        priority=row.priority,
        mention_count=row.live,
        max_reply_length=capability.max_length,
        reply_length_unit=capability.unit,
        reply_signature=signing.of(brand.reply_signature, who.holder),
        training=brand.training,
    )
    _add_times(view, row)
    if seat.state in opportunities.HELD:
        view.lease.CopyFrom(lease(seat, who))
    if answer is not None:
        view.latest_reply.CopyFrom(answer)
    return view


def _add_members(
    view: routing.Opportunity, row: Any, members: Mapping[tuple[int, str], Any], *, brief: bool
) -> None:
    """What its mention to answer says, and its weightiest one explains."""
    latest = members.get((row.id, row.latest_key))
    if latest is not None:
        view.mention.MergeFromString(latest.mention)
        _add_score(view, latest.score, brief=brief)
    top = members.get((row.id, row.top_key))
    if top is not None:
        view.explanation.CopyFrom(_reason(top) if brief else explanation(top))


def _add_score(view: routing.Opportunity, stored: bytes, *, brief: bool) -> None:
    if not brief:
        view.score.MergeFromString(stored)
        return
    score = score_pb2.Score.FromString(stored)
    if score.HasField("sentiment"):
        view.score.sentiment.CopyFrom(score.sentiment)
        view.score.sentiment.ClearField("terms")
        view.score.sentiment.ClearField("reasons")


def _add_replyability(view: routing.Opportunity, row: Any, world: World, now: int) -> None:
    """Read from the mention to answer as it is now, so that no order of arrivals can matter."""
    capability = world.capability(row.network)
    able = answering.Able(capability.replyability, answering.why_not(capability.replyability, capability))
    if firsts.is_opening(row.latest_key):
        able = firsts.able(capability)
    elif row.live:
        able = answering.able(capability, view.mention, world.names(row.brand), row.latest_written, now)
    view.replyability, view.replyability_reason = able.how, able.reason  # type: ignore[assignment] # a number


def _add_times(view: routing.Opportunity, row: Any) -> None:
    view.rank_time.FromMicroseconds(row.rank_time)
    view.create_time.FromMicroseconds(row.create_time)
    view.update_time.FromMicroseconds(row.update_time)
    if row.deadline_time is not None:
        view.deadline_time.FromMicroseconds(row.deadline_time)
    if row.window_end_time is not None:
        view.reply_window_end_time.FromMicroseconds(row.window_end_time)


def _add_clocks(view: routing.Opportunity, row: Any, terms: Terms, now: int) -> None:
    if row.state in deadlines.ALIVE:
        clocks = timing.decode(row.clocks, row.create_time)
        view.clocks.extend(clockface.face(clocks, terms.policy(row.route), row.priority, now))


def explanation(member: Any) -> routing.Explanation:
    """A decision on a member told as sentences and numbers, the weightiest part first."""
    view = _reason(member)
    score = score_pb2.Score.FromString(member.score)
    parts = priority.parts(score, intake.decode_parts(member.parts), member.priority)
    parts.sort(key=lambda part: (-abs(part[0]), part[1]))
    for points, reason in parts:
        view.parts.add(reason=reason, points=points)
    view.values.update(sentences.kept_values(member.because))
    return view


def _reason(member: Any) -> routing.Explanation:
    """The decision in one sentence."""
    name, _, rule = member.rule.partition(" ")
    return routing.Explanation(policy=name, rule=rule, sentence=policy.sentence(name, rule, member.because))
