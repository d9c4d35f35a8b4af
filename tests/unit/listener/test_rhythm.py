from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from services.listener.core.rhythm import LEAST_SECONDS, Rhythm

START = datetime(2026, 11, 2, tzinfo=UTC)


def speak(rhythm, gaps, start=START):
    """Feeds arrivals with these gaps in seconds; gives the last one."""
    now = start
    for gap in gaps:
        rhythm.observe(now, now + timedelta(seconds=gap))
        now += timedelta(seconds=gap)
    return now


def test_nothing_is_suspect_before_enough_is_known():
    rhythm = Rhythm()
    last = speak(rhythm, [10] * 19)
    assert not rhythm.is_suspect(last, last + timedelta(days=30))
    last = speak(rhythm, [10], last)
    assert rhythm.is_suspect(last, last + timedelta(days=30))


def test_a_source_that_speaks_all_the_time_is_missed_within_minutes():
    rhythm = Rhythm()
    last = speak(rhythm, [1] * 1000)
    assert not rhythm.is_suspect(last, last + timedelta(seconds=LEAST_SECONDS))
    assert rhythm.is_suspect(last, last + timedelta(seconds=LEAST_SECONDS + 1))


def test_no_silence_shorter_than_the_heartbeat_is_suspect():
    rhythm = Rhythm(heartbeat=300)
    last = speak(rhythm, [1] * 1000)
    assert not rhythm.is_suspect(last, last + timedelta(seconds=300))
    assert rhythm.is_suspect(last, last + timedelta(seconds=301))


@pytest.mark.parametrize("mean", [5, 60, 1800])
def test_arrivals_at_random_raise_no_alarm_in_a_month(mean):
    chance = random.Random(7)
    rhythm = Rhythm()
    now = speak(rhythm, [chance.expovariate(1 / mean) for _ in range(500)])
    alarms = 0
    for _ in range(30 * 86_400 // mean):
        gap = timedelta(seconds=chance.expovariate(1 / mean))
        alarms += rhythm.is_suspect(now, now + gap)
        rhythm.observe(now, now + gap)
        now += gap
    assert alarms == 0
    assert rhythm.is_suspect(now, now + timedelta(seconds=60 * max(mean, 20)))


def test_a_source_that_sleeps_at_night_is_missed_by_day_and_not_by_night():
    rhythm = Rhythm()
    for day in range(25):
        morning = START + timedelta(days=day, hours=8)
        evening = speak(rhythm, [60] * (14 * 60), morning)
        rhythm.observe(evening, morning + timedelta(days=1))
    noon = START + timedelta(days=30, hours=12)
    assert rhythm.is_suspect(noon, noon + timedelta(minutes=30))
    late = START + timedelta(days=30, hours=22)
    assert not rhythm.is_suspect(late, late + timedelta(hours=10))
    assert rhythm.is_suspect(late, late + timedelta(days=2))


def test_what_was_learned_can_be_written_down_and_taken_up():
    rhythm = Rhythm()
    last = speak(rhythm, [30] * 100)
    again = Rhythm(rhythm.dump())
    later = last + timedelta(hours=2)
    assert again.longest_silence(last, later) == rhythm.longest_silence(last, later)
    assert again.dump() == rhythm.dump()
    assert Rhythm().dump() == {}


def test_old_habits_fade():
    rhythm = Rhythm()
    for _ in range(200):
        speak(rhythm, [600], START)
    busy = rhythm.longest_silence(START, START)
    for _ in range(60_000):
        speak(rhythm, [1], START)
    assert rhythm.longest_silence(START, START) < busy / 5


def test_a_clock_that_ran_backwards_teaches_nothing():
    rhythm = Rhythm()
    for _ in range(50):
        rhythm.observe(START, START - timedelta(seconds=5))
    assert rhythm.dump() == {}
