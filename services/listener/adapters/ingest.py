"""Mentions that a customer's own system hands in. They are answered for only when the log has them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from google.protobuf import timestamp_pb2

from antiphon.events.v1 import events_pb2
from antiphon.listening.v1 import listening_service_pb2
from antiphon.mention.v1 import mention_pb2
from services.common.bus import BatchPublisher
from services.common.model import clock as clocks
from services.common.model import errors
from services.common.obs import metrics
from services.listener.adapters.watching import Watching
from services.listener.core import cleaning, naming
from services.listener.core.watch import Watch

MAX_ITEMS: Final = 1_000
_TYPE: Final = "ingest"


class Ingest:
    """Takes mentions and deletions by call."""

    def __init__(self, watching: Watching, publisher: BatchPublisher, clock: clocks.Clock) -> None:
        self._watching = watching
        self._publisher = publisher
        self._clock = clock

    async def take(
        self, request: listening_service_pb2.IngestMentionsRequest
    ) -> listening_service_pb2.IngestMentionsResponse:
        """Publishes what queries ask for and every deletion.

        Raises:
            InvalidField: something cannot be read; then nothing was taken.
            LogFull: the log refuses more; repeating the whole call does no harm.
        """
        watch = self._watching.current
        brands = _brands(request.brand, watch)
        collected = timestamp_pb2.Timestamp()
        collected.FromDatetime(self._clock.now())
        _check_count("mentions", len(request.mentions))
        _check_count("deletions", len(request.deletions))
        mentions = [
            _clean_mention(index, mention, collected, watch) for index, mention in enumerate(request.mentions)
        ]
        wanted = [mention for mention in mentions if watch.admit(mention, brands)]
        items = [events_pb2.MentionItem(mention=mention) for mention in wanted]
        items += [
            events_pb2.MentionItem(deletion=_clean_deletion(index, deletion, collected))
            for index, deletion in enumerate(request.deletions)
        ]
        await self._publish(items)
        metrics.MENTIONS_RECEIVED.labels(_TYPE).inc(len(mentions) + len(request.deletions))
        metrics.MENTIONS_COLLECTED.labels(_TYPE).inc(len(items))
        return listening_service_pb2.IngestMentionsResponse(
            accepted_count=len(items), unmatched_count=len(mentions) - len(wanted)
        )

    async def _publish(self, items: Sequence[events_pb2.MentionItem]) -> None:
        receipts = [
            await self._publisher.publish(group, network=network)
            for network, group in by_network(items).items()
        ]
        for receipt in receipts:
            await receipt.wait()


def by_network(
    items: Sequence[events_pb2.MentionItem],
) -> Mapping[str, Sequence[events_pb2.MentionItem]]:
    """Items by the network they belong to, each in its order."""
    groups: dict[str, list[events_pb2.MentionItem]] = defaultdict(list)
    for item in items:
        fact = item.deletion if item.WhichOneof("fact") == "deletion" else item.mention
        groups[fact.network].append(item)
    return groups


def _brands(name: str, watch: Watch) -> Sequence[str]:
    if not name:
        return ()
    naming.brand_id("brand", name)
    if name not in watch.brands:
        raise naming.missing(name)
    return (name,)


def _check_count(field: str, count: int) -> None:
    if count > MAX_ITEMS:
        raise errors.InvalidField(field, f"has {count:,} entries; send at most {MAX_ITEMS:,} at once.")


def _clean_mention(
    index: int, mention: mention_pb2.Mention, collected: timestamp_pb2.Timestamp, watch: Watch
) -> mention_pb2.Mention:
    field = f"mentions[{index}]"
    network = naming.check_network(f"{field}.network", mention.network.lower())
    for derived in ("key", "name", "collect_time", "matches"):
        mention.ClearField(derived)
    mention.network = network
    mention.source = naming.INGEST_SOURCE
    mention.author.ClearField("own")
    try:
        cleaning.clean(mention, naming.INGEST_SOURCE, collected, watch.own_handles)
    except errors.InvalidField as fault:
        raise errors.InvalidField(f"{field}.{fault.field}", fault.problem) from None
    return mention


def _clean_deletion(
    index: int, deletion: mention_pb2.Deletion, collected: timestamp_pb2.Timestamp
) -> mention_pb2.Deletion:
    field = f"deletions[{index}]"
    deletion.source = naming.INGEST_SOURCE
    deletion.ClearField("collect_time")
    try:
        cleaning.clean_deletion(deletion, naming.INGEST_SOURCE, collected)
    except errors.InvalidField as fault:
        raise errors.InvalidField(f"{field}.{fault.field}", fault.problem) from None
    naming.check_network(f"{field}.key", deletion.network)
    return deletion
