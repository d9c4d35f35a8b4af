"""How many posts a second one listener reads, compares with 1,000 queries, and puts on the log where asked.

    python -m bench.listener [--posts 1000000] [--queries 1000]

The firehose is a real WebSocket of generated posts; the listener is a real process with a real log and
database behind it. Its CPU time counts, so the figure is posts a second and core; what it reads over the
clock is shown, too, and depends on what else the machine does.
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
WARM_SHARE = 0.1
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


async def main() -> None:
    options = _options()
    words = firehose.watched_words(options.queries)
    server = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.listener.firehose", str(options.queries)),
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert server.stdout is not None
        port = int(await server.stdout.readline())
        environment = {"ANTIPHON_LISTENER_ALLOW_PRIVATE_ADDRESSES": "true"}
        async with embedded_set.running(environment) as running:
            await _ask(running, words)
            warm, end = await _read(running, port, options.posts)
    finally:
        server.kill()
        await server.wait()
    _report(warm, end)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=1_000_000)
    parser.add_argument("--queries", type=int, default=1_000)
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


async def _read(running: EmbeddedSet, port: int, posts: int) -> tuple[Reading, Reading]:
    """Where it stood when it had read a tenth, and at the end."""
    listener = await running.opened.listener()
    source = listening.Source(type="jetstream", config={"url": f"ws://127.0.0.1:{port}/subscribe"})
    await listener.CreateSource(listening.CreateSourceRequest(source_id="firehose", source=source))
    warm = await _at(running, round(posts * WARM_SHARE))
    return warm, await _at(running, warm.posts + posts)


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
        )
        if reading.posts >= posts:
            return reading
        await asyncio.sleep(0.5)


def _report(warm: Reading, end: Reading) -> None:
    posts, cpu, seconds = end.posts - warm.posts, end.cpu_seconds - warm.cpu_seconds, end.clock - warm.clock
    table = Table("what", "figure", title="Firehose through one listener")
    table.add_row("posts read", f"{posts:,}")
    table.add_row("matched and published", f"{end.matched - warm.matched:,}")
    table.add_row("posts/s and core", f"{posts / cpu:,.0f}")
    table.add_row("posts/s over the clock", f"{posts / seconds:,.0f}")
    table.add_row("CPU µs a post", f"{cpu / posts * 1e6:.1f}")
    table.add_row("memory after a tenth, at the end", f"{warm.megabytes:.0f} MB, {end.megabytes:.0f} MB")
    Console().print(table)
    growth = round(end.megabytes - warm.megabytes, 1)
    print(json.dumps({"posts_per_s": round(posts / cpu), "mb_flat": growth}))


if __name__ == "__main__":
    asyncio.run(main())
