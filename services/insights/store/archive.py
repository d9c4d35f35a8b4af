"""Writes facts into the archive: one call is one transaction's work, for a whole batch.

Equal facts in any order, grouping or number leave equal tables; `core.entries` has the rules and
this module looks up what is known, asks them, and writes the differences in bulk.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from antiphon.events.v1 import events_pb2
from antiphon.mention.v1 import mention_pb2
from antiphon.scoring.v1 import score_pb2
from services.common.store import bulk, suppressions
from services.insights.core import digests, entries, words
from services.insights.store import guard, ids, lookups, removal, rollups, tables

Fact = tuple[events_pb2.MentionItem, score_pb2.Score]
Found = dict[bytes, entries.Entry]


class _Change(NamedTuple):
    """A row that gained by what was heard."""

    id: int
    held: entries.Entry
    best: entries.Entry


class Written(NamedTuple):
    """What a batch changed."""

    mentions: int
    """Rows that are new or newer."""
    deletions: int
    """Rows that went."""


def archive(conn: sa.Connection, facts: Iterable[Fact], *, now: int) -> Written:
    """Brings the tables up to date with `facts`; `now` is stamped on what is new, in microseconds."""
    gist = entries.fold(facts)
    guard.take(conn, exclusive=bool(gist.deletions))
    difference = rollups.Difference()
    written, deleted = 0, 0
    if gist.deletions:
        deleted = removal.bury(conn, {digests.uid(key): at for key, at in gist.deletions.items()}, difference)
    if gist.entries:
        found = {digests.uid(key): entry for key, entry in gist.entries.items()}
        _drop_unwanted(conn, found)
        while found:
            written += _merge_known(conn, found, difference)
            written += _insert(conn, found, difference, now)
    difference.apply(conn)
    return Written(written, deleted)


def _drop_unwanted(conn: sa.Connection, found: Found) -> None:
    """Leaves out what was deleted before it came, and what erased authors wrote."""
    for uid in lookups.present(conn, tables.tombstones.c.uid, found):
        del found[uid]
    if not suppressions.has_any(conn, tables.suppressed):
        return
    authors = {uid: author for uid, entry in found.items() if (author := _author(entry.mention))}
    erased = suppressions.present(conn, tables.suppressed, set(authors.values()))
    for uid, author in authors.items():
        if author in erased:
            del found[uid]


def _merge_known(conn: sa.Connection, found: Found, difference: rollups.Difference) -> int:
    """Takes what the archive has already out of `found`, and rewrites the rows that gained by it."""
    table = tables.mentions
    columns = [table.c.id, table.c.uid, table.c.mention, table.c.score]
    known = lookups.rows(conn, columns, table.c.uid, found, lock=True)
    changes = []
    for row_id, uid, mention, score in known:
        held = entries.Entry(mention_pb2.Mention.FromString(mention), score_pb2.Score.FromString(score))
        best = entries.merge(held, found.pop(uid))
        if best is not held:
            changes.append(_Change(row_id, held, best))
    if changes:
        _rewrite(conn, changes, difference)
    return len(changes)


def _rewrite(conn: sa.Connection, changes: Sequence[_Change], difference: rollups.Difference) -> None:
    rows = []
    for change in changes:
        row = _row(digests.uid(change.best.mention.key), change.best)
        difference.mentions[change.held.mention.network, change.held.score.sentiment.label] -= 1
        difference.mentions[row["network"], row["sentiment"]] += 1
        rows.append({"at": change.id, **row})
    table = tables.mentions
    update = sa.update(table).where(table.c.id == sa.bindparam("at"))
    conn.execute(update.values({name: sa.bindparam(name) for name in rows[0] if name != "at"}), rows)
    removal.forget_brands(conn, [change.id for change in changes])
    _insert_brands(
        conn,
        (
            (change.id, change.best.mention, row["create_time"])
            for change, row in zip(changes, rows, strict=True)
        ),
    )


def _insert(conn: sa.Connection, found: Found, difference: rollups.Difference, now: int) -> int:
    """Writes what is new out of `found`; leaves what another replica wrote in the same moment."""
    if not found:
        return 0
    rows = [
        {"id": row_id, "archive_time": now, **_row(uid, entry)}
        for row_id, (uid, entry) in zip(ids.take(conn, len(found)), found.items(), strict=True)
    ]
    if bulk.insert_new(conn, tables.mentions, rows, key=["uid"]) < len(rows):
        own = lookups.present(conn, tables.mentions.c.id, [row["id"] for row in rows])
        rows = [row for row in rows if row["id"] in own]
    difference.mentions.update(Counter((row["network"], row["sentiment"]) for row in rows))
    _insert_brands(conn, [(row["id"], found.pop(row["uid"]).mention, row["create_time"]) for row in rows])
    return len(rows)


def _insert_brands(conn: sa.Connection, mentions: Iterable[tuple[int, mention_pb2.Mention, int]]) -> None:
    rows = [
        {"mention_id": row_id, "brand": brand, "create_time": create_time}
        for row_id, mention, create_time in mentions
        for brand in entries.brands(mention)
    ]
    bulk.insert_new(conn, tables.mention_brands, rows, key=["mention_id", "brand"])


def _row(uid: bytes, entry: entries.Entry) -> dict[str, Any]:
    mention, score = entry
    felt = score.sentiment
    key = mention.key
    thread = mention.conversation_key
    text = f"{mention.title} {mention.text}" if mention.title else mention.text
    return {
        "uid": uid,
        "key": key,
        "revision": mention.revision,
        "network": mention.network,
        "source": mention.source,
        "author": _author(mention),
        "conversation_key": None if thread == key else thread or None,
        "language": score.language.code,
        "sentiment": felt.label,
        "compound": felt.compound if score.HasField("sentiment") else None,
        "create_time": entries.create_microseconds(mention),
        "words": words.fold(text),
        "mention": mention.SerializeToString(deterministic=True),
        "score": score.SerializeToString(deterministic=True),
    }


def _author(mention: mention_pb2.Mention) -> bytes | None:
    """Who wrote it, as a digest; None when the network hides it."""
    key = mention.author.key
    return digests.author(key) if key else None
