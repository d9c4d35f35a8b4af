"""The number that rises whenever a brand, a query or a source changes.

Replicas compare it once a second and load anew only when it moved.
"""

from __future__ import annotations

import sqlalchemy as sa

from services.listener.store.tables import changes

_ROW = 1


def touch(conn: sa.Connection) -> None:
    """Says that something changed; part of the transaction that changes it."""
    moved = conn.execute(changes.update().where(changes.c.id == _ROW).values(revision=changes.c.revision + 1))
    if not moved.rowcount:
        conn.execute(changes.insert().values(id=_ROW, revision=1))


def revision(conn: sa.Connection) -> int:
    """Where the number stands; 0 before the first change."""
    return conn.execute(sa.select(changes.c.revision)).scalar() or 0
