"""Who reads a source: one runner of all replicas at a time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Final

import sqlalchemy as sa

from antiphon.listening.v1 import listening_service_pb2
from services.common import store
from services.common.store import Database, leases
from services.listener.store.tables import source_leases, sources

_REPLICA: Final = "replica:"
_FINISHED: Final = int(listening_service_pb2.Source.STATE_FINISHED)


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


def present(db: Database, replica: str, ttl: float) -> AbstractAsyncContextManager[leases.Lease]:
    """Shows the other replicas that this one is alive while the body runs."""
    return leases.hold(db, source_leases, _REPLICA + replica, replica, ttl)


def alive(conn: sa.Connection) -> Sequence[str]:
    """Names of the replicas that show themselves."""
    at = source_leases.c
    query = sa.select(at.holder).where(at.name.startswith(_REPLICA, autoescape=True))
    return tuple(sorted(conn.execute(query.where(at.expires_at > store.clock(conn))).scalars()))


def unread(conn: sa.Connection, names: Collection[str]) -> frozenset[str]:
    """Those of the sources that nobody reads now, and that have not come to their end."""
    at = source_leases.c
    held = sa.select(at.name).where(at.name.in_(names), at.expires_at > store.clock(conn))
    ended = sa.select(sources.c.name).where(sources.c.state == _FINISHED)
    return frozenset(names).difference(conn.execute(held).scalars(), conn.execute(ended).scalars())
