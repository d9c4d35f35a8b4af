"""The ledger of coverage on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from antiphon.listening.v1 import listening_service_pb2 as api
from services.listener.store import connections, coverage
from services.listener.store.coverage import FULL, Cause, Healing, Scope, Sight, View

START = datetime(2026, 11, 22, tzinfo=UTC)
DOWN = View(Sight.SIGHT_BLIND, "Down.", Cause.CAUSE_DOWN)
SOURCE, QUERY = "sources/a", "brands/acme/queries/q1"


def at(hours):
    return START + timedelta(hours=hours)


def hours(interval):
    begin = (interval.start_time.ToDatetime(UTC) - START) / timedelta(hours=1)
    if not interval.HasField("end_time"):
        return begin, None
    return begin, (interval.end_time.ToDatetime(UTC) - START) / timedelta(hours=1)


@pytest.fixture
async def db(open_database):
    opened = await open_database("listener")
    await opened.write(lambda conn: connections.create(conn, api.Source(name=SOURCE, type="rss")))
    return opened


async def write(db, *turns, source=SOURCE):
    def work(conn):
        for view, hour in turns:
            coverage.turn(conn, source, view, at(hour))

    await db.write(work)


async def ledger(db, **scope):
    found = await db.read(lambda conn: coverage.list_intervals(conn, Scope(**scope)))
    return [interval for _, interval in found]


async def test_intervals_follow_each_other_and_say_why(db):
    await write(db, (FULL, 0), (FULL, 1), (DOWN, 2), (DOWN, 3), (FULL, 4))
    intervals = await ledger(db)
    assert [hours(interval) for interval in intervals] == [(0, 2), (2, 4), (4, None)]
    assert [interval.cause for interval in intervals] == [0, Cause.CAUSE_DOWN, 0]


async def test_no_reason_tells_a_name_and_password(db):
    said = View(Sight.SIGHT_BLIND, "https://mira:s3cret@feed.example is away.", Cause.CAUSE_DOWN)
    await write(db, (said, 0), (said, 1))
    assert [interval.reason for interval in await ledger(db)] == ["https://***@feed.example is away."]


async def test_the_same_sight_for_another_cause_is_another_interval(db):
    quota = View(Sight.SIGHT_BLIND, "Down.", Cause.CAUSE_QUOTA)
    await write(db, (DOWN, 0), (quota, 1))
    assert [interval.cause for interval in await ledger(db)] == [Cause.CAUSE_DOWN, Cause.CAUSE_QUOTA]


async def test_pages_of_the_ledger_leave_nothing_out_and_repeat_nothing(db):
    await write(db, *[(FULL if hour % 2 else DOWN, hour) for hour in range(7)])
    await write(db, *[(FULL if hour % 2 else DOWN, hour) for hour in range(7)], source="sources/b")
    whole, position = [], 0
    while page := await db.read(
        lambda conn, after=position: coverage.list_intervals(conn, Scope(), after, 3)
    ):
        whole += [interval for _, interval in page]
        position = page[-1][0]
    assert len(whole) == 14
    assert [hours(interval)[0] for interval in whole] == sorted(2 * [*range(7)])


async def test_a_new_query_was_not_looked_for_before(db):
    sources = await db.write(lambda conn: coverage.begin_query(conn, QUERY))
    assert sources == [SOURCE]
    assert await ledger(db) == []
    (interval,) = await ledger(db, query=QUERY)
    assert (interval.query, interval.cause, interval.sight) == (
        QUERY,
        Cause.CAUSE_CHANGED,
        Sight.SIGHT_BLIND,
    )


async def test_what_was_read_again_is_healed_and_the_rest_is_not(db):
    await write(db, (FULL, 0), (DOWN, 2), (FULL, 6), (DOWN, 8), (FULL, 9), (DOWN, 10))
    healing = Healing("backfills/x", SOURCE, "", at(4), at(12))
    assert await db.write(lambda conn: coverage.heal(conn, healing)) == 2
    told = [(hours(interval), interval.backfill) for interval in await ledger(db)]
    assert told == [
        ((0, 2), ""),
        ((2, 4), ""),
        ((4, 6), "backfills/x"),
        ((6, 8), ""),
        ((8, 9), "backfills/x"),
        ((9, 10), ""),
        ((10, None), ""),
    ]
    assert await db.write(lambda conn: coverage.heal(conn, healing)) == 0


async def test_a_backfill_for_one_query_heals_that_query_alone(db):
    await write(db, (DOWN, 0), (FULL, 2))
    await db.write(lambda conn: coverage.begin_query(conn, QUERY))
    far = datetime(2100, 1, 1, tzinfo=UTC)
    healing = Healing("backfills/x", SOURCE, QUERY, START - timedelta(days=9999), far)
    assert await db.write(lambda conn: coverage.heal(conn, healing)) == 1
    healed = [interval.query for interval in await ledger(db, query=QUERY) if interval.backfill]
    assert healed == [QUERY]


async def test_a_source_tells_what_it_sees_now(db):
    await write(db, (FULL, 0), (DOWN, 2))
    source = await db.read(lambda conn: connections.get(conn, SOURCE))
    assert (source.sight, source.cause) == (Sight.SIGHT_BLIND, Cause.CAUSE_DOWN)
    assert source.sight_time.ToDatetime(UTC) == at(2)
    await db.write(lambda conn: connections.pause(conn, SOURCE))
    (source,) = await db.read(connections.list_all)
    assert source.cause == Cause.CAUSE_PAUSED


async def test_a_suspect_source_says_so_as_its_problem(db):
    suspect = View(Sight.SIGHT_PARTIAL, "Nothing arrived.", Cause.CAUSE_SUSPECT)
    await write(db, (FULL, 0), (suspect, 2))
    source = await db.read(lambda conn: connections.get(conn, SOURCE))
    assert source.problem == "Nothing arrived."
