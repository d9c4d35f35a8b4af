"""Small helpers that every query of this store shares."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from functools import partial
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from services.common import store
from services.common.store import types

INTAKE_LOCK: Final = 0x726F7574
"""Advisory lock of Postgres: whoever turns mentions into opportunities does it alone."""

_SERIALISE: Final = sa.select(sa.func.pg_advisory_xact_lock(INTAKE_LOCK))


def now(conn: sa.Connection) -> int:
    """The database's clock in microseconds since 1970."""
    return (store.clock(conn) - types.EPOCH) // types.MICROSECOND


def is_postgres(conn: sa.Connection) -> bool:
    """Whether others may write at the same time."""
    return conn.dialect.name == "postgresql"


Among = Callable[[sa.Column[Any], str], sa.ColumnElement[bool]]
"""`column IN values`, the values being the parameter of that name."""


class Listing:
    """A question about lists of values. Its statement is made once for each kind of database.

    Making a statement costs more than answering it.
    """

    __slots__ = ("_made", "_make")

    def __init__(self, make: Callable[[Among], sa.Select[Any]]) -> None:
        self._make = make
        self._made: dict[bool, sa.Select[Any]] = {}

    def ask(self, conn: sa.Connection, **lists: Collection[Any]) -> sa.CursorResult[Any]:
        """The rows for these values, each list by the name that the statement gives it."""
        postgres = is_postgres(conn)
        statement = self._made.get(postgres)
        if statement is None:
            statement = self._made[postgres] = self._make(partial(chosen, postgres=postgres))
        told = {name: given(values, postgres=postgres) for name, values in lists.items()}
        return conn.execute(statement, told)


def chosen(column: sa.Column[Any], name: str, *, postgres: bool) -> sa.ColumnElement[bool]:
    """`column IN values` of a statement that is made once: its parameter `name` takes what `given` makes."""
    if postgres:
        return column == sa.any_(sa.bindparam(name, type_=postgresql.ARRAY(column.type)))
    listed = sa.func.json_each(sa.bindparam(name, type_=sa.Text)).table_valued("value")
    return column.in_(sa.select(listed.c.value))


def given(values: Collection[Any], *, postgres: bool) -> Any:
    """Values as the parameter that `chosen` names."""
    return list(values) if postgres else json.dumps(list(values))


def among(conn: sa.Connection, column: sa.Column[Any], values: Collection[Any]) -> sa.ColumnElement[bool]:
    """`column IN values` with one parameter, so that the statement stays the same for any number."""
    given = list(values)
    if is_postgres(conn):
        return column == sa.any_(sa.literal(given, postgresql.ARRAY(column.type)))
    listed = sa.func.json_each(sa.literal(json.dumps(given), sa.Text)).table_valued("value")
    return column.in_(sa.select(listed.c.value))


def serialise_intake(conn: sa.Connection) -> None:
    """Waits until no other replica turns mentions into opportunities, until this transaction ends.

    SQLite has one writer anyway.
    """
    if is_postgres(conn):
        conn.execute(_SERIALISE)
