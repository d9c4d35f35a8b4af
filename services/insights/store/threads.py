"""Reads whole threads that answers of a slice stand in, some at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from antiphon.mention.v1 import mention_pb2
from services.insights.core import digests
from services.insights.core.answering import Turn
from services.insights.core.slices import Cut
from services.insights.store import lookups, numbers, tables

AT_ONCE: Final = 500
"""Threads that are read together."""
MOST_TURNS: Final = 40_000
"""Contributions that are read together: the first ones of threads that have more."""

_M = tables.mentions.c
_F = tables.facets.c


class Asked(NamedTuple):
    """Answers of a slice.

    Attributes:
        rows: of those that are read.
        keys: of the threads that they stand in, each once.
        total: how many there are.
    """

    rows: Collection[int]
    keys: Sequence[str]
    total: int

    def pieces(self) -> Iterator[Sequence[str]]:
        """Threads that are read together."""
        return (self.keys[at : at + AT_ONCE] for at in range(0, len(self.keys), AT_ONCE))


def asked(conn: sa.Connection, cut: Cut, most: int) -> Asked:
    """A slice's answers, the contributions to somebody else's thread: all, or `most` spread evenly."""
    cut = numbers.settled(conn, cut)
    held = [*numbers.conditions(conn, cut), _M.conversation_key.is_not(None)]
    count = int(conn.execute(sa.select(sa.func.count()).where(*held)).scalar_one())
    query = sa.select(_M.id, _M.conversation_key).where(*held)
    if count > most:
        query = query.where(_M.id % (count // most + 1) == 0)
    found = conn.execute(query).all()
    return Asked({row.id for row in found}, sorted({row.conversation_key for row in found}), count)


def turns(conn: sa.Connection, keys: Sequence[str]) -> list[Turn]:
    """All contributions to these threads."""
    columns = (_M.id, _M.create_time, _M.words, _M.mention, _F.sentiment, _F.intent)
    origin = tables.mentions.join(tables.facets, _F.id == _M.facet)
    firsts = lookups.among(conn, _M.uid, list(map(digests.uid, keys)))
    found: list[Turn] = []
    for condition in (firsts, lookups.among(conn, _M.conversation_key, keys)):
        query = sa.select(*columns).select_from(origin).where(condition)
        found += map(_turn, conn.execute(query.order_by(_M.create_time, _M.id).limit(MOST_TURNS)))
    return found


def _turn(row: Any) -> Turn:
    mention = mention_pb2.Mention.FromString(row.mention)
    author = mention.author
    return Turn(
        row.id,
        row.create_time,
        mention.conversation_key or mention.key,
        mention.key,
        mention.parent_key,
        author.key,
        author.handle,
        mention.network,
        mention.link,
        author.own,
        row.sentiment,
        tuple(match.brand for match in mention.matches),
        row.intent,
        mention.accepted,
        row.words,
    )
