"""How long to wait before the next try: twice as long each time, up to a limit."""

from __future__ import annotations

from typing import Final

RECONNECT_FIRST_SECONDS: Final = 0.05
RECONNECT_LIMIT_SECONDS: Final = 2.0

RETRY_LIMIT_SECONDS: Final = 600.0
"""Longest wait between two tries of an item, in seconds."""


def delay(attempt: int, *, first: float, limit: float) -> float:
    """Seconds to wait after try number `attempt`, counted from 1."""
    # 2**30 of anything is past every limit; larger powers would overflow a float.
    return min(first * 2.0 ** min(max(attempt, 1) - 1, 30), limit)


def reconnect(attempt: int) -> float:
    """Seconds to wait before asking the log again."""
    return delay(attempt, first=RECONNECT_FIRST_SECONDS, limit=RECONNECT_LIMIT_SECONDS)
