"""Numbers that tell one state of what people have set up from another.

Each is drawn anew with every change, by chance: one of a transaction that failed, which others may have
seen, never comes back.
"""

from __future__ import annotations

import secrets
from typing import Final

import sqlalchemy as sa

from services.common.store import bulk
from services.router.store import tables

_V: Final = tables.staffing_versions.c

STAFFING: Final = 1
"""Of queues and agents."""
DEADLINES: Final = 2
"""Of calendars and deadline policies."""
POLICIES: Final = 3
"""Of policies, lists, thresholds and candidates."""

UNSET: Final = 0
"""Version of what nobody has set up yet."""


def renew(conn: sa.Connection, which: int) -> None:
    """Tells that something changed; nobody else changes the same until the transaction ends."""
    bulk.insert_new(conn, tables.staffing_versions, [{"id": which, "version": UNSET}], ["id"])
    changed = tables.staffing_versions.update().where(_V.id == which)
    conn.execute(changed.values(version=secrets.randbits(62)))


def of(conn: sa.Connection, which: int) -> int:
    """The version of one of the three."""
    return conn.execute(sa.select(_V.version).where(_V.id == which)).scalar_one_or_none() or UNSET


def asked(which: int) -> sa.ScalarSelect[int]:
    """The same as part of another statement; NULL for `UNSET`."""
    return sa.select(_V.version).where(_V.id == which).scalar_subquery()
