"""Rows go with their age: in small batches, by one replica, and never what changed in between."""

import asyncio
from datetime import timedelta

import pytest
import sqlalchemy as sa

from services.common.model.clock import SystemClock
from services.common.obs import catalogue
from services.common.store import housekeeping
from services.common.store.housekeeping import Chore
from tests.fixtures import trial
from tests.fixtures.nats import eventually

THINGS = trial.things


def find(conn, _before, limit):
    return housekeeping.oldest(conn, THINGS.c.id, THINGS.c.revision, 100, limit)


def drop(conn, _before, ids):
    assert len(ids) <= housekeeping.DROPPED_AT_ONCE
    return conn.execute(THINGS.delete().where(THINGS.c.id.in_(ids), THINGS.c.revision < 100)).rowcount


OLD = Chore("things", 1, find, drop)


@pytest.fixture
async def db(database, monkeypatch):
    monkeypatch.setattr(housekeeping, "PAUSE_SECONDS", 0.0)
    monkeypatch.setattr(housekeeping, "DROPPED_AT_ONCE", 7)
    monkeypatch.setattr(housekeeping, "FOUND_AT_ONCE", 30)
    await database.write(trial.metadata.create_all)
    rows = [{"key": str(number), "revision": number} for number in range(150)]
    await database.write(lambda conn: conn.execute(sa.insert(THINGS), rows))
    return database


async def test_all_that_is_old_goes_in_small_batches(db):
    before = catalogue.STORE_RETIRED_ROWS.labels("trial", "things")._value.get()
    assert await housekeeping.do(db, OLD, SystemClock()) == 100
    assert await db.read(trial.count) == 50
    assert await housekeeping.do(db, OLD, SystemClock()) == 0
    assert catalogue.STORE_RETIRED_ROWS.labels("trial", "things")._value.get() - before == 100


async def test_what_changed_since_it_was_found_stays_and_ends_the_round(db):
    stubborn = Chore("things", 1, lambda _conn, _before, _limit: [1, 2, 3], lambda _conn, _before, _ids: 0)
    assert await housekeeping.do(db, stubborn, SystemClock()) == 0
    assert await db.read(trial.count) == 150


async def test_what_is_kept_for_ever_is_not_even_looked_for(db):
    assert await housekeeping.do(db, Chore("things", 0, None, None), SystemClock()) == 0


async def test_one_of_several_replicas_does_it(db, monkeypatch):
    monkeypatch.setattr(housekeeping, "EVERY_SECONDS", 0.01)
    works = [
        asyncio.create_task(housekeeping.run(db, trial.named_leases, [OLD], SystemClock())) for _ in range(2)
    ]

    async def is_done():
        return await db.read(trial.count) == 50

    await eventually(is_done)
    query = sa.select(sa.func.max(trial.named_leases.c.token))
    assert await db.read(lambda conn: conn.execute(query).scalar_one()) == 1
    for work in works:
        work.cancel()
    await asyncio.wait(works)


@pytest.mark.parametrize(("days", "expected"), [(0, 0), (3, 8), (400, 400)])
def test_what_the_audit_compares_outlives_the_log(days, expected):
    assert housekeeping.outliving_log(days, timedelta(days=7).total_seconds()) == expected
