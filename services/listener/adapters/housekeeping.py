"""Keeps the listener's tables from growing without end."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Final

from services.common.model import clock as clocks
from services.common.model import errors
from services.common.obs import logs
from services.common.store import Database
from services.listener.store import connections, deliveries, seen

log = logs.get()

EVERY_SECONDS: Final = 600.0


async def run(db: Database, clock: clocks.Clock, delivery_retention: timedelta) -> None:
    """Drops what is older than its retention, until cancelled."""

    def work(conn: connections.Handle) -> int:
        now = clock.now()
        return seen.forget_old(conn, now) + deliveries.forget_old(conn, now - delivery_retention)

    while True:
        await asyncio.sleep(EVERY_SECONDS)
        try:
            dropped = await db.write(work)
        except errors.Refusal as fault:
            log.warning("housekeeping.unavailable", reason=fault.reason)
        else:
            log.info("housekeeping.done", dropped=dropped)
