"""Writes facts into the archive: one call is one transaction's work, for a whole batch.

Equal facts in any order, grouping or number leave equal tables; `core.entries` has the rules and
this module looks up what is known, asks them, and writes the differences in bulk.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import Any, Final, NamedTuple

import sqlalchemy as sa

from antiphon.events.v1 import events_pb2
from antiphon.mention.v1 import mention_pb2
from antiphon.scoring.v1 import score_pb2
from services.common.store import bulk, suppressions
from services.insights.core import cells, digests, entries, words
from services.insights.store import (
    counting,
    guard,
    ids,
    interning,
    lookups,
    removal,
    rollups,
    tables,
    textual,
)

Fact = tuple[events_pb2.MentionItem, score_pb2.Score]
Found = dict[bytes, entries.Entry]


class _Change(NamedTuple):
    """A row that gained by what was heard."""

    id: int
    told: tuple[str, int]
    counted: rollups.Counted
    best: entries.Entry
    words: str


class Written(NamedTuple):
    """What a batch changed."""

    mentions: int
    """Rows that are new or newer."""
    deletions: int
    """Rows that went."""


def archive(
    conn: sa.Connection, facts: Iterable[Fact], *, now: int, learning: interning.Learning | None = None
) -> Written:
    """Brings the tables up to date with `facts`; `now` is stamped on what is new, in microseconds."""
    learning = learning or interning.Names().learning()
    gist = entries.fold(facts)
    guard.take(conn, exclusive=bool(gist.deletions))
    difference = rollups.Difference()
    written, deleted = 0, 0
    if gist.deletions:
        deleted = removal.bury(conn, {digests.uid(key): at for key, at in gist.deletions.items()}, difference)
    if gist.entries:
        found = {digests.uid(key): entry for key, entry in gist.entries.items()}
        _drop_unwanted(conn, found)
        if _comes_again(conn, found):
            written += _merge_known(conn, found, difference, learning)
        while found:
            # Nearly all is new: what is not shows when it is refused, and costs no look-up before.
            written += _insert(conn, found, difference, learning, now)
            written += _merge_known(conn, found, difference, learning)
    difference.apply(conn)
    return Written(written, deleted)


def _drop_unwanted(conn: sa.Connection, found: Found) -> None:
    """Leaves out what was deleted before it came, and what erased authors wrote."""
    if lookups.any_row(conn, tables.tombstones):
        for uid in lookups.present(conn, tables.tombstones.c.uid, found):
            del found[uid]
    if not suppressions.has_any(conn, tables.suppressed):
        return
    authors = {uid: author for uid, entry in found.items() if (author := _author(entry.mention))}
    erased = suppressions.present(conn, tables.suppressed, set(authors.values()))
    for uid, author in authors.items():
        if author in erased:
            del found[uid]


def _comes_again(conn: sa.Connection, found: Found) -> bool:
    """Whether the archive has the first: then it likely has them all, and to look first costs less."""
    return bool(lookups.present(conn, tables.mentions.c.uid, list(itertools.islice(found, 1))))


def _merge_known(
    conn: sa.Connection, found: Found, difference: rollups.Difference, learning: interning.Learning
) -> int:
    """Takes what the archive has already out of `found`, and rewrites the rows that gained by it."""
    table = tables.mentions
    columns = [table.c[name] for name in ("id", "uid", "mention", "score", "words", *_TELLING, *_COUNTING)]
    known = lookups.rows(conn, columns, table.c.uid, found, lock=True)
    changes = []
    for row_id, uid, mention, score, said, network, sentiment, *counted in known:
        held = entries.Entry(mention_pb2.Mention.FromString(mention), score_pb2.Score.FromString(score))
        best = entries.merge(held, found.pop(uid))
        if best is not held:
            changes.append(_Change(row_id, (network, sentiment), tuple(counted), best, said))
    if changes:
        _rewrite(conn, changes, difference, learning)
    return len(changes)


def _rewrite(
    conn: sa.Connection,
    changes: Sequence[_Change],
    difference: rollups.Difference,
    learning: interning.Learning,
) -> None:
    said = counting.standing(conn, {change.id: change.best.mention.revision for change in changes})
    facets = [cells.facet(*change.best, said.get(change.id)) for change in changes]
    counts = counting.numbered(conn, learning, [change.best for change in changes], facets)
    rows = []
    for change, facet, count in zip(changes, facets, counts, strict=True):
        told = _told(digests.uid(change.best.mention.key), change.best, facet, count)
        row = dict(zip(_TOLD, told, strict=True))
        difference.mentions[change.told] -= 1
        difference.mentions[row["network"], row["sentiment"]] += 1
        difference.take(change.counted)
        difference.add([(row["create_time"], *count)])
        rows.append({"at": change.id, **row})
    table = tables.mentions
    other_words = [
        row["at"] for change, row in zip(changes, rows, strict=True) if change.words != row["words"]
    ]
    reworded = lookups.among(conn, table.c.id, other_words) if other_words else sa.false()
    textual.forget(conn, reworded)
    update = sa.update(table).where(table.c.id == sa.bindparam("at"))
    conn.execute(update.values({name: sa.bindparam(name) for name in rows[0] if name != "at"}), rows)
    textual.learn(conn, reworded)
    removal.forget_brands(conn, [change.id for change in changes])
    _insert_brands(
        conn,
        (
            (change.id, change.best.mention, row["create_time"])
            for change, row in zip(changes, rows, strict=True)
        ),
    )


def _insert(
    conn: sa.Connection,
    found: Found,
    difference: rollups.Difference,
    learning: interning.Learning,
    now: int,
) -> int:
    """Writes what is new out of `found`, and takes it out; leaves what is there already."""
    facets = [cells.facet(*entry) for entry in found.values()]
    counts = counting.numbered(conn, learning, list(found.values()), facets)
    rows = [
        (row_id, now, *_told(uid, entry, facet, count))
        for row_id, (uid, entry), facet, count in zip(
            ids.take(conn, len(found)), found.items(), facets, counts, strict=True
        )
    ]
    if bulk.insert_new(conn, tables.mentions, bulk.Block(_COLUMNS, rows), key=["uid"]) < len(rows):
        own = lookups.present(conn, tables.mentions.c.id, [row[0] for row in rows])
        rows = [row for row in rows if row[0] in own]
    difference.mentions.update(Counter(map(_TOLD_OF, rows)))
    difference.add(map(_COUNTED, rows))
    _insert_brands(conn, ((at, found.pop(uid).mention, moment) for at, uid, moment in map(_NAMED, rows)))
    return len(rows)


def _insert_brands(conn: sa.Connection, mentions: Iterable[tuple[int, mention_pb2.Mention, int]]) -> None:
    """Writes the brands of rows that have none."""
    rows = [
        (row_id, brand, create_time)
        for row_id, mention, create_time in mentions
        for brand in entries.brands(mention)
    ]
    bulk.insert(conn, tables.mention_brands, bulk.Block(("mention_id", "brand", "create_time"), rows))


_TOLD: Final = (
    "uid",
    "key",
    "revision",
    "network",
    "source",
    "author",
    "conversation_key",
    "language",
    "sentiment",
    "compound",
    "create_time",
    "scope",
    "facet",
    "reach",
    "engagement",
    "certainty",
    "words",
    "mention",
    "score",
    "odd",
)
"""Columns that a mention and its score decide, in the order of `_told`: every mention makes such a tuple."""

_COLUMNS: Final = ("id", "archive_time", *_TOLD)
_TELLING: Final = ("network", "sentiment")
_COUNTING: Final = ("create_time", *counting.COLUMNS)
_TOLD_OF: Final = itemgetter(*map(_COLUMNS.index, _TELLING))
_COUNTED: Final = itemgetter(*map(_COLUMNS.index, _COUNTING))
_NAMED: Final = itemgetter(_COLUMNS.index("id"), _COLUMNS.index("uid"), _COLUMNS.index("create_time"))


def _told(uid: bytes, entry: entries.Entry, facet: cells.Facet, count: counting.Count) -> tuple[Any, ...]:
    mention, score = entry
    network, language, sentiment, *_ = facet
    key = mention.key
    thread = mention.conversation_key
    said = words.said(mention)
    folded = words.fold(said)
    return (
        uid,
        key,
        mention.revision,
        network,
        mention.source,
        _author(mention),
        None if thread == key else thread or None,
        language,
        sentiment,
        score.sentiment.compound if score.HasField("sentiment") else None,
        entries.create_microseconds(mention),
        *count,
        folded,
        mention.SerializeToString(deterministic=True),
        score.SerializeToString(deterministic=True),
        int(words.is_odd(said, folded)),
    )


def _author(mention: mention_pb2.Mention) -> bytes | None:
    """Who wrote it, as a digest; None when the network hides it."""
    key = mention.author.key
    return digests.author(key) if key else None
