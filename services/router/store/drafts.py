"""Drafts: the last words of everybody who wrote, so that nobody's are lost to somebody else's.

A draft needs no lease and outlives every lease. A write over words that the writer has not seen is refused;
what came back from an answer that came to nothing is put beside them as its author's.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final

import sqlalchemy as sa

from antiphon.events.v1 import events_pb2
from antiphon.routing.v1 import drafting_service_pb2 as drafting
from services.common.model import errors
from services.common.model.principal import Principal
from services.common.store import bulk
from services.router.core import drafts
from services.router.store import database, events, seats, tables
from services.router.store.seats import Row

_D: Final = tables.drafts.c
_CHANGED: Final = events_pb2.EngagementEvent.KIND_DRAFT_CHANGED


def get(conn: sa.Connection, who: Principal, uid: str) -> drafting.Draft:
    """The draft of an opportunity, with the last words of others; empty where nobody has begun one."""
    found = seats.find(conn, uid, who)
    rows = _rows(conn, found.id)
    if not rows:
        return drafting.Draft(name=drafts.name(uid))
    view = _view(uid, rows[0])
    view.others.extend(_view(uid, row) for row in rows[1:])
    return view


def write(conn: sa.Connection, who: Principal, uid: str, text: str, seen: int) -> None:
    """Keeps the caller's words as the draft.

    Raises:
        DraftChanged: if somebody else has written since the revision the caller saw.
        InvalidField: if they are too many.
    """
    drafts.check(text)
    found = seats.lock(conn, uid, who)
    rows = _rows(conn, found.id)
    latest = drafts.Latest(rows[0].author, rows[0].revision) if rows else drafts.NONE
    latest.check_write(who.holder, seen)
    now = database.now(conn)
    _put(conn, found, who.holder, text, revision=latest.revision + 1, now=now)
    events.tell(conn, _CHANGED, found.seat, found.brand, now, actor=who.holder)


def delete(conn: sa.Connection, who: Principal, uid: str, seen: int) -> None:
    """Throws the draft away, everybody's words.

    Raises:
        NotFound: if there is none.
        DraftChanged: if somebody has written since the revision the caller saw.
    """
    found = seats.lock(conn, uid, who)
    rows = _rows(conn, found.id)
    if not rows:
        raise errors.NotFound(drafts.name(uid))
    drafts.Latest(rows[0].author, rows[0].revision).check_seen(seen)
    drop(conn, [found.id])
    events.tell(conn, _CHANGED, found.seat, found.brand, database.now(conn), actor=who.holder)


def restore(conn: sa.Connection, found: Row, author: str, text: str, now: int) -> None:
    """Puts the words of an answer that came to nothing back as its author's draft."""
    rows = _rows(conn, found.id)
    if not text.strip() or (rows and rows[0].text == text):
        return
    _put(conn, found, author, text, revision=rows[0].revision + 1 if rows else 1, now=now)


def drop(conn: sa.Connection, opportunities: Collection[int]) -> None:
    """Throws drafts away: what was said needs no draft any more."""
    conn.execute(tables.drafts.delete().where(database.among(conn, _D.opportunity_id, opportunities)))


def _put(conn: sa.Connection, found: Row, author: str, text: str, *, revision: int, now: int) -> None:
    row = {
        "opportunity_id": found.id,
        "author": author,
        "text": text,
        "revision": revision,
        "mention_author": seats.latest_member(conn, found).author,
        "update_time": now,
    }
    changing = ("text", "revision", "mention_author", "update_time")
    bulk.upsert(conn, tables.drafts, [row], key=("opportunity_id", "author"), update=changing)


def _rows(conn: sa.Connection, opportunity: int) -> Sequence[Any]:
    query = sa.select(tables.drafts).where(_D.opportunity_id == opportunity).order_by(_D.revision.desc())
    return conn.execute(query).all()


def _view(uid: str, row: Any) -> drafting.Draft:
    view = drafting.Draft(name=drafts.name(uid), text=row.text, author=row.author, revision=row.revision)
    view.update_time.FromMicroseconds(row.update_time)
    return view
