"""Messages that keep coming back, and items that end the process, on a real nats-server."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from antiphon.events.v1 import events_pb2
from services.common.bus import DONE, Later, Never
from services.common.model import errors
from tests.fixtures import log
from tests.fixtures.log import mention_consumer, number_of, running
from tests.fixtures.nats import eventually

DEADLY = 3

VICTIM = """
import asyncio, os, sys
from dataclasses import replace
from services.common.bus import Bus
from services.common.config.bus import BusSettings
from tests.fixtures.log import mention_consumer, number_of

async def main(url, deadly, record):
    settings = BusSettings(url=url, ack_wait_seconds=1.0, stream_max_bytes=64 * 1024 * 1024)
    bus = await Bus.connect(settings, service="victim")
    async def handle(batch):
        numbers = [number_of(item) for item in batch.items]
        with open(record, "a") as lines:
            lines.write(f"{numbers}\\n")
        if deadly & set(numbers):
            os._exit(9)
    await mention_consumer(bus, settings, handle).run()

asyncio.run(main(sys.argv[1], set(map(int, sys.argv[2].split(","))), sys.argv[3]))
"""


class Victim:
    """A consumer in a process of its own, started again whenever it has died, as a supervisor would."""

    def __init__(self, url, deadly, record):
        self._command = [sys.executable, "-c", VICTIM, url, ",".join(map(str, deadly)), str(record)]
        self._process = None
        self.deaths = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def keep_running(self):
        if self._process is not None and self._process.poll() is not None:
            assert self._process.returncode == 9
            self.deaths += 1
            self._process = None
        if self._process is None:
            paths = os.pathsep.join([".", "proto/gen/python"])
            self._process = subprocess.Popen(
                self._command, cwd=Path(__file__).parents[3], env={**os.environ, "PYTHONPATH": paths}
            )


async def until_acknowledged(bus, victim):
    async def settled():
        victim.keep_running()
        return await log.acknowledged(bus)

    await eventually(settled, seconds=60)


@pytest.mark.parametrize("deadly", [{DEADLY}, {1, 4}])
async def test_an_item_that_ends_the_process_becomes_poison_and_the_others_are_handled(
    bus, nats_server, tmp_path, deadly
):
    await log.publish(bus, 1, 2, 3, 4, 5)
    record = tmp_path / "tried"
    with Victim(nats_server.url, deadly, record) as victim:
        await until_acknowledged(bus, victim)
    letters = await log.dead(bus, "scorer")
    assert sorted(letter.item_id for letter in letters) == [f"sandbox:-:{n}@0" for n in sorted(deadly)]
    assert {letter.reason for letter in letters} == {"POISON"}
    assert [letter.payload for letter in letters] == [log.payload_of(n) for n in sorted(deadly)]
    tried = record.read_text().splitlines()
    # Three deliveries of the whole message, then each item once: the poison is never tried again.
    assert tried[:3] == ["[1, 2, 3, 4, 5]"] * 3
    assert tried[3:] == [f"[{number}]" for number in range(1, 6)]
    assert victim.deaths == 3 + len(deadly)


async def suspects(bus):
    found = await log.stored(bus, "suspect.>")
    return [(one.subject, events_pb2.Suspect.FromString(one.payload)) for one in found]


async def test_a_suspect_is_on_record_before_it_is_tried_and_cleared_afterwards(bus, bus_settings):
    records = []

    async def handle(batch):
        if len(batch.items) > 1:
            raise RuntimeError("not all at once")
        ((subject, suspect),) = await suspects(bus)
        records.append((subject, suspect.index, suspect.item_id, suspect.cleared))

    await log.publish(bus, 1, 2)
    async with running(mention_consumer(bus, bus_settings, handle)):
        await eventually(lambda: log.acknowledged(bus))
    subject = "suspect.scorer.MENTIONS.1"
    assert records == [(subject, 0, "sandbox:-:1@0", False), (subject, 1, "sandbox:-:2@0", False)]
    ((_, suspect),) = await suspects(bus)
    assert suspect.cleared
    assert await log.dead(bus, "scorer") == []


async def test_one_item_whose_handling_fails_does_not_hold_up_the_others(bus, bus_settings):
    handled = []

    async def handle(batch):
        numbers = [number_of(item) for item in batch.items]
        if DEADLY in numbers:
            raise RuntimeError("three is too much")
        handled.extend(numbers)

    await log.publish(bus, 1, 2, 3, 4)
    settings = replace(bus_settings, retry_limit=2)
    async with running(mention_consumer(bus, settings, handle)):
        await eventually(lambda: log.dead(bus, "scorer"), seconds=40)
        await eventually(lambda: log.acknowledged(bus))
    assert handled == [1, 2, 4]
    (letter,) = await log.dead(bus, "scorer")
    assert (letter.item_id, letter.reason) == ("sandbox:-:3@0", "RETRIES_EXHAUSTED")
    assert letter.cause.startswith("RuntimeError in handle:")


async def test_outcomes_of_items_tried_alone_count_like_any_others(bus, bus_settings):
    async def handle(batch):
        if len(batch.items) > 1:
            raise RuntimeError("not all at once")
        outcomes = {1: DONE, 2: Later("busy", delay=60), 3: Never("INVALID_ITEM")}
        return [outcomes[number_of(batch.items[0])]]

    await log.publish(bus, 1, 2, 3)
    async with running(mention_consumer(bus, bus_settings, handle)):
        await eventually(lambda: log.dead(bus, "scorer"))
        await eventually(lambda: log.retries(bus, "scorer"))
    (letter,) = await log.dead(bus, "scorer")
    (retry,) = await log.retries(bus, "scorer")
    assert (letter.item_id, list(retry.item_ids)) == ("sandbox:-:3@0", ["sandbox:-:2@0"])


async def test_a_trial_that_was_stopped_in_order_accuses_nobody(bus, bus_settings):
    waiting = asyncio.Event()

    async def trouble(batch):
        if len(batch.items) > 1:
            raise RuntimeError("not all at once")
        if number_of(batch.items[0]) == 2:
            waiting.set()
            raise errors.StoreUnavailable("The database is away.")

    await log.publish(bus, 1, 2, 3)
    consumer = mention_consumer(bus, bus_settings, trouble)
    task = asyncio.create_task(consumer.run())
    await asyncio.wait_for(waiting.wait(), 20)
    await consumer.stop()
    await task
    handled = []

    async def handle(batch):
        handled.extend(number_of(item) for item in batch.items)

    async with running(mention_consumer(bus, bus_settings, handle)):
        await eventually(lambda: log.acknowledged(bus))
    assert handled == [2, 3]
    assert await log.dead(bus, "scorer") == []
