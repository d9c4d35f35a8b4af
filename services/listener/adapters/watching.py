"""Keeps what the listener looks out for current.

Changes made through this replica take effect before their call returns; those of other replicas within a
second.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from services.common.model import errors
from services.common.obs import logs
from services.common.store import Database
from services.listener.core import watch
from services.listener.store import changes, erasures, watchlist

log = logs.get()

POLL_SECONDS = 1.0
"""How often a replica looks for changes made through others."""


class Watching:
    """The current watch, and news of every change of brands, queries, sources and erased authors."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._revision = -1
        self._listeners: list[Callable[[], None]] = []
        self.current = watch.Watch()

    @property
    def revision(self) -> int:
        """Rises with every change of brands, queries and sources."""
        return self._revision

    def on_change(self, listener: Callable[[], None]) -> None:
        """Has `listener` called after every change."""
        self._listeners.append(listener)

    async def refresh(self) -> None:
        """Loads anew if something changed since the last time."""
        revision = await self._db.read(changes.revision)
        if revision == self._revision:
            return
        brands, standing, erased = await self._db.read(
            lambda conn: (
                watchlist.list_brands(conn),
                watchlist.list_queries(conn),
                erasures.list_all(conn),
            )
        )
        self.current = watch.build(brands, standing, *erased, before=self.current)
        self._revision = revision
        if unreadable := len(standing) - len(self.current.asked):
            log.warning("watch.unreadable", queries=unreadable)
        log.info("watch.loaded", brands=len(brands), queries=len(standing), revision=revision)
        for listener in self._listeners:
            listener()

    async def follow(self) -> None:
        """Looks for changes until cancelled."""
        while True:
            await asyncio.sleep(POLL_SECONDS)
            try:
                await self.refresh()
            except errors.Refusal as fault:
                log.warning("watch.unavailable", reason=fault.reason)
