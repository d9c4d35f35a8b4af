"""Settings of the scorer alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from services.common.config.kinds import Range


@dataclass(frozen=True, slots=True)
class ScorerSettings:
    """The scorer: what mentions mean."""

    concurrency: Annotated[int, Range(1, 64)] = 4
    """Batches in hand at once in one process.
    Scoring itself is CPU work and takes turns; while one batch waits for the log's acknowledgement
    the next is scored. More than a few gain nothing: add replicas instead."""

    switched_off: tuple[str, ...] = ()
    """Analyzers that are not asked, for example `spam,influence`.
    Those that would have read their findings do with less. docs/reference/scores.md names them all."""
