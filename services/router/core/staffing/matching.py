"""Push: gives waiting work to agents who are available, the first in the queue first.

Each agent stands in a heap for each group of people who may take the same work. An agent's turn only moves
back as work comes, so a heap may hold an old turn: whoever comes up with one is put back where it belongs.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from services.router.core.staffing import capacity
from services.router.core.staffing.capacity import Load
from services.router.core.staffing.roster import Agent, Queue


class Waiting(NamedTuple):
    """Work to be offered.

    Attributes:
        row: of the opportunity.
        rank: its place, with the head start of its queue taken off.
        last: id of the agent who held it last; empty for none.
    """

    row: int
    lane: int
    rank: int
    network: str
    last: str = ""


@dataclass(slots=True)
class Desk:
    """An agent who is available, and what the agent has already; `idle` is since when no new work came."""

    agent: Agent
    idle: int
    load: Load = field(default_factory=Load)
    turn: int = 0

    def takes(self, network: str, weight: int) -> bool:
        """Whether there is room for one more."""
        return capacity.takes(self.agent, self.load, network, weight)

    @property
    def is_full(self) -> bool:
        """Whether there is room for nothing at all."""
        return self.load.total >= self.agent.soft


class Group(NamedTuple):
    """People who may take from a lane, by the queue's rules; lanes with equal ones share a heap."""

    agents: tuple[str, ...]
    queue: Queue


class Given(NamedTuple):
    """Work and whom it is offered to."""

    waiting: Waiting
    agent: str


_Key = tuple[float, int, int, str]


class _Line:
    """Whose turn it is among some agents."""

    def __init__(self, desks: Iterable[Desk], *, least_loaded: bool) -> None:
        self._least_loaded = least_loaded
        self._heap = [(self._key(desk), desk) for desk in desks]
        heapq.heapify(self._heap)

    def take(self, network: str, weight: int, without: Collection[str]) -> Desk | None:
        """The first who has room and was not asked before; None when there is nobody."""
        aside, found = [], None
        while self._heap and found is None:
            key, desk = heapq.heappop(self._heap)
            present = self._key(desk)
            if desk.is_full:
                continue
            if present != key:
                heapq.heappush(self._heap, (present, desk))
            elif desk.agent.id in without or not desk.takes(network, weight):
                aside.append((key, desk))
            else:
                found = desk
                aside.append((key, desk))
        for entry in aside:
            heapq.heappush(self._heap, entry)
        return found

    def _key(self, desk: Desk) -> _Key:
        share = capacity.share(desk.agent, desk.load) if self._least_loaded else 0.0
        return share, desk.turn, desk.idle, desk.agent.id


def assign(
    waiting: Iterable[Waiting],
    desks: Mapping[str, Desk],
    groups: Mapping[int, Group],
    asked: Mapping[int, Collection[str]],
) -> list[Given]:
    """Who is offered what: the first in the queue first, to whom the queue's strategy names.

    Args:
        waiting: work, in any order; what stands in a lane without a group is left where it is.
        desks: agents who are available, by id; their loads are counted on.
        groups: by lane.
        asked: agents who were offered a row before, by row.
    """
    lines: dict[tuple[tuple[str, ...], bool], _Line] = {}
    given, turn = [], 0
    for item in sorted(waiting, key=lambda one: (one.rank, one.row)):
        group = groups.get(item.lane)
        if group is None:
            continue
        weight, without = group.queue.weight(item.network), asked.get(item.row, ())
        desk = _last(item, group, desks, weight, without)
        if desk is None:
            key = (group.agents, group.queue.least_loaded)
            line = lines.get(key)
            if line is None:
                present = _present(group.agents, desks)
                line = lines[key] = _Line(present, least_loaded=group.queue.least_loaded)
            desk = line.take(item.network, weight, without)
        if desk is not None:
            turn += 1
            desk.turn = turn
            desk.load.add(item.network, weight)
            given.append(Given(item, desk.agent.id))
    return given


def _present(agents: Sequence[str], desks: Mapping[str, Desk]) -> list[Desk]:
    return [desks[one] for one in agents if one in desks]


def _last(
    item: Waiting, group: Group, desks: Mapping[str, Desk], weight: int, without: Collection[str]
) -> Desk | None:
    """The agent who held it last, where the queue wants that one and there is room."""
    if not group.queue.sticky or item.last not in desks or item.last in without:
        return None
    desk = desks[item.last]
    return desk if item.last in group.agents and desk.takes(item.network, weight) else None
