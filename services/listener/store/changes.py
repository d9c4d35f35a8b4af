"""The number that rises whenever a brand, a query or a source changes, or an author is erased.

Replicas compare it once a second and load anew only when it moved.
"""

from __future__ import annotations

import secrets
from typing import Final

import sqlalchemy as sa

from services.listener.store.tables import changes

_BEGINNING_BITS: Final = 48


def touch(conn: sa.Connection) -> None:
    """Says that something changed; part of the transaction that changes it."""
    conn.execute(changes.update().values(revision=changes.c.revision + 1))


def revision(conn: sa.Connection) -> int:
    """Where the number stands; 0 before the first change."""
    return int(conn.execute(sa.select(changes.c.revision)).scalar_one())


def beginning() -> int:
    """Where a number begins that tells one state of a row from another by rising.

    It is drawn, for SQLite gives the id of a row that is gone to the next one: id and number together tell
    a row from the one before it, too.
    """
    return secrets.randbits(_BEGINNING_BITS)
