"""Consuming, on a real nats-server: outcomes, retries, dead letters, suspects, pauses, restarts."""

from __future__ import annotations

import asyncio

from antiphon.events.v1 import events_pb2
from services.common.bus import BatchPublisher, Consumer, codecs
from tests.fixtures.nats import eventually


def mention(number: int, text: str = "hello") -> events_pb2.MentionItem:
    item = events_pb2.MentionItem()
    item.mention.key = f"sandbox:-:{number}"
    item.mention.network = "sandbox"
    item.mention.text = text
    return item


async def test_every_published_item_reaches_the_handler(bus, bus_settings):
    seen = []

    async def handle(batch):
        seen.extend(item.mention.key for item in batch.items)

    publisher = BatchPublisher(bus, bus_settings)
    consumer = Consumer(
        bus,
        bus_settings,
        name="scorer",
        stream="MENTIONS",
        subjects=["mentions.>"],
        codec=codecs.MENTIONS,
        handle=handle,
    )
    running = asyncio.create_task(consumer.run())
    receipt = await publisher.publish([mention(number) for number in range(1200)], network="sandbox")
    await receipt.wait()
    await eventually(lambda: len(seen) == 1200)
    await consumer.stop()
    await running
    assert sorted(seen) == sorted(f"sandbox:-:{number}" for number in range(1200))
