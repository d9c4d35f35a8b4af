"""What a source may spend now: its month spread evenly, and the windows of its network's limits.

A month's budget is planned anew every day: what is left, divided by the days that are left, is what the day
may use, and within the day it becomes free as time passes, an hour ahead at most. Unused days make later ones
richer; a greedy hour costs the rest of its day and no more. All times are UTC.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from antiphon.events.v1 import events_pb2

MICROS: Final = 1_000_000
AHEAD: Final = timedelta(hours=1)
"""How far ahead of its even pace a day may be."""
_DAY: Final = timedelta(days=1)
_VERY_MANY: Final = 2**31


@dataclass(frozen=True, slots=True)
class Limits:
    """The month's budget of a source; 0 means not limited."""

    calls: int = 0
    micros: int = 0

    def part(self, share: float) -> Limits:
        """A share of it; what is limited stays so."""
        return Limits(*(max(int(most * share), 1) if most else 0 for most in (self.calls, self.micros)))

    def left(self, spent: Spent, price: int) -> int:
        """How many calls of a price it still holds; very many where nothing limits them."""
        rooms = [self.calls - spent.calls] if self.calls else []
        rooms += [(self.micros - spent.micros) // price] if self.micros and price else []
        return min(rooms, default=_VERY_MANY)


@dataclass(frozen=True, slots=True)
class Spent:
    """Calls and money, in millionths of the currency."""

    calls: int = 0
    micros: int = 0


@dataclass(frozen=True, slots=True)
class Window:
    """One window of a network's limit: the stretch of time that now is in.

    Attributes:
        period: its name in the table.
        most: units it allows.
        units: what one call takes of it.
        end: when it is over.
    """

    period: str
    most: int
    units: int
    end: datetime


def month(now: datetime) -> tuple[str, datetime, datetime]:
    """Name, begin and end of the month."""
    begin = datetime(now.year, now.month, 1, tzinfo=UTC)
    end = datetime(now.year + now.month // 12, now.month % 12 + 1, 1, tzinfo=UTC)
    return f"{now:%Y-%m}", begin, end


def made(period: str) -> str:
    """Name of what was used of a period for certain, beside what was set aside of it."""
    return f"made {period}"


def day(now: datetime) -> tuple[str, datetime, datetime]:
    """Name, begin and end of the day."""
    begin = datetime(now.year, now.month, now.day, tzinfo=UTC)
    return f"{now:%Y-%m-%d}", begin, begin + _DAY


def windows(fact: events_pb2.CapabilityFact, call: str, now: datetime) -> list[Window]:
    """The windows of a network's limits that a kind of call counts in."""
    found = []
    units = next((known.units for known in fact.calls if known.name == call), 0) or 1
    for number, limit in enumerate(fact.limits):
        if limit.calls and call not in limit.calls:
            continue
        index = int(now.timestamp()) // limit.seconds
        end = datetime.fromtimestamp((index + 1) * limit.seconds, UTC)
        period = f"limit {number} {limit.seconds} {index}"
        found.append(Window(period, limit.count, units if limit.counts_units else 1, end))
    return found


def wait(limits: Limits, spent: Spent, today: Spent, cost: Spent, now: datetime) -> float | None:
    """Seconds until the month's plan has room for a cost; None when the month has none left.

    Args:
        limits: budget of the month.
        spent: what the month has used, today included.
        today: what the day has used.
        cost: what is wanted.
        now: the present.
    """
    pairs = (
        (limits.calls, spent.calls, today.calls, cost.calls),
        (limits.micros, spent.micros, today.micros, cost.micros),
    )
    longest = 0.0
    for most, used, used_today, wanted in pairs:
        if not most or not wanted:
            continue
        if used + wanted > most:
            return None
        longest = max(longest, _wait(most, used, used_today, wanted, now))
    return longest


def _wait(most: int, used: int, used_today: int, wanted: int, now: datetime) -> float:
    """Of one kind; a cost larger than a day's share waits until its share has come together."""
    _, begin, _ = day(now)
    _, _, end = month(now)
    share = (most - (used - used_today)) / ((end - begin) / _DAY)
    free = share * ((now - begin) / _DAY) + max(share * (AHEAD / _DAY), 1)
    missing = used_today + wanted - max(free, wanted if not used_today else 0)
    return max(missing / share * _DAY.total_seconds(), 0.0) if share > 0 else math.inf


def runs_out(limits: Limits, spent: Spent, last_day: Spent, now: datetime) -> datetime | None:
    """When the budget is used up at the pace of the last day; None when it lasts to the end of the month."""
    _, _, end = month(now)
    moments = [end]
    pairs = (
        (limits.calls, spent.calls, last_day.calls),
        (limits.micros, spent.micros, last_day.micros),
    )
    for most, used, pace in pairs:
        if most and used >= most:
            moments.append(now)
        elif most and pace:
            moments.append(now + _DAY * ((most - used) / pace))
    first = min(moments)
    return first if first < end else None


_LIMIT_NAMES: Final = ("x-rate-limit-limit", "x-ratelimit-limit", "ratelimit-limit")
_REMAINING_NAMES: Final = ("x-rate-limit-remaining", "x-ratelimit-remaining", "ratelimit-remaining")
_RESET_NAMES: Final = ("x-rate-limit-reset", "x-ratelimit-reset", "ratelimit-reset")
_EPOCH_FROM: Final = 1_000_000_000
"""Numbers from here on are seconds since 1970, smaller ones seconds from now."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a network said of its own limit.

    Attributes:
        left: share that is left, 0 to 1; None when it did not say.
        reset: when it is whole again.
    """

    left: float | None
    reset: datetime


def read_headers(headers: Mapping[str, str], now: datetime) -> Told | None:
    """What an answer's headers say; None when they say nothing that can be understood.

    X and Bluesky send seconds since 1970, Mastodon a date, Reddit seconds from now.
    """
    lower = {name.lower(): value for name, value in headers.items()}
    remaining = _number(_first(lower, _REMAINING_NAMES))
    reset = _moment(_first(lower, _RESET_NAMES), now)
    if remaining is None or reset is None or reset <= now:
        return None
    limit = _number(_first(lower, _LIMIT_NAMES))
    if limit:
        return Told(min(max(remaining / limit, 0.0), 1.0), reset)
    return Told(0.0 if remaining < 1 else None, reset)


def _first(headers: Mapping[str, str], names: Iterable[str]) -> str:
    return next((headers[name] for name in names if name in headers), "").strip()


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _moment(text: str, now: datetime) -> datetime | None:
    number = _number(text)
    try:
        if number is None:
            moment = datetime.fromisoformat(text)
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        if number >= _EPOCH_FROM:
            return datetime.fromtimestamp(number, UTC)
        return now + timedelta(seconds=number)
    except (ValueError, OverflowError, OSError):
        return None
