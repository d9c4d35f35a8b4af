"""Clocks of opportunities: what they count, when they stand, and what is told of them once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.router.core import deadlines, opportunities
from services.router.core.calendars import Calendar
from services.router.core.deadlines import (
    BREACHED,
    FIRST_ANSWER,
    NEAR,
    NEXT_ANSWER,
    RESOLUTION,
    Clock,
    DeadlinePolicy,
    Target,
)

SECOND = deadlines.SECOND
HOUR = 3600 * SECOND
OPEN, CLAIMED, ANSWERING = opportunities.OPEN, opportunities.CLAIMED, opportunities.ANSWERING
RESOLVED, WATCHED = opportunities.RESOLVED, opportunities.WATCHED
(SNOOZED,) = deadlines.PAUSING
START = 1_800_000_000 * SECOND

STRICT = DeadlinePolicy("strict", (Target(50, HOUR, 2 * HOUR, 10 * HOUR), Target(0, 4 * HOUR)))


def due(clocks, policy=STRICT, priority=60):
    return deadlines.due(clocks, policy, priority)


def test_what_enters_the_queue_is_due_by_its_priority():
    clocks = deadlines.begin(START)
    assert due(clocks).answer == START + HOUR
    assert due(clocks).resolution == START + 10 * HOUR
    assert due(clocks).first == START + HOUR
    assert due(clocks, priority=10) == (START + 4 * HOUR, None, START + 4 * HOUR * 8 // 10)
    assert due(clocks, DeadlinePolicy("none", ())) == (None, None, None)


def test_an_answer_ends_the_wait_and_the_next_message_starts_the_next_answer():
    clocks = deadlines.sent(deadlines.begin(START), START + HOUR, waits=False)
    clocks = deadlines.follow(clocks, ANSWERING, RESOLVED, START + HOUR, STRICT)
    assert due(clocks) == (None, None, None)
    again = START + 5 * HOUR
    clocks = deadlines.follow(clocks, RESOLVED, OPEN, again, STRICT)
    assert deadlines.answer_name(clocks) == NEXT_ANSWER
    assert due(clocks).answer == again + 2 * HOUR
    assert due(clocks).resolution == again + 9 * HOUR


def test_a_message_that_came_while_the_answer_left_is_owed_the_next_answer():
    clocks = deadlines.sent(deadlines.begin(START), START + HOUR, waits=True)
    clocks = deadlines.follow(clocks, ANSWERING, OPEN, START + HOUR, STRICT)
    assert due(clocks).answer == START + 3 * HOUR
    assert due(clocks).resolution == START + 10 * HOUR


def test_claiming_and_releasing_touch_no_clock():
    clocks = deadlines.begin(START)
    for before, after in ((OPEN, CLAIMED), (CLAIMED, ANSWERING), (ANSWERING, OPEN), (CLAIMED, OPEN)):
        assert deadlines.follow(clocks, before, after, START + HOUR, STRICT) == clocks


def test_what_is_dismissed_and_comes_back_waits_for_its_first_answer_again():
    clocks = deadlines.follow(deadlines.begin(START), OPEN, opportunities.DISMISSED, START + HOUR, STRICT)
    clocks = deadlines.follow(clocks, opportunities.DISMISSED, OPEN, START + 3 * HOUR, STRICT)
    assert deadlines.answer_name(clocks) == FIRST_ANSWER
    assert due(clocks).answer == START + 4 * HOUR


def test_a_snooze_stops_the_clocks_and_keeps_what_they_used():
    half = HOUR // 2
    clocks = deadlines.follow(deadlines.begin(START), CLAIMED, SNOOZED, START + half, STRICT)
    assert due(clocks) == (None, None, None)
    woken = deadlines.follow(clocks, SNOOZED, OPEN, START + 20 * HOUR, STRICT)
    assert due(woken).answer == START + 20 * HOUR + half
    assert due(woken).resolution == START + 30 * HOUR - half


def test_a_snooze_after_an_answer_owes_nobody_the_next_one():
    clocks = deadlines.sent(deadlines.begin(START), START, waits=False)
    clocks = deadlines.follow(clocks, OPEN, SNOOZED, START + HOUR, STRICT)
    assert due(deadlines.follow(clocks, SNOOZED, OPEN, START + 2 * HOUR, STRICT)).answer is None


def test_a_policy_may_let_the_clocks_run_through_a_snooze():
    through = STRICT._replace(pause_snoozed=False)
    clocks = deadlines.follow(deadlines.begin(START), CLAIMED, SNOOZED, START + 1, through)
    assert due(clocks, through).answer == START + HOUR
    assert deadlines.follow(clocks, SNOOZED, OPEN, START + 2, through) == deadlines.begin(START)


def test_clocks_count_business_time_only():
    office = Calendar("UTC", [((9 * 60, 17 * 60),)] * 7)
    policy = STRICT._replace(calendar=office)
    midnight = START - START % (24 * HOUR)
    evening = midnight + 16 * HOUR + HOUR // 2
    assert due(deadlines.begin(evening), policy).answer == midnight + 33 * HOUR + HOUR // 2


def test_near_and_missed_are_told_once_each():
    clocks = deadlines.begin(START)
    assert due(clocks).tell == START + HOUR * 8 // 10
    assert deadlines.tell(clocks, STRICT, 60, START + HOUR // 2) == (clocks, [])
    clocks, told = deadlines.tell(clocks, STRICT, 60, START + HOUR * 8 // 10)
    assert told == [(FIRST_ANSWER, NEAR)]
    assert due(clocks).tell == START + HOUR
    clocks, told = deadlines.tell(clocks, STRICT, 60, START + HOUR)
    assert told == [(FIRST_ANSWER, BREACHED)]
    assert due(clocks).tell == START + 8 * HOUR
    clocks, told = deadlines.tell(clocks, STRICT, 60, START + 11 * HOUR)
    assert told == [(RESOLUTION, BREACHED)]
    assert due(clocks).tell is None
    assert deadlines.tell(clocks, STRICT, 60, START + 12 * HOUR) == (clocks, [])


def test_a_changed_target_holds_for_a_clock_that_runs():
    clocks = deadlines.begin(START)
    lenient = DeadlinePolicy("lenient", (Target(0, 5 * HOUR),))
    assert due(clocks, lenient).answer == START + 5 * HOUR


def test_the_default_answers_what_is_urgent_within_a_quarter_of_an_hour_and_chatter_whenever():
    for priority, allowed in ((100, 900), (80, 900), (60, 3600), (40, 14_400), (25, 86_400), (24, None)):
        expected = None if allowed is None else START + allowed * SECOND
        assert deadlines.due(deadlines.begin(START), deadlines.DEFAULT, priority).first == expected


def test_clocks_that_began_with_the_opportunity_take_no_room():
    assert deadlines.encode(deadlines.begin(START), START) == ""
    assert deadlines.decode("", START) == deadlines.begin(START)


clocks_of_all_kinds = st.builds(
    deadlines.Clocks,
    st.integers(0, START),
    st.builds(Clock, st.integers(0, START), st.integers(0, START), st.integers(0, 2)),
    st.builds(Clock, st.integers(0, START), st.integers(0, START), st.integers(0, 2)),
    st.booleans(),
)


@given(clocks_of_all_kinds, st.integers(1, START))
def test_clocks_come_back_as_they_were_kept(clocks, entered):
    assert deadlines.decode(deadlines.encode(clocks, entered), entered) == clocks


STATES = [OPEN, CLAIMED, ANSWERING, RESOLVED, WATCHED, SNOOZED]


@given(st.lists(st.tuples(st.sampled_from(STATES), st.integers(1, 5 * HOUR)), max_size=12))
def test_a_resolution_clock_counts_exactly_the_time_in_which_something_was_to_be_done(steps):
    clocks, state, now, worked = deadlines.begin(START), OPEN, START, 0
    for after, pause in steps:
        if state in deadlines.RUNNING:
            worked += pause
        now += pause
        clocks = deadlines.follow(clocks, state, after, now, STRICT)
        state = after
    running = clocks.resolution.started
    assert (running != 0) == (state in deadlines.RUNNING)
    assert clocks.resolution.used + (now - running if running else 0) == worked


@pytest.mark.parametrize("closed", [RESOLVED, WATCHED, opportunities.WITHDRAWN, opportunities.DISMISSED])
def test_nothing_is_due_of_what_is_closed(closed):
    clocks = deadlines.follow(deadlines.begin(START), OPEN, closed, START + HOUR, STRICT)
    assert due(clocks) == (None, None, None)
