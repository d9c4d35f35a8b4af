"""Lags, fills and the janitor, on a real nats-server."""

from __future__ import annotations

import asyncio

import pytest
from prometheus_client import REGISTRY

from antiphon.events.v1 import events_pb2
from services.common.bus import Bus, Later, codecs, observing
from services.common.model import errors
from services.common.obs import catalogue
from tests.fixtures import log
from tests.fixtures.log import mention_consumer, running
from tests.fixtures.nats import eventually, quick_settings

KIBIBYTE = 1024


@pytest.fixture
def small_settings(nats_server):
    return quick_settings(nats_server, stream_max_bytes=256 * KIBIBYTE)


@pytest.fixture
async def small_bus(small_settings):
    bus = await Bus.connect(small_settings, service="test")
    yield bus
    await bus.close()


async def fill_of(bus, stream="MENTIONS"):
    (fill,) = [fill for fill in await bus.fills() if fill.stream == stream]
    return fill


async def publish_large(bus, number):
    payload = codecs.MENTIONS.join([log.mention(number, "x" * 8000)])
    await bus.publish("mentions.x", payload, message_id=f"large-{number}")


async def fill_up(bus, start=0):
    """Publishes until the stream refuses; returns the number after the last."""
    number = start
    while True:
        try:
            await publish_large(bus, number)
        except errors.LogFull:
            return number
        number += 1


async def consume_all(bus, settings, name):
    async def handle(_):
        return None

    async with running(mention_consumer(bus, settings, handle, name=name)):
        await eventually(lambda: log.acknowledged(bus, name))


async def test_lags_tell_what_waits_and_what_is_in_hand(bus, bus_settings):
    started, release = asyncio.Event(), asyncio.Event()

    async def handle(_):
        started.set()
        await release.wait()

    for number in range(10):
        await log.publish(bus, number)
    async with running(mention_consumer(bus, bus_settings, handle)):
        await asyncio.wait_for(started.wait(), 10)

        async def counted():
            lags = {lag.stream: (lag.name, lag.pending, lag.in_flight) for lag in await bus.lags()}
            return lags == {"MENTIONS": ("scorer", 8, 2), "RETRY": ("scorer", 0, 0)}

        await eventually(counted)
        assert catalogue.BUS_LAG_MESSAGES.labels("scorer")._value.get() == 8
        release.set()


async def test_fills_tell_how_much_of_each_stream_is_used(small_bus):
    assert {fill.stream for fill in await small_bus.fills()} >= {"MENTIONS", "REFERENCE", "SUSPECT"}
    assert (await fill_of(small_bus)).share == 0
    count = await fill_up(small_bus)
    fill = await fill_of(small_bus)
    assert fill.messages == count
    assert 0.9 < fill.share <= 1
    assert catalogue.BUS_STREAM_FILL.labels("MENTIONS")._value.get() == fill.share


async def test_heads_move_with_every_message_of_their_stream_and_with_nothing_else(bus):
    before = await bus.heads()
    assert await bus.heads() == before
    await log.publish(bus, 1)
    after = await bus.heads()
    assert {name for name in after if after[name] != before[name]} == {"MENTIONS"}
    assert after["MENTIONS"] == before["MENTIONS"] + 1


async def test_the_janitor_purges_only_what_every_durable_has_acknowledged(small_bus, small_settings):
    count = await fill_up(small_bus)
    await consume_all(small_bus, small_settings, "scorer")
    reached = 0

    async def handle(_):
        nonlocal reached
        reached += 1
        if reached > 5:
            raise errors.StoreUnavailable("The database is away.")

    async with running(mention_consumer(small_bus, small_settings, handle, name="insights")):
        await eventually(lambda: reached > 5)
        assert await small_bus.sweep() == ["MENTIONS"]
    fill = await fill_of(small_bus)
    assert (fill.first_sequence, fill.messages) == (6, count - 5)


async def test_publishing_resumes_after_the_janitor_has_swept(small_bus, small_settings):
    count = await fill_up(small_bus)
    await consume_all(small_bus, small_settings, "scorer")
    janitor = asyncio.create_task(small_bus.janitor(every_seconds=0.05))

    async def taken():
        try:
            await publish_large(small_bus, count)
        except errors.LogFull:
            return False
        return True

    await eventually(taken)
    janitor.cancel()
    await asyncio.wait({janitor})
    assert (await fill_of(small_bus)).messages < count


async def test_the_janitor_leaves_streams_alone_that_have_room_or_that_nobody_reads(
    small_bus, small_settings
):
    await log.publish(small_bus, 1)
    await consume_all(small_bus, small_settings, "scorer")
    assert await small_bus.sweep() == []
    await small_bus.connection.js.delete_consumer("MENTIONS", "scorer")
    await fill_up(small_bus, start=10)
    assert await small_bus.sweep() == []
    assert (await fill_of(small_bus)).share > 0.9


async def test_the_janitor_waits_for_consumers_that_are_expected(small_bus, small_settings):
    await fill_up(small_bus)
    await consume_all(small_bus, small_settings, "scorer")
    assert await small_bus.sweep(expected={"MENTIONS": ["scorer", "insights"]}) == []
    await consume_all(small_bus, small_settings, "insights")
    assert await small_bus.sweep(expected={"MENTIONS": ["scorer", "insights"]}) == ["MENTIONS"]


async def test_retries_of_one_consumer_are_swept_whatever_another_still_holds(small_bus, small_settings):
    async def done(_):
        return None

    async def once(batch):
        return [Later("wait", delay=0)] if batch.tries == 0 else None

    idle = mention_consumer(small_bus, small_settings, done, name="router")
    for number in range(15):
        await publish_large(small_bus, number)
    async with running(idle):
        await eventually(lambda: log.acknowledged(small_bus, "router"))
        held = held_back("router").SerializeToString()
        await small_bus.publish("retry.router", held, message_id="held back")
        async with running(mention_consumer(small_bus, small_settings, once)):
            await eventually(lambda: log.acknowledged(small_bus, "scorer"))
        assert await small_bus.sweep(above=0.3) == ["MENTIONS", "RETRY"]
    assert await log.retries(small_bus, "scorer") == []
    assert len(await log.retries(small_bus, "router")) == 1


def held_back(consumer):
    batch = events_pb2.RetryBatch(consumer=consumer, subject="mentions.x", payload=log.payload_of(1), tries=1)
    batch.not_before_time.FromSeconds(4_000_000_000)
    return batch


async def publish_until_full(bus, subject, number=0):
    """Publishes large messages until the stream refuses; returns the number after the last."""
    while True:
        try:
            await bus.publish(subject, b"x" * 8000, message_id=f"{subject} {number}")
        except errors.LogFull:
            return number
        number += 1


async def test_news_that_no_durable_reads_loses_its_oldest_half_and_takes_new_again(small_bus):
    count = await publish_until_full(small_bus, "engagements.acme")
    assert await small_bus.sweep() == ["ENGAGEMENTS"]
    left = await fill_of(small_bus, "ENGAGEMENTS")
    assert 0.4 < left.share <= 0.5
    assert (left.first_sequence, left.last_sequence) == (count - left.messages + 1, count)
    assert await publish_until_full(small_bus, "engagements.acme", count) > count
    await small_bus.sweep(above=0.5)
    assert await small_bus.sweep(above=0.5) == []


async def test_news_that_a_durable_reads_waits_for_it(small_bus):
    js = small_bus.connection.js
    await js.add_consumer("ENGAGEMENTS", durable_name="crm", ack_policy="explicit")
    count = await publish_until_full(small_bus, "engagements.acme")
    assert await small_bus.sweep() == []
    assert (await fill_of(small_bus, "ENGAGEMENTS")).messages == count
    reader = await js.pull_subscribe_bind("crm", "ENGAGEMENTS")
    for message in await reader.fetch(count):
        await message.ack_sync()
    assert await small_bus.sweep() == ["ENGAGEMENTS"]
    assert (await fill_of(small_bus, "ENGAGEMENTS")).messages == 0


async def test_dead_letters_are_never_swept_and_are_counted_for_people(small_bus):
    count = await publish_until_full(small_bus, "deadletter.scorer")
    await small_bus.connection.js.add_consumer("DEADLETTER", durable_name="mirror", ack_policy="none")
    assert await small_bus.sweep() == []
    assert (await fill_of(small_bus, "DEADLETTER")).messages == count
    assert await small_bus.letters() == {"scorer": count}
    waiting = catalogue.BUS_WAITING_LETTERS
    assert waiting.labels("scorer")._value.get() == count
    await small_bus.connection.js.purge_stream("DEADLETTER")
    assert await small_bus.letters() == {}
    assert [sample for metric in waiting.collect() for sample in metric.samples] == []


async def test_records_of_what_was_purged_are_no_letters(bus):
    await bus.publish("deadletter.router.purged", b"", message_id="record")
    await bus.publish("deadletter.router", b"", message_id="letter")
    assert await bus.letters() == {"router": 1}


async def test_whoever_watches_tells_how_old_the_oldest_message_is(small_bus, small_settings):
    def told(name, consumer="scorer"):
        return REGISTRY.get_sample_value(name, {"consumer": consumer})

    await consume_all(small_bus, small_settings, "scorer")
    await observing.observe(small_bus.connection)
    assert told("antiphon_bus_oldest_age_seconds") == 0.0
    await log.publish(small_bus, 1)
    await log.publish(small_bus, 2)
    watching = asyncio.create_task(small_bus.watch(every_seconds=0.05))
    await eventually(lambda: told("antiphon_bus_lag_messages") == 2)
    await eventually(lambda: told("antiphon_bus_oldest_age_seconds") > 0)  # told after how many wait
    watching.cancel()
    await asyncio.wait({watching})

    assert 0 < told("antiphon_bus_oldest_age_seconds") < 60
    assert told("antiphon_bus_lag_messages") == 2
    assert told("antiphon_bus_retry_messages") == 0
    assert told("antiphon_bus_redelivered_messages") == 0
