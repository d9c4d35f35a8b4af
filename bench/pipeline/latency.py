"""From source to queue at a steady rate.

Records are sent in real time; for each it is noted when its bytes were handed over and when
another reader of the router's database could see its decision. That is later than any clock
inside the pipeline would say, so the figure flatters nobody.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import statistics
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from antiphon.events.v1 import events_pb2
from antiphon.listening.v1 import listening_service_pb2 as listening
from bench.pipeline import embedded_set, records
from services.common.bus import Bus
from services.common.model import identity

TICK_SECONDS = 0.01
POLL_SECONDS = 0.002
WARM_UP_SECONDS = 3.0
PATIENCE_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Waits:
    """Waits in milliseconds.

    Attributes:
        rate: mentions per second that were sent.
        values: one wait per mention, ascending.
        per_batch: mentions per log message at this rate.

    """

    rate: float
    values: list[float]
    per_batch: float
    per_batch_at_full_speed: float

    def percentile(self, share: float) -> float:
        """Wait that `share` of all mentions stay below."""
        return self.values[min(int(len(self.values) * share), len(self.values) - 1)]

    @property
    def p99(self) -> float:
        return self.percentile(0.99)

    def sentence(self) -> str:
        """The three usual percentiles."""
        return " / ".join(f"{self.percentile(share):.1f}" for share in (0.5, 0.95, 0.99))

    def batches(self) -> str:
        """How the batches follow the load."""
        return f"{self.per_batch:.0f} / {self.per_batch_at_full_speed:.0f}"


async def measure(rate: int, seconds: float, path: Path) -> Waits:
    """Sends `rate` mentions a second for `seconds` after a warm-up, then `path` at full speed."""
    async with embedded_set.running({}) as running:
        begun = datetime.now(UTC)
        sent: dict[str, float] = {}
        lines = _lines(rate, seconds + WARM_UP_SECONDS)
        watching = asyncio.create_task(_watch(running.folder / "router.db", len(lines)))
        await _send(running, lines, rate, sent)
        async with asyncio.timeout(PATIENCE_SECONDS):
            seen = await watching
        changed = datetime.now(UTC)
        await running.play(path)
        log = await running.opened.log()
        steady = await _mean_batch(log, begun, changed)
        full_speed = await _mean_batch(log, changed, datetime.now(UTC))
    first = min(sent.values()) + WARM_UP_SECONDS
    waits = sorted((seen[key] - at) * 1000 for key, at in sent.items() if at >= first)
    return Waits(rate, waits, steady, full_speed)


def _lines(rate: int, seconds: float) -> list[tuple[str, bytes]]:
    handles = list(records.BRANDS.values())
    made = list(records.made_up(int(rate * seconds)))
    return [
        (
            identity.make_key("x", "-", record["native_id"]),
            (json.dumps(record | {"text": f"{handles[0]} {record['text']}"}) + "\n").encode(),
        )
        for record in made
    ]


async def _send(
    running: embedded_set.EmbeddedSet, lines: list[tuple[str, bytes]], rate: int, sent: dict[str, float]
) -> None:
    async def requests() -> AsyncIterator[listening.ReplayRecordsRequest]:
        settings = listening.ReplaySettings(format=listening.ReplaySettings.FORMAT_JSON_LINES)
        yield listening.ReplayRecordsRequest(settings=settings)
        per_tick = max(1, round(rate * TICK_SECONDS))
        begun = time.perf_counter()
        for number in range(0, len(lines), per_tick):
            piece = lines[number : number + per_tick]
            await asyncio.sleep(max(0.0, begun + number / rate - time.perf_counter()))
            now = time.perf_counter()
            sent.update((key, now) for key, _ in piece)
            yield listening.ReplayRecordsRequest(chunk=b"".join(line for _, line in piece))
        yield listening.ReplayRecordsRequest()

    stub = await running.opened.listener()
    async for _ in stub.ReplayRecords(requests(), timeout=None):
        pass


async def _watch(database: Path, count: int) -> dict[str, float]:
    """When each decision could first be read by somebody else."""
    seen: dict[str, float] = {}
    last = 0
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    while len(seen) < count:
        rows = connection.execute(
            "SELECT id, mention_key FROM decisions WHERE id > ? ORDER BY id", (last,)
        ).fetchall()
        now = time.perf_counter()
        for last, key in rows:  # noqa: B007 - the last id is where the next look begins
            seen.setdefault(key, now)
        await asyncio.sleep(POLL_SECONDS)
    connection.close()
    return seen


async def _mean_batch(log: Bus, start: datetime, end: datetime) -> float:
    """Mean mentions per log message in a span."""
    sizes = [
        len(events_pb2.MentionBatch.FromString(message.payload).items)
        async for message in log.read("MENTIONS", start, end)
    ]
    return statistics.mean(sizes)
