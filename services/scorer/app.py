"""Composition root of the scorer: settings in, a running service out."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from antiphon.events.v1 import events_pb2
from antiphon.scoring.v1 import scoring_service_pb2_grpc
from services.common.bus import Bus, Consumer, ReferenceReader, codecs
from services.common.config import Settings
from services.common.model.clock import SystemClock
from services.common.rpc.server import Server
from services.common.rpc.tokens import Verifier
from services.scorer.adapters import counting, stream
from services.scorer.adapters.rescoring import Rescorer
from services.scorer.adapters.shadow import Shadow
from services.scorer.core import scoring
from services.scorer.core.analyzers import Analyzer, registry
from services.scorer.core.brands import BrandNames
from services.scorer.servicer import ScoringServicer

SERVICE: Final = "scorer"
FULL_NAME: Final = "antiphon.scoring.v1.ScoringService"


@asynccontextmanager
async def build(settings: Settings) -> AsyncIterator[None]:
    """Runs the scorer while the context is open; its end drains batches in hand, then calls.

    It listens before the log is there, so that it is known to be alive, and has traffic only after
    the brands' names are known.
    """
    async with contextlib.AsyncExitStack() as stack:
        verifier = Verifier.load(settings.auth)
        scorer = scoring.Scorer(_analyzers(settings, settings.scorer.weights), counting.analyzed)
        shadow = await _shadowing(settings, stack)
        servicer = ScoringServicer(scorer, settings.rpc.max_message_bytes)
        server = Server(settings, service=SERVICE, verifier=verifier)
        server.add(scoring_service_pb2_grpc.add_ScoringServiceServicer_to_server, servicer, FULL_NAME)
        await server.start()
        stack.push_async_callback(server.drain)
        bus = await Bus.connect(settings.bus, service=SERVICE)
        stack.push_async_callback(bus.close)
        names = await _follow_brands(bus, stack)
        servicer.open(names, Rescorer(bus, scorer, names, SystemClock()))
        await stack.enter_async_context(
            _consuming(_consumer(settings, bus, stream.Stream(bus, scorer, names, shadow)))
        )
        await server.set_serving(True)
        yield


def _analyzers(settings: Settings, weights: Path | None) -> Sequence[Analyzer[Any]]:
    return registry.make(settings.scorer.switched_off, weights)


async def _shadowing(settings: Settings, stack: contextlib.AsyncExitStack) -> Shadow | None:
    """A candidate that runs until the service ends; None where there is none."""
    folder = settings.scorer.candidate
    if folder is None:
        return None
    shadow = Shadow(scoring.Scorer(_analyzers(settings, folder)), settings.scorer.candidate_share)
    await stack.enter_async_context(shadow.running())
    return shadow


async def _follow_brands(bus: Bus, stack: contextlib.AsyncExitStack) -> BrandNames:
    reference = ReferenceReader(bus)
    names = BrandNames(reference.brands)
    reference.on_change(lambda _kind, _id: names.forget())
    await reference.start()
    stack.push_async_callback(reference.stop)
    return names


def _consumer(settings: Settings, bus: Bus, handler: stream.Stream) -> Consumer[events_pb2.MentionItem]:
    return Consumer(
        bus,
        settings.bus,
        name=stream.CONSUMER,
        stream=stream.STREAM,
        subjects=stream.SUBJECTS,
        codec=codecs.MENTIONS,
        handle=handler.handle,
        concurrency=settings.scorer.concurrency,
    )


@asynccontextmanager
async def _consuming(consumer: Consumer[events_pb2.MentionItem]) -> AsyncIterator[None]:
    """Consumes while the context is open; its end finishes what is in hand."""
    async with asyncio.TaskGroup() as group:
        task = group.create_task(consumer.run())
        try:
            yield
        finally:
            await consumer.stop()
            await task
