"""Counters that change in the transaction of their rows, by the difference of old and new."""

from __future__ import annotations

import functools
import operator
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from services.common.store import bulk
from services.insights.core import cells
from services.insights.store import lookups, tables

Cell = tuple[int, int, int]
"""Scope, hour and facet: one row of the sums."""

Counted = tuple[int, int | None, int | None, int | None, int | None, int | None]
"""Publication in microseconds, scope, facet, reach, engagement, certainty; null until it is counted."""

_KEY: Final = ("scope", "hour", "facet")
_SUMS: Final = ("mention_count", "reach", "engagement", "certainty")
_TOTALS_KEY: Final = ("grain", "scope", "start")
_TOTALS: Final = tuple(column.name for column in tables.totals.c if column.name not in _TOTALS_KEY)


@dataclass(slots=True)
class Difference:
    """What a transaction adds to the counters, and takes from them."""

    mentions: Counter[tuple[str, int]] = field(default_factory=Counter)
    tombstones: Counter[str] = field(default_factory=Counter)
    cells: dict[Cell, list[int]] = field(default_factory=dict)

    def add(self, rows: Iterable[Counted]) -> None:
        """Counts mentions."""
        sums, hour = self.cells, cells.HOUR
        for moment, scope, facet, reach, engagement, certainty in rows:
            cell = sums.get(at := (scope, moment // hour, facet))  # type: ignore[arg-type]  # they are counted
            if cell is None:
                sums[at] = [1, reach, engagement, certainty]  # type: ignore[index,list-item]  # same
                continue
            cell[0] += 1
            cell[1] += reach or 0
            cell[2] += engagement or 0
            cell[3] += certainty or 0

    def take(self, row: Counted) -> None:
        """Counts a mention no longer; one that is not counted yet changes nothing."""
        moment, scope, facet, reach, engagement, certainty = row
        if scope is None or facet is None:
            return
        cell = self.cells.setdefault((scope, moment // cells.HOUR, facet), [0, 0, 0, 0])
        for at, value in enumerate((1, reach, engagement, certainty)):
            cell[at] -= value or 0

    def apply(self, conn: sa.Connection) -> None:
        """Changes the counters. Last in a transaction: from here to its commit others wait for these rows."""
        _add(
            conn,
            tables.mention_rollups,
            [
                {"network": network, "sentiment": sentiment, "mention_count": count}
                for (network, sentiment), count in sorted(self.mentions.items())
                if count
            ],
            "mention_count",
        )
        _add(
            conn,
            tables.tombstone_rollups,
            [
                {"network": network, "tombstone_count": count}
                for network, count in sorted(self.tombstones.items())
                if count
            ],
            "tombstone_count",
        )
        _add_cells(conn, self.cells)


def _add_cells(conn: sa.Connection, sums: Mapping[Cell, list[int]]) -> None:
    rows = [(*at, *cell) for at, cell in sorted(sums.items()) if any(cell)]
    if not rows:
        return
    _count(conn, tables.hourly, _KEY, _SUMS, rows)
    _count(conn, tables.totals, _TOTALS_KEY, _TOTALS, _totals(conn, rows))


def _totals(conn: sa.Connection, rows: Sequence[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """The same without facets, by hour and by day."""
    table = tables.facets.c
    columns = [table.id, table.sentiment, table.corrected, table.erased]
    facets = {row[0]: row for row in lookups.rows(conn, columns, table.id, {row[2] for row in rows})}
    sums: dict[tuple[int, int, int], list[int]] = {}
    for scope, hour, facet, count, *weights in rows:
        _, sentiment, corrected, erased = facets[facet]
        felt = [count if sentiment == label else 0 for label in (1, 2, 3)]
        added = (count, *felt, *weights, count * corrected, count * erased)
        for at in ((1, scope, hour), (24, scope, hour // 24)):
            held = sums.get(at)
            sums[at] = list(added) if held is None else list(map(operator.add, held, added))
    return [(*at, *held) for at, held in sorted(sums.items()) if any(held)]


def _count(
    conn: sa.Connection,
    table: sa.Table,
    key: tuple[str, ...],
    sums: tuple[str, ...],
    rows: Sequence[tuple[int, ...]],
) -> None:
    """Adds to sums, of which the first is a count; rows whose count comes to nought go."""
    bulk.count(conn, table, bulk.Block((*key, *sums), rows), key=key, add=sums)
    lowered = [dict(zip(key, row, strict=False)) for row in rows if row[len(key)] < 0]
    if lowered:
        own = [table.c[name] == sa.bindparam(name) for name in key]
        conn.execute(sa.delete(table).where(*own, table.c[sums[0]] == 0), lowered)


def _add(conn: sa.Connection, table: sa.Table, rows: list[Mapping[str, Any]], column: str) -> None:
    if not rows:
        return
    conn.execute(_raising(conn.dialect.name, table, column), rows)
    if any(row[column] < 0 for row in rows):
        # No row and a row of nought are the same count; keeping one form makes equal archives equal tables.
        conn.execute(sa.delete(table).where(table.c[column] == 0))


@functools.cache
def _raising(dialect: str, table: sa.Table, column: str) -> sa.Insert:
    """Adds to a counter, or begins it."""
    insert = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    raised = {column: table.c[column] + insert.excluded[column]}
    return insert.on_conflict_do_update(index_elements=list(table.primary_key), set_=raised)
