"""Opportunities whose conversations a query asks for. Everything here only reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from antiphon.mention.v1 import mention_pb2
from services.common.queries.filtering import Filter
from services.router.core import intake
from services.router.store import database, tables, views

_M: Final = tables.members.c

AT_ONCE: Final = 250
"""Opportunities whose mentions are read together."""

EXAMINED_AT_MOST: Final = 5000
"""Opportunities that one answer looks at: some 50 ms, a mention taking 5 µs."""

_MENTIONS: Final = database.Listing(
    lambda among: sa.select(_M.opportunity_id, _M.mention).where(
        among(_M.opportunity_id, "ids"), _M.status == intake.LIVE
    )
)

Scan = Callable[[Any, int], Sequence[Any]]
"""Rows of opportunities, in their order: those after a row (None for the first), at most so many."""


class Sieved(NamedTuple):
    """What one look brought.

    Attributes:
        rows: those that the query asks for, in their order.
        last: the row after which to go on; None at the end.
        examined: how many were looked at.
    """

    rows: list[Any]
    last: Any
    examined: int


def sieve(conn: sa.Connection, scan: Scan, query: Filter, limit: int) -> Sieved:
    """Looks until there are `limit`, until `EXAMINED_AT_MOST` were looked at, or until the end."""
    found: list[Any] = []
    last, examined = None, 0
    while examined < EXAMINED_AT_MOST:
        rows = scan(last, AT_ONCE + 1)
        held = _held(conn, rows[:AT_ONCE], query)
        for row in rows[:AT_ONCE]:
            if len(found) == limit:
                return Sieved(found, last, examined)
            last, examined = row, examined + 1
            if row.id in held:
                found.append(row)
        if len(rows) <= AT_ONCE:
            return Sieved(found, None, examined)
    return Sieved(found, last, examined)


def _held(conn: sa.Connection, rows: Iterable[Any], query: Filter) -> Collection[int]:
    """Ids of those in whose conversation, as people see it, one mention at least is asked for."""
    usual = [row.id for row in rows if row.live <= views.MENTIONS_AT_MOST]
    said: dict[int, list[bytes]] = defaultdict(list)
    for row in _MENTIONS.ask(conn, ids=usual):
        said[row.opportunity_id].append(row.mention)
    held = {uid for uid, kept in said.items() if query.holds_any(map(mention_pb2.Mention.FromString, kept))}
    long = (row.id for row in rows if row.live > views.MENTIONS_AT_MOST)
    return held.union(uid for uid in long if query.holds_any(views.conversation(conn, uid)))
