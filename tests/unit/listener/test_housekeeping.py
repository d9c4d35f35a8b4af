"""What is kept no longer than it is said to be."""

import asyncio
import dataclasses
from datetime import UTC, datetime, timedelta

import pytest

from services.common.model import errors
from services.listener.adapters import housekeeping
from services.listener.core import delivery
from services.listener.store import deliveries
from tests.fixtures.nats import eventually

NOW = datetime(2026, 1, 31, tzinfo=UTC)
State = delivery.State


class Clock:
    def now(self):
        return NOW

    def monotonic(self):
        return 0.0


def record(name, state, days, *, due=False):
    moment = NOW - timedelta(days=days)
    made = delivery.Record(name, "sources/s", "forum:-:1", "forum:-:1", "Hello", moment, moment)
    return dataclasses.replace(made, state=state, due_time=moment if due else None)


KEPT = [
    record("young", State.STATE_SENT, 29),
    record("unfinished", State.STATE_PUBLISHING, 40, due=True),
    record("looked for", State.STATE_CHECKING, 40, due=True),
]
DROPPED = [
    record("sent", State.STATE_SENT, 31),
    record("failed", State.STATE_FAILED, 31),
    record("unconfirmed", State.STATE_UNCONFIRMED, 31),
]


async def test_finished_deliveries_go_with_their_retention(open_database, monkeypatch):
    monkeypatch.setattr(housekeeping, "EVERY_SECONDS", 0.0)
    db = await open_database("listener")
    for made in [*KEPT, *DROPPED]:
        await db.write(lambda conn, made=made: deliveries.insert(conn, made, b"digest"))
    keeping = asyncio.create_task(housekeeping.run(db, Clock(), timedelta(days=30)))
    for made in DROPPED:
        await eventually(lambda made=made: _is_gone(db, made.request_id))
    keeping.cancel()
    with pytest.raises(asyncio.CancelledError):
        await keeping
    for made in KEPT:
        assert await db.read(lambda conn, made=made: deliveries.get(conn, made.request_id)) == made


async def _is_gone(db, request_id):
    try:
        await db.read(lambda conn: deliveries.get(conn, request_id))
    except errors.NotFound:
        return True
    return False
