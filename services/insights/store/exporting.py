"""Reads the mentions of a slice as they count, piece by piece, for files."""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa

from services.insights.core.exports import Counted
from services.insights.core.slices import Cut
from services.insights.core.tokens import Place
from services.insights.store import numbers, search, tables, tagging

AT_ONCE: Final = 2_000
"""Mentions read in one transaction, fewer where they are large."""

_M = tables.mentions.c
_F = tables.facets.c
_OWN: Final = ("id", "create_time", "mention", "reach", "engagement")
_COLUMNS: Final[list[sa.ColumnElement[Any]]] = [
    _M[name] if name in _OWN else _F[name] for name in Counted._fields if name != "tags"
]


def piece(conn: sa.Connection, cut: Cut, after: Place | None) -> list[Counted]:
    """The next mentions by time of publication; none at the end."""
    order = (_M.create_time, _M.id)
    query = sa.select(*_COLUMNS).select_from(tables.mentions.join(tables.facets, _F.id == _M.facet))
    query = query.where(*numbers.conditions(conn, cut)).order_by(*order).limit(AT_ONCE)
    if after is not None:
        query = query.where(
            sa.tuple_(*order) > sa.tuple_(sa.literal(after.create_time), sa.literal(after.id))
        )
    found, size = [], 0
    with conn.execute(query) as rows:
        for row in rows:
            found.append(Counted(*row))
            size += len(row.mention)
            if size >= search.STRETCH_BYTES:
                break
    tags = tagging.of(conn, [each.id for each in found])
    return [each._replace(tags=" ".join(tags[each.id])) if each.id in tags else each for each in found]
