"""Queues and agents are changed in what is named, and an empty word empties."""

from __future__ import annotations

import pytest
import typer

from antiphon.routing.v1 import staffing_service_pb2 as messages
from services.cli import rosters, staffing


@pytest.fixture
def queue():
    return messages.Queue(
        name="queues/billing",
        members=["agents/alice"],
        skills={"tax": 2},
        calendar="calendars/day",
        sticky=True,
    )


def test_what_is_not_named_stays(queue):
    before = messages.Queue.FromString(queue.SerializeToString())
    said = {"members": None, "skills": rosters.numbers(["tax=5"], "skill"), "sticky": None}
    assert rosters.change(queue, said)
    before.skills["tax"] = 5
    assert queue == before
    assert not rosters.change(queue, {"skills": None, "members": rosters.names(None, staffing.agent)})
    assert queue == before


def test_an_empty_word_empties(queue):
    said = {
        "members": rosters.names([""], staffing.agent),
        "skills": rosters.numbers([""], "skill"),
        "steps": rosters.steps([""]),
        "offer_seconds": rosters.seconds(""),
        "calendar": "",
        "sticky": False,
    }
    assert rosters.change(queue, said)
    assert queue == messages.Queue(name="queues/billing")


def test_a_capacity_is_a_number_or_none():
    agent = messages.Agent(hard_capacity=8, soft_capacity=4)
    rosters.change(agent, {"hard_capacity": rosters.capacity("none"), "soft_capacity": rosters.capacity("2")})
    assert agent == messages.Agent(soft_capacity=2)
    with pytest.raises(typer.BadParameter, match="none for no limit"):
        rosters.capacity("much")


def test_a_word_that_is_no_choice_is_refused_with_those_there_are():
    assert rosters.choice("least-loaded", staffing.STRATEGIES, "strategy")
    assert rosters.choice(None, staffing.STRATEGIES, "strategy") is None
    with pytest.raises(typer.BadParameter, match="longest-idle or least-loaded"):
        rosters.choice("best", staffing.STRATEGIES, "strategy")
