"""Replies as the messages people see, with their posts and whether a pause keeps them back. Only reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa

from antiphon.routing.v1 import routing_service_pb2 as routing
from services.router.core import leaving, names, replies
from services.router.store import database, parts, replyrows, tables

_A: Final = tables.reply_alternatives.c
_P: Final = tables.sending_pauses.c


def many(conn: sa.Connection, rows: Sequence[Any]) -> list[routing.Reply]:
    """Replies, in the order of their rows."""
    split = [row.request_id for row in rows if row.part_count]
    posts = parts.many(conn, split) if split else {}
    asked = [row.request_id for row in rows if row.state == replies.AWAITING_APPROVAL]
    others = _alternatives(conn, asked) if asked else {}
    pauses = _pauses(conn) if any(row.state in replies.WAITING for row in rows) else []
    views = [_view(row) for row in rows]
    for row, view in zip(rows, views, strict=True):
        for post in posts.get(row.request_id, ()):
            view.parts.add(text=post.text, state=post.state, link=post.link)
        view.split = bool(row.part_count)
        view.alternatives.extend(others.get(row.request_id, ()))
        if row.state in replies.WAITING:
            _tell_pause(view, row, pauses)
    return views


def _view(row: Any) -> routing.Reply:
    view = routing.Reply(
        name=names.reply(row.opportunity_uid, row.request_id),
        text=row.text,
        state=row.state,
        reason=row.reason,
        mention_key=row.mention_key,
        author=row.author,
        link=row.link,
        request_id=row.request_id,
        source=row.chosen_source or "",
        signature=row.signature or "",
        media_count=row.media_count or 0,
        private=bool(row.private),
        approver=row.approver or "",
        original_text=row.asked_text or "",
        by_hand=row.kind == replyrows.BY_HAND,
        satisfaction=row.kind == replyrows.QUESTION,
    )
    view.create_time.FromMicroseconds(row.create_time)
    view.update_time.FromMicroseconds(row.update_time)
    if row.send_time:
        view.send_time.FromMicroseconds(row.send_time)
    return view


def _tell_pause(view: routing.Reply, row: Any, pauses: Sequence[Any]) -> None:
    network = row.mention_key.partition(":")[0]
    for pause in pauses:
        if pause.brand in {"", row.brand} and pause.network in {"", network}:
            why = f" ({pause.reason})" if pause.reason else ""
            view.paused, view.reason = True, leaving.HELD_BACK.format(actor=pause.actor, why=why)
            return


def _pauses(conn: sa.Connection) -> Sequence[Any]:
    return conn.execute(sa.select(tables.sending_pauses).order_by(_P.id)).all()


def _alternatives(conn: sa.Connection, request_ids: Collection[str]) -> Mapping[str, list[str]]:
    query = sa.select(_A.request_id, _A.text).where(database.among(conn, _A.request_id, request_ids))
    found: dict[str, list[str]] = defaultdict(list)
    for row in conn.execute(query.order_by(_A.id)):
        found[row.request_id].append(row.text)
    return found
