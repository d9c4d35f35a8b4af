"""Composition root of the listener: settings in, a running service out."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from antiphon.events.v1 import events_pb2
from antiphon.listening.v1 import listening_service_pb2_grpc as api_grpc
from services.common.bus import BatchPublisher, Bus, Consumer, codecs
from services.common.config import Settings
from services.common.model.clock import SystemClock
from services.common.rpc.server import Server
from services.common.rpc.tokens import Verifier
from services.common.store import Database, housekeeping, outbox, preparing, suppressions
from services.listener.adapters import erasures, expiring, keyfiles, observing, outlets, vault, webhooks
from services.listener.adapters.accounts import Accounts
from services.listener.adapters.announcing import Announcing
from services.listener.adapters.answerability import Answerability
from services.listener.adapters.answerers import Answerers
from services.listener.adapters.backfills import Backfills
from services.listener.adapters.budgets import Budgets
from services.listener.adapters.collector import Collector
from services.listener.adapters.deliveries import Deliveries
from services.listener.adapters.finding import Finding
from services.listener.adapters.history import Historian
from services.listener.adapters.ingest import Ingest
from services.listener.adapters.intake import Intake
from services.listener.adapters.lessons import Lessons
from services.listener.adapters.memory import Memory
from services.listener.adapters.outlets import Outlets
from services.listener.adapters.purses import Use
from services.listener.adapters.receiving import Door
from services.listener.adapters.replay import Replay
from services.listener.adapters.replicas import Replicas
from services.listener.adapters.running import Parts
from services.listener.adapters.telling import Teller
from services.listener.adapters.trying import Trying
from services.listener.adapters.wanted import Wanted
from services.listener.adapters.watching import Watching
from services.listener.core import capabilities
from services.listener.servicer import Desk, ListeningServicer
from services.listener.store import retention, tables

SERVICE = "listener"
FULL_NAME = "antiphon.listening.v1.ListeningService"


@asynccontextmanager
async def build(settings: Settings) -> AsyncIterator[None]:
    """Runs the listener while the context is open; its end drains calls, then sources, then the log."""
    async with contextlib.AsyncExitStack() as stack:
        verifier = Verifier.load(settings.auth)
        await asyncio.to_thread(preparing.prepare, settings.store, settings.data, service=SERVICE)
        db = Database.open(settings.store, settings.data, service=SERVICE)
        stack.push_async_callback(db.close)
        await suppressions.prepare(db, tables.suppressed, tables.erased_authors.c.digest)
        server = Server(settings, service=SERVICE, verifier=verifier)
        bus = await Bus.connect(settings.bus, service=SERVICE)
        stack.push_async_callback(bus.close)
        await _serve(settings, stack, db, bus, server)
        yield


@dataclass(frozen=True, slots=True)
class _Ground:
    """What reading and sending stand on."""

    settings: Settings
    stack: contextlib.AsyncExitStack
    db: Database
    bus: Bus
    clock: SystemClock
    publisher: BatchPublisher
    watching: Watching
    memory: Memory
    budgets: Budgets
    secrets: vault.Vault


@dataclass(frozen=True, slots=True)
class _Reading:
    """What brings mentions in."""

    parts: Parts
    replicas: Replicas
    collector: Collector


@dataclass(frozen=True, slots=True)
class _Sending:
    """What takes answers out."""

    outs: Outlets
    announcing: Announcing
    answerers: Answerers
    deliveries: Deliveries


async def _serve(
    settings: Settings, stack: contextlib.AsyncExitStack, db: Database, bus: Bus, server: Server
) -> None:
    ground = await _ground(settings, stack, db, bus)
    reading, sending = _reading(ground), _sending(ground)
    relay = outbox.Relay(db, tables.events_out, bus.publish)
    port = _webhook_port(settings, stack)
    desk = _desk(ground, reading, sending, relay, port)
    server.add(api_grpc.add_ListeningServiceServicer_to_server, ListeningServicer(desk), FULL_NAME)
    await sending.announcing.start()
    await ground.watching.refresh()
    await sending.deliveries.recover()
    await stack.enter_async_context(_running(relay.run(), *_works(ground, reading, sending)))
    if port:
        door = Door(db, sending.outs, reading.parts.intake, ground.publisher, ground.clock)
        await stack.enter_async_context(webhooks.serving(door, port))
    await server.start()
    stack.push_async_callback(server.drain)
    await server.set_serving(True)


async def _ground(settings: Settings, stack: contextlib.AsyncExitStack, db: Database, bus: Bus) -> _Ground:
    clock = SystemClock()
    publisher = BatchPublisher(bus, settings.bus)
    stack.push_async_callback(publisher.close)
    secrets = _vault(settings, db)
    stack.push_async_callback(secrets.close)
    await secrets.rewrap()
    return _Ground(
        settings=settings,
        stack=stack,
        db=db,
        bus=bus,
        clock=clock,
        publisher=publisher,
        watching=Watching(db),
        memory=Memory(db),
        budgets=Budgets(db, clock),
        secrets=secrets,
    )


def _reading(ground: _Ground) -> _Reading:
    listener, holder = ground.settings.listener, f"{socket.gethostname()}:{os.getpid()}"
    parts = Parts(
        db=ground.db,
        intake=Intake(ground.db, ground.watching, ground.memory),
        publisher=ground.publisher,
        clock=ground.clock,
        sleep=asyncio.sleep,
        holder=holder,
        lease_seconds=listener.lease_seconds,
        allow_private=listener.allow_private_addresses,
        watched=Wanted(ground.watching, ground.memory),
        budget_of=ground.budgets.of,
        credentials_of=ground.secrets.credentials,
    )
    replicas = Replicas(ground.db, parts.holder, parts.lease_seconds)
    collector = Collector(parts, replicas)
    ground.watching.on_change(collector.notice)
    return _Reading(parts, replicas, collector)


def _sending(ground: _Ground) -> _Sending:
    settings, db = ground.settings, ground.db
    opener = outlets.opener(
        allow_private=settings.listener.allow_private_addresses,
        budget_of=lambda connection: ground.budgets.of(connection, Use.SEND),
        credentials_of=ground.secrets.credentials,
    )
    outs = Outlets(db, opener)
    ground.stack.push_async_callback(outs.close)
    registry = capabilities.registry(sandbox_recognises_keys=settings.sandbox.idempotency == "key")
    announcing = Announcing(db, ground.bus, registry)
    ground.watching.on_change(announcing.notice)
    answerers = Answerers(db, ground.secrets.beside)
    deliveries = Deliveries(
        db, outs, announcing.current, ground.clock, memory=ground.memory, answerers=answerers
    )
    return _Sending(outs, announcing, answerers, deliveries)


def _desk(
    ground: _Ground, reading: _Reading, sending: _Sending, relay: outbox.Relay, port: socket.socket | None
) -> Desk:
    db, watching, clock, listener = ground.db, ground.watching, ground.clock, ground.settings.listener
    current = sending.announcing.current
    return Desk(
        db=db,
        watching=watching,
        ingest=Ingest(watching, ground.publisher, clock),
        replay=Replay(watching, ground.publisher, clock),
        deliveries=sending.deliveries,
        answerability=Answerability(db, watching, current, clock, sending.answerers),
        finding=Finding(sending.outs, sending.answerers, current),
        budgets=ground.budgets,
        backfills=Backfills(reading.parts),
        lessons=Lessons(db, sending.outs, ground.secrets, listener, relay.poke),
        accounts=Accounts(ground.secrets, clock, listener.allow_private_addresses),
        trying=Trying(sending.outs, clock),
        capabilities=current,
        clock=clock,
        on_change=relay.poke,
        webhooks=webhooks.address(port, listener.http_public_url) if port else "",
    )


def _works(ground: _Ground, reading: _Reading, sending: _Sending) -> Iterator[Coroutine[Any, Any, None]]:
    """What runs beside the calls for as long as the listener lives."""
    db, clock, budgets = ground.db, ground.clock, ground.budgets
    yield ground.watching.follow()
    yield ground.memory.follow()
    yield reading.replicas.run()
    yield reading.collector.run()
    yield Historian(reading.parts, lambda connection: budgets.of(connection, Use.BACKFILL)).run()
    yield sending.announcing.run()
    yield sending.deliveries.run()
    teller = Teller(db, ground.bus, ground.settings.bus, sending.outs, clock)
    yield teller.listen()
    yield teller.tell()
    yield housekeeping.run(db, tables.source_leases, retention.chores(ground.settings.listener), clock)
    yield observing.run(db, clock, budgets)
    yield expiring.run(db, clock)
    yield _erasing(ground.settings, ground.bus, db, ground.watching).run()


def _erasing(
    settings: Settings, bus: Bus, db: Database, watching: Watching
) -> Consumer[events_pb2.AuthorErasure]:
    return Consumer(
        bus,
        settings.bus,
        name=erasures.CONSUMER,
        stream=erasures.STREAM,
        subjects=erasures.SUBJECTS,
        codec=codecs.ERASURES,
        handle=erasures.Erasures(db, watching.refresh).handle,
    )


def _webhook_port(settings: Settings, stack: contextlib.AsyncExitStack) -> socket.socket | None:
    if settings.listener.http_port < 0:
        return None
    port = webhooks.listen(settings.listener.http_host, settings.listener.http_port)
    stack.callback(port.close)
    return port


def _vault(settings: Settings, db: Database) -> vault.Vault:
    given = keyfiles.read_given(settings.listener.credentials)
    keys = keyfiles.read_keys(settings.listener.credentials_key_files)
    holder = f"{socket.gethostname()}:{os.getpid()}"
    return vault.Vault(db, keys, holder, given, folder=settings.listener.secrets_folder)


@asynccontextmanager
async def _running(*works: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Runs the works beside each other; the first one that fails ends the service."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(work) for work in works]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
