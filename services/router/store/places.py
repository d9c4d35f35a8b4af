"""What policies may send mentions to: the queues, skills and deadline policies that are set up."""

from __future__ import annotations

import sqlalchemy as sa

from services.router.core import deadlines
from services.router.store import staff, tables


def known(conn: sa.Connection) -> dict[str, frozenset[str]]:
    """Names by kind; a kind of which nothing is set up is not there: then everything goes to everybody."""
    roster = staff.load(conn)
    found: dict[str, frozenset[str]] = {}
    if roster.queues:
        found["queue"] = frozenset(roster.queues)
    if roster.agents:
        found["skill"] = frozenset(name for agent in roster.agents.values() for name in agent.skills)
    named = conn.execute(sa.select(tables.deadline_policies.c.name)).scalars()
    found["deadline"] = frozenset({deadlines.DEFAULT.name, *named})
    return found
