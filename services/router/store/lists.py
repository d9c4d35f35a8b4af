"""Pages of the queue, of replies and of decisions, and the queue's numbers. Everything here only reads."""

from __future__ import annotations

import functools
import heapq
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any, Final

import sqlalchemy as sa

from antiphon.routing.v1 import routing_service_pb2 as routing
from services.common.model import errors
from services.common.model.principal import Principal
from services.common.queries import filtering
from services.router.core import names, opportunities, paging, replies
from services.router.core.intake import World
from services.router.core.names import ReplyId
from services.router.store import database, escalations, pauses, replyviews, seats, sieving, tables, views

USUAL_PAGE: Final = 50
MOST_PAGE: Final = 500
SHORT_PAGE: Final = 60
"""What a desk shows first; it takes a few milliseconds."""

_O: Final = tables.opportunities.c
_R: Final = tables.replies.c
_D: Final = tables.decisions.c

_PLACE: Final = sa.tuple_(_O.rank_time, _O.conversation_key, _O.id)
_PLACE_NAMES: Final = ("after_rank", "after_key", "after_id")


def is_short(request: routing.ListOpportunitiesRequest, who: Principal) -> bool:
    """Whether a page is small and the index leads to its rows, with none in between that are not of it."""
    whole = seats.brand_filter(who, names.brand(request.brand)) is None and not request.query
    return whole and paging.size(request.page_size, USUAL_PAGE, MOST_PAGE) <= SHORT_PAGE


def queue(
    conn: sa.Connection, request: routing.ListOpportunitiesRequest, who: Principal, world: World
) -> routing.ListOpportunitiesResponse:
    """A page of opportunities in the order of the queue.

    Raises:
        InvalidField: if the query, the token or the size of the page cannot be used.
    """
    brand = names.brand(request.brand)
    wanted = filtering.Filter(request.query) if request.query else None
    states = sorted({int(state) for state in request.states} or opportunities.PRESENT)
    question = " ".join(filter(None, (f"queue {brand} {states}", request.query)))
    start = paging.decode(request.page_token, question, (int, str, int))
    limit = paging.size(request.page_size, USUAL_PAGE, MOST_PAGE)
    brands = seats.brand_filter(who, brand)

    def scan(last: Any, most: int) -> Sequence[Any]:
        # One range scan per state, merged: a scan over several states would sort them all.
        after = _place_of(last) if last is not None else start
        return list(
            islice(
                heapq.merge(*(_scan(conn, state, brands, after, most) for state in states), key=_place_of),
                most,
            )
        )

    page = sieving.sieve(conn, scan, wanted, limit) if wanted else _page(scan(None, limit + 1), limit)
    return routing.ListOpportunitiesResponse(
        opportunities=views.many(conn, page.rows, who, world, request.view),
        next_page_token=paging.encode(question, _place_of(page.last)) if page.last is not None else "",
        examined_count=page.examined,
        query_reading=wanted.words if wanted else "",
    )


def _page(rows: Sequence[Any], limit: int) -> sieving.Sieved:
    page = list(rows[:limit])
    return sieving.Sieved(page, page[-1] if len(rows) > limit else None, len(page))


def reply(conn: sa.Connection, name: ReplyId, who: Principal) -> routing.Reply:
    """One reply.

    Raises:
        NotFound: if there is none, or it is of a brand that is not one of the caller's.
    """
    query = sa.select(tables.replies).where(
        _R.request_id == name.request_id, _R.opportunity_uid == name.opportunity
    )
    row = conn.execute(query).one_or_none()
    if row is None or not who.works_for(row.brand):
        raise errors.NotFound(names.reply(*name))
    (view,) = replyviews.many(conn, [row])
    return view


def many_replies(
    conn: sa.Connection, request: routing.ListRepliesRequest, who: Principal
) -> routing.ListRepliesResponse:
    """A page of replies, newest first."""
    uid = names.reply_parent(request.parent)
    states = sorted({int(state) for state in request.states})
    question = f"replies {uid} {states or ''}".rstrip()
    before = paging.decode(request.page_token, question, (int,))
    limit = paging.size(request.page_size, 50, 500)
    brands = seats.brand_filter(who)
    query = sa.select(tables.replies).order_by(_R.id.desc()).limit(limit + 1)
    if uid is not None:
        owner = sa.select(_O.id).where(_O.uid == uid).scalar_subquery()
        query = query.where(_R.opportunity_id == owner)
    if before is not None:
        query = query.where(_R.id < before[0])
    if states:
        query = query.where(_R.state.in_(states))
    if brands is not None:
        query = query.where(_R.brand.in_(brands))
    rows = conn.execute(query).all()
    token = paging.encode(question, [rows[limit - 1].id]) if len(rows) > limit else ""
    return routing.ListRepliesResponse(replies=replyviews.many(conn, rows[:limit]), next_page_token=token)


def decisions(
    conn: sa.Connection, request: routing.ListDecisionsRequest, who: Principal
) -> routing.ListDecisionsResponse:
    """A page of decisions in the order in which they were made."""
    start = request.start_time.ToMicroseconds() if request.HasField("start_time") else 0
    question = f"decisions {start}"
    after = paging.decode(request.page_token, question, (int,))
    limit = paging.size(request.page_size, 1000, 10_000)
    first = int(after[0]) + 1 if after else _first_since(conn, start)
    query = sa.select(tables.decisions).where(_D.id >= first).order_by(_D.id).limit(limit + 1)
    brands = seats.brand_filter(who)
    if brands is not None:
        query = query.where(_D.brand.in_([*brands, ""]))
    rows = conn.execute(query).all()
    return routing.ListDecisionsResponse(
        decisions=[_decision(row) for row in rows[:limit]],
        next_page_token=paging.encode(question, [rows[limit - 1].id]) if len(rows) > limit else "",
    )


def summary(conn: sa.Connection, brand: str, who: Principal) -> routing.QueueSummary:
    """Numbers of the queue."""
    brands = seats.brand_filter(who, brand)
    view = routing.QueueSummary()
    for state, count in _count(conn, _O.state, _O.brand, brands):
        view.opportunity_counts[opportunities.state_name(state)] = count
    for state, count in _count(conn, _R.state, _R.brand, brands):
        view.reply_counts[replies.state_name(state)] = count
    oldest = sa.select(sa.func.min(_O.create_time)).where(_O.state == opportunities.OPEN)
    waiting = conn.execute(_narrowed(oldest, _O.brand, brands)).scalar_one_or_none()
    if waiting is not None:
        view.longest_wait.FromMicroseconds(max(0, database.now(conn) - waiting))
    tally = tables.tallies.c
    decided = sa.select(sa.func.sum(tally.decisions)).where(tally.brand.in_(brands or [""]))
    view.sending_pauses.extend(pauses.listed(conn, who, brand))
    view.unserved.extend(escalations.told(conn, brands))
    view.decision_count = int(conn.execute(decided).scalar_one() or 0)
    return view


def _scan(
    conn: sa.Connection, state: int, brands: list[str] | None, after: paging.Place | None, limit: int
) -> Sequence[Any]:
    told: dict[str, Any] = {"state": state, "most": limit}
    if after is not None:
        told |= dict(zip(_PLACE_NAMES, after, strict=True))
    if brands is not None:
        told["brands"] = brands
    return conn.execute(_scanning(after=after is not None, narrowed=brands is not None), told).all()


@functools.cache
def _scanning(*, after: bool, narrowed: bool) -> sa.Select[Any]:
    """Those of one state in the order of the queue: made once, as making it costs more than asking."""
    query = (
        sa.select(tables.opportunities)
        .where(_O.state == sa.bindparam("state"))
        .order_by(_O.rank_time, _O.conversation_key, _O.id)
        .limit(sa.bindparam("most", type_=sa.Integer))
    )
    if after:
        types = (_O.rank_time.type, _O.conversation_key.type, _O.id.type)
        given = (sa.bindparam(name, type_=kind) for name, kind in zip(_PLACE_NAMES, types, strict=True))
        query = query.where(sa.tuple_(*given) < _PLACE)
    return query.where(_O.brand.in_(sa.bindparam("brands", expanding=True))) if narrowed else query


def _place_of(row: Any) -> tuple[int, str, int]:
    return row.rank_time, row.conversation_key, row.id


def _narrowed(query: sa.Select[Any], column: sa.Column[Any], brands: list[str] | None) -> sa.Select[Any]:
    return query if brands is None else query.where(column.in_(brands))


def _count(
    conn: sa.Connection, state: sa.Column[Any], brand: sa.Column[Any], brands: list[str] | None
) -> Iterable[tuple[int, int]]:
    query = _narrowed(sa.select(state, sa.func.count()).group_by(state), brand, brands)
    return [(row[0], row[1]) for row in conn.execute(query)]


def _first_since(conn: sa.Connection, start: int) -> int:
    """Id of the first decision at or after a moment: halving, as ids rise with time."""
    low, high = 0, 1 + (conn.execute(sa.select(sa.func.max(_D.id))).scalar_one() or 0)
    if not start:
        return low
    while low < high:
        middle = (low + high) // 2
        query = sa.select(_D.decide_time).where(_D.id >= middle).order_by(_D.id).limit(1)
        found = conn.execute(query).scalar_one_or_none()
        if found is not None and found < start:
            low = middle + 1
        else:
            high = middle
    return low


def _decision(row: Any) -> routing.Decision:
    view = routing.Decision(
        mention_key=row.mention_key,
        revision=row.revision,
        brand=row.brand,
        outcome=row.outcome,
        opportunity=names.opportunity(row.opportunity_uid) if row.opportunity_uid else "",
    )
    view.decide_time.FromMicroseconds(row.decide_time)
    return view
