"""Tells desks what changed, with the item as it is now, so that five hundred of them need not all ask for it.

Changes of a moment are read together, each item once for everybody who works for the same brands. What
only its holder may know, the lease's token, is not among it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, Final

from antiphon.events.v1 import events_pb2
from antiphon.routing.v1 import routing_service_pb2 as routing
from services.common.model import errors
from services.common.model.principal import Principal
from services.common.obs import logs
from services.common.rpc import calls
from services.console.adapters import rooms
from services.console.core.messages import as_json
from services.console.live.hub import Hub
from services.console.views import words

GATHER_SECONDS: Final = 0.02
"""How long changes gather before their items are read."""

MOST_READ: Final = 32
"""Items read in one go; desks read what is told without its item themselves, some at a time."""

READ_SECONDS: Final = 1.0
"""How long an item may take; after that desks are told without it."""

log = logs.get()


class Changes:
    """What changed of late and is still to be told."""

    def __init__(self, hub: Hub, services: rooms.Rooms, viewer: Principal) -> None:
        self._hub = hub
        self._services = services
        self._viewer = viewer
        self._waiting: list[events_pb2.EngagementEvent] = []
        self._something = asyncio.Event()
        self._erasures = 0

    def add(self, event: events_pb2.EngagementEvent) -> None:
        """Has a change told."""
        self._waiting.append(event)
        self._something.set()

    def forget(self) -> None:
        """Drops what waits and what is being read: somebody was forgotten, who may be in it."""
        self._erasures += 1

    async def run(self) -> None:
        """Tells changes until it is cancelled."""
        while True:
            await self._something.wait()
            await asyncio.sleep(GATHER_SECONDS)
            self._something.clear()
            events, self._waiting = self._waiting, []
            try:
                await self._tell(events)
            except Exception:
                # What cannot be told is read by desks themselves, and must not end the desk.
                log.exception("changes.failed")

    async def _tell(self, events: Sequence[events_pb2.EngagementEvent]) -> None:
        before = self._erasures
        names = list(dict.fromkeys(event.opportunity for event in events if event.opportunity))
        items = await self._read(names) if self._hub.readers else {}
        if self._erasures != before:
            items = {}
        for event in events:
            self._hub.send("touched", {**_told(event), **items.get(event.opportunity, {})})

    async def _read(self, names: Sequence[str]) -> dict[str, dict[str, Any]]:
        with calls.acting_as(self._viewer):
            found = await asyncio.gather(*(self._item(name) for name in names[:MOST_READ]))
        return {name: {"opportunity": item} for name, item in zip(names, found, strict=False) if item}

    async def _item(self, name: str) -> dict[str, Any] | None:
        request = routing.GetOpportunityRequest(name=name)
        try:
            found = await rooms.ask(
                "router", self._services.router.GetOpportunity(request, timeout=READ_SECONDS)
            )
        except errors.Refusal:
            return None
        if found.HasField("lease"):
            found.lease.token = 0
        del found.mentions[:]
        found.reply_signature = ""
        return as_json(found)


def _told(event: events_pb2.EngagementEvent) -> dict[str, str]:
    return {
        "uid": words.uid(event.opportunity),
        "kind": events_pb2.EngagementEvent.Kind.Name(event.kind).removeprefix("KIND_").lower(),
        "actor": words.person(event.actor),
        "agent": event.agent.removeprefix("agents/"),
        "reply_state": event.reply_state.lower(),
    }
