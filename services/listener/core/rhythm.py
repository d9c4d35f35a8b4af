"""How long a source is usually silent, learned from itself, so that silence can be told from blindness.

The gaps between arrivals are counted by the hour of the day in which they began, in classes that grow by the
square root of two. A silence is suspect when it is several times longer than nearly every gap of the hours it
spans: a source that speaks every second is missed within a minute, one that sleeps at night is not missed by
night. Old gaps fade, so that a source may change its habits.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

QUANTILE: Final = 0.99
"""Share of the gaps that are shorter than what counts as the usual longest."""
FACTOR: Final = 3.0
"""How many times the usual longest gap a silence has to last. With arrivals at random, a false alarm comes
once in about a million gaps: they are longer than 3 · ln 100 times their mean with probability 1e-6."""
LEAST_GAPS: Final = 20
"""Gaps to have seen before anything is said."""
LEAST_SECONDS: Final = 60.0
"""Shortest silence that is ever suspect."""
FADE_AT: Final = 2_000
"""Gaps of one hour of the day after which all of that hour count half."""

_CLASSES: Final = 44
_HOURS: Final = 24


class Rhythm:
    """The gaps of one source.

    Attributes:
        heartbeat: seconds within which a living connection says something; no shorter silence is suspect.
    """

    def __init__(self, known: Mapping[str, Any] | None = None, heartbeat: float | None = None) -> None:
        self._counts = [[0] * _CLASSES for _ in range(_HOURS)]
        self._least = max(LEAST_SECONDS, heartbeat or 0.0)
        for hour, gaps in (known or {}).items():
            for kind, count in gaps.items():
                self._counts[int(hour)][int(kind)] = int(count)

    def observe(self, before: datetime, now: datetime) -> None:
        """Something arrived now, and before that at `before`."""
        seconds = (now - before).total_seconds()
        if seconds < 0:
            return
        gaps = self._counts[before.hour]
        gaps[_class_of(seconds)] += 1
        if sum(gaps) > FADE_AT:
            self._counts[before.hour] = [count // 2 for count in gaps]

    def longest_silence(self, since: datetime, now: datetime) -> timedelta | None:
        """How long a silence that began at `since` may last; None until enough is known."""
        hours = min(int((now - since).total_seconds() // 3600) + 1, _HOURS)
        spanned = {(since.hour + step) % _HOURS for step in range(hours)} | {now.hour}
        limits = [self._limit(hour) for hour in spanned]
        known = [limit for limit in limits if limit is not None]
        return timedelta(seconds=max(*known, self._least)) if known else None

    def is_suspect(self, since: datetime, now: datetime) -> bool:
        """Whether a silence since then is longer than the rhythm explains."""
        limit = self.longest_silence(since, now)
        return limit is not None and now - since > limit

    def arrivals_per_second(self) -> float:
        """How often it speaks, as the mean over all gaps known; 0 until enough is known."""
        gaps: list[int] = [sum(column) for column in zip(*self._counts, strict=True)]
        if sum(gaps) < LEAST_GAPS:
            return 0.0
        seconds: float = math.fsum(count * math.exp2(kind / 2) for kind, count in enumerate(gaps))
        return sum(gaps) / seconds

    def dump(self) -> dict[str, dict[str, int]]:
        """What has been learned, for the table."""
        return {
            str(hour): {str(kind): count for kind, count in enumerate(gaps) if count}
            for hour, gaps in enumerate(self._counts)
            if any(gaps)
        }

    def _limit(self, hour: int) -> float | None:
        """Longest silence that an hour explains, in seconds; its neighbours count too, else the whole day."""
        near = [self._counts[(hour + step) % _HOURS] for step in (-1, 0, 1)]
        for group in (near, self._counts):
            gaps = [sum(column) for column in zip(*group, strict=True)]
            if sum(gaps) >= LEAST_GAPS:
                return FACTOR * _quantile(gaps)
        return None


def _class_of(seconds: float) -> int:
    return 0 if seconds <= 1 else min(math.ceil(2 * math.log2(seconds)), _CLASSES - 1)


def _quantile(gaps: list[int]) -> float:
    """Upper end of the class that holds the quantile."""
    wanted = QUANTILE * sum(gaps)
    total = 0
    for kind, count in enumerate(gaps):
        total += count
        if total >= wanted:
            return float(2.0 ** (kind / 2))
    return float(2.0 ** (_CLASSES / 2))
