"""Keeps what people say of mentions, and reads it back beside them. It goes when its mention goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import sqlalchemy as sa

from antiphon.insights.v1 import insights_service_pb2 as api
from services.insights.core import corrections
from services.insights.store import lookups, recounting, search, tables

_C = tables.corrections.c
_M = tables.mentions.c


class Piece(NamedTuple):
    """Consecutive corrected mentions and the row of the last."""

    mentions: Sequence[api.CorrectedMention]
    last: int


class Correcting(NamedTuple):
    """What a person says of a mention.

    Attributes:
        uid: of the mention.
        corrector: the person, `user:alice`.
        said: answers by question.
        now: microseconds since 1970.
        brand: for which they spoke; None for all.
    """

    uid: bytes
    corrector: str
    said: Mapping[int, int]
    now: int
    brand: str | None = None


class Corrected(NamedTuple):
    """What a correction came to."""

    mention: api.CorrectedMention
    added: Sequence[int]
    """Questions with a new answer."""


def correct(conn: sa.Connection, wish: Correcting, visible: search.BrandSet) -> Corrected | None:
    """Adds what is new of a person's answers; None if the mention is not kept or not for them."""
    query = sa.select(tables.mentions)
    query = query.where(_M.uid == wish.uid, search.visible_to(visible))
    row = conn.execute(query.with_for_update()).one_or_none()
    if row is None:
        return None
    history = histories(conn, [row.id]).get(row.id, [])
    added = corrections.news(history, wish.corrector, wish.said, row.revision, wish.now, brand=wish.brand)
    if added:
        rows = [{"mention_id": row.id, **label._asdict()} for label in added]
        conn.execute(sa.insert(tables.corrections), rows)
        recounting.count_anew(conn, [row])
    mention = search.archived(row.mention, row.score, row.archive_time)
    told = corrections.told([*history, *added], superseded=False)
    return Corrected(
        api.CorrectedMention(mention=mention, corrections=told), [label.question for label in added]
    )


def piece(
    conn: sa.Connection,
    brand: str,
    after: int,
    count: int,
    visible: search.BrandSet,
    *,
    superseded: bool,
) -> Piece | None:
    """The next corrected mentions: `count`, fewer when they are large, None at the end."""
    query = sa.select(_M.id, _M.mention, _M.score, _M.archive_time).where(
        _M.id > after,
        _M.id.in_(sa.select(_C.mention_id).where(_C.mention_id > after)),
        search.visible_to(visible),
    )
    if brand:
        query = query.where(search.visible_to(frozenset({brand})))
    found, size = [], 0
    for row in conn.execute(query.order_by(_M.id).limit(count)):
        found.append((row.id, search.archived(row.mention, row.score, row.archive_time)))
        size += len(row.mention) + len(row.score)
        if size >= search.STRETCH_BYTES:
            break
    if not found:
        return None
    said = histories(conn, [row_id for row_id, _ in found])
    mentions = [
        api.CorrectedMention(
            mention=mention, corrections=corrections.told(said[row_id], superseded=superseded)
        )
        for row_id, mention in found
    ]
    return Piece(mentions, found[-1][0])


def forget(conn: sa.Connection, row_ids: Sequence[int]) -> None:
    """Drops what was said of mentions that go."""
    conn.execute(sa.delete(tables.corrections).where(lookups.among(conn, _C.mention_id, row_ids)))


def histories(conn: sa.Connection, row_ids: Sequence[int]) -> dict[int, list[corrections.Label]]:
    """Labels of mentions by their row, oldest first."""
    columns = (_C.corrector, _C.question, _C.label, _C.revision, _C.create_time, _C.brand)
    query = sa.select(_C.mention_id, *columns)
    query = query.where(lookups.among(conn, _C.mention_id, row_ids)).order_by(_C.id)
    found: dict[int, list[corrections.Label]] = {}
    for row_id, *label in conn.execute(query):
        found.setdefault(row_id, []).append(corrections.Label(*label))
    return found
