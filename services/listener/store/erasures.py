"""Authors who asked to be forgotten, as digests: the table must not name whom it stands for."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from services.common import store
from services.common.store import bulk
from services.listener.store import changes
from services.listener.store.tables import erased_authors


def remember(conn: sa.Connection, digests: Iterable[bytes]) -> int:
    """Writes down who is to be forgotten and has every replica notice; tells how many are new."""
    now = store.clock(conn)
    rows = [{"digest": digest, "erase_time": now} for digest in digests]
    new = bulk.insert_new(conn, erased_authors, rows, key=["digest"]) if rows else 0
    if new:
        changes.touch(conn)
    return new


def list_all(conn: sa.Connection) -> frozenset[str]:
    """Everybody, as lower-case hexadecimal."""
    return frozenset(
        bytes(digest).hex() for digest in conn.execute(sa.select(erased_authors.c.digest)).scalars()
    )
