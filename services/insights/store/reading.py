"""Reads mentions of a slice for what no sum tells: their words, and who wrote them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from antiphon.mention.v1 import mention_pb2
from antiphon.scoring.v1 import score_pb2
from services.insights.core.slices import Cut
from services.insights.core.wording import Text
from services.insights.store import numbers, tables

MOST_TEXTS: Final = 4_000
"""Mentions whose words are read for one answer."""

_M = tables.mentions.c


@dataclass(frozen=True, slots=True)
class Person:
    """An author of a slice."""

    key: str
    handle: str
    network: str
    count: int
    answers: int
    reach: int
    engagement: int
    negative: int


@dataclass(frozen=True, slots=True)
class Copy:
    """Mentions with nearly the same words, and the name of the first."""

    first: str
    count: int


def texts(conn: sa.Connection, cut: Cut) -> list[Text]:
    """Words of the mentions of a slice: of all, or of so many spread evenly over it."""
    held = numbers.conditions(conn, cut)
    count = conn.execute(sa.select(sa.func.count()).where(*held)).scalar_one()
    query = sa.select(_M.id, _M.words, _M.sentiment).where(*held)
    if count > MOST_TEXTS:
        query = query.where(_M.id % (count // MOST_TEXTS + 1) == 0)
    return [Text(*row) for row in conn.execute(query.order_by(_M.id))]


def names(conn: sa.Connection, row_ids: Sequence[int]) -> dict[int, str]:
    """Resource names of rows."""
    query = sa.select(_M.id, _M.mention).where(_M.id.in_(row_ids))
    return {row.id: mention_pb2.Mention.FromString(row.mention).name for row in conn.execute(query)}


def people(conn: sa.Connection, cut: Cut, most: int) -> tuple[list[Person], int]:
    """Authors of a slice, the most engagement first, then the most reach; and how many there are."""
    held = [*numbers.conditions(conn, cut), _M.author.is_not(None)]
    count = sa.func.count().label("count")
    engagement, reach = sa.func.sum(_M.engagement), sa.func.sum(_M.reach)
    answers = sa.func.count(_M.conversation_key)
    bad = sa.func.sum(sa.case((_M.sentiment == 1, 1), else_=0))
    query = sa.select(sa.func.max(_M.id).label("last"), count, answers, reach, engagement, bad)
    query = query.where(*held).group_by(_M.author)
    order = (engagement.desc(), reach.desc(), count.desc(), sa.func.max(_M.id))
    rows = conn.execute(query.order_by(*order).limit(most)).all()
    found = sa.select(_M.id, _M.mention).where(_M.id.in_([row[0] for row in rows]))
    said = {row.id: mention_pb2.Mention.FromString(row.mention) for row in conn.execute(found)}
    whole = conn.execute(sa.select(sa.func.count(_M.author.distinct())).where(*held)).scalar_one()
    return [_person(said[last], *map(int, sums)) for last, *sums in rows], whole


def copies(conn: sa.Connection, cut: Cut) -> Copy | None:
    """The largest set of mentions with the same fingerprint; None where all differ."""
    query = sa.select(_M.score, _M.mention).where(*numbers.conditions(conn, cut))
    groups: dict[int, tuple[int, bytes]] = {}
    for row in conn.execute(query.order_by(_M.create_time, _M.id).limit(MOST_TEXTS)):
        if mark := score_pb2.Score.FromString(row.score).fingerprint:
            count, first = groups.get(mark, (0, row.mention))
            groups[mark] = (count + 1, first)
    count, first = max(groups.values(), key=lambda group: group[0], default=(0, b""))
    return Copy(mention_pb2.Mention.FromString(first).name, count) if count > 1 else None


def _person(said: mention_pb2.Mention, *sums: int) -> Person:
    return Person(said.author.key, said.author.handle, said.network, *sums)
