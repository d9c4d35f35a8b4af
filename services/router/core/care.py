"""What counts as a step of care, and which deadlines a step meets or misses.

A deadline counts once: as missed when its time runs out, whoever acts later, else as met by the step that
ends its clock. The clock of the resolution runs on when an opportunity comes back, so it can be met again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from antiphon.routing.v1 import care_service_pb2 as api
from services.common.formats import Cell, Column, Kind
from services.common.model import errors
from services.router.core import deadlines, demand, names
from services.router.core.deadlines import Clock, Clocks, DeadlinePolicy
from services.router.core.staffing import checks, stages

_S = api.CareStep

SPREAD: Final[Mapping[int, str]] = {
    _S.KIND_FIRST_ANSWER: "first_answer_wait",
    _S.KIND_HANDLED: "handling",
}
"""Kinds of which a report tells how long they took, and its field for that."""

COUNTS: Final[Mapping[int, str]] = {
    number: f"{name.removeprefix('KIND_').lower()}_count" for name, number in _S.Kind.items() if number
}
"""Field of a report for each kind."""

_MET: Final = {
    deadlines.FIRST_ANSWER: _S.KIND_FIRST_ANSWER_MET,
    deadlines.NEXT_ANSWER: _S.KIND_NEXT_ANSWER_MET,
    deadlines.RESOLUTION: _S.KIND_RESOLUTION_MET,
}
MISSED: Final = {
    deadlines.FIRST_ANSWER: _S.KIND_FIRST_ANSWER_MISSED,
    deadlines.NEXT_ANSWER: _S.KIND_NEXT_ANSWER_MISSED,
    deadlines.RESOLUTION: _S.KIND_RESOLUTION_MISSED,
}
"""Kind of step by the name of the clock that ran out."""

USUAL_SPAN: Final = 30 * 86_400 * 1_000_000
NOBODY: Final = "-"

COLUMNS: Final = (
    Column("time", Kind.MOMENT),
    Column("kind"),
    Column("brand"),
    Column("queue"),
    Column("team"),
    Column("agent"),
    Column("seconds", Kind.REAL),
    Column("timed", Kind.WHOLE),
    Column("opportunity"),
)
"""Columns of a file of steps; `seconds` tells something where `timed` is 1."""


class Ending(NamedTuple):
    """What ends clocks.

    Attributes:
        answers: an answer was sent.
        closes: the opportunity is ended.
    """

    answers: bool = False
    closes: bool = False


class Wanted(NamedTuple):
    """Which steps somebody asks for.

    Attributes:
        start: first moment, in microseconds since 1970; `end` the first after.
        agent: id; None for all, empty for what nobody did. So `team`.
        queue: id; None for all.
        kinds: empty for all.
    """

    start: int
    end: int
    agent: str | None
    team: str | None
    queue: str | None
    kinds: tuple[int, ...]


class Step(NamedTuple):
    """A step in the order in which the store reads it."""

    id: int
    time: int
    kind: int
    brand: str
    opportunity_uid: str
    queue: str
    agent: str
    team: str
    duration: int | None


def ended(clocks: Clocks, policy: DeadlinePolicy, priority: int, now: int, by: Ending) -> list[int]:
    """Kinds of steps that tell which deadlines this met or missed."""
    limits = deadlines.targets(clocks, policy, priority)
    due = deadlines.due(clocks, policy, priority)
    found: list[int] = []
    owed = clocks.answer != Clock()
    late = _is_late(due.answer, now)
    if owed and _counts(clocks.answer, limits[0]) and (by.answers or (by.closes and late)):
        found.append((MISSED if late else _MET)[deadlines.answer_name(clocks)])
    if by.closes and _counts(clocks.resolution, limits[1]):
        found.append((MISSED if _is_late(due.resolution, now) else _MET)[deadlines.RESOLUTION])
    return found


def queue_of(lane: str) -> str:
    """Id of the queue whose lane has this name."""
    return stages.stage(demand.Demand("", lane)).queue


def wanted(asked: api.CareFilter, now: int) -> Wanted:
    """What a filter asks for.

    Raises:
        InvalidField: naming the field that is none.
    """
    end = asked.end_time.ToMicroseconds() if asked.HasField("end_time") else now
    start = asked.start_time.ToMicroseconds() if asked.HasField("start_time") else end - USUAL_SPAN
    if start >= end:
        raise errors.InvalidField("filter.start_time", "it must be before the end.")
    agent: str | None = None
    if asked.agent:
        nobody = asked.agent == f"agents/{NOBODY}"
        agent = "" if nobody else checks.agent_id(asked.agent, "filter.agent")
    team: str | None = None
    if asked.team:
        team = "" if asked.team == NOBODY else checks.team(asked.team, "filter.team")
    queue = checks.queue_id(asked.queue, "filter.queue") if asked.queue else None
    return Wanted(start, end, agent, team, queue, tuple(sorted(set(asked.kinds))))


def filled(asked: api.CareFilter, found: Wanted) -> api.CareFilter:
    """A filter with its times."""
    told = api.CareFilter()
    told.CopyFrom(asked)
    told.start_time.FromMicroseconds(found.start)
    told.end_time.FromMicroseconds(found.end)
    return told


def message(step: Step) -> api.CareStep:
    """A step as people see it."""
    told = api.CareStep(
        kind=step.kind,  # type: ignore[arg-type] # stored as a number
        opportunity=names.opportunity(step.opportunity_uid),
        brand=step.brand,
        queue=f"queues/{step.queue}",
        agent=f"agents/{step.agent}" if step.agent else "",
        team=step.team,
    )
    told.event_time.FromMicroseconds(step.time)
    if step.duration is not None:
        told.duration.FromMicroseconds(step.duration)
    return told


def row(step: Step) -> tuple[Cell, ...]:
    """A step as a row of `COLUMNS`."""
    return (
        step.time,
        COUNTS[step.kind].removesuffix("_count"),
        step.brand.removeprefix("brands/"),
        step.queue,
        step.team,
        step.agent,
        (step.duration or 0) / 1_000_000,
        int(step.duration is not None),
        names.opportunity(step.opportunity_uid),
    )


def _counts(clock: Clock, target: int) -> bool:
    """Whether a clock has a limit, and was not counted as missed."""
    return bool(target) and clock.told != deadlines.BREACHED


def _is_late(due: int | None, now: int) -> bool:
    return due is not None and now >= due
