"""Hands scored batches from the log to the archive.

A batch is acknowledged by the log only after `handle` returns, and `handle` returns only after the
transaction has committed. What can never be archived is told item by item and does not hold up the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Protocol

from antiphon.events.v1 import events_pb2
from antiphon.scoring.v1 import score_pb2
from services.common.bus import DONE, Batch, Never, Outcome, ScoredItem
from services.common.obs import metrics
from services.insights.core import entries

CONSUMER: Final = "insights"
STREAM: Final = "SCORED"
SUBJECTS: Final = ("scored.>",)


class Written(Protocol):
    """What a batch changed."""

    @property
    def mentions(self) -> int: ...

    @property
    def deletions(self) -> int: ...


class Keeper(Protocol):
    """What the consumer needs of the store."""

    async def take(self, facts: Sequence[tuple[events_pb2.MentionItem, score_pb2.Score]]) -> Written:
        """Archives facts in one transaction."""


class ArchiveConsumer:
    """Handler of the durable consumer `insights`."""

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper

    async def handle(self, batch: Batch[ScoredItem]) -> Sequence[Outcome] | None:
        """Archives a batch; None says that every item is done."""
        problems = [entries.problem(scored.item) for scored in batch.items]
        if any(problems):
            sound = zip(batch.items, problems, strict=True)
            await self._take([item for item, problem in sound if not problem])
            return [Never("INVALID_ITEM", problem) if problem else DONE for problem in problems]
        await self._take(batch.items)
        return None

    async def _take(self, items: Sequence[ScoredItem]) -> None:
        written = await self._keeper.take(items)
        metrics.ARCHIVED_MENTIONS.inc(written.mentions)
        metrics.ARCHIVE_DELETIONS.labels("network").inc(written.deletions)
