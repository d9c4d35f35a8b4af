"""Several archives, one Postgres, one consumer of the log: each mention is kept once, and counted once."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections import Counter

import pytest
import sqlalchemy as sa

from services.common.bus import Bus, Consumer, ScoredItem, codecs
from services.common.model import errors
from services.common.store import Database
from services.insights.adapters import archive as adapter
from services.insights.store import Archive, tables
from tests.fixtures.log import acknowledged
from tests.fixtures.nats import eventually
from tests.unit.insights.histories import BRANDS, gone, said
from tests.unit.insights.test_archive import counted, rollups

pytestmark = [
    pytest.mark.timeout(120),
    pytest.mark.parametrize("dialect", ["postgresql"], indirect=True),
]

REPLICAS = 3
MENTIONS = 900
BATCH = 30


class Shaky:
    """Commits, and every fourth time does not live to say so."""

    def __init__(self, kept):
        self.kept = kept
        self.taken = 0
        self.lost = 0

    async def take(self, facts):
        written = await self.kept.take(facts)
        self.taken += 1
        if self.taken % 4 == 1:
            self.lost += 1
            raise errors.StoreUnavailable("The store is away for a moment.")
        return written


def history():
    """Messages that repeat, edit, delete and overtake each other."""
    chance = random.Random(9)
    facts = [said(str(at), brands=BRANDS[: 1 + at % 2], created=1_700_000_000 + at) for at in range(MENTIONS)]
    facts += [said(str(at), revision=1, brands=BRANDS, felt="POSITIVE") for at in range(0, MENTIONS, 3)]
    facts += [gone(str(at)) for at in range(0, MENTIONS, 10)]
    facts += chance.sample(facts, len(facts) // 2)
    chance.shuffle(facts)
    return [facts[at : at + BATCH] for at in range(0, len(facts), BATCH)]


def consumer(bus, settings, kept):
    return Consumer(
        bus,
        settings,
        name=adapter.CONSUMER,
        stream=adapter.STREAM,
        subjects=adapter.SUBJECTS,
        codec=codecs.SCORED,
        handle=adapter.ArchiveConsumer(kept).handle,
        concurrency=4,
    )


@contextlib.asynccontextmanager
async def replica(bus_settings, store_settings, data_settings):
    """An archive with connections of its own."""
    bus = await Bus.connect(bus_settings, service="insights")
    db = Database.open(store_settings, data_settings, service="insights")
    shaky = Shaky(Archive(db, page_size=500, on_event=list))
    reading = consumer(bus, bus_settings, shaky)
    running = asyncio.create_task(reading.run())
    try:
        yield shaky
    finally:
        await reading.stop()
        await running
        await db.close()
        await bus.close()


def keys(conn):
    return Counter(row.key for row in conn.execute(sa.select(tables.mentions.c.key)))


async def test_replicas_side_by_side_lose_nothing_and_keep_nothing_twice(
    open_database, bus, bus_settings, store_settings, data_settings
):
    db = await open_database("insights")
    batches = history()
    async with contextlib.AsyncExitStack() as stack:
        archives = [
            await stack.enter_async_context(replica(bus_settings, store_settings, data_settings))
            for _ in range(REPLICAS)
        ]
        for number, facts in enumerate(batches):
            payload = codecs.SCORED.join([ScoredItem(*fact) for fact in facts])
            await bus.publish("scored.x", payload, message_id=f"batch-{number}")
        await eventually(lambda: acknowledged(bus, adapter.CONSUMER), seconds=60)
    expected = {f"x:-:{at}": 1 for at in range(MENTIONS) if at % 10}
    assert await db.read(keys) == expected
    assert await db.read(rollups) == await db.read(counted)
    hourly = sa.select(sa.func.sum(tables.hourly.c.mention_count))
    assert await db.read(lambda conn: conn.execute(hourly).scalar_one()) == len(expected)
    assert all(each.taken for each in archives), "one did all the work, which proves nothing"
    assert all(each.lost for each in archives)
