"""Which opportunity comes next for somebody: the first of a few lanes, each read in order from one index.

On Postgres several are looked at, since another may be taking the first at this moment; on SQLite nobody can.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from services.router.core import opportunities
from services.router.core.staffing.eligibility import Lane
from services.router.store import database, seats, tables
from services.router.store.seats import Row

_O: Final = tables.opportunities.c

LOOKED_AT: Final = (8, 64, 512)
"""How many of the first are looked at, while others take all that were."""

_POSTGRES: Final = sa.text("""
    SELECT o.id, o.lane, o.network
    FROM unnest(CAST(:lanes AS integer[]), CAST(:heads AS bigint[])) AS h (lane, head)
    CROSS JOIN LATERAL (
        SELECT p.id, p.lane, p.network, p.rank_time, p.conversation_key
        FROM opportunities AS p
        WHERE p.state = :open AND p.lane = h.lane AND p.network <> ALL (CAST(:without AS text[]))
            AND (p.window_end_time IS NULL OR p.window_end_time > :now)
        ORDER BY p.rank_time, p.conversation_key
        LIMIT :most
    ) AS o
    ORDER BY o.rank_time - h.head, o.conversation_key
    LIMIT :most
""")

_SQLITE: Final = sa.text("""
    SELECT o.id, o.lane, o.network
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
    ORDER BY o.rank_time - json_extract(h.value, '$[1]'), o.conversation_key
    LIMIT :most
""")


class Candidate(NamedTuple):
    """Something that may be taken next."""

    id: int
    lane: int
    network: str


def candidates(
    conn: sa.Connection, lanes: Sequence[Lane], without: Collection[str], now: int, most: int
) -> list[Candidate]:
    """The first open ones of some lanes, of other networks than those named."""
    if not lanes:
        return []
    return [Candidate(*row) for row in conn.execute(*_question(conn, lanes, without, now, most))]


def free(conn: sa.Connection, row: int) -> Row | None:
    """An open one, locked; None when somebody else takes it at this moment, or has."""
    query = (
        sa.select(*seats.COLUMNS)
        .where(_O.id == row, _O.state == opportunities.OPEN)
        .with_for_update(skip_locked=True)
    )
    found = conn.execute(query).one_or_none()
    return seats.read(found) if found else None


def every(
    conn: sa.Connection, lanes: Sequence[Lane], without: set[str], now: int, most: int
) -> Iterator[Candidate]:
    """The first ones in their order; looks again whenever another network was found to be full."""
    seen = -1
    while seen != len(without):
        seen = len(without)
        for candidate in candidates(conn, lanes, without, now, most):
            if candidate.network not in without:
                yield candidate


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
