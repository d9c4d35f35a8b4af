"""A running router: real log, real database of either dialect, real gRPC, and a listener that remembers."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import grpc
import pytest
from typing_extensions import override

from antiphon.events.v1 import events_pb2
from antiphon.listening.v1 import listening_service_pb2 as listening
from antiphon.listening.v1 import listening_service_pb2_grpc as listening_grpc
from antiphon.mention.v1 import mention_pb2
from antiphon.routing.v1 import routing_service_pb2 as routing
from antiphon.routing.v1 import routing_service_pb2_grpc as routing_grpc
from antiphon.scoring.v1 import score_pb2
from services.common.bus import Bus, ScoredItem, codecs, fresh_id
from services.common.config import ListenerSettings, RouterSettings, Settings
from services.common.model import errors
from services.common.model.principal import Principal
from services.common.rpc import channels, server, tokens
from services.router import app
from services.scorer.core import documents
from services.scorer.core.analyzers.engageability import EngageabilityAnalyzer
from services.scorer.core.analyzers.priority import PriorityAnalyzer
from services.scorer.core.analyzers.protocol import Batch
from services.scorer.core.analyzers.urgency import UrgencyAnalyzer
from services.scorer.core.names import compile_names

BRAND = "brands/acme"
NAMES = compile_names(frozenset({"acme", "bolt"}))
JUDGES = (UrgencyAnalyzer(), EngageabilityAnalyzer(), PriorityAnalyzer())
NETWORK = "sandbox"

_D = listening.Delivery


class Listener(listening_grpc.ListeningServiceServicer):
    """Sends each request id once and remembers it, as the real one does; its moods are set by tests.

    `moods` holds what the next deliveries come to, in order; then `sent`.
    """

    def __init__(self) -> None:
        self.deliveries: dict[str, listening.Delivery] = {}
        self.published: list[str] = []
        self.payloads: dict[str, listening.ReplyPayload] = {}
        self.calls: list[str] = []
        self.moods: list[str] = []

    @override
    async def Deliver(self, request, context):
        self.calls.append("Deliver")
        if request.request_id in self.deliveries:
            return self.deliveries[request.request_id]
        mood = self.moods.pop(0) if self.moods else "sent"
        if mood == "deaf":
            await context.abort(grpc.StatusCode.UNAVAILABLE, "not now")
        if mood == "refused":
            raise errors.NotReplyable("The network closed the thread.", replyability="EXPIRED")
        if mood == "confused":
            raise errors.RequestIdReused("That id is taken.", request_id=request.request_id)
        delivery = self._accept(request, mood)
        if mood == "sent, then silent":
            await context.abort(grpc.StatusCode.UNAVAILABLE, "the line went dead")
        return delivery

    @override
    async def FindAuthor(self, request, context):
        self.calls.append("FindAuthor")
        if request.handle == "nobody":
            raise errors.InvalidField("handle", "nobody on the sandbox is called so; look it up.")
        return mention_pb2.Author(key=f"{request.network}:-:{request.handle}", handle=request.handle)

    @override
    async def GetDelivery(self, request, context):
        self.calls.append("GetDelivery")
        delivery = self.deliveries.get(request.request_id)
        if delivery is None:
            raise errors.NotFound(f"delivery {request.request_id}")
        return delivery

    def decide(self, request_id, state, **more):
        """What became of a delivery that was being checked."""
        self.deliveries[request_id] = _D(request_id=request_id, state=state, **more)

    def _accept(self, request, mood):
        state, more = _OUTCOMES[mood]
        if mood.startswith(("sent", "checking")):
            self.published.append(request.request_id)
        self.payloads[request.request_id] = request.reply
        delivery = _D(request_id=request.request_id, state=state, **more)
        self.deliveries[request.request_id] = delivery
        return delivery


_SENT = (_D.STATE_SENT, {"mention_key": "sandbox:-:answer", "link": "http://sandbox.test/answer"})
_OUTCOMES = {
    "sent": _SENT,
    "sent, then silent": _SENT,
    "failed": (_D.STATE_FAILED, {"reason": "The author blocks the brand."}),
    "publishing": (_D.STATE_PUBLISHING, {"reason": "The network asks us to slow down.", "will_retry": True}),
    "checking": (_D.STATE_CHECKING, {"reason": "The network did not answer."}),
    "unconfirmed": (_D.STATE_UNCONFIRMED, {"reason": "It was not found in the thread."}),
}


@dataclass
class Road:
    """What a test needs of the world around the router."""

    settings: Settings
    bus: Bus
    signer: tokens.Signer
    listener: Listener
    port: int = 0
    channels: list[grpc.aio.Channel] = field(default_factory=list)

    def stub(self, who: Principal) -> routing_grpc.RoutingServiceStub:
        """The router as this person calls it."""
        return routing_grpc.RoutingServiceStub(self.channel(who))

    def channel(self, who: Principal) -> grpc.aio.Channel:
        """A channel to the router for this person, for any of its services."""
        channel = channels.open(f"127.0.0.1:{self.port}", self.settings, signer=self.signer, principal=who)
        self.channels.append(channel)
        return channel

    async def publish(self, *items: ScoredItem) -> None:
        """Puts a scored batch on the log."""
        await self.bus.publish(f"scored.{NETWORK}", codecs.SCORED.join(list(items)), message_id=fresh_id())

    async def close_channels(self) -> None:
        for channel in self.channels:
            await channel.close()
        self.channels.clear()


def scored(
    native_id: str,
    text: str = "@acme my parcel is lost, can you help me?",
    *,
    brand: str = BRAND,
    conversation: str = "",
    compound: float = -0.5,
    **author: object,
) -> ScoredItem:
    """One scored mention; `author` are fields of its author."""
    item, score = events_pb2.MentionItem(), score_pb2.Score(model_version="test/1")
    mention = item.mention
    mention.key, mention.native_id = f"{NETWORK}:-:{native_id}", native_id
    mention.conversation_key = f"{NETWORK}:-:{conversation}" if conversation else mention.key
    mention.network, mention.source, mention.text = NETWORK, "sources/sandbox", text
    mention.author.key, mention.author.handle = f"{NETWORK}:-:person", "person"
    for name, value in author.items():
        setattr(mention.author, name, value)
    mention.create_time.FromSeconds(1_700_000_000 + sum(native_id.encode()))
    mention.matches.add(brand=brand)
    score.sentiment.compound = compound
    _judge(mention, score)
    return ScoredItem(item, score)


def _judge(mention: mention_pb2.Mention, score: score_pb2.Score) -> None:
    """Adds what the scorer says without its models."""
    document = documents.read(mention, lambda _mention: NAMES)
    batch = Batch([document])
    for analyzer in JUDGES:
        batch.findings[analyzer.name] = findings = analyzer.analyze(batch)
        analyzer.write(document, findings[0], score)


def deletion(native_id: str) -> ScoredItem:
    item = events_pb2.MentionItem()
    item.deletion.key, item.deletion.network = f"{NETWORK}:-:{native_id}", NETWORK
    return ScoredItem(item, score_pb2.Score())


@pytest.fixture
async def listener(settings, verifier) -> AsyncIterator[tuple[Listener, str]]:
    """A listener and its address."""
    pretend = Listener()
    served = server.Server(settings, service="listener", verifier=verifier)
    served.add(
        listening_grpc.add_ListeningServiceServicer_to_server,
        pretend,
        "antiphon.listening.v1.ListeningService",
    )
    port = await served.start()
    yield pretend, f"127.0.0.1:{port}"
    await served.drain()


@pytest.fixture
def router_settings(settings, bus_settings, store_settings, listener, patterns) -> Settings:
    patterns.lay(store_settings, settings.data, "router")
    return dataclasses.replace(
        settings,
        bus=bus_settings,
        store=store_settings,
        rpc=dataclasses.replace(settings.rpc, listener_address=listener[1]),
        router=RouterSettings(outbox_poll_seconds=0.02, tick_seconds=0.1),
        listener=ListenerSettings(),
    )


@pytest.fixture
async def around(router_settings, bus, signer, listener) -> AsyncIterator[Road]:
    """The world around a router that is not started yet: one brand, one network that takes answers."""
    brand = events_pb2.BrandFact(name=BRAND, display_name="Acme", handles=["acme_official"])
    capability = events_pb2.CapabilityFact(
        network=NETWORK,
        reply_mode=events_pb2.CapabilityFact.REPLY_MODE_API,
        max_reply_length=80,
        length_unit=events_pb2.CapabilityFact.LENGTH_UNIT_CHARACTER,
    )
    await bus.publish_reference("brand", "acme", events_pb2.ReferenceFact(brand=brand))
    await bus.publish_reference("capability", NETWORK, events_pb2.ReferenceFact(capability=capability))
    road = Road(router_settings, bus, signer, listener[0])
    yield road
    await road.close_channels()


@contextlib.asynccontextmanager
async def started(road: Road) -> AsyncIterator[None]:
    """A router of this road; may be started again afterwards."""
    async with app.running(road.settings) as road.port:
        yield
    await road.close_channels()


@pytest.fixture
async def road(around) -> AsyncIterator[Road]:
    """The same with a running router."""
    async with started(around):
        yield around


@pytest.fixture
def alice() -> Principal:
    return Principal("alice", "user", frozenset({"agent"}), frozenset({"acme"}))


@pytest.fixture
def bob() -> Principal:
    return Principal("bob", "user", frozenset({"agent"}))


@pytest.fixture
def lead() -> Principal:
    return Principal("lea", "user", frozenset({"lead"}))


async def reply_to(stub, opportunity, text="We are on it.", request_id=""):
    return await stub.CreateReply(
        routing.CreateReplyRequest(
            parent=opportunity.name,
            reply=routing.Reply(text=text),
            lease_token=opportunity.lease.token,
            request_id=request_id or str(uuid.uuid4()),
        )
    )


async def until(stub, reply, *states, seconds=15.0):
    """The reply once it has reached one of these states."""
    wanted = {routing.Reply.State.Value(f"STATE_{state}") for state in states}
    deadline = asyncio.get_running_loop().time() + seconds
    while True:
        found = await stub.GetReply(routing.GetReplyRequest(name=reply.name))
        if found.state in wanted:
            return found
        assert asyncio.get_running_loop().time() < deadline, f"still {found}"
        await asyncio.sleep(0.01)


async def claimed(stub):
    """The next opportunity, once there is one."""
    deadline = asyncio.get_running_loop().time() + 15
    while True:
        try:
            return await stub.ClaimNextOpportunity(routing.ClaimNextOpportunityRequest())
        except grpc.aio.AioRpcError:
            assert asyncio.get_running_loop().time() < deadline, "nothing came into the queue"
            await asyncio.sleep(0.02)
