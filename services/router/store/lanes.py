"""Lanes: each demand that ever stood in the queue as a small integer, so that one index orders every lane."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import sqlalchemy as sa

from services.common.store import bulk
from services.router.core import demand, opportunities
from services.router.core.demand import Demand
from services.router.store import tables

_L: Final = tables.lanes.c
_O: Final = tables.opportunities.c
_Q: Final = tables.queues.c

NO_LANE: Final = 0
"""Lane of what an earlier program opened, until `adopt` gives it one."""


def intern(conn: sa.Connection, wanted: Collection[Demand]) -> dict[Demand, int]:
    """The lane of each demand; those that are new get one.

    Demands are few, whatever the stream: a lane for each combination that policies name.
    """
    found = _find(conn, wanted)
    missing = [each for each in dict.fromkeys(wanted) if each not in found]
    if missing:
        rows = [
            {"brand": each.brand, "queue": each.queue, "skills": demand.encode_skills(each.skills)}
            for each in missing
        ]
        bulk.insert_new(conn, tables.lanes, rows, ["brand", "queue", "skills"])
        found |= _find(conn, missing)
    return found


def first_ages(conn: sa.Connection) -> dict[str, int]:
    """Age in microseconds at which each queue first asks for less; queues that never do are left out."""
    query = sa.select(_Q.id, _Q.first_age).where(_Q.first_age.is_not(None))
    return {row.id: row.first_age for row in conn.execute(query)}


def every(conn: sa.Connection) -> dict[int, Demand]:
    """All lanes and what they demand."""
    query = sa.select(_L.id, _L.brand, _L.queue, _L.skills)
    return {
        row.id: Demand(row.brand, row.queue, demand.decode_skills(row.skills)) for row in conn.execute(query)
    }


def _find(conn: sa.Connection, wanted: Collection[Demand]) -> dict[Demand, int]:
    brands = sorted({each.brand for each in wanted})
    query = sa.select(_L.id, _L.brand, _L.queue, _L.skills).where(_L.brand.in_(brands))
    known = {(row.brand, row.queue, row.skills): row.id for row in conn.execute(query)}
    found = {}
    for each in wanted:
        lane = known.get((each.brand, each.queue, demand.encode_skills(each.skills)))
        if lane is not None:
            found[each] = lane
    return found


def adopt(conn: sa.Connection) -> int:
    """Gives lanes to opportunities that an earlier program opened; how many those were."""
    homeless = sa.select(_O.brand, _O.route).where(_O.lane == NO_LANE, _O.state.in_(opportunities.ALL))
    told = [(row.brand, row.route) for row in conn.execute(homeless.distinct())]
    if not told:
        return 0
    wanted = {each: demand.demand(each[0], demand.decode(each[1])) for each in told}
    known = intern(conn, set(wanted.values()))
    moved = 0
    for (brand, route), demanded in wanted.items():
        these = sa.and_(_O.lane == NO_LANE, _O.brand == brand, _O.route == route)
        moved += conn.execute(
            tables.opportunities.update().where(these).values(lane=known[demanded])
        ).rowcount
    return moved
