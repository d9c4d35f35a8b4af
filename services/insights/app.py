"""Composition root of the archive: settings in, a running service out."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from typing import Any

from antiphon.insights.v1 import insights_service_pb2_grpc as api_grpc
from services.common.bus import Bus, Consumer, codecs
from services.common.config import Settings
from services.common.model.clock import SystemClock
from services.common.rpc.server import Server
from services.common.rpc.tokens import Verifier
from services.common.store import Database, housekeeping, outbox, preparing, suppressions
from services.insights.adapters import archive, judgements
from services.insights.servicer import InsightsServicer
from services.insights.store import Archive, retention, tables

SERVICE = "insights"
FULL_NAME = "antiphon.insights.v1.InsightsService"


@asynccontextmanager
async def build(settings: Settings) -> AsyncIterator[None]:
    """Runs the archive while the context is open; its end drains calls and then the log."""
    await asyncio.to_thread(preparing.prepare, settings.store, settings.data, service=SERVICE)
    async with contextlib.AsyncExitStack() as stack:
        db = Database.open(settings.store, settings.data, service=SERVICE)
        stack.push_async_callback(db.close)
        await suppressions.prepare(db, tables.suppressed, tables.erased_authors.c.author)
        server = Server(settings, service=SERVICE, verifier=Verifier.load(settings.auth))
        bus = await Bus.connect(settings.bus, service=SERVICE)
        stack.push_async_callback(bus.close)
        relay = outbox.Relay(db, tables.events_out, bus.publish)
        keeper = Archive(db, page_size=settings.insights.stream_page_size, on_event=relay.poke)
        server.add(api_grpc.add_InsightsServiceServicer_to_server, InsightsServicer(keeper), FULL_NAME)
        chores = retention.chores(settings.insights, settings.bus.stream_max_age_seconds)
        keeping = housekeeping.run(db, tables.named_leases, chores, SystemClock())
        await stack.enter_async_context(_running(_consumers(bus, settings, keeper), relay, keeping))
        await server.start()
        stack.push_async_callback(server.drain)
        await server.set_serving(True)
        yield


def _consumers(bus: Bus, settings: Settings, keeper: Archive) -> tuple[Consumer[Any], ...]:
    archiving = Consumer(
        bus,
        settings.bus,
        name=archive.CONSUMER,
        stream=archive.STREAM,
        subjects=archive.SUBJECTS,
        codec=codecs.SCORED,
        handle=archive.ArchiveConsumer(keeper).handle,
        concurrency=4,  # what waits for the writer shares its flush, so a few may
    )
    judging = Consumer(
        bus,
        settings.bus,
        name=judgements.CONSUMER,
        stream=judgements.STREAM,
        subjects=judgements.SUBJECTS,
        codec=codecs.JUDGEMENTS,
        handle=judgements.JudgementConsumer(keeper).handle,
    )
    return archiving, judging


@asynccontextmanager
async def _running(
    consumers: Sequence[Consumer[Any]], relay: outbox.Relay, keeping: Coroutine[Any, Any, None]
) -> AsyncIterator[None]:
    async with asyncio.TaskGroup() as tasks:
        consuming = [tasks.create_task(consumer.run(), name="archive") for consumer in consumers]
        relaying = tasks.create_task(relay.run(), name="relay")
        housekeeping_task = tasks.create_task(keeping, name="housekeeping")
        try:
            yield
        finally:
            await asyncio.gather(*(consumer.stop() for consumer in consumers))
            relaying.cancel()
            housekeeping_task.cancel()
            for task in consuming:
                task.cancel()
