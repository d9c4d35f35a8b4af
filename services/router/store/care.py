"""Writes steps of care in the transaction of what they tell: so a report never counts what did not happen.

A step costs two statements: which queue the lane is of, and its row, which looks the agent's team up itself.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final, NamedTuple

import sqlalchemy as sa

from antiphon.routing.v1 import care_service_pb2 as api
from services.router.core import care, demand
from services.router.store import tables

_S = api.CareStep
_A: Final = tables.agents.c

_QUEUE: Final = sa.select(tables.lanes.c.queue).where(tables.lanes.c.id == sa.bindparam("lane"))
_TEAM: Final = sa.select(_A.team).where(_A.id == sa.bindparam("who")).scalar_subquery()
_ADD: Final = tables.care_steps.insert().values(team=sa.func.coalesce(_TEAM, "")).inline()

Connection = sa.Connection
"""For those who write functions of a transaction without knowing SQL."""


class Where(NamedTuple):
    """Of which opportunity a step is, and the lane that it stands in."""

    uid: str
    brand: str
    lane: int


class Took(NamedTuple):
    """A kind of step, and how long it took in microseconds; None where that says nothing."""

    kind: int
    duration: int | None = None


def add(conn: sa.Connection, where: Where, now: int, holder: str, steps: Sequence[Took]) -> None:
    """Keeps steps that somebody did, `user:alice`; empty for nobody."""
    if not steps:
        return
    agent = holder.partition(":")[2]
    lane = conn.execute(_QUEUE, {"lane": where.lane}).scalar_one_or_none() or demand.DEFAULT_QUEUE
    common = {
        "time": now,
        "brand": where.brand,
        "opportunity_uid": where.uid,
        "queue": care.queue_of(lane),
        "agent": agent,
        "who": agent,
    }
    rows = [
        {**common, "kind": step.kind, "duration": None if step.duration is None else max(0, step.duration)}
        for step in steps
    ]
    conn.execute(_ADD, rows)


def add_kinds(
    conn: sa.Connection, where: Where, now: int, holder: str, kinds: Collection[int]
) -> None:  # fmt: skip
    """Keeps steps without durations."""
    add(conn, where, now, holder, [Took(kind) for kind in kinds])
