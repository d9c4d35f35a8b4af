"""Business time: when a team works, in its own time zone, and how much of that lies between two moments.

Hours are local times of weekdays; a named day overrides its weekday. What the clocks on the wall do at
the change of summer time counts as they show it: an hour that does not exist is not counted, and one that
comes twice is counted twice.
"""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Final

from services.common.model import errors

MICROSECOND: Final = timedelta(microseconds=1)
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
DAY: Final = 24 * 60
"""Minutes."""
MINUTE: Final = 60_000_000
"""Microseconds."""
NEAR_DAY: Final = 15 * 60 * MINUTE
"""How far a local day may reach beyond the same day of UTC."""

_TIME: Final = re.compile(r"(\d{2}):([0-5]\d)")

HORIZON_DAYS: Final = 1500
"""How far ahead an open hour is looked for; hours repeat every week, so only named days delay them longer."""

Hours = tuple[tuple[int, int], ...]
"""Stretches of a day in minutes after midnight, each from the first, before the second; in order, apart."""

Span = tuple[int, int]
"""A stretch of time in microseconds since 1970."""

WHOLE_DAY: Final[Hours] = ((0, DAY),)


class Calendar:
    """When a team works.

    Attributes:
        zone: name of its time zone in the IANA database.
        week: hours of Monday to Sunday.
        days: hours of days that differ from their weekday; none for a holiday.
        always: whether it is open day and night, so that business time is time.
    """

    def __init__(self, zone: str, week: Sequence[Hours], days: Mapping[date, Hours] | None = None) -> None:
        self.zone = zone
        self.week = tuple(week)
        self.days = dict(days or {})
        self.always = not self.days and all(hours == WHOLE_DAY for hours in self.week)
        self._zone = zoneinfo.ZoneInfo(zone)
        self._spans: dict[date, Sequence[Span]] = {}

    def is_open(self, moment: int) -> bool:
        """Whether the team works at a moment."""
        return self.always or any(start <= moment < end for start, end in self._around(moment))

    def add(self, moment: int, amount: int) -> int:
        """The moment at which so much business time has passed since another; microseconds all.

        With nothing to add it is the moment itself, open or not. Where open hours are so few that they do not
        come to it within `HORIZON_DAYS`, it is the end of those: a mention must never fail for its calendar.
        """
        if self.always or amount <= 0:
            return moment + max(amount, 0)
        left, latest = amount, moment + HORIZON_DAYS * DAY * MINUTE
        for start, end in self._from(moment):
            open_for = end - max(start, moment)
            if open_for >= left:
                return max(start, moment) + left
            left -= open_for
        return latest

    def between(self, start: int, end: int) -> int:
        """Business time from one moment to a later one, in microseconds; 0 when it is not later."""
        if self.always:
            return max(0, end - start)
        total = 0
        for opens, closes in self._from(start):
            if opens >= end:
                break
            total += min(closes, end) - max(opens, start)
        return total

    def next_open(self, moment: int) -> int | None:
        """The moment itself when it is open, else the next that is; None when there is none for years."""
        if self.always:
            return moment
        for start, _ in self._from(moment):
            return max(start, moment)
        return None

    def _around(self, moment: int) -> list[Span]:
        """Open stretches of the days that a moment may belong to."""
        today = self._local_day(moment)
        return [span for offset in (-1, 0, 1) for span in self._day(today + timedelta(days=offset))]

    def _from(self, moment: int) -> Iterator[Span]:
        """Open stretches that end after a moment, in order."""
        first = self._local_day(moment) - timedelta(days=1)
        for offset in range(HORIZON_DAYS):
            for span in self._day(first + timedelta(days=offset)):
                if span[1] > moment:
                    yield span

    def _local_day(self, moment: int) -> date:
        return (EPOCH + moment * MICROSECOND).astimezone(self._zone).date()

    def _day(self, day: date) -> Sequence[Span]:
        found = self._spans.get(day)
        if found is None:
            hours = self.days.get(day)
            found = self._spans[day] = self._open(day, self.week[day.weekday()] if hours is None else hours)
        return found

    def _open(self, day: date, hours: Hours) -> Sequence[Span]:
        """The moments at which a clock on the wall shows one of the hours of a day."""
        midnight = (day - EPOCH.date()) // MICROSECOND
        spans = [
            (max(midnight + a * MINUTE - offset, start), min(midnight + b * MINUTE - offset, end))
            for start, end, offset in self._offsets(midnight)
            for a, b in hours
        ]
        return [(start, end) for start, end in spans if start < end]

    def _offsets(self, midnight: int) -> Sequence[tuple[int, int, int]]:
        """Stretches around a local midnight, each with how far its clocks are ahead of UTC."""
        start, end = midnight - NEAR_DAY, midnight + NEAR_DAY + DAY * MINUTE
        before, after = self._offset(start), self._offset(end)
        if before == after:
            return ((start, end, before),)
        low, high = start // MINUTE, end // MINUTE
        while high - low > 1:  # clocks are put forward or back at a full minute
            middle = (low + high) // 2
            low, high = (middle, high) if self._offset(middle * MINUTE) == before else (low, middle)
        return ((start, high * MINUTE, before), (high * MINUTE, end, after))

    def _offset(self, moment: int) -> int:
        ahead = (EPOCH + moment * MICROSECOND).astimezone(self._zone).utcoffset()
        return 0 if ahead is None else ahead // MICROSECOND


ALWAYS: Final = Calendar("UTC", (WHOLE_DAY,) * 7)
"""Day and night, the calendar of whoever names none."""


def hours(told: Iterable[tuple[str, str]], where: str) -> Hours:
    """Stretches of a day from their written times, for example 09:00 to 17:30; 24:00 is its end.

    Raises:
        InvalidField: for what is no time, ends before it starts, or overlaps.
    """
    read = sorted((_minutes(start, f"{where}.start"), _minutes(end, f"{where}.end")) for start, end in told)
    for start, end in read:
        if start >= end:
            raise errors.InvalidField(
                where,
                f"{_clock(start)} to {_clock(end)} ends before it starts; split what goes past midnight.",
            )
    for (_, end), (start, _) in pairwise(read):
        if start < end:
            raise errors.InvalidField(
                where, f"one stretch ends at {_clock(end)} and another starts at {_clock(start)}; join them."
            )
    return tuple(read)


def named_day(text: str, where: str) -> date:
    """A day as YYYY-MM-DD.

    Raises:
        InvalidField: for anything else.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise errors.InvalidField(where, f"{text!r} is no day; write it like 2026-12-25.") from None


def calendar(zone: str, week: Sequence[Hours], days: Mapping[date, Hours]) -> Calendar:
    """A calendar that can be worked with.

    Raises:
        InvalidField: if the zone is not known, or no hour of the week is open.
    """
    try:
        made = Calendar(zone, week, days)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise errors.InvalidField(
            "calendar.time_zone", f"{zone!r} is no time zone; write one like Europe/Berlin."
        ) from None
    if not any(made.week):
        raise errors.InvalidField(
            "calendar.hours", "no weekday has an open hour, so nothing would ever be due; open one."
        )
    return made


def _minutes(text: str, where: str) -> int:
    found = _TIME.fullmatch(text)
    minutes = int(found[1]) * 60 + int(found[2]) if found else -1
    if not 0 <= minutes <= DAY:
        raise errors.InvalidField(where, f"{text!r} is no time of day; write it like 09:00, at most 24:00.")
    return minutes


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
