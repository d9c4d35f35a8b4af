"""Versions of what is set up, told by what each changed."""

from __future__ import annotations

from antiphon.routing.v1 import audit_service_pb2 as messages
from antiphon.routing.v1 import staffing_service_pb2 as staffing
from services.cli import versions


def version(number, action, queue=None, actor="user:lea"):
    told = messages.SetupVersion(name="queues/billing", version=number, action=action, actor=actor)
    told.event_time.FromJsonString(f"2026-01-0{number}T10:00:00Z")
    if queue is not None:
        told.queue.CopyFrom(queue)
    return told


def test_each_version_tells_what_it_changed_of_the_one_before():
    before = staffing.Queue(name="queues/billing", offer_seconds=30, skills={"tax": 2})
    after = staffing.Queue(
        name="queues/billing", offer_seconds=60, members=["agents/alice"], strategy="STRATEGY_LEAST_LOADED"
    )
    found = [version(3, "delete"), version(2, "update", after), version(1, "", before, actor="")]
    gone, changed, first = versions.rows(found)
    assert first[:4] == ("1", "2026-01-01 10:00 UTC", "-", "as it stood")
    assert first[4] == "offer seconds: nothing → 30\nskills: nothing → tax 2"
    assert changed[4].splitlines() == [
        "members: nothing → agents/alice",
        "offer seconds: 30 → 60",
        "skills: tax 2 → nothing",
        "strategy: nothing → least loaded",
    ]
    assert "offer seconds: 60 → nothing" in gone[4]
