"""Shows on the metrics page how the sources fare, for alerts that wake somebody."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from antiphon.listening.v1 import listening_service_pb2
from services.common.model import clock as clocks
from services.common.model import errors
from services.common.obs import metrics
from services.common.store import Database
from services.listener.store import connections

EVERY_SECONDS: Final = 10.0

Source = listening_service_pb2.Source


async def run(db: Database, clock: clocks.Clock) -> None:
    """Brings the gauges up to date until cancelled; while the tables are away they say nothing."""
    while True:
        try:
            show(await db.read(connections.list_all), clock.now())
        except errors.Refusal:
            metrics.SOURCES.clear()
        await asyncio.sleep(EVERY_SECONDS)


def show(sources: Sequence[Source], now: datetime) -> None:
    """Sets the gauges from the present condition of all sources."""
    metrics.SOURCES.clear()
    for (kind, state), count in Counter((source.type, _state(source)) for source in sources).items():
        metrics.SOURCES.labels(kind, state).set(count)
    metrics.CHECKPOINT_AGE_SECONDS.clear()
    for kind in {source.type for source in sources}:
        ages = [_age(source, now) for source in sources if source.type == kind]
        metrics.CHECKPOINT_AGE_SECONDS.labels(kind).set(max(ages))


def _state(source: Source) -> str:
    return Source.State.Name(source.state).removeprefix("STATE_").lower()


def _age(source: Source, now: datetime) -> float:
    """Seconds without news; none for a source that is not meant to have any."""
    if source.state in (Source.State.STATE_PAUSED, Source.State.STATE_FINISHED):
        return 0.0
    last = source.receive_time if source.HasField("receive_time") else source.create_time
    return max((now - last.ToDatetime(UTC)).total_seconds(), 0.0)
