"""Composition root of the listener: settings in, a running service out."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from antiphon.events.v1 import events_pb2
from antiphon.listening.v1 import listening_service_pb2_grpc as api_grpc
from services.common.bus import BatchPublisher, Bus, Consumer, codecs
from services.common.config import Settings
from services.common.model.clock import SystemClock
from services.common.rpc.server import Server
from services.common.rpc.tokens import Verifier
from services.common.store import Database, housekeeping, migrations, outbox, suppressions
from services.listener.adapters import erasures, expiring, keyfiles, observing, outlets, vault, webhooks
from services.listener.adapters.accounts import Accounts
from services.listener.adapters.announcing import Announcing
from services.listener.adapters.answerability import Answerability
from services.listener.adapters.answerers import Answerers
from services.listener.adapters.backfills import Backfills
from services.listener.adapters.budgets import Budgets
from services.listener.adapters.collector import Collector
from services.listener.adapters.deliveries import Deliveries
from services.listener.adapters.history import Historian
from services.listener.adapters.ingest import Ingest
from services.listener.adapters.intake import Intake
from services.listener.adapters.memory import Memory
from services.listener.adapters.outlets import Outlets
from services.listener.adapters.purses import Use
from services.listener.adapters.receiving import Door
from services.listener.adapters.replay import Replay
from services.listener.adapters.replicas import Replicas
from services.listener.adapters.running import Parts
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
        await asyncio.to_thread(migrations.prepare, settings.store, settings.data, service=SERVICE)
        db = Database.open(settings.store, settings.data, service=SERVICE)
        stack.push_async_callback(db.close)
        await suppressions.prepare(db, tables.suppressed, tables.erased_authors.c.digest)
        server = Server(settings, service=SERVICE, verifier=verifier)
        bus = await Bus.connect(settings.bus, service=SERVICE)
        stack.push_async_callback(bus.close)
        await _serve(settings, stack, db, bus, server)
        yield


async def _serve(
    settings: Settings, stack: contextlib.AsyncExitStack, db: Database, bus: Bus, server: Server
) -> None:
    clock = SystemClock()
    publisher = BatchPublisher(bus, settings.bus)
    stack.push_async_callback(publisher.close)
    watching = Watching(db)
    memory = Memory(db)
    budgets = Budgets(db, clock)
    secrets = _vault(settings, db)
    stack.push_async_callback(secrets.close)
    await secrets.rewrap()
    parts = replace(
        _parts(settings, db, publisher, watching, memory),
        budget_of=budgets.of,
        credentials_of=secrets.credentials,
    )
    replicas = Replicas(db, parts.holder, parts.lease_seconds)
    collector = Collector(parts, replicas)
    watching.on_change(collector.notice)
    relay = outbox.Relay(db, tables.events_out, bus.publish)
    outs = Outlets(
        db,
        outlets.opener(
            allow_private=settings.listener.allow_private_addresses,
            budget_of=lambda connection: budgets.of(connection, Use.SEND),
            credentials_of=secrets.credentials,
        ),
    )
    stack.push_async_callback(outs.close)
    registry = capabilities.registry(sandbox_recognises_keys=settings.sandbox.idempotency == "key")
    announcing = Announcing(db, bus, registry)
    watching.on_change(announcing.notice)
    answerers = Answerers(db, secrets.beside)
    deliveries = Deliveries(db, outs, announcing.current, clock, memory=memory, answerers=answerers)
    port = _webhook_port(settings, stack)
    desk = Desk(
        db=db,
        watching=watching,
        ingest=Ingest(watching, publisher, clock),
        replay=Replay(watching, publisher, clock),
        deliveries=deliveries,
        answerability=Answerability(db, watching, announcing.current, clock, answerers),
        budgets=budgets,
        backfills=Backfills(parts),
        accounts=Accounts(secrets, clock, settings.listener.allow_private_addresses),
        capabilities=announcing.current,
        clock=clock,
        on_change=relay.poke,
        webhooks=webhooks.address(port, settings.listener.http_public_url) if port else "",
    )
    server.add(api_grpc.add_ListeningServiceServicer_to_server, ListeningServicer(desk), FULL_NAME)
    await announcing.start()
    await watching.refresh()
    await deliveries.recover()
    await stack.enter_async_context(
        _running(
            relay.run(),
            watching.follow(),
            memory.follow(),
            replicas.run(),
            collector.run(),
            Historian(parts, lambda connection: budgets.of(connection, Use.BACKFILL)).run(),
            announcing.run(),
            deliveries.run(),
            housekeeping.run(db, tables.source_leases, retention.chores(settings.listener), clock),
            observing.run(db, clock, budgets),
            expiring.run(db, clock),
            _erasing(settings, bus, db, watching).run(),
        )
    )
    if port:
        door = Door(db, outs, parts.intake, publisher, clock)
        await stack.enter_async_context(webhooks.serving(door, port))
    await server.start()
    stack.push_async_callback(server.drain)
    await server.set_serving(True)


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
    return vault.Vault(db, keys, f"{socket.gethostname()}:{os.getpid()}", given)


def _parts(
    settings: Settings, db: Database, publisher: BatchPublisher, watching: Watching, memory: Memory
) -> Parts:
    return Parts(
        db=db,
        intake=Intake(db, watching, memory),
        publisher=publisher,
        clock=SystemClock(),
        sleep=asyncio.sleep,
        holder=f"{socket.gethostname()}:{os.getpid()}",
        lease_seconds=settings.listener.lease_seconds,
        allow_private=settings.listener.allow_private_addresses,
        watched=Wanted(watching, memory),
    )


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
