"""Takes mentions out: gone from their network, deleted by hand, or written by someone to be forgotten."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa

from antiphon.events.v1 import events_pb2
from antiphon.insights.v1 import insights_service_pb2 as api
from services.common.model import identity, suppression
from services.common.store import outbox, suppressions
from services.insights.core import entries
from services.insights.store import (
    alerts,
    corrections,
    counting,
    customers,
    guard,
    interning,
    lookups,
    rollups,
    tables,
    tagging,
    textual,
)

ERASURES = "erasures.author"

_COUNTED: Final = ("create_time", *counting.COLUMNS)


def bury(
    conn: sa.Connection,
    networks: Mapping[bytes, str],
    difference: rollups.Difference,
    *,
    count_on: bool = False,
) -> int:
    """Leaves a tombstone for each uid of `networks` (uid -> network) and removes what is kept; how much."""
    buried = lookups.present(conn, tables.tombstones.c.uid, networks)
    fresh = {uid: network for uid, network in networks.items() if uid not in buried}
    if not fresh:
        return 0
    conn.execute(sa.insert(tables.tombstones), [{"uid": uid} for uid in fresh])
    difference.tombstones.update(Counter(fresh.values()))
    return _remove(conn, lookups.among(conn, tables.mentions.c.uid, fresh), difference, count_on=count_on)


def delete(conn: sa.Connection, uid: bytes, *, now: int) -> bool:
    """Deletes one mention by hand, and tells every other store as a network would; False if there is none."""
    guard.take(conn, exclusive=True)
    table = tables.mentions
    row = conn.execute(sa.select(table.c.key, table.c.network).where(table.c.uid == uid)).one_or_none()
    if row is None:
        return False
    difference = rollups.Difference()
    bury(conn, {uid: row.network}, difference)
    difference.apply(conn)
    outbox.append(conn, tables.events_out, [_deletion(row.key, row.network, now)])
    return True


def retire(conn: sa.Connection, condition: sa.ColumnElement[bool]) -> int:
    """Takes out what need not be kept any longer, without tombstones; how much."""
    guard.take(conn, exclusive=True)
    difference = rollups.Difference()
    count = _remove(conn, condition, difference)
    difference.apply(conn)
    return count


def erase_author(conn: sa.Connection, author_key: str, *, now: int) -> int:
    """Forgets an author whose key is known."""
    return erase_told(conn, identity.author_digest(author_key), now=now)


def erase_told(conn: sa.Connection, digest: str, *, now: int) -> int:
    """Forgets an author: removes their mentions, keeps a sealed reference, and tells every other store.

    Args:
        conn: of the archive.
        digest: SHA-256 of their key, lower-case hexadecimal.
        now: in microseconds since 1970.

    """
    guard.take(conn, exclusive=True)
    author = bytes.fromhex(digest)[: suppression.REFERENCE_BYTES]
    difference = rollups.Difference()
    theirs = tables.mentions.c.author == author
    # What was counted stays counted, as said by somebody forgotten: a number names nobody.
    count = _bury_answers(conn, theirs, difference) + _remove(conn, theirs, difference, count_on=True)
    alerts.forget_author(conn, author)
    customers.forget(conn, author)
    suppressions.remember(conn, tables.suppressed, [author])
    _tell(conn, digest, now)
    difference.apply(conn)
    return count


def _bury_answers(conn: sa.Connection, theirs: sa.ColumnElement[bool], difference: rollups.Difference) -> int:
    """Takes out our own answers to an author's mentions, which speak to them; how many.

    They get tombstones: nothing else would keep them out when their network shows them again.
    """
    table = tables.mentions
    found = conn.execute(sa.select(table.c.key, table.c.conversation_key).where(theirs)).all()
    threads = {row.conversation_key or row.key for row in found}
    query = sa.select(table.c.uid, table.c.network, table.c.mention).where(
        lookups.among(conn, table.c.conversation_key, threads)
    )
    answered = {row.key for row in found}
    ours = {
        row.uid: row.network for row in conn.execute(query) if entries.is_our_answer(row.mention, answered)
    }
    return bury(conn, ours, difference, count_on=True) if ours else 0


def preview(conn: sa.Connection, author: bytes) -> api.ErasurePreview:
    """What an erasure of an author would reach."""
    query = sa.select(sa.func.count()).where(tables.mentions.c.author == author)
    return api.ErasurePreview(
        mention_count=conn.execute(query).scalar_one(),
        suppressed=author in suppressions.present(conn, tables.suppressed, [author]),
    )


def forget_brands(conn: sa.Connection, row_ids: Sequence[int]) -> None:
    """Removes the brands of rows that are removed or written anew."""
    table = tables.mention_brands
    conn.execute(sa.delete(table).where(lookups.among(conn, table.c.mention_id, row_ids)))


def _deletion(key: str, network: str, now: int) -> outbox.Event:
    item = events_pb2.MentionItem()
    item.deletion.key, item.deletion.network = key, network
    item.deletion.delete_time.FromMicroseconds(now)
    item.deletion.collect_time.FromMicroseconds(now)
    payload = events_pb2.MentionBatch(items=[item]).SerializeToString()
    return outbox.Event(f"mentions.{network}", payload, ordering_key=key)


def _tell(conn: sa.Connection, digest: str, now: int) -> None:
    event = events_pb2.AuthorErasure(author_key_sha256=digest)
    event.erase_time.FromMicroseconds(now)
    outbox.append(conn, tables.events_out, [outbox.Event(ERASURES, event.SerializeToString(), digest)])


def _remove(
    conn: sa.Connection,
    condition: sa.ColumnElement[bool],
    difference: rollups.Difference,
    *,
    count_on: bool = False,
) -> int:
    """Removes rows; with `count_on` the sums by the hour keep them as what somebody forgotten said."""
    columns = [tables.mentions.c[name] for name in ("id", "network", "sentiment", *_COUNTED)]
    textual.forget(conn, condition)
    rows = conn.execute(sa.delete(tables.mentions).where(condition).returning(*columns)).all()
    counted = [tuple(row)[3:] for row in rows]
    for row, count in zip(rows, counted, strict=True):
        difference.mentions[row.network, row.sentiment] -= 1
        difference.take(count)
    if count_on:
        _count_on(conn, counted, difference)
    if rows:
        row_ids = [row.id for row in rows]
        forget_brands(conn, row_ids)
        corrections.forget(conn, row_ids)
        tagging.forget(conn, row_ids)
    return len(rows)


def _count_on(
    conn: sa.Connection, counted: Sequence[tuple[Any, ...]], difference: rollups.Difference
) -> None:
    known = [row for row in counted if row[2] is not None]
    gone = counting.erased(conn, interning.Names().learning(), {row[2] for row in known})
    difference.add((moment, scope, gone[facet], *weights) for moment, scope, facet, *weights in known)
