"""What a rule may ask about the moment of the decision, in the time zone of its document."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Callable, Hashable
from typing import Any, Final

from services.router.core.policies.cases import Case
from services.router.core.policies.fields import BOOL, WHOLE, Field
from services.router.core.replyability import SECOND

QUARTER_HOUR: Final = 900 * SECOND
"""Zones are whole quarters of an hour apart: verdicts are remembered for one."""


def every() -> list[Field]:
    """The fields of the clock, to be read through `in_zone`."""

    def field(name: str, doc: str, neutral: Any, kind: str = WHOLE) -> Field:
        return Field(f"clock.{name}", kind, doc, _without_zone, _without_zone, neutral=neutral)

    return [
        field("hour", "Hour of the decision, 0 to 23, in the document's time zone.", 12),
        field("minute", "Minute of the day, 0 to 1439; exact to a quarter of an hour.", 720),
        field("weekday", "1 Monday to 7 Sunday.", 3),
        field("weekend", "Saturday or Sunday.", False, BOOL),
        field("day", "Day of the month.", 15),
        field("month", "1 to 12.", 6),
    ]


def _without_zone(_case: Case) -> Any:
    raise LookupError("clock fields are read through `in_zone`")


_CLOCK_GETTERS: Final[dict[str, Callable[[dt.datetime], Any]]] = {
    "clock.hour": lambda t: t.hour,
    "clock.minute": lambda t: t.hour * 60 + t.minute,
    "clock.weekday": lambda t: t.isoweekday(),
    "clock.weekend": lambda t: t.isoweekday() > 5,
    "clock.day": lambda t: t.day,
    "clock.month": lambda t: t.month,
}


def is_zone(name: str) -> bool:
    """Whether there is a time zone of that name."""
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def in_zone(field: Field, zone: zoneinfo.ZoneInfo) -> Field:
    """A field of the clock as it is read in a time zone; any other as it is."""
    read = _CLOCK_GETTERS.get(field.name)
    if read is None:
        return field

    def get(case: Case) -> Any:
        quarter = case.now // QUARTER_HOUR * 900
        return read(dt.datetime.fromtimestamp(quarter, zone))

    return field._replace(get=get, key=_quarter_hour)


def _quarter_hour(case: Case) -> Hashable:
    return case.now // QUARTER_HOUR
