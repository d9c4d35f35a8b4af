"""Who may take what; what a queue asks less of with age; how full is full."""

from __future__ import annotations

import pytest

from services.router.core.demand import Demand
from services.router.core.staffing import capacity, eligibility, stages
from services.router.core.staffing.capacity import Load
from services.router.core.staffing.roster import Agent, Queue, Roster, Step

ACME = "brands/acme"
MINUTE = 60_000_000


def roster(*those):
    return Roster(
        {one.id: one for one in those if isinstance(one, Queue)},
        {one.id: one for one in those if isinstance(one, Agent)},
    )


def work(queue="billing", brand=ACME, **skills):
    return Demand(brand, queue, tuple(sorted(skills.items())))


def test_without_queues_and_agents_everybody_works_everything():
    assert eligibility.why_not(Roster(), "alice", work(french=10)) == ""
    assert eligibility.unserved(Roster(), work(french=10)) == ""


def test_skills_are_not_asked_for_where_no_agent_is_set_up():
    assert eligibility.why_not(roster(Queue("billing")), "alice", work(french=5)) == ""


@pytest.mark.parametrize(
    ("agent", "sentence"),
    [
        (Agent("alice", {"french": 5}), ""),
        (
            Agent("alice", {"french": 4}),
            "It takes french at level 5, and agents/alice has it at 4.",
        ),
        (Agent("alice"), "It takes french at level 5, and agents/alice does not have it."),
        (
            Agent("alice", {"french": 9}, brands=frozenset({"brands/bolt"})),
            "agents/alice does not work for brands/acme.",
        ),
        (
            Agent("alice", {"french": 9}, queues=frozenset({"sales"})),
            "agents/alice does not serve queues/billing.",
        ),
    ],
)
def test_the_sentence_says_what_keeps_somebody_out(agent, sentence):
    assert eligibility.why_not(roster(Queue("billing"), agent), "alice", work(french=5)) == sentence


def test_a_queue_with_members_is_served_by_them_alone():
    known = roster(Queue("billing", members=frozenset({"bob"})), Agent("alice"), Agent("bob"))
    assert eligibility.able(known, work()) == ("bob",)
    assert eligibility.why_not(known, "carol", work()) == "agents/carol does not serve queues/billing."


def test_the_higher_level_counts_where_queue_and_policy_ask_for_the_same_skill():
    known = roster(Queue("billing", skills={"french": 7}), Agent("alice", {"french": 6}))
    assert stages.needs(known, work(french=3)).skills == {"french": 7}
    assert eligibility.able(known, work(french=3)) == ()


def test_lanes_of_an_agent_are_those_of_the_brand_that_nothing_keeps_from_them():
    known = roster(Queue("billing", head_start=3), Queue("vip", members=frozenset({"bob"})), Agent("bob"))
    lanes = {1: work(), 2: work("vip"), 3: work(brand="brands/bolt"), 4: work("nowhere")}
    assert eligibility.lanes(known, "alice", lanes, {ACME}) == ((1, 3), (4, 0))
    assert [lane.id for lane in eligibility.lanes(known, "bob", lanes, None)] == [1, 2, 3, 4]


STEPS = (
    Step(MINUTE, lower=3),
    Step(2 * MINUTE, drop=frozenset({"french"})),
    Step(3 * MINUTE, widen=("sales",)),
    Step(4 * MINUTE, everyone=True),
)


@pytest.mark.parametrize(
    ("step", "able"), [(0, ()), (1, ("alice",)), (2, ("alice", "bob")), (3, ("alice", "bob", "dan"))]
)
def test_each_step_lets_more_people_in(step, able):
    known = roster(
        Queue("billing", members=frozenset({"alice", "bob"}), steps=STEPS),
        Queue("sales", members=frozenset({"dan"})),
        Agent("alice", {"french": 2}),
        Agent("bob"),
        Agent("dan"),
        Agent("eve", queues=frozenset({"nothing"})),
    )
    assert eligibility.able(known, stages.at(work(french=5), "billing", step)) == able
    everybody = stages.at(work(french=5), "billing", 4)
    assert eligibility.able(known, everybody) == ("alice", "bob", "dan", "eve")


def test_steps_are_taken_at_their_ages_and_late_ones_all_at_once():
    known = roster(Queue("billing", steps=STEPS))
    assert stages.due(known, work(), 1000) == 1000 + MINUTE
    assert stages.escalate(known, work(), 1000, 1000 + MINUTE) == (work("billing~1"), 1000 + 2 * MINUTE)
    assert stages.escalate(known, work("billing~1"), 1000, 1000 + 9 * MINUTE) == (work("billing~4"), None)
    assert stages.escalate(known, work("billing~4"), 1000, 1000 + 99 * MINUTE) == (work("billing~4"), None)


def test_work_flows_over_with_the_age_it_has():
    known = roster(
        Queue("billing", steps=STEPS[:1], overflow="sales", overflow_after=2 * MINUTE),
        Queue("sales", steps=(Step(MINUTE, everyone=True), Step(5 * MINUTE, drop_all=True))),
    )
    assert stages.escalate(known, work(), 0, MINUTE) == (work("billing~1"), 2 * MINUTE)
    assert stages.escalate(known, work("billing~1"), 0, 2 * MINUTE) == (work("sales~1"), 5 * MINUTE)


def test_a_circle_of_overflows_ends():
    known = roster(
        Queue("a", overflow="b", overflow_after=1),
        Queue("b", overflow="a", overflow_after=1),
    )
    assert stages.escalate(known, work("a"), 0, 10) == (work("b"), None)


def test_a_queue_with_fewer_steps_than_were_taken_asks_by_those_it_has():
    known = roster(Queue("billing", steps=STEPS[:1]), Agent("alice", {"french": 2}))
    assert stages.needs(known, work("billing~4", french=5)).skills == {"french": 2}
    assert stages.escalate(known, work("billing~4", french=5), 0, 9 * MINUTE).due is None


def test_what_nobody_can_take_is_told_with_a_remedy():
    known = roster(
        Queue("billing", members=frozenset({"alice"})), Agent("alice", {"french": 3}), Agent("bob")
    )
    assert eligibility.unserved(known, work()) == ""
    told = eligibility.unserved(known, work(french=5))
    assert "asks for french at level 5, and the best there is agents/alice with 3" in told
    assert "nobody there has it" in eligibility.unserved(known, work(welsh=1))
    alone = roster(Queue("billing"), Agent("bob", brands=frozenset({"brands/bolt"})))
    assert eligibility.unserved(alone, work(welsh=1)).startswith("Nobody serves queues/billing")
    wrong = roster(Queue("billing", brands=frozenset({"brands/bolt"})), Agent("bob"))
    assert "takes no work of brands/acme" in eligibility.unserved(wrong, work())


def test_two_skills_of_different_people_are_told_as_such():
    known = roster(Queue("billing"), Agent("alice", {"french": 9}), Agent("bob", {"tax": 9}))
    assert "of one person, and nobody there has all" in eligibility.unserved(known, work(french=1, tax=1))


def test_hard_capacity_stops_what_soft_only_keeps_from_being_offered():
    agent = Agent("alice", soft=2, hard=3, limits={"mail": 1})
    load = Load()
    assert capacity.takes(agent, load, "mail", 1)
    load.add("mail", 1)
    assert not capacity.takes(agent, load, "mail", 1)
    assert "You hold 1 of 1 from mail" in capacity.why_full(agent, load, "mail", 1)
    assert capacity.full_networks(agent, load) == {"mail"}
    load.add("x", 1)
    assert not capacity.takes(agent, load, "x", 1)
    assert capacity.why_full(agent, load, "x", 1) == ""
    assert "You hold 2 of 3 and this takes 2" in capacity.why_full(agent, load, "x", 2)
