"""Keeps what channels are given, and what becomes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from antiphon.insights.v1 import reporting_service_pb2 as api
from services.common.store import housekeeping, types
from services.insights.core import messages
from services.insights.core.messages import Attempted, Message
from services.insights.store import tables

_D = tables.channel_deliveries.c


class Due(NamedTuple):
    """Something that is to be given to a channel."""

    id: int
    channel: str
    message: Message
    attempted: Attempted


def add(conn: sa.Connection, channels: Sequence[str], message: Message, now: int, alert: str = "") -> None:
    """Queues a message for channels that are there."""
    known = set(conn.execute(sa.select(tables.channels.c.name)).scalars())
    rows = [
        {
            "channel": name,
            "alert": alert,
            "message": message.packed(),
            "create_time": now,
            **_values(Attempted(messages.QUEUED, 0, "", now, now)),
        }
        for name in dict.fromkeys(channels)
        if name in known
    ]
    if rows:
        conn.execute(sa.insert(tables.channel_deliveries), rows)


def record(conn: sa.Connection, channel: str, message: Message, found: Attempted) -> api.ChannelDelivery:
    """Keeps something that was tried already."""
    values = {"channel": channel, "alert": "", "message": message.packed(), "create_time": found.created}
    query = sa.insert(tables.channel_deliveries).values({**values, **_values(found)}).returning(_D.id)
    row_id = conn.execute(query).scalar_one()
    return _told(conn.execute(sa.select(tables.channel_deliveries).where(_D.id == row_id)).one())


def due(conn: sa.Connection, now: int, count: int) -> list[Due]:
    """What is to be tried now, the longest waiting first."""
    query = sa.select(tables.channel_deliveries).where(_D.due_time.is_not(None), _D.due_time <= now)
    return [
        Due(row.id, row.channel, messages.unpacked(row.message), _attempted(row))
        for row in conn.execute(query.order_by(_D.due_time, _D.id).limit(count))
    ]


def settle(conn: sa.Connection, one: Due, found: Attempted) -> None:
    """Keeps what became of a try; the page of a letter that was taken is not kept."""
    values = _values(found)
    if found.state == messages.DELIVERED and one.message.html:
        values["message"] = replace(one.message, html="").packed()
    conn.execute(sa.update(tables.channel_deliveries).where(_D.id == one.id).values(values))


def listed(conn: sa.Connection, channel: str, count: int, before: int) -> list[api.ChannelDelivery]:
    """Deliveries of a channel, or of all where it is empty, the newest first, from before a row."""
    query = sa.select(tables.channel_deliveries).order_by(_D.id.desc()).limit(count)
    if channel:
        query = query.where(_D.channel == channel)
    if before:
        query = query.where(_D.id < before)
    return [_told(row) for row in conn.execute(query)]


def again(conn: sa.Connection, channel: str, row_id: int, now: int) -> api.ChannelDelivery | None:
    """Queues something that was given up; None where there is nothing such."""
    fresh = Attempted(messages.QUEUED, 0, "", now, now)
    query = sa.update(tables.channel_deliveries).values(_values(fresh))
    query = query.where(_D.id == row_id, _D.channel == channel, _D.state != messages.DELIVERED)
    if not conn.execute(query).rowcount:
        return None
    return _told(conn.execute(sa.select(tables.channel_deliveries).where(_D.id == row_id)).one())


def old(conn: sa.Connection, before: datetime, limit: int) -> Sequence[int]:
    """Deliveries from before a moment."""
    return housekeeping.oldest(conn, _D.id, _D.create_time, _micros(before), limit)


def drop(conn: sa.Connection, before: datetime, ids: Sequence[int]) -> int:
    """Forgets deliveries that are that old."""
    query = sa.delete(tables.channel_deliveries).where(_D.id.in_(ids), _D.create_time < _micros(before))
    return int(conn.execute(query).rowcount)


def _micros(moment: datetime) -> int:
    return (moment - types.EPOCH) // types.MICROSECOND


def _values(found: Attempted) -> dict[str, Any]:
    return {
        "state": found.state,
        "attempt_count": found.attempts,
        "problem": found.problem,
        "due_time": found.due,
        "end_time": found.end,
    }


def _attempted(row: sa.Row[Any]) -> Attempted:
    return Attempted(row.state, row.attempt_count, row.problem, row.create_time, row.due_time, row.end_time)


def _told(row: sa.Row[Any]) -> api.ChannelDelivery:
    found = api.ChannelDelivery(
        name=f"{row.channel}/deliveries/{row.id}",
        alert=row.alert,
        subject=messages.unpacked(row.message).subject,
        state=row.state,
        attempt_count=row.attempt_count,
        problem=row.problem,
    )
    for name, moment in (
        ("create_time", row.create_time),
        ("next_time", row.due_time),
        ("end_time", row.end_time),
    ):
        if moment is not None:
            getattr(found, name).FromMicroseconds(moment)
    return found
