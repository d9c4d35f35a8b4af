"""Composition root of the archive: settings in, a running service out."""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from typing import Any

from antiphon.insights.v1 import analytics_service_pb2_grpc as analytics_grpc
from antiphon.insights.v1 import curation_service_pb2_grpc as curation_grpc
from antiphon.insights.v1 import dashboard_service_pb2_grpc as dashboard_grpc
from antiphon.insights.v1 import insights_service_pb2_grpc as api_grpc
from antiphon.insights.v1 import reporting_service_pb2_grpc as reporting_grpc
from services.common.bus import Bus, Consumer, ReferenceReader, codecs
from services.common.config import Settings
from services.common.model.clock import SystemClock
from services.common.model.principal import Principal
from services.common.rpc import channels
from services.common.rpc.server import Server
from services.common.rpc.tokens import Signer, Verifier
from services.common.store import Database, housekeeping, leases, outbox, preparing, secret, suppressions
from services.insights.adapters import archive, judgements
from services.insights.adapters.sighting import Sighting
from services.insights.adapters.watching import Alarm, Hold
from services.insights.core.sealing import Sealer
from services.insights.servicer import (
    AnalyticsServicer,
    CurationServicer,
    DashboardServicer,
    InsightsServicer,
    Renderer,
    ReportingServicer,
)
from services.insights.store import Analyst, Archive, indexing, placing, retention, tables, textual

SERVICE = "insights"
FULL_NAME = "antiphon.insights.v1.InsightsService"
JOB_LEASE_SECONDS = 30.0
ANALYTICS = "antiphon.insights.v1.AnalyticsService"
DASHBOARDS = "antiphon.insights.v1.DashboardService"
CURATION = "antiphon.insights.v1.CurationService"
REPORTING = "antiphon.insights.v1.ReportingService"


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
        analytics = _analytics(settings, db, stack, await _follow_practice(bus, stack))
        server.add(analytics_grpc.add_AnalyticsServiceServicer_to_server, analytics, ANALYTICS)
        reporting = _reporting(settings, db, analytics)
        server.add(reporting_grpc.add_ReportingServiceServicer_to_server, reporting, REPORTING)
        curation = CurationServicer(db, SystemClock())
        server.add(curation_grpc.add_CurationServiceServicer_to_server, curation, CURATION)
        desk = settings.insights.public_url
        boards = DashboardServicer(db, Renderer(analytics, SystemClock()), SystemClock(), desk)
        server.add(dashboard_grpc.add_DashboardServiceServicer_to_server, boards, DASHBOARDS)
        alarm = Alarm(db, analytics.watching, SystemClock(), relay.poke, desk)
        chores = retention.chores(settings.insights, settings.bus.stream_max_age_seconds)
        keeping = housekeeping.run(db, tables.named_leases, chores, SystemClock())
        await stack.enter_async_context(
            _running(
                _consumers(bus, settings, keeper),
                relay,
                keeping,
                placing.run(db),
                indexing.run(db),
                textual.keep_clean(db),
                alarm.run(_holding(db, "alerts")),
                reporting.delivering.run(_holding(db, "channels")),
                boards.run(_holding(db, "reports")),
            )
        )
        await server.start()
        stack.push_async_callback(server.drain)
        await server.set_serving(True)
        yield


async def _follow_practice(bus: Bus, stack: contextlib.AsyncExitStack) -> Callable[[], frozenset[str]]:
    """Tells which brands agents practise with."""
    reader = ReferenceReader(bus)
    await reader.start()
    stack.push_async_callback(reader.stop)
    return lambda: frozenset(fact.name for fact in reader.brands.values() if fact.training)


def _analytics(
    settings: Settings,
    db: Database,
    stack: contextlib.AsyncExitStack,
    practice: Callable[[], frozenset[str]],
) -> AnalyticsServicer:
    clock = SystemClock()
    analyst = Analyst(db, page_size=settings.insights.stream_page_size)
    if settings.auth.signing_key_file is None:
        return AnalyticsServicer(analyst, Sighting(None, clock), clock, practice)
    channel = channels.open(
        settings.rpc.listener_address,
        settings,
        signer=Signer.load(settings.auth),
        principal=Principal(SERVICE, "service"),
    )
    stack.push_async_callback(channel.close)
    return AnalyticsServicer(analyst, Sighting(channel, clock), clock, practice)


def _reporting(settings: Settings, db: Database, numbers: AnalyticsServicer) -> ReportingServicer:
    analyst = Analyst(db, page_size=settings.insights.stream_page_size)
    sealer = Sealer(secret.read(settings.data))
    return ReportingServicer(analyst, numbers, SystemClock(), settings.insights, sealer)


def _holding(db: Database, job: str) -> Hold:
    """Holds the lease of a job that one replica does for all."""
    holder = uuid.uuid4().hex
    return lambda: leases.hold(db, tables.named_leases, job, holder, JOB_LEASE_SECONDS)


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
    consumers: Sequence[Consumer[Any]], relay: outbox.Relay, *chores: Coroutine[Any, Any, None]
) -> AsyncIterator[None]:
    async with asyncio.TaskGroup() as tasks:
        consuming = [tasks.create_task(consumer.run(), name="archive") for consumer in consumers]
        relaying = tasks.create_task(relay.run(), name="relay")
        doing = [tasks.create_task(chore, name="chore") for chore in chores]
        try:
            yield
        finally:
            await asyncio.gather(*(consumer.stop() for consumer in consumers))
            relaying.cancel()
            for task in (*consuming, *doing):
                task.cancel()
