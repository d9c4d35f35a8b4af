"""Keeps one runner per source that nobody paused, starting and stopping them as sources change."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Sequence
from typing import Final

from services.common.model import errors
from services.common.obs import logs
from services.listener.adapters.replicas import Replicas
from services.listener.adapters.running import Parts, Runner
from services.listener.core import sharing
from services.listener.core.rhythm import Rhythm
from services.listener.store import connections, leasing
from services.listener.store.connections import Connection

log = logs.get()

RETRY_SECONDS: Final = 1.0
"""Pause before the sources are read from the table again after that failed."""


class Collector:
    """Supervises the runners of this replica, for the sources that are its share."""

    def __init__(self, parts: Parts, replicas: Replicas) -> None:
        self._parts = parts
        self._replicas = replicas
        self._runners: dict[str, tuple[Connection, asyncio.Task[None]]] = {}
        self._rescued: frozenset[str] = frozenset()
        self._unread: dict[str, float] = {}
        replicas.on_change(self._share_anew)
        self._changed = asyncio.Event()
        self._changed.set()

    def notice(self) -> None:
        """Has the sources looked at again."""
        self._changed.set()

    async def run(self) -> None:
        """Supervises until cancelled, then stops every runner."""
        try:
            while True:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(self._parts.lease_seconds):
                        await self._changed.wait()
                self._changed.clear()
                await self._follow_changes()
        finally:
            await self._stop([*self._runners])

    async def _follow_changes(self) -> None:
        try:
            mine = {entry.name: entry for entry in await self._parts.db.read(self._mine)}
        except errors.Refusal as fault:
            log.warning("collector.unavailable", reason=fault.reason)
            await asyncio.sleep(RETRY_SECONDS)
            self._changed.set()
            return
        await self._stop([name for name, (at, _) in self._runners.items() if not _same(at, mine.get(name))])
        for name, connection in mine.items():
            if name not in self._runners:
                self._start(connection)

    def _mine(self, conn: connections.Handle) -> list[Connection]:
        """What this replica should read: its share, and what nobody reads although somebody should.

        Two replicas may differ for a moment about who is alive; the lease keeps a source from being read
        twice, and this from not being read at all.
        """
        running = connections.list_running(conn)
        shares = sharing.share({entry.name: _load(entry) for entry in running}, self._replicas.alive)
        others = [name for name, replica in shares.items() if replica != self._replicas.holder]
        kept = self._rescue(conn, others) if others else frozenset()
        return [entry for entry in running if entry.name in kept or entry.name not in others]

    def _rescue(self, conn: connections.Handle, others: Sequence[str]) -> frozenset[str]:
        """Those of the others' sources that this replica reads, because nobody has for too long."""
        now, unread = time.monotonic(), leasing.unread(conn, others)
        since = {name: self._unread.get(name, now) for name in unread}
        late = {name for name, began in since.items() if now - began >= self._parts.lease_seconds}
        self._unread = since
        self._rescued = (self._rescued & set(others)) | late
        return self._rescued

    def _share_anew(self) -> None:
        """Somebody came or went: what was rescued goes back to whose share it is."""
        self._rescued = frozenset()
        self.notice()

    def _start(self, connection: Connection) -> None:
        task = asyncio.create_task(Runner(self._parts, connection).run(), name=connection.name)
        self._runners[connection.name] = connection, task

    async def _stop(self, names: list[str]) -> None:
        tasks = [self._runners.pop(name)[1] for name in names]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _load(connection: Connection) -> float:
    return sharing.load_of(Rhythm(connection.rhythm).arrivals_per_second())


def _same(running: Connection, wanted: Connection | None) -> bool:
    """Whether a runner reads what should be read; its progress does not count."""
    return wanted is not None and (running.id, running.wake) == (wanted.id, wanted.wake)
