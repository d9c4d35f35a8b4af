"""Finds incidents: looks once at what each new opportunity said, in the order in which they were opened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Final

import sqlalchemy as sa

from antiphon.scoring.v1 import score_pb2
from services.common.store import bulk
from services.router.core import intake
from services.router.core.incidents import Gatherer, Trace
from services.router.store import database, tables

_T: Final = tables.traces.c
_I: Final = tables.incidents.c
_O: Final = tables.opportunities.c
_M: Final = tables.members.c

AT_ONCE: Final = 500
"""Opportunities that one transaction looks at."""

KEPT_OUT: Final = -1
"""Incident of what a person took out of one."""

_SIGN: Final = 1 << 63

Gatherers = defaultdict[str, Gatherer]
"""By brand."""


def recall(conn: sa.Connection, window: int) -> Gatherers:
    """What was said within the window, as it was left."""
    gatherers: Gatherers = defaultdict(lambda: Gatherer(window))
    since = database.now(conn) - window
    closed = sa.select(_I.id).where(_I.closed)
    query = sa.select(tables.traces).where(_T.time >= since, _T.fingerprint != 0, _T.incident >= 0)
    query = query.where(_T.incident.not_in(closed)).order_by(_T.opportunity_id)
    for row in conn.execute(query):
        trace = Trace(row.opportunity_id, row.fingerprint % (_SIGN << 1), row.time, row.incident)
        gatherers[row.brand].add(trace)
    return gatherers


def gather(conn: sa.Connection, gatherers: Gatherers) -> int:
    """Looks at the next opportunities; how many those were."""
    cursor = conn.execute(sa.select(sa.func.max(_T.opportunity_id))).scalar_one() or 0
    query = (
        sa.select(_O.id, _O.brand, _O.create_time, _M.score)
        .select_from(
            tables.opportunities.outerjoin(
                tables.members,
                sa.and_(_M.opportunity_id == _O.id, _M.mention_key == _O.top_key, _M.status == intake.LIVE),
            )
        )
        .where(_O.id > cursor)
        .order_by(_O.id)
        .limit(AT_ONCE)
    )
    rows = conn.execute(query).all()
    for row in rows:
        said = score_pb2.Score.FromString(row.score).fingerprint if row.score else 0
        trace = Trace(row.id, said, row.create_time)
        _write(conn, row.brand, trace)
        if said:
            _join(conn, gatherers[row.brand], row.brand, trace)
    return len(rows)


def tidy(conn: sa.Connection, window: int) -> None:
    """Drops what was said before the window and belongs to nothing."""
    cursor = conn.execute(sa.select(sa.func.max(_T.opportunity_id))).scalar_one() or 0
    old = sa.and_(_T.time < database.now(conn) - window, _T.incident == 0, _T.opportunity_id < cursor)
    conn.execute(tables.traces.delete().where(old))


def forget(conn: sa.Connection, rows: Collection[int]) -> None:
    """Takes out what opportunities said, once somebody in them asked to be forgotten."""
    these = database.among(conn, _T.opportunity_id, sorted(rows))
    conn.execute(tables.traces.update().where(these).values(fingerprint=0))


def _join(conn: sa.Connection, gatherer: Gatherer, brand: str, trace: Trace) -> None:
    found = gatherer.add(trace)
    incident = found.incident
    if found.alike:
        incident = _open(conn, brand, min(one.time for one in (*found.alike, trace)), trace.time)
        trace.incident = incident
        for one in found.alike:
            one.incident = incident
        put(conn, [one.row for one in found.alike], incident)
    if incident and _is_open(conn, incident):
        put(conn, [trace.row], incident)
        later = sa.and_(_I.id == incident, _I.last_time < trace.time)
        conn.execute(tables.incidents.update().where(later).values(last_time=trace.time))


def put(conn: sa.Connection, rows: Collection[int], incident: int) -> None:
    """Says to which incident opportunities belong."""
    these = database.among(conn, _T.opportunity_id, sorted(rows))
    conn.execute(tables.traces.update().where(these).values(incident=incident))


def _is_open(conn: sa.Connection, incident: int) -> bool:
    return conn.execute(sa.select(_I.id).where(_I.id == incident, sa.not_(_I.closed))).first() is not None


def _open(conn: sa.Connection, brand: str, start: int, last: int) -> int:
    row = {
        "brand": brand,
        "title": "",
        "prepared_text": "",
        "closed": False,
        "start_time": start,
        "last_time": last,
    }
    key = conn.execute(tables.incidents.insert().values(row)).inserted_primary_key
    return int(key[0]) if key else 0


def _write(conn: sa.Connection, brand: str, trace: Trace) -> None:
    signed = trace.fingerprint - (_SIGN << 1) if trace.fingerprint >= _SIGN else trace.fingerprint
    row = {
        "opportunity_id": trace.row,
        "brand": brand,
        "fingerprint": signed,
        "time": trace.time,
        "incident": 0,
    }
    bulk.insert_new(conn, tables.traces, [row], ["opportunity_id"])
