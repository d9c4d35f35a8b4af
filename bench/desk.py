"""How soon 500 desks see what is new, and how fast the interface answers, at a whole embedded set.

    python -m bench.desk [--desks 500] [--seconds 20] [--rate 200]

Prints one line of JSON:

- `p99_ms_500_desks`: from the moment the router routed an item (its `createTime`, by the database's clock on
  the same machine) until the last byte of its event, with the item in it, has reached a desk; over all desks.
- `api_p95_ms`: of requests at a steady rate, from when each was due; the console is held to one core.
- `api_cpu_ms`: CPU time of each process of the set for one of these requests.

What a browser makes of it is measured by `bench.desk_browser`.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import itertools
import json
import os
import random
import time
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit

from antiphon.listening.v1 import listening_service_pb2 as listening
from bench.pipeline import embedded_set, records
from services.cli import desk as desks
from services.cli import session
from services.common.rpc import tokens

ENVIRONMENT: Final = {"ANTIPHON_CONSOLE_REQUESTS_PER_SECOND": "100000"}
ITEMS_PER_SECOND: Final = 5
WARM_UP: Final = 20
"""Items or requests that are not counted."""

CONNECTIONS: Final = 32
SETTLE_SECONDS: Final = 3.0
PATHS: Final = (
    ("/opportunities?pageSize=50&view=BASIC", 1),
    ("/{name}", 5),
    ("/{name}/replies", 2),
    ("/{name}/notes", 1),
    ("/macros", 1),
    ("/queue/summary", 1),
    ("/me", 1),
)
"""What desks ask, and how often."""


class Client:
    """Speaks plain HTTP over connections that stay open: what measures must cost little itself."""

    def __init__(self, address: str, headers: str) -> None:
        self._host, self._port = urlsplit(address).hostname or "", urlsplit(address).port or 0
        self._headers = headers
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def get(self, path: str) -> tuple[int, bytes]:
        """Status and body."""
        reader, writer = await self._open_or_idle()
        self.send(writer, path)
        status, length = await self._head(reader)
        body = await reader.readexactly(length)
        self._idle.append((reader, writer))
        return status, body

    async def _open_or_idle(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """An idle connection that the console has not closed meanwhile, else a new one."""
        while self._idle:
            reader, writer = self._idle.pop()
            if not reader.at_eof():
                return reader, writer
            writer.close()
        return await self.open()

    async def open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection(self._host, self._port)

    def send(self, writer: asyncio.StreamWriter, path: str) -> None:
        head = f"GET /api/v1{path} HTTP/1.1\r\nhost: {self._host}:{self._port}\r\n{self._headers}\r\n"
        writer.write(head.encode())

    async def _head(self, reader: asyncio.StreamReader) -> tuple[int, int]:
        lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        lengths = (line for line in lines if line.lower().startswith("content-length:"))
        return int(lines[0].split()[1]), int(next(lengths, ":0").partition(":")[2])

    def close(self) -> None:
        for _, writer in self._idle:
            writer.close()


async def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--desks", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--rate", type=int, default=200)
    chosen = parser.parse_args()
    async with embedded_set.running(ENVIRONMENT) as running:
        client = await _signed_in(running)
        seen = await _watched(running, client, chosen.desks, chosen.seconds)
        names = await _names(client)
        _give_one_core(running)
        before = running.cpu_seconds()
        asked = await _asked(client, names, chosen.rate, chosen.seconds)
        cpu = {
            name: round((spent - before.get(name, 0.0)) * 1000 / len(asked), 2)
            for name, spent in running.cpu_seconds().items()
        }
        client.close()
    figures = {
        "p99_ms_500_desks": _percentile(seen, 0.99),
        "p50_ms_500_desks": _percentile(seen, 0.5),
        "api_p95_ms": _percentile(asked, 0.95),
        "api_p50_ms": _percentile(asked, 0.5),
        "api_cpu_ms": cpu,
        "desks": chosen.desks,
        "events": len(seen),
        "requests": len(asked),
    }
    print(json.dumps(figures))


async def _signed_in(running: embedded_set.EmbeddedSet) -> Client:
    page = session.running(running.folder)
    assert page is not None
    place = urlsplit(page["page"])
    address = f"{place.scheme}://{place.netloc}"
    desk = desks.Desk(address, tokens.Signer.load(running.opened.settings.auth))
    expiry = datetime.fromtimestamp(time.time() + 3600, UTC).isoformat()
    wish = {"title": "bench", "scopes": ["*"], "expireTime": expiry}
    made = await desk.ask("POST", "/tokens", wish)
    return Client(address, f"authorization: Bearer {made['secret']}\r\n")


async def _watched(
    running: embedded_set.EmbeddedSet, client: Client, count: int, seconds: float
) -> Sequence[float]:
    """Milliseconds until each desk saw each item."""
    found: dict[str, list[float]] = {}
    async with _connected(client, count, found):
        await _write(running, int(seconds * ITEMS_PER_SECOND) + WARM_UP)
        await asyncio.sleep(SETTLE_SECONDS)
    moments = {uid: await _create_time(client, uid) for uid in found}
    first = sorted(moments.values())[WARM_UP]
    return [
        (at - moments[uid]) * 1000 for uid, times in found.items() if moments[uid] >= first for at in times
    ]


@contextlib.asynccontextmanager
async def _connected(client: Client, count: int, found: dict[str, list[float]]) -> AsyncIterator[None]:
    desks_open = [await client.open() for _ in range(count)]
    for _, writer in desks_open:
        client.send(writer, "/events")
    reading = [asyncio.create_task(_listen(reader, found)) for reader, _ in desks_open]
    await asyncio.sleep(SETTLE_SECONDS)
    try:
        yield
    finally:
        for task in reading:
            task.cancel()
        for _, writer in desks_open:
            writer.close()


async def _listen(reader: asyncio.StreamReader, found: dict[str, list[float]]) -> None:
    """Notes when the first event with each item has come whole."""
    known: set[str] = set()
    while True:
        event = await reader.readuntil(b"\n\n")
        now = time.time()
        if b"event: touched" not in event or b'"opportunity":' not in event:
            continue
        uid = event.partition(b'"uid":"')[2].partition(b'"')[0].decode()
        if uid not in known:
            known.add(uid)
            found.setdefault(uid, []).append(now)


async def _write(running: embedded_set.EmbeddedSet, count: int) -> None:
    """People write, a few each second, each about something of their own."""
    stub = await running.opened.listener()
    brand, handle = next(iter(records.BRANDS.items()))
    begun = time.perf_counter()
    for number, record in enumerate(itertools.islice(records.made_up(count), count)):
        await asyncio.sleep(max(0.0, begun + number / ITEMS_PER_SECOND - time.perf_counter()))
        request = listening.IngestMentionsRequest(brand=f"brands/{brand}")
        text = f"{handle} {record['text']} Why is nobody helping me?"
        made = request.mentions.add(network="x", native_id=f"bench-{number}", text=text)
        made.author.key, made.author.handle = f"x:-:author-{number}", f"author{number}"
        made.create_time.GetCurrentTime()
        await stub.IngestMentions(request)


async def _create_time(client: Client, uid: str) -> float:
    _, body = await client.get(f"/opportunities/{uid}")
    return datetime.fromisoformat(json.loads(body)["createTime"]).timestamp()


async def _names(client: Client) -> Sequence[str]:
    _, body = await client.get("/opportunities?pageSize=100")
    return [each["name"] for each in json.loads(body)["opportunities"]]


def _give_one_core(running: embedded_set.EmbeddedSet) -> None:
    """Holds the console to one core; what it asks, and this program, have them all."""
    running.processes["console"].cpu_affinity(sorted(os.sched_getaffinity(0))[:1])


async def _asked(client: Client, names: Sequence[str], rate: int, seconds: float) -> Sequence[float]:
    """Milliseconds of each request, from when it was due."""
    chance = random.Random(7)
    addresses, weights = zip(*PATHS, strict=True)
    turns = asyncio.Semaphore(CONNECTIONS)
    took: list[float] = []

    async def ask(due: float, path: str) -> None:
        async with turns:
            status, _ = await client.get(path)
        assert status == 200, (status, path)
        took.append((time.perf_counter() - due) * 1000)

    begun = time.perf_counter()
    tasks = []
    for number in range(int(rate * seconds) + WARM_UP):
        due = begun + number / rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        path = chance.choices(addresses, weights)[0].format(name=chance.choice(names))
        tasks.append(asyncio.create_task(ask(due, path)))
    await asyncio.gather(*tasks)
    return took[WARM_UP:]


def _percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 1)


if __name__ == "__main__":
    asyncio.run(main())
