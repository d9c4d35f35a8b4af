"""What networks brought to our door: which requests were taken already, and when each source last spoke."""

from __future__ import annotations

from datetime import datetime
from hashlib import blake2b
from typing import Final

import sqlalchemy as sa

from services.common.store import bulk
from services.listener.store.tables import sources, webhook_marks

_DIGEST_BYTES: Final = 16


def is_known(conn: sa.Connection, source: str, mark: str) -> bool:
    """Whether a request with this mark was taken for the source."""
    query = sa.select(webhook_marks.c.id).where(webhook_marks.c.digest == _digest(source, mark))
    return conn.execute(query).first() is not None


def remember(conn: sa.Connection, source: str, mark: str, until: datetime) -> None:
    """Writes down that it was; from `until` on its age alone has it refused."""
    row = {"digest": _digest(source, mark), "expire_time": until}
    bulk.insert_new(conn, webhook_marks, [row], key=["digest"])


def hear(conn: sa.Connection, source: str, now: datetime, received: int, matched: int) -> None:
    """The source spoke through the door; nothing when it was deleted meanwhile."""
    conn.execute(
        sources.update()
        .where(sources.c.name == source)
        .values(
            item_time=now,
            received_count=sources.c.received_count + received,
            matched_count=sources.c.matched_count + matched,
        )
    )


def _digest(source: str, mark: str) -> bytes:
    return blake2b(f"{source}\0{mark}".encode(), digest_size=_DIGEST_BYTES).digest()
