"""What mentions count as, as numbers of the tables, and the people's words that have a say in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import sqlalchemy as sa

from services.insights.core import cells, entries
from services.insights.store import interning, lookups, tables

_C = tables.corrections.c


COLUMNS: Final = ("scope", "facet", "reach", "engagement", "certainty")
"""Columns of a mention's row that say how it is counted."""

Count = tuple[int, int, int, int, int]
"""Their values."""


def numbered(
    conn: sa.Connection,
    learning: interning.Learning,
    facts: Sequence[entries.Entry],
    facets: Sequence[cells.Facet],
) -> list[Count]:
    """How mentions are counted; their facets are given, because people may have a say in them."""
    found = learning.facets(conn, facets)
    scopes = learning.scopes(conn, [cells.scope(entry.mention) for entry in facts])
    weights = [cells.weight(*entry) for entry in facts]
    return [(scope, facet, *weight) for scope, facet, weight in zip(scopes, found, weights, strict=True)]


def standing(conn: sa.Connection, revisions: Mapping[int, int]) -> dict[int, dict[int, int]]:
    """People's last word on each question, by row; `revisions` of the rows: an edit makes it void."""
    if not revisions or not lookups.any_row(conn, tables.corrections):
        return {}
    query = sa.select(_C.mention_id, _C.question, _C.label, _C.revision)
    query = query.where(lookups.among(conn, _C.mention_id, revisions)).order_by(_C.id)
    found: dict[int, dict[int, int]] = {}
    for row_id, question, label, revision in conn.execute(query):
        if revision == revisions[row_id]:
            found.setdefault(row_id, {})[question] = label
    return found


def erased(conn: sa.Connection, learning: interning.Learning, facets: Iterable[int]) -> dict[int, int]:
    """For each facet the one that says the same of somebody forgotten."""
    table = tables.facets
    query = sa.select(table).where(lookups.among(conn, table.c.id, set(facets)))
    rows = conn.execute(query).all()
    gone = [
        cells.Facet(*(getattr(row, name) for name in cells.Facet._fields))._replace(erased=1) for row in rows
    ]
    return dict(zip([row.id for row in rows], learning.facets(conn, gone), strict=True))
