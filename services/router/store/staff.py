"""What is set up, in memory: queues, agents and lanes, read again only when one of them changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import sqlalchemy as sa

from antiphon.routing.v1 import staffing_service_pb2 as staffing
from services.common.model.principal import Principal
from services.router.core.demand import Demand
from services.router.core.staffing import eligibility, roster, stages
from services.router.core.staffing.eligibility import Lane
from services.router.core.staffing.matching import Group
from services.router.core.staffing.roster import Queue, Roster
from services.router.store import lanes, tables, versions

_L: Final = tables.lanes.c


def _seen() -> sa.Select[Any]:
    """Asks for what tells one state of the set-up from another.

    A lane's number may be given out again when a transaction failed, so it tells what it demands, too.
    """
    latest = sa.select(_L.id, _L.brand, _L.queue, _L.skills).order_by(_L.id.desc()).limit(1).subquery()
    one = sa.select(sa.literal(1).label("one")).subquery()
    return sa.select(versions.asked(versions.STAFFING), latest).select_from(one.outerjoin(latest, sa.true()))


_SEEN: Final = _seen()


@dataclass(slots=True)
class Snapshot:
    """One state of the set-up; answers are kept, since everybody asks for the same.

    Attributes:
        seen: what told that it is this state: its version, and the latest lane.
        roster: queues and agents.
        demands: by lane.
    """

    seen: tuple[Any, ...]
    roster: Roster
    demands: Mapping[int, Demand]
    _lanes: dict[tuple[str, frozenset[str] | None], tuple[Lane, ...]] = field(default_factory=dict)
    _groups: dict[int, Group] = field(default_factory=dict)

    def lanes_of(self, agent: str, brands: frozenset[str] | None) -> tuple[Lane, ...]:
        """Lanes that somebody may take from, among those of some brands; None for all."""
        key = (agent, brands)
        found = self._lanes.get(key)
        if found is None:
            found = self._lanes[key] = eligibility.lanes(self.roster, agent, self.demands, brands)
        return found

    def demand(self, lane: int) -> Demand:
        """What a lane demands; nothing special where it was never told."""
        return self.demands.get(lane) or Demand("")

    def queue_of(self, lane: int) -> Queue:
        """The queue that a lane belongs to."""
        return self.roster.queue(stages.stage(self.demand(lane)).queue)

    def group(self, lane: int) -> Group:
        """Agents who may take from a lane, by its queue's rules."""
        found = self._groups.get(lane)
        if found is None:
            able = eligibility.able(self.roster, self.demand(lane))
            found = self._groups[lane] = Group(able, self.queue_of(lane))
        return found

    def lanes_in(self, queue: str) -> list[int]:
        """Lanes of a queue, at whatever step."""
        return [number for number, one in self.demands.items() if stages.stage(one).queue == queue]

    @property
    def pushed(self) -> list[int]:
        """Lanes of queues that offer their work."""
        return [number for number in self.demands if self.queue_of(number).push]


class Staff:
    """Keeps the latest snapshot; one for each database."""

    def __init__(self) -> None:
        self._latest: Snapshot | None = None

    def read(self, conn: sa.Connection) -> Snapshot:
        """The set-up as this transaction sees it."""
        seen = tuple(conn.execute(_SEEN).one())
        found = self._latest
        if found is None or found.seen != seen:
            found = self._latest = Snapshot(seen, load(conn), lanes.every(conn))
        return found


def load(conn: sa.Connection) -> Roster:
    """Queues and agents, from the tables."""
    queues = conn.execute(sa.select(tables.queues.c.document).order_by(tables.queues.c.id)).scalars()
    agents = conn.execute(sa.select(tables.agents.c.document).order_by(tables.agents.c.id)).scalars()
    return roster.of(map(staffing.Queue.FromString, queues), map(staffing.Agent.FromString, agents))


def agent_of(holder: str) -> str:
    """Id of the agent behind a holder, `user:alice`."""
    return holder.partition(":")[2]


def holder_of(agent: str) -> str:
    """How leases name an agent."""
    return Principal(agent, "user").holder
