"""From `mentions.{network}` to `scored.{network}`: scores batches and passes their bytes on untouched.

An item whose analysis fails becomes a dead letter; the rest of its batch goes on without it. What was
published twice after a crash is the same to every reader, who knows mentions by key and revision.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from antiphon.events.v1 import events_pb2
from antiphon.scoring.v1 import score_pb2
from services.common.bus import DONE, Batch, Never, Outcome, codecs, fresh_id
from services.scorer.adapters import counting
from services.scorer.adapters.shadow import Shadow
from services.scorer.core import documents
from services.scorer.core.brands import BrandNames
from services.scorer.core.scoring import Fault, Scorer

CONSUMER: Final = "scorer"
STREAM: Final = "MENTIONS"
SUBJECTS: Final = ("mentions.>",)

ANALYSIS_FAILED: Final = "ANALYSIS_FAILED"
"""Reason of a dead letter that an analyzer failed on."""

_NOTHING: Final = score_pb2.Score()
"""Stands for a deletion among the scores of a batch."""


class Log(Protocol):
    """What is needed of the bus."""

    async def publish(
        self, subject: str, payload: bytes, *, message_id: str, headers: Mapping[str, str] | None = None
    ) -> object:
        """Returns once the log has acknowledged the message."""


class Stream:
    """Handles the batches of the consumer `scorer`."""

    def __init__(self, log: Log, scorer: Scorer, names: BrandNames, shadow: Shadow | None = None) -> None:
        """`shadow` is told of every batch once it is scored."""
        self._log = log
        self._scorer = scorer
        self._names = names
        self._shadow = shadow

    async def handle(self, batch: Batch[events_pb2.MentionItem]) -> Sequence[Outcome] | None:
        """Publishes the scored batch; done when the log has it."""
        results = self._score(batch.items)
        counting.fresh(batch.items[0].mention, time.time())
        faults = any(isinstance(result, Fault) for result in results)
        payload = batch.payload
        if faults:
            payload = codecs.MENTIONS.join(
                [item for item, result in zip(batch.items, results, strict=True) if _is_score(result)]
            )
        scores = [result for result in results if not isinstance(result, Fault)]
        if scores:
            scored = events_pb2.ScoredBatch(mention_batch=payload, scores=scores)
            await self._log.publish(
                _subject(batch.subject), scored.SerializeToString(), message_id=fresh_id()
            )
        return [_outcome(result) for result in results] if faults else None

    def _score(self, items: Sequence[events_pb2.MentionItem]) -> list[score_pb2.Score | Fault]:
        """A result per item, in their order; empty for a deletion."""
        mentions = [item.mention for item in items if item.HasField("mention")]
        started = time.perf_counter()
        read = [documents.read(mention, self._names.of) for mention in mentions]
        results = self._scorer.score(read)
        counting.scored(results)
        if self._shadow is not None:
            self._shadow.offer(read, results, time.perf_counter() - started)
        if len(mentions) == len(items):
            return results
        found = iter(results)
        return [next(found) if item.HasField("mention") else _NOTHING for item in items]


def _subject(received: str) -> str:
    """`scored.{network}` for `mentions.{network}`."""
    return f"scored.{received.partition('.')[2]}"


def _is_score(result: score_pb2.Score | Fault) -> bool:
    return not isinstance(result, Fault)


def _outcome(result: score_pb2.Score | Fault) -> Outcome:
    return Never(ANALYSIS_FAILED, result.cause) if isinstance(result, Fault) else DONE
