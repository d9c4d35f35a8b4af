"""Live views and spans of the past, on a real nats-server."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from datetime import UTC, datetime, timedelta

import pytest

from services.common.bus import Bus
from tests.fixtures import log
from tests.fixtures.nats import eventually


async def take(view, count):
    return [await asyncio.wait_for(anext(view), 20) for _ in range(count)]


async def numbers(view, count):
    return await log.numbers_in(await take(view, count))


async def test_a_view_from_now_on_sees_only_what_comes_after_it_is_ready(bus):
    await log.publish(bus, 1)
    async with bus.live(["mentions.>"]) as view:
        await log.publish(bus, 2)
        await log.publish(bus, 3)
        assert await numbers(view, 2) == [2, 3]


async def test_a_view_of_all_begins_with_the_oldest(bus):
    sequences = [await log.publish(bus, number) for number in range(5)]
    async with bus.live(["mentions.>"], start="all") as view:
        assert view.backlog == 5
        messages = await take(view, 5)
    assert [one.sequence for one in messages] == sequences
    assert [one.pending for one in messages] == [4, 3, 2, 1, 0]


async def test_a_view_resumes_after_a_sequence(bus):
    for number in range(5):
        await log.publish(bus, number)
    async with bus.live(["mentions.>"], start="all") as first:
        seen = await take(first, 2)
    async with bus.live(["mentions.>"], start=seen[-1].sequence + 1) as second:
        assert await numbers(second, 3) == [2, 3, 4]


async def test_a_view_follows_only_its_subjects(bus):
    async with bus.live(["mentions.a", "mentions.b"]) as view:
        for number, network in enumerate("axbxa"):
            await log.publish(bus, number, subject=f"mentions.{network}")
        assert await numbers(view, 3) == [0, 2, 4]


async def test_a_view_of_two_streams_is_refused(bus):
    with pytest.raises(ValueError, match="subjects of exactly one stream"):
        bus.live(["mentions.>", "scored.>"])


async def test_a_view_misses_and_repeats_nothing_over_kills_of_the_server(bus, nats_server):
    received = []

    async def follow():
        async with bus.live(["mentions.>"], start="all") as view:
            async for message in view:
                received.extend(await log.numbers_in([message]))

    following = asyncio.create_task(follow())
    for number in range(300):
        await log.publish(bus, number)
        if number in (100, 200):
            nats_server.restart()
    await eventually(lambda: len(received) >= 300)
    following.cancel()
    await asyncio.wait({following})
    assert received == list(range(300))


async def test_a_wait_that_was_given_up_loses_no_message(bus):
    async with bus.live(["mentions.>"]) as view:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(anext(view), 0.05)
        await log.publish(bus, 1)
        assert await numbers(view, 1) == [1]


async def test_views_leave_nothing_behind_on_the_server(bus):
    async with bus.live(["mentions.>"], start="all") as view:
        assert len(await bus.connection.js.consumers_info("MENTIONS")) == 1
        await log.publish(bus, 1)
        await take(view, 1)
    assert await bus.connection.js.consumers_info("MENTIONS") == []


async def test_views_do_not_count_as_consumers(bus):
    async with bus.live(["mentions.>"]):
        assert await bus.lags() == []


async def test_closing_the_bus_ends_a_view_with_a_sentence(bus_settings):
    bus = await Bus.connect(bus_settings, service="viewer")
    view = bus.live(["mentions.>"])
    waiting = asyncio.create_task(anext(view))
    await asyncio.sleep(0.05)
    await bus.close()
    with pytest.raises(Exception, match="The connection to the log is closed"):
        await asyncio.wait_for(waiting, 10)


async def test_a_span_of_the_past_is_read_from_its_start_up_to_its_end(bus):
    for number in range(6):
        await log.publish(bus, number)
    times = [one.time for one in await log.stored(bus, "mentions.>")]

    async def read(start, end):
        async with aclosing(bus.read("MENTIONS", start, end)) as messages:
            return [number async for one in messages for number in await log.numbers_in([one])]

    assert await read(times[1], times[4]) == [1, 2, 3]
    assert await read(times[0], datetime.now(UTC)) == [0, 1, 2, 3, 4, 5]
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    assert await read(tomorrow, tomorrow) == []


async def test_reading_an_empty_or_unknown_stream(bus):
    now = datetime.now(UTC)
    async with aclosing(bus.read("SCORED", now - timedelta(days=1), now)) as messages:
        assert [one async for one in messages] == []
    with pytest.raises(ValueError, match="The log has no stream 'GOSSIP'"):
        bus.read("GOSSIP", now, now)
