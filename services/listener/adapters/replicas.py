"""Which replicas of the listener are alive: each holds a lease of its own as long as it is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

from services.common.model import errors
from services.common.obs import logs
from services.common.store import Database
from services.listener.store import leasing

log = logs.get()

LOOK_SECONDS: Final = 1.0
"""How often a replica looks who else is there."""


class Replicas:
    """Those alive, this one among them.

    Args:
        holder: name of this replica, unlike any other's.
        lease_seconds: how long after its death a replica still counts.
    """

    def __init__(self, db: Database, holder: str, lease_seconds: float) -> None:
        self.holder = holder
        self.alive: Sequence[str] = (holder,)
        self._db = db
        self._lease_seconds = lease_seconds
        self._listeners: list[Callable[[], None]] = []

    def on_change(self, listener: Callable[[], None]) -> None:
        """Has `listener` called when a replica has come or gone."""
        self._listeners.append(listener)

    async def run(self) -> None:
        """Is seen and sees, until cancelled."""
        while True:
            try:
                async with leasing.present(self._db, self.holder, self._lease_seconds):
                    await self._look()
            except errors.Refusal as fault:
                log.warning("replicas.unavailable", reason=fault.reason)
            await asyncio.sleep(LOOK_SECONDS)

    async def _look(self) -> None:
        while True:
            alive = await self._db.read(leasing.alive)
            if alive != self.alive:
                self.alive = alive
                log.info("replicas.changed", count=len(alive))
                for listener in self._listeners:
                    listener()
            await asyncio.sleep(LOOK_SECONDS)
