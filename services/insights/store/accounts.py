"""Accounts for what was collected: which items the archive neither keeps nor has a reason not to keep.

A mention is kept at its highest revision only, so every lower one is accounted for by it; a deletion
is accounted for by its tombstone, and so is everything that was deleted; what an erased author wrote
is accounted for by the digest that is left of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa

from services.common.model import identity
from services.common.store import suppressions
from services.insights.store import lookups, tables


class Item(NamedTuple):
    """One state of one mention: digests as in the tables, `author` None when the network hides it."""

    uid: bytes
    revision: int
    author: bytes | None


def missing(conn: sa.Connection, items: Sequence[Item]) -> list[int]:
    """Positions of the items that are not accounted for."""
    table = tables.mentions
    uids = {item.uid for item in items if item.revision != identity.TOMBSTONE_REVISION}
    kept = {row[0]: row[1] for row in lookups.rows(conn, [table.c.uid, table.c.revision], table.c.uid, uids)}
    left = [at for at, item in enumerate(items) if item.revision > kept.get(item.uid, -1)]
    buried = lookups.present(conn, tables.tombstones.c.uid, {items[at].uid for at in left})
    left = [at for at in left if items[at].uid not in buried]
    authors = {author for at in left if (author := _author(items[at]))}
    erased = suppressions.present(conn, tables.suppressed, authors)
    return [at for at in left if _author(items[at]) not in erased]


def _author(item: Item) -> bytes | None:
    """Whose erasure would account for the item; a deletion is heard of whoever wrote what is gone."""
    return None if item.revision == identity.TOMBSTONE_REVISION else item.author
