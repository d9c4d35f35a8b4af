"""What was dealt with, kept as long as estimates look back."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from services.router.core.staffing import waits
from services.router.store import database, tables

_H: Final = tables.handlings.c

Connection = sa.Connection
"""For those who write functions of a transaction without knowing SQL."""

KEPT: Final = 24 * waits.WINDOW


def forget(conn: sa.Connection) -> int:
    """Drops what is older than estimates need; how many those were."""
    old = tables.handlings.delete().where(_H.end_time < database.now(conn) - KEPT)
    return conn.execute(old).rowcount
