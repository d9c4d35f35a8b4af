"""Customers who wrote nothing that is kept any more: what the team said of them, and their merges, go."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, Final

import sqlalchemy as sa

from services.common.store import types
from services.router.core import customers as naming
from services.router.store import tables

_C: Final = tables.customers.c
_I: Final = tables.identities.c
_G: Final = tables.merges.c
_M: Final = tables.members.c

AT_ONCE: Final = 500
"""Rows that are looked up with one question."""


def customers(conn: sa.Connection, before: datetime, limit: int) -> Sequence[int]:
    """Ids of what the team said, before a moment, of customers of whom nothing is kept."""
    old = sa.select(_C.id, _C.uid).where(_C.update_time < _micros(before))
    return list(islice(_unheard(conn, old, _C.id), limit))


def drop_customers(conn: sa.Connection, before: datetime, ids: Sequence[int]) -> int:
    """Drops what the team said of customers who wrote nothing that is kept."""
    old = sa.select(_C.id, _C.uid).where(_C.update_time < _micros(before), _C.id.in_(ids))
    still = list(_unheard(conn, old, _C.id))
    return conn.execute(tables.customers.delete().where(_C.id.in_(still))).rowcount


def merges(conn: sa.Connection, before: datetime, limit: int) -> Sequence[int]:
    """Ids of merges, from before a moment, of customers of whom nothing is kept."""
    old = sa.select(_G.id, _G.customer, _G.joined).where(_G.create_time < _micros(before))
    return list(islice(_unheard(conn, old, _G.id), limit))


def drop_merges(conn: sa.Connection, before: datetime, ids: Sequence[int]) -> int:
    """Drops merges of customers who wrote nothing that is kept, and whom they brought together."""
    old = sa.select(_G.id, _G.customer, _G.joined).where(_G.create_time < _micros(before), _G.id.in_(ids))
    these = _G.id.in_(list(_unheard(conn, old, _G.id)))
    gone = conn.execute(sa.select(_G.customer).where(these)).scalars().all()
    conn.execute(tables.identities.delete().where(_I.customer.in_(gone)))
    return conn.execute(tables.merges.delete().where(these)).rowcount


def _unheard(conn: sa.Connection, query: sa.Select[Any], row_id: sa.Column[int]) -> Iterator[int]:
    """First columns of the rows whose further columns are customers of whom nothing is kept."""
    last = 0
    while rows := conn.execute(query.where(row_id > last).order_by(row_id).limit(AT_ONCE)).all():
        heard = _heard(conn, {uid for _, *uids in rows for uid in uids})
        yield from (number for number, *uids in rows if heard.isdisjoint(uids))
        last = rows[-1][0]


def _heard(conn: sa.Connection, uids: Collection[str]) -> set[str]:
    """Which customers wrote something that is kept, themselves or as who joined them."""
    own = {naming.author_of(uid): uid for uid in uids}
    whose: dict[bytes, set[str]] = defaultdict(set)
    joined = sa.or_(_I.customer.in_(uids), _I.author.in_(own))
    for author, customer in conn.execute(sa.select(_I.author, _I.customer).where(joined)):
        own.pop(bytes(author), None)
        whose[bytes(author)].add(customer)
    for author, uid in own.items():
        whose[author].add(uid)
    wrote = conn.execute(sa.select(_M.author).where(_M.author.in_(whose)).distinct()).scalars()
    return {uid for author in wrote for uid in whose[bytes(author)]}


def _micros(moment: datetime) -> int:
    return (moment - types.EPOCH) // types.MICROSECOND
