"""Calendars and deadline policies as people set them up, checked and made ready to count with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from google.protobuf import duration_pb2

from antiphon.routing.v1 import deadline_service_pb2 as messages
from services.common.model import errors
from services.router.core import calendars, deadlines, names
from services.router.core.calendars import Calendar, Hours
from services.router.core.deadlines import DeadlinePolicy, Target

LONGEST_SECONDS: Final = 400 * 86_400
"""Longest target: what runs longer is no deadline."""

DAYS_AT_MOST: Final = 1000
"""Special days of one calendar at most."""

_WEEK: Final = 7
_HIGHEST: Final = 100


def calendar(told: messages.Calendar) -> Calendar:
    """The calendar that a message describes.

    Raises:
        InvalidField: for a zone nobody knows, a day named twice, hours that overlap or a week without any.
    """
    if len(told.special_days) > DAYS_AT_MOST:
        raise errors.InvalidField("calendar.special_days", f"more than {DAYS_AT_MOST} days; drop past ones.")
    return calendars.calendar(told.time_zone, _week(told.hours), _special(told.special_days))


def policy(told: messages.DeadlinePolicy, name: str, counted: Calendar) -> DeadlinePolicy:
    """The deadline policy that a message describes.

    Raises:
        InvalidField: for targets that contradict each other or name no limit, and for shares out of range.
    """
    if not told.targets:
        raise errors.InvalidField("deadline_policy.targets", "there is none; name at least one.")
    targets = [_target(target, f"deadline_policy.targets[{row}]") for row, target in enumerate(told.targets)]
    if len({target.at_least for target in targets}) < len(targets):
        raise errors.InvalidField(
            "deadline_policy.targets", "two hold from the same min_priority; keep one of them."
        )
    if not 0 <= told.near_percent <= deadlines.WHOLE:
        raise errors.InvalidField("deadline_policy.near_percent", "it is no share; write 1 to 100.")
    return DeadlinePolicy(
        name,
        tuple(sorted(targets, reverse=True)),
        counted,
        told.near_percent or deadlines.NEAR_PERCENT,
        not told.run_while_snoozed,
    )


def built_in() -> messages.DeadlinePolicy:
    """The policy that holds where nobody set one up, as a message."""
    told = messages.DeadlinePolicy(
        name=names.deadline_policy(deadlines.DEFAULT.name),
        near_percent=deadlines.DEFAULT.near_percent,
        built_in=True,
    )
    for target in deadlines.DEFAULT.targets:
        told.targets.add(
            min_priority=target.at_least,
            first_answer=_duration(target.first_answer),
            next_answer=_duration(target.next_answer),
        )
    return told


def _week(told: Iterable[messages.WeeklyHours]) -> list[Hours]:
    week: list[Hours | None] = [None] * _WEEK
    for row, hours in enumerate(told):
        where = f"calendar.hours[{row}]"
        stretches = _stretches(hours.stretches, f"{where}.stretches")
        if not hours.weekdays:
            raise errors.InvalidField(f"{where}.weekdays", "there is none; name the days.")
        for day in hours.weekdays:
            if not 1 <= day <= _WEEK:
                raise errors.InvalidField(f"{where}.weekdays", "it names no day of the week; write MONDAY.")
            if week[day - 1] is not None:
                name = messages.WeeklyHours.Weekday.Name(day).removeprefix("WEEKDAY_")
                raise errors.InvalidField(f"{where}.weekdays", f"{name} was named before; name it once.")
            week[day - 1] = stretches
    return [hours or () for hours in week]


def _special(told: Iterable[messages.SpecialDay]) -> Mapping[date, Hours]:
    days: dict[date, Hours] = {}
    for row, special in enumerate(told):
        where = f"calendar.special_days[{row}]"
        day = calendars.named_day(special.date, f"{where}.date")
        if day in days:
            raise errors.InvalidField(f"{where}.date", f"{special.date} was named before; name it once.")
        days[day] = _stretches(special.stretches, f"{where}.stretches")
    return days


def _stretches(told: Iterable[messages.Stretch], where: str) -> Hours:
    return calendars.hours(((one.start, one.end) for one in told), where)


def _target(told: messages.DeadlinePolicy.Target, where: str) -> Target:
    if not 0 <= told.min_priority <= _HIGHEST:
        raise errors.InvalidField(f"{where}.min_priority", "it is no priority; write 0 to 100.")
    target = Target(
        told.min_priority,
        _micros(told.first_answer, f"{where}.first_answer"),
        _micros(told.next_answer, f"{where}.next_answer"),
        _micros(told.resolution, f"{where}.resolution"),
    )
    if not any(target[1:]):
        raise errors.InvalidField(where, "it sets no limit; give it one or leave it out.")
    return target


def _micros(told: duration_pb2.Duration, where: str) -> int:
    if not 0 <= told.seconds <= LONGEST_SECONDS or told.nanos < 0:
        raise errors.InvalidField(where, "it is out of range; write a time up to 400 days.")
    return told.ToMicroseconds()


def _duration(micros: int) -> duration_pb2.Duration | None:
    if not micros:
        return None
    made = duration_pb2.Duration()
    made.FromMicroseconds(micros)
    return made
