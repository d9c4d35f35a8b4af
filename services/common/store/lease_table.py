"""Rows of named leases: taken, renewed, given back and checked by one transaction each."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from services.common.model import errors
from services.common.store.clock import after, now
from services.common.store.types import UtcDateTime

TABLE_NAME: Final = "named_leases"

_PROCESS: Final = uuid.uuid4().hex
"""Names this process in SQLite files, where leases of any other process are dead."""


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to do what `name` stands for, as long as nobody holds a higher token.

    Attributes:
        expires_at: by the database's clock, when it was taken or last renewed.
    """

    name: str
    holder: str
    token: int
    expires_at: datetime


def define(metadata: sa.MetaData) -> sa.Table:
    """The table of named leases in `metadata`; the same one when asked again."""
    if TABLE_NAME in metadata.tables:
        return metadata.tables[TABLE_NAME]
    return sa.Table(
        TABLE_NAME,
        metadata,
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("token", sa.BigInteger, nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False),
        sa.Column("process", sa.Text, nullable=False),
    )


def acquire(conn: sa.Connection, table: sa.Table, name: str, holder: str, ttl: float) -> Lease | None:
    """The lease `name` for `ttl` seconds with a token higher than any before; None while another holds it.

    `holder` is not let in again either: it may be the same program started twice.
    """
    insert = (sqlite.insert if conn.dialect.name == "sqlite" else postgresql.insert)(table)
    free = table.c.expires_at <= now()
    if conn.dialect.name == "sqlite":
        free |= table.c.process != _PROCESS
    statement = (
        insert.values(name=name, holder=holder, token=1, expires_at=after(ttl), process=_PROCESS)
        .on_conflict_do_update(
            index_elements=[table.c.name],
            set_={
                "holder": insert.excluded.holder,
                "token": table.c.token + 1,
                "expires_at": insert.excluded.expires_at,
                "process": insert.excluded.process,
            },
            where=free,
        )
        .returning(table.c.token, table.c.expires_at)
    )
    row = conn.execute(statement).one_or_none()
    return None if row is None else Lease(name, holder, row.token, row.expires_at)


def renew(conn: sa.Connection, table: sa.Table, lease: Lease, ttl: float) -> Lease:
    """The same lease for another `ttl` seconds from now.

    Raises:
        LeaseLost: if it has run out or was taken over.
    """
    statement = (
        table.update()
        .where(_held(table, lease.name, lease.token))
        .values(expires_at=after(ttl))
        .returning(table.c.expires_at)
    )
    expires_at = conn.execute(statement).scalar_one_or_none()
    if expires_at is None:
        raise _lost(lease.name, lease.token)
    return Lease(lease.name, lease.holder, lease.token, expires_at)


def release(conn: sa.Connection, table: sa.Table, lease: Lease) -> None:
    """Frees the lease for the next one at once; its token stays used. Nothing happens if it was lost."""
    conn.execute(table.update().where(_held(table, lease.name, lease.token)).values(expires_at=now()))


def check(conn: sa.Connection, table: sa.Table, name: str, token: int) -> None:
    """Makes sure, until this transaction ends, that `token` holds the lease.

    Raises:
        LeaseLost: if it has run out or was taken over.
    """
    query = sa.select(table.c.token).where(_held(table, name, token)).with_for_update(read=True)
    if conn.execute(query).one_or_none() is None:
        raise _lost(name, token)


def _held(table: sa.Table, name: str, token: int) -> sa.ColumnElement[bool]:
    return (table.c.name == name) & (table.c.token == token) & (table.c.expires_at > now())


def _lost(name: str, token: int) -> errors.LeaseLost:
    return errors.LeaseLost(
        f"The lease {name} with token {token} has run out or was taken over; take it again before going on.",
        lease=name,
        token=str(token),
    )
