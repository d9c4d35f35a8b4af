"""Authors who asked to be forgotten: the tables must not name whom they stand for."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from services.common.model.suppression import Seal
from services.common.store import suppressions
from services.listener.store import changes
from services.listener.store.tables import suppressed


def remember(conn: sa.Connection, authors: Collection[bytes]) -> int:
    """Writes down who is to be forgotten and has every replica notice; tells how many are new."""
    new = suppressions.remember(conn, suppressed, authors)
    if new:
        changes.touch(conn)
    return new


def list_all(conn: sa.Connection) -> tuple[frozenset[bytes], Seal | None]:
    """Everybody as sealed references, and the seal that makes them."""
    return suppressions.everybody(conn, suppressed)
