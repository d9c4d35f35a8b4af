"""Posts of answers that are split."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa

from services.common.store import bulk
from services.router.core.parts import NOT_YET, Part
from services.router.store import database, tables

_P: Final = tables.reply_parts.c


def insert(conn: sa.Connection, request_id: str, texts: Sequence[str]) -> None:
    """Keeps the posts that an answer goes out as; none when it is one."""
    rows = [
        {
            "request_id": request_id,
            "number": number,
            "text": text,
            "state": NOT_YET,
            "mention_key": "",
            "link": "",
        }
        for number, text in enumerate(texts, start=1)
    ]
    bulk.insert(conn, tables.reply_parts, rows)


def replace(conn: sa.Connection, request_id: str, texts: Sequence[str]) -> None:
    """Keeps other posts, for words that were changed before any of them left."""
    conn.execute(tables.reply_parts.delete().where(_P.request_id == request_id))
    insert(conn, request_id, texts)


def read(conn: sa.Connection, request_id: str) -> list[Part]:
    """The posts of an answer, in order."""
    return many(conn, [request_id]).get(request_id, [])


def many(conn: sa.Connection, request_ids: Collection[str]) -> Mapping[str, list[Part]]:
    """The posts of answers."""
    query = (
        sa.select(tables.reply_parts)
        .where(database.among(conn, _P.request_id, request_ids))
        .order_by(_P.number)
    )
    found: dict[str, list[Part]] = defaultdict(list)
    for row in conn.execute(query):
        found[row.request_id].append(_part(row))
    return found


def save(conn: sa.Connection, request_id: str, part: Part) -> None:
    """Writes what became of one post."""
    conn.execute(
        tables.reply_parts.update()
        .where(_P.request_id == request_id, _P.number == part.number)
        .values(state=part.state, mention_key=part.key, link=part.link)
    )


def forget(conn: sa.Connection, request_id: str) -> None:
    """Takes the words out of the posts of an answer."""
    conn.execute(tables.reply_parts.update().where(_P.request_id == request_id).values(text=""))


def _part(row: Any) -> Part:
    return Part(row.number, row.text, row.state, row.mention_key, row.link)
