"""A running listener with a real log and a real database, and a network that does what the test says."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import sys
import types
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import ClassVar

import pytest

from antiphon.events.v1 import events_pb2
from antiphon.listening.v1 import listening_service_pb2 as api
from antiphon.listening.v1 import listening_service_pb2_grpc as api_grpc
from antiphon.mention.v1 import mention_pb2
from services.common.bus import Bus
from services.common.config import ListenerSettings
from services.common.model import identity
from services.common.model.principal import ROLES, Principal
from services.common.rpc import channels
from services.listener import app
from services.listener.core import capabilities
from services.listener.sources import base, kind, registry
from tests.fixtures import ports

NETWORK = "twin"


class Network:
    """Posts in the order they were written, a ledger of answers, and faults on demand."""

    def __init__(self):
        self.facts: list[events_pb2.MentionItem] = []
        self.ledger: list[base.ReplyRequest] = []
        self.fault: Exception | None = None
        self.on_reply = self.accept
        self.readable = True
        self.opened = 0
        self._news = asyncio.Event()

    def post(
        self, native_id: str, text: str, *, revision: int = 0, parent: str = "", handle: str = "sam"
    ) -> str:
        """Its author's key follows from the handle."""
        item = events_pb2.MentionItem()
        mention = item.mention
        mention.key = identity.make_key(NETWORK, "-", native_id)
        mention.network, mention.native_id, mention.site = NETWORK, native_id, "-"
        mention.text, mention.revision = text, revision
        mention.author.handle = handle
        mention.author.key = identity.make_key(NETWORK, "-", handle)
        if parent:
            mention.parent_key = identity.make_key(NETWORK, "-", parent)
        return self._add(item, mention.key)

    def delete(self, native_id: str) -> str:
        item = events_pb2.MentionItem()
        item.deletion.key = identity.make_key(NETWORK, "-", native_id)
        return self._add(item, item.deletion.key)

    def _add(self, item, key):
        self.facts.append(item)
        self._news.set()
        return key

    def fail(self, fault: Exception | None) -> None:
        self.fault = fault
        self._news.set()

    async def accept(self, request: base.ReplyRequest) -> base.ReplyOutcome:
        self.ledger.append(request)
        return base.Sent(
            identity.make_key(NETWORK, "-", f"reply-{len(self.ledger)}"), "https://twin.example/r"
        )

    async def news(self) -> None:
        await self._news.wait()
        self._news.clear()


class Connection:
    """One connection to the twin; `network` is set by the fixture."""

    type: ClassVar[str] = "twin"
    network: ClassVar[Network]

    def __init__(self, context: base.SourceContext) -> None:
        self.network.opened += 1

    async def pages(self, cursor: str) -> AsyncIterator[base.Page]:
        position = int(cursor or 0)
        while True:
            if self.network.fault is not None:
                raise self.network.fault
            new = self.network.facts[position : position + 50]
            position += len(new)
            copies = [events_pb2.MentionItem.FromString(item.SerializeToString()) for item in new]
            yield base.Page(copies, str(position), datetime.now(UTC))
            if position == len(self.network.facts):
                await self.network.news()

    async def reply(self, request: base.ReplyRequest) -> base.ReplyOutcome:
        return await self.network.on_reply(request)

    async def find_reply(self, request: base.ReplyRequest) -> base.Sent | None:
        if not self.network.readable:
            raise base.SourceUnreachable("The twin is silent.")
        for place, entry in enumerate(self.network.ledger, 1):
            if entry.request_id == request.request_id:
                return base.Sent(identity.make_key(NETWORK, "-", f"reply-{place}"), "https://twin.example/r")
        return None

    async def find_author(self, handle: str) -> mention_pb2.Author | None:
        if not self.network.readable:
            raise base.SourceUnreachable("The twin is silent.")
        if handle == "nobody":
            return None
        return mention_pb2.Author(key=identity.make_key(NETWORK, "-", handle), handle=handle)

    async def close(self) -> None:
        pass


@pytest.fixture
def network(monkeypatch) -> Network:
    """A network of the type `twin`, which recognises no repeats."""
    network = Network()
    module = types.ModuleType("tests_twin")
    module.Connection = type("Connection", (Connection,), {"network": network})
    monkeypatch.setitem(sys.modules, "tests_twin", module)
    keys = {"url": kind.ConfigKey("what it reads", place=True), "brand": kind.brand("everything")}
    made = kind.SourceType("twin", NETWORK, "tests_twin", "A twin.", keys)
    monkeypatch.setitem(registry.SOURCES, "twin", made)
    fact = events_pb2.CapabilityFact(
        network=NETWORK,
        reply_mode=events_pb2.CapabilityFact.REPLY_MODE_API,
        idempotency=events_pb2.CapabilityFact.IDEMPOTENCY_NONE,
        max_reply_length=100,
        read_back=True,
        checked_date="2026-01-01",
    )
    monkeypatch.setitem(capabilities.BY_NETWORK, NETWORK, fact)
    return network


class Running:
    """A listener that can be stopped and started again over the same tables."""

    def __init__(self, settings, signer) -> None:
        self.settings = settings
        self._signer = signer
        self._service = contextlib.AsyncExitStack()
        self._channels = contextlib.AsyncExitStack()

    async def start(self) -> None:
        await self._service.enter_async_context(app.build(self.settings))

    async def stop(self) -> None:
        await self._service.aclose()

    async def close(self) -> None:
        await self._channels.aclose()
        await self.stop()

    def stub(self, principal: Principal) -> api_grpc.ListeningServiceStub:
        address = self.settings.rpc.listen
        channel = channels.open(address, self.settings, signer=self._signer, principal=principal)
        self._channels.push_async_callback(channel.close)
        return api_grpc.ListeningServiceStub(channel)


@pytest.fixture
def listener_settings(settings, bus_settings, store_settings, tmp_path, patterns):
    patterns.lay(store_settings, settings.data, "listener")
    return dataclasses.replace(
        settings,
        bus=bus_settings,
        store=store_settings,
        rpc=dataclasses.replace(settings.rpc, listen=f"127.0.0.1:{ports.free()}"),
        listener=ListenerSettings(lease_seconds=5, allow_private_addresses=True, secrets_folder=tmp_path),
    )


@pytest.fixture
async def listener(listener_settings, signer, network) -> AsyncIterator[Running]:
    running = Running(listener_settings, signer)
    await running.start()
    yield running
    await running.close()


@pytest.fixture
def stub(listener) -> api_grpc.ListeningServiceStub:
    """Calls as a person with every role."""
    return listener.stub(Principal("ada", "user", frozenset(ROLES)))


@pytest.fixture
def router_stub(listener) -> api_grpc.ListeningServiceStub:
    """Calls as the router."""
    return listener.stub(Principal("router", "service"))


@pytest.fixture
async def acme(stub) -> api.Brand:
    """A brand with one query for its name."""
    brand = api.Brand(display_name="Acme", aliases=["Acme Air"], handles=["AcmeHelp"])
    created = await stub.CreateBrand(api.CreateBrandRequest(brand_id="acme", brand=brand))
    query = api.Query(expression='acme OR "acme air"')
    await stub.CreateQuery(api.CreateQueryRequest(parent=created.name, query_id="name", query=query))
    return created


@pytest.fixture
async def twin(stub, acme, network) -> api.Source:
    """A source that reads the twin network for the brand."""
    return await stub.CreateSource(
        api.CreateSourceRequest(source_id="twin", source=api.Source(type="twin", config={"url": "x"}))
    )


class Log:
    """What the listener brought onto the log."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus

    async def items(self) -> list[events_pb2.MentionItem]:
        return [item for _, item in await self._numbered()]

    async def take(self) -> set[str]:
        """Reads what is there and makes room by purging exactly that."""
        numbered = await self._numbered()
        if numbered:
            await self._bus.connection.js.purge_stream("MENTIONS", seq=numbered[-1][0] + 1)
        return {identity.item_id(*identity.fact_identity(item)) for _, item in numbered}

    async def _numbered(self) -> list[tuple[int, events_pb2.MentionItem]]:
        start, end = datetime(2020, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
        return [
            (message.sequence, item)
            async for message in self._bus.read("MENTIONS", start, end)
            for item in events_pb2.MentionBatch.FromString(message.payload).items
        ]

    async def ids(self) -> list[str]:
        return [identity.item_id(*identity.fact_identity(item)) for item in await self.items()]


@pytest.fixture
def log(bus) -> Log:
    return Log(bus)
