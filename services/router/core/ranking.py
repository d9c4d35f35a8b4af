"""Place in the queue: one stored moment per opportunity, smaller first.

rank = min(deadline, end of the reply window, created + patience(priority)). It changes only on events,
so the next item is one index range scan and every wait has the bound of the longest patience.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from services.router.core.replyability import SECOND


class Patience(NamedTuple):
    """How long an opportunity may wait, by priority; in between the logarithm is linear."""

    shortest: float
    longest: float

    def wait(self, priority: int) -> int:
        """Microseconds that an opportunity of this priority may wait."""
        share = min(max(priority, 0), 100) / 100
        seconds = math.exp(math.log(self.longest) * (1 - share) + math.log(self.shortest) * share)
        return round(seconds * SECOND)

    def table(self) -> tuple[int, ...]:
        """The waits of priorities 0 to 100, so that the bulk path need not compute."""
        return tuple(self.wait(priority) for priority in range(101))


def place(
    priority: int, created: int, deadline: int | None, window_end: int | None, waits: tuple[int, ...]
) -> int:
    """The place of an opportunity that entered the queue at `created`: smaller is sooner."""
    rank = created + waits[priority]
    if deadline is not None and deadline < rank:
        rank = deadline
    if window_end is not None and window_end < rank:
        rank = window_end
    return rank
