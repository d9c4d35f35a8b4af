"""Mentions that a query asks for: looked up by what it needs, and then asked the query itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import sqlalchemy as sa

from antiphon.mention.v1 import mention_pb2
from services.common.model import errors
from services.common.queries.filtering import Filter
from services.insights.core import digests, narrowing
from services.insights.core.narrowing import Narrowing
from services.insights.store import tables, textual

EXAMINED_AT_MOST: Final = 300_000
"""Mentions of one slice that a query is asked of: some 3 s."""

FOUND_AT_MOST: Final = 100_000
"""Mentions of one slice that a query may ask for."""

AT_ONCE: Final = 2_000
"""Mentions fetched together."""

Holds = Callable[[mention_pb2.Mention], bool]

_M: Final = tables.mentions.c
_ODD: Final[sa.ColumnElement[bool]] = sa.text(tables.ODD)  # type: ignore[assignment]  # as its index says it


def conditions(conn: sa.Connection, query: Filter) -> list[sa.ColumnElement[bool]]:
    """What a query's mentions must have, to be looked up; never less than all that it asks for."""
    needed = narrowing.of(query.query)
    found: list[sa.ColumnElement[bool]] = []
    if needed.start is not None:
        found.append(_M.create_time >= needed.start)
    if needed.end is not None:
        found.append(_M.create_time < needed.end)
    if needed.sources is not None:
        named = sorted(f"sources/{each}" for each in needed.sources)
        found.append(sa.or_(_M.network.in_(sorted(needed.sources)), _M.source.in_(named)))
    if needed.threads is not None:
        firsts = sorted(map(digests.uid, needed.threads))
        found.append(sa.or_(_M.conversation_key.in_(sorted(needed.threads)), _M.uid.in_(firsts)))
    if needed.words is not None:
        found.append(_worded(conn, needed))
    return found


def ids(conn: sa.Connection, query: Filter, held: list[sa.ColumnElement[bool]]) -> list[int]:
    """Rows that a query asks for, among those for which other conditions hold.

    Raises:
        InvalidField: too many would have to be looked at, or are asked for.
    """
    asked = sa.select(_M.id, _M.mention).where(*held, *conditions(conn, query)).limit(EXAMINED_AT_MOST + 1)
    found = []
    with conn.execute(asked, execution_options={"yield_per": AT_ONCE}) as rows:
        for examined, row in enumerate(rows, 1):
            if examined > EXAMINED_AT_MOST:
                raise _too_wide(
                    query, f"more than {EXAMINED_AT_MOST:,} mentions would have to be read for it"
                )
            if query.holds(mention_pb2.Mention.FromString(row.mention)):
                found.append(row.id)
                if len(found) > FOUND_AT_MOST:
                    raise _too_wide(query, f"it asks for more than {FOUND_AT_MOST:,} mentions")
    return found


def _too_wide(query: Filter, why: str) -> errors.InvalidField:
    return errors.InvalidField(
        query.field, f"{why} in this time; choose less time or a brand, or add a word to the query."
    )


def _worded(conn: sa.Connection, needed: Narrowing) -> sa.ColumnElement[bool]:
    """That a mention has one of these words, or that its words are not as queries would fold them."""
    words = sorted(needed.words or ())
    if conn.dialect.name == "postgresql":
        return sa.or_(textual.any_of(conn, words), _ODD)
    spans = [_M.create_time >= needed.start] if needed.start is not None else []
    spans += [_M.create_time < needed.end] if needed.end is not None else []
    odd = sa.select(_M.id).where(_ODD, *spans)
    rare = textual.rows_with(conn, words)
    if rare is None:
        return sa.or_(textual.any_of(conn, words), _ODD)
    return _M.id.in_(sa.union_all(rare, odd))
