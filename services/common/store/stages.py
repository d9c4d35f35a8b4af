"""Temporary tables that rows pass through on their way into Postgres, remembered per connection.

A connection makes each of them once; every commit empties them. What a transaction made, its
rollback takes away again, so the memory follows transactions.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa

from services.common.store.statements import Plan

if TYPE_CHECKING:
    import psycopg

_STAGES: Final = "antiphon_stages"


@dataclass(slots=True)
class Stages:
    """What a connection has.

    Attributes:
        made: tables that are there for good.
        new: tables made by the present transaction.
        filled: tables that hold rows of the present transaction.
    """

    made: set[str] = field(default_factory=set)
    new: set[str] = field(default_factory=set)
    filled: set[str] = field(default_factory=set)

    def prepare(self, cursor: psycopg.Cursor[Any], plan: Plan) -> None:
        """Makes sure that the plan's table is there and empty."""
        if plan.stage not in self.made and plan.stage not in self.new:
            cursor.execute(plan.create_stage)
            self.new.add(plan.stage)
        if plan.stage in self.filled:
            cursor.execute(plan.empty_stage)
        self.filled.add(plan.stage)


def of(conn: sa.Connection) -> Stages:
    """The tables of a connection."""
    stages = conn.info.get(_STAGES)
    if stages is None:
        stages = conn.info[_STAGES] = Stages()
    return stages


def follow(engine: sa.Engine) -> None:
    """Lets the memory follow the transactions of an engine's connections."""
    sa.event.listen(engine, "commit", _after_commit)
    sa.event.listen(engine, "rollback", _after_rollback)
    sa.event.listen(engine, "rollback_savepoint", _after_savepoint)


def _after_commit(conn: sa.Connection) -> None:
    stages = of(conn)
    stages.made |= stages.new
    stages.new.clear()
    stages.filled.clear()


def _after_rollback(conn: sa.Connection) -> None:
    stages = of(conn)
    stages.new.clear()
    stages.filled.clear()


def _after_savepoint(conn: sa.Connection, *_savepoint: Any) -> None:
    # Some may have been made or filled before it: they are made where missing, and emptied.
    of(conn).new.clear()
