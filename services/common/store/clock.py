"""The database's own clock: the one that judges leases, whatever the machines around it believe."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from services.common.store.types import UtcDateTime

# 'now' of SQLite has milliseconds; 2440587.5 is 1970 in Julian days.
_SQLITE_MICROS = "(CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000)"


class now(FunctionElement[datetime]):  # noqa: N801 - reads as the SQL function it stands for
    """The database's present moment, in an expression. It moves on while a transaction waits for a lock."""

    type = UtcDateTime()
    inherit_cache = True


class _Later(FunctionElement[datetime]):
    """`now()` plus a number of microseconds."""

    type = UtcDateTime()
    inherit_cache = True


_NOW: Final = sa.select(now())


def after(seconds: float) -> sa.ColumnElement[datetime]:
    """The database's present moment plus `seconds`, in an expression."""
    return _Later(sa.literal(round(seconds * 1_000_000), sa.BigInteger))


def clock(conn: sa.Connection) -> datetime:
    """What the database's clock says now."""
    return conn.execute(_NOW).scalar_one()


@compiles(now, "sqlite")
def _now_sqlite(_element: now, _compiler: SQLCompiler, **_options: Any) -> str:
    return _SQLITE_MICROS


@compiles(now, "postgresql")
def _now_postgresql(_element: now, _compiler: SQLCompiler, **_options: Any) -> str:
    return "clock_timestamp()"


@compiles(_Later, "sqlite")
def _later_sqlite(element: _Later, compiler: SQLCompiler, **options: Any) -> str:
    return f"({_SQLITE_MICROS} + {compiler.process(element.clauses, **options)})"


@compiles(_Later, "postgresql")
def _later_postgresql(element: _Later, compiler: SQLCompiler, **options: Any) -> str:
    return f"(clock_timestamp() + {compiler.process(element.clauses, **options)} * interval '1 microsecond')"
