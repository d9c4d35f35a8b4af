"""Finds out of rows of an earlier program whether queries see other words in them than their `words` have.

Until somebody has looked at a row, every query with a word in it reads it; see `store.asking`.
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from antiphon.mention.v1 import mention_pb2
from services.insights.core import words
from services.insights.store import lookups, tables

AT_ONCE: Final = 500

_M = tables.mentions.c
_UNKNOWN: Final = _M.odd.is_(None)


def look(conn: sa.Connection) -> int:
    """Looks at the next rows, the latest first; how many those were. Replicas take different ones."""
    query = sa.select(_M.id, _M.words, _M.mention).where(_UNKNOWN).order_by(_M.id.desc()).limit(AT_ONCE)
    rows = conn.execute(query.with_for_update(skip_locked=True)).all()
    odd = {row.id for row in rows if _is_odd(row.mention, row.words)}
    for number, found in enumerate(({row.id for row in rows} - odd, odd)):
        if found:
            change = sa.update(tables.mentions).where(lookups.among(conn, _M.id, sorted(found)))
            conn.execute(change.values(odd=number))
    return len(rows)


def _is_odd(mention: bytes, folded: str) -> bool:
    return words.is_odd(words.said(mention_pb2.Mention.FromString(mention)), folded)
