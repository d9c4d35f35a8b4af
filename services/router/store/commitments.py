"""Commitments to customers: written down, brought back as work when they are due, ended by a person."""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa

from antiphon.events.v1 import events_pb2
from antiphon.routing.v1 import drafting_service_pb2 as drafting
from services.common.model import errors
from services.common.model.principal import Principal
from services.router.core import commitments, names, opportunities, paging
from services.router.core.commitments import CommitmentId
from services.router.store import database, deadlines, events, seats, tables

_C: Final = tables.commitments.c
_CHANGED: Final = events_pb2.EngagementEvent.KIND_COMMITMENT_CHANGED


def add(conn: sa.Connection, who: Principal, uid: str, asked: drafting.Commitment) -> drafting.Commitment:
    """Writes a commitment down.

    Raises:
        InvalidField: if it cannot be kept as it is.
        NotFound: if there is no such opportunity.
    """
    found = seats.lock(conn, uid, who)
    now = database.now(conn)
    values = {
        "opportunity_id": found.id,
        "opportunity_uid": uid,
        "brand": found.brand,
        "author": who.holder,
        "text": asked.text.strip().replace("\0", ""),
        "mention_author": seats.latest_member(conn, found).author,
        "state": commitments.PENDING,
        "due_time": commitments.check(asked, now),
        "create_time": now,
    }
    row = conn.execute(tables.commitments.insert().values(values).returning(*tables.commitments.c)).one()
    seats.note(conn, who.holder, "promise", uid, now, brand=found.brand)
    events.tell(conn, _CHANGED, found.seat, found.brand, now, actor=who.holder)
    return _view(row)


def end(conn: sa.Connection, who: Principal, name: CommitmentId, *, kept: bool) -> drafting.Commitment:
    """Ends a commitment as kept or called off.

    Raises:
        NotFound: if there is none.
        WrongState: if it has ended otherwise.
    """
    found = seats.lock(conn, name.opportunity, who)
    query = sa.select(tables.commitments).where(_C.id == name.number, _C.opportunity_id == found.id)
    row = conn.execute(query.with_for_update()).one_or_none()
    if row is None:
        raise errors.NotFound(commitments.name(*name))
    state, now = commitments.end(name, row.state, kept=kept), database.now(conn)
    if state != row.state:
        conn.execute(tables.commitments.update().where(_C.id == row.id).values(state=state, end_time=now))
        seats.note(conn, who.holder, "keep" if kept else "call-off", name.opportunity, now, brand=found.brand)
        events.tell(conn, _CHANGED, found.seat, found.brand, now, actor=who.holder)
    return _view(conn.execute(query).one())


def listed(
    conn: sa.Connection, who: Principal, request: drafting.ListCommitmentsRequest
) -> drafting.ListCommitmentsResponse:
    """A page of commitments: of one opportunity, or all that are still to be kept."""
    uid = names.reply_parent(request.parent)
    question = f"commitments {uid}"
    after = paging.decode(request.page_token, question, (int, int))
    limit = paging.size(request.page_size, 50, 500)
    query = sa.select(tables.commitments).order_by(_C.due_time, _C.id).limit(limit + 1)
    query = _narrowed(conn, query, who, uid)
    if after is not None:
        query = query.where(sa.tuple_(_C.due_time, _C.id) > sa.tuple_(*map(sa.literal, after)))
    rows = conn.execute(query).all()
    last = rows[limit - 1] if len(rows) > limit else None
    token = "" if last is None else paging.encode(question, [last.due_time, last.id])
    return drafting.ListCommitmentsResponse(
        commitments=[_view(row) for row in rows[:limit]], next_page_token=token
    )


def summary(
    conn: sa.Connection, who: Principal, request: drafting.GetCommitmentSummaryRequest
) -> drafting.CommitmentSummary:
    """How commitments were kept that were promised for a time, by brand.

    Raises:
        InvalidField: if the time is none.
        NotPermitted: if the brand is not one of the caller's.
    """
    now = database.now(conn)
    start, end = commitments.span(request, now)
    is_open = _C.state.in_(commitments.OPEN)
    columns = {
        "kept_count": sa.and_(_C.state == commitments.KEPT, _C.end_time <= _C.due_time),
        "kept_late_count": sa.and_(_C.state == commitments.KEPT, _C.end_time > _C.due_time),
        "cancelled_count": _C.state == commitments.CANCELLED,
        "overdue_count": sa.and_(is_open, _C.due_time <= now),
        "pending_count": sa.and_(is_open, _C.due_time > now),
    }
    sums = [sa.func.sum(sa.case((held, 1), else_=0)).label(name) for name, held in columns.items()]
    query = sa.select(_C.brand, *sums).where(_C.due_time >= start, _C.due_time < end).group_by(_C.brand)
    if (brands := seats.brand_filter(who, request.brand)) is not None:
        query = query.where(_C.brand.in_(brands))
    told = drafting.CommitmentSummary()
    for row in conn.execute(query.order_by(_C.brand)).mappings():
        told.lines.add(brand=row["brand"], **{name: int(row[name]) for name in columns})
    told.start_time.FromMicroseconds(start)
    told.end_time.FromMicroseconds(end)
    return told


def tick(conn: sa.Connection) -> bool:
    """Brings the next that is due back as work; whether there was one.

    One in a transaction, so that nobody holds several opportunities at a time. What is worked on already
    stays where it is. A window that has closed keeps nothing out of the queue: whoever promised answers by
    hand.
    """
    now = database.now(conn)
    query = (
        sa.select(tables.commitments)
        .where(_C.state == commitments.PENDING, _C.due_time <= now)
        .order_by(_C.due_time, _C.id)
        .limit(1)
    )
    row = conn.execute(query).one_or_none()
    if row is not None:
        _bring_back(conn, row, now)
    return row is not None


def _bring_back(conn: sa.Connection, row: Any, now: int) -> None:
    try:
        found = seats.lock(conn, row.opportunity_uid)
    except errors.WrongState:
        return  # merged while this waited for it: the next look finds it where it is now
    moved = conn.execute(
        tables.commitments.update()
        .where(_C.id == row.id, _C.state == commitments.PENDING)
        .values(state=commitments.DUE)
    )
    if not moved.rowcount:
        return
    seat = found.seat.recall()
    if seat.state != found.seat.state:
        more = deadlines.moved(conn, found, seat.state, now)
        window = found.window_end if found.window_end is None or found.window_end > now else None
        entered = {"create_time": now, "rank_time": now, "window_end_time": window}
        seats.save(conn, found, seat, now, **(more | entered))
        seats.note(conn, "", "promise-due", seat.uid, now, brand=found.brand)
        if seat.state == opportunities.OPEN:
            events.tell(conn, events_pb2.EngagementEvent.KIND_OPPORTUNITY_OPENED, seat, found.brand, now)
    events.tell(conn, _CHANGED, seat, found.brand, now)


def _narrowed(conn: sa.Connection, query: sa.Select[Any], who: Principal, uid: str | None) -> sa.Select[Any]:
    if uid is not None:
        return query.where(_C.opportunity_id == seats.find(conn, uid, who).id)
    brands = seats.brand_filter(who)
    query = query.where(_C.state.in_(commitments.OPEN))
    return query if brands is None else query.where(_C.brand.in_(brands))


def _view(row: Any) -> drafting.Commitment:
    view = drafting.Commitment(
        name=commitments.name(row.opportunity_uid, row.id), text=row.text, state=row.state, author=row.author
    )
    view.due_time.FromMicroseconds(row.due_time)
    view.create_time.FromMicroseconds(row.create_time)
    if row.end_time is not None:
        view.end_time.FromMicroseconds(row.end_time)
    return view
