"""Gathers what has one cause into incidents; one replica does it, beside the road of mentions."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from services.common.store import Database
from services.router.adapters import ticker
from services.router.store import gathering

TIDY_EVERY: Final = 100
"""Rounds between two tidyings."""


class Gathering:
    """Works until it is cancelled.

    Args:
        window_seconds: for which what was said is remembered.
    """

    def __init__(
        self,
        db: Database,
        every_seconds: float,
        window_seconds: float,
        *,
        on_events: Callable[[], None],
    ) -> None:
        self._db = db
        self._every_seconds = every_seconds
        self._window = round(window_seconds * 1_000_000)
        self._on_events = on_events

    async def run(self) -> None:
        """Works while this is the one that does."""
        await ticker.alone(self._db, "incidents", self._serve)

    async def _serve(self) -> None:
        # Whatever goes wrong begins here again: what is in memory is what was committed.
        memory = await self._db.read(lambda conn: gathering.recall(conn, self._window))
        rounds = 0
        while True:
            while await self._db.write(lambda conn: gathering.gather(conn, memory)) >= gathering.AT_ONCE:
                self._on_events()
            if rounds % TIDY_EVERY == 0:
                await self._db.write(lambda conn: gathering.tidy(conn, self._window))
            rounds += 1
            await asyncio.sleep(self._every_seconds)
