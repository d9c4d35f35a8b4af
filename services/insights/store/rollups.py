"""Counters that change in the transaction of their rows, by the difference of old and new."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from services.insights.store import tables


@dataclass(slots=True)
class Difference:
    """What a transaction adds to the counters, and takes from them."""

    mentions: Counter[tuple[str, int]] = field(default_factory=Counter)
    tombstones: Counter[str] = field(default_factory=Counter)

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
