"""Tells changes to systems of our customers: from the log into a table, from there out, signed, with retries.

The log is read only while somebody wants to be told: a stream nobody reads costs nothing. A source is told
what happens from its making on, or since it was last resumed, whatever the log has kept for its reader.
"""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections.abc import AsyncIterator
from typing import Final

from antiphon.events.v1 import events_pb2
from antiphon.listening.v1 import listening_service_pb2 as api
from services.common.bus import Batch, Bus, Consumer, codecs
from services.common.config import BusSettings
from services.common.model import errors
from services.common.model.clock import Clock
from services.common.obs import logs, metrics
from services.common.store import Database
from services.listener.adapters.outlets import Outlets
from services.listener.core import telling
from services.listener.sources.abilities import Answer, Telling
from services.listener.store import event_deliveries, leasing, watchlist
from services.listener.store.event_deliveries import Due, Wish

log = logs.get()

CONSUMER: Final = "listener-events"
STREAM: Final = "ENGAGEMENTS"
SUBJECTS: Final = ("engagements.>",)
LEASE_NAME: Final = "events"
LEASE_SECONDS: Final = 15.0
AT_ONCE: Final = 16
IDLE_SECONDS: Final = 1.0
LOOK_SECONDS: Final = 3.0
"""Between looks whether somebody wants to be told."""
PAUSE_SECONDS: Final = 1.0


class Teller:
    """Tells changes until it is cancelled."""

    def __init__(self, db: Database, bus: Bus, settings: BusSettings, outlets: Outlets, clock: Clock) -> None:
        self._db = db
        self._bus = bus
        self._settings = settings
        self._outlets = outlets
        self._clock = clock
        self._holder = uuid.uuid4().hex

    async def listen(self) -> None:
        """Queues what somebody wants to be told; every replica takes its share of the log."""
        async with contextlib.AsyncExitStack() as stack:
            reads = False
            while True:
                wanted = await self._is_wanted()
                if wanted and not reads:
                    await stack.enter_async_context(self._reading())
                elif reads and not wanted:
                    await stack.aclose()
                reads = wanted
                await asyncio.sleep(LOOK_SECONDS)

    async def handle(self, batch: Batch[events_pb2.EngagementEvent]) -> None:
        """Queues the changes of a batch for everybody who wants them; of practice nobody is told."""
        wanting, practice = await self._db.read(
            lambda conn: (event_deliveries.listening(conn), watchlist.training(conn))
        )
        wishes = [
            Wish(connection.name, event)
            for event in batch.items
            if event.brand not in practice
            for connection in wanting
            if telling.wants(connection.config, connection.told_since, event)
        ]
        if wishes:
            await self._db.write(lambda conn: event_deliveries.add(conn, wishes))

    async def tell(self) -> None:
        """Offers what is due; one replica does it, so that nobody is told twice at once."""
        while True:
            try:
                async with leasing.hold(self._db, LEASE_NAME, self._holder, LEASE_SECONDS):
                    while True:
                        if not await self.round():
                            await asyncio.sleep(IDLE_SECONDS)
            except (errors.LeaseLost, errors.StoreFull, errors.StoreUnavailable) as fault:
                log.warning("events.stopped", reason=fault.reason)
                await asyncio.sleep(PAUSE_SECONDS)

    async def round(self) -> int:
        """Offers once what is due; how many those were."""
        waiting = await self._db.read(lambda conn: event_deliveries.due(conn, AT_ONCE))
        async with asyncio.TaskGroup() as tasks:
            for one in waiting:
                tasks.create_task(self._offer(one))
        return len(waiting)

    async def _offer(self, one: Due) -> None:
        answer = await self._ask(one)
        now = self._clock.now()
        if answer.reason:
            found = one.attempted.refused(answer.status, answer.reason, now, answer.retry_after)
        else:
            found = one.attempted.taken(answer.status)
        await self._db.write(lambda conn: event_deliveries.settle(conn, one.id, found))
        state = api.EventDelivery.State.Name(found.state).removeprefix("STATE_").lower()
        metrics.EVENT_DELIVERIES.labels("taken" if not answer.reason else state).inc()

    async def _ask(self, one: Due) -> Answer:
        try:
            source = await self._outlets.get(one.source)
        except errors.NotFound:
            return Answer(0, "The source was removed.")
        if not isinstance(source, Telling):
            return Answer(0, "The source cannot be told anything.")
        return await source.tell(one.event_id, telling.body(one.event, one.event_id))

    async def _is_wanted(self) -> bool:
        try:
            return bool(await self._db.read(event_deliveries.listening))
        except errors.StoreUnavailable:
            return False

    @contextlib.asynccontextmanager
    async def _reading(self) -> AsyncIterator[None]:
        consumer = Consumer(
            self._bus,
            self._settings,
            name=CONSUMER,
            stream=STREAM,
            subjects=SUBJECTS,
            codec=codecs.ENGAGEMENTS,
            handle=self.handle,
        )
        async with asyncio.TaskGroup() as tasks:
            reading = tasks.create_task(consumer.run())
            try:
                yield
            finally:
                await consumer.stop()
                reading.cancel()
