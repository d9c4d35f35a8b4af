"""Settings of the scorer alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from services.common.config.kinds import Range


@dataclass(frozen=True, slots=True)
class ScorerSettings:
    """The scorer: what mentions mean."""

    concurrency: Annotated[int, Range(1, 64)] = 1
    """Batches scored side by side in one process.
    Scoring is CPU work: more replicas help, more of these seldom."""
