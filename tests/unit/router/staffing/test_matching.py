"""Push: the first in the queue first, to whom the strategy names, never above capacity or twice to one."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from services.router.core.staffing import matching, waits
from services.router.core.staffing.matching import Desk, Group, Waiting
from services.router.core.staffing.roster import SECOND, Agent, Queue


def desks(*agents, idle=None):
    return {one.id: Desk(one, (idle or {}).get(one.id, 0)) for one in agents}


def items(count, lane=1, **more):
    return [Waiting(row, lane, row, "x", **more) for row in range(1, count + 1)]


ALL = ("alice", "bob")
LONGEST = {1: Group(ALL, Queue("q"))}
LEAST = {1: Group(ALL, Queue("q", least_loaded=True))}


def told(waiting, given_desks, groups, asked=None):
    found = matching.assign(waiting, given_desks, groups, asked or {})
    return [(one.waiting.row, one.agent) for one in found]


def test_who_is_idle_for_longest_comes_first_and_then_in_turn():
    present = desks(Agent("alice"), Agent("bob"), idle={"alice": 5, "bob": 3})
    assert told(items(4), present, LONGEST) == [(1, "bob"), (2, "alice"), (3, "bob"), (4, "alice")]


def test_the_least_loaded_by_share_of_the_capacity_comes_first():
    present = desks(Agent("alice", soft=2), Agent("bob", soft=6))
    shared = Counter(agent for _, agent in told(items(8), present, LEAST))
    assert shared == {"alice": 2, "bob": 6}
    present = desks(Agent("alice", soft=2), Agent("bob", soft=6))
    assert [agent for _, agent in told(items(4), present, LEAST)] == ["alice", "bob", "bob", "bob"]


def test_nobody_is_given_more_than_the_soft_capacity():
    present = desks(Agent("alice", soft=2), Agent("bob", soft=1))
    assert len(told(items(9), present, LONGEST)) == 3


def test_the_first_of_the_queue_goes_first_when_there_is_little_room():
    waiting = [Waiting(1, 1, 30, "x"), Waiting(2, 1, 10, "x"), Waiting(3, 1, 20, "x")]
    assert told(waiting, desks(Agent("alice", soft=1), Agent("bob", soft=1)), LONGEST) == [
        (2, "alice"),
        (3, "bob"),
    ]


def test_nobody_is_asked_twice_for_the_same():
    present = desks(Agent("alice"), Agent("bob"))
    assert told(items(2), present, LONGEST, {1: {"alice"}, 2: {"alice", "bob"}}) == [(1, "bob")]


def test_the_last_agent_is_asked_first_where_the_queue_wants_it_and_there_is_room():
    groups = {1: Group(ALL, Queue("q", sticky=True))}
    present = desks(Agent("alice"), Agent("bob", soft=2), idle={"bob": 9})
    assert [agent for _, agent in told(items(3, last="bob"), present, groups)] == ["bob", "bob", "alice"]
    assert told(items(1, last="carol"), desks(Agent("alice")), groups) == [(1, "alice")]


def test_weights_and_limits_of_networks_count():
    groups = {1: Group(("alice",), Queue("q", weights={"mail": 4}))}
    waiting = [Waiting(1, 1, 1, "mail"), Waiting(2, 1, 2, "mail"), Waiting(3, 1, 3, "x")]
    assert told(waiting, desks(Agent("alice", soft=5)), groups) == [(1, "alice"), (3, "alice")]
    limited = Agent("alice", soft=9, limits={"mail": 3})
    assert told(waiting, desks(limited), groups) == [(3, "alice")]


def test_what_nobody_may_take_stays_and_holds_nothing_up():
    waiting = [Waiting(1, 7, 1, "x"), Waiting(2, 1, 2, "x")]
    assert told(waiting, desks(Agent("alice")), {7: Group((), Queue("none")), **LONGEST}) == [(2, "alice")]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 3), st.integers(0, 50), st.sampled_from(["x", "mail"])), max_size=30),
    st.lists(st.tuples(st.integers(1, 5), st.booleans()), min_size=1, max_size=5),
    st.data(),
)
def test_whatever_waits_capacity_holds_and_nothing_stays_that_somebody_could_take(waiting, staff, data):
    agents = [Agent(f"a{number}", soft=soft) for number, (soft, _) in enumerate(staff)]
    queue = Queue("q", weights={"mail": 2}, least_loaded=staff[0][1])
    able = {lane: tuple(one.id for one in agents if data.draw(st.booleans())) for lane in (1, 2, 3)}
    groups = {lane: Group(people, queue) for lane, people in able.items()}
    rows = [Waiting(row, lane, rank, network) for row, (lane, rank, network) in enumerate(waiting)]
    present = desks(*agents)
    given_ = matching.assign(rows, present, groups, {})
    assert len({one.waiting.row for one in given_}) == len(given_)
    for one in given_:
        assert one.agent in able[one.waiting.lane]
    for desk in present.values():
        held = [one.waiting for one in given_ if one.agent == desk.agent.id]
        assert desk.load.total == sum(queue.weight(one.network) for one in held) <= desk.agent.soft
    left = [one for one in rows if one.row not in {done.waiting.row for done in given_}]
    for one in left:
        assert not any(present[who].takes(one.network, queue.weight(one.network)) for who in able[one.lane])


def test_ten_thousand_items_find_five_hundred_agents():
    agents = [Agent(f"a{number:03}", soft=20) for number in range(500)]
    groups = {
        lane: Group(tuple(one.id for at, one in enumerate(agents) if (at + lane) % 3), Queue(f"q{lane}"))
        for lane in range(50)
    }
    waiting = [Waiting(row, row % 50, row, "x") for row in range(10_000)]
    shared = Counter(one.agent for one in matching.assign(waiting, desks(*agents), groups, {}))
    assert sum(shared.values()) > 9_900
    assert max(shared.values()) == 20


def test_an_estimate_tells_what_it_rests_on_or_why_there_is_none():
    pace = waits.Pace(handled=10, handling=10 * 120 * SECOND)
    assert waits.estimate(5, 3, pace).wait == 6 * 120 * SECOND // 3
    assert waits.estimate(5, None, pace).wait == 6 * 360 * SECOND
    assert waits.estimate(5, 0, pace).wait is None
    assert "nothing to go by" in waits.estimate(5, 3, waits.Pace()).sentence
