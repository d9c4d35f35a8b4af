"""Reads whole threads that answers of a slice stand in."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from antiphon.mention.v1 import mention_pb2
from services.insights.core import digests
from services.insights.core.answering import Turn
from services.insights.core.slices import Cut
from services.insights.store import lookups, numbers, tables

MOST_ANSWERS: Final = 4_000
"""Answers that are read for one question, spread evenly where there are more."""
MOST_TURNS: Final = 40_000
"""Contributions of their threads that are read with them."""

_M = tables.mentions.c
_F = tables.facets.c


class Threads(NamedTuple):
    """Whole threads, the rows of the answers among them, and how many answers there are."""

    turns: Sequence[Turn]
    wanted: Collection[int]
    total: int


def read(conn: sa.Connection, cut: Cut) -> Threads:
    """Threads of a slice's answers, which are the contributions to somebody else's thread."""
    held = [*numbers.conditions(conn, cut), _M.conversation_key.is_not(None)]
    count = int(conn.execute(sa.select(sa.func.count()).where(*held)).scalar_one())
    query = sa.select(_M.id, _M.conversation_key).where(*held)
    if count > MOST_ANSWERS:
        query = query.where(_M.id % (count // MOST_ANSWERS + 1) == 0)
    found = conn.execute(query.order_by(_M.id)).all()
    keys = sorted({row.conversation_key for row in found})
    return Threads(list(_turns(conn, keys)), {row.id for row in found}, count)


def _turns(conn: sa.Connection, keys: Sequence[str]) -> Iterator[Turn]:
    columns = (_M.id, _M.create_time, _M.words, _M.mention, _F.sentiment, _F.intent)
    origin = tables.mentions.join(tables.facets, _F.id == _M.facet)
    firsts = lookups.among(conn, _M.uid, list(map(digests.uid, keys)))
    for condition in (firsts, lookups.among(conn, _M.conversation_key, keys)):
        query = sa.select(*columns).select_from(origin).where(condition)
        for row in conn.execute(query.limit(MOST_TURNS)):
            yield _turn(row)


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
