"""Business time against a minute-by-minute count of the clock on the wall."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.common.model import errors
from services.router.core import calendars
from services.router.core.calendars import ALWAYS, DAY, Calendar

MINUTE = 60_000_000
HOUR = 60 * MINUTE
OFFICE = ((9 * 60, 17 * 60),)
WEEKDAYS = [OFFICE] * 5 + [(), ()]


def moment(zone, *when):
    local = datetime(*when, tzinfo=ZoneInfo(zone))
    return round(local.timestamp()) * 1_000_000


def told(micros, zone="UTC"):
    return datetime.fromtimestamp(micros / 1e6, UTC).astimezone(ZoneInfo(zone)).strftime("%a %d %H:%M")


@st.composite
def days(draw):
    marks = sorted(draw(st.lists(st.integers(0, DAY // 30), unique=True, max_size=4)))
    pairs = zip(marks[::2], marks[1::2], strict=False)
    return tuple((start * 30, end * 30) for start, end in pairs)


calendars_of_all_kinds = st.builds(
    Calendar,
    st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]),
    st.lists(days(), min_size=7, max_size=7).filter(any),
    st.dictionaries(st.dates(date(2026, 3, 6), date(2026, 4, 10)), days(), max_size=3),
)


def around(first, last):
    """Every half hour between two days of UTC."""
    halves = st.integers(*(moment("UTC", *day) // MINUTE // 30 for day in (first, last)))
    return halves.map(lambda count: count * 30 * MINUTE)


# Around the changes of summer time, forward and back, in all of these zones.
moments = around((2026, 3, 6), (2026, 4, 6)) | around((2026, 10, 2), (2026, 11, 3))


def wall(calendar, at):
    """Whether a clock on the wall shows an open time."""
    local = datetime.fromtimestamp(at / 1e6, UTC).astimezone(ZoneInfo(calendar.zone))
    hours = calendar.days.get(local.date(), calendar.week[local.weekday()])
    minutes = local.hour * 60 + local.minute
    return any(start <= minutes < end for start, end in hours)


@settings(max_examples=300, deadline=None)
@given(calendars_of_all_kinds, moments, st.integers(0, 200))
def test_business_time_is_what_the_clock_on_the_wall_counts(calendar, start, halves):
    quarter = 15 * MINUTE
    end = start + halves * 30 * MINUTE
    counted = sum(quarter for at in range(start, end, quarter) if wall(calendar, at))
    assert calendar.between(start, end) == counted


@settings(max_examples=300, deadline=None)
@given(calendars_of_all_kinds, moments, st.integers(1, 5_000).map(lambda amount: amount * MINUTE))
def test_a_due_time_is_the_first_moment_with_so_much_business_time_behind_it(calendar, start, amount):
    due = calendar.add(start, amount)
    assert calendar.between(start, due) == amount
    assert calendar.between(start, due - 1) < amount


@settings(max_examples=80, deadline=None)
@given(calendars_of_all_kinds, moments)
def test_open_is_what_the_clock_on_the_wall_says(calendar, at):
    assert calendar.is_open(at) == wall(calendar, at)
    opens = calendar.next_open(at)
    assert opens is not None
    assert wall(calendar, opens)
    assert calendar.between(at, opens) == 0


def test_friday_evening_is_answered_on_monday():
    office = Calendar("Europe/Berlin", WEEKDAYS)
    due = office.add(moment("Europe/Berlin", 2026, 11, 20, 16, 30), HOUR)
    assert told(due, "Europe/Berlin") == "Mon 23 09:30"


def test_a_holiday_moves_what_is_due():
    office = Calendar("Europe/Berlin", WEEKDAYS, {date(2026, 12, 25): ()})
    due = office.add(moment("Europe/Berlin", 2026, 12, 24, 16, 30), HOUR)
    assert told(due, "Europe/Berlin") == "Mon 28 09:30"


def test_a_named_day_may_open_a_closed_one():
    office = Calendar("Europe/Berlin", WEEKDAYS, {date(2026, 11, 21): ((600, 720),)})
    assert office.is_open(moment("Europe/Berlin", 2026, 11, 21, 11))


def test_the_hour_that_comes_twice_counts_twice_and_the_missing_one_not_at_all():
    night = Calendar("Europe/Berlin", [((60, 240),)] * 7)
    autumn, spring = date(2026, 10, 25), date(2026, 3, 29)
    for day, hours in ((autumn, 4), (spring, 2), (date(2026, 6, 1), 3)):
        start = moment("Europe/Berlin", day.year, day.month, day.day)
        assert night.between(start, start + 12 * HOUR) == hours * HOUR, day


def test_day_and_night_is_plain_time():
    assert ALWAYS.always
    assert ALWAYS.add(5, 7) == 12
    assert ALWAYS.between(5, 12) == 7
    assert ALWAYS.between(12, 5) == 0
    assert ALWAYS.next_open(3) == 3
    assert ALWAYS.is_open(3)


def test_a_calendar_that_is_closed_for_years_still_has_an_end():
    closed = {date(2026, 1, 1) + timedelta(days=offset): () for offset in range(2000)}
    shut = Calendar("UTC", [OFFICE] * 7, closed)
    start = moment("UTC", 2026, 1, 1)
    assert shut.next_open(start) is None
    assert shut.add(start, HOUR) == start + calendars.HORIZON_DAYS * 24 * HOUR


@pytest.mark.parametrize(
    ("stretches", "sentence"),
    [
        ([("9:00", "17:00")], "no time of day"),
        ([("09:00", "24:30")], "no time of day"),
        ([("22:00", "06:00")], "split what goes past midnight"),
        ([("09:00", "12:00"), ("11:00", "13:00")], "join them"),
    ],
)
def test_impossible_hours_are_refused_with_a_remedy(stretches, sentence):
    with pytest.raises(errors.InvalidField, match=sentence):
        calendars.hours(stretches, "calendar.hours[0]")


def test_hours_are_read_in_any_order_and_reach_to_midnight():
    assert calendars.hours([("13:00", "24:00"), ("09:00", "12:30")], "hours") == ((540, 750), (780, 1440))


def test_a_zone_nobody_knows_and_a_week_without_an_open_hour_are_refused():
    with pytest.raises(errors.InvalidField, match="Europe/Berlin"):
        calendars.calendar("Mars/Olympus", WEEKDAYS, {})
    with pytest.raises(errors.InvalidField, match="open one"):
        calendars.calendar("UTC", [()] * 7, {})
    with pytest.raises(errors.InvalidField, match="2026-12-25"):
        calendars.named_day("25.12.2026", "calendar.days[0].date")
