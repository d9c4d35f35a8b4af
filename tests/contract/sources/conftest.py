"""Peers: for each source a real server on this machine that says what the test wants it to say."""

from __future__ import annotations

import asyncio
import contextlib
import http
import json
from datetime import UTC, datetime
from email.utils import formatdate

import pytest
import uvicorn
from websockets.asyncio.server import serve

from antiphon.mention.v1 import mention_pb2
from services.common.model import identity
from services.listener.sources import base, registry

START = 1_772_000_000


class SandboxPeer:
    """The sandbox."""

    type = "sandbox"
    edits_and_deletes = True
    malformed_is_told = True

    def __init__(self, town):
        self.town = town
        self.config = {"url": town.url, "wait_seconds": "0.05"}

    async def post(self, text):
        return identity.make_key("sandbox", "-", await self.town.post(text))

    async def edit(self, key, text):
        await self.town.edit(identity.split_key(key).native_id, text)

    async def delete(self, key):
        await self.town.delete(identity.split_key(key).native_id)

    async def say_status(self, status):
        kind = {"kind": "rate_limit", "seconds": 7} if status == 429 else {"kind": "status", "status": status}
        await self.town.fault(target="feed", **kind)

    async def send_malformed(self):
        await self.town.fault("malformed")

    async def repeat_and_shuffle(self):
        await self.town.fault("duplicate")

    async def vanish(self):
        await self.town.fault("drop_before_commit", target="feed")


class FeedPeer:
    """A web server with one Atom feed, newest entry first."""

    type = "rss"
    edits_and_deletes = False
    malformed_is_told = True

    def __init__(self):
        self.entries = {}
        self.status = 0
        self.broken = False
        self.hidden = False
        self.requests = []

    async def __call__(self, scope, receive, send):
        headers = dict(scope["headers"])
        self.requests.append(headers)
        status, body, more = self._answer(headers)
        if self.hidden:
            self.hidden = False
            receive.__self__.transport.abort()
            return
        shown = [
            (b"content-type", b"application/atom+xml"),
            (b"content-length", str(len(body)).encode()),
            *more,
        ]
        await send({"type": "http.response.start", "status": status, "headers": shown})
        await send({"type": "http.response.body", "body": body})

    def _answer(self, headers):
        if self.status:
            status, self.status = self.status, 0
            return status, b"", [(b"retry-after", b"7")] if status == 429 else []
        body = self.body()
        etag = f'"{hash(body)}"'.encode()
        if headers.get(b"if-none-match") == etag:
            return 304, b"", []
        return 200, body, [(b"etag", etag), (b"last-modified", formatdate(START, usegmt=True).encode())]

    def body(self):
        entries = []
        for number, (text, stamp) in reversed(self.entries.items()):
            entries.append(
                f"<entry><id>tag:feed,{number}</id><title>t{number}</title>"
                f"<published>{iso(START + number)}</published><updated>{iso(stamp)}</updated>"
                f"<content type='text'>{text}</content><author><name>mira</name></author></entry>"
            )
        if self.broken:
            entries.insert(len(entries) // 2, "<entry><title>nobody</title></entry>")
        return (
            '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><id>f</id>'
            f"<title>Feed</title><updated>{iso(START)}</updated>{''.join(entries)}</feed>"
        ).encode()

    async def post(self, text):
        number = len(self.entries)
        self.entries[number] = (text, START + number)
        return identity.make_key("rss", "127.0.0.1", f"tag:feed,{number}")

    async def edit(self, key, text):
        number = int(key.rpartition("%2C")[2])
        self.entries[number] = (text, START + number + 60)

    async def say_status(self, status):
        self.status = status

    async def send_malformed(self):
        self.broken = True

    async def repeat_and_shuffle(self):
        self.entries = dict(reversed(self.entries.items()))

    async def vanish(self):
        self.hidden = True


class JetstreamPeer:
    """A Jetstream server: history from an inclusive cursor, then what happens."""

    type = "jetstream"
    edits_and_deletes = True
    malformed_is_told = True

    def __init__(self):
        self.frames = []
        self.status = 0
        self.hang_up = False
        self.news = asyncio.Condition()

    def refuse(self, connection, _request):
        if self.status:
            status, self.status = self.status, 0
            return connection.respond(http.HTTPStatus(status), "no\n")
        return None

    async def talk(self, socket):
        query = socket.request.path.partition("?")[2]
        cursor = int(dict(pair.split("=") for pair in query.split("&")).get("cursor", 0))
        assert "wantedCollections=app.bsky.feed.post" in query
        if self.hang_up:
            self.hang_up = False
            return
        sent = 0
        gone = asyncio.create_task(socket.wait_closed())
        while not gone.done():
            for time_us, frame in self.frames[sent:]:
                if time_us >= cursor:
                    await socket.send(frame)
            sent = len(self.frames)
            news = asyncio.create_task(self.more_than(sent))
            await asyncio.wait({gone, news}, return_when=asyncio.FIRST_COMPLETED)
            news.cancel()

    async def more_than(self, sent):
        async with self.news:
            await self.news.wait_for(lambda: len(self.frames) > sent)

    async def add(self, frame):
        time_us = START * 1_000_000 + len(self.frames)
        async with self.news:
            self.frames.append((time_us, json.dumps({"did": DID, "time_us": time_us, **frame})))
            self.news.notify_all()

    async def commit(self, operation, rkey, text=None):
        body = {"rev": tid(len(self.frames)), "operation": operation, "collection": "app.bsky.feed.post"}
        if text is not None:
            body["record"] = {"$type": "app.bsky.feed.post", "text": text, "createdAt": iso(START - 60)}
        await self.add({"kind": "commit", "commit": {**body, "rkey": rkey}})
        return identity.make_key("bluesky", "-", f"at://{DID}/app.bsky.feed.post/{rkey}")

    async def post(self, text):
        return await self.commit("create", f"p{len(self.frames)}", text)

    async def edit(self, key, text):
        await self.commit("update", key.rpartition("%2F")[2], text)

    async def delete(self, key):
        await self.commit("delete", key.rpartition("%2F")[2])

    async def say_status(self, status):
        self.status = status

    async def send_malformed(self):
        await self.add({"kind": "commit", "commit": {"operation": 7}})

    async def repeat_and_shuffle(self):
        async with self.news:
            self.frames += self.frames[::-1]
            self.news.notify_all()

    async def vanish(self):
        self.hang_up = True


DID = "did:plc:abcdefghijklmnopqrstuvwx"


def tid(number):
    letters = "234567abcdefghijklmnopqrstuvwxyz"
    value = (START * 1_000_000 + number) << 10
    return "".join(letters[value >> shift & 31] for shift in range(60, -5, -5))


def iso(seconds):
    return datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z")


@contextlib.asynccontextmanager
async def web_server(app):
    config = uvicorn.Config(app, port=0, log_config=None, lifespan="off", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    server.capture_signals = contextlib.nullcontext
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.005)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        await serving


@pytest.fixture
async def feed():
    peer = FeedPeer()
    async with web_server(peer) as port:
        peer.config = {"url": f"http://127.0.0.1:{port}/feed.xml", "poll_seconds": "0.02"}
        yield peer


@pytest.fixture
async def jetstream():
    peer = JetstreamPeer()
    async with serve(peer.talk, "127.0.0.1", 0, process_request=peer.refuse) as server:
        port = server.sockets[0].getsockname()[1]
        peer.config = {"url": f"ws://127.0.0.1:{port}/subscribe", "silence_seconds": "0.2"}
        yield peer


@pytest.fixture(params=["sandbox", "rss", "jetstream"])
def peer(request):
    if request.param == "sandbox":
        return SandboxPeer(request.getfixturevalue("town"))
    return request.getfixturevalue({"rss": "feed", "jetstream": "jetstream"}[request.param])


class Reading:
    """Reads a source as the runner does and keeps what it got."""

    def __init__(self, peer):
        self.kind = registry.find(peer.type)
        self.config = peer.config
        self.kind.validate(peer.config)
        self.states = {}
        self.got = []
        self.faults = []
        self.cursor = ""

    @contextlib.asynccontextmanager
    async def open(self, **more):
        context = base.SourceContext("sources/test", self.config, allow_private=True, **more)
        source = self.kind.open(context)
        try:
            yield source
        finally:
            await source.close()

    async def until(self, holds):
        """Reads pages from the cursor until `holds(self)`; bounded, so that it fails instead of hanging."""
        async with self.open() as source, asyncio.timeout(15):
            pages = source.pages(self.cursor)
            try:
                async for page in pages:
                    self.take(page)
                    if holds(self):
                        return self
            finally:
                await pages.aclose()
        raise AssertionError("the source ended")

    def take(self, page):
        self.cursor = page.cursor
        self.faults += page.faults
        for item in page.items:
            key, revision = identity.fact_identity(item)
            self.got.append((key, revision))
            if (revision, key) >= (self.states.get(key, (-1, None))[0], key):
                self.states[key] = (revision, None if item.HasField("deletion") else item.mention)

    def text(self, key):
        state = self.states.get(key)
        mention = state[1] if state else None
        return mention.text if isinstance(mention, mention_pb2.Mention) else None


@pytest.fixture
def reading(peer):
    return Reading(peer)
