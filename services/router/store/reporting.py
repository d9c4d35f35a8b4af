"""Counts and lists steps of care: two reads of one index over the time that is asked for.

Durations are exact: those of the time are ranked, as whole numbers of 16 bytes for each step that has one.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import sqlalchemy as sa

from antiphon.routing.v1 import care_service_pb2 as api
from antiphon.routing.v1 import staffing_service_pb2 as staffing
from services.common.model.principal import Principal
from services.router.core import care, paging, replies
from services.router.core.care import Step, Wanted
from services.router.store import database, seats, tables

_C: Final = tables.care_steps.c
_R: Final = tables.replies.c
_STEP: Final[list[sa.ColumnElement[Any]]] = [_C[name] for name in Step._fields]

_MEDIAN: Final = 50
_P95: Final = 95
_ALL: Final = "\0"
"""Under which all are added up: no agent, team or queue is called so."""
AT_ONCE: Final = 5_000
"""Durations that are read at once."""
USUAL: Final = 100
MOST: Final = 1000

_KEYS: Final[Mapping[int, sa.Column[Any]]] = {
    api.CARE_GROUP_UNSPECIFIED: _C.agent,
    api.CARE_GROUP_AGENT: _C.agent,
    api.CARE_GROUP_TEAM: _C.team,
    api.CARE_GROUP_QUEUE: _C.queue,
}
_NAMED: Final[Mapping[int, tuple[str, sa.Table, Any]]] = {
    api.CARE_GROUP_AGENT: ("agents/", tables.agents, staffing.Agent),
    api.CARE_GROUP_QUEUE: ("queues/", tables.queues, staffing.Queue),
}

_Conditions = Sequence[sa.ColumnElement[bool]]


def report(
    conn: sa.Connection,
    request: api.GetCareReportRequest,
    who: Principal,
    practice: Collection[str] = (),
) -> api.CareReport:
    """What was done in a time, by agent, team or queue; at brands of `practice` only where one is named.

    Raises:
        InvalidField: for filters that are none.
        NotPermitted: if the brand is not one of the caller's.
    """
    wanted = care.wanted(request.filter, database.now(conn))
    group = request.group if request.group in _KEYS and request.group else api.CARE_GROUP_AGENT
    conditions = _conditions(request.filter, wanted, who, practice)
    told = api.CareReport(filter=care.filled(request.filter, wanted), group=group)
    sums = _count(conn, conditions, _KEYS[group])
    told.total.MergeFrom(sums.pop(_ALL, api.CareSums()))
    names = _display_names(conn, group, sums)
    prefix = _NAMED[group][0] if group in _NAMED else ""
    for key, counted in sorted(sums.items()):
        shown = names.get(key) or key
        told.rows.add(key=f"{prefix}{key or care.NOBODY}", display_name=shown, sums=counted)
    _add_unseen(conn, told, wanted, seats.brand_filter(who, request.filter.brand))
    if left_out := [] if request.filter.brand else sorted(filter(who.works_for, practice)):
        told.unseen.append(f"Practice is not counted: {', '.join(left_out)}; name the brand to see it.")
    return told


def page(
    conn: sa.Connection,
    request: api.ListCareStepsRequest,
    who: Principal,
    practice: Collection[str] = (),
) -> api.ListCareStepsResponse:
    """A page of steps, oldest first; arguments and errors as for `report`."""
    limit = paging.size(request.page_size, USUAL, MOST)
    question = f"care {request.filter.SerializeToString(deterministic=True).hex()}"
    place = paging.decode(request.page_token, question, (int, int, int, int))
    wanted = care.wanted(request.filter, database.now(conn))
    after = None
    if place:
        time, last, start, end = map(int, place)
        wanted, after = wanted._replace(start=start, end=end), (time, last)
    found = steps(conn, request.filter, wanted, who, after=after, limit=limit + 1, practice=practice)
    told = api.ListCareStepsResponse(steps=map(care.message, found[:limit]))
    if len(found) > limit:
        end_of_page = found[limit - 1]
        place = [end_of_page.time, end_of_page.id, wanted.start, wanted.end]
        told.next_page_token = paging.encode(question, place)
    return told


def steps(
    conn: sa.Connection,
    asked: api.CareFilter,
    wanted: Wanted,
    who: Principal,
    *,
    after: tuple[int, int] | None,
    limit: int,
    practice: Collection[str] = (),
) -> list[Step]:
    """The next steps by time; none at the end."""
    order = (_C.time, _C.id)
    conditions = _conditions(asked, wanted, who, practice)
    query = sa.select(*_STEP).where(*conditions).order_by(*order).limit(limit)
    if after is not None:
        query = query.where(sa.tuple_(*order) > sa.tuple_(*map(sa.literal, after)))
    return [Step(*row) for row in conn.execute(query)]


def size(
    conn: sa.Connection,
    asked: api.CareFilter,
    wanted: Wanted,
    who: Principal,
    practice: Collection[str] = (),
) -> int:
    """How many steps there are."""
    query = sa.select(sa.func.count()).select_from(tables.care_steps)
    return int(conn.execute(query.where(*_conditions(asked, wanted, who, practice))).scalar_one())


def span(conn: sa.Connection, asked: api.CareFilter) -> Wanted:
    """What a filter asks for at this moment, by the database's clock."""
    return care.wanted(asked, database.now(conn))


def _conditions(
    asked: api.CareFilter, wanted: Wanted, who: Principal, practice: Collection[str]
) -> _Conditions:
    found: list[sa.ColumnElement[bool]] = [_C.time >= wanted.start, _C.time < wanted.end]
    brands = seats.brand_filter(who, asked.brand)
    if brands is not None:
        found.append(_C.brand.in_(brands))
    if practice and not asked.brand:
        found.append(_C.brand.not_in(sorted(practice)))
    for column, value in ((_C.agent, wanted.agent), (_C.team, wanted.team), (_C.queue, wanted.queue)):
        if value is not None:
            found.append(column == value)
    if wanted.kinds:
        found.append(_C.kind.in_(wanted.kinds))
    return found


def _count(conn: sa.Connection, conditions: _Conditions, key: sa.Column[Any]) -> dict[str, api.CareSums]:
    """Adds up steps by the column, and all together under `_ALL`."""
    sums: dict[str, api.CareSums] = defaultdict(api.CareSums)
    query = sa.select(key, _C.kind, sa.func.count()).where(*conditions).group_by(key, _C.kind)
    for name, kind, count in conn.execute(query):
        for told in (sums[name], sums[_ALL]):
            if kind in care.COUNTS:
                setattr(told, care.COUNTS[kind], getattr(told, care.COUNTS[kind]) + count)
    for (name, kind), durations in _durations(conn, conditions, key).items():
        _spread(getattr(sums[name], care.SPREAD[kind]), sorted(durations))
    return sums


def _durations(
    conn: sa.Connection, conditions: _Conditions, key: sa.Column[Any]
) -> Mapping[tuple[str, int], array[int]]:
    """How long steps took, by name and kind; 16 bytes a step, since each counts for one and for all."""
    found: dict[tuple[str, int], array[int]] = defaultdict(lambda: array("q"))
    timed = sa.and_(_C.kind.in_(list(care.SPREAD)), _C.duration.is_not(None))
    query = sa.select(key, _C.kind, _C.duration).where(*conditions, timed)
    with conn.execution_options(yield_per=AT_ONCE).execute(query) as rows:
        for name, kind, duration in rows:
            found[name, kind].append(duration)
            found[_ALL, kind].append(duration)
    return found


def _spread(told: api.CareSpread, ranked: Sequence[int]) -> None:
    """Nearest ranks of durations that rise."""
    for field, percent in ((told.median, _MEDIAN), (told.p95, _P95)):
        field.FromMicroseconds(ranked[-(-len(ranked) * percent // 100) - 1])
    told.total.FromMicroseconds(sum(ranked))


def _display_names(conn: sa.Connection, group: int, keys: Iterable[str]) -> dict[str, str]:
    if group not in _NAMED:
        return {}
    _, table, kind = _NAMED[group]
    query = sa.select(table.c.id, table.c.document).where(database.among(conn, table.c.id, list(keys)))
    return {name: kind.FromString(bytes(document)).display_name for name, document in conn.execute(query)}


def _add_unseen(
    conn: sa.Connection, told: api.CareReport, wanted: Wanted, brands: Sequence[str] | None
) -> None:  # fmt: skip
    """Says what the numbers do not contain."""
    kept = sa.select(_C.time).order_by(_C.time).limit(1)
    unconfirmed = sa.select(sa.func.count()).where(
        _R.state == replies.UNCONFIRMED, _R.update_time >= wanted.start, _R.update_time < wanted.end
    )
    if brands is not None:
        kept, unconfirmed = kept.where(_C.brand.in_(brands)), unconfirmed.where(_R.brand.in_(brands))
    first = conn.execute(kept).scalar_one_or_none()
    if first is None:
        told.unseen.append("Nothing was done since steps are kept; earlier work is not counted.")
    else:
        told.kept_from_time.FromMicroseconds(first)
        if wanted.start < first:
            told.unseen.append(
                f"The first step that is kept is of {_moment(first)}; what was before is not counted."
            )
    open_ones = conn.execute(unconfirmed).scalar_one()
    if open_ones:
        told.unseen.append(
            f"Of {open_ones:,} answers nobody knows yet whether the network has them; "
            "they count once somebody confirms them."
        )


def _moment(micros: int) -> str:
    return f"{datetime.fromtimestamp(micros // 1_000_000, UTC):%Y-%m-%d %H:%M} UTC"
