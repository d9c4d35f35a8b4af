"""Scored mentions from the log into the queue: one transaction per batch, however often it comes."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from antiphon.routing.v1 import routing_service_pb2 as routing
from services.common.bus import Batch, ScoredItem
from services.common.obs import logs, metrics, tracing
from services.common.store import Database
from services.router.core.intake import World
from services.router.store import intake
from services.router.store.shelf import Shelf

log = logs.get()

CONSUMER: Final = "router"
STREAM: Final = "SCORED"
SUBJECTS: Final = ("scored.>",)

_OUTCOMES: Final = {
    number: name.removeprefix("OUTCOME_").lower() for name, number in routing.Decision.Outcome.items()
}


class Intake:
    """Handles batches of the stream of scored mentions."""

    def __init__(
        self, db: Database, world: World, waits: tuple[int, ...], on_events: Callable[[], None]
    ) -> None:
        self._db = db
        self._world = world
        self._waits = waits
        self._on_events = on_events
        self._shelf = Shelf()
        self._faults: frozenset[str] = frozenset()

    async def handle(self, batch: Batch[ScoredItem]) -> None:
        """Decides a batch; it is done when this returns."""
        items = batch.items
        done = await self._db.write(
            lambda conn: intake.record(conn, items, self._world, self._waits, self._shelf)
        )
        self._shelf.keep(done.lanes)
        self._tell_faults()
        if done.changed:
            self._on_events()
        for outcome, count in done.outcomes.items():
            metrics.DECISIONS.labels(_OUTCOMES[outcome]).inc(count)
        if done.decisions:
            _observe_delay(batch)

    def _tell_faults(self) -> None:
        """Logs, once, what of the policies in force this program cannot use."""
        found = self._shelf.faults()
        for name in sorted(found - self._faults):
            log.error("policy.unusable", policy=name)
        self._faults = found


def _observe_delay(batch: Batch[ScoredItem]) -> None:
    """How old the batch's first mention is; one of a batch is enough for a distribution."""
    mention = batch.items[0].item.mention
    if mention.HasField("create_time"):
        age = max(0.0, time.time() - mention.create_time.seconds)
        metrics.FRESHNESS_SECONDS.labels("queued").observe(age, tracing.exemplar())
    if mention.HasField("collect_time"):
        collected = mention.collect_time.seconds + mention.collect_time.nanos / 1e9
        metrics.QUEUE_SECONDS.observe(max(0.0, time.time() - collected), tracing.exemplar())
