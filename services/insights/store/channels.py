"""Keeps channels."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa

from antiphon.insights.v1 import reporting_service_pb2 as api
from services.common.store import bulk
from services.insights.store import tables

_C = tables.channels.c


def create(conn: sa.Connection, channel: api.Channel, sealed: bytes, now: int) -> bool:
    """Keeps a channel; False where the name is taken."""
    row = {
        "name": channel.name,
        "channel": channel.SerializeToString(),
        "sealed": sealed,
        "create_time": now,
    }
    return bool(bulk.insert_new(conn, tables.channels, [row], key=["name"]))


def update(conn: sa.Connection, channel: api.Channel, sealed: bytes) -> bool:
    """Changes a channel; False if there is none."""
    query = sa.update(tables.channels).where(_C.name == channel.name)
    return bool(conn.execute(query.values(channel=channel.SerializeToString(), sealed=sealed)).rowcount)


def everything(conn: sa.Connection) -> Sequence[api.Channel]:
    """All channels by name, without what is sealed."""
    return [_told(row) for row in conn.execute(sa.select(tables.channels).order_by(_C.name))]


def get(conn: sa.Connection, name: str) -> tuple[api.Channel, bytes] | None:
    """One channel, and what of it is sealed."""
    row = conn.execute(sa.select(tables.channels).where(_C.name == name)).one_or_none()
    return None if row is None else (_told(row), row.sealed)


def unknown(conn: sa.Connection, names: Collection[str]) -> list[str]:
    """Those of the names that no channel has."""
    known = set(conn.execute(sa.select(_C.name).where(_C.name.in_(list(names)))).scalars())
    return [name for name in names if name not in known]


def delete(conn: sa.Connection, name: str) -> bool:
    """Forgets a channel and what it was given; False if there is none."""
    given = tables.channel_deliveries
    conn.execute(sa.delete(given).where(given.c.channel == name))
    return bool(conn.execute(sa.delete(tables.channels).where(_C.name == name)).rowcount)


def _told(row: sa.Row[Any]) -> api.Channel:
    found = api.Channel.FromString(row.channel)
    found.create_time.FromMicroseconds(row.create_time)
    return found
