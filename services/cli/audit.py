"""The audit: what was collected against what the router decided and what the archive keeps, as sets.

Distinct `key@revision` on the log in a span must, in each of the two rooms, equal done + dead + purged +
waiting for retry. Counters could agree by two errors that cancel out; sets cannot.
"""

from __future__ import annotations

import asyncio
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from antiphon.insights.v1 import insights_service_pb2_grpc as insights_grpc
from antiphon.routing.v1 import routing_service_pb2_grpc as routing_grpc
from services.cli import books
from services.cli.session import Session
from services.common.bus import Bus

ROADS: Final = {"router": frozenset({"scorer", "router"}), "archive": frozenset({"scorer", "insights"})}
"""Room -> the consumers a mention passes until it is there."""

SETTLE_SECONDS: Final = 0.25


@dataclass(frozen=True, slots=True)
class Room:
    """What became of the collected items in one room.

    Attributes:
        done: how many were decided, or are accounted for in the archive.
        dead: how many of the others were given up, and wait for a person.
        purged: how many of the others were given up and thrown away.
        retrying: how many of the others wait for their next try.
        missing: items that are none of these.

    """

    done: int
    dead: int
    purged: int
    retrying: int
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trouble:
    """A consumer that is not through with its work, as far as the audit is concerned."""

    consumer: str
    behind: int
    paused: bool


@dataclass(frozen=True, slots=True)
class Audit:
    """Outcome of one comparison.

    Attributes:
        start: begin of the span.
        end: end of the span.
        first: when the first item of the span was collected; None when none was.
        collected: distinct items on the log in the span.
        router: what the router made of them.
        archive: what the archive made of them.
        unexplained: items that were decided but never collected; looked for where the log is whole.
        repeated: items that were decided more than once for one brand.
        troubles: consumers that may still bring what is missing.

    """

    start: datetime
    end: datetime
    first: datetime | None
    collected: int
    router: Room
    archive: Room
    unexplained: tuple[str, ...]
    repeated: tuple[str, ...]
    troubles: tuple[Trouble, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """Items that are missing in either room."""
        return tuple(sorted({*self.router.missing, *self.archive.missing}))

    @property
    def balances(self) -> bool:
        """Whether nothing was lost and nothing was decided twice."""
        return not (self.missing or self.unexplained or self.repeated)


async def settled(opened: Session, start: datetime, patience_seconds: float) -> Audit:
    """Takes the audit of everything up to now, and waits while consumers still work on it."""
    log = await opened.log()
    auditor = _Auditor(log, await opened.router(), await opened.insights(), start)
    collected = await books.collected(log, start, auditor.end)
    loop = asyncio.get_running_loop()
    give_up = loop.time() + patience_seconds
    while True:
        outcome = await auditor.compare(collected)
        if outcome.balances or loop.time() > give_up:
            return outcome
        await asyncio.sleep(SETTLE_SECONDS)


class _Auditor:
    """Compares the books of one span, which ends now."""

    def __init__(
        self,
        log: Bus,
        router: routing_grpc.RoutingServiceAsyncStub,
        archive: insights_grpc.InsightsServiceAsyncStub,
        start: datetime,
    ) -> None:
        self._log = log
        self._router = router
        self._archive = archive
        self._start = start
        self.end = datetime.now(UTC)
        self._decided_since = start

    async def compare(self, collected: books.Collected) -> Audit:
        """Looks up everything collected in both rooms."""
        items = collected.facts.keys()
        decided, repeated = await self._decided_of(items)
        missed = await books.not_archived(self._archive, collected.facts)
        waiting = await books.waiting(self._log)
        router = _room(items, items & decided, ROADS["router"], waiting)
        archive = _room(items, items - missed, ROADS["archive"], waiting)
        return Audit(
            start=self._start,
            end=self.end,
            first=collected.first,
            collected=len(items),
            router=router,
            archive=archive,
            unexplained=await self._unexplained(decided - items, collected),
            repeated=tuple(sorted(repeated & items if self._start > books.EPOCH else repeated)),
            troubles=await self._troubles() if router.missing or archive.missing else (),
        )

    async def _decided_of(self, items: AbstractSet[str]) -> tuple[set[str], set[str]]:
        """Identities that were decided in the span, and those of `items` decided before it.

        What was collected again in the span may have been decided long ago.
        """
        decided, repeated = await books.decided(self._router, self._decided_since)
        if items - decided and self._decided_since > books.EPOCH:
            self._decided_since = books.EPOCH
            decided, repeated = await books.decided(self._router, books.EPOCH)
        return decided, repeated

    async def _unexplained(self, decided: set[str], collected: books.Collected) -> tuple[str, ...]:
        """What was decided and is nowhere on the log, also not after the span: work goes on meanwhile."""
        if not decided or not collected.whole or self._start > books.EPOCH:
            return ()
        later = await books.collected(self._log, self.end, datetime.now(UTC))
        return tuple(sorted(decided - later.facts.keys()))

    async def _troubles(self) -> tuple[Trouble, ...]:
        """Consumers of the two roads that have work left, or may not work."""
        behind: dict[str, int] = {}
        paused: set[str] = set()
        for lag in await self._log.lags():
            behind[lag.name] = behind.get(lag.name, 0) + lag.pending + lag.in_flight
            paused |= {lag.name} if lag.paused else set()
        return tuple(
            Trouble(name, behind.get(name, 0), paused=name in paused)
            for name in sorted(ROADS["router"] | ROADS["archive"])
            if behind.get(name) or name in paused
        )


def _room(
    items: AbstractSet[str], done: AbstractSet[str], road: AbstractSet[str], waiting: books.Waiting
) -> Room:
    """Sorts what is not done; an item counts once, where it is nearest to being done for good."""
    left = set(items - done)
    counts = []
    for heap in waiting:
        found = left & heap.of(road)
        left -= found
        counts.append(len(found))
    dead, purged, retrying = counts
    return Room(len(done), dead, purged, retrying, tuple(sorted(left)))
