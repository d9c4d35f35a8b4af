"""Row ids that rise with time, taken before the rows are written, so that no row is read back."""

from __future__ import annotations

import sqlalchemy as sa

from services.insights.store import tables

_HIGHEST = sa.select(
    sa.func.max(
        sa.select(sa.func.coalesce(sa.func.max(tables.mentions.c.id), 0)).scalar_subquery(),
        tables.UNTIL,
    )
)
_NEXT = sa.text("SELECT nextval('mentions_id_seq') FROM generate_series(1, :count)")


def take(conn: sa.Connection, count: int) -> list[int]:
    """`count` ids nobody else gets, behind what the index of words knows.

    SQLite has one writer, so what follows the highest is free.
    """
    if conn.dialect.name == "sqlite":
        highest = conn.execute(_HIGHEST).scalar_one()
        return list(range(highest + 1, highest + 1 + count))
    return sorted(conn.execute(_NEXT, {"count": count}).scalars())
