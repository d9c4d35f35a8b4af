"""Which opportunity comes next for somebody: the first of a few lanes, each read in order from one index.

On Postgres several are looked at, since another may be taking the first at this moment; on SQLite nobody can.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from typing import Any, Final

import sqlalchemy as sa

from services.router.core import opportunities
from services.router.core.staffing.eligibility import Lane
from services.router.store import database, seats, tables
from services.router.store.seats import Row

_O: Final = tables.opportunities.c

LOOKED_AT: Final = (8, 64, 512)
"""How many of the first are looked at, while others take all that were."""

_POSTGRES: Final = sa.text("""
    SELECT o.id, o.rank_time - h.head AS place, o.conversation_key AS key
    FROM unnest(CAST(:lanes AS integer[]), CAST(:heads AS bigint[])) AS h (lane, head)
    CROSS JOIN LATERAL (
        SELECT p.id, p.rank_time, p.conversation_key
        FROM opportunities AS p
        WHERE p.state = :open AND p.lane = h.lane AND p.network <> ALL (CAST(:without AS text[]))
            AND (p.window_end_time IS NULL OR p.window_end_time > :now)
        ORDER BY p.rank_time, p.conversation_key
        LIMIT :most
    ) AS o
    ORDER BY place, key
    LIMIT :most
""")

_SQLITE: Final = sa.text("""
    SELECT o.id, o.rank_time - json_extract(h.value, '$[1]') AS place, o.conversation_key AS key
    FROM json_each(:lanes) AS h
    JOIN opportunities AS o ON o.id = (
        SELECT p.id
        FROM opportunities AS p
        WHERE p.state = :open AND p.lane = json_extract(h.value, '$[0]')
            AND (p.window_end_time IS NULL OR p.window_end_time > :now)
            AND p.network NOT IN (SELECT w.value FROM json_each(:without) AS w)
        ORDER BY p.rank_time, p.conversation_key
        LIMIT 1
    )
    ORDER BY place, key
    LIMIT :most
""")


def _taking(heads: sa.TextClause) -> sa.Select[Any]:
    """The first of those that are looked at which nobody else holds at this moment, locked."""
    head = heads.columns(id=sa.BigInteger, place=sa.BigInteger, key=sa.Text).cte("head")
    return (
        sa.select(*seats.COLUMNS)
        .join(head, head.c.id == _O.id)
        .where(_O.state == opportunities.OPEN)
        .order_by(head.c.place, head.c.key)
        .limit(1)
        .with_for_update(of=tables.opportunities, skip_locked=True)
    )


_TAKING: Final = {True: _taking(_POSTGRES), False: _taking(_SQLITE)}
"""By whether others may write at the same time."""


def first(
    conn: sa.Connection, lanes: Sequence[Lane], without: Collection[str], now: int, most: int
) -> Row | None:
    """The first open one of some lanes, of other networks than those named, locked.

    None when there is none, or when others are taking all of the `most` that were looked at.
    """
    if not lanes:
        return None
    taking = _TAKING[database.is_postgres(conn)]
    found = conn.execute(taking, _question(conn, lanes, without, now, most)[1]).one_or_none()
    return seats.read(found) if found else None


def rounds(conn: sa.Connection) -> Iterator[int]:
    """How many to look at, again and again while others are quicker."""
    yield from LOOKED_AT if database.is_postgres(conn) else LOOKED_AT[:1]


def _question(
    conn: sa.Connection, lanes: Sequence[Lane], without: Collection[str], now: int, most: int
) -> tuple[sa.TextClause, dict[str, Any]]:
    common = {"open": opportunities.OPEN, "now": now, "most": most}
    if database.is_postgres(conn):
        ids, heads = [one.id for one in lanes], [one.head_start for one in lanes]
        return _POSTGRES, {"lanes": ids, "heads": heads, "without": list(without), **common}
    pairs = json.dumps([list(one) for one in lanes])
    return _SQLITE, {"lanes": pairs, "without": json.dumps(list(without)), **common}
