"""Calendars and deadlines as people write them on a command line, and as they are told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

import typer
from google.protobuf import duration_pb2

from antiphon.routing.v1 import deadline_service_pb2 as messages

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CLOSED: Final = "closed"

_UNITS: Final = {"d": 86_400, "h": 3600, "m": 60, "min": 60, "s": 1}
_LENGTH: Final = re.compile(r"(?:(\d+)(d|h|min|m|s))")
_LIMITS: Final = {"first": "first_answer", "next": "next_answer", "resolution": "resolution"}


def weekly(text: str) -> messages.WeeklyHours:
    """Hours of weekdays, written as `mon-fri 09:00-12:30,13:30-17:00`."""
    days, _, hours = text.strip().partition(" ")
    if not hours.strip():
        raise typer.BadParameter(f"--hours {text!r} names no hours; write it like mon-fri 09:00-17:00.")
    weekdays = list(_days(days, text))
    stretches = list(_stretches(hours, text))
    return messages.WeeklyHours(weekdays=weekdays, stretches=stretches)  # type: ignore[arg-type] # enum numbers


def special(text: str) -> messages.SpecialDay:
    """A day that differs, written as `2026-12-25 closed Christmas` or `2026-12-24 09:00-12:00 half a day`."""
    words = text.split(maxsplit=2)
    if len(words) < 2:
        raise typer.BadParameter(f"--day {text!r} says too little; write it like 2026-12-25 closed.")
    stretches = [] if words[1] == CLOSED else list(_stretches(words[1], text))
    return messages.SpecialDay(date=words[0], stretches=stretches, title=" ".join(words[2:]))


def target(text: str) -> messages.DeadlinePolicy.Target:
    """What a priority may take, written as `80 first=15m next=30m resolution=8h`."""
    start, *limits = text.replace("+", " ").split()
    if not start.isdigit():
        raise typer.BadParameter(f"--target {text!r} starts with no priority; write it like 80 first=15m.")
    made = messages.DeadlinePolicy.Target(min_priority=int(start))
    for limit in limits:
        name, _, length = limit.partition("=")
        if name not in _LIMITS:
            raise typer.BadParameter(f"--target {text!r}: {name!r} is none of {', '.join(_LIMITS)}.")
        getattr(made, _LIMITS[name]).seconds = seconds(length, text)
    return made


def seconds(text: str, whole: str = "") -> int:
    """A length of time, written as `90s`, `15m`, `8h`, `2d` or `1h30m`."""
    found = _LENGTH.findall(text)
    if not found or "".join(number + unit for number, unit in found) != text:
        raise typer.BadParameter(
            f"{whole or text!r}: {text!r} is no length of time; write it like 15m or 1h30m."
        )
    return sum(int(number) * _UNITS[unit] for number, unit in found)


def told_hours(calendar: messages.Calendar) -> str:
    """The hours of a calendar in a line: `mon-fri 09:00-17:00 · sat 10:00-14:00`."""
    return " · ".join(
        f"{_told_days(sorted(hours.weekdays))} {_told_stretches(hours.stretches)}" for hours in calendar.hours
    )


def told_targets(policy: messages.DeadlinePolicy) -> str:
    """The targets of a policy, a line each, as they are written."""
    return "\n".join(_told_target(one) for one in policy.targets)


def length(told: duration_pb2.Duration) -> str:
    """A length of time as it is written."""
    left, words = told.seconds, ""
    for unit in ("d", "h", "m", "s"):
        count, left = divmod(left, _UNITS[unit])
        words += f"{count}{unit}" if count else ""
    return words or "0s"


def _days(text: str, whole: str) -> Iterable[int]:
    for part in text.lower().split(","):
        first, _, last = part.partition("-")
        if first not in DAYS or (last or first) not in DAYS:
            raise typer.BadParameter(f"--hours {whole!r}: {part!r} is none of {', '.join(DAYS)}.")
        start, end = DAYS.index(first), DAYS.index(last or first)
        count = (end - start) % len(DAYS) + 1
        for offset in range(count):
            yield (start + offset) % len(DAYS) + 1


def _stretches(text: str, whole: str) -> Iterable[messages.Stretch]:
    for part in text.replace(" ", "").split(","):
        start, dash, end = part.partition("-")
        if not dash:
            raise typer.BadParameter(
                f"{whole!r}: {part!r} is no stretch of a day; write it like 09:00-17:00."
            )
        yield messages.Stretch(start=start, end=end)


def _told_days(days: Sequence[int]) -> str:
    names = [DAYS[day - 1] for day in days]
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        return f"{names[0]}-{names[-1]}"
    return ",".join(names)


def _told_stretches(stretches: Iterable[messages.Stretch]) -> str:
    return ",".join(f"{one.start}-{one.end}" for one in stretches)


def _told_target(one: messages.DeadlinePolicy.Target) -> str:
    limits = [
        f"{word}={length(getattr(one, field))}" for word, field in _LIMITS.items() if one.HasField(field)
    ]
    return " ".join([str(one.min_priority), *limits])
