"""Finds incidents: looks once at what each new opportunity said, in the order in which they were opened."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final

import sqlalchemy as sa

from antiphon.scoring.v1 import score_pb2
from services.common.store import bulk
from services.router.core import intake
from services.router.core.incidents import Gatherer, Trace
from services.router.store import database, tables
from services.router.store.seats import Row

_T: Final = tables.traces.c
_I: Final = tables.incidents.c
_O: Final = tables.opportunities.c
_M: Final = tables.members.c

AT_ONCE: Final = 400
"""Opportunities that one transaction looks at: few, since mentions wait for the writer meanwhile."""

KEPT_OUT: Final = -1
"""Incident of what a person took out of one."""

_SIGN: Final = 1 << 63

_JOIN: Final = (
    tables.traces.update()
    .where(_T.opportunity_id == sa.bindparam("row"))
    .values(incident=sa.bindparam("joins"))
)
_GROW: Final = (
    tables.incidents.update()
    .where(_I.id == sa.bindparam("grown"), _I.last_time < sa.bindparam("time"))
    .values(last_time=sa.bindparam("time"))
)


class Memory:
    """What was said within the window, by brand, without what belongs to incidents that somebody ended.

    Args:
        window: microseconds for which something is remembered.
    """

    def __init__(self, window: int) -> None:
        self.window = window
        self.closed: frozenset[int] = frozenset()
        self.gatherers: dict[str, Gatherer] = {}

    def of(self, brand: str) -> Gatherer:
        """What was said of a brand."""
        return self.gatherers.setdefault(brand, Gatherer(self.window))


def recall(conn: sa.Connection, window: int) -> Memory:
    """What was said, as it was left."""
    memory = Memory(window)
    _refresh(conn, memory, _closed(conn))
    return memory


def _closed(conn: sa.Connection) -> frozenset[int]:
    return frozenset(conn.execute(sa.select(_I.id).where(_I.closed)).scalars())


def _refresh(conn: sa.Connection, memory: Memory, closed: frozenset[int]) -> None:
    """Reads everything again, since it depends on which incidents are ended."""
    memory.closed, memory.gatherers = closed, {}
    since = database.now(conn) - memory.window
    query = sa.select(tables.traces).where(_T.time >= since, _T.fingerprint != 0, _T.incident >= 0)
    for row in conn.execute(query.order_by(_T.opportunity_id)):
        if row.incident not in closed:
            trace = Trace(row.opportunity_id, row.fingerprint % (_SIGN << 1), row.time, row.incident)
            memory.of(row.brand).add(trace)


def gather(conn: sa.Connection, memory: Memory) -> int:
    """Looks at the next opportunities; how many those were."""
    cursor = conn.execute(sa.select(tables.trace_cursor.c.after_id)).scalar_one_or_none()
    query = (
        sa.select(_O.id, _O.brand, _O.create_time, _M.score)
        .select_from(
            tables.opportunities.outerjoin(
                tables.members,
                sa.and_(_M.opportunity_id == _O.id, _M.mention_key == _O.top_key, _M.status == intake.LIVE),
            )
        )
        .where(_O.id > (cursor or 0))
        .order_by(_O.id)
        .limit(AT_ONCE)
    )
    rows = conn.execute(query).all()
    if rows:
        _move_cursor(conn, cursor, rows[-1].id)
        _keep(conn, memory, [(row.brand, _trace(row)) for row in rows])
    return len(rows)


def _trace(row: Any) -> Trace:
    said = score_pb2.Score.FromString(row.score).fingerprint if row.score else 0
    return Trace(row.id, said, row.create_time)


def _keep(conn: sa.Connection, memory: Memory, told: Sequence[tuple[str, Trace]]) -> None:
    """Finds what the traces of a batch belong to, and writes them and that."""
    found = [(brand, trace) for brand, trace in told if trace.fingerprint]
    closed = _closed(conn) if found else memory.closed
    if closed != memory.closed:
        _refresh(conn, memory, closed)
    moved: dict[int, int] = {}
    latest: dict[int, int] = {}
    opened: list[dict[str, Any]] = []
    number = (conn.execute(sa.select(sa.func.max(_I.id))).scalar_one() or 0) if found else 0
    for brand, trace in found:
        alike = memory.of(brand).add(trace).alike
        if alike:
            number += 1
            trace.incident = number
            opened.append(_incident(number, brand, min(one.time for one in (*alike, trace)), trace.time))
            for one in alike:
                one.incident = moved[one.row] = trace.incident
        if trace.incident:
            latest[trace.incident] = max(latest.get(trace.incident, 0), trace.time)
    bulk.insert(conn, tables.incidents, opened)
    _write(conn, found)
    if moved:
        joined = [{"row": row, "joins": incident} for row, incident in moved.items()]
        conn.execute(_JOIN, joined)
    if latest:
        conn.execute(_GROW, [{"grown": incident, "time": time} for incident, time in latest.items()])


def _move_cursor(conn: sa.Connection, before: int | None, after: int) -> None:
    this = tables.trace_cursor
    conn.execute(
        this.insert().values(after_id=after) if before is None else this.update().values(after_id=after)
    )


def tidy(conn: sa.Connection, window: int) -> None:
    """Drops what was said before the window and belongs to nothing."""
    old = sa.and_(_T.time < database.now(conn) - window, _T.incident == 0)
    conn.execute(tables.traces.delete().where(old))


def forget(conn: sa.Connection, rows: Collection[int]) -> None:
    """Takes out what opportunities said, once somebody in them asked to be forgotten."""
    these = database.among(conn, _T.opportunity_id, sorted(rows))
    conn.execute(tables.traces.update().where(these).values(fingerprint=0))


def enter(conn: sa.Connection, found: Row, incident: int) -> None:
    """Says by hand to which incident an opportunity belongs, whether it was looked at or not."""
    row = {
        "opportunity_id": found.id,
        "brand": found.brand,
        "fingerprint": 0,
        "time": found.created,
        "incident": incident,
    }
    bulk.upsert(conn, tables.traces, [row], ["opportunity_id"], update=("incident",))


def _incident(number: int, brand: str, start: int, last: int) -> dict[str, Any]:
    """A new incident; one gatherer at a time gives out the numbers."""
    return {
        "id": number,
        "brand": brand,
        "title": "",
        "prepared_text": "",
        "closed": False,
        "start_time": start,
        "last_time": last,
    }


def _write(conn: sa.Connection, told: Sequence[tuple[str, Trace]]) -> None:
    rows = [
        {
            "opportunity_id": trace.row,
            "brand": brand,
            "fingerprint": trace.fingerprint - ((_SIGN << 1) if trace.fingerprint >= _SIGN else 0),
            "time": trace.time,
            "incident": trace.incident,
        }
        for brand, trace in told
    ]
    bulk.insert_new(conn, tables.traces, rows, ["opportunity_id"])
