"""Adaptive batches on a real nats-server."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from services.common.bus import BatchPublisher, Bus, codecs
from services.common.model import errors
from services.common.obs import tracing
from tests.fixtures import log
from tests.fixtures.log import NETWORK, mention, mentions
from tests.fixtures.nats import eventually, quick_settings

MEBIBYTE = 1024 * 1024
NEVER = 10_000
"""A linger in milliseconds that no test waits for."""


async def sizes(bus, *subjects):
    found = await log.stored(bus, *(subjects or ("mentions.>",)))
    return [len(codecs.MENTIONS.split(one.payload)) for one in found]


async def test_a_batch_closes_at_its_number_of_items(bus, bus_settings):
    publisher = BatchPublisher(bus, replace(bus_settings, batch_linger_ms=NEVER))
    receipt = await publisher.publish(mentions(1000), network=NETWORK)
    await receipt.wait()
    assert sorted(await sizes(bus)) == [500, 500]
    found = await log.stored(bus, f"mentions.{NETWORK}")
    assert sorted(await log.numbers_in(found)) == list(range(1000))


async def test_a_batch_closes_at_its_number_of_bytes(bus, bus_settings):
    publisher = BatchPublisher(bus, replace(bus_settings, batch_linger_ms=NEVER))
    await publisher.publish([mention(n, "x" * 300 * 1024) for n in range(7)], network=NETWORK)
    await publisher.flush()
    assert sorted(await sizes(bus)) == [1, 3, 3]
    assert all(len(one.payload) <= MEBIBYTE for one in await log.stored(bus, "mentions.>"))


async def test_a_batch_closes_a_while_after_its_first_item(bus, bus_settings):
    publisher = BatchPublisher(bus, replace(bus_settings, batch_linger_ms=20))
    receipt = await publisher.publish(mentions(3), network=NETWORK)
    await receipt.wait()
    assert await sizes(bus) == [3]


async def test_an_item_larger_than_a_batch_goes_alone(bus, bus_settings):
    publisher = BatchPublisher(bus, bus_settings)
    items = [mention(1), mention(2, "x" * 3 * MEBIBYTE), mention(3)]
    receipt = await publisher.publish(items, network=NETWORK)
    await receipt.wait()
    found = await log.stored(bus, "mentions.>")
    assert sorted([await log.numbers_in([one]) for one in found]) == [[1], [2], [3]]


async def test_an_item_larger_than_the_log_takes_is_refused_and_nothing_of_the_call_is_taken(
    bus, bus_settings
):
    publisher = BatchPublisher(bus, bus_settings)
    with pytest.raises(
        errors.InvalidField, match=r"items\[1\]: is 8,388,6\d\d bytes; the log takes 7,864,320"
    ):
        await publisher.publish([mention(1), mention(2, "x" * 8 * MEBIBYTE)], network=NETWORK)
    await publisher.flush()
    assert await sizes(bus) == []


async def test_each_network_has_its_own_batches_and_subject(bus, bus_settings):
    publisher = BatchPublisher(bus, bus_settings)
    one = await publisher.publish(mentions(2), network="bluesky")
    other = await publisher.publish(mentions(3, start=5), network="reddit")
    await asyncio.gather(one.wait(), other.wait())
    assert await sizes(bus, "mentions.bluesky") == [2]
    assert await sizes(bus, "mentions.reddit") == [3]


async def test_callers_of_one_network_share_a_batch(bus, bus_settings):
    publisher = BatchPublisher(bus, replace(bus_settings, batch_linger_ms=200))
    receipts = [await publisher.publish([mention(number)], network=NETWORK) for number in range(10)]
    await asyncio.gather(*(receipt.wait() for receipt in receipts))
    assert await sizes(bus) == [10]


async def test_batches_grow_with_the_load_while_the_log_is_slow(bus, bus_settings, nats_server):
    publisher = BatchPublisher(bus, replace(bus_settings, batch_linger_ms=0, publish_in_flight=1))
    nats_server.freeze()
    receipts = []
    for number in range(100):
        receipts.append(await publisher.publish([mention(number)], network=NETWORK))
        await asyncio.sleep(0)
    nats_server.thaw()
    await asyncio.gather(*(receipt.wait() for receipt in receipts))
    found = await sizes(bus)
    assert sum(found) == 100
    assert len(found) <= 3


async def test_publish_waits_while_too_much_is_in_flight(bus, bus_settings, nats_server):
    settings = replace(bus_settings, batch_max_items=10, publish_in_flight=2)
    publisher = BatchPublisher(bus, settings)
    nats_server.freeze()
    publishing = asyncio.create_task(publisher.publish(mentions(100), network=NETWORK))
    done, _ = await asyncio.wait({publishing}, timeout=0.2)
    assert not done
    nats_server.thaw()
    receipt = await asyncio.wait_for(publishing, 20)
    await receipt.wait()
    assert sorted(await sizes(bus)) == [10] * 10


async def test_batches_are_acknowledged_through_a_kill_of_the_server(bus, bus_settings, nats_server):
    publisher = BatchPublisher(bus, replace(bus_settings, batch_max_items=20))
    publishing = asyncio.create_task(publisher.publish(mentions(2000), network=NETWORK))
    await asyncio.sleep(0.01)
    nats_server.restart()
    receipt = await asyncio.wait_for(publishing, 30)
    await asyncio.wait_for(receipt.wait(), 30)
    found = await log.stored(bus, "mentions.>")
    assert sorted(await log.numbers_in(found)) == list(range(2000))


async def fill(publisher):
    """Publishes until the log refuses; returns how many batches it took."""
    for count in range(1000):
        receipt = await publisher.publish([mention(count, "x" * 8000)], network=NETWORK)
        try:
            await receipt.wait()
        except errors.LogFull:
            return count
    return pytest.fail("the stream never filled")


async def test_a_full_log_tells_of_backpressure_and_then_refuses_the_receipt(nats_server):
    settings = quick_settings(nats_server, stream_max_bytes=128 * 1024, batch_max_items=1)
    bus = await Bus.connect(settings, service="test")
    told = []
    publisher = BatchPublisher(bus, settings, on_backpressure=told.append, patience_seconds=0.1)
    assert await fill(publisher) > 5
    assert told == [True]
    await bus.connection.js.purge_stream("MENTIONS")
    receipt = await publisher.publish([mention(1)], network=NETWORK)
    await receipt.wait()
    assert told == [True, False]
    await bus.close()


async def test_a_refused_batch_is_stored_when_room_appears_in_time(nats_server):
    settings = quick_settings(nats_server, stream_max_bytes=128 * 1024, batch_max_items=1)
    bus = await Bus.connect(settings, service="test")
    await fill(BatchPublisher(bus, settings, patience_seconds=0))
    told = []
    publisher = BatchPublisher(bus, settings, on_backpressure=told.append, patience_seconds=30)
    receipt = await publisher.publish([mention(77, "x" * 8000)], network=NETWORK)
    await eventually(lambda: told == [True])
    await bus.connection.js.purge_stream("MENTIONS")
    await asyncio.wait_for(receipt.wait(), 20)
    assert await log.numbers_in(await log.stored(bus, "mentions.>")) == [77]
    await bus.close()


async def test_a_batch_continues_the_trace_in_which_its_first_item_came(bus, bus_settings):
    publisher = BatchPublisher(bus, bus_settings)
    with tracing.span("poll"):
        wanted = tracing.inject()["traceparent"].split("-")[1]
        receipt = await publisher.publish(mentions(1), network=NETWORK)
    await receipt.wait()
    (message,) = await log.stored(bus, "mentions.>")
    assert message.headers["traceparent"].split("-")[1] == wanted


async def test_a_log_whose_disk_is_full_loses_nothing_and_tells_of_backpressure(make_nats):
    server = make_nats()
    server.max_file_bytes = 256 * 1024
    server.start()
    settings = quick_settings(server, batch_max_items=1, publish_in_flight=2)
    bus = await Bus.connect(settings, service="test")
    told = []
    publisher = BatchPublisher(bus, settings, on_backpressure=told.append)
    items = [mention(number, "x" * 20_000) for number in range(30)]
    publishing = asyncio.create_task(publisher.publish(items, network=NETWORK))
    await eventually(lambda: told == [True])
    assert not publishing.done()
    server.kill()
    server.max_file_bytes = None
    server.start()
    receipt = await asyncio.wait_for(publishing, 30)
    await asyncio.wait_for(receipt.wait(), 30)
    await publisher.flush()
    assert told == [True, False]
    assert sorted(await log.numbers_in(await log.stored(bus, "mentions.>"))) == list(range(30))
    await bus.close()
