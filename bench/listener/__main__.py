"""How many posts a second one listener reads, compares with 1,000 queries, and puts on the log where asked.

    python -m bench.listener [--posts 1000000] [--queries 1000] [--share 0.005]

The firehose is a real WebSocket of generated posts; the listener is a real process with a real log and
database behind it. Its CPU time counts, so the figure is posts a second and core; what it reads over the
clock is shown, too, and depends on what else the machine does.

Memory is told by tenths of the run. What grows at first is bounded: the last 20,000 posts that matched are
remembered, and SQLite keeps pages of the listener's database, at most 64 MiB for writing. `mb_flat` is the
growth over the second half; how much of that the database grew by stands beside it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from antiphon.listening.v1 import listening_service_pb2 as listening
from bench.listener import firehose
from bench.pipeline import embedded_set
from bench.pipeline.embedded_set import EmbeddedSet

QUERIES_A_REQUEST = 100
STEPS = 10
"""Readings of a run after the first, which is a tenth in."""
SOURCE = "sources/firehose"
MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Reading:
    """How far the listener is."""

    posts: int
    matched: int
    cpu_seconds: float
    clock: float
    megabytes: float
    database: float


async def main() -> None:
    options = _options()
    words = firehose.watched_words(options.queries)
    server = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.listener.firehose", str(options.queries), str(options.share)),
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert server.stdout is not None
        port = int(await server.stdout.readline())
        environment = {"ANTIPHON_LISTENER_ALLOW_PRIVATE_ADDRESSES": "true"}
        async with embedded_set.running(environment) as running:
            await _ask(running, words)
            readings = await _read(running, port, options.posts)
    finally:
        server.kill()
        await server.wait()
    _report(readings)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=1_000_000)
    parser.add_argument("--queries", type=int, default=1_000)
    parser.add_argument("--share", type=float, default=0.005, help="share of posts that match a query")
    return parser.parse_args()


async def _ask(running: EmbeddedSet, words: list[str]) -> None:
    """A query for each word, spread over ten brands."""
    listener = await running.opened.listener()
    for number in range(10):
        brand = listening.Brand(display_name=f"Brand {number}")
        await listener.CreateBrand(listening.CreateBrandRequest(brand_id=f"bench-{number}", brand=brand))
    for number, word in enumerate(words):
        await listener.CreateQuery(
            listening.CreateQueryRequest(
                parent=f"brands/bench-{number % 10}",
                query_id=f"q{number}",
                query=listening.Query(expression=word),
            )
        )


async def _read(running: EmbeddedSet, port: int, posts: int) -> list[Reading]:
    """Where it stood when it had read a tenth, and after each tenth from then on."""
    listener = await running.opened.listener()
    source = listening.Source(type="jetstream", config={"url": f"ws://127.0.0.1:{port}/subscribe"})
    await listener.CreateSource(listening.CreateSourceRequest(source_id="firehose", source=source))
    readings = [await _at(running, posts // STEPS)]
    for step in range(1, STEPS + 1):
        readings.append(await _at(running, readings[0].posts + posts * step // STEPS))
    return readings


async def _at(running: EmbeddedSet, posts: int) -> Reading:
    listener = await running.opened.listener()
    while True:
        source = await listener.GetSource(listening.GetSourceRequest(name=SOURCE))
        reading = Reading(
            source.received_count,
            source.matched_count,
            running.cpu_seconds()["listener"],
            time.monotonic(),
            running.memory_bytes()["listener"] / MEGABYTE,
            sum(file.stat().st_size for file in running.folder.rglob("listener.db")) / MEGABYTE,
        )
        if reading.posts >= posts:
            return reading
        await asyncio.sleep(0.5)


def _report(readings: list[Reading]) -> None:
    warm, half, end = readings[0], readings[STEPS // 2], readings[-1]
    posts, cpu, seconds = end.posts - warm.posts, end.cpu_seconds - warm.cpu_seconds, end.clock - warm.clock
    table = Table("what", "figure", title="Firehose through one listener")
    table.add_row("posts read", f"{posts:,}")
    table.add_row("matched and published", f"{end.matched - warm.matched:,}")
    table.add_row("posts/s and core", f"{posts / cpu:,.0f}")
    table.add_row("posts/s over the clock", f"{posts / seconds:,.0f}")
    table.add_row("CPU µs a post", f"{cpu / posts * 1e6:.1f}")
    table.add_row("memory in MB by tenths", " ".join(f"{each.megabytes:.0f}" for each in readings))
    table.add_row("growth over the second half", f"{end.megabytes - half.megabytes:.1f} MB")
    table.add_row("of the database file meanwhile", f"{end.database - half.database:.1f} MB")
    Console().print(table)
    growth = {
        "mb_flat": round(end.megabytes - half.megabytes, 1),
        "mb_from_tenth": round(end.megabytes - warm.megabytes, 1),
        "mb_database": round(end.database - half.database, 1),
    }
    print(json.dumps({"posts_per_s": round(posts / cpu), **growth}))


if __name__ == "__main__":
    asyncio.run(main())
