"""Statements of `bulk`, written once per table and set of columns and then only looked up."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Dialect

from services.common.store import types
from services.common.store.types import NUL, Blob, UtcDateTime

_MAX_PARAMETERS: Final = 16_000
_MAX_ROWS: Final = 256
_FEW_ROWS: Final = 32

Column = Sequence[Any]
Change = Callable[[Column], Column]


class Rule(NamedTuple):
    """What happens to a row whose `key` is there already: nothing, or its columns `update` and `add` change.

    Attributes:
        add: columns to which the new value is added.
        newer: the column that must be higher for that; None changes them always.
    """

    key: tuple[str, ...] = ()
    update: tuple[str, ...] = ()
    newer: str | None = None
    add: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """How rows with certain columns enter a certain table.

    Attributes:
        key_positions: where the key's columns stand in a row.
        newer_position: where the deciding column stands, if there is one.
        updates: whether existing rows change.
        changes: what to do to the values of a column before the driver gets them.
    """

    key_positions: tuple[int, ...]
    newer_position: int | None
    updates: bool
    changes: tuple[tuple[int, Change], ...]
    width: int
    into: str
    on_conflict: str
    stage: str
    create_stage: str
    empty_stage: str
    copy: str
    insert_staged: str

    def chunk(self, remaining: int) -> int:
        """Rows of the next statement: few, or a power of two, so that few different statements exist."""
        most = min(remaining, _MAX_ROWS, max(1, _MAX_PARAMETERS // self.width))
        return most if most <= _FEW_ROWS else 1 << (most.bit_length() - 1)

    def insert_many(self, size: int) -> str:
        return _insert_many(self.into, self.on_conflict, self.width, size)


@lru_cache(maxsize=512)
def plan(dialect: Dialect, table: sa.Table, columns: tuple[str, ...], rule: Rule) -> Plan:
    """The plan for `columns` of `table`; a column that does not exist is a KeyError."""
    _check(table, columns, rule)
    quote = dialect.identifier_preparer.quote
    name = dialect.identifier_preparer.format_table(table)
    listed = ", ".join(quote(table.c[column].name) for column in columns)
    keys = ", ".join(quote(table.c[column].name) for column in rule.key)
    into = f"INSERT INTO {name} ({listed})"
    on_conflict = f"ON CONFLICT ({keys}) {_action(dialect, table, rule)}" if rule.key else ""
    stage = f"stage_{zlib.crc32(listed.encode()):08x}_{table.name}"[:63]
    staged = f"pg_temp.{quote(stage)}" if rule.key else name
    template = f"SELECT {listed} FROM {name}"  # noqa: S608 - quoted names of declared tables
    return Plan(
        key_positions=tuple(columns.index(column) for column in rule.key),
        newer_position=None if rule.newer is None else columns.index(rule.newer),
        updates=bool(rule.update or rule.add),
        changes=tuple(_changes(dialect, table, columns)),
        width=len(columns),
        into=into,
        on_conflict=on_conflict,
        stage=stage,
        create_stage=(
            f"CREATE TEMP TABLE IF NOT EXISTS {quote(stage)} ON COMMIT DELETE ROWS AS {template} WITH NO DATA"
        ),
        empty_stage=f"DELETE FROM {staged}",  # noqa: S608 - same
        copy=f"COPY {staged} ({listed}) FROM STDIN",
        # In order of the key, so that two replicas with the same rows do not deadlock.
        insert_staged=f"{into} SELECT {listed} FROM {staged} ORDER BY {keys} {on_conflict}",  # noqa: S608 - same
    )


def _check(table: sa.Table, columns: tuple[str, ...], rule: Rule) -> None:
    named = {*rule.key, *rule.update, *rule.add, *([rule.newer] if rule.newer else [])}
    if missing := sorted(named.difference(columns)):
        raise ValueError(f"Rows for {table.name} lack columns that decide or change: {', '.join(missing)}.")


def _action(dialect: Dialect, table: sa.Table, rule: Rule) -> str:
    if not (rule.update or rule.add):
        return "DO NOTHING"
    quote = dialect.identifier_preparer.quote
    replaced = [quote(table.c[column].name) for column in rule.update]
    added = [quote(table.c[column].name) for column in rule.add]
    changes = ", ".join(
        [
            *(f"{name} = excluded.{name}" for name in replaced),
            *(f"{name} = {quote(table.name)}.{name} + excluded.{name}" for name in added),
        ]
    )
    if rule.newer is None:
        return f"DO UPDATE SET {changes}"
    column = quote(table.c[rule.newer].name)
    return f"DO UPDATE SET {changes} WHERE excluded.{column} > {quote(table.name)}.{column}"


def _changes(dialect: Dialect, table: sa.Table, columns: tuple[str, ...]) -> list[tuple[int, Change]]:
    found = ((position, _change(dialect, table.c[name].type)) for position, name in enumerate(columns))
    return [(position, change) for position, change in found if change is not None]


def _change(dialect: Dialect, kind: sa.types.TypeEngine[Any]) -> Change | None:
    if isinstance(kind, sa.LargeBinary | Blob | sa.Boolean):
        return None  # both drivers take bytes, and what is true or not
    if isinstance(kind, UtcDateTime):
        return types.aware if dialect.name == "postgresql" else types.micros
    processor = kind.dialect_impl(dialect).bind_processor(dialect)
    if processor is not None:
        process = processor  # bound for the closure: it is not None
        return lambda column: [process(value) for value in column]
    return _without_nul if isinstance(kind, sa.String) else None


def _without_nul(column: Column) -> Column:
    if NUL not in "".join(filter(None, column)):
        return column
    return [value.replace(NUL, "") if value else value for value in column]


@lru_cache(maxsize=2048)
def _insert_many(into: str, on_conflict: str, width: int, size: int) -> str:
    row = f"({', '.join('?' * width)})"
    return f"{into} VALUES {', '.join([row] * size)} {on_conflict}"
