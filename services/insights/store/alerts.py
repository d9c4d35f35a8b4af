"""Keeps alerts, and what they tell for the log."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from antiphon.events.v1 import events_pb2
from antiphon.insights.v1 import analytics_service_pb2 as api
from services.common.store import bulk, outbox
from services.insights.core import digests
from services.insights.core.messages import Message
from services.insights.store import deliveries, tables

_A = tables.alerts.c


def create(conn: sa.Connection, alert: api.Alert, now: int) -> bool:
    """Keeps an alert; False where the name is taken."""
    kept = api.Alert()
    kept.CopyFrom(alert)
    kept.ClearField("tell_time")
    kept.ClearField("create_time")
    block = bulk.Block(
        ("name", "alert", "create_time", "tell_time"), [(alert.name, kept.SerializeToString(), now, 0)]
    )
    return bool(bulk.insert_new(conn, tables.alerts, block, key=["name"]))


def everything(conn: sa.Connection) -> Sequence[api.Alert]:
    """All alerts by name."""
    return [_told(row) for row in conn.execute(sa.select(tables.alerts).order_by(_A.name))]


def get(conn: sa.Connection, name: str) -> api.Alert | None:
    """One alert."""
    row = conn.execute(sa.select(tables.alerts).where(_A.name == name)).one_or_none()
    return None if row is None else _told(row)


def delete(conn: sa.Connection, name: str) -> bool:
    """Forgets an alert; False if there is none."""
    return bool(conn.execute(sa.delete(tables.alerts).where(_A.name == name)).rowcount)


def forget_author(conn: sa.Connection, author: bytes) -> int:
    """Forgets alerts that watch an author, given by digest, who asked to be forgotten; how many."""
    theirs = [
        alert.name
        for alert in everything(conn)
        if author in {digests.author(key) for key in alert.slice.author_keys}
    ]
    given = tables.channel_deliveries
    conn.execute(sa.delete(given).where(given.c.alert.in_(theirs)))
    conn.execute(sa.delete(tables.alerts).where(_A.name.in_(theirs)))
    return len(theirs)


def tell(conn: sa.Connection, alert: api.Alert, message: Message, now: int) -> None:
    """Tells every brand and every channel of an alert, and remembers that it was told."""
    events = []
    for brand in alert.slice.brands:
        name = brand.removeprefix("brands/")
        event = events_pb2.EngagementEvent(
            kind=events_pb2.EngagementEvent.KIND_ALERT_RAISED,
            brand=f"brands/{name}",
            alert=alert.name,
            detail=message.subject,
        )
        event.event_time.FromMicroseconds(now)
        events.append(outbox.Event(f"engagements.{name}", event.SerializeToString(), alert.name))
    outbox.append(conn, tables.events_out, events)
    deliveries.add(conn, alert.channels, message, now, alert.name)
    conn.execute(sa.update(tables.alerts).where(_A.name == alert.name).values(tell_time=now))


def _told(row: sa.Row[tuple[object, ...]]) -> api.Alert:
    found = api.Alert.FromString(row.alert)
    found.create_time.FromMicroseconds(row.create_time)
    if row.tell_time:
        found.tell_time.FromMicroseconds(row.tell_time)
    return found
