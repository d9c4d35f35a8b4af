"""Bad queues and agents are refused with the field and the remedy, odd ones get warnings."""

from __future__ import annotations

import pytest

from antiphon.routing.v1 import staffing_service_pb2 as staffing
from services.common.model import errors
from services.router.core.demand import Demand
from services.router.core.staffing import checks, roster

Step = staffing.EscalationStep
ALICE = staffing.Agent(name="agents/alice", skills={"french": 3})
SALES = staffing.Queue(name="queues/sales", overflow_queue="queues/billing", overflow_after_seconds=9)
KNOWN = roster.of([SALES], [ALICE])


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"name": "queues/Bad~1"}, "queue.name", "is no queue"),
        ({"members": ["agents/bob"]}, "queue.members", "agents/bob does not exist"),
        ({"members": ["bob"]}, "queue.members", "is no agent"),
        ({"skills": {"french": 11}}, "queue.skills", "levels are 1 to 10"),
        ({"skills": {"French!": 1}}, "queue.skills", "is no skill"),
        ({"channel_weights": {"x": 0}}, "queue.channel_weights", "between 1 and 100"),
        ({"offer_seconds": 2}, "queue.offer_seconds", "between 5 and 3600"),
        ({"head_start_seconds": -1}, "queue.head_start_seconds", "between"),
        ({"steps": [Step(after_seconds=5)]}, "queue.steps", "changes nothing"),
        (
            {"steps": [Step(after_seconds=5, everyone=True), Step(after_seconds=5, lower_levels=1)]},
            "queue.steps",
            "let the ages rise",
        ),
        (
            {"steps": [Step(after_seconds=5, widen_to=["queues/no"])]},
            "queue.steps.widen_to",
            "does not exist",
        ),
        ({"overflow_queue": "queues/no", "overflow_after_seconds": 5}, "queue.overflow_queue", "not exist"),
        ({"overflow_after_seconds": 5}, "queue.overflow_queue", "no queue to flow into"),
        (
            {"overflow_queue": "queues/sales", "overflow_after_seconds": 5},
            "queue.overflow_queue",
            "queues/billing → queues/sales → queues/billing",
        ),
        (
            {"overflow_queue": "queues/billing", "overflow_after_seconds": 5},
            "queue.overflow_queue",
            "in a circle: queues/billing → queues/billing",
        ),
        ({"calendar": "calendars/no"}, "queue.calendar", "does not exist"),
    ],
)
def test_a_queue_that_could_never_work_is_refused(fields, field, words):
    message = staffing.Queue(**{"name": "queues/billing", **fields})
    with pytest.raises(errors.InvalidField) as caught:
        checks.queue(message, KNOWN, calendars=())
    assert caught.value.field == field
    assert words in caught.value.problem


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"name": "agents/-"}, "agent.name", "is no agent"),
        ({"soft_capacity": 0}, "agent.soft_capacity", "means no work at all"),
        ({"hard_capacity": 0}, "agent.hard_capacity", "means no work at all"),
        ({"soft_capacity": 3, "hard_capacity": 2}, "agent.soft_capacity", "above the hard capacity"),
        ({"channel_limits": {"x": 0}}, "agent.channel_limits", "at least 1"),
        ({"queues": ["queues/no"]}, "agent.queues", "does not exist"),
        ({"skills": {"french": 0}}, "agent.skills", "levels are 1 to 10"),
        ({"brands": ["Bad brand"]}, "agent.brands", "is no brand"),
    ],
)
def test_an_agent_who_could_never_work_is_refused(fields, field, words):
    with pytest.raises(errors.InvalidField) as caught:
        checks.agent(staffing.Agent(**{"name": "agents/bob", **fields}), KNOWN)
    assert caught.value.field == field
    assert words in str(caught.value)


def test_a_sound_set_up_is_accepted_without_a_warning():
    queue = staffing.Queue(
        name="queues/billing",
        brands=["brands/acme"],
        members=["agents/alice"],
        skills={"french": 2},
        steps=[Step(after_seconds=60, drop_skills=["french"])],
        assignment=staffing.Queue.ASSIGNMENT_PUSH,
    )
    checks.queue(queue, KNOWN)
    checks.agent(ALICE, KNOWN)
    assert checks.warnings(roster.of([queue], [ALICE])) == []


def test_queues_nobody_serves_and_skills_nobody_has_are_told():
    queues = [
        staffing.Queue(name="queues/billing", skills={"french": 5}),
        staffing.Queue(name="queues/ghost", members=["agents/gone"]),
        staffing.Queue(
            name="queues/odd",
            members=["agents/alice"],
            steps=[Step(after_seconds=60, drop_skills=["tax"])],
        ),
    ]
    agents = [ALICE, staffing.Agent(name="agents/bob", queues=["queues/odd"])]
    told = checks.warnings(roster.of(queues, agents), [Demand("brands/acme", "odd", (("welsh", 2),))])
    assert [one for one in told if "queues/billing asks for french at level 5" in one]
    assert [one for one in told if one.startswith("Nobody serves queues/ghost")]
    assert [one for one in told if "queues/odd asks for welsh at level 2" in one]
    assert [one for one in told if "drops tax with age, and nothing asks for it" in one]
    assert [one for one in told if "agents/bob names queues/odd, whose members do not include them" in one]
    assert checks.about("queues/od", told) == []
    assert len(checks.about("queues/odd", told)) == 3


def test_tags_have_one_spelling_and_no_spaces():
    assert checks.tags([" Refund", "refund", "vip"], "add") == ["refund", "vip"]
    with pytest.raises(errors.InvalidField):
        checks.tags(["two words"], "add")
