"""Keeps a deletion and the arrival of what it deletes apart, when several replicas write at once.

A batch looks for tombstones and then writes its rows; a deletion writes a tombstone and then looks
for rows. Each would miss the other's unfinished work. So arrivals share a lock, and a deletion or
an erasure takes it alone. SQLite has one writer and needs none.
"""

from __future__ import annotations

import sqlalchemy as sa

_LOCK = 0x616E7469
_SHARED = sa.text(f"SELECT pg_advisory_xact_lock_shared({_LOCK})")
_ALONE = sa.text(f"SELECT pg_advisory_xact_lock({_LOCK})")


def take(conn: sa.Connection, *, exclusive: bool) -> None:
    """Takes the lock until the end of the transaction."""
    if conn.dialect.name == "postgresql":
        conn.execute(_ALONE if exclusive else _SHARED)
