"""Where the store tells what it does: one place, so that its other modules name events only."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Final, Literal

import sqlalchemy as sa

from services.common.obs import catalogue

SERVICE_OPTION: Final = "antiphon_service"
"""Execution option of our engines: whose database it is."""


@contextmanager
def transaction(service: str, kind: Literal["read", "write"]) -> Generator[None]:
    """Surrounds one transaction with its wait for a thread."""
    with catalogue.STORE_TRANSACTION_SECONDS.labels(service, kind).time():
        yield


def tried_again(service: str) -> None:
    """A transaction met a conflict or a lost connection."""
    catalogue.STORE_RETRIES.labels(service).inc()


def rows_written(conn: sa.Connection, table: sa.Table, count: int) -> None:
    """A bulk statement changed `count` rows."""
    service = str(conn.get_execution_options().get(SERVICE_OPTION, ""))
    catalogue.STORE_WRITTEN_ROWS.labels(service, table.name).inc(count)


def events_waiting(service: str, count: int) -> None:
    """So many committed events have not been published, as the relay sees it."""
    catalogue.STORE_OUTBOX_EVENTS.labels(service).set(count)
