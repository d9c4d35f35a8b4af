"""Who reads a source: one runner of all replicas at a time."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager

import sqlalchemy as sa

from services.common.store import Database, leases
from services.listener.store.tables import source_leases


def hold(db: Database, source: str, holder: str, ttl: float) -> AbstractAsyncContextManager[leases.Lease]:
    """Waits for the right to read a source and keeps it while the body runs."""
    return leases.hold(db, source_leases, source, holder, ttl)


def take(db: Database, name: str, holder: str, ttl: float) -> AbstractAsyncContextManager[leases.Lease]:
    """Takes a lease that is free now and keeps it while the body runs.

    Raises:
        LeaseHeld: another has it.
    """
    return leases.hold(db, source_leases, name, holder, ttl, wait=False)


def check(conn: sa.Connection, lease: leases.Lease) -> None:
    """Makes sure that the transaction is written by the holder.

    Raises:
        LeaseLost: it is not.
    """
    leases.check(conn, source_leases, lease.name, lease.token)
