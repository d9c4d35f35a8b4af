"""What was published is known at once here, soon to other replicas, and again after a restart."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import UTC, datetime

import pytest

from services.listener.adapters import memory as memories
from services.listener.adapters.memory import Memory
from services.listener.store import seen
from services.listener.store.seen import Seen
from tests.fixtures.nats import eventually

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)


@pytest.fixture
async def db(open_database):
    return await open_database("listener")


async def publish(db, *keys):
    entries = [Seen(key, "sources/s", ("brands/acme",)) for key in keys]
    await db.write(lambda conn: seen.remember(conn, entries, datetime.now(UTC)))


@contextlib.asynccontextmanager
async def following(memory):
    task = asyncio.create_task(memory.follow())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def test_before_it_is_loaded_everything_may_be_known(db):
    assert Memory(db).knows("x:-:1")


async def test_what_the_table_has_is_known_and_nothing_else(db):
    await publish(db, "x:-:1", "x:-:2")
    memory = Memory(db)
    await memory.load()
    assert memory.knows("x:-:1")
    assert memory.knows("x:-:2")
    assert not memory.knows("x:-:3")


async def test_others_have_their_turn_while_a_large_table_is_loaded(db, monkeypatch):
    await publish(db, *(f"x:-:{number}" for number in range(95)))
    monkeypatch.setattr(memories, "_AT_ONCE", 10)
    turns, added, add = [0], [], memories._add

    async def take_turns():
        while True:
            turns[0] += 1
            await asyncio.sleep(0)

    def noted(sieve, digests):
        if digests:
            added.append((turns[0], len(digests)))
        add(sieve, digests)

    monkeypatch.setattr(memories, "_add", noted)
    memory = Memory(db)
    ticking = asyncio.create_task(take_turns())
    await memory.load()
    ticking.cancel()
    assert [size for _, size in added] == [10] * 9 + [5]
    assert len({turn for turn, _ in added}) == len(added)
    assert all(memory.knows(f"x:-:{number}") for number in range(95))


async def test_what_is_published_here_is_known_at_once(db):
    memory = Memory(db)
    await memory.load()
    memory.remember(["x:-:1"])
    assert memory.knows("x:-:1")


@pytest.mark.parametrize("loaded_before", [False, True])
async def test_what_is_remembered_during_a_load_is_known_before_its_row_is_written(
    db, monkeypatch, loaded_before
):
    memory = Memory(db)
    if loaded_before:
        await memory.load()
    rows_of = seen.digests

    def remembered_while_it_is_read(conn, after, limit):
        memory.remember(["x:-:1"])
        return rows_of(conn, after, limit)

    monkeypatch.setattr(seen, "digests", remembered_while_it_is_read)
    await memory.load()
    assert memory.knows("x:-:1")
    assert not memory.knows("x:-:2")


async def test_what_another_replica_published_is_known_soon(db):
    memory = Memory(db)
    async with following(memory):
        await eventually(lambda: _denies(memory, "x:-:1"))
        await publish(db, "x:-:1")
        await eventually(lambda: _knows(memory, "x:-:1"))


async def _knows(memory, key):
    return memory.knows(key)


async def _denies(memory, key):
    return not memory.knows(key)
