"""Keeps one runner per source that nobody paused, starting and stopping them as sources change."""

from __future__ import annotations

import asyncio
from typing import Final

from services.common.model import errors
from services.common.obs import logs
from services.listener.adapters.running import Parts, Runner
from services.listener.store import connections
from services.listener.store.connections import Connection

log = logs.get()

RETRY_SECONDS: Final = 1.0
"""Pause before the sources are read from the table again after that failed."""


class Collector:
    """Supervises the runners of this replica."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._runners: dict[str, tuple[Connection, asyncio.Task[None]]] = {}
        self._changed = asyncio.Event()
        self._changed.set()

    def notice(self) -> None:
        """Has the sources looked at again."""
        self._changed.set()

    async def run(self) -> None:
        """Supervises until cancelled, then stops every runner."""
        try:
            while True:
                await self._changed.wait()
                self._changed.clear()
                await self._follow_changes()
        finally:
            await self._stop([*self._runners])

    async def _follow_changes(self) -> None:
        try:
            wanted = {entry.name: entry for entry in await self._parts.db.read(connections.list_running)}
        except errors.Refusal as fault:
            log.warning("collector.unavailable", reason=fault.reason)
            await asyncio.sleep(RETRY_SECONDS)
            self._changed.set()
            return
        await self._stop([name for name, (at, _) in self._runners.items() if not _same(at, wanted.get(name))])
        for name, connection in wanted.items():
            if name not in self._runners:
                self._start(connection)

    def _start(self, connection: Connection) -> None:
        task = asyncio.create_task(Runner(self._parts, connection).run(), name=connection.name)
        self._runners[connection.name] = connection, task

    async def _stop(self, names: list[str]) -> None:
        tasks = [self._runners.pop(name)[1] for name in names]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _same(running: Connection, wanted: Connection | None) -> bool:
    """Whether a runner reads what should be read; its progress does not count."""
    return wanted is not None and (running.id, running.wake) == (wanted.id, wanted.wake)
