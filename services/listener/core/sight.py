"""Sums up what could not be seen in a span of time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from antiphon.listening.v1 import listening_service_pb2

Interval = listening_service_pb2.CoverageInterval
Sight = listening_service_pb2.CoverageInterval.Sight


def within(interval: Interval, begin: datetime | None, end: datetime) -> timedelta:
    """How much of an interval lies between two moments; one that lasts is taken to last to the end."""
    start = interval.start_time.ToDatetime(UTC)
    start = start if begin is None else max(start, begin)
    stop = min(interval.end_time.ToDatetime(UTC), end) if interval.HasField("end_time") else end
    return max(stop - start, timedelta())


def sum_up(
    response: listening_service_pb2.ListCoverageResponse, begin: datetime | None, end: datetime
) -> None:
    """Writes into a page of coverage how long was blind, partial and healed between two moments."""
    blind = partial = healed = timedelta()
    for interval in response.intervals:
        length = within(interval, begin, end)
        if interval.sight == Sight.SIGHT_FULL:
            continue
        if interval.sight == Sight.SIGHT_BLIND:
            blind += length
        else:
            partial += length
        if interval.HasField("heal_time"):
            healed += length
    response.blind_duration.FromTimedelta(blind)
    response.partial_duration.FromTimedelta(partial)
    response.healed_duration.FromTimedelta(healed)
