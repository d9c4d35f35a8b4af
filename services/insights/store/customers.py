"""Keeps which authors are one customer, and counts their channels."""

from __future__ import annotations

import secrets
from typing import Final

import sqlalchemy as sa

from services.common.store import bulk, suppressions
from services.insights.core import customers
from services.insights.core.slices import Cut
from services.insights.store import numbers, tables

_M: Final = tables.mentions.c
_C: Final = tables.customer_identities.c


def know(conn: sa.Connection, author: bytes, customer: str, told: int) -> bool:
    """Keeps whose account an author is, unless it knows better or the author was forgotten."""
    if author in suppressions.present(conn, tables.suppressed, [author]):
        return False
    row = {"author": author, "customer": customers.reference(customer), "tell_time": told}
    update = ("customer", "tell_time")
    return bool(
        bulk.upsert(conn, tables.customer_identities, [row], ["author"], update=update, newer="tell_time")
    )


def forget(conn: sa.Connection, author: bytes) -> None:
    """Forgets an author; what the customer was called after them is called by chance from now on."""
    conn.execute(sa.delete(tables.customer_identities).where(_C.author == author))
    named = customers.reference(f"customers/{author.hex()}")
    renamed = {"customer": secrets.token_bytes(len(named))}
    conn.execute(sa.update(tables.customer_identities).where(_C.customer == named).values(renamed))


def use(conn: sa.Connection, cut: Cut) -> customers.Use:
    """Channels of the customers of a slice."""
    held = [*numbers.conditions(conn, cut), _M.author.is_not(None)]
    count = sa.func.count(_M.author.distinct())
    authors = conn.execute(sa.select(_M.network, count).where(*held).group_by(_M.network)).all()
    several = sa.select(_M.author, _C.customer, _M.network).where(*held, _C.author == _M.author).distinct()
    found = [(bytes(row.author), bytes(row.customer), row.network) for row in conn.execute(several)]
    return customers.use({row[0]: row[1] for row in authors}, found)
