"""Keeps the listener's tables from growing without end."""

from __future__ import annotations

import asyncio
from typing import Final

from services.common.model import clock as clocks
from services.common.model import errors
from services.common.obs import logs
from services.common.store import Database
from services.listener.store import seen

log = logs.get()

EVERY_SECONDS: Final = 600.0


async def run(db: Database, clock: clocks.Clock) -> None:
    """Drops what is older than its retention, until cancelled."""
    while True:
        await asyncio.sleep(EVERY_SECONDS)
        try:
            dropped = await db.write(lambda conn: seen.forget_old(conn, clock.now()))
        except errors.Refusal as fault:
            log.warning("housekeeping.unavailable", reason=fault.reason)
        else:
            log.info("housekeeping.done", dropped=dropped)
