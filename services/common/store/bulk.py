"""Many rows in one go, idempotently: the way everything from the log enters a table.

Postgres takes the rows by COPY into a temporary table and from there with INSERT … ON CONFLICT.
SQLite takes them in statements of many rows each: one statement per row would let go of the
interpreter's lock at every row, and wait for it again each time while the event loop is busy.

Rows are mappings with the same keys, which choose the columns, or a `Block`, which names them once and
is cheaper. Columns left out get the database's own default. Text loses NUL characters, which Postgres
cannot store.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from operator import itemgetter
from typing import Any, NamedTuple

import sqlalchemy as sa

from services.common.store import copying, statements, telemetry
from services.common.store.statements import Column, Plan, Rule

Row = Mapping[str, Any]
_Values = Sequence[tuple[Any, ...]]


class Block(NamedTuple):
    """Rows whose columns are named once: a tuple for each, in their order."""

    columns: tuple[str, ...]
    rows: _Values


Rows = Sequence[Row] | Block


def insert(conn: sa.Connection, table: sa.Table, rows: Rows) -> int:
    """Inserts rows that cannot be there yet, in the order given, and returns how many."""
    return _store(conn, table, rows, Rule())


def insert_new(conn: sa.Connection, table: sa.Table, rows: Rows, key: Sequence[str]) -> int:
    """Inserts the rows whose `key` is not in the table yet and returns how many those were.

    Of several rows with the same key the first counts.
    """
    return _store(conn, table, rows, Rule(tuple(key)))


def upsert(
    conn: sa.Connection,
    table: sa.Table,
    rows: Rows,
    key: Sequence[str],
    *,
    update: Sequence[str],
    newer: str | None = None,
) -> int:
    """Inserts rows, or changes the columns `update` of those that exist; returns how many it touched.

    With `newer`, a row replaces another only if its column of that name is higher, also among
    the rows given: the first of the highest counts. Without it the last one counts.
    """
    if not update:
        raise ValueError("upsert needs columns to update; use insert_new where there are none.")
    return _store(conn, table, rows, Rule(tuple(key), tuple(update), newer))


def count(
    conn: sa.Connection,
    table: sa.Table,
    rows: Rows,
    key: Sequence[str],
    *,
    add: Sequence[str],
    update: Sequence[str] = (),
) -> int:
    """Inserts rows, or adds the columns `add` to those that exist, whose columns `update` change.

    Of several rows with the same key only the last one would count: give each key once.
    """
    return _store(conn, table, rows, Rule(tuple(key), tuple(update), add=tuple(add)))


def _store(conn: sa.Connection, table: sa.Table, rows: Rows, rule: Rule) -> int:
    block = rows if isinstance(rows, Block) else _block(rows)
    if not block.rows:
        return 0
    plan = statements.plan(conn.dialect, table, block.columns, rule)
    values = _distinct(_changed(block, plan), plan)
    copies = conn.dialect.name == "postgresql"
    count = copying.copy(conn, plan, values) if copies else sum(_insert(conn, plan, values))
    telemetry.rows_written(conn, table, count)
    return count


def _block(rows: Sequence[Row]) -> Block:
    """The same rows as tuples; by column, because that is cheaper than by row."""
    if not rows:
        return Block((), ())
    columns = tuple(rows[0])
    if any(len(row) != len(columns) for row in rows):
        raise ValueError(f"Rows must all have the columns of the first: {', '.join(columns)}.")
    return Block(columns, list(zip(*([row[column] for row in rows] for column in columns), strict=True)))


def _changed(block: Block, plan: Plan) -> _Values:
    """The rows as the driver takes them."""
    changed: dict[int, Column] = {}
    for position, change in plan.changes:
        column = list(map(itemgetter(position), block.rows))
        if (found := change(column)) is not column:
            changed[position] = found
    if not changed:
        return block.rows
    columns = (changed.get(place, column) for place, column in enumerate(zip(*block.rows, strict=True)))
    return list(zip(*columns, strict=True))


def _distinct(values: _Values, plan: Plan) -> _Values:
    """One row per key, so that both dialects touch each row once and count alike."""
    if not plan.key_positions:
        return values
    key = itemgetter(*plan.key_positions)
    if len(set(map(key, values))) == len(values):
        return values
    if not plan.updates:
        return list({key(row): row for row in reversed(values)}.values())[::-1]
    if plan.newer_position is None:
        return list({key(row): row for row in values}.values())
    return list(_highest(values, key, itemgetter(plan.newer_position)).values())


def _highest(
    values: Iterable[tuple[Any, ...]],
    key: Callable[[tuple[Any, ...]], Any],
    newer: Callable[[tuple[Any, ...]], Any],
) -> dict[Any, tuple[Any, ...]]:
    best: dict[Any, tuple[Any, ...]] = {}
    for row in values:
        name = key(row)
        if name not in best or newer(row) > newer(best[name]):
            best[name] = row
    return best


def _insert(conn: sa.Connection, plan: Plan, values: _Values) -> Iterator[int]:
    position = 0
    while position < len(values):
        size = plan.chunk(len(values) - position)
        given = tuple(chain.from_iterable(values[position : position + size]))
        yield conn.exec_driver_sql(plan.insert_many(size), given).rowcount
        position += size
