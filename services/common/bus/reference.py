"""Knowledge that every replica keeps in memory: brands and what networks allow.

Facts are last-value messages, so the stream is the table: a reader loads all of it before its
service is ready, and follows it afterwards, through restarts of the log.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, TypeVar

from google.protobuf.message import DecodeError

from antiphon.events.v1 import events_pb2
from services.common.bus import live, streams, telemetry
from services.common.bus.bus import Bus
from services.common.model import errors

BRAND: Final = "brand"
CAPABILITY: Final = "capability"

Fact = TypeVar("Fact")

OnChange = Callable[[str, str], None]
"""Called with kind and id after a fact has changed."""


class ReferenceReader:
    """Keeps the reference facts; complete once `start` has returned."""

    def __init__(self, bus: Bus) -> None:
        self._view = bus.live([streams.REFERENCE.subject], start="all")
        self._brands: dict[str, events_pb2.BrandFact] = {}
        self._capabilities: dict[str, events_pb2.CapabilityFact] = {}
        self._callbacks: list[OnChange] = []
        self._following: asyncio.Task[None] | None = None

    @property
    def brands(self) -> Mapping[str, events_pb2.BrandFact]:
        """Brands by id (`acme`, not `brands/acme`); follows the log."""
        return MappingProxyType(self._brands)

    @property
    def capabilities(self) -> Mapping[str, events_pb2.CapabilityFact]:
        """What networks allow, by network; follows the log."""
        return MappingProxyType(self._capabilities)

    def on_change(self, callback: OnChange) -> None:
        """Calls back after every later change."""
        self._callbacks.append(callback)

    async def start(self) -> None:
        """Loads every fact, then follows changes until `stop`."""
        await self._view.ready()
        if self._view.backlog:
            async for message in self._view:
                self._learn(message)
                if message.pending == 0:
                    break
        self._following = asyncio.create_task(self._follow())

    async def stop(self) -> None:
        """Stops following; what was read stays readable."""
        if self._following is not None:
            self._following.cancel()
            await asyncio.wait({self._following})
        await self._view.aclose()

    async def _follow(self) -> None:
        try:
            async for message in self._view:
                self._learn(message)
        except errors.LogUnavailable as error:
            telemetry.log.info("reference.ended", reason=str(error))

    def _learn(self, message: live.LiveMessage) -> None:
        kind, _, name = message.subject.removeprefix(f"{streams.REFERENCE.root}.").partition(".")
        try:
            fact = events_pb2.ReferenceFact.FromString(message.payload)
        except DecodeError:
            telemetry.log.error("reference.unreadable", subject=message.subject, sequence=message.sequence)
            return
        if kind == BRAND:
            _keep(self._brands, name, fact.brand if fact.HasField("brand") else None)
        elif kind == CAPABILITY:
            _keep(self._capabilities, name, fact.capability if fact.HasField("capability") else None)
        for callback in self._callbacks:
            callback(kind, name)


def _keep(table: dict[str, Fact], name: str, fact: Fact | None) -> None:
    if fact is None:
        table.pop(name, None)
    else:
        table[name] = fact
