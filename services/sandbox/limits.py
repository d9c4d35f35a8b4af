"""How much one account may publish, told in headers as networks do."""

from __future__ import annotations

import math
from collections import defaultdict, deque
from typing import Final, NamedTuple

from services.common.model import clock as clocks
from services.sandbox import refusals

WINDOW_SECONDS: Final = 60.0


class Allowance(NamedTuple):
    """What an account has left."""

    limit: int
    remaining: int
    reset_seconds: float


class PostLimit:
    """A sliding minute per account."""

    def __init__(self, per_minute: int, clock: clocks.Clock) -> None:
        self._limit = per_minute
        self._clock = clock
        self._spent: defaultdict[str, deque[float]] = defaultdict(deque)

    def spend(self, account: str) -> Allowance:
        """Takes one post from the allowance.

        Raises:
            Refusal: nothing is left; it says how long to wait.
        """
        now = self._clock.monotonic()
        spent = self._spent[account]
        while spent and spent[0] <= now - WINDOW_SECONDS:
            spent.popleft()
        if len(spent) >= self._limit:
            raise refusals.slow_down(max(1, math.ceil(spent[0] + WINDOW_SECONDS - now)))
        spent.append(now)
        return Allowance(self._limit, self._limit - len(spent), spent[0] + WINDOW_SECONDS - now)
