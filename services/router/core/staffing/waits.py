"""How long something that comes now will wait: with what that rests on, or why it cannot be told.

With c agents who each take m on average and n before it, work is taken after n + 1 departures: (n + 1) m / c,
the mean of the M/M/c queue while all are busy. Where nobody is known to be present, the pace of the last hour
stands for them: (n + 1) / pace.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from services.router.core.staffing.roster import SECOND

WINDOW: Final = 3600 * SECOND
"""How far back handling is looked at."""
MOST: Final = 10_000
"""How many waiting ones are counted."""


class Pace(NamedTuple):
    """What was seen of a queue in the last hour; sums in microseconds."""

    handled: int = 0
    handling: int = 0
    waited: int = 0


class Estimate(NamedTuple):
    """Wait in microseconds, None when it cannot be told, and the sentence beside it."""

    wait: int | None
    sentence: str


def estimate(waiting: int, available: int | None, pace: Pace) -> Estimate:
    """The wait of something that comes now.

    Args:
        waiting: how many wait before it.
        available: agents who are available for it; None where presence is not known.
        pace: what was seen in the last hour.
    """
    if available == 0:
        return Estimate(None, "Nobody who may take it is available now.")
    if not pace.handled:
        return Estimate(None, "Nothing was dealt with in the last hour, so there is nothing to go by.")
    mean = pace.handling // pace.handled
    if available:
        wait = (waiting + 1) * mean // available
        people = "1 agent is" if available == 1 else f"{available} agents are"
        return Estimate(
            wait, f"{waiting} wait, {people} available and take {mean // SECOND} s each on average."
        )
    wait = (waiting + 1) * WINDOW // pace.handled
    return Estimate(wait, f"{waiting} wait and {pace.handled} were dealt with in the last hour.")
