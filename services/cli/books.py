"""Reads the three books that the audit compares: the log's, the router's, the archive's."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice
from typing import Final, NamedTuple

from google.protobuf import timestamp_pb2

from antiphon.events.v1 import events_pb2
from antiphon.insights.v1 import insights_service_pb2 as insights
from antiphon.insights.v1 import insights_service_pb2_grpc as insights_grpc
from antiphon.routing.v1 import routing_service_pb2 as routing
from antiphon.routing.v1 import routing_service_pb2_grpc as routing_grpc
from services.common.bus import Bus
from services.common.model import identity

PAGE_SIZE: Final = 10_000
ASKED_AT_ONCE: Final = 5_000
EPOCH: Final = datetime.fromtimestamp(0, UTC)


class Fact(NamedTuple):
    """What the archive needs to know of an item to account for it."""

    key: str
    revision: int
    author: str


class Collected(NamedTuple):
    """What the log holds of a span: facts by identity, since when, and whether it has its beginning.

    A janitor that made room, or the age of messages, takes away what was decided long ago.
    """

    facts: Mapping[str, Fact]
    first: datetime | None
    whole: bool


class Heap:
    """Items that are not done, by the consumer that has not done them."""

    def __init__(self) -> None:
        self._items: defaultdict[str, set[str]] = defaultdict(set)

    def add(self, consumer: str, items: Iterable[str]) -> None:
        self._items[consumer].update(items)

    def of(self, consumers: Iterable[str]) -> set[str]:
        """Items of several consumers."""
        return set().union(*(self._items[name] for name in consumers))


class Waiting(NamedTuple):
    """Where an item can be that is not done, in the order of a room's counts."""

    dead: Heap
    purged: Heap
    retrying: Heap


async def collected(log: Bus, start: datetime, end: datetime) -> Collected:
    facts: dict[str, Fact] = {}
    first: datetime | None = None
    whole = False
    async for message in log.read("MENTIONS", start, end):
        first = first or message.time
        whole = whole or message.sequence == 1
        for item in events_pb2.MentionBatch.FromString(message.payload).items:
            key, revision = identity.fact_identity(item)
            facts[identity.item_id(key, revision)] = Fact(key, revision, item.mention.author.key)
    return Collected(facts, first, whole)


async def decided(router: routing_grpc.RoutingServiceAsyncStub, since: datetime) -> tuple[set[str], set[str]]:
    """Identities that were decided since a moment, and those decided twice for one brand."""
    stamp = timestamp_pb2.Timestamp()
    stamp.FromDatetime(since)
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


async def not_archived(
    archive: insights_grpc.InsightsServiceAsyncStub, facts: Mapping[str, Fact]
) -> set[str]:
    """Those of the facts that the archive cannot account for."""
    asked: deque[list[str]] = deque()

    def requests() -> Iterator[insights.FindMissingItemsRequest]:
        left = iter(facts.items())
        while piece := list(islice(left, ASKED_AT_ONCE)):
            asked.append([name for name, _ in piece])
            yield insights.FindMissingItemsRequest(items=[_question(fact) for _, fact in piece])

    missing: set[str] = set()
    async for answer in archive.FindMissingItems(requests()):
        names = asked.popleft()
        missing.update(names[at] for at in answer.indexes)
    return missing


async def waiting(log: Bus) -> Waiting:
    """Where the items are that are not done."""
    return Waiting(await _dead(log), await _purged(log), await _retrying(log))


async def _dead(log: Bus) -> Heap:
    heap = Heap()
    for entry in await log.deadletters.list():
        heap.add(entry.letter.consumer, [entry.letter.item_id])
    return heap


async def _purged(log: Bus) -> Heap:
    heap = Heap()
    async for record in log.deadletters.purged():
        heap.add(record.consumer, record.item_ids)
    return heap


async def _retrying(log: Bus) -> Heap:
    """What still waits; what was handled stays on the stream, below its consumer's floor."""
    floors = {lag.name: lag.acknowledged for lag in await log.lags() if lag.stream == "RETRY"}
    heap = Heap()
    async for message in log.read("RETRY", EPOCH, datetime.now(UTC)):
        consumer = message.subject.rpartition(".")[2]
        if message.sequence > floors.get(consumer, 0):
            heap.add(consumer, events_pb2.RetryBatch.FromString(message.payload).item_ids)
    return heap


def _question(fact: Fact) -> insights.FindMissingItemsRequest.Item:
    return insights.FindMissingItemsRequest.Item(
        mention_key=fact.key,
        revision=fact.revision,
        author_key_sha256=identity.author_digest(fact.author) if fact.author else "",
    )
