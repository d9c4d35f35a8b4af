"""What is kept no longer than it is said to be."""

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from antiphon.listening.v1 import listening_service_pb2 as api
from services.common.config import ListenerSettings
from services.common.model import errors
from services.common.store import housekeeping
from services.listener.core import delivery
from services.listener.store import backfills, deliveries, retention, seen, spends, tables
from tests.fixtures.clock import Clock

NOW = datetime(2026, 1, 31, tzinfo=UTC)
State = delivery.State
Sight = api.CoverageInterval.Sight
SETTINGS = ListenerSettings(delivery_retention_days=30, seen_retention_days=30, coverage_retention_days=30)


def ago(days):
    return NOW - timedelta(days=days)


def record(name, state, days, *, due=False):
    made = delivery.Record(name, "sources/s", "forum:-:1", "forum:-:1", "Hello", ago(days), ago(days))
    return dataclasses.replace(made, state=state, due_time=ago(days) if due else None)


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


@pytest.fixture
async def db(open_database):
    return await open_database("listener")


async def keep_house(db, settings=SETTINGS):
    return {chore.table: await housekeeping.do(db, chore, Clock(NOW)) for chore in retention.chores(settings)}


async def test_finished_deliveries_go_with_their_retention(db):
    for made in [*KEPT, *DROPPED]:
        await db.write(lambda conn, made=made: deliveries.insert(conn, made, b"digest"))
    assert (await keep_house(db))["deliveries"] == len(DROPPED)
    for made in KEPT:
        assert await db.read(lambda conn, made=made: deliveries.get(conn, made.request_id)) == made
    for made in DROPPED:
        with pytest.raises(errors.NotFound):
            await db.read(lambda conn, made=made: deliveries.get(conn, made.request_id))


async def test_what_was_published_long_ago_is_no_longer_known(db):
    def work(conn):
        seen.remember(conn, [seen.Seen("x:-:old", "sources/s", ())], ago(31))
        seen.remember(conn, [seen.Seen("x:-:young", "sources/s", ())], ago(29))

    await db.write(work)
    assert (await keep_house(db))["seen"] == 1
    assert set(await db.read(lambda conn: seen.find(conn, ["x:-:old", "x:-:young"]))) == {"x:-:young"}


async def test_coverage_that_ended_long_ago_goes_and_what_is_open_stays(db):
    spans = [(50, 40, Sight.SIGHT_FULL), (40, 20, Sight.SIGHT_BLIND), (20, None, Sight.SIGHT_FULL)]
    rows = [
        {
            "source": "sources/s",
            "sight": int(sight),
            "reason": "",
            "start_time": ago(start),
            "end_time": None if end is None else ago(end),
        }
        for start, end, sight in spans
    ]
    await db.write(lambda conn: conn.execute(sa.insert(tables.coverage), rows))
    assert (await keep_house(db))["coverage"] == 1
    query = sa.select(tables.coverage.c.sight).order_by(tables.coverage.c.id)
    left = await db.read(lambda conn: conn.execute(query).scalars().all())
    assert left == [Sight.SIGHT_BLIND, Sight.SIGHT_FULL]


async def test_backfills_that_ended_long_ago_go_and_what_may_go_on_stays(db):
    ended = [backfills.State.STATE_DONE, backfills.State.STATE_CANCELLED, backfills.State.STATE_FAILED]
    others = [state for state in backfills.State.values() if state not in ended]

    def work(conn):
        for state, days in [*((state, 31) for state in [*ended, *others]), *((state, 29) for state in ended)]:
            made = backfills.create(conn, api.Backfill(source="sources/s"))
            row = tables.backfills.c.name == made.name
            changed = sa.update(tables.backfills).where(row)
            conn.execute(changed.values(state=state, update_time=ago(days)))

    await db.write(work)
    settings = dataclasses.replace(SETTINGS, backfill_retention_days=30)
    assert (await keep_house(db, settings))["backfills"] == len(ended)
    left = await db.read(lambda conn: backfills.list_all(conn, "", 0, 100))
    assert sorted(each.state for _, each in left) == sorted([*ended, *others])


async def test_what_was_spent_long_ago_is_forgotten(db):
    def work(conn):
        for days in (61, 63):
            spends.lock(conn, "sources/s", f"{days}", ago(days))

    await db.write(work)
    assert (await keep_house(db))["spends"] == 1
    assert set(await db.read(lambda conn: spends.used(conn, "sources/s", ["61", "63"]))) == {"61"}


async def test_nothing_goes_that_is_kept_for_ever(db):
    await db.write(lambda conn: seen.remember(conn, [seen.Seen("x:-:old", "sources/s", ())], ago(3_000)))
    assert (await keep_house(db, ListenerSettings(seen_retention_days=0)))["seen"] == 0
