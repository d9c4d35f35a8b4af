"""Queues and agents as decisions need them, read from the messages that people set up.

Without any queue or agent everybody works everything of their brands: what is not set up keeps nobody out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from antiphon.routing.v1 import staffing_service_pb2 as staffing

SECOND: Final = 1_000_000
"""Moments and stretches are whole microseconds."""

OFFER_SECONDS: Final = 30
SOFT_CAPACITY: Final = 5
"""Load up to which an agent is offered work, where nothing else is set."""
WEIGHT: Final = 1
"""What an opportunity takes of a capacity, where its queue says nothing of its network."""


class Step(NamedTuple):
    """What a queue asks less of from an age on.

    Attributes:
        after: age in microseconds.
        drop: skills no longer asked for.
        drop_all: whether none is asked for any more.
        lower: how much lower levels are.
        widen: ids of queues whose members may take it, too.
        everyone: whether all of the brand may.
    """

    after: int
    drop: frozenset[str] = frozenset()
    drop_all: bool = False
    lower: int = 0
    widen: tuple[str, ...] = ()
    everyone: bool = False


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits for the same people; ids without `queues/` and `agents/`, stretches in microseconds."""

    id: str
    brands: frozenset[str] = frozenset()
    members: frozenset[str] = frozenset()
    skills: Mapping[str, int] = field(default_factory=dict)
    head_start: int = 0
    weights: Mapping[str, int] = field(default_factory=dict)
    push: bool = False
    least_loaded: bool = False
    sticky: bool = False
    offer: int = OFFER_SECONDS * SECOND
    steps: tuple[Step, ...] = ()
    overflow: str = ""
    overflow_after: int = 0
    calendar: str = ""

    def weight(self, network: str) -> int:
        """What one opportunity of a network takes of an agent's capacity."""
        return self.weights.get(network, WEIGHT)


@dataclass(frozen=True, slots=True)
class Agent:
    """Person who works; `hard` is None without a limit."""

    id: str
    skills: Mapping[str, int] = field(default_factory=dict)
    soft: int = SOFT_CAPACITY
    hard: int | None = None
    limits: Mapping[str, int] = field(default_factory=dict)
    brands: frozenset[str] = frozenset()
    queues: frozenset[str] = frozenset()
    calendar: str = ""


@dataclass(frozen=True, slots=True)
class Roster:
    """All that is set up."""

    queues: Mapping[str, Queue] = field(default_factory=dict)
    agents: Mapping[str, Agent] = field(default_factory=dict)

    def queue(self, queue: str) -> Queue:
        """A queue; one that nobody set up takes everything from everybody."""
        return self.queues.get(queue) or Queue(queue)

    def agent(self, agent: str) -> Agent:
        """An agent; one that nobody set up has no skills and no limits."""
        return self.agents.get(agent) or Agent(agent)


def of(queues: Iterable[staffing.Queue], agents: Iterable[staffing.Agent]) -> Roster:
    """The roster that these messages describe."""
    prepared = [queue(one) for one in queues]
    return Roster({one.id: one for one in prepared}, {one.id: one for one in map(agent, agents)})


def queue(message: staffing.Queue) -> Queue:
    """A queue as decisions need it."""
    return Queue(
        bare(message.name),
        frozenset(message.brands),
        frozenset(map(bare, message.members)),
        dict(message.skills),
        message.head_start_seconds * SECOND,
        dict(message.channel_weights),
        push=message.assignment == staffing.Queue.ASSIGNMENT_PUSH,
        least_loaded=message.strategy == staffing.Queue.STRATEGY_LEAST_LOADED,
        sticky=message.sticky,
        offer=(message.offer_seconds or OFFER_SECONDS) * SECOND,
        steps=tuple(map(_step, message.steps)),
        overflow=bare(message.overflow_queue),
        overflow_after=message.overflow_after_seconds * SECOND,
        calendar=bare(message.calendar),
    )


def agent(message: staffing.Agent) -> Agent:
    """An agent as decisions need it."""
    hard = message.hard_capacity if message.HasField("hard_capacity") else None
    soft = message.soft_capacity if message.HasField("soft_capacity") else (hard or SOFT_CAPACITY)
    return Agent(
        bare(message.name),
        dict(message.skills),
        soft,
        hard,
        dict(message.channel_limits),
        frozenset(message.brands),
        frozenset(map(bare, message.queues)),
        bare(message.calendar),
    )


def bare(name: str) -> str:
    """The id in a resource name."""
    return name.partition("/")[2] if "/" in name else name


def _step(message: staffing.EscalationStep) -> Step:
    return Step(
        message.after_seconds * SECOND,
        frozenset(message.drop_skills),
        message.drop_all_skills,
        message.lower_levels,
        tuple(map(bare, message.widen_to)),
        message.everyone,
    )
