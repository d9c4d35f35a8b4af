"""What time does to staffing, by one replica: heartbeats that stay away, appointments, offers, alarms."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Final

from services.common.obs import logs, metrics
from services.common.store import Database
from services.router.adapters import ticker
from services.router.store import escalations, handlings, presence, pushing
from services.router.store.staff import Staff

log = logs.get()

WATCH_SECONDS: Final = 5.0
"""Between looks for what nobody can take: it changes when somebody changes the set-up."""


class Staffing:
    """Works until it is cancelled.

    Args:
        db: the router's database.
        known: what is set up.
        every_seconds: pause between rounds.
        presence_seconds: without a heartbeat after which an agent has vanished.
        on_events: is told that a transaction with events has been committed.
    """

    def __init__(
        self,
        db: Database,
        known: Staff,
        every_seconds: float,
        presence_seconds: float,
        *,
        on_events: Callable[[], None],
    ) -> None:
        self._db = db
        self._known = known
        self._every_seconds = every_seconds
        self._timeout = round(presence_seconds * 1_000_000)
        self._on_events = on_events
        self._watched = 0.0

    async def run(self) -> None:
        """Works while this is the one that does."""
        await ticker.alone(self._db, "staffing", self._serve)

    async def _serve(self) -> None:
        try:
            await self._work()
        finally:  # who does this next tells the number; ours would stand for ever
            metrics.UNSERVED_LANES.set(0)

    async def _work(self) -> None:
        while True:
            await self.round()
            if time.monotonic() - self._watched >= WATCH_SECONDS:
                await self._watch()
            self._on_events()
            await asyncio.sleep(self._every_seconds)

    async def round(self) -> int:
        """One look at everything; how many offers were made."""
        while await self._db.write(lambda conn: presence.sweep(conn, self._timeout)) >= presence.AT_ONCE:
            self._on_events()
        while await self._db.write(escalations.wake) >= escalations.AT_ONCE:
            self._on_events()
        while await self._db.write(self._escalate) >= escalations.AT_ONCE:
            self._on_events()
        started = time.perf_counter()
        made = len(await self._db.write(lambda conn: pushing.round_(conn, self._known, self._timeout)))
        if made:
            metrics.OFFERS.inc(made)
            metrics.PUSH_SECONDS.observe(time.perf_counter() - started)
        return made

    def _escalate(self, conn: handlings.Connection) -> int:
        return escalations.escalate(conn, self._known)

    async def _watch(self) -> None:
        self._watched = time.monotonic()
        await self._db.write(handlings.forget)
        told = await self._db.write(lambda conn: escalations.watch(conn, self._known))
        metrics.UNSERVED_LANES.set(len(told))
        for why in told.values():
            log.warning("queue.unserved", why=why)
