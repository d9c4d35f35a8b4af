"""Changes many mentions at once, a few in each transaction, and keeps what is needed to take that back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from antiphon.insights.v1 import curation_service_pb2 as api
from services.insights.core import corrections as rules
from services.insights.core.changing import Wish
from services.insights.core.slices import Cut
from services.insights.store import corrections, lookups, numbers, recounting, search, tables, tagging

AT_ONCE: Final = 500
"""Mentions of one transaction."""

_M = tables.mentions.c
_C = tables.corrections.c
_G = tables.changes.c


class Target(NamedTuple):
    """Which mentions: those of a slice, or those of these digests that the caller may see."""

    cut: Cut | None
    uids: Sequence[bytes]
    visible: search.BrandSet


def count(conn: sa.Connection, target: Target) -> int:
    """How many there are."""
    query = sa.select(sa.func.count()).select_from(tables.mentions).where(*_conditions(conn, target))
    return int(conn.execute(query).scalar_one())


def settled(conn: sa.Connection, target: Target) -> Target:
    """The same mentions, whose query was asked: the pieces of a change are of one answer to it."""
    return target if target.cut is None else target._replace(cut=numbers.settled(conn, target.cut))


def begin(conn: sa.Connection, change: api.MentionChange, now: int) -> int:
    """Keeps a change before anything is changed; its number."""
    values = {"change": change.SerializeToString(), "mention_count": 0, "create_time": now, "undo_actor": ""}
    return int(conn.execute(sa.insert(tables.changes).values(values).returning(_G.id)).scalar_one())


def piece(conn: sa.Connection, number: int, wish: Wish, target: Target, place: tuple[int, int]) -> int | None:
    """Changes the next mentions after the row of `place`, at its moment; the last row, None at the end."""
    after, now = place
    query = sa.select(_M.id).where(*_conditions(conn, target), _M.id > after).order_by(_M.id).limit(AT_ONCE)
    ids = conn.execute(query).scalars().all()
    if not ids:
        return None
    # In the order in which what comes from the log locks them.
    locked = sa.select(tables.mentions).where(lookups.among(conn, _M.id, ids)).order_by(_M.uid)
    rows = conn.execute(locked.with_for_update()).all()
    _say(conn, number, wish, rows, now)
    there = [row.id for row in rows]
    if wish.add:
        tagging.add(conn, number, there, wish.add)
    if wish.remove:
        tagging.remove(conn, number, there, wish.remove)
    more = sa.update(tables.changes).where(_G.id == number)
    conn.execute(more.values(mention_count=_G.mention_count + len(rows)))
    return int(ids[-1])


def undo(conn: sa.Connection, number: int, actor: str, now: int) -> bool:
    """Takes back a piece of a change; whether something is left to do."""
    query = sa.select(_C.mention_id).distinct().where(_C.change == number).order_by(_C.mention_id)
    ids = conn.execute(query.limit(AT_ONCE)).scalars().all()
    if ids:
        locked = sa.select(tables.mentions).where(lookups.among(conn, _M.id, ids)).order_by(_M.uid)
        rows = conn.execute(locked.with_for_update()).all()
        theirs = sa.delete(tables.corrections).where(_C.change == number)
        conn.execute(theirs.where(lookups.among(conn, _C.mention_id, ids)))
        recounting.count_anew(conn, rows)
        return True
    tagging.undo(conn, number)
    first = sa.update(tables.changes).where(_G.id == number, _G.undo_time.is_(None))
    conn.execute(first.values(undo_time=now, undo_actor=actor))
    return False


def get(conn: sa.Connection, number: int) -> api.MentionChange | None:
    """One change."""
    row = conn.execute(sa.select(tables.changes).where(_G.id == number)).one_or_none()
    return None if row is None else _told(row)


def listed(conn: sa.Connection, most: int, before: int) -> list[api.MentionChange]:
    """Changes, the newest first, from before a number where it is not 0."""
    query = sa.select(tables.changes).order_by(_G.id.desc()).limit(most)
    if before:
        query = query.where(_G.id < before)
    return [_told(row) for row in conn.execute(query)]


def _conditions(conn: sa.Connection, target: Target) -> list[sa.ColumnElement[bool]]:
    if target.cut is not None:
        return numbers.conditions(conn, target.cut)
    named = lookups.among(conn, _M.uid, target.uids)
    return [named, search.visible_to(target.visible), _M.facet.is_not(None)]


def _say(conn: sa.Connection, number: int, wish: Wish, rows: Sequence[sa.Row[Any]], now: int) -> None:
    """Adds what is new of somebody's answers to rows, and counts those anew."""
    if not wish.said:
        return
    histories = corrections.histories(conn, [row.id for row in rows])
    added, changed = [], []
    for row in rows:
        news = rules.news(histories.get(row.id, []), wish.actor, wish.said, row.revision, now)
        added += [{"mention_id": row.id, "change": number, **label._asdict()} for label in news]
        changed += [row] if news else []
    if added:
        conn.execute(sa.insert(tables.corrections), added)
        recounting.count_anew(conn, changed)


def _told(row: sa.Row[Any]) -> api.MentionChange:
    found = api.MentionChange.FromString(row.change)
    found.name, found.mention_count = f"mentionChanges/{row.id}", row.mention_count
    found.create_time.FromMicroseconds(row.create_time)
    if row.undo_time is not None:
        found.undo_time.FromMicroseconds(row.undo_time)
        found.undo_actor = row.undo_actor
    return found
