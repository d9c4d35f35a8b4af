"""Rows into Postgres by COPY, through the driver itself, with SQLAlchemy's errors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

import sqlalchemy as sa

from services.common.store import stages
from services.common.store.statements import Plan

if TYPE_CHECKING:
    import psycopg  # the driver is loaded only where Postgres is used: nine megabytes per service


def copy(conn: sa.Connection, plan: Plan, values: Sequence[tuple[Any, ...]]) -> int:
    """Copies the rows to the plan's table, through a stage where a conflict is possible; how many changed."""
    driver = cast("psycopg.Connection[Any]", conn.connection.driver_connection)
    with _wrapped(conn, driver, plan.copy), driver.cursor() as cursor:
        if plan.key_positions:
            stages.of(conn).prepare(cursor, plan)
        with cursor.copy(plan.copy) as target:
            for row in values:
                target.write_row(row)
        if plan.key_positions:
            cursor.execute(plan.insert_staged)
        return cursor.rowcount


@contextmanager
def _wrapped(conn: sa.Connection, driver: psycopg.Connection[Any], statement: str) -> Iterator[None]:
    base = conn.dialect.loaded_dbapi.Error
    try:
        yield
    except base as fault:
        if driver.closed:
            conn.invalidate(fault)
        raise sa.exc.DBAPIError.instance(
            statement,
            None,
            fault,
            base,
            hide_parameters=True,
            connection_invalidated=driver.closed,
            dialect=conn.dialect,
        ) from fault
