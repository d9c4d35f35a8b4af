"""What every batch is decided by and people seldom change, kept between batches.

One statement at the beginning of each batch tells whether it still holds, and whatever else each must know.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

import sqlalchemy as sa

from services.common import store
from services.common.store import types
from services.router.core.demand import Demand
from services.router.core.policies import rulebook
from services.router.core.policies.rulebook import Rulebook
from services.router.core.terms import Terms
from services.router.store import deadlines, lanes, policies, tables, versions

Mark = tuple[int | None, ...]


class Glance(NamedTuple):
    """What each batch asks first.

    Attributes:
        now: the database's clock, in microseconds since 1970.
        mark: tells one state of everything people have set up from another.
        next_row: row of the next new opportunity.
        suppressing: whether anybody asked to be forgotten.
        moving: whether people merged or split any conversation.
    """

    now: int
    mark: Mark
    next_row: int
    suppressing: bool
    moving: bool


_WHICH: Final = (versions.STAFFING, versions.DEADLINES, versions.POLICIES)
_GLANCE: Final = sa.select(
    store.now(),
    sa.select(sa.func.max(tables.opportunities.c.id)).scalar_subquery(),
    sa.exists(sa.select(sa.literal(1)).select_from(tables.suppressed)),
    sa.exists(sa.select(sa.literal(1)).select_from(tables.conversation_homes)),
    *map(versions.asked, _WHICH),
)


def glance(conn: sa.Connection) -> Glance:
    """Looks at what may have changed since the last batch."""
    moment, last, suppressing, moving, *mark = conn.execute(_GLANCE).one()
    now = (moment - types.EPOCH) // types.MICROSECOND
    return Glance(now, tuple(mark), 1 + (last or 0), bool(suppressing), bool(moving))


class Clocks(NamedTuple):
    """How long opportunities may wait.

    Attributes:
        terms: deadline policies.
        ages: age in microseconds at which a queue first asks for less.
    """

    terms: Terms
    ages: Mapping[str, int]


def clocks(conn: sa.Connection) -> Clocks:
    """The clocks as this transaction sees them."""
    return Clocks(deadlines.terms(conn), lanes.first_ages(conn))


class Shelf:
    """Keeps what holds; one for each process that decides.

    Attributes:
        book: policies, lists and thresholds in force.
        clocks: deadlines and escalations.
        lanes: lanes that are certain to be there, since a transaction that used them was committed.
    """

    def __init__(self) -> None:
        self.book: Rulebook = rulebook.EMPTY
        self.clocks = Clocks(Terms(), {})
        self.lanes: Mapping[Demand, int] = {}
        self._mark: Mark = ()

    def renew(self, conn: sa.Connection, mark: Mark) -> None:
        """Reads everything again, unless it is what `mark` tells."""
        if mark != self._mark:
            self.book, self.clocks, self._mark = policies.load(conn), clocks(conn), mark

    def keep(self, lanes: Mapping[Demand, int]) -> None:
        """Remembers the lanes of a batch, once it is committed."""
        if len(lanes) > len(self.lanes):
            self.lanes = lanes

    def faults(self) -> frozenset[str]:
        """Names of documents in force that this program cannot use: the shipped policy decides instead."""
        return frozenset(self.book.faults)
