"""What people did with accounts, and what anybody was refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from services.console.store import tables

_E = tables.entries.c


class Entry(NamedTuple):
    """One line.

    Attributes:
        actor: `user:alice`; empty where nobody is known.
        action: what was done or wanted: an RPC, or a step of signing in.
        target: whom or what it concerned; empty where nothing.
        reason: why it was refused; empty where it was not.
        why: what whoever did it gave as the reason; may be empty.
    """

    actor: str
    action: str
    target: str = ""
    reason: str = ""
    why: str = ""


class Dated(NamedTuple):
    """A line as it was written."""

    id: int
    event_time: datetime
    entry: Entry


def add(conn: sa.Connection, entry: Entry, now: datetime) -> None:
    """Writes a line."""
    conn.execute(sa.insert(tables.entries).values(event_time=now, **entry._asdict()))


def page(conn: sa.Connection, before: int, limit: int, *, refused: bool) -> Sequence[Dated]:
    """Lines, newest first, from below an id; only refusals where wished."""
    query = sa.select(tables.entries).order_by(_E.id.desc()).limit(limit)
    if before:
        query = query.where(_E.id < before)
    if refused:
        query = query.where(_E.reason != "")
    return [
        Dated(row.id, row.event_time, Entry(row.actor, row.action, row.target, row.reason, row.why))
        for row in conn.execute(query)
    ]


def sweep(conn: sa.Connection, before: datetime) -> None:
    """Drops what is older."""
    conn.execute(sa.delete(tables.entries).where(_E.event_time < before))
