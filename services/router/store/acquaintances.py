"""What the team knows of the authors of a batch, for policies that ask: tags, and how often we met."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection
from typing import Final

import sqlalchemy as sa

from services.router.core import customers
from services.router.core.policies.cases import Acquaintance
from services.router.store import database, tables

_C: Final = tables.customers.c
_I: Final = tables.identities.c
_M: Final = tables.members.c


def of(conn: sa.Connection, authors: Collection[bytes]) -> dict[bytes, Acquaintance]:
    """What is known of each of these authors, with all that the same person is on other networks.

    Authors of whom nothing is known are left out. A fixed number of statements.
    """
    if not authors:
        return {}
    moved = sa.select(_I.author, _I.customer).where(_I.author.in_(authors))
    belongs = dict.fromkeys(authors, "") | {bytes(row.author): row.customer for row in conn.execute(moved)}
    customer = {author: uid or customers.uid_of(author) for author, uid in belongs.items()}
    uids = sorted(set(customer.values()))
    told = sa.select(_C.uid, _C.tags).where(database.among(conn, _C.uid, uids))
    tags = {row.uid: tuple(json.loads(row.tags)) for row in conn.execute(told)}
    met = _met(conn, uids)
    return {
        author: Acquaintance(tags.get(uid, ()), met.get(uid, 0))
        for author, uid in customer.items()
        if uid in tags or uid in met
    }


def _met(conn: sa.Connection, uids: Collection[str]) -> dict[str, int]:
    """How many opportunities there were with each customer, whatever became of them."""
    joined = sa.select(_I.author, _I.customer).where(database.among(conn, _I.customer, uids))
    owner = {bytes.fromhex(uid): uid for uid in uids}
    owner |= {bytes(row.author): row.customer for row in conn.execute(joined)}
    query = sa.select(_M.author, _M.opportunity_id).where(_M.author.in_(owner)).distinct()
    found: dict[str, set[int]] = defaultdict(set)
    for author, opportunity in conn.execute(query):
        found[owner[bytes(author)]].add(opportunity)
    return {uid: len(opportunities) for uid, opportunities in found.items()}
