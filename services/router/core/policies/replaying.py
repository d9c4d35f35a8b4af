"""Decides history by two policies and works it off twice: what a change would have done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple, Protocol

from antiphon.mention.v1 import mention_pb2
from antiphon.scoring.v1 import score_pb2
from services.router.core import deadlines, demand, facts, simulation
from services.router.core.policies import cases, comparing
from services.router.core.policies.cases import Case
from services.router.core.policies.comparing import Beside
from services.router.core.policies.policy import OUTCOMES, Policy, Verdict
from services.router.core.policies.staffing import Staffing
from services.router.core.replyability import Capability
from services.router.core.signals import BrandNames
from services.router.core.simulation import Figures, Item, Simulation, Work

QUEUED: Final = OUTCOMES["queue"]
HOURS: Final = 24


class World(Protocol):
    """What deciding may look up."""

    def names(self, brand: str, /) -> BrandNames:
        """How a brand is called."""

    def capability(self, network: str, /) -> Capability:
        """What a network allows."""


class Result(NamedTuple):
    """What became of history on one side; `load` is minutes of work by hour of the day."""

    policy: str
    outcomes: dict[str, int]
    rules: dict[str, int]
    queues: dict[str, Figures]
    load: list[float]


class Side:
    """One policy with one staffing."""

    def __init__(self, policy: Policy, staffing: Staffing) -> None:
        self.policy = policy
        self.outcomes: defaultdict[str, int] = defaultdict(int)
        self.rules: defaultdict[str, int] = defaultdict(int)
        self._staffing = staffing
        self._items: list[Item] = []
        self._routes: dict[str, tuple[simulation.Lane, int]] = {}

    def decide(self, case: Case, conversation: str) -> Verdict:
        """Decides one mention and remembers it as work if it enters a queue."""
        verdict = self.policy.decide(case)
        self.rules[verdict.rule] += 1
        if verdict.outcome != QUEUED:
            self.outcomes[comparing.place(verdict)] += 1
            return verdict
        self.outcomes["queue"] += 1
        lane, due = self._routes.get(verdict.route) or self._learn(verdict.route)
        within = due or deadlines.DEFAULT.target(verdict.priority).first_answer
        window_end = case.capability.window_end(case.written)
        self._items.append(Item(case.now, conversation, verdict.priority, lane, within, window_end))
        return verdict

    def result(self, waits: tuple[int, ...]) -> Result:
        """Works everything off and tells what became of it."""
        items = sorted(self._items, key=lambda item: item.moment)
        groups = self._groups(items)
        run = Simulation(groups, self._staffing.minutes, waits)
        works = run.run(items)
        return Result(
            self.policy.name,
            dict(self.outcomes),
            dict(self.rules),
            simulation.figures(works, run),
            self._load(works),
        )

    def _groups(self, items: Sequence[Item]) -> list[simulation.Group]:
        if not items:
            return []
        return self._staffing.groups(items[0].moment, items[-1].moment + simulation.AFTERWARDS)

    def _learn(self, route: str) -> tuple[simulation.Lane, int]:
        told = demand.decode(route)
        lane = (told.queue, told.skills)
        self._routes[route] = lane, self._staffing.deadlines.get(told.deadline, 0)
        return self._routes[route]

    def _load(self, works: Iterable[Work]) -> list[float]:
        load = [0.0] * HOURS
        for work in works:
            if work.begun:
                load[self._staffing.hour(work.begun)] += (work.ended - work.begun) / simulation.MINUTE
        return load


class Replay:
    """History that comes in pieces, in any order."""

    def __init__(self, brand: str, live: Side, candidate: Side, world: World) -> None:
        self.compared = Beside()
        self.first = self.last = 0
        self._brand = brand
        self._live = live
        self._candidate = candidate
        self._world = world

    def add(self, pieces: Iterable[tuple[mention_pb2.Mention, score_pb2.Score]]) -> None:
        """Decides mentions on both sides, each at the moment it was written."""
        names = self._world.names(self._brand)
        for mention, score in pieces:
            moment = facts.written_at(mention)
            case = cases.of(mention, score, self._world.capability(mention.network), names, moment)
            conversation = mention.conversation_key or mention.key
            live = self._live.decide(case, conversation)
            candidate = self._candidate.decide(case, conversation)
            self.compared.add(mention.key, live, candidate)
            self.first = min(self.first or moment, moment)
            self.last = max(self.last, moment)

    def results(self, waits: tuple[int, ...]) -> tuple[Result, Result]:
        """What became of it with the policy in force, and with the candidate."""
        return self._live.result(waits), self._candidate.result(waits)
