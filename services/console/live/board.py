"""Keeps the shared picture of the queue fresh while somebody looks at it.

A change on the log wakes it; it then reads the services once, however many desks are open, and
sends what is different. While the log is away it reads every few seconds instead. Nobody looking:
nobody asked.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import Sequence
from typing import Any, Final

from antiphon.events.v1 import events_pb2
from antiphon.insights.v1 import insights_service_pb2 as insights
from antiphon.listening.v1 import listening_service_pb2 as listening
from antiphon.routing.v1 import routing_service_pb2 as routing
from services.common.model import errors
from services.common.model.principal import Principal
from services.common.obs import logs
from services.common.rpc import calls
from services.console.adapters import rooms
from services.console.live.changes import Changes
from services.console.live.hub import Hub
from services.console.live.looking import Looking, Seen
from services.console.live.picture import WAITING, Facts, Picture, draw
from services.console.views.pages import Pages

CARDS: Final = 100
"""How much of the queue a desk shows."""

GATHER_SECONDS: Final = 0.15
"""How long changes gather before the queue is read: one read for a burst."""

REFRESH_SECONDS: Final = 2.0
"""How old the numbers may get while somebody looks."""

RATE_SECONDS: Final = 60.0
"""The span over which mentions per minute are counted."""

log = logs.get()


class Board:
    """The picture for everybody who works for the same brands."""

    def __init__(self, services: rooms.Rooms, pages: Pages | None, viewer: Principal) -> None:
        """`viewer` is in whose name the queue is read: anybody who sees the same brands.

        Without `pages` nothing is drawn: the web app reads what it shows, and is told of changes.
        """
        self.hub = Hub()
        self.looking = Looking()
        self.picture = Picture()
        self._changes = Changes(self.hub, services, viewer)
        self._facts = Facts()
        self._services = services
        self._pages = pages
        self._viewer = viewer
        self._changed = asyncio.Event()
        self._counts: deque[tuple[float, int]] = deque()
        self._drawn = 0.0
        self._erasures = 0
        self._turn = asyncio.Lock()

    def touch(self, event: events_pb2.EngagementEvent) -> None:
        """Tells desks that an opportunity changed, and has the queue read again."""
        if event.kind == events_pb2.EngagementEvent.KIND_AUTHOR_ERASED:
            self._forget()
            return
        self._changes.add(event)
        self._changed.set()

    def look(self, holder: str, uid: str) -> None:
        """Tells desks what somebody has open."""
        self._tell(self.looking.note(holder, uid))

    def _tell(self, seen: Sequence[Seen]) -> None:
        for each in seen:
            self.hub.send("looking", {"uid": each.uid, "who": list(each.who)})

    async def run(self) -> None:
        """Tells changes, and refreshes while somebody looks; ends when cancelled."""
        await asyncio.gather(self._changes.run(), self._keep_fresh())

    async def _keep_fresh(self) -> None:
        while True:
            if self._pages is None:
                await asyncio.sleep(REFRESH_SECONDS)
            else:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(REFRESH_SECONDS):
                        await self._changed.wait()
                    await asyncio.sleep(GATHER_SECONDS)
            self._changed.clear()
            self._tell(self.looking.expire())
            if self.hub.readers:
                await self._refresh_or_say()

    async def _refresh_or_say(self) -> None:
        try:
            await self.refresh()
        except Exception:
            # One picture that cannot be drawn must not end the desk.
            log.exception("board.failed")
            sentence = "The queue could not be read just now, and the log says why; it is tried again."
            self.hub.send("board", {"trouble": sentence})

    async def current(self) -> Picture:
        """The picture, not older than the refresh interval."""
        if time.monotonic() - self._drawn > REFRESH_SECONDS:
            await self.refresh()
        return self.picture

    async def refresh(self) -> None:
        """Reads the services, draws, and sends what is different."""
        async with self._turn:
            with calls.acting_as(self._viewer):
                self._facts = await self._read_in_peace()
            picture = draw(self._pages, self._facts) if self._pages else _undrawn(self._facts)
            news = picture.news(self.picture)
            self.picture = picture
            self._drawn = time.monotonic()
            if news:
                self.hub.send("board", news)

    def _forget(self) -> None:
        """Drops all that is held, which may show what an author wrote, and has it read anew."""
        self._erasures += 1
        self._facts, self.picture, self._drawn = Facts(), Picture(), 0.0
        self.hub.forget()
        self._changes.forget()
        self._changed.set()

    async def _read_in_peace(self) -> Facts:
        """What the services say when nobody was forgotten while they said it."""
        while True:
            before = self._erasures
            facts = await self._read()
            if self._erasures == before:
                return facts

    async def _read(self) -> Facts:
        services = self._services
        if self._pages is None:
            return await self._read_numbers()
        answers: Sequence[Any] = await asyncio.gather(
            rooms.ask(
                "router", services.router.ListOpportunities(routing.ListOpportunitiesRequest(page_size=CARDS))
            ),
            rooms.ask("router", services.router.GetQueueSummary(routing.GetQueueSummaryRequest())),
            rooms.ask("insights", services.insights.GetArchiveSummary(insights.GetArchiveSummaryRequest())),
            rooms.ask("listener", services.listener.ListSources(listening.ListSourcesRequest())),
            return_exceptions=True,
        )
        queue, summary, archive, sources = answers
        known = self._facts
        return Facts(
            queue=known.queue if _failed(queue) else queue.opportunities,
            summary=known.summary if _failed(summary) else summary,
            archive=known.archive if _failed(archive) else archive,
            sources=known.sources if _failed(sources) else sources.sources,
            per_minute=None if _failed(archive) else self._rate(archive.mention_count),
            trouble=next((str(each) for each in (queue, archive, sources) if _failed(each)), ""),
        )

    async def _read_numbers(self) -> Facts:
        request = routing.GetQueueSummaryRequest()
        try:
            return Facts(summary=await rooms.ask("router", self._services.router.GetQueueSummary(request)))
        except errors.Refusal as fault:
            return Facts(summary=self._facts.summary, trouble=str(fault))

    def _rate(self, count: int) -> float | None:
        """Mentions per minute over the last minute; None until two counts are known."""
        now = time.monotonic()
        self._counts.append((now, count))
        while now - self._counts[0][0] > RATE_SECONDS:
            self._counts.popleft()
        (first, before) = self._counts[0]
        return max(0, count - before) * 60 / (now - first) if now > first else None


def _undrawn(facts: Facts) -> Picture:
    counts = facts.summary.opportunity_counts
    return Picture(total=sum(counts[state] for state in WAITING if state in counts), trouble=facts.trouble)


def _failed(answer: Any) -> bool:
    if isinstance(answer, errors.Refusal):
        return True
    if isinstance(answer, BaseException):
        raise answer
    return False
