"""Asks the listener what could be seen, and remembers it for a moment: a page asks for it many times."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final, NamedTuple, TypeAlias

import grpc

from antiphon.listening.v1 import listening_service_pb2 as api
from antiphon.listening.v1 import listening_service_pb2_grpc as listening_grpc
from services.common.model.clock import Clock
from services.insights.core import coverage
from services.insights.core.slices import Cut

SECONDS: Final = 15.0
"""How long an answer is remembered, or that there was none."""

PATIENCE_SECONDS: Final = 2.0
MOST_PAGES: Final = 50
PAGE: Final = 1_000
REMEMBERED: Final = 64

_GRAIN: Final = 60_000_000
"""Ends within the same minute are the same question."""

_SILENT: Final = "The listener, which keeps the ledger, does not answer."

_Stub: TypeAlias = "listening_grpc.ListeningServiceAsyncStub"


class _Asked(NamedTuple):
    start: int
    end: int
    query: str


class Sighting:
    """What sources could see, by the ledger of the listener."""

    def __init__(self, channel: grpc.aio.Channel | None, clock: Clock) -> None:
        """Without a channel nothing is known of what could be seen."""
        self._listener: _Stub | None = None
        if channel is not None:
            self._listener = listening_grpc.ListeningServiceStub(channel)
        self._clock = clock
        self._ledger: dict[_Asked, tuple[float, list[coverage.Interval]]] = {}
        self._failed = -SECONDS
        self._types: tuple[float, Mapping[str, str]] = (-SECONDS, {})

    async def view(self, cut: Cut) -> coverage.View:
        """What could be seen of a slice: by the sources of its networks, up to now."""
        now = round(self._clock.now().timestamp() * 1_000_000)
        end = min(cut.end, now)
        if end <= cut.start:
            return coverage.View(cut.start, cut.end, unknown="This time has not come yet.")
        if self._listener is None:
            return coverage.View(cut.start, end, unknown="Insights has no key to ask the listener with.")
        if self._clock.monotonic() - self._failed < SECONDS:
            return coverage.View(cut.start, end, unknown=_SILENT)
        query = next(iter(cut.queries)) if len(cut.queries) == 1 else ""
        try:
            intervals = await self._intervals(self._listener, _Asked(cut.start, end, query), now)
            if networks := cut.facets.get("network"):
                types = await self._sources(self._listener)
                intervals = [each for each in intervals if types.get(each.source) in networks]
        except grpc.aio.AioRpcError:
            self._failed = self._clock.monotonic()
            return coverage.View(cut.start, end, unknown=_SILENT)
        return coverage.view(intervals, cut.start, end)

    async def unknown_brands(self, names: Collection[str]) -> list[str]:
        """Those of the names that no watched brand has; none while the listener does not answer."""
        if self._listener is None:
            return []
        try:
            request = api.ListBrandsRequest(page_size=PAGE)
            answer = await self._listener.ListBrands(request, timeout=PATIENCE_SECONDS)
        except grpc.aio.AioRpcError:
            return []
        known = {brand.name for brand in answer.brands}
        return [] if answer.next_page_token else [name for name in names if name not in known]

    async def _intervals(self, listener: _Stub, asked: _Asked, now: int) -> list[coverage.Interval]:
        key = asked._replace(end=asked.end // _GRAIN)
        at = self._clock.monotonic()
        held = self._ledger.get(key)
        if held is not None and at - held[0] < SECONDS:
            return held[1]
        if len(self._ledger) >= REMEMBERED:
            self._ledger.clear()
        found = await _read(listener, asked, now)
        self._ledger[key] = (at, found)
        return found

    async def _sources(self, listener: _Stub) -> Mapping[str, str]:
        """Types of the sources, which are the networks they read."""
        at = self._clock.monotonic()
        if at - self._types[0] >= SECONDS:
            request = api.ListSourcesRequest(page_size=PAGE)
            answer = await listener.ListSources(request, timeout=PATIENCE_SECONDS)
            self._types = (at, {each.name: each.type for each in answer.sources})
        return self._types[1]


async def _read(listener: _Stub, asked: _Asked, now: int) -> list[coverage.Interval]:
    request = api.ListCoverageRequest(parent="sources/-", page_size=PAGE, query=asked.query)
    request.start_time.FromMicroseconds(asked.start)
    request.end_time.FromMicroseconds(asked.end)
    found: list[coverage.Interval] = []
    for _ in range(MOST_PAGES):
        page = await listener.ListCoverage(request, timeout=PATIENCE_SECONDS)
        found += [coverage.interval(each, now) for each in page.intervals]
        request.page_token = page.next_page_token
        if not request.page_token:
            break
    return found
