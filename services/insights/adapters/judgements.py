"""Hands what people said of mentions, when they dismissed them, and of authors from the log to the archive.

A judgement can overtake its mention, which comes by another stream, so it is put off a few times. What is
not there then was deleted or forgotten, and there is nothing to correct.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from antiphon.events.v1 import events_pb2
from services.common.bus import DONE, Batch, Later, Outcome
from services.common.obs import metrics
from services.insights.core import corrections, digests

CONSUMER: Final = "insights-judgements"
STREAM: Final = "JUDGEMENTS"
SUBJECTS: Final = ("judgements.>",)

PAUSES: Final = (60.0, 240.0, 960.0)
"""Seconds after which a judgement is tried again; fewer times than the log allows."""


class Added(Protocol):
    """What a correction came to."""

    @property
    def added(self) -> Sequence[int]: ...


class Keeper(Protocol):
    """What the consumer needs of the store."""

    async def correct(
        self,
        uid: bytes,
        corrector: str,
        said: Mapping[int, int],
        visible: frozenset[str] | None,
        *,
        brand: str | None = None,
    ) -> Added | None:
        """Keeps what a person says of a mention; None if it is not kept or not of these brands."""

    async def know_customer(self, author: bytes, customer: str, told: int) -> bool:
        """Keeps whose account an author is, in microseconds since 1970; False where it knows better."""


class JudgementConsumer:
    """Handler of the durable consumer `insights-judgements`."""

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper

    async def handle(self, batch: Batch[events_pb2.MentionJudgement]) -> Sequence[Outcome]:
        """Keeps judgements as corrections by who dismissed."""
        return [await self._one(item, batch.tries) for item in batch.items]

    async def _one(self, item: events_pb2.MentionJudgement, tries: int) -> Outcome:
        if item.HasField("identity"):
            told = item.event_time.ToMicroseconds()
            await self._keeper.know_customer(item.identity.author, item.identity.customer, told)
            return DONE
        said = corrections.judged(item.cause)
        if not said:
            return DONE
        found = await self._keeper.correct(
            digests.uid(item.mention_key), item.actor, said, frozenset({item.brand}), brand=item.brand
        )
        if found is None and tries < len(PAUSES):
            return Later("Its mention is not in the archive yet.", PAUSES[tries])
        for question in found.added if found else ():
            metrics.CORRECTIONS.labels(corrections.QUESTIONS[question]).inc()
        return DONE
