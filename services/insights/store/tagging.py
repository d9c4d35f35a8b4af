"""Keeps tags that people give mentions. They go when their mention goes."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from services.common.store import bulk
from services.insights.store import lookups, tables

_T = tables.mention_tags.c
_L = tables.lost_tags.c


def add(conn: sa.Connection, change: int, row_ids: Sequence[int], tags: Sequence[str]) -> None:
    """Gives tags to rows; one that has a tag keeps it as it was given."""
    rows = [(row_id, tag, change) for row_id in row_ids for tag in tags]
    block = bulk.Block(("mention_id", "tag", "change"), rows)
    bulk.insert_new(conn, tables.mention_tags, block, key=["mention_id", "tag"])


def remove(conn: sa.Connection, change: int, row_ids: Sequence[int], tags: Sequence[str]) -> None:
    """Takes tags from rows, and remembers which had them."""
    held = [lookups.among(conn, _T.mention_id, row_ids), _T.tag.in_(tags)]
    gone = sa.delete(tables.mention_tags).where(*held).returning(_T.mention_id, _T.tag, _T.change)
    lost = [(change, *row) for row in conn.execute(gone)]
    bulk.insert(conn, tables.lost_tags, bulk.Block(("change", "mention_id", "tag", "given_by"), lost))


def undo(conn: sa.Connection, change: int) -> None:
    """Takes back what a change did to tags, but for mentions that went since."""
    conn.execute(sa.delete(tables.mention_tags).where(_T.change == change))
    gone = sa.delete(tables.lost_tags).where(_L.change == change)
    lost = conn.execute(gone.returning(_L.mention_id, _L.tag, _L.given_by)).all()
    there = lookups.present(conn, tables.mentions.c.id, {row.mention_id for row in lost})
    rows = [tuple(row) for row in lost if row.mention_id in there]
    block = bulk.Block(("mention_id", "tag", "change"), rows)
    bulk.insert_new(conn, tables.mention_tags, block, key=["mention_id", "tag"])


def of(conn: sa.Connection, row_ids: Sequence[int]) -> dict[int, list[str]]:
    """Tags of rows in the order of the alphabet; rows without any are not there."""
    if not row_ids or not lookups.any_row(conn, tables.mention_tags):
        return {}
    query = sa.select(_T.mention_id, _T.tag).where(lookups.among(conn, _T.mention_id, row_ids))
    found: dict[int, list[str]] = {}
    for row_id, tag in conn.execute(query.order_by(_T.mention_id, _T.tag)):
        found.setdefault(row_id, []).append(tag)
    return found


def counts(conn: sa.Connection, visible: frozenset[str] | None, most: int) -> Sequence[tuple[str, int]]:
    """Tags with their mentions, those of the most first."""
    count = sa.func.count().label("count")
    query = sa.select(_T.tag, count).group_by(_T.tag).order_by(count.desc(), _T.tag).limit(most)
    if visible is not None:
        brands = tables.mention_brands.c
        query = query.where(_T.mention_id.in_(sa.select(brands.mention_id).where(brands.brand.in_(visible))))
    return [(row.tag, row.count) for row in conn.execute(query)]  # type: ignore[misc]  # `count` is the label


def forget(conn: sa.Connection, row_ids: Sequence[int]) -> None:
    """Drops tags of mentions that go."""
    if lookups.any_row(conn, tables.mention_tags):
        conn.execute(sa.delete(tables.mention_tags).where(lookups.among(conn, _T.mention_id, row_ids)))
    if lookups.any_row(conn, tables.lost_tags):
        conn.execute(sa.delete(tables.lost_tags).where(lookups.among(conn, _L.mention_id, row_ids)))
