"""Scores history again and publishes what comes of it: batches of `scored.{network}` with ids of their own.

Each score bears the moment of this call: of two scores of one revision every reader takes the later one,
whichever comes first, so that repeating a call, or a crash in the middle of one, does no harm.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Sequence
from typing import Final

from antiphon.events.v1 import events_pb2
from antiphon.mention.v1 import mention_pb2
from antiphon.scoring.v1 import score_pb2
from services.common.bus import ScoredItem, codecs, fresh_id
from services.common.model import errors, identity
from services.common.model.clock import Clock
from services.scorer.adapters import counting
from services.scorer.adapters.stream import Log
from services.scorer.core import documents
from services.scorer.core.brands import BrandNames
from services.scorer.core.scoring import Fault, Scorer

SLICE: Final = 100
"""Mentions scored before others get their turn on the loop, and published together, at most."""
SLICE_BYTES: Final = 1 << 20
"""A slice ends with the mention that brings it to this size."""

_NETWORK: Final = re.compile(r"[a-z0-9_-]+")
"""What may stand in a subject of the log."""


class Rescorer:
    """Answers `RescoreMentions`."""

    def __init__(self, log: Log, scorer: Scorer, names: BrandNames, clock: Clock) -> None:
        self._log = log
        self._scorer = scorer
        self._names = names
        self._clock = clock

    async def rescore(self, mentions: Sequence[mention_pb2.Mention]) -> int:
        """Publishes new scores; how many. What an analyzer fails on keeps its old one.

        Raises:
            InvalidField: a mention has no key or network of the documented form; nothing is published then.
        """
        for at, mention in enumerate(mentions):
            _check(at, mention)
        now = score_pb2.Score()
        now.rescore_time.FromDatetime(self._clock.now())
        published = 0
        for network, slice_ in _slices(mentions):
            items = self._score(slice_, now)
            if items:
                payload = codecs.SCORED.join(items)
                await self._log.publish(f"scored.{network}", payload, message_id=fresh_id())
            published += len(items)
            await asyncio.sleep(0)
        return published

    def _score(self, mentions: Sequence[mention_pb2.Mention], now: score_pb2.Score) -> list[ScoredItem]:
        outcomes = self._scorer.score([documents.read(mention, self._names.of) for mention in mentions])
        counting.scored(outcomes)
        items = []
        for mention, outcome in zip(mentions, outcomes, strict=True):
            if not isinstance(outcome, Fault):
                outcome.MergeFrom(now)
                items.append(ScoredItem(events_pb2.MentionItem(mention=mention), outcome))
        return items


def _check(at: int, mention: mention_pb2.Mention) -> None:
    if _NETWORK.fullmatch(mention.network) is None:
        raise errors.InvalidField(f"mentions[{at}].network", "it must be the network's name in lower case.")
    try:
        identity.split_key(mention.key)
    except ValueError:
        raise errors.InvalidField(
            f"mentions[{at}].key", "it must have the form network:site:native_id."
        ) from None


def _slices(
    mentions: Sequence[mention_pb2.Mention],
) -> Iterator[tuple[str, Sequence[mention_pb2.Mention]]]:
    """Mentions by network, in slices."""
    open_: dict[str, tuple[list[mention_pb2.Mention], int]] = {}
    for mention in mentions:
        slice_, size = open_.get(mention.network, ([], 0))
        slice_.append(mention)
        size += mention.ByteSize()
        open_[mention.network] = slice_, size
        if len(slice_) == SLICE or size >= SLICE_BYTES:
            yield mention.network, slice_
            del open_[mention.network]
    for network, (slice_, _) in open_.items():
        yield network, slice_
