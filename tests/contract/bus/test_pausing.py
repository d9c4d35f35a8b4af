"""A consumer past its limit of dead letters pauses on the server."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.common.bus import DONE, Bus, Never
from services.common.model import errors
from tests.fixtures import log
from tests.fixtures.log import mention_consumer, number_of, running
from tests.fixtures.nats import eventually


async def refuse(batch):
    return [Never("INVALID_ITEM") for _ in batch.items]


async def is_paused(bus):
    """The same as `bus.paused`, and False while the consumer is still being made."""
    return any(lag.paused for lag in await bus.lags())


async def has_lag(bus, pending):
    return [lag.pending for lag in await bus.lags() if lag.stream == "MENTIONS"] == [pending]


async def test_a_run_of_dead_letters_pauses_the_consumer_and_its_retries(bus, bus_settings):
    for number in range(30):
        await log.publish(bus, number)
    settings = replace(bus_settings, pause_dead_run=5)
    async with running(mention_consumer(bus, settings, refuse)):
        await eventually(lambda: is_paused(bus))
        assert await bus.paused("scorer")
        # Two were in hand or fetched when the pause came.
        assert 5 <= len(await log.dead(bus, "scorer")) <= 7
    lags = [lag for lag in await bus.lags() if lag.name == "scorer"]
    assert {(lag.stream, lag.paused) for lag in lags} == {("MENTIONS", True), ("RETRY", True)}


async def test_a_share_of_dead_letters_pauses_the_consumer(bus, bus_settings):
    async def handle(batch):
        return [Never("INVALID_ITEM") if number_of(item) % 4 else DONE for item in batch.items]

    for number in range(40):
        await log.publish(bus, number)
    settings = replace(bus_settings, pause_dead_window=8)
    async with running(mention_consumer(bus, settings, handle)):
        await eventually(lambda: is_paused(bus))
    assert len(await log.dead(bus, "scorer")) < 30


async def test_a_pause_survives_restarts_of_consumer_and_server_until_it_is_lifted(
    bus, bus_settings, nats_server
):
    seen = []

    async def handle(batch):
        seen.extend(number_of(item) for item in batch.items)

    async with running(mention_consumer(bus, bus_settings, handle)):
        await log.publish(bus, 1)
        await eventually(lambda: seen == [1])
        await eventually(lambda: log.acknowledged(bus))
        await bus.pause("scorer")
    nats_server.restart()
    await eventually(lambda: bus.is_up)
    await log.publish(bus, 2)
    # Other settings make the consumer change its durable; the pause stays all the same.
    async with running(mention_consumer(bus, replace(bus_settings, ack_wait_seconds=5.0), handle)):
        await eventually(lambda: has_lag(bus, 1))
        assert await bus.paused("scorer")
        second = await Bus.connect(bus_settings, service="cli")
        assert seen == [1]
        await second.resume("scorer")
        await eventually(lambda: seen == [1, 2])
        assert not await second.paused("scorer")
        await second.close()


async def test_a_resumed_consumer_starts_counting_afresh(bus, bus_settings):
    for number in range(30):
        await log.publish(bus, number)
    settings = replace(bus_settings, pause_dead_run=5)
    async with running(mention_consumer(bus, settings, refuse)):
        await eventually(lambda: is_paused(bus))
        before = len(await log.dead(bus, "scorer"))
        await bus.resume("scorer")
        await eventually(lambda: is_paused(bus))
        assert len(await log.dead(bus, "scorer")) >= before + 3


async def test_unreadable_messages_count_as_dead_letters(bus, bus_settings):
    for number in range(10):
        await bus.publish("mentions.x", b"\xff", message_id=str(number))
    settings = replace(bus_settings, pause_dead_run=5)
    async with running(mention_consumer(bus, settings, refuse)):
        await eventually(lambda: is_paused(bus))


async def test_an_unknown_consumer_is_named(bus):
    with pytest.raises(errors.NotFound, match="Consumer nobody does not exist"):
        await bus.resume("nobody")
