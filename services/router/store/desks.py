"""An agent at work: locked while something is taken, with what the agent holds already."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from antiphon.routing.v1 import staffing_service_pb2 as staffing
from services.common.model import errors
from services.router.core.staffing import capacity
from services.router.core.staffing.capacity import Load
from services.router.core.staffing.roster import Agent
from services.router.store import staff, tables
from services.router.store.staff import Snapshot

_A: Final = tables.agents.c
_O: Final = tables.opportunities.c
_S = staffing.Agent

PRESENT: Final = (int(_S.STATUS_AVAILABLE), int(_S.STATUS_BUSY))
"""Statuses in which an agent sends heartbeats."""
GONE: Final = {
    int(_S.STATUS_AWAY): "You are set away; set yourself available, then take work.",
    int(_S.STATUS_OFFLINE): "You are set offline; set yourself available, then take work.",
}
"""Statuses in which nothing can be taken, and why."""

HELD: Final = sa.text("opportunities.holder <> ''")
"""As the index over what is held says it."""

_TAKING: Final = tables.agents.update().where(_A.id == sa.bindparam("agent")).returning(_A.status)
_LOADS: Final = (
    sa.select(_O.holder, _O.network, _O.lane, sa.func.count())
    .where(HELD)
    .group_by(_O.holder, _O.network, _O.lane)
)
_LOAD: Final = _LOADS.where(_O.holder == sa.bindparam("holder"))


@dataclass(slots=True)
class Desk:
    """An agent who takes something, and what the agent has already once that was counted."""

    agent: Agent
    load: Load

    def count(self, conn: sa.Connection, known: Snapshot) -> bool:
        """Counts what the agent holds and is offered; whether anything is."""
        holder = staff.holder_of(self.agent.id)
        self.load = loads(conn, known, holder).get(holder) or Load()
        return self.load.total > 0

    def why_full(self, network: str, weight: int) -> str:
        """Why one more of a network is too much; empty when it is not."""
        return capacity.why_full(self.agent, self.load, network, weight)

    @property
    def full_networks(self) -> frozenset[str]:
        """Networks of which nothing more can be taken."""
        return capacity.full_networks(self.agent, self.load)

    def full(self, why: str) -> errors.CapacityFull:
        """The refusal of one more."""
        hard = "" if self.agent.hard is None else str(self.agent.hard)
        return errors.CapacityFull(why, load=str(self.load.total), capacity=hard)


def enter(conn: sa.Connection, subject: str, known: Snapshot, now: int) -> Desk | None:
    """The agent, who takes something now; None when not set up as one.

    Locked until the transaction ends, so that capacity holds; what is written of the agent is undone with the
    claim when that comes to nothing.

    Raises:
        NotEligible: if the agent is away.
    """
    if subject not in known.roster.agents:
        return None
    taking = {"agent": subject, "seen": now, "idle": now, "missed": 0, "word_time": now}
    status = conn.execute(_TAKING, taking).scalar_one_or_none()
    if status is None:
        return None
    if status in GONE:
        raise errors.NotEligible(GONE[status], agent=f"agents/{subject}")
    return Desk(known.roster.agent(subject), Load())


def touch(conn: sa.Connection, subject: str, now: int, **more: Any) -> None:
    """A sign of life; `more` are further columns."""
    conn.execute(tables.agents.update().where(_A.id == subject).values(seen=now, **more))


def loads(conn: sa.Connection, known: Snapshot, holder: str = "") -> dict[str, Load]:
    """What everybody holds and is offered, by holder; or one of them."""
    found = conn.execute(_LOAD, {"holder": holder}) if holder else conn.execute(_LOADS)
    rows: dict[str, list[tuple[str, int]]] = {}
    for who, network, lane, count in found:
        weight = known.queue_of(lane).weight(network)
        rows.setdefault(who, []).append((network, weight * count))
    return capacity.tally(rows)
