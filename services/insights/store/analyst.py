"""Front door of the numbers: every question as one call that reads one snapshot."""

from __future__ import annotations

import functools
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from services.common.store import Database
from services.insights.core import buckets, exports, figures, folding, tokens
from services.insights.core.figures import Sums
from services.insights.core.slices import Cut
from services.insights.store import exporting, numbers, search, tables, textual

_T = tables.mentions
_B = tables.mention_brands


class Division(NamedTuple):
    """A slice and its parts."""

    parts: Sequence[tuple[str, Sums]]
    total: Sums


class Analyst:
    """Answers questions about slices."""

    def __init__(self, db: Database, *, page_size: int) -> None:
        self.db = db
        self._page_size = page_size

    async def divided(self, cut: Cut, dimension: int) -> Division:
        """A slice divided by a dimension; undivided where that is 0."""

        def work(conn: sa.Connection) -> Division:
            found = rows(conn, cut, dimension)
            parts = folding.parts(found, dimension, matches(conn, cut, dimension)) if dimension else ()
            return Division(parts, figures.total(row.sums for row in found))

        return await self.db.read(work)

    async def over_time(
        self, cut: Cut, edges: Sequence[int], grid: buckets.Grid, dimension: int
    ) -> tuple[Mapping[str, list[Sums]], list[Sums]]:
        """Sums of each bucket by value of a dimension, and those of all, each mention once."""

        def work(conn: sa.Connection) -> tuple[Mapping[str, list[Sums]], list[Sums]]:
            found = rows(conn, cut, dimension, grid)
            groups = folding.by_value(found, dimension, matches(conn, cut, dimension))
            lines = {value: folding.in_buckets(group, edges, grid.moment) for value, group in groups.items()}
            return lines, folding.in_buckets(found, edges, grid.moment)

        return await self.db.read(work)

    async def of_week(self, cut: Cut, where: ZoneInfo) -> Mapping[tuple[int, int], Sums]:
        """Sums by weekday and hour of a time zone."""

        def work(conn: sa.Connection) -> Mapping[tuple[int, int], Sums]:
            return folding.in_week(numbers.tally(conn, cut, grid=buckets.weekly(cut.start, cut.end, where)))

        return await self.db.read(work)

    async def exported(self, cut: Cut) -> AsyncIterator[list[exports.Counted]]:
        """Mentions of a slice as they count, piece by piece; each piece is a transaction of its own."""
        cut = await self._settled(cut)
        after: tokens.Place | None = None
        while found := await self.db.read(functools.partial(exporting.piece, cut=cut, after=after)):
            yield found
            after = tokens.Place(found[-1].create_time, found[-1].id)

    async def mentions(
        self, cut: Cut, after: tokens.Place | None, limit: int
    ) -> AsyncIterator[search.Stretch]:
        """Mentions behind a number piece by piece; each piece is a transaction of its own."""
        cut = await self._settled(cut)
        left = limit or None
        while left is None or left > 0:
            count = self._page_size if left is None else min(left, self._page_size)
            piece = await self.db.read(functools.partial(_piece, cut=cut, after=after, count=count))
            if piece is None:
                return
            yield piece
            after = piece.place
            left = None if left is None else left - len(piece.mentions)

    async def _settled(self, cut: Cut) -> Cut:
        return await self.db.read(lambda conn: numbers.settled(conn, cut)) if cut.asked else cut


def rows(
    conn: sa.Connection, cut: Cut, dimension: int, grid: buckets.Grid = buckets.WHOLE
) -> list[numbers.Row]:
    """Sums of a slice as a dimension needs them."""
    column = folding.COLUMNS.get(dimension, "")
    return numbers.tally(conn, cut, grid=grid, scopes=dimension in folding.SCOPED, column=column)


def matches(conn: sa.Connection, cut: Cut, dimension: int) -> Mapping[int, Sequence[str]]:
    """What scopes are told as; nothing where the dimension is none of theirs."""
    if dimension not in folding.SCOPED:
        return {}
    return numbers.matches(conn, folding.SCOPED[dimension], cut)


def _piece(conn: sa.Connection, cut: Cut, after: tokens.Place | None, count: int) -> search.Stretch | None:
    columns = (_T.c.id, _T.c.create_time, _T.c.archive_time, _T.c.mention, _T.c.score)
    if len(cut.brands) == 1 and not (cut.text and textual.phrase(conn, cut.text).rare):
        # One brand's mentions are read along its own index, until there are enough.
        own = (_B.c.brand.in_(cut.brands), _B.c.create_time >= cut.start, _B.c.create_time < cut.end)
        order = (_B.c.create_time, _B.c.mention_id)
        query = sa.select(*columns).select_from(_B.join(_T, _B.c.mention_id == _T.c.id)).where(*own)
        query = query.where(*numbers.conditions(conn, cut, by_brand=False))
    else:
        order = (_T.c.create_time, _T.c.id)
        query = sa.select(*columns).where(*numbers.conditions(conn, cut))
    return search.page(conn, query.order_by(*order).limit(count), order, after)
