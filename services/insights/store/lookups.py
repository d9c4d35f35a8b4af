"""Which of many values a column holds, asked in one statement whatever their number."""

from __future__ import annotations

import functools
import json
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql


def among(conn: sa.Connection, column: sa.Column[Any], values: Iterable[Any]) -> sa.ColumnElement[bool]:
    """The condition that `column` is one of `values`; their number does not change the statement."""
    given = list(values)
    if conn.dialect.name == "postgresql":
        return column == sa.any_(sa.bindparam(None, given, type_=postgresql.ARRAY(column.type)))
    if isinstance(column.type, sa.LargeBinary):
        return column.in_(given)
    table = sa.func.json_each(json.dumps(given)).table_valued("value")
    return column.in_(sa.select(table.c.value))


def present(conn: sa.Connection, column: sa.Column[Any], values: Collection[Any]) -> set[Any]:
    """Those of `values` that the column holds."""
    return {row[0] for row in rows(conn, [column], column, values)}


def rows(
    conn: sa.Connection,
    columns: Sequence[sa.Column[Any]],
    column: sa.Column[Any],
    values: Collection[Any],
    *,
    lock: bool = False,
) -> Sequence[Sequence[Any]]:
    """`columns` of the rows whose `column` is among `values`; with `lock` nobody changes them meanwhile.

    Written for the driver itself: SQLAlchemy would spend longer on the values than the database does.
    """
    if not values:
        return []
    names = ", ".join(each.name for each in columns)
    start = f"SELECT {names} FROM {column.table.name} WHERE {column.name}"  # noqa: S608  # our own names
    if conn.dialect.name == "postgresql":
        end = f" ORDER BY {column.name} FOR UPDATE" if lock else ""
        return conn.exec_driver_sql(f"{start} = ANY(%s){end}", (list(values),)).all()
    return conn.exec_driver_sql(f"{start} IN ({', '.join('?' * len(values))})", tuple(values)).all()


def any_row(conn: sa.Connection, table: sa.Table) -> bool:
    """Whether the table has a row at all."""
    return conn.execute(_first(table)).first() is not None


@functools.cache
def _first(table: sa.Table) -> sa.Select[int]:
    return sa.select(sa.literal(1)).select_from(table).limit(1)
