"""Keeps markers."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from antiphon.insights.v1 import analytics_service_pb2 as api
from services.common.store import bulk
from services.insights.core import marking
from services.insights.store import tables

_M = tables.markers.c


def create(conn: sa.Connection, marker: api.Marker, now: int) -> bool:
    """Keeps a marker; False where the name is taken."""
    row = {"name": marker.name, "create_time": now, **_values(marker)}
    return bool(bulk.insert_new(conn, tables.markers, [row], key=["name"]))


def update(conn: sa.Connection, marker: api.Marker) -> bool:
    """Changes a marker; False if there is none."""
    query = sa.update(tables.markers).where(_M.name == marker.name).values(_values(marker))
    return bool(conn.execute(query).rowcount)


def get(conn: sa.Connection, name: str) -> api.Marker | None:
    """One marker."""
    row = conn.execute(sa.select(tables.markers).where(_M.name == name)).one_or_none()
    return None if row is None else _told(row)


def within(conn: sa.Connection, start: int, end: int) -> list[api.Marker]:
    """Markers of a time, the oldest first; a moment is in it from its start on."""
    query = sa.select(tables.markers).where(_M.start_time < end, _M.end_time >= start)
    return [_told(row) for row in conn.execute(query.order_by(_M.start_time, _M.name))]


def delete(conn: sa.Connection, name: str) -> bool:
    """Forgets a marker; False if there is none."""
    return bool(conn.execute(sa.delete(tables.markers).where(_M.name == name)).rowcount)


def _values(marker: api.Marker) -> dict[str, Any]:
    start, end = marking.times(marker)
    return {"marker": marker.SerializeToString(), "start_time": start, "end_time": end}


def _told(row: sa.Row[Any]) -> api.Marker:
    found = api.Marker.FromString(row.marker)
    found.create_time.FromMicroseconds(row.create_time)
    return found
