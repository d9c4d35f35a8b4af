from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from antiphon.listening.v1 import listening_service_pb2 as api
from services.cli import sights

NOW = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)
Interval = api.CoverageInterval


def interval(sight, begin, end=None, *, healed=False):
    """Hours ago."""
    made = Interval(source="sources/a", sight=sight)
    made.start_time.FromDatetime(NOW - timedelta(hours=begin))
    if end is not None:
        made.end_time.FromDatetime(NOW - timedelta(hours=end))
    if healed:
        made.heal_time.FromDatetime(NOW)
    return made


def day(*intervals):
    return sights.days(intervals, NOW)["sources/a"]


def test_a_day_of_full_sight_is_a_line():
    assert day(interval(Interval.SIGHT_FULL, 500)).bar == "·" * 24


def test_the_bar_shows_the_worst_of_every_hour_and_blanks_before_the_source_was():
    seen = day(
        interval(Interval.SIGHT_FULL, 5, 2.5),
        interval(Interval.SIGHT_BLIND, 2.5, 1),
        interval(Interval.SIGHT_FULL, 1),
    )
    assert seen.bar == " " * 19 + "··██·"
    assert seen.blind == timedelta(hours=1.5)


def test_what_a_backfill_has_read_counts_as_seen():
    seen = day(interval(Interval.SIGHT_BLIND, 4, 2, healed=True), interval(Interval.SIGHT_PARTIAL, 2))
    assert seen.bar[-4:] == "··▒▒"
    assert (seen.blind, seen.healed, seen.partial) == (timedelta(), timedelta(hours=2), timedelta(hours=2))
    assert seen.as_dict()["hours"][-2:] == ["partial", "partial"]


def test_only_the_last_day_counts():
    seen = day(interval(Interval.SIGHT_BLIND, 48))
    assert seen.blind == timedelta(hours=24)
    assert seen.bar == "█" * 24


@pytest.mark.parametrize(
    ("sight", "cause", "words"),
    [
        (Interval.SIGHT_FULL, Interval.CAUSE_UNSPECIFIED, "full"),
        (Interval.SIGHT_BLIND, Interval.CAUSE_DOWN, "blind: down"),
        (Interval.SIGHT_PARTIAL, Interval.CAUSE_BACK_PRESSURE, "partly: back pressure"),
        (Interval.SIGHT_BLIND, Interval.CAUSE_UNSPECIFIED, "blind"),
        (Interval.SIGHT_UNSPECIFIED, Interval.CAUSE_UNSPECIFIED, ""),
    ],
)
def test_what_a_source_sees_is_said_in_words(sight, cause, words):
    assert sights.sees_now(api.Source(sight=sight, cause=cause)) == words
