"""How many requests one caller may make: a bucket for each that fills at a steady rate."""

from __future__ import annotations

import math
from collections import OrderedDict
from typing import Final

from services.console.api.problems import TooFast

REMEMBERED: Final = 10_000
BURST_SECONDS: Final = 4.0
"""How much of the rate may be saved up and then used at once."""


class Rates:
    """Buckets by caller."""

    def __init__(self, per_second: float) -> None:
        self._per_second = per_second
        self._most = per_second * BURST_SECONDS
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, who: str, now: float) -> None:
        """Counts a request of `who`; `now` in seconds of a steady clock.

        Raises:
            TooFast: if the bucket is empty, with the seconds until it is not.
        """
        left, before = self._buckets.pop(who, (self._most, now))
        left = min(self._most, left + (now - before) * self._per_second)
        if left < 1:
            self._buckets[who] = (left, now)
            seconds = math.ceil((1 - left) / self._per_second)
            raise TooFast(f"Too many requests; wait {seconds} seconds and go on slower.", seconds)
        self._buckets[who] = (left - 1, now)
        if len(self._buckets) > REMEMBERED:
            self._buckets.popitem(last=False)
