"""Incidents as people see and change them, and answers to many of their members."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from antiphon.routing.v1 import incident_service_pb2 as messages
from services.common.model import errors
from services.common.model.principal import Principal
from services.router.core import answering, incidents, names, opportunities, paging
from services.router.core.intake import World
from services.router.store import accepting, database, gathering, queue, seats, tables, views

_I: Final = tables.incidents.c
_T: Final = tables.traces.c
_O: Final = tables.opportunities.c
_A: Final = tables.audit.c

LONGEST_TITLE: Final = 200
DAY: Final = 86_400 * 1_000_000
ANSWERED: Final = "incident-answer-"
"""Action of the audit log, before the name of the network: by it the cap is counted."""

_NAMESPACE: Final = uuid.UUID("5a0c5d0e-3f0e-5d53-9d5c-6a1f6a0f7b11")


class Member(NamedTuple):
    """A member that waits."""

    uid: str
    network: str


def show(conn: sa.Connection, who: Principal, number: int) -> messages.Incident:
    """An incident.

    Raises:
        NotFound: if there is none of the caller's brands.
    """
    (view,) = _views(conn, [_held(conn, who, number)])
    return view


def page(
    conn: sa.Connection, who: Principal, request: messages.ListIncidentsRequest
) -> messages.ListIncidentsResponse:
    """A page of incidents, the one that grew last first."""
    brand = names.brand(request.brand)
    question = f"incidents {brand} {request.show_closed}"
    after = paging.decode(request.page_token, question, (int, int))
    limit = paging.size(request.page_size, 50, 500)
    brands = seats.brand_filter(who, brand)
    query = sa.select(tables.incidents).order_by(_I.last_time.desc(), _I.id.desc()).limit(limit + 1)
    if brands is not None:
        query = query.where(_I.brand.in_(brands))
    if not request.show_closed:
        query = query.where(sa.not_(_I.closed))
    if after:
        query = query.where(sa.tuple_(_I.last_time, _I.id) < sa.tuple_(*map(sa.literal, after)))
    rows = conn.execute(query).all()
    last = rows[limit - 1] if len(rows) > limit else None
    return messages.ListIncidentsResponse(
        incidents=_views(conn, rows[:limit]),
        next_page_token=paging.encode(question, [last.last_time, last.id]) if last else "",
    )


def members(
    conn: sa.Connection, who: Principal, request: messages.ListIncidentMembersRequest, world: World
) -> messages.ListIncidentMembersResponse:
    """A page of the members, in the order of the queue."""
    number = names.incident(request.parent, "parent")
    _held(conn, who, number)
    question = f"incident members {number}"
    after = paging.decode(request.page_token, question, (int, int))
    limit = paging.size(request.page_size, 50, 500)
    query = sa.select(tables.opportunities).where(_O.id.in_(_rows(number))).order_by(_O.rank_time, _O.id)
    if after:
        query = query.where(sa.tuple_(_O.rank_time, _O.id) > sa.tuple_(*map(sa.literal, after)))
    rows = conn.execute(query.limit(limit + 1)).all()
    last = rows[limit - 1] if len(rows) > limit else None
    return messages.ListIncidentMembersResponse(
        opportunities=views.many(conn, rows[:limit], who, world, request.view),
        next_page_token=paging.encode(question, [last.rank_time, last.id]) if last else "",
    )


def move(conn: sa.Connection, who: Principal, number: int, uid: str, *, remove: bool) -> None:
    """Puts an opportunity into an incident, or takes it out for good.

    Raises:
        NotFound: if there is no such incident or opportunity.
        WrongState: if it is of another brand, or is not in the incident it shall leave.
    """
    row, found = _held(conn, who, number), seats.find(conn, uid, who)
    now = database.now(conn)
    belongs = conn.execute(sa.select(_T.incident).where(_T.opportunity_id == found.id)).scalar_one_or_none()
    if found.brand != row.brand:
        raise errors.WrongState(f"{names.opportunity(uid)} is of another brand.", opportunity=uid)
    if remove and belongs != number:
        raise errors.WrongState(
            f"{names.opportunity(uid)} is not in {names.incident_name(number)}.", opportunity=uid
        )
    gathering.enter(conn, found, gathering.KEPT_OUT if remove else number)
    action = "incident-remove" if remove else "incident-add"
    told = names.incident_name(number)
    seats.note(conn, who.holder, action, uid, now, detail=told, brand=row.brand)


def update(conn: sa.Connection, who: Principal, number: int, told: messages.Incident) -> None:
    """Gives an incident a title and a prepared answer, ends or reopens it.

    Raises:
        NotFound, InvalidField: if it cannot be.
    """
    row = _held(conn, who, number)
    if len(told.title) > LONGEST_TITLE:
        raise errors.InvalidField("incident.title", f"it is longer than {LONGEST_TITLE} characters.")
    if told.prepared_text:
        incidents.check_answer(told.prepared_text)
    said = {"title": told.title, "prepared_text": told.prepared_text, "closed": told.closed}
    conn.execute(tables.incidents.update().where(_I.id == number).values(said))
    now, name = database.now(conn), names.incident_name(number)
    seats.note(conn, who.holder, "incident-update", "", now, detail=name, brand=row.brand)


def prepared(conn: sa.Connection, who: Principal, uid: str) -> messages.PreparedAnswer:
    """The prepared answer as it would go to one opportunity.

    Raises:
        NotFound: if there is none.
    """
    found = seats.find(conn, uid, who)
    query = sa.select(_I.id, _I.prepared_text).join(tables.traces, _T.incident == _I.id)
    row = conn.execute(query.where(_T.opportunity_id == found.id)).one_or_none()
    if row is None or not row.prepared_text:
        raise errors.NotFound(f"a prepared answer for {names.opportunity(uid)}")
    return messages.PreparedAnswer(
        opportunity=names.opportunity(uid),
        incident=names.incident_name(row.id),
        text=incidents.variation(row.prepared_text, uid),
    )


class Plan(NamedTuple):
    """What answering an incident would do.

    Attributes:
        members: that would be answered, longest waiting first.
        warnings: what to think of before.
        left_out: why others are not, in sentences.
    """

    members: list[Member]
    warnings: list[str]
    left_out: list[str]


def plan(conn: sa.Connection, who: Principal, number: int, limit: int, cap: int) -> Plan:
    """Which members would be answered, under the cap per network and day.

    Raises:
        NotFound: if there is no such incident, or no answer is prepared.
        WrongState: if answering many is off.
    """
    row = _held(conn, who, number)
    if not cap:
        raise errors.WrongState(
            "Answering many at once is off. An operator turns it on with "
            "ANTIPHON_ROUTER_INCIDENT_ANSWERS_PER_DAY, which caps it per network.",
            incident=names.incident_name(number),
        )
    if not row.prepared_text:
        raise errors.NotFound(f"a prepared answer of {names.incident_name(number)}")
    waiting = _waiting(conn, number)
    found = [
        one
        for network in waiting
        for one in _first(conn, number, network, cap - _answered_today(conn, network), limit)
    ]
    chosen = [Member(row.uid, row.network) for row in sorted(found, key=_place)[: limit or None]]
    left = sum(waiting.values()) - len(chosen)
    left_out = [f"{left} more wait: the limit, or the cap of {cap} a day and network."] if left else []
    return Plan(chosen, _warnings(row.prepared_text, len(chosen)), left_out)


@dataclass(frozen=True, slots=True)
class Terms:
    """Under what members are answered.

    Attributes:
        ttl: microseconds of a lease.
        cap: answers per network and day, over all brands.
    """

    world: World
    ttl: int
    cap: int


def answer(conn: sa.Connection, who: Principal, number: int, member: Member, terms: Terms) -> None:
    """Answers one member: taken, written and accepted at once, under an id that is the same every time.

    Raises:
        LeaseHeld, WrongState, NotReplyable, TextTooLong: if it cannot be, or the cap is used up by now.
    """
    database.serialise_intake(conn)  # of two who answer at once the second counts what the first did
    row = _held(conn, who, number)
    if _answered_today(conn, member.network) >= terms.cap:
        raise errors.WrongState(
            f"The cap of {terms.cap} a day and network is used up.", incident=names.incident_name(number)
        )
    request_id = str(uuid.uuid5(_NAMESPACE, f"{number} {member.uid}"))
    claimed = queue.claim(conn, who, member.uid, terms.ttl)
    token = seats.find(conn, claimed.uid, who).seat.token
    text = incidents.variation(row.prepared_text, member.uid)
    accepting.create(conn, who, answering.Wish(member.uid, request_id, text, token), terms.world)
    now = database.now(conn)
    seats.note(conn, who.holder, ANSWERED + member.network, member.uid, now, brand=row.brand)


def _waiting(conn: sa.Connection, number: int) -> dict[str, int]:
    """How many members wait, by network."""
    query = (
        sa.select(_O.network, sa.func.count().label("waiting")).where(_open_in(number)).group_by(_O.network)
    )
    return {row.network: row.waiting for row in conn.execute(query)}


def _first(conn: sa.Connection, number: int, network: str, room: int, limit: int) -> Sequence[Any]:
    """Who waits longest in a network: as many as there is room for, and as are asked for."""
    query = sa.select(_O.uid, _O.network, _O.rank_time, _O.id)
    query = query.where(_open_in(number), _O.network == network).order_by(_O.rank_time, _O.id)
    return conn.execute(query.limit(max(0, min(room, limit or room)))).all()


def _open_in(number: int) -> sa.ColumnElement[bool]:
    return sa.and_(_O.id.in_(_rows(number)), _O.state == opportunities.OPEN)


def _place(row: Any) -> tuple[int, int]:
    return row.rank_time, row.id


def _warnings(text: str, count: int) -> list[str]:
    kinds = incidents.variations(text)
    warnings = [
        "Networks may take many like answers for spam and lock the account; answer by hand what you can."
    ]
    if kinds < count:
        warnings.append(f"The text makes {kinds} different answers for {count} people; add [choices|others].")
    return warnings


def _answered_today(conn: sa.Connection, network: str) -> int:
    since = database.now(conn) - DAY
    query = sa.select(sa.func.count()).where(_A.time >= since, _A.action == ANSWERED + network)
    return conn.execute(query.select_from(tables.audit)).scalar_one()


def _rows(number: int) -> sa.Select[Any]:
    return sa.select(_T.opportunity_id).where(_T.incident == number)


def _held(conn: sa.Connection, who: Principal, number: int) -> Any:
    row = conn.execute(sa.select(tables.incidents).where(_I.id == number)).one_or_none()
    if row is None or not who.works_for(row.brand):
        raise errors.NotFound(names.incident_name(number))
    return row


class _Sum(NamedTuple):
    """What the members of an incident come to; `first` is the one that was there first."""

    members: int = 0
    workable: int = 0
    first: int = 0


def _views(conn: sa.Connection, rows: Sequence[Any]) -> list[messages.Incident]:
    sums = _sums(conn, [row.id for row in rows])
    examples = _examples(conn, [found.first for found in sums.values()])
    return [_view(row, found := sums.get(row.id, _Sum()), examples.get(found.first)) for row in rows]


def _view(row: Any, found: _Sum, example: bytes | None) -> messages.Incident:
    view = messages.Incident(
        name=names.incident_name(row.id),
        brand=row.brand,
        title=row.title,
        closed=row.closed,
        prepared_text=row.prepared_text,
        variation_count=incidents.variations(row.prepared_text) if row.prepared_text else 0,
        member_count=found.members,
        open_count=found.workable,
    )
    view.start_time.FromMicroseconds(row.start_time)
    view.last_time.FromMicroseconds(row.last_time)
    if example:
        view.example.MergeFromString(example)
    return view


def _sums(conn: sa.Connection, numbers: Sequence[int]) -> dict[int, _Sum]:
    workable = sa.func.sum(sa.case((_O.state.in_(opportunities.WORKABLE), 1), else_=0))
    query = (
        sa.select(_T.incident, sa.func.count(_O.id), workable, sa.func.min(_O.id))
        .join(tables.opportunities, _O.id == _T.opportunity_id)
        .where(database.among(conn, _T.incident, numbers))
        .group_by(_T.incident)
    )
    return {number: _Sum(*found) for number, *found in conn.execute(query)}


def _examples(conn: sa.Connection, rows: Sequence[int]) -> dict[int, bytes]:
    """What the weightiest mention of these opportunities is."""
    told = tables.members.c
    query = sa.select(_O.id, told.mention).join(
        tables.members, sa.and_(told.opportunity_id == _O.id, told.mention_key == _O.top_key)
    )
    return {row.id: row.mention for row in conn.execute(query.where(database.among(conn, _O.id, rows)))}
