"""The staffing of a replay as a document: who works when, how long work takes, by when it should be done."""

from __future__ import annotations

import datetime as dt
import re
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from services.router.core.policies import clock, reading
from services.router.core.policies.checking import Checker
from services.router.core.policies.problems import Problem, Problems, Unusable
from services.router.core.replyability import SECOND
from services.router.core.simulation import MINUTE, Group

_KEYS: Final = ("kind", "name", "time_zone", "minutes", "deadlines", "agents")
_AGENT_KEYS: Final = ("name", "count", "queues", "skills", "hours", "days")
_HOURS: Final = re.compile(r"([01]\d|2[0-4]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)")
WHOLE_WEEK: Final = (1, 2, 3, 4, 5, 6, 7)
MOST_AGENTS: Final = 10_000
DEFAULT_MINUTES: Final = 4.0


@dataclass(frozen=True, slots=True)
class Shift:
    """Agents that are alike, with the hours they work; minutes of the day."""

    group: Group
    days: tuple[int, ...] = WHOLE_WEEK
    start: int = 0
    end: int = 24 * 60


@dataclass(frozen=True, slots=True)
class Staffing:
    """Who works when.

    Attributes:
        minutes: of work by queue, and for `default`.
        deadlines: microseconds to the answer by name of a deadline policy.
    """

    shifts: tuple[Shift, ...]
    minutes: Mapping[str, float] = field(default_factory=lambda: {"default": DEFAULT_MINUTES})
    deadlines: Mapping[str, int] = field(default_factory=dict)
    zone: str = "UTC"

    def groups(self, start: int, end: int) -> list[Group]:
        """The groups with their shifts between two moments, in microseconds."""
        return [self._group(shift, start, end) for shift in self.shifts]

    def hour(self, moment: int) -> int:
        """Hour of the day of a moment, in the staffing's zone."""
        return dt.datetime.fromtimestamp(moment / SECOND, zoneinfo.ZoneInfo(self.zone)).hour

    def _group(self, shift: Shift, start: int, end: int) -> Group:
        if shift.days == WHOLE_WEEK and (shift.start, shift.end) == (0, 24 * 60):
            return shift.group
        zone = zoneinfo.ZoneInfo(self.zone)
        day = dt.datetime.fromtimestamp(start / SECOND, zone).date() - dt.timedelta(days=1)
        last = dt.datetime.fromtimestamp(end / SECOND, zone).date() + dt.timedelta(days=1)
        found = []
        while day <= last:
            if day.isoweekday() in shift.days:
                midnight = dt.datetime.combine(day, dt.time(), zone)
                length = (shift.end - shift.start) % (24 * 60) or 24 * 60
                begin = midnight.replace(hour=shift.start // 60, minute=shift.start % 60)
                opens = round(begin.timestamp()) * SECOND
                found.append((opens, opens + length * MINUTE))
            day += dt.timedelta(days=1)
        return shift.group._replace(shifts=found)


USUAL: Final = Staffing((Shift(Group(5, frozenset(), {})),))
"""Five agents round the clock, who may do everything."""


def parse(text: str) -> Staffing:
    """Reads a staffing; an empty text is the usual one.

    Raises:
        Unusable: with all that is wrong with it.
    """
    if not text.strip():
        return USUAL
    tree = reading.read(text)
    problems = Problems(tree.lines)
    if not isinstance(tree.data, dict):
        raise Unusable(
            [Problem("", "It must have keys at the outside: `agents:`, `minutes:`.", 1)], "staffing"
        )
    reader = _Reader(Checker(problems))
    found = reader.staffing(tree.data)
    if problems.errors:
        raise Unusable(problems.errors, "staffing")
    return found


class _Reader:
    """Reads one staffing."""

    def __init__(self, check: Checker) -> None:
        self._check = check

    def staffing(self, data: dict[str, Any]) -> Staffing:
        check = self._check
        check.keys(data, "", _KEYS)
        check.one_of(data, "kind", "", ("staffing",), "staffing")
        zone = check.text(data, "time_zone", "", 64) or "UTC"
        if not clock.is_zone(zone):
            check.wrong("time_zone", f"{zone!r} is no time zone; write one as Europe/Berlin.")
        agents = check.items(data, "agents", "", 200)
        if not agents:
            check.wrong("agents", "There must be at least one group of agents, with `count:`.")
        shifts = tuple(self._shift(each, f"agents[{at}]") for at, each in enumerate(agents))
        minutes = {"default": DEFAULT_MINUTES, **self._minutes(data, "minutes")}
        deadlines = self._minutes(data, "deadlines")
        due = {name: round(value * MINUTE) for name, value in deadlines.items()}
        return Staffing(shifts, minutes, due, zone)

    def _minutes(self, data: dict[str, Any], key: str) -> dict[str, float]:
        found = self._check.mapping(data.get(key, {}), key)
        told = {name: float(self._check.number(value, f"{key}.{name}")) for name, value in found.items()}
        for name, value in told.items():
            if not 0 < value <= 100_000:
                self._check.wrong(f"{key}.{name}", "It must be minutes, more than 0.")
        return told

    def _shift(self, data: Any, path: str) -> Shift:
        check = self._check
        data = check.mapping(data, path)
        check.keys(data, path, _AGENT_KEYS)
        count = data.get("count", 1)
        if isinstance(count, bool) or not isinstance(count, int) or not 0 <= count <= MOST_AGENTS:
            check.wrong(f"{path}.count", f"It must be a whole number from 0 to {MOST_AGENTS:,}.")
            count = 1
        queues = check.texts(data.get("queues"), f"{path}.queues", 500, 63)
        skills = check.mapping(data.get("skills", {}), f"{path}.skills")
        levels = {name: int(check.number(level, f"{path}.skills.{name}")) for name, level in skills.items()}
        start, end = self._hours(data, f"{path}.hours")
        return Shift(Group(count, frozenset(queues), levels), self._days(data, f"{path}.days"), start, end)

    def _hours(self, data: dict[str, Any], path: str) -> tuple[int, int]:
        told = data.get("hours", "00:00-24:00")
        found = _HOURS.fullmatch(told) if isinstance(told, str) else None
        if not found:
            self._check.wrong(path, 'It must be hours in quotes, as "08:00-16:30".')
            return 0, 24 * 60
        first, second, third, fourth = map(int, found.groups())
        return min(first * 60 + second, 24 * 60 - 1), min(third * 60 + fourth, 24 * 60)

    def _days(self, data: dict[str, Any], path: str) -> tuple[int, ...]:
        told = data.get("days", list(WHOLE_WEEK))
        fits = isinstance(told, list) and told and all(type(day) is int and 1 <= day <= 7 for day in told)
        if not fits:
            self._check.wrong(path, "It must be a list of days, 1 Monday to 7 Sunday, as [1, 2, 3, 4, 5].")
            return WHOLE_WEEK
        return tuple(sorted(set(told)))
