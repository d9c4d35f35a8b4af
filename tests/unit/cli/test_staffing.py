"""Queues and agents on the command line: stretches, pairs, steps, and how they are told."""

from __future__ import annotations

import pytest
import typer

from antiphon.routing.v1 import staffing_service_pb2 as messages
from services.cli import staffing


@pytest.mark.parametrize(("text", "seconds"), [("90", 90), ("90s", 90), ("15m", 900), ("2h", 7200), ("", 0)])
def test_stretches_of_time_are_read(text, seconds):
    assert staffing.seconds(text) == seconds


@pytest.mark.parametrize("text", ["soon", "-5m", "1.5h", "m"])
def test_what_is_no_stretch_is_refused_with_an_example(text):
    with pytest.raises(typer.BadParameter, match="write 90s, 15m, 2h or 1d"):
        staffing.seconds(text)


def test_pairs_are_read_and_others_refused():
    assert staffing.numbers(["french=5", "tax=2"], "skill") == {"french": 5, "tax": 2}
    for bad in ("french", "=5", "french=good"):
        with pytest.raises(typer.BadParameter, match="is no skill"):
            staffing.numbers([bad], "skill")


def test_a_step_says_what_is_asked_less_of_and_from_when():
    assert staffing.step("15m:drop=french,lower=2,widen=sales") == messages.EscalationStep(
        after_seconds=900, drop_skills=["french"], lower_levels=2, widen_to=["queues/sales"]
    )
    assert staffing.step("1h:drop-all,everyone").everyone
    with pytest.raises(typer.BadParameter, match="nothing that a step does"):
        staffing.step("15m:dance")


def test_a_queue_is_told_in_one_row():
    queue = messages.Queue(
        name="queues/billing",
        assignment=messages.Queue.ASSIGNMENT_PUSH,
        skills={"french": 5},
        steps=[staffing.step("15m:drop=french"), staffing.step("1h:everyone,lower=1,widen=sales,drop-all")],
        overflow_queue="queues/sales",
        overflow_after_seconds=7200,
    )
    assert staffing.queue_row(queue) == (
        "billing",
        "offers",
        "everybody",
        "french 5",
        "15m: without french; 1h: without skills, levels 1 lower, also sales, everyone, then sales after 2h",
        "",
    )


def test_an_agent_without_limits_and_status_is_told_so():
    assert staffing.agent_row(messages.Agent(name="agents/alice", load=2)) == (
        "alice",
        "-",
        "2 (-/-)",
        "",
        "all",
        "",
    )


def test_an_estimate_without_a_number_tells_why():
    told = messages.QueueEstimate(queue="queues/billing", sentence="Nobody is available.")
    assert staffing.estimate(told) == "queues/billing: Nobody is available."
    told.wait.FromSeconds(120)
    assert staffing.estimate(told).startswith("queues/billing: about 2m.")
