"""How the payloads of the log fall into items and come together again.

A codec never re-encodes what it did not make: a scored batch carries the mention batch as the
bytes that were received.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Generic, NamedTuple, TypeVar

from antiphon.events.v1 import events_pb2
from antiphon.scoring.v1 import score_pb2
from services.common.model import identity

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Codec(Generic[Item]):
    """Payloads of one kind.

    Attributes:
        split: items of a payload; raises any exception when the bytes cannot be read.
        join: payload of the same kind that holds only these items.
        identify: `{key}@{revision}` of an item.

    """

    split: Callable[[bytes], Sequence[Item]]
    join: Callable[[Sequence[Item]], bytes]
    identify: Callable[[Item], str]

    def name_of(self, item: Item) -> str:
        """Identity of an item; empty where it is so malformed that it has none."""
        try:
            return self.identify(item)
        except Exception:  # noqa: BLE001  # whatever an item provokes, it can still be a dead letter
            return ""


class ScoredItem(NamedTuple):
    """One collected fact and what the scorer says of it."""

    item: events_pb2.MentionItem
    score: score_pb2.Score


def _split_mentions(payload: bytes) -> Sequence[events_pb2.MentionItem]:
    return events_pb2.MentionBatch.FromString(payload).items


def _join_mentions(items: Sequence[events_pb2.MentionItem]) -> bytes:
    return events_pb2.MentionBatch(items=items).SerializeToString()


def _identify_mention(item: events_pb2.MentionItem) -> str:
    return identity.item_id(*identity.fact_identity(item))


def _split_scored(payload: bytes) -> Sequence[ScoredItem]:
    batch = events_pb2.ScoredBatch.FromString(payload)
    items = events_pb2.MentionBatch.FromString(batch.mention_batch).items
    return list(map(ScoredItem, items, _scores_of(batch, len(items))))


def _scores_of(batch: events_pb2.ScoredBatch, wanted: int) -> Sequence[score_pb2.Score]:
    if len(batch.scores) != wanted:
        raise ValueError(f"a scored batch of {wanted} items holds {len(batch.scores)} scores")
    return batch.scores


def _join_scored(items: Sequence[ScoredItem]) -> bytes:
    return events_pb2.ScoredBatch(
        mention_batch=_join_mentions([entry.item for entry in items]),
        scores=[entry.score for entry in items],
    ).SerializeToString()


def _identify_scored(entry: ScoredItem) -> str:
    return _identify_mention(entry.item)


def _single(message: type[Item]) -> Callable[[bytes], Sequence[Item]]:
    parse = message.FromString  # type: ignore[attr-defined]  # every generated message has it
    return lambda payload: [parse(payload)]


def _only(
    items: Sequence[events_pb2.EngagementEvent | events_pb2.AuthorErasure | events_pb2.MentionJudgement],
) -> bytes:
    (item,) = items
    return item.SerializeToString()


MENTIONS: Final = Codec(_split_mentions, _join_mentions, _identify_mention)
"""Payloads on `mentions.>`."""

SCORED: Final = Codec(_split_scored, _join_scored, _identify_scored)
"""Payloads on `scored.>`."""

ENGAGEMENTS: Final = Codec(
    _single(events_pb2.EngagementEvent),
    _only,
    lambda event: f"{event.opportunity}@{event.event_time.ToNanoseconds()}",
)
"""Payloads on `engagements.>`: one event each."""

ERASURES: Final = Codec(
    _single(events_pb2.AuthorErasure),
    _only,
    lambda erasure: f"{erasure.author_key_sha256}@{erasure.erase_time.ToNanoseconds()}",
)
"""Payloads on `erasures.>`: one wish each."""

JUDGEMENTS: Final = Codec(
    _single(events_pb2.MentionJudgement),
    _only,
    lambda judgement: (
        f"{judgement.mention_key or judgement.identity.author.hex()}@{judgement.event_time.ToNanoseconds()}"
    ),
)
"""Payloads on `judgements.>`: one judgement each."""
