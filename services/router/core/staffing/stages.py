"""Escalation: what a queue asks less of as its work grows older, told by the lane the work stands in.

The lane of relaxed work names its queue and how many steps were taken: `billing~2`. What those steps mean is
looked up in the queue as it is now, so a changed step holds at once for all that waits. A lane changes only
when an age is reached; claims never compute ages.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from services.router.core.demand import Demand
from services.router.core.staffing.roster import Roster

MARK: Final = "~"
"""Between a queue's id and the steps taken; no id of a queue has it."""


class Stage(NamedTuple):
    """Which queue work stands in, and how many steps were taken."""

    queue: str
    step: int = 0


class Needs(NamedTuple):
    """What work asks for at its stage.

    Attributes:
        skills: skill to least level.
        queues: ids of queues whose members may take it, its own first; None for everybody of the brand.
    """

    skills: Mapping[str, int]
    queues: tuple[str, ...] | None


class Escalated(NamedTuple):
    """Where work stands by its age, and when it will stand elsewhere; None for never."""

    demand: Demand
    due: int | None


def stage(demand: Demand) -> Stage:
    """Queue and step of a lane."""
    queue, mark, step = demand.queue.partition(MARK)
    return Stage(queue, int(step)) if mark else Stage(queue)


def at(demand: Demand, queue: str, step: int = 0) -> Demand:
    """The same work in a queue, so many steps on."""
    return demand._replace(queue=f"{queue}{MARK}{step}" if step else queue)


def needs(roster: Roster, demand: Demand) -> Needs:
    """What a lane asks for now; the higher of two levels where queue and policy both ask for a skill."""
    stands = stage(demand)
    queue = roster.queue(stands.queue)
    skills = dict(queue.skills)
    for skill, level in demand.skills:
        skills[skill] = max(level, skills.get(skill, 0))
    queues, everyone = [queue.id], False
    for step in queue.steps[: stands.step]:
        dropped = set(skills) if step.drop_all else step.drop
        skills = {name: max(1, level - step.lower) for name, level in skills.items() if name not in dropped}
        queues += [one for one in step.widen if one not in queues]
        everyone |= step.everyone
    return Needs(skills, None if everyone else tuple(queues))


def escalate(roster: Roster, demand: Demand, entered: int, now: int) -> Escalated:
    """Where work that entered the queue then stands now; steps whose age has passed are taken at once."""
    seen = set()
    while True:
        queue, step = stage(demand)
        known = roster.queue(queue)
        age = now - entered
        while step < len(known.steps) and known.steps[step].after <= age:
            step += 1
        demand = at(demand, queue, step)
        seen.add(queue)
        if not known.overflow or known.overflow_after > age or known.overflow in seen:
            return Escalated(demand, _due(roster, queue, step, entered, seen))
        demand = at(demand, known.overflow)


def due(roster: Roster, demand: Demand, entered: int) -> int | None:
    """When work that entered the queue then will stand elsewhere; None for never."""
    queue, step = stage(demand)
    return _due(roster, queue, step, entered, {queue})


def _due(roster: Roster, queue: str, step: int, entered: int, seen: set[str]) -> int | None:
    known = roster.queue(queue)
    if step < len(known.steps):
        return entered + known.steps[step].after
    if known.overflow and known.overflow not in seen:
        return entered + known.overflow_after
    return None
