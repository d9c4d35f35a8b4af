"""Events that leave with the transaction that caused them: written here, published by the relay."""

from __future__ import annotations

import uuid
import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import sqlalchemy as sa

from services.common.store import bulk, lease_table
from services.common.store.clock import clock
from services.common.store.types import Blob, Id, Json, UtcDateTime

TABLE_NAME: Final = "events_out"

SUPERSEDES: Final = "Antiphon-Supersedes"
"""Header of an event that says all that waiting ones of the same subject and header value said."""

_LOCK_CLASS: Final = 0x616E7470
_LOCKS: Final = 64
_LOCKING: Final = sa.select(
    sa.func.pg_advisory_xact_lock(
        _LOCK_CLASS,
        sa.func.unnest(sa.bindparam("locks", type_=sa.ARRAY(sa.Integer))).column_valued("lock"),
    )
)


@dataclass(frozen=True, slots=True)
class Event:
    """One message for the log.

    Attributes:
        ordering_key: events with the same key leave in the order of their commits; empty means any order.
        message_id: the same at every attempt, so that the log can drop a repeat.
    """

    subject: str
    payload: bytes
    ordering_key: str = ""
    headers: Mapping[str, str] | None = None
    message_id: str = field(default_factory=lambda: uuid.uuid4().hex)


@dataclass(frozen=True, slots=True)
class Waiting:
    """An event as it stands in the table."""

    id: int
    event: Event


def define(metadata: sa.MetaData) -> sa.Table:
    """The table of waiting events in `metadata`, and that of the leases its relay needs."""
    lease_table.define(metadata)
    if TABLE_NAME in metadata.tables:
        return metadata.tables[TABLE_NAME]
    return sa.Table(
        TABLE_NAME,
        metadata,
        sa.Column("id", Id, primary_key=True),
        sa.Column("message_id", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("ordering_key", sa.Text, nullable=False),
        sa.Column("headers", Json, nullable=True),
        sa.Column("payload", Blob, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
    )


def append(
    conn: sa.Connection, table: sa.Table, events: Sequence[Event], moment: datetime | None = None
) -> None:
    """Adds events to the transaction. Do it last: on Postgres others with the same key wait for its end.

    They do so because ids are given out before commits: without waiting, an event with a lower id
    could be committed, and so published, after one with a higher id. The database is asked for the
    `moment` where the caller does not know it.
    """
    if not events:
        return
    if conn.dialect.name == "postgresql":
        _keep_order(conn, events)
    moment = moment or clock(conn)
    rows = [
        {
            "message_id": event.message_id,
            "subject": event.subject,
            "ordering_key": event.ordering_key,
            "headers": dict(event.headers) if event.headers else None,
            "payload": event.payload,
            "created_at": moment,
        }
        for event in events
    ]
    bulk.insert(conn, table, rows)


def first(conn: sa.Connection, table: sa.Table, limit: int, without: Collection[str] = ()) -> list[Waiting]:
    """The oldest waiting events, but none of the ordering keys `without`."""
    columns = (
        table.c.id,
        table.c.message_id,
        table.c.subject,
        table.c.ordering_key,
        table.c.headers,
        table.c.payload,
    )
    query = sa.select(*columns).order_by(table.c.id).limit(limit)
    if without:
        query = query.where(table.c.ordering_key.not_in(without))
    return [Waiting(row.id, Event(row[2], row[5], row[3], row[4], row[1])) for row in conn.execute(query)]


def remove(conn: sa.Connection, table: sa.Table, ids: Sequence[int]) -> None:
    """Forgets events that the log has acknowledged."""
    conn.execute(table.delete().where(table.c.id.in_(ids)))


def count(conn: sa.Connection, table: sa.Table) -> int:
    """How many events wait."""
    return conn.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def _keep_order(conn: sa.Connection, events: Sequence[Event]) -> None:
    """Holds a lock per ordering key until the transaction ends; some keys share one. One order for all."""
    locks = sorted(
        {zlib.crc32(event.ordering_key.encode()) % _LOCKS for event in events if event.ordering_key}
    )
    if locks:
        conn.execute(_LOCKING, {"locks": locks})
