"""Keeps what networks allow here and now, and tells the other services.

What a network allows changes with the sources that are connected: where every one of them only reads, a
person has to answer, and an account of another plan may do more.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import Final

from antiphon.events.v1 import events_pb2
from antiphon.listening.v1 import listening_service_pb2
from services.common.bus import Bus
from services.common.model import errors
from services.common.obs import logs
from services.common.store import Database
from services.listener.core import capabilities
from services.listener.sources import registry
from services.listener.store import connections, watchlist

log = logs.get()

RETRY_SECONDS: Final = 1.0
"""Pause before what networks allow is told again after that failed."""

Facts = Mapping[str, events_pb2.CapabilityFact]


def hold(facts: Facts, sources: Iterable[listening_service_pb2.Source]) -> dict[str, capabilities.Fact]:
    """What holds with these sources connected, by network."""
    connected: dict[str, list[listening_service_pb2.Source]] = {}
    for source in sources:
        kind = registry.SOURCES.get(source.type)
        if kind is not None:
            connected.setdefault(kind.network, []).append(source)
    return {network: _in_force(fact, connected.get(network, [])) for network, fact in facts.items()}


def _in_force(fact: capabilities.Fact, connected: list[listening_service_pb2.Source]) -> capabilities.Fact:
    plans = {source.config.get("plan", "") for source in connected}
    if len(plans) == 1 and (plan := plans.pop()):
        fact = capabilities.of(fact.network, plan)
    return capabilities.in_force(fact, {source.type for source in connected}, registry.SOURCES)


class Announcing:
    """What networks allow, kept current.

    Attributes:
        current: by network; the same mapping is changed in place.
    """

    def __init__(self, db: Database, bus: Bus, facts: Facts) -> None:
        self._db = db
        self._bus = bus
        self._facts = facts
        self._changed = asyncio.Event()
        self.current: dict[str, capabilities.Fact] = {}

    async def start(self) -> None:
        """Tells everything, and the brands again: the log may be a new one."""
        await self._tell()
        await self._db.write(lambda conn: watchlist.announce(conn, watchlist.list_brands(conn)))

    def notice(self) -> None:
        """Has the sources looked at again."""
        self._changed.set()

    async def run(self) -> None:
        """Tells what changed, until cancelled."""
        while True:
            await self._changed.wait()
            self._changed.clear()
            try:
                await self._tell()
            except errors.Refusal as fault:
                log.warning("announcing.unavailable", reason=fault.reason)
                self._changed.set()
                await asyncio.sleep(RETRY_SECONDS)

    async def _tell(self) -> None:
        facts = hold(self._facts, await self._db.read(connections.list_all))
        for network, fact in facts.items():
            if self.current.get(network) != fact:
                await self._bus.publish_reference(
                    "capability", network, events_pb2.ReferenceFact(capability=fact)
                )
                self.current[network] = fact
