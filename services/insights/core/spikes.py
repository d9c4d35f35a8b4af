"""Hours in which far more or far less was said than at that hour of the week before.

What is usual at an hour of the week is the median of the weeks before, at that hour and its neighbours.
How far it strays is their median absolute deviation, and never less than chance alone makes of counts, which
is a Poisson's square root. Medians forget storms and outages by themselves; hours in which too little was
seen are left out, of the past and of the present.
Source of the robust deviation: Hampel, The influence curve and its role in robust estimation, JASA 69 (1974).
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from antiphon.insights.v1 import analytics_service_pb2 as api

WEEK: Final = 168
WEEKS: Final = 6
"""Weeks before that tell what is usual."""
LEVEL_HOURS: Final = 2 * WEEK
"""Hours right before that serve where there are no weeks yet."""
LEAST_HOURS: Final = 48
"""Hours seen before the first that is judged."""
NORMAL: Final = 1.4826
"""What a median absolute deviation is multiplied by to be the standard deviation of a normal distribution."""
LEAST_EXTRA: Final = 5
"""Mentions more than usual below which nothing is a spike."""
LEAST_USUAL: Final = 8.0
"""Mentions usual in an hour below which silence is no dip."""
MERGED_HOURS: Final = 3
"""Quiet hours within one spike."""

DEVIATIONS: Final[Mapping[int, float]] = {
    api.SENSITIVITY_UNSPECIFIED: 4.0,
    api.SENSITIVITY_LOW: 6.0,
    api.SENSITIVITY_MEDIUM: 4.0,
    api.SENSITIVITY_HIGH: 3.0,
}


class Hour(NamedTuple):
    """What is usual at an hour, and how unusual it is: robust deviations, below 0 for less."""

    usual: float
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """Hours from `first` up to, not including, `last`, as positions in the series."""

    first: int
    last: int
    direction: int
    count: int
    usual: float
    score: float


def judged(counts: Sequence[int], seen: Sequence[bool], first: int) -> list[Hour | None]:
    """Each hour from `first` on; None for one that was not seen or has too little past."""
    return [_judge(counts, seen, at) if seen[at] else None for at in range(first, len(counts))]


def find(
    counts: Sequence[int], seen: Sequence[bool], first: int, sensitivity: int = api.SENSITIVITY_MEDIUM
) -> list[Found]:
    """Spikes and dips from `first` on in counts by the hour; hours not `seen` are nothing at all."""
    limit = DEVIATIONS.get(sensitivity, DEVIATIONS[api.SENSITIVITY_MEDIUM])
    found: list[Found] = []
    for at, hour in enumerate(judged(counts, seen, first), first):
        direction = _direction(counts[at], hour, limit)
        if hour is None or not direction:
            continue
        one = Found(at, at + 1, direction, counts[at], hour.usual, abs(hour.score))
        last = found[-1] if found else None
        if last and last.direction == direction and at - last.last <= MERGED_HOURS:
            found[-1] = _merged(last, one, counts)
        else:
            found.append(one)
    return found


def _direction(count: int, hour: Hour | None, limit: float) -> int:
    if hour is None:
        return 0
    if hour.score >= limit and count - hour.usual >= LEAST_EXTRA:
        return int(api.Spike.DIRECTION_SPIKE)
    if hour.score <= -limit and hour.usual >= LEAST_USUAL:
        return int(api.Spike.DIRECTION_DIP)
    return 0


def _merged(one: Found, other: Found, counts: Sequence[int]) -> Found:
    between = counts[one.last : other.first]
    usual = one.usual + other.usual * (1 + len(between))
    count = one.count + sum(between) + other.count
    return Found(one.first, other.last, one.direction, count, usual, max(one.score, other.score))


def _judge(counts: Sequence[int], seen: Sequence[bool], at: int) -> Hour | None:
    level_hours = [hour for hour in range(max(0, at - LEVEL_HOURS), at) if seen[hour]]
    if len(level_hours) < LEAST_HOURS:
        return None
    past = [
        near
        for week in range(1, WEEKS + 1)
        for near in (at - week * WEEK - 1, at - week * WEEK, at - week * WEEK + 1)
        if near >= 0 and seen[near]
    ]
    if len(past) < 6:  # two weeks
        past = [hour for hour in level_hours if _same_time(hour, at)] or level_hours
    values = [counts[hour] for hour in past]
    usual = statistics.median(values)
    strays = statistics.median(abs(value - usual) for value in values) * NORMAL
    # Counts scatter by chance alone as their square root does; Anscombe's 3/8 keeps that right for few.
    deviation = max(strays, math.sqrt(usual + 0.375), 1.0)
    return Hour(usual, (counts[at] - usual) / deviation)


def _same_time(hour: int, other: int) -> bool:
    """Whether two hours lie at about the same time of the day."""
    return min((hour - other) % 24, (other - hour) % 24) <= 1


def published(counts: Sequence[int], first: int, sigmas: float = 2.0) -> list[int]:
    """Hours that the published rule tells: mean of 24 hours above mean of 7 days plus so many deviations.

    Beside ours in the tests. Socialmetrix publishes it with 1.5, 2 and 3, and does not say of what the
    deviation is: taken here as that of the seven days' means, by which it finds more than by the hours'.
    """
    found = []
    for at in range(max(first, WEEK), len(counts)):
        week = counts[at - WEEK + 1 : at + 1]
        days = [statistics.fmean(week[start : start + 24]) for start in range(0, WEEK, 24)]
        if days[-1] > statistics.fmean(days) + sigmas * statistics.pstdev(days):
            found.append(at)
    return found
