"""A candidate in the shadow of the live scorer: it scores some batches again, and only agreement is counted.

It takes its time from a purse that live scoring fills: so many seconds for each second of its own. A batch is
tried when the purse is not in debt, one at a time, in slices between which live batches have their turn.
What it says is published nowhere.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from typing import Final

from services.common.obs import catalogue
from services.scorer.core import agreeing
from services.scorer.core.documents import Document
from services.scorer.core.scoring import Outcome, Scorer

SLICE: Final = 25
"""Mentions scored before others get their turn on the loop."""
MOST_SAVED_SECONDS: Final = 1.0
"""What the purse holds at most, so that a quiet hour does not pay for a busy minute."""


class Shadow:
    """Tries a candidate on a share of what is scored.

    Args:
        scorer: of the candidate's analyzers.
        share: seconds it may take for each second of live scoring.
    """

    def __init__(self, scorer: Scorer, share: float) -> None:
        self._scorer: Final = scorer
        self._share: Final = share
        self._purse = 0.0
        self._waiting: asyncio.Queue[tuple[Sequence[Document], Sequence[Outcome]]] = asyncio.Queue(maxsize=1)
        self._busy = False

    def offer(self, documents: Sequence[Document], outcomes: Sequence[Outcome], seconds: float) -> None:
        """Tells of a batch that was scored, and how long that took; it may be tried later."""
        self._purse = min(self._purse + self._share * seconds, MOST_SAVED_SECONDS)
        if self._purse > 0 and not self._busy and documents:
            self._busy = True
            self._waiting.put_nowait((documents, outcomes))

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Tries batches while the context is open; what is in hand at its end is dropped."""
        task = asyncio.create_task(self._run(), name="shadow")
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _run(self) -> None:
        while True:
            documents, outcomes = await self._waiting.get()
            for start in range(0, len(documents), SLICE):
                self._try(documents[start : start + SLICE], outcomes[start : start + SLICE])
                await asyncio.sleep(0)
            self._busy = False

    def _try(self, documents: Sequence[Document], live: Sequence[Outcome]) -> None:
        started = time.perf_counter()
        said: Counter[tuple[str, agreeing.Verdict]] = Counter()
        for one, other in zip(live, self._scorer.score(documents), strict=True):
            said.update(agreeing.compare(one, other))
        for (analyzer, verdict), count in said.items():
            catalogue.SHADOW_TEXTS.labels(analyzer, verdict).inc(count)
        seconds = time.perf_counter() - started
        catalogue.SHADOW_SECONDS.inc(seconds)
        self._purse -= seconds
