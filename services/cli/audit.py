"""The audit: what was collected against what was decided, as sets.

Distinct `key@revision` on the log in a span must equal decided + dead + waiting for retry.
Counters could agree by two errors that cancel out; sets cannot.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime

from google.protobuf import timestamp_pb2

from antiphon.events.v1 import events_pb2
from antiphon.routing.v1 import routing_service_pb2 as routing
from services.cli.session import Session
from services.common.bus import Bus
from services.common.model import identity

PAGE_SIZE = 10_000
DECIDING = ("scorer", "router")
"""Consumers a mention passes before it is decided."""

EXAMPLES = 10
SETTLE_SECONDS = 0.25
_EPOCH = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True)
class Audit:
    """Outcome of one comparison.

    Attributes:
        collected: distinct items on the log in the span.
        decided: how many of them the router decided.
        dead: how many were given up, and wait for a person.
        retrying: how many wait for their next try.
        missing: items that are none of these.
        unexplained: items that were decided but never collected; looked for where the log is whole.
        repeated: items that were decided more than once for one brand.

    """

    start: datetime
    end: datetime
    collected: int
    decided: int
    dead: int
    retrying: int
    missing: tuple[str, ...]
    unexplained: tuple[str, ...]
    repeated: tuple[str, ...]

    @property
    def balances(self) -> bool:
        """Whether nothing was lost and nothing was decided twice."""
        return not (self.missing or self.unexplained or self.repeated)


async def take(opened: Session, start: datetime, end: datetime) -> Audit:
    """Compares the log with the router for what was collected in the span."""
    log = await opened.log()
    collected, whole = await _collected(log, start, end)
    decided, repeated = await _decided(opened, start)
    dead = await _dead(log)
    retrying = await _retrying(log)
    return Audit(
        start=start,
        end=end,
        collected=len(collected),
        decided=len(collected & decided),
        dead=len(collected & dead - decided),
        retrying=len(collected & retrying - decided - dead),
        missing=tuple(sorted(collected - decided - dead - retrying)),
        unexplained=tuple(sorted(decided - collected)) if whole and start <= _EPOCH else (),
        repeated=tuple(sorted(repeated)),
    )


async def settled(opened: Session, start: datetime, patience_seconds: float) -> Audit:
    """Takes the audit of everything up to now, and waits while consumers still work on it."""
    end = datetime.now(start.tzinfo)
    loop = asyncio.get_running_loop()
    give_up = loop.time() + patience_seconds
    while True:
        outcome = await take(opened, start, end)
        if outcome.balances or loop.time() > give_up:
            return outcome
        await asyncio.sleep(SETTLE_SECONDS)


async def _collected(log: Bus, start: datetime, end: datetime) -> tuple[set[str], bool]:
    """Identities on the log in the span, and whether the log still has its beginning.

    A janitor that made room, or the age of messages, takes away what was decided long ago.
    """
    items: set[str] = set()
    whole = False
    async for message in log.read("MENTIONS", start, end):
        whole = whole or message.sequence == 1
        batch = events_pb2.MentionBatch.FromString(message.payload)
        items.update(identity.item_id(*identity.fact_identity(item)) for item in batch.items)
    return items, whole


async def _decided(opened: Session, start: datetime) -> tuple[set[str], set[str]]:
    """Identities that were decided since `start`, and those decided twice for one brand."""
    router = await opened.router()
    stamp = timestamp_pb2.Timestamp()
    stamp.FromDatetime(start)
    seen: set[tuple[str, str]] = set()
    repeated: set[str] = set()
    token = ""
    while True:
        request = routing.ListDecisionsRequest(start_time=stamp, page_size=PAGE_SIZE, page_token=token)
        page = await router.ListDecisions(request)
        for decision in page.decisions:
            item = identity.item_id(decision.mention_key, decision.revision)
            if (item, decision.brand) in seen:
                repeated.add(item)
            seen.add((item, decision.brand))
        token = page.next_page_token
        if not token:
            return {item for item, _ in seen}, repeated


async def _dead(log: Bus) -> set[str]:
    return {letter.item_id async for letter in _letters(log)}


async def _letters(log: Bus) -> AsyncIterator[events_pb2.DeadLetter]:
    async for message in log.read("DEADLETTER", _EPOCH, datetime.now(UTC)):
        if message.subject.rpartition(".")[2] in DECIDING:
            yield events_pb2.DeadLetter.FromString(message.payload)


async def _retrying(log: Bus) -> set[str]:
    """Identities that still wait; those that were handled stay on the stream, below its consumer's floor."""
    floors = {lag.name: lag.acknowledged for lag in await log.lags() if lag.stream == "RETRY"}
    items: set[str] = set()
    async for message in log.read("RETRY", _EPOCH, datetime.now(UTC)):
        consumer = message.subject.rpartition(".")[2]
        if consumer in DECIDING and message.sequence > floors.get(consumer, 0):
            items.update(events_pb2.RetryBatch.FromString(message.payload).item_ids)
    return items
