"""What could be seen in a time, by the listener's ledger: a nought says nothing where nobody looked."""

from __future__ import annotations

import bisect
import itertools
import zoneinfo
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeAlias

from antiphon.insights.v1 import analytics_service_pb2 as api
from antiphon.listening.v1 import listening_service_pb2 as listening
from services.insights.core import buckets, cells, slices

FULL: Final = listening.CoverageInterval.SIGHT_FULL
PARTIAL: Final = listening.CoverageInterval.SIGHT_PARTIAL
BLIND: Final = listening.CoverageInterval.SIGHT_BLIND

Sight: TypeAlias = "listening.CoverageInterval.Sight"
Cause: TypeAlias = "listening.CoverageInterval.Cause"

MOST_GAPS: Final = 1_000


class Interval(NamedTuple):
    """What one source could see from `start` to `end`, in microseconds."""

    source: str
    start: int
    end: int
    sight: Sight
    cause: Cause = listening.CoverageInterval.CAUSE_UNSPECIFIED


class Stretch(NamedTuple):
    """A time in which nothing changes.

    Attributes:
        seen: share of the sources that saw all.
        partial: share of those that saw something.
        lacking: intervals of the others and of these.
    """

    start: int
    end: int
    seen: float
    partial: float
    lacking: tuple[Interval, ...]

    @property
    def sight(self) -> Sight:
        if self.seen == 1:
            return FULL
        return PARTIAL if self.seen or self.partial else BLIND


@dataclass(frozen=True, slots=True)
class View:
    """What could be seen from `start` to `end`; `unknown` says why nothing is known of it."""

    start: int
    end: int
    stretches: tuple[Stretch, ...] = ()
    unknown: str = ""

    def between(self, start: int, end: int) -> tuple[float, float]:
        """Shares of a time in which all and in which some was seen; all of a time nothing is known of."""
        end = min(end, self.end)
        if self.unknown or end <= start:
            return 1.0, 0.0
        first = max(bisect.bisect_right(self.stretches, start, key=lambda each: each.start) - 1, 0)
        seen = partial = 0.0
        for each in itertools.islice(self.stretches, first, None):
            if each.start >= end:
                break
            length = min(each.end, end) - max(each.start, start)
            seen += max(length, 0) * each.seen
            partial += max(length, 0) * each.partial
        return round(seen / (end - start), 6), round(partial / (end - start), 6)

    def sight(self, start: int, end: int) -> Sight:
        """Sight of a time as a whole: blind where nobody saw anything in it."""
        seen, partial = self.between(start, end)
        if seen >= 1:
            return FULL
        return PARTIAL if seen + partial > 0 else BLIND


def view(intervals: Iterable[Interval], start: int, end: int) -> View:
    """What could be seen; of a time in which no source was expected to see, nothing."""
    held = [
        each._replace(start=max(each.start, start), end=min(each.end, end))
        for each in intervals
        if each.start < end and each.end > start
    ]
    if not held:
        return View(start, end, unknown="No source was there to see anything in this time.")
    edges = sorted({start, end, *(each.start for each in held), *(each.end for each in held)})
    opening: dict[int, list[Interval]] = {}
    for each in held:
        opening.setdefault(each.start, []).append(each)
    found, running = list[Stretch](), list[Interval]()
    for begin, until in itertools.pairwise(edges):
        running = [each for each in running if each.end > begin] + opening.get(begin, [])
        found.append(_stretch(begin, until, running))
    return View(start, end, tuple(_joined(found)))


def told(seen: View) -> api.Coverage:
    """A view as a message."""
    if seen.unknown:
        return api.Coverage(unknown_reason=seen.unknown)
    all_of_it, some = seen.between(seen.start, seen.end)
    answer = api.Coverage(
        seen_share=all_of_it, partial_share=some, blind_share=round(max(0.0, 1 - all_of_it - some), 6)
    )
    gaps = (each for each in seen.stretches if each.sight != FULL)
    answer.gaps.extend(map(_gap, itertools.islice(gaps, MOST_GAPS)))
    return answer


def warnings(one: View, other: View) -> list[str]:
    """Why two times cannot be compared as they are, in sentences."""
    if one.unknown or other.unknown:
        return [f"What could be seen is not known: {one.unknown or other.unknown}"]
    here, there = one.between(one.start, one.end)[0], other.between(other.start, other.end)[0]
    if abs(here - there) < _DIFFERS:
        return []
    shares = f"All was seen {here:.0%} of the time here and {there:.0%} of the time there"
    return [f"{shares}: part of the difference may be what was not seen."]


_DIFFERS: Final = 0.02
"""Difference of two shares of time seen from which a comparison is warned of."""


def interval(given: listening.CoverageInterval, now: int) -> Interval:
    """An interval of the ledger; what a backfill has healed was seen after all."""
    sight = FULL if given.HasField("heal_time") else given.sight or PARTIAL
    end = slices.micros(given.end_time) if given.HasField("end_time") else now
    return Interval(given.source, slices.micros(given.start_time), end, sight, given.cause)


def _stretch(start: int, end: int, running: Sequence[Interval]) -> Stretch:
    lacking = tuple(sorted({each for each in running if each.sight != FULL}))
    if not running:
        return Stretch(start, end, 0.0, 0.0, ())
    partial = sum(each.sight != BLIND for each in lacking)
    return Stretch(start, end, (len(running) - len(lacking)) / len(running), partial / len(running), lacking)


def _joined(found: Iterable[Stretch]) -> list[Stretch]:
    joined: list[Stretch] = []
    for each in found:
        if joined and joined[-1][2:] == each[2:]:
            joined[-1] = joined[-1]._replace(end=each.end)
        else:
            joined.append(each)
    return joined


def _gap(each: Stretch) -> api.Coverage.Gap:
    found = api.Coverage.Gap(
        sight=each.sight,
        sources=sorted({lacking.source for lacking in each.lacking}),
        causes=sorted({lacking.cause for lacking in each.lacking if lacking.cause}),
    )
    found.start_time.FromMicroseconds(each.start)
    found.end_time.FromMicroseconds(each.end)
    return found


def week(
    seen: View, start: int, end: int, where: zoneinfo.ZoneInfo
) -> dict[tuple[int, int], tuple[float, float]]:
    """Hours of a time, and those of them that were seen, by weekday and hour of the clock on the wall."""
    edges = buckets.edges(start, end, api.BUCKET_HOUR, where)
    found: dict[tuple[int, int], tuple[float, float]] = {}
    for begin, until in itertools.pairwise(edges):
        shown = buckets.on_wall(begin, where)
        at, length = (shown.isoweekday(), shown.hour), (until - begin) / cells.HOUR
        held = found.get(at, (0.0, 0.0))
        found[at] = (held[0] + length, held[1] + length * seen.between(begin, until)[0])
    return found
