"""Writes that wait for SQLite's one writer share a transaction, and each keeps its own outcome."""

from __future__ import annotations

import asyncio
import sqlite3
import threading

import pytest
import sqlalchemy as sa

from services.common.model import errors
from tests.fixtures import trial

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)


@pytest.fixture
def commits(db):
    """How often the writer has committed, in a list of one number."""
    count = [0]

    def tell(_conn):
        count[0] += 1

    sa.event.listen(db._writer, "commit", tell)
    return count


class Gate:
    """A write that holds the writer until it is opened, so that others gather behind it."""

    def __init__(self):
        self.reached = threading.Event()
        self.opened = threading.Event()

    def __call__(self, _conn):
        self.reached.set()
        assert self.opened.wait(10)

    async def hold(self, db):
        task = asyncio.create_task(db.write(self))
        assert await asyncio.to_thread(self.reached.wait, 10)
        return task


def add(key):
    return lambda conn: conn.execute(trial.things.insert(), [{"key": key, "revision": 1}]).rowcount


async def behind_a_gate(db, works):
    """Outcomes of writes that came while the writer was busy."""
    gate = Gate()
    held = await gate.hold(db)
    tasks = [asyncio.create_task(db.write(work)) for work in works]
    await asyncio.sleep(0)
    gate.opened.set()
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    await held
    return outcomes


async def test_writes_that_wait_are_flushed_together(db, commits):
    outcomes = await behind_a_gate(db, [add(str(number)) for number in range(6)])

    assert outcomes == [1] * 6
    assert await db.read(trial.count) == 6
    assert commits[0] <= 2


async def test_a_write_alone_is_flushed_at_once(db, commits):
    await db.write(add("a"))
    await db.write(add("b"))

    assert commits[0] == 2


async def test_one_that_refuses_is_undone_alone(db):
    def refuse(conn):
        add("half done")(conn)
        raise errors.NotFound("things/x")

    outcomes = await behind_a_gate(db, [add("before"), refuse, add("after")])

    assert outcomes[0] == outcomes[2] == 1
    assert isinstance(outcomes[1], errors.NotFound)
    assert await db.read(trial.keys) == ["after", "before"]


async def test_one_that_breaks_a_rule_of_the_database_costs_the_others_nothing(db):
    outcomes = await behind_a_gate(db, [add("a"), add("a"), add("b")])

    assert outcomes[0] == outcomes[2] == 1
    assert isinstance(outcomes[1], sa.exc.IntegrityError)
    assert await db.read(trial.keys) == ["a", "b"]


async def test_a_disk_that_fills_up_in_the_middle_is_told_to_whom_it_hits(db):
    def fill(_conn):
        full = sqlite3.OperationalError("database or disk is full")
        full.sqlite_errorcode, full.sqlite_errorname = sqlite3.SQLITE_FULL, "SQLITE_FULL"
        raise full

    outcomes = await behind_a_gate(db, [add("a"), fill, add("b")])

    assert outcomes[0] == outcomes[2] == 1
    assert isinstance(outcomes[1], errors.StoreFull)
    assert await db.read(trial.keys) == ["a", "b"]


async def test_a_caller_that_has_gone_is_not_served(db):
    gate = Gate()
    held = await gate.hold(db)
    gone = asyncio.create_task(db.write(add("gone")))
    stays = asyncio.create_task(db.write(add("stays")))
    await asyncio.sleep(0)
    gone.cancel()
    await asyncio.sleep(0)
    gate.opened.set()
    await asyncio.gather(held, stays)

    assert await db.read(trial.keys) == ["stays"]
