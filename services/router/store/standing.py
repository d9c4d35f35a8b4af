"""Where opportunities stand in their queues, as people see it: queue, skills, escalation, tags."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import sqlalchemy as sa

from antiphon.routing.v1 import routing_service_pb2 as routing
from services.router.core import demand
from services.router.core.demand import Demand
from services.router.core.staffing import stages
from services.router.store import database, handing, tables

_L: Final = tables.lanes.c

_LANES: Final = database.Listing(
    lambda among: sa.select(_L.id, _L.brand, _L.queue, _L.skills).where(among(_L.id, "numbers"))
)


def add(conn: sa.Connection, rows: Sequence[Any], views: Sequence[routing.Opportunity]) -> None:
    """Adds to views what their rows tell of queue and people."""
    lanes = _lanes(conn, {row.lane for row in rows})
    said = handing.tags(conn, [row.id for row in rows])
    for row, view in zip(rows, views, strict=True):
        stands = lanes.get(row.lane) or demand.demand(row.brand, demand.decode(row.route))
        stage = stages.stage(stands)
        view.queue, view.escalation_step = f"queues/{stage.queue}", stage.step
        view.skills.update(stands.skills)
        tags = set(demand.decode(row.route).tags)
        for tag, present in said.get(row.id, ()):
            (tags.add if present else tags.discard)(tag)
        view.tags.extend(sorted(tags))
        view.last_holder = row.last_holder
        if row.escalate_time is not None:
            view.escalate_time.FromMicroseconds(row.escalate_time)
        if row.wake_time is not None:
            view.wake_time.FromMicroseconds(row.wake_time)


def _lanes(conn: sa.Connection, numbers: set[int]) -> dict[int, Demand]:
    found = _LANES.ask(conn, numbers=sorted(numbers))
    return {row.id: Demand(row.brand, row.queue, demand.decode_skills(row.skills)) for row in found}
