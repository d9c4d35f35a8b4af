"""Consuming on a real nats-server: outcomes, retries, dead letters, back-pressure, stopping."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from antiphon.events.v1 import events_pb2
from services.common.bus import DONE, Batch, BatchPublisher, Bus, Later, Never, codecs
from services.common.model import errors
from services.common.obs import catalogue, tracing
from tests.fixtures import log
from tests.fixtures.log import NETWORK, mention_consumer, mentions, number_of, running
from tests.fixtures.nats import eventually, quick_settings


async def test_every_published_item_reaches_the_handler_once(bus, bus_settings):
    seen = []

    async def handle(batch):
        seen.extend(number_of(item) for item in batch.items)

    publisher = BatchPublisher(bus, bus_settings)
    async with running(mention_consumer(bus, bus_settings, handle)):
        receipt = await publisher.publish(mentions(1200), network=NETWORK)
        await receipt.wait()
        await eventually(lambda: len(seen) == 1200)
        await eventually(lambda: log.acknowledged(bus))
    assert sorted(seen) == list(range(1200))


async def test_a_batch_says_where_it_came_from(bus, bus_settings):
    batches: list[Batch[events_pb2.MentionItem]] = []

    async def handle(batch):
        batches.append(batch)

    sequence = await log.publish(bus, 1, 2)
    async with running(mention_consumer(bus, bus_settings, handle)):
        await eventually(lambda: batches)
    (batch,) = batches
    assert batch.payload == log.payload_of(1, 2)
    assert (batch.subject, batch.sequence, batch.tries) == (f"mentions.{NETWORK}", sequence, 0)
    assert abs(batch.time.timestamp() - (await log.stored(bus, "mentions.>"))[0].time.timestamp()) < 0.001


async def test_a_durable_goes_on_where_it_stopped(bus, bus_settings):
    seen = []

    async def handle(batch):
        seen.extend(number_of(item) for item in batch.items)

    await log.publish(bus, 1)
    async with running(mention_consumer(bus, bus_settings, handle)):
        await eventually(lambda: log.acknowledged(bus))
    await log.publish(bus, 2)
    async with running(mention_consumer(bus, bus_settings, handle)):
        await eventually(lambda: log.acknowledged(bus))
    assert seen == [1, 2]


async def test_replicas_share_the_messages(bus, bus_settings):
    seen = {"a": 0, "b": 0}

    def handler(replica):
        async def handle(batch):
            seen[replica] += len(batch.items)
            await asyncio.sleep(0.01)

        return handle

    for number in range(40):
        await log.publish(bus, number)
    replicas = [mention_consumer(bus, bus_settings, handler(name)) for name in seen]
    async with running(*replicas):
        await eventually(lambda: log.acknowledged(bus))
    assert sum(seen.values()) == 40
    assert min(seen.values()) > 0


async def test_only_items_put_off_come_again_with_their_count_of_tries(bus, bus_settings):
    seen = []

    async def handle(batch):
        seen.append((batch.tries, [number_of(item) for item in batch.items]))
        odd_first = [number_of(item) % 2 == 1 and batch.tries == 0 for item in batch.items]
        return [Later("the weather") if later else DONE for later in odd_first]

    await log.publish(bus, 1, 2, 3, 4)
    async with running(mention_consumer(bus, bus_settings, handle)):
        await eventually(lambda: len(seen) == 2)
        await eventually(lambda: log.acknowledged(bus))
    assert seen == [(0, [1, 2, 3, 4]), (1, [1, 3])]
    (retry,) = await log.retries(bus, "scorer")
    assert (retry.consumer, retry.subject, retry.tries) == ("scorer", f"mentions.{NETWORK}", 1)
    assert (retry.reason, list(retry.item_ids)) == ("the weather", ["sandbox:-:1@0", "sandbox:-:3@0"])
    assert await log.dead(bus, "scorer") == []


async def test_an_item_is_not_tried_before_its_time(bus, bus_settings):
    loop = asyncio.get_running_loop()
    times = []

    async def handle(batch):
        times.append(loop.time())
        return [Later("not yet", delay=0.5) if batch.tries == 0 else DONE]

    await log.publish(bus, 1)
    async with running(mention_consumer(bus, bus_settings, handle)):
        await eventually(lambda: len(times) == 2)
    assert times[1] - times[0] >= 0.5


async def test_a_retry_waits_for_its_time_over_a_kill_of_the_server(bus, bus_settings, nats_server):
    seen = []

    async def handle(batch):
        seen.append(batch.tries)
        return [Later("not yet", delay=1.0) if batch.tries == 0 else DONE]

    await log.publish(bus, 1)
    async with running(mention_consumer(bus, bus_settings, handle)):
        await eventually(lambda: seen == [0])
        await eventually(lambda: log.retries(bus, "scorer"))
        nats_server.restart()
        # The first message may come again: its acknowledgement may have died with the server.
        await eventually(lambda: 1 in seen)


async def test_an_item_put_off_too_often_becomes_a_dead_letter(bus, bus_settings):
    tries = []

    async def handle(batch):
        tries.append(batch.tries)
        return [Later("no such brand", delay=0)]

    await log.publish(bus, 7)
    settings = replace(bus_settings, retry_limit=3)
    async with running(mention_consumer(bus, settings, handle)):
        await eventually(lambda: log.dead(bus, "scorer"))
        await eventually(lambda: log.acknowledged(bus))
    assert tries == [0, 1, 2]
    (letter,) = await log.dead(bus, "scorer")
    assert (letter.reason, letter.cause, letter.tries) == ("RETRIES_EXHAUSTED", "no such brand", 3)


async def test_a_rejected_item_becomes_one_dead_letter_with_reason_cause_and_bytes(bus, bus_settings):
    async def handle(batch):
        return [
            Never("INVALID_ITEM", "The key has two parts.") if number_of(item) > 1 else DONE
            for item in batch.items
        ]

    await log.publish(bus, 1, 2, 3)
    async with running(mention_consumer(bus, bus_settings, handle)):
        await eventually(lambda: log.acknowledged(bus))
    letters = sorted(await log.dead(bus, "scorer"), key=lambda letter: letter.item_id)
    assert [letter.item_id for letter in letters] == ["sandbox:-:2@0", "sandbox:-:3@0"]
    assert [letter.payload for letter in letters] == [log.payload_of(2), log.payload_of(3)]
    for letter in letters:
        assert (letter.consumer, letter.subject) == ("scorer", f"mentions.{NETWORK}")
        assert (letter.reason, letter.cause, letter.tries) == ("INVALID_ITEM", "The key has two parts.", 1)
        assert letter.HasField("dead_time")


async def test_unreadable_bytes_become_a_dead_letter_that_holds_them(bus, bus_settings):
    seen = []

    async def handle(batch):
        seen.extend(number_of(item) for item in batch.items)

    await bus.publish("mentions.x", b"\xff not a batch", message_id="1")
    await log.publish(bus, 5)
    async with running(mention_consumer(bus, bus_settings, handle)):
        await eventually(lambda: seen == [5])
        await eventually(lambda: log.acknowledged(bus))
    (letter,) = await log.dead(bus, "scorer")
    assert (letter.payload, letter.reason, letter.item_id) == (b"\xff not a batch", "UNREADABLE", "")


async def test_a_dead_letter_too_large_for_the_log_names_where_its_bytes_are(bus, bus_settings):
    raw = b"\xff" * (8 * 1024 * 1024 - 100)
    await bus.publish("mentions.x", raw, message_id="1")
    async with running(mention_consumer(bus, bus_settings, pytest.fail)):
        await eventually(lambda: log.dead(bus, "scorer"))
    (letter,) = await log.dead(bus, "scorer")
    assert letter.payload == b""
    assert letter.cause.endswith("Its 8,388,508 bytes do not fit here; see message 1 of stream MENTIONS.")


async def test_a_handler_that_fails_gets_its_batch_again(bus, bus_settings):
    attempts = []

    async def handle(batch):
        attempts.append(len(batch.items))
        if len(attempts) < 3:
            raise RuntimeError("a passing fault")

    await log.publish(bus, 1, 2)
    async with running(mention_consumer(bus, bus_settings, handle)):
        await eventually(lambda: log.acknowledged(bus))
    assert attempts == [2, 2, 2]
    assert await log.dead(bus, "scorer") == []


async def test_a_wrong_number_of_outcomes_counts_as_a_failed_try(bus, bus_settings):
    attempts = []

    async def handle(batch):
        attempts.append(len(batch.items))
        return [DONE] if len(attempts) == 1 else None

    await log.publish(bus, 1, 2)
    async with running(mention_consumer(bus, bus_settings, handle)):
        await eventually(lambda: log.acknowledged(bus))
    assert attempts == [2, 2]


async def test_trouble_around_the_items_counts_no_try_and_takes_no_other_message(bus, bus_settings):
    calls = []

    async def handle(batch):
        calls.append((batch.sequence, batch.tries))
        if len(calls) < 5:
            raise errors.StoreUnavailable("The database is away.")

    await log.publish(bus, 1)
    await log.publish(bus, 2)
    settings = replace(bus_settings, ack_wait_seconds=1.0)
    async with running(mention_consumer(bus, settings, handle)):
        await eventually(lambda: log.acknowledged(bus))
    assert calls == [(1, 0)] * 5 + [(2, 0)]
    assert await log.retries(bus, "scorer") == []


async def test_long_work_keeps_its_message(bus, bus_settings):
    seen = []

    async def handle(batch):
        seen.append(batch.sequence)
        await asyncio.sleep(2.5)

    await log.publish(bus, 1)
    settings = replace(bus_settings, ack_wait_seconds=1.0)
    impatient = mention_consumer(bus, settings, handle)
    async with running(mention_consumer(bus, settings, handle), impatient):
        await eventually(lambda: log.acknowledged(bus))
    assert seen == [1]


async def test_the_next_message_is_fetched_while_one_is_handled_and_no_more(bus, bus_settings):
    release = asyncio.Event()

    async def handle(_):
        await release.wait()

    for number in range(20):
        await log.publish(bus, number)

    async def two_in_flight():
        return [lag.in_flight for lag in await bus.lags() if lag.stream == "MENTIONS"] == [2]

    async with running(mention_consumer(bus, bus_settings, handle)):
        await eventually(two_in_flight)
        assert await two_in_flight()
        release.set()
        await eventually(lambda: log.acknowledged(bus))


async def test_concurrency_bounds_the_handlers_that_run_at_once(bus, bus_settings):
    now, most = 0, 0

    async def handle(_):
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0.01)
        now -= 1

    for number in range(30):
        await log.publish(bus, number)
    async with running(mention_consumer(bus, bus_settings, handle, concurrency=3)):
        await eventually(lambda: log.acknowledged(bus))
    assert most == 3


async def test_stopping_finishes_what_is_in_hand_and_gives_back_the_rest(bus, bus_settings):
    started, release, seen = asyncio.Event(), asyncio.Event(), []

    async def handle(batch):
        started.set()
        await release.wait()
        seen.append(batch.sequence)

    await log.publish(bus, 1)
    await log.publish(bus, 2)
    consumer = mention_consumer(bus, bus_settings, handle)
    task = asyncio.create_task(consumer.run())
    await started.wait()
    await eventually(lambda: len(consumer._lanes[0].puller.held) == 2)
    stopping = asyncio.create_task(consumer.stop())
    await asyncio.sleep(0)
    release.set()
    await asyncio.wait_for(asyncio.gather(task, stopping), 10)
    assert seen == [1]
    taken_over = []

    async def take_over(batch):
        taken_over.append(batch.sequence)

    settings = replace(bus_settings, ack_wait_seconds=60.0)
    async with running(mention_consumer(bus, settings, take_over)):
        await eventually(lambda: taken_over == [2], seconds=10)


async def test_stopping_gives_up_a_handler_that_does_not_end_and_gives_its_message_back(bus, bus_settings):
    started = asyncio.Event()

    async def handle(_):
        started.set()
        await asyncio.Event().wait()

    await log.publish(bus, 1)
    settings = replace(bus_settings, ack_wait_seconds=60.0)
    consumer = mention_consumer(bus, settings, handle)
    task = asyncio.create_task(consumer.run())
    await started.wait()
    await asyncio.wait_for(consumer.stop(grace_seconds=0.1), 10)
    await task
    seen = []

    async def take_over(batch):
        seen.append(batch.sequence)

    async with running(mention_consumer(bus, settings, take_over)):
        await eventually(lambda: seen == [1], seconds=10)


async def test_stopping_does_not_wait_for_better_times(bus, bus_settings):
    tried = asyncio.Event()

    async def handle(_):
        tried.set()
        raise errors.StoreUnavailable("The database is away.")

    await log.publish(bus, 1)
    consumer = mention_consumer(bus, bus_settings, handle)
    task = asyncio.create_task(consumer.run())
    await tried.wait()
    await asyncio.wait_for(consumer.stop(), 8)
    await task


async def test_stopping_works_while_the_log_is_away(bus, bus_settings, nats_server):
    consumer = mention_consumer(bus, bus_settings, pytest.fail)
    task = asyncio.create_task(consumer.run())
    await eventually(lambda: log.acknowledged(bus))
    nats_server.kill()
    await eventually(lambda: not bus.is_up)
    await asyncio.wait_for(consumer.stop(), 8)
    await task


async def test_a_cancelled_consumer_gives_its_messages_back(bus, bus_settings):
    started = asyncio.Event()

    async def handle(_):
        started.set()
        await asyncio.Event().wait()

    await log.publish(bus, 1)
    settings = replace(bus_settings, ack_wait_seconds=60.0)
    task = asyncio.create_task(mention_consumer(bus, settings, handle).run())
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    seen = []

    async def take_over(batch):
        seen.append(batch.sequence)

    async with running(mention_consumer(bus, settings, take_over)):
        await eventually(lambda: seen == [1], seconds=10)


async def test_a_consumer_started_without_the_log_begins_when_it_is_there(bus, bus_settings, nats_server):
    seen = []

    async def handle(batch):
        seen.extend(number_of(item) for item in batch.items)

    await log.publish(bus, 1)
    nats_server.kill()
    await eventually(lambda: not bus.is_up)
    async with running(mention_consumer(bus, bus_settings, handle)):
        nats_server.start()
        await eventually(lambda: seen == [1])


async def test_a_deleted_durable_is_made_again(bus, bus_settings):
    seen = []

    async def handle(batch):
        seen.extend(number_of(item) for item in batch.items)

    async with running(mention_consumer(bus, bus_settings, handle)):
        await log.publish(bus, 1)
        await eventually(lambda: seen == [1])
        await bus.connection.js.delete_consumer("MENTIONS", "scorer")
        await log.publish(bus, 2)
        await eventually(lambda: 2 in seen)


async def test_nothing_is_lost_while_the_server_is_killed_again_and_again(bus, bus_settings, nats_server):
    seen = set()

    async def handle(batch):
        seen.update(number_of(item) for item in batch.items)
        return [
            Later("once more", delay=0.05) if number_of(item) % 50 == 0 and batch.tries == 0 else DONE
            for item in batch.items
        ]

    publisher = BatchPublisher(bus, replace(bus_settings, batch_max_items=10))
    async with running(mention_consumer(bus, bus_settings, handle)):
        for start in range(0, 2000, 500):
            receipt = await publisher.publish(mentions(500, start), network=NETWORK)
            nats_server.restart()
            await asyncio.wait_for(receipt.wait(), 30)
        await eventually(lambda: len(seen) == 2000, seconds=40)
        await eventually(lambda: log.acknowledged(bus), seconds=40)
    assert await log.dead(bus, "scorer") == []


async def test_a_full_retry_stream_holds_the_input_until_there_is_room(nats_server):
    settings = quick_settings(nats_server, stream_max_bytes=64 * 1024)
    bus = await Bus.connect(settings, service="test")
    for number in range(100):
        try:
            await bus.publish("retry.other", bytes(4096), message_id=str(number))
        except errors.LogFull:
            break

    async def handle(batch):
        return [Later("once more", delay=60)]

    await bus.publish("mentions.x", codecs.MENTIONS.join([log.mention(1, "x" * 8000)]), message_id="1")
    async with running(mention_consumer(bus, settings, handle)):

        async def in_flight():
            return [lag.in_flight for lag in await bus.lags() if lag.stream == "MENTIONS"] == [1]

        await eventually(in_flight)
        await bus.connection.js.purge_stream("RETRY")
        await eventually(lambda: log.retries(bus, "scorer"))

        async def settled():
            return [lag.in_flight for lag in await bus.lags() if lag.stream == "MENTIONS"] == [0]

        await eventually(settled)
    await bus.close()


async def test_a_consumer_whose_bus_was_closed_ends_with_a_sentence(bus_settings):
    bus = await Bus.connect(bus_settings, service="test")
    task = asyncio.create_task(mention_consumer(bus, bus_settings, pytest.fail).run())
    await eventually(lambda: log.acknowledged(bus))
    await bus.close()
    with pytest.raises(errors.LogUnavailable, match="The connection to the log is closed"):
        await asyncio.wait_for(task, 10)


async def test_an_item_so_malformed_that_it_has_no_identity_becomes_a_dead_letter(bus, bus_settings):
    def no_identity(_):
        raise ValueError("no key")

    async def handle(batch):
        return [Never("INVALID_ITEM") for _ in batch.items]

    codec = replace(codecs.MENTIONS, identify=no_identity)
    await log.publish(bus, 1)
    async with running(mention_consumer(bus, bus_settings, handle, codec=codec)):
        await eventually(lambda: log.dead(bus, "scorer"))
    (letter,) = await log.dead(bus, "scorer")
    assert (letter.item_id, letter.payload) == ("", log.payload_of(1))


async def test_the_handler_runs_in_the_trace_of_its_batch_and_retries_stay_in_it(bus, bus_settings):
    traces = []

    async def handle(batch):
        traces.append(tracing.inject()["traceparent"].split("-")[1])
        return [Later("once more", delay=0)] if batch.tries == 0 else None

    publisher = BatchPublisher(bus, bus_settings)
    async with running(mention_consumer(bus, bus_settings, handle)):
        await publisher.publish(mentions(1), network=NETWORK)
        await eventually(lambda: len(traces) == 2)
    (message,) = await log.stored(bus, "mentions.>")
    wanted = message.headers["traceparent"].split("-")[1]
    assert traces == [wanted, wanted]


async def test_what_became_of_items_is_counted(bus, bus_settings):
    def counted(outcome):
        return catalogue.BUS_CONSUMED_ITEMS.labels("counting", outcome)._value.get()

    async def handle(batch):
        outcomes = [DONE, DONE, Later("wait", delay=60), Never("INVALID_ITEM")]
        return [outcomes[number_of(item)] for item in batch.items]

    before = {outcome: counted(outcome) for outcome in ("done", "later", "never")}
    await log.publish(bus, 0, 1, 2, 3)
    async with running(mention_consumer(bus, bus_settings, handle, name="counting")):
        await eventually(lambda: log.dead(bus, "counting"))
        await eventually(lambda: counted("never") == before["never"] + 1)
    assert counted("done") == before["done"] + 2
    assert counted("later") == before["later"] + 1
