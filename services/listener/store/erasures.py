"""Authors who asked to be forgotten: the tables must not name whom they stand for."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from antiphon.listening.v1 import listening_service_pb2 as api
from services.common.model.suppression import Seal
from services.common.store import suppressions
from services.listener.store import changes, deliveries, event_deliveries
from services.listener.store.tables import suppressed


def remember(conn: sa.Connection, authors: Collection[bytes]) -> int:
    """Forgets authors, now and from now on, and has every replica notice; tells how many are new."""
    new = suppressions.remember(conn, suppressed, authors)
    deliveries.forget(conn, authors)
    event_deliveries.forget(conn, authors)
    if new:
        changes.touch(conn)
    return new


def list_all(conn: sa.Connection) -> tuple[frozenset[bytes], Seal | None]:
    """Everybody as sealed references, and the seal that makes them."""
    return suppressions.everybody(conn, suppressed)


def preview(conn: sa.Connection, author: bytes) -> api.ErasurePreview:
    """What an erasure of this author would reach."""
    return api.ErasurePreview(
        delivery_count=deliveries.count_to(conn, author),
        suppressed=author in suppressions.present(conn, suppressed, [author]),
    )
