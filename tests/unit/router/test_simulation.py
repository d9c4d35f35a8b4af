"""Pretended agents in virtual time: who waits how long, and who is never reached."""

from __future__ import annotations

import pytest

from services.router.core import ranking, simulation
from services.router.core.policies import staffing
from services.router.core.policies.problems import Unusable
from services.router.core.simulation import MINUTE, Group, Item, Simulation

WAITS = ranking.Patience(300, 259_200).table()
EIGHT = 1_767_600_000_000_000  # Monday, 5 January 2026, 08:00 UTC
GENERAL = ("general", ())


def item(minute, conversation="", *, priority=50, lane=GENERAL, deadline=0, window=None):
    moment = EIGHT + minute * MINUTE
    end = None if window is None else moment + window * MINUTE
    return Item(moment, conversation or f"c{minute}", priority, lane, deadline * MINUTE, end)


def run(items, *groups, minutes=10):
    made = Simulation(groups, {"default": minutes}, WAITS)
    return made, made.run(items)


def group(size=1, queues=(), shifts=(), **skills):
    return Group(size, frozenset(queues), skills, shifts)


def waits(works):
    return [(work.begun - work.entered) // MINUTE if work.begun else None for work in works]


def test_one_agent_takes_one_after_the_other():
    _, works = run([item(0), item(1), item(2)], group())
    assert waits(works) == [0, 9, 18]


def test_two_agents_wait_less():
    _, works = run([item(0), item(1), item(2)], group(2))
    assert waits(works) == [0, 0, 8]


def test_what_matters_more_goes_first():
    _, works = run([item(0), item(1, priority=10), item(2, priority=90)], group())
    assert waits(works) == [0, 19, 8]


def test_skills_and_queues_are_asked_for():
    german = ("general", (("german", 3),))
    items = [item(0, lane=german), item(1, lane=("legal", ())), item(2)]
    made, works = run(items, group(queues=["general"]), group(queues=["general"], german=2))
    assert waits(works) == [None, None, 0]
    found = simulation.figures(works, made)
    assert (found["general"].unservable, found["legal"].unservable) == (1, 1)


def test_nobody_works_outside_the_shift():
    shift = (EIGHT + 60 * MINUTE, EIGHT + 75 * MINUTE)
    _, works = run([item(0), item(1), item(2), item(3)], group(shifts=[shift]))
    assert waits(works) == [60, 69, None, None]


def test_a_conversation_that_waits_is_one_piece_of_work():
    items = [item(0), item(1, "thread", priority=10), item(2), item(3, "thread", priority=90)]
    _, works = run(items, group())
    assert len(works) == 3
    assert waits(works) == [0, 9, 18]
    assert works[1].priority == 90


def test_a_conversation_that_was_answered_is_work_again():
    _, works = run([item(0, "thread"), item(30, "thread")], group())
    assert waits(works) == [0, 0]


def test_what_the_network_no_longer_takes_is_not_answered():
    _, works = run([item(0), item(1, window=5), item(2)], group())
    assert waits(works) == [0, None, 8]


def test_figures_tell_waits_and_deadlines():
    items = [item(minute, deadline=20) for minute in range(10)]
    made, works = run(items, group())
    found = simulation.figures(works, made)["general"]
    assert (found.items, found.answered, found.due, found.met) == (10, 10, 10, 2)
    assert (found.p50 // MINUTE, found.p95 // MINUTE) == (36, 81)


def test_the_same_history_has_the_same_fate():
    items = [item(minute, priority=minute * 7 % 100, deadline=30) for minute in range(200)]
    first, second = run(items, group(3))[1], run(items, group(3))[1]
    assert first == second


def test_a_staffing_has_its_hours_in_its_zone():
    found = staffing.parse(
        'time_zone: Europe/Berlin\nagents: [{count: 2, hours: "08:00-16:30", days: [1, 2]}]\n'
        "minutes: {legal: 12}\ndeadlines: {fast: 15}"
    )
    (made,) = found.groups(EIGHT, EIGHT + 7 * 24 * 60 * MINUTE)
    assert made.size == 2
    monday = [start for start, end in made.shifts if start <= EIGHT < end]
    assert monday == [EIGHT - 60 * MINUTE]
    assert found.minutes == {"default": 4.0, "legal": 12.0}
    assert found.deadlines == {"fast": 15 * MINUTE}
    assert found.hour(EIGHT) == 9


def test_a_shift_may_go_over_midnight():
    found = staffing.parse('agents: [{count: 1, hours: "22:00-06:00"}]')
    (made,) = found.groups(EIGHT, EIGHT)
    assert all(end - start == 8 * 60 * MINUTE for start, end in made.shifts)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("agents: []", "at least one group"),
        ("agents: [{count: -1}]", "agents[0].count: It must be a whole number"),
        ("agents: [{hours: 8-16}]", 'hours in quotes, as "08:00-16:30"'),
        ("agents: [{days: [0]}]", "1 Monday to 7 Sunday"),
        ("agents: [{cout: 2}]", "did you mean 'count'?"),
        ("agents: [{}]\nminutes: {default: 0}", "more than 0"),
        ("agents: [{}]\ntime_zone: Nowhere", "no time zone"),
        ("- a", "keys at the outside"),
    ],
)
def test_a_staffing_that_cannot_be_used_is_told(text, sentence):
    with pytest.raises(Unusable) as refusal:
        staffing.parse(text)
    assert sentence in str(refusal.value)
