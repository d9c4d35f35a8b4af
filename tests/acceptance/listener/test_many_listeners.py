"""Several listeners, one database: sources are shared, moved when one dies, and never read twice at once."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from collections import Counter, defaultdict
from datetime import UTC, datetime

import psycopg
import pytest
import websockets

from antiphon.listening.v1 import listening_service_pb2 as api
from antiphon.listening.v1 import listening_service_pb2_grpc as api_grpc
from services.common.model.principal import ROLES, Principal
from services.common.rpc import channels
from tests.fixtures import ports
from tests.fixtures.nats import eventually

pytestmark = [
    pytest.mark.timeout(120),
    pytest.mark.parametrize("dialect", ["postgresql"], indirect=True),
]
SOURCES = 6
LEASE_SECONDS = 5


class Sky:
    """A Jetstream for each source, which counts who listens and begins where it is asked to."""

    def __init__(self):
        self.frames = defaultdict(list)
        self.now = Counter()
        self.most = Counter()
        self._news = asyncio.Condition()

    async def post(self, name, number):
        commit = {"rev": "3l3qo2vuowo2b", "operation": "create", "collection": "app.bsky.feed.post"}
        created = datetime.now(UTC).isoformat()
        record = {"$type": "app.bsky.feed.post", "text": f"acme {name} {number}", "createdAt": created}
        frame = {
            "did": "did:plc:abcdefghijklmnopqrstuvwx",
            "time_us": 1_772_000_000_000_000 + number,
            "kind": "commit",
            "commit": {**commit, "rkey": f"{name}x{number}", "record": record},
        }
        async with self._news:
            self.frames[name].append(frame)
            self._news.notify_all()

    async def serve(self, connection):
        path, _, query = connection.request.path.partition("?")
        name = path.strip("/")
        begin = next((int(part[7:]) for part in query.split("&") if part.startswith("cursor=")), 0)
        self.now[name] += 1
        self.most[name] = max(self.most[name], self.now[name])
        sent = 0
        try:
            while True:
                async with self._news:
                    while len(self.frames[name]) == sent:
                        await self._news.wait()
                    waiting, sent = self.frames[name][sent:], len(self.frames[name])
                for frame in waiting:
                    if frame["time_us"] >= begin:
                        await connection.send(json.dumps(frame))
        except websockets.ConnectionClosed:
            pass
        finally:
            self.now[name] -= 1


@pytest.fixture
async def sky():
    sky = Sky()
    async with websockets.serve(serve_until_gone(sky), "127.0.0.1", 0) as server:
        sky.port = server.sockets[0].getsockname()[1]
        yield sky


def serve_until_gone(sky):
    async def handle(connection):
        serving = asyncio.ensure_future(sky.serve(connection))
        await connection.wait_closed()
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)

    return handle


@pytest.fixture
async def start(listener_settings):
    """Starts listeners as processes of their own."""
    running = []

    async def start_one():
        settings = listener_settings
        address = f"127.0.0.1:{ports.free()}"
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("ANTIPHON_")},
            "ANTIPHON_DATA_FOLDER": str(settings.data.folder),
            "ANTIPHON_STORE_URL": settings.store.url,
            "ANTIPHON_BUS_URL": settings.bus.url,
            "ANTIPHON_BUS_STREAM_MAX_BYTES": str(settings.bus.stream_max_bytes),
            "ANTIPHON_RPC_LISTEN": address,
            "ANTIPHON_AUTH_VERIFY_KEY_FILES": ",".join(map(str, settings.auth.verify_key_files)),
            "ANTIPHON_LISTENER_LEASE_SECONDS": str(LEASE_SECONDS),
            "ANTIPHON_LISTENER_ALLOW_PRIVATE_ADDRESSES": "true",
            "ANTIPHON_OBS_METRICS_PORT": "-1",
        }
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "services.listener"), env=environment
        )
        running.append(process)
        return process, address

    yield start_one
    for process in running:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def readers(url):
    """How many sources each living replica reads."""
    query = (
        "SELECT holder, count(*) FROM listener.named_leases "
        "WHERE name LIKE 'sources/%' AND expires_at > now() GROUP BY holder"
    )
    async with await psycopg.AsyncConnection.connect(url.replace("+psycopg", "")) as connection:
        rows = await (await connection.execute(query)).fetchall()
    return dict(rows)


async def test_sources_are_shared_and_survive_the_death_of_a_listener(
    start, sky, listener_settings, signer, log
):
    url = listener_settings.store.url
    _, address = await start()
    async with channels.open(
        address, listener_settings, signer=signer, principal=Principal("ada", "user", frozenset(ROLES))
    ) as channel:
        stub = api_grpc.ListeningServiceStub(channel)
        await asyncio.wait_for(channel.channel_ready(), 30)
        brand = api.Brand(display_name="Acme")
        await stub.CreateBrand(api.CreateBrandRequest(brand_id="acme", brand=brand))
        query = api.CreateQueryRequest(
            parent="brands/acme", query_id="name", query=api.Query(expression="acme")
        )
        await stub.CreateQuery(query)
        for number in range(SOURCES):
            source = api.Source(
                type="jetstream",
                config={"url": f"ws://127.0.0.1:{sky.port}/s{number}", "silence_seconds": "2"},
            )
            await stub.CreateSource(api.CreateSourceRequest(source_id=f"s{number}", source=source))
        await eventually(lambda: _reads(url, replicas=1))
        victim, _ = await start()
        await eventually(lambda: _reads(url, replicas=2), seconds=30)
        await _post_to_all(sky, 1)
        await eventually(lambda: _has(log, 1))

        victim.kill()
        await victim.wait()
        await _post_to_all(sky, 2)
        await eventually(lambda: _reads(url, replicas=1), seconds=30)
        await eventually(lambda: _has(log, 2), seconds=30)

    assert max(sky.most.values()) == 1, "a source was read twice at once"


async def _post_to_all(sky, number):
    for source in range(SOURCES):
        await sky.post(f"s{source}", number)


async def _reads(url, replicas):
    """Whether all sources are read, and so many replicas do it."""
    found = await readers(url)
    return sum(found.values()) == SOURCES and len(found) == replicas


async def _has(log, number):
    ids = await log.ids()
    return all(any(f"s{source}x{number}@" in found for found in ids) for source in range(SOURCES))
