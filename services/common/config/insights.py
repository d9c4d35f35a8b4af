"""Settings of insights alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from services.common.config.kinds import Range


@dataclass(frozen=True, slots=True)
class InsightsSettings:
    """Insights: the archive."""

    stream_page_size: Annotated[int, Range(1, 10_000)] = 500
    """Mentions read at once while a list is streamed; bounds memory, not the answer."""

    mention_retention_days: Annotated[float, Range(0, 3650)] = 730
    """Days a mention stays in the archive after it came; 0 keeps for ever. Two years compare a month with the
    same month before. Always a day longer than the log keeps messages; tombstones stay."""
