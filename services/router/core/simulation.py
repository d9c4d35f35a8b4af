"""Works history off with pretended agents in virtual time: what waits, how long, and what is met.

Pure and deterministic: the same items and staff always give the same fates, whatever the machine. Agents of a
group are alike, so only how many are free is kept; each takes the first of the lanes it may work on, as real
ones do. A conversation is one piece of work while it waits; what is written during or after it is another.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from services.router.core import ranking
from services.router.core.demand import Skills
from services.router.core.replyability import SECOND

MINUTE: Final = 60 * SECOND
AFTERWARDS: Final = 14 * 86_400 * SECOND
"""How long after the last item agents go on."""

Lane = tuple[str, Skills]

_ARRIVAL, _DONE, _SHIFT = 1, 0, 2
"""Kinds of moments; at the same one, agents become free before items come."""


class Item(NamedTuple):
    """A mention that entered a queue.

    Attributes:
        moment: when, in microseconds.
        conversation: it belongs to.
        deadline: time to the answer, in microseconds; 0 for none.
        window_end: when the network takes no more answers; None for never.
    """

    moment: int
    conversation: str
    priority: int
    lane: Lane
    deadline: int
    window_end: int | None


class Group(NamedTuple):
    """Agents that are alike.

    Attributes:
        queues: they serve; empty for all.
        skills: levels by name.
        shifts: when they begin and end to take work, in microseconds, in order; empty for always.
    """

    size: int
    queues: frozenset[str]
    skills: Mapping[str, int]
    shifts: Sequence[tuple[int, int]] = ()

    def serves(self, lane: Lane) -> bool:
        """Whether they may work on a lane."""
        queue, skills = lane
        if self.queues and queue not in self.queues:
            return False
        return all(self.skills.get(name, 0) >= level for name, level in skills)


@dataclass(slots=True)
class Work:
    """One piece of work and its fate.

    Attributes:
        begun: when an agent took it; 0 when nobody did.
        ended: when it was answered; 0 when it was not.
    """

    entered: int
    priority: int
    lane: Lane
    rank: int
    due: int | None
    window_end: int | None
    begun: int = 0
    ended: int = 0


@dataclass(slots=True)
class _Crew:
    """A group at work."""

    group: Group
    free: int
    lanes: list[Lane] = field(default_factory=list)
    known: set[Lane] = field(default_factory=set)
    on_shift: bool = True


class Simulation:
    """One run.

    Args:
        groups: who works.
        minutes: of work for each queue, and for `default`.
        waits: by priority, as `ranking.Patience.table` gives them.
    """

    def __init__(self, groups: Sequence[Group], minutes: Mapping[str, float], waits: tuple[int, ...]) -> None:
        self.done: list[Work] = []
        self._crews = [_Crew(group, group.size, on_shift=not group.shifts) for group in groups]
        self._minutes = minutes
        self._waits = waits
        self._waiting: dict[Lane, list[tuple[int, int, Work]]] = {}
        self._open: dict[str, Work] = {}
        self._serving: dict[Lane, list[_Crew]] = {}
        self._moments: list[tuple[int, int, int, _Crew]] = []
        self._count = 0

    def run(self, items: Sequence[Item]) -> list[Work]:
        """The fate of all work the items make; items in the order of their moments."""
        if not items:
            return []
        until = items[-1].moment + AFTERWARDS
        for crew in self._crews:
            for start, end in crew.group.shifts:
                if end >= items[0].moment and start <= until:
                    self._at(max(start, items[0].moment), _SHIFT, crew)
                    self._at(end, _SHIFT, crew)
        for item in items:
            self._pass(item.moment)
            self._arrive(item)
        self._pass(until)
        return self.done

    def unservable(self, lane: Lane) -> bool:
        """Whether nobody may ever work on a lane."""
        return not any(crew.group.size and crew.group.serves(lane) for crew in self._crews)

    def _at(self, moment: int, kind: int, crew: _Crew) -> None:
        self._count += 1
        heapq.heappush(self._moments, (moment, kind, self._count, crew))

    def _pass(self, until: int) -> None:
        """Lets time go by up to a moment."""
        while self._moments and self._moments[0][0] <= until:
            moment, kind, _, crew = heapq.heappop(self._moments)
            if kind == _DONE:
                crew.free += 1
            else:
                crew.on_shift = any(start <= moment < end for start, end in crew.group.shifts)
            while crew.on_shift and crew.free and self._take_next(crew, moment):
                pass

    def _arrive(self, item: Item) -> None:
        due = item.moment + item.deadline if item.deadline else None
        rank = ranking.place(item.priority, item.moment, due, item.window_end, self._waits)
        waiting = self._open.get(item.conversation)
        if waiting is not None and not waiting.begun:
            self._raise(waiting, item)
            return
        work = Work(item.moment, item.priority, item.lane, rank, due, item.window_end)
        self.done.append(work)
        self._open[item.conversation] = work
        self._enqueue(work, item.moment)

    def _raise(self, work: Work, item: Item) -> None:
        """The customer wrote again while it waits: it keeps its age, the weightier of the two decides."""
        if item.priority <= work.priority:
            return
        work.priority, work.lane = item.priority, item.lane
        due = work.entered + item.deadline if item.deadline else work.due
        work.due = due if work.due is None else min(work.due, due or work.due)
        work.rank = ranking.place(work.priority, work.entered, work.due, work.window_end, self._waits)
        self._enqueue(work, item.moment)

    def _enqueue(self, work: Work, now: int) -> None:
        self._count += 1
        if work.lane not in self._waiting:
            self._open_lane(work.lane)
        heapq.heappush(self._waiting[work.lane], (work.rank, self._count, work))
        for crew in self._serving[work.lane]:
            if crew.on_shift and crew.free:
                self._take_next(crew, now)
                return

    def _open_lane(self, lane: Lane) -> None:
        self._waiting[lane] = []
        found = [crew for crew in self._crews if crew.group.serves(lane)]
        for crew in found:
            crew.lanes.append(lane)
        # Who may do the least is asked first, so that those who may do more stay free for the rest.
        self._serving[lane] = sorted(found, key=lambda crew: (not crew.group.queues, len(crew.group.skills)))

    def _take_next(self, crew: _Crew, now: int) -> bool:
        best: list[tuple[int, int, Work]] | None = None
        for lane in crew.lanes:
            heap = self._waiting[lane]
            while heap and self._is_stale(heap[0], lane, now):
                heapq.heappop(heap)
            if heap and (best is None or heap[0][:2] < best[0][:2]):
                best = heap
        if best is None:
            return False
        work = heapq.heappop(best)[2]
        work.begun = now
        minutes = self._minutes.get(work.lane[0], self._minutes.get("default", 4.0))
        work.ended = now + round(minutes * MINUTE)
        crew.free -= 1
        self._at(work.ended, _DONE, crew)
        return True

    @staticmethod
    def _is_stale(entry: tuple[int, int, Work], lane: Lane, now: int) -> bool:
        """Whether it was taken, stands elsewhere by now, or can no longer be answered."""
        rank, _, work = entry
        late = work.window_end is not None and work.window_end <= now
        return bool(work.begun) or work.rank != rank or work.lane != lane or late


class Figures(NamedTuple):
    """What became of the work of one queue; waits in microseconds."""

    items: int
    answered: int
    due: int
    met: int
    p50: int
    p95: int
    unservable: int


def figures(found: Sequence[Work], run: Simulation) -> dict[str, Figures]:
    """What became of the work, by queue."""
    by_queue: dict[str, list[Work]] = defaultdict(list)
    for work in found:
        by_queue[work.lane[0]].append(work)
    return {queue: _figures(works, run) for queue, works in sorted(by_queue.items())}


def _figures(works: Sequence[Work], run: Simulation) -> Figures:
    waits = sorted(work.begun - work.entered for work in works if work.begun)
    due = [work for work in works if work.due is not None]
    met = sum(1 for work in due if work.ended and work.due is not None and work.ended <= work.due)
    lanes: dict[Lane, bool] = {}
    for work in works:
        if work.lane not in lanes:
            lanes[work.lane] = run.unservable(work.lane)
    lost = sum(1 for work in works if lanes[work.lane])
    return Figures(len(works), len(waits), len(due), met, _share(waits, 50), _share(waits, 95), lost)


def _share(ordered: Sequence[int], percent: int) -> int:
    """The value that so many of a hundred do not exceed; 0 of none."""
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)] if ordered else 0
