"""Composition root of the router: settings in, a running service out."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

import grpc.aio

from antiphon.routing.v1 import audit_service_pb2_grpc as audit_grpc
from antiphon.routing.v1 import care_service_pb2_grpc as care_grpc
from antiphon.routing.v1 import conversation_service_pb2_grpc as conversation_grpc
from antiphon.routing.v1 import customer_service_pb2_grpc as customer_grpc
from antiphon.routing.v1 import deadline_service_pb2_grpc as deadline_grpc
from antiphon.routing.v1 import drafting_service_pb2_grpc as drafting_grpc
from antiphon.routing.v1 import incident_service_pb2_grpc as incident_grpc
from antiphon.routing.v1 import policy_service_pb2_grpc as policy_grpc
from antiphon.routing.v1 import routing_service_pb2_grpc as routing_grpc
from antiphon.routing.v1 import staffing_service_pb2_grpc as staffing_grpc
from services.common.bus import Bus, Consumer, ReferenceReader, codecs
from services.common.config import Settings
from services.common.model.clock import SystemClock
from services.common.model.principal import Principal
from services.common.rpc import channels, server, tokens
from services.common.store import Database, housekeeping, outbox, preparing, suppressions
from services.router.adapters import erasures, intake, ticker
from services.router.adapters.gathering import Gathering
from services.router.adapters.outbox import Outbox
from services.router.adapters.recipients import Recipients
from services.router.adapters.staffing import Staffing
from services.router.core import ranking
from services.router.core.replyability import SECOND
from services.router.core.world import Facts
from services.router.servicer.audit import AuditServicer
from services.router.servicer.care import CareServicer
from services.router.servicer.conversations import ConversationServicer
from services.router.servicer.customers import CustomerServicer
from services.router.servicer.deadlines import DeadlineServicer
from services.router.servicer.drafting import DraftingServicer, Timing
from services.router.servicer.incidents import IncidentServicer
from services.router.servicer.policies import PolicyServicer
from services.router.servicer.routing import RoutingServicer
from services.router.servicer.staffing import StaffingServicer
from services.router.store import retention, staff, tables
from services.router.store.starting import Hold

SERVICE: Final = "router"
PACKAGE: Final = "antiphon.routing.v1"

READERS: Final = {"MENTIONS": ("scorer",), "SCORED": ("router", "insights")}
"""Consumers without which the janitor throws nothing away."""


@asynccontextmanager
async def build(settings: Settings) -> AsyncIterator[None]:
    """Runs the router while the context is open; its end drains calls, then the log."""
    async with running(settings):
        yield


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[int]:
    """The same, and tells the port it listens on."""
    await asyncio.to_thread(preparing.prepare, settings.store, settings.data, service=SERVICE)
    async with contextlib.AsyncExitStack() as stack:
        db = Database.open(settings.store, settings.data, service=SERVICE)
        stack.push_async_callback(db.close)
        await suppressions.prepare(db, tables.suppressed, tables.erasures.c.author)
        bus = await Bus.connect(settings.bus, service=SERVICE)
        stack.push_async_callback(bus.close)
        world = await _follow_facts(bus, stack)
        relay = outbox.Relay(db, tables.events_out, bus.publish)
        channel = _listener(settings, stack)
        poll = settings.router.outbox_poll_seconds
        sender = Outbox(db, channel, _waits(settings), poll, on_events=relay.poke, trains=world.trains)
        served = server.Server(settings, service=SERVICE, verifier=tokens.Verifier.load(settings.auth))
        known = staff.Staff()
        _serve(served, settings, db, _Shared(world, known, Recipients(channel), relay.poke, sender.poke))
        ticking = ticker.Ticker(
            db, settings.router.tick_seconds, _waits(settings), relay.poke, world.training
        )
        jobs = [relay.run(), sender.run(), ticking.run(), _janitor(db, bus), _housekeeping(settings, db)]
        jobs += [_staffing(settings, db, known, relay).run(), _gathering(settings, db, relay).run()]
        jobs.append(bus.watch())
        await stack.enter_async_context(_working(jobs, _consumers(settings, bus, db, world, relay)))
        port = await served.start()
        stack.push_async_callback(served.drain)
        await served.set_serving(True)
        yield port


@dataclass(frozen=True, slots=True)
class _Shared:
    """What the gRPC services of the router share.

    Attributes:
        on_events: is told that a transaction with events has been committed; `on_reply` that a reply waits.
    """

    world: Facts
    known: staff.Staff
    recipients: Recipients
    on_events: Callable[[], None]
    on_reply: Callable[[], None]


def _serve(served: server.Server, settings: Settings, db: Database, shared: _Shared) -> None:
    """Adds every gRPC service of the router."""
    world, known, on_events, on_reply = shared.world, shared.known, shared.on_events, shared.on_reply
    router, lease = settings.router, settings.router.lease_seconds
    routing = RoutingServicer(
        db, world, lease, on_events, on_reply, undo_seconds=router.undo_seconds, known=known
    )
    drafting = DraftingServicer(db, world, _timing(settings), on_events, on_reply)
    staffing = StaffingServicer(db, world, known, lease, _waits(settings), on_events=on_events)
    incidents = IncidentServicer(
        db, world, lease, router.incident_answers_per_day, on_events=on_events, on_reply=on_reply
    )
    policies = PolicyServicer(db, world, _waits(settings), on_events)
    hold = Hold(known, round(lease * SECOND))
    conversations = ConversationServicer(
        db, world, _waits(settings), hold, shared.recipients, on_events=on_events
    )
    for name, add, servicer in (
        ("RoutingService", routing_grpc.add_RoutingServiceServicer_to_server, routing),
        ("DraftingService", drafting_grpc.add_DraftingServiceServicer_to_server, drafting),
        ("StaffingService", staffing_grpc.add_StaffingServiceServicer_to_server, staffing),
        ("PolicyService", policy_grpc.add_PolicyServiceServicer_to_server, policies),
        ("DeadlineService", deadline_grpc.add_DeadlineServiceServicer_to_server, DeadlineServicer(db)),
        (
            "ConversationService",
            conversation_grpc.add_ConversationServiceServicer_to_server,
            conversations,
        ),
        ("CustomerService", customer_grpc.add_CustomerServiceServicer_to_server, CustomerServicer(db)),
        ("IncidentService", incident_grpc.add_IncidentServiceServicer_to_server, incidents),
        ("AuditService", audit_grpc.add_AuditServiceServicer_to_server, AuditServicer(db)),
        (
            "CareService",
            care_grpc.add_CareServiceServicer_to_server,
            CareServicer(db, SystemClock(), world.training),
        ),
    ):
        served.add(add, servicer, f"{PACKAGE}.{name}")


async def _follow_facts(bus: Bus, stack: contextlib.AsyncExitStack) -> Facts:
    reader = ReferenceReader(bus)
    world = Facts(reader.brands, reader.capabilities)
    reader.on_change(world.forget)
    await reader.start()
    stack.push_async_callback(reader.stop)
    return world


def _gathering(settings: Settings, db: Database, relay: outbox.Relay) -> Gathering:
    router = settings.router
    return Gathering(db, router.tick_seconds, router.incident_window_seconds, on_events=relay.poke)


def _staffing(settings: Settings, db: Database, known: staff.Staff, relay: outbox.Relay) -> Staffing:
    every, presence = settings.router.push_seconds, settings.router.presence_seconds
    return Staffing(db, known, every, presence, on_events=relay.poke)


def _listener(settings: Settings, stack: contextlib.AsyncExitStack) -> grpc.aio.Channel:
    """What answers leave through, and who asks networks."""
    channel = channels.open(
        settings.rpc.listener_address,
        settings,
        signer=tokens.Signer.load(settings.auth),
        principal=Principal(SERVICE, "service"),
    )
    stack.push_async_callback(channel.close)
    return channel


def _consumers(
    settings: Settings, bus: Bus, db: Database, world: Facts, relay: outbox.Relay
) -> list[Consumer[Any]]:
    scored = intake.Intake(db, world, _waits(settings), relay.poke)
    forgotten = erasures.Erasures(db, world, _waits(settings), relay.poke, bus.forget)
    return [
        Consumer(
            bus,
            settings.bus,
            name=intake.CONSUMER,
            stream=intake.STREAM,
            subjects=intake.SUBJECTS,
            codec=codecs.SCORED,
            handle=scored.handle,
            concurrency=4,  # what waits for the writer shares its flush, so a few may
        ),
        Consumer(
            bus,
            settings.bus,
            name=erasures.CONSUMER,
            stream=erasures.STREAM,
            subjects=erasures.SUBJECTS,
            codec=codecs.ERASURES,
            handle=forgotten.handle,
        ),
    ]


def _waits(settings: Settings) -> tuple[int, ...]:
    router = settings.router
    return ranking.Patience(router.patience_min_seconds, router.patience_max_seconds).table()


def _timing(settings: Settings) -> Timing:
    router = settings.router
    undo, hand_off = round(router.undo_seconds * SECOND), round(router.hand_off_seconds * SECOND)
    return Timing(undo, hand_off, _waits(settings))


async def _housekeeping(settings: Settings, db: Database) -> None:
    chores = retention.chores(settings.router, settings.bus.stream_max_age_seconds)
    await housekeeping.run(db, tables.named_leases, chores, SystemClock())


async def _janitor(db: Database, bus: Bus) -> None:
    """Makes room on the log; one replica does it."""
    await ticker.alone(db, "janitor", lambda: bus.janitor(expected=READERS))


@asynccontextmanager
async def _working(
    jobs: list[Coroutine[Any, Any, None]], consumers: list[Consumer[Any]]
) -> AsyncIterator[None]:
    """Runs jobs and consumers; one that fails ends the service with its error."""
    async with asyncio.TaskGroup() as tasks:
        running_jobs = [tasks.create_task(job) for job in jobs]
        reading = [tasks.create_task(consumer.run()) for consumer in consumers]
        try:
            yield
        finally:
            await asyncio.gather(*(consumer.stop() for consumer in consumers))
            for task in (*reading, *running_jobs):
                task.cancel()
