"""The number that rises whenever a brand, a query or a source changes, or an author is erased.

Replicas compare it once a second and load anew only when it moved.
"""

from __future__ import annotations

import sqlalchemy as sa

from services.listener.store.tables import changes


def touch(conn: sa.Connection) -> None:
    """Says that something changed; part of the transaction that changes it."""
    conn.execute(changes.update().values(revision=changes.c.revision + 1))


def revision(conn: sa.Connection) -> int:
    """Where the number stands; 0 before the first change."""
    return int(conn.execute(sa.select(changes.c.revision)).scalar_one())
