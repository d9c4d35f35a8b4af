"""Jobs that time starts and one replica does: leases that run out, windows that close, numbers for gauges."""

from __future__ import annotations

import asyncio
import math
import time
import uuid
from collections.abc import Awaitable, Callable, Collection
from typing import Final

from services.common.model import errors
from services.common.obs import logs, metrics
from services.common.store import Database, leases
from services.router.core import opportunities, replies
from services.router.store import commitments, customers, deadlines, named_leases, outgoing, queue

log = logs.get()

LEASE_SECONDS: Final = 15.0
PAUSE_SECONDS: Final = 1.0
COUNT_SECONDS: Final = 10.0
"""Between two counts of the queue: each looks at every row, and gauges are read seldom."""


class Ticker:
    """Ends leases and windows whose time has come, until it is cancelled."""

    def __init__(
        self,
        db: Database,
        every_seconds: float,
        waits: tuple[int, ...],
        on_events: Callable[[], None],
        training: Callable[[], Collection[str]] = frozenset,
    ) -> None:
        self._db = db
        self._every_seconds = every_seconds
        self._waits = waits
        self._on_events = on_events
        self._training = training
        self._counted = -math.inf

    async def run(self) -> None:
        """Ticks while this is the one ticker."""
        await alone(self._db, "ticker", self._serve)

    async def _serve(self) -> None:
        while await self._db.write(customers.tell_untold):
            self._on_events()
        try:
            await self._tick()
        finally:  # who ticks next tells the numbers; ours would stand for ever
            self._counted = -math.inf
            metrics.OPPORTUNITIES.clear()
            metrics.OUTBOX_REPLIES.clear()
            metrics.DEADLINES_AT_RISK.clear()

    async def _tick(self) -> None:
        while True:
            metrics.LEASES_EXPIRED.inc(await self._db.write(lambda conn: queue.tick(conn, self._training())))
            while await self._db.write(commitments.tick):
                pass
            while await self._db.write(lambda conn: deadlines.sweep(conn, self._waits)):
                self._on_events()
            self._on_events()
            if time.monotonic() - self._counted >= COUNT_SECONDS:
                await self._count()
            await asyncio.sleep(self._every_seconds)

    async def _count(self) -> None:
        self._counted = time.monotonic()
        practice = self._training()  # nobody is called for what is only practised
        for state, count in (await self._db.read(lambda conn: queue.counts(conn, practice))).items():
            metrics.OPPORTUNITIES.labels(opportunities.state_name(state).lower()).set(count)
        for state, count in (await self._db.read(lambda conn: outgoing.counts(conn, practice))).items():
            metrics.OUTBOX_REPLIES.labels(replies.state_name(state).lower()).set(count)
        missed, near = await self._db.read(lambda conn: queue.at_risk(conn, practice))
        metrics.DEADLINES_AT_RISK.labels("missed").set(missed)
        metrics.DEADLINES_AT_RISK.labels("near").set(near)


async def alone(db: Database, name: str, work: Callable[[], Awaitable[None]]) -> None:
    """Runs `work` under the named lease, again and again, until cancelled."""
    holder = uuid.uuid4().hex
    while True:
        try:
            async with leases.hold(db, named_leases, name, holder, LEASE_SECONDS):
                await work()
        except (errors.LeaseLost, errors.StoreFull, errors.StoreUnavailable) as fault:
            log.warning("job.stopped", job=name, reason=fault.reason, cause=str(fault))
            await asyncio.sleep(PAUSE_SECONDS)
