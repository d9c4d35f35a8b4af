"""What the log costs: items per second and CPU per item, from publish to acknowledged, on a real nats-server.

Publisher and consumer run in a process each, as in production, with items of about 330 bytes.
Four runs: batches of 500, batches of one, both again with a flush to the disk before every
acknowledgement (`sync_interval: always`). The last line is one JSON object.

    python -m bench.bus [--items 200000] [--singles 5000]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import multiprocessing.synchronize
import resource
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import structlog
import uvloop

from antiphon.events.v1 import events_pb2
from services.common.bus import Batch, BatchPublisher, Bus, Consumer, codecs
from services.common.config.bus import BusSettings
from tests.fixtures.nats import NatsServer

TEXT = "my flight was cancelled and nobody at the desk could tell me when the next one leaves " * 2
CHUNK = 100
RUN_SECONDS = 120

Start = multiprocessing.synchronize.Barrier
Results = Any  # a process queue; its type cannot be written at run time
Work = Callable[[BusSettings, int, Start, Results], Coroutine[Any, Any, None]]


def mention(number: int) -> events_pb2.MentionItem:
    item = events_pb2.MentionItem()
    item.mention.key = f"sandbox:-:{number:09d}"
    item.mention.name = "mentions/abcdefghijklmnopqrstuvwxyz234567"
    item.mention.network = "sandbox"
    item.mention.native_id = f"{number:09d}"
    item.mention.text = TEXT
    item.mention.author.key = f"sandbox:-:author{number % 1000}"
    item.mention.author.handle = f"author{number % 1000}"
    return item


def cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def server_cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


async def publish(settings: BusSettings, count: int, ready: Start, results: Results) -> None:
    bus = await Bus.connect(settings, service="bench-publisher")
    publisher = BatchPublisher(bus, settings)
    chunks = [[mention(n) for n in range(at, min(at + CHUNK, count))] for at in range(0, count, CHUNK)]
    ready.wait()
    started, used = time.perf_counter(), cpu_seconds()
    receipts = [await publisher.publish(chunk, network="sandbox") for chunk in chunks]
    for receipt in receipts:
        await receipt.wait()
    results.put(("publisher", time.perf_counter() - started, cpu_seconds() - used, 0))
    await bus.close()


async def consume(settings: BusSettings, count: int, ready: Start, results: Results) -> None:
    bus = await Bus.connect(settings, service="bench-consumer")
    seen, batches, finished = 0, 0, asyncio.Event()

    async def handle(batch: Batch[events_pb2.MentionItem]) -> None:
        nonlocal seen, batches
        seen += len(batch.items)
        batches += 1
        if seen >= count:
            finished.set()

    consumer = Consumer(
        bus,
        settings,
        name="bench",
        stream="MENTIONS",
        subjects=["mentions.>"],
        codec=codecs.MENTIONS,
        handle=handle,
    )
    running = asyncio.create_task(consumer.run())
    ready.wait()
    started, used = time.perf_counter(), cpu_seconds()
    await finished.wait()
    results.put(("consumer", time.perf_counter() - started, cpu_seconds() - used, batches))
    await consumer.stop()
    await running
    await bus.close()


def in_process(work: Work, settings: BusSettings, count: int, ready: Start, results: Results) -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    uvloop.run(work(settings, count, ready, results))


@contextmanager
def server(sync: str) -> Iterator[NatsServer]:
    folder = Path(tempfile.mkdtemp(prefix="antiphon-bench-"))
    running = NatsServer(folder, sync=sync)
    running.start()
    try:
        yield running
    finally:
        running.kill()
        shutil.rmtree(folder)


def measure(count: int, *, batch: int, sync: str) -> dict[str, float]:
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    ready = context.Barrier(2)
    with server(sync) as running:
        settings = replace(BusSettings(url=running.url), batch_max_items=batch)
        asyncio.run(prepare(settings))
        used = server_cpu_seconds(running.pid)
        processes = [
            context.Process(target=in_process, args=(work, settings, count, ready, results))
            for work in (publish, consume)
        ]
        for process in processes:
            process.start()
        for process in processes:
            process.join(RUN_SECONDS)
        used = server_cpu_seconds(running.pid) - used
        assert all(process.exitcode == 0 for process in processes), "a process failed, see above"
        found = {name: rest for name, *rest in (results.get() for _ in processes)}
    seconds = max(found["publisher"][0], found["consumer"][0])
    return {
        "items_per_s": round(count / seconds),
        "publisher_us": round(found["publisher"][1] / count * 1e6, 2),
        "consumer_us": round(found["consumer"][1] / count * 1e6, 2),
        "server_us": round(used / count * 1e6, 2),
        "items_per_batch": round(count / found["consumer"][2], 1),
    }


async def prepare(settings: BusSettings) -> None:
    await (await Bus.connect(settings, service="bench")).close()


def median_of(runs: list[dict[str, float]]) -> dict[str, float]:
    return {key: statistics.median(run[key] for run in runs) for key in runs[0]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=200_000)
    parser.add_argument("--singles", type=int, default=5_000)
    parser.add_argument("--repeats", type=int, default=3)
    arguments = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    summary: dict[str, object] = {}
    for label, count, batch in (("batch_500", arguments.items, 500), ("batch_1", arguments.singles, 1)):
        for flush, sync in (("default", "2m"), ("always", "always")):
            runs = [measure(count, batch=batch, sync=sync) for _ in range(arguments.repeats)]
            figures = median_of(runs)
            print(f"{label:10} sync {flush:8} {figures}")
            summary[f"{label}_{flush}"] = figures
    default, always = summary["batch_500_default"], summary["batch_500_always"]
    summary["flush_cost_at_saturation"] = round(1 - always["items_per_s"] / default["items_per_s"], 3)
    print(json.dumps(summary))


if __name__ == "__main__":
    main()
