"""Buckets of time as a clock on the wall cuts them, also where a day has 23 or 25 hours."""

from __future__ import annotations

import bisect
import functools
import zoneinfo
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Final, TypeAlias

from antiphon.insights.v1 import analytics_service_pb2 as api
from services.common.model import errors
from services.insights.core import cells

MOST: Final = 100_000
"""Buckets of one answer: eleven years of hours."""

Bucket: TypeAlias = "api.Bucket"

SLOT: Final = 900_000_000
"""Microseconds of a quarter of an hour: every zone of today cuts its hours at one."""

SLOTS_PER_HOUR: Final = cells.HOUR // SLOT

_STEP: Final = 7 * 24 * cells.HOUR
"""Between looks for a change of the clocks."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICRO: Final = timedelta(microseconds=1)


BY_SLOT: Final = "slot"
BY_DAY: Final = "day"
BY_HOUR_OF_WEEK: Final = "hour of the week"


@dataclass(frozen=True, slots=True)
class Grid:
    """How sums are divided by time before they are put into buckets.

    Attributes:
        unit: slot in UTC, day on the wall since 1970, or hour of the week on the wall from Monday's first;
            empty for not divided.
        shifts: slots from which on the wall is so many slots ahead of UTC.
        whole_hours: whether sums by the hour serve; else the mentions themselves are looked at.
        where: the time zone.
        cut_days: days of UTC that an edge of a bucket lies in; None where that is likely every day.
    """

    unit: str = ""
    shifts: tuple[tuple[int, int], ...] = ()
    whole_hours: bool = True
    where: zoneinfo.ZoneInfo | None = None
    cut_days: frozenset[int] | None = None

    def moved_hours(self) -> list[int]:
        """Hours of the cut days that are of another day on the wall than of UTC."""
        starts = [start for start, _ in self.shifts]
        found = []
        for hour in (day * 24 + more for day in sorted(self.cut_days or ()) for more in range(24)):
            slot = hour * SLOTS_PER_HOUR
            _, ahead = self.shifts[max(bisect.bisect_right(starts, slot) - 1, 0)]
            if (slot + ahead) // (24 * SLOTS_PER_HOUR) != hour // 24:
                found.append(hour)
        return found

    def moment(self, time: int) -> int:
        """First moment of a slot or a day."""
        return midnight(time, self.where) if self.unit == BY_DAY and self.where else time * SLOT


WHOLE: Final = Grid()
"""Not divided."""


def grid(start: int, end: int, bucket: Bucket, where: zoneinfo.ZoneInfo) -> Grid:
    """The grid from which buckets are filled."""
    if bucket in {api.BUCKET_HOUR, api.BUCKET_DAY}:
        return _grid(BY_SLOT if bucket == api.BUCKET_HOUR else BY_DAY, start, end, where)
    day = 24 * cells.HOUR
    within = edges(start, end, bucket, where)[1:-1]
    cut_days = frozenset(edge // day for edge in within if edge % day)
    return replace(_grid(BY_DAY, start, end, where), cut_days=cut_days)


def weekly(start: int, end: int, where: zoneinfo.ZoneInfo) -> Grid:
    """The grid of a heat map."""
    return _grid(BY_HOUR_OF_WEEK, start, end, where)


def _grid(unit: str, start: int, end: int, where: zoneinfo.ZoneInfo) -> Grid:
    found = tuple(shifts(start, end, where))
    whole = not any(ahead % SLOTS_PER_HOUR for _, ahead in found)
    return Grid(unit, found, whole, where)


def zone(name: str) -> zoneinfo.ZoneInfo:
    """A time zone by its name; UTC for none.

    Raises:
        InvalidField: there is no such zone.
    """
    try:
        return zoneinfo.ZoneInfo(name or "UTC")
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise errors.InvalidField(
            "time_zone", f'there is no zone "{name}"; give one like Europe/Berlin.'
        ) from None


def chosen(bucket: Bucket, start: int, end: int) -> Bucket:
    """The bucket asked for, else one that fits the length of the time."""
    if bucket:
        return bucket
    days = (end - start) / (24 * cells.HOUR)
    limits = ((4, api.BUCKET_HOUR), (100, api.BUCKET_DAY), (730, api.BUCKET_WEEK))
    return next((found for most, found in limits if days <= most), api.BUCKET_MONTH)


def edges(start: int, end: int, bucket: Bucket, where: zoneinfo.ZoneInfo) -> list[int]:
    """Begins of the buckets and the end of the last, in microseconds; the first and the last may be shorter.

    Raises:
        InvalidField: there would be too many.
    """
    found = [start]
    for edge in _later(start, bucket, where):
        if edge >= end:
            break
        found.append(edge)
        if len(found) > MOST:
            raise errors.InvalidField("bucket", f"there would be more than {MOST:,}; take longer ones.")
    return [*found, end]


def of(edges_: Sequence[int], moment: int) -> int:
    """Position of the bucket that a moment lies in."""
    return min(max(bisect.bisect_right(edges_, moment) - 1, 0), len(edges_) - 2)


def shifts(start: int, end: int, where: zoneinfo.ZoneInfo) -> list[tuple[int, int]]:
    """Slots from which on a zone is so many slots ahead of UTC, from before the start on."""
    found = [(start // SLOT, _ahead(start, where))]
    for before in range(start, end, _STEP):
        after = min(before + _STEP, end)
        if (ahead := _ahead(after, where)) == found[-1][1]:
            continue
        low, high = before // SLOT, after // SLOT
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if _ahead(middle * SLOT, where) == ahead else (middle + 1, high)
        found.append((low, ahead))
    return found


@functools.lru_cache(maxsize=16_384)
def midnight(day: int, where: zoneinfo.ZoneInfo) -> int:
    """First moment of a day on the wall, counted in days since 1970."""
    at = date(1970, 1, 1) + timedelta(days=day)
    return (datetime(at.year, at.month, at.day, tzinfo=where) - _EPOCH) // _MICRO


def on_wall(moment: int, where: zoneinfo.ZoneInfo) -> datetime:
    """A moment in microseconds as the clock on the wall shows it."""
    return (_EPOCH + timedelta(microseconds=moment)).astimezone(where)


def _ahead(moment: int, where: zoneinfo.ZoneInfo) -> int:
    """Slots that a zone is ahead of UTC."""
    return (on_wall(moment, where).utcoffset() or timedelta()) // timedelta(minutes=15)


def _later(start: int, bucket: Bucket, where: zoneinfo.ZoneInfo) -> Iterator[int]:
    """Edges after a moment, without end."""
    if bucket == api.BUCKET_HOUR:
        yield from _hours(start, where)
        return
    day = on_wall(start, where).date()
    while True:
        day = _next(day, bucket)
        yield (datetime(day.year, day.month, day.day, tzinfo=where) - _EPOCH) // _MICRO


def _hours(start: int, where: zoneinfo.ZoneInfo) -> Iterator[int]:
    at = start
    while True:
        shown = on_wall(at, where)
        past = (shown.minute * 60 + shown.second) * 1_000_000 + shown.microsecond
        at += cells.HOUR - past
        yield at


def _next(day: date, bucket: Bucket) -> date:
    if bucket == api.BUCKET_WEEK:
        return day + timedelta(days=7 - day.weekday())
    if bucket == api.BUCKET_MONTH:
        return date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return day + timedelta(days=1)
