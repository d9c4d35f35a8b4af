"""Calendars and deadlines as they are written on a command line."""

from __future__ import annotations

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st

from antiphon.routing.v1 import deadline_service_pb2 as messages
from services.cli import schedules


def test_hours_of_a_week_come_back_as_they_were_written():
    written = ["mon-fri 09:00-12:30,13:30-17:00", "sat 10:00-14:00"]
    calendar = messages.Calendar(hours=[schedules.weekly(each) for each in written])
    assert schedules.told_hours(calendar) == " · ".join(written)


def test_days_may_be_listed_and_may_go_past_sunday():
    assert list(schedules.weekly("sat-mon,wed 09:00-10:00").weekdays) == [6, 7, 1, 3]


def test_a_special_day_is_closed_or_has_hours_of_its_own():
    christmas = schedules.special("2026-12-25 closed Christmas Day")
    assert (christmas.date, christmas.title, len(christmas.stretches)) == ("2026-12-25", "Christmas Day", 0)
    half = schedules.special("2026-12-24 09:00-12:00")
    assert [(one.start, one.end) for one in half.stretches] == [("09:00", "12:00")]


def test_a_target_comes_back_as_it_was_written():
    written = "80 first=15m next=1h30m resolution=2d"
    policy = messages.DeadlinePolicy(targets=[schedules.target(written), schedules.target("0+ first=4h")])
    assert schedules.told_targets(policy) == f"{written}\n0 first=4h"


@given(st.integers(1, 500 * 86_400))
def test_a_length_of_time_comes_back_as_it_was_written(amount):
    target = messages.DeadlinePolicy.Target()
    target.first_answer.seconds = amount
    assert schedules.seconds(schedules.length(target.first_answer)) == amount


@pytest.mark.parametrize(
    ("read", "text", "remedy"),
    [
        (schedules.weekly, "mon-fri", "mon-fri 09:00-17:00"),
        (schedules.weekly, "day 09:00-17:00", "none of mon, tue"),
        (schedules.weekly, "mon 9to5", "09:00-17:00"),
        (schedules.special, "2026-12-25", "2026-12-25 closed"),
        (schedules.target, "first=15m", "80 first=15m"),
        (schedules.target, "80 second=15m", "none of first, next, resolution"),
        (schedules.target, "80 first=soon", "15m or 1h30m"),
        (schedules.seconds, "15", "15m or 1h30m"),
    ],
)
def test_what_cannot_be_read_is_refused_with_an_example(read, text, remedy):
    with pytest.raises(typer.BadParameter) as refusal:
        read(text)
    assert remedy in str(refusal.value)
