"""What sources could see in the last day, hour by hour, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from google.protobuf import timestamp_pb2

from antiphon.listening.v1 import listening_service_pb2 as listening
from services.cli import output

if TYPE_CHECKING:
    from antiphon.listening.v1 import listening_service_pb2_grpc as listening_grpc

HOURS: Final = 24
PAGE: Final = 1000
HOUR: Final = timedelta(hours=1)
MARKS: Final = {"full": "·", "partial": "▒", "blind": "█", "": " "}

Sight = listening.CoverageInterval.Sight
Cause = listening.CoverageInterval.Cause
Ends: TypeAlias = dict[str, timestamp_pb2.Timestamp]


@dataclass(slots=True)
class Day:
    """The last 24 hours of one source.

    Attributes:
        blind: time it saw nothing that no backfill has read since.
        partial: time it saw some, likewise.
        healed: time it missed something that a backfill has read since.
        worst: for every hour, oldest first, the least it saw; empty where nothing was expected of it.
    """

    blind: timedelta = timedelta()
    partial: timedelta = timedelta()
    healed: timedelta = timedelta()
    worst: list[str] = field(default_factory=lambda: [""] * HOURS)

    @property
    def bar(self) -> str:
        """One mark an hour, oldest first: `·` saw all, `▒` some, `█` nothing, blank for no expectation."""
        return "".join(MARKS[hour] for hour in self.worst)

    def as_dict(self) -> dict[str, Any]:
        """For programs; times in seconds."""
        return {
            "blind_seconds": self.blind.total_seconds(),
            "partial_seconds": self.partial.total_seconds(),
            "healed_seconds": self.healed.total_seconds(),
            "hours": [hour or "none" for hour in self.worst],
        }


def days(intervals: Iterable[listening.CoverageInterval], now: datetime) -> dict[str, Day]:
    """The last day of every source, by its name."""
    found: dict[str, Day] = {}
    for interval in intervals:
        _add(found.setdefault(interval.source, Day()), interval, now)
    return found


def _add(day: Day, interval: listening.CoverageInterval, now: datetime) -> None:
    begin = max(output.moment(interval.start_time), now - HOURS * HOUR)
    end = min(output.moment(interval.end_time), now) if interval.HasField("end_time") else now
    length = max(end - begin, timedelta())
    if not length:
        return
    word = _sees(interval)
    if interval.HasField("heal_time"):
        day.healed += length
    elif word == "blind":
        day.blind += length
    elif word == "partial":
        day.partial += length
    order = [*MARKS]
    first = HOURS - 1 - int((now - begin) / HOUR - 1e-9)
    last = HOURS - 1 - int((now - end) / HOUR)
    for hour in range(max(first, 0), last + 1):
        if not day.worst[hour] or order.index(word) > order.index(day.worst[hour]):
            day.worst[hour] = word


def _sees(interval: listening.CoverageInterval) -> str:
    if interval.sight == Sight.SIGHT_FULL or interval.HasField("heal_time"):
        return "full"
    return "blind" if interval.sight == Sight.SIGHT_BLIND else "partial"


async def last_day(
    stub: listening_grpc.ListeningServiceAsyncStub, now: datetime
) -> Sequence[listening.CoverageInterval]:
    """All intervals of the last day."""
    request = listening.ListCoverageRequest(parent="sources/-", page_size=PAGE)
    request.start_time.FromDatetime(now - HOURS * HOUR)
    found: list[listening.CoverageInterval] = []
    while True:
        answer = await stub.ListCoverage(request)
        found += answer.intervals
        if not answer.next_page_token:
            return found
        request.page_token = answer.next_page_token


def sees_now(source: listening.Source) -> str:
    """What a source sees at present, in words: `full`, `partly: quota`, `blind: down`."""
    if not source.sight:
        return ""
    if source.sight == Sight.SIGHT_FULL:
        return "full"
    word = "blind" if source.sight == Sight.SIGHT_BLIND else "partly"
    if not source.cause:
        return word
    cause = Cause.Name(source.cause).removeprefix("CAUSE_").lower().replace("_", " ")
    return f"{word}: {cause}"
