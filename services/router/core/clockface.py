"""Clocks of an opportunity as people see them."""

from __future__ import annotations

from typing import Final

from antiphon.routing.v1 import deadline_service_pb2 as messages
from services.router.core import deadlines, names
from services.router.core.deadlines import Clock, Clocks, DeadlinePolicy

_C = messages.DeadlineClock

_KINDS: Final = {
    deadlines.FIRST_ANSWER: _C.KIND_FIRST_ANSWER,
    deadlines.NEXT_ANSWER: _C.KIND_NEXT_ANSWER,
    deadlines.RESOLUTION: _C.KIND_RESOLUTION,
}


def face(clocks: Clocks, policy: DeadlinePolicy, priority: int, now: int) -> list[messages.DeadlineClock]:
    """The clocks that have a limit and run or are paused, soonest due first, paused ones last."""
    answer, resolution = deadlines.targets(clocks, policy, priority)
    shown = (
        (deadlines.answer_name(clocks), clocks.answer, answer),
        (deadlines.RESOLUTION, clocks.resolution, resolution),
    )
    found = [
        _one(name, clock, target, policy, now)
        for name, clock, target in shown
        if target and (clock.started or (clocks.paused and clock != Clock()))
    ]
    found.sort(key=lambda told: told.due_time.ToMicroseconds() if told.HasField("due_time") else now << 1)
    return found


def _one(name: str, clock: Clock, target: int, policy: DeadlinePolicy, now: int) -> messages.DeadlineClock:
    told = messages.DeadlineClock(kind=_KINDS[name], policy=names.deadline_policy(policy.name))
    told.target.FromMicroseconds(target)
    if not clock.started:
        told.state = _C.STATE_PAUSED
        told.used.FromMicroseconds(clock.used)
        return told
    calendar = policy.calendar
    used = clock.used + calendar.between(clock.started, now)
    told.used.FromMicroseconds(used)
    told.due_time.FromMicroseconds(calendar.add(clock.started, target - clock.used))
    if used >= target:
        told.state = _C.STATE_MISSED
    elif used >= target * policy.near_percent // deadlines.WHOLE:
        told.state = _C.STATE_NEAR
    else:
        told.state = _C.STATE_RUNNING
    return told
