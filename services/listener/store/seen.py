"""Which mentions we published, as digests of their keys.

A firehose tells of every deletion there is. Only those of mentions we published may reach the log, and so
must edits that no longer hold the words of a query, and answers to what we follow. What went already need
not go again: networks repeat themselves, and so do overlapping searches.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b
from typing import Final

import sqlalchemy as sa

from antiphon.mention.v1 import mention_pb2
from services.common.store import bulk
from services.listener.store.tables import seen

_DIGEST_BYTES: Final = 12
_LOOKUP_ROWS: Final = 500
_NOT_KNOWN: Final = -1


@dataclass(frozen=True, slots=True)
class Seen:
    """A mention that was published.

    Attributes:
        key: its key.
        source: source that brought it.
        brands: resource names of the brands that asked for it.
        revision: the highest that was published; -1 when that is not known.
        matches: who asked for that revision, as `matches_digest` tells it.
    """

    key: str
    source: str
    brands: tuple[str, ...]
    revision: int = _NOT_KNOWN
    matches: int = 0

    def covers(self, other: Seen) -> bool:
        """Whether the log gains nothing from `other` after this.

        A lower revision replaces nothing; the same one tells something new only if somebody else asks for it.
        """
        return other.revision < self.revision or (
            other.revision == self.revision and other.matches == self.matches
        )


def remember(conn: sa.Connection, published: Iterable[Seen], now: datetime) -> None:
    """Writes down what was published; for known keys, who asks for them now."""
    rows = {
        entry.key: {
            "digest": digest(entry.key),
            "source": entry.source,
            "brands": " ".join(entry.brands),
            "seen_time": now,
            "revision": None if entry.revision == _NOT_KNOWN else entry.revision,
            "matches": entry.matches,
        }
        for entry in published
    }
    if rows:
        bulk.upsert(
            conn,
            seen,
            list(rows.values()),
            key=["digest"],
            update=["brands", "seen_time", "revision", "matches"],
        )


def find(conn: sa.Connection, keys: Iterable[str]) -> Mapping[str, Seen]:
    """Those of the keys that were published."""
    by_digest = {digest(key): key for key in keys}
    digests = list(by_digest)
    found: dict[str, Seen] = {}
    for start in range(0, len(digests), _LOOKUP_ROWS):
        chunk = digests[start : start + _LOOKUP_ROWS]
        for row in conn.execute(sa.select(seen).where(seen.c.digest.in_(chunk))):
            key = by_digest[bytes(row.digest)]
            revision = _NOT_KNOWN if row.revision is None else row.revision
            found[key] = Seen(key, row.source, tuple(row.brands.split()), revision, row.matches or 0)
    return found


def count(conn: sa.Connection) -> int:
    """How many are known."""
    return conn.execute(sa.select(sa.func.count()).select_from(seen)).scalar_one()


def digests(conn: sa.Connection, after: int, limit: int) -> Sequence[tuple[int, bytes]]:
    """Rows behind the row `after`, with their digests."""
    query = sa.select(seen.c.id, seen.c.digest).where(seen.c.id > after).order_by(seen.c.id).limit(limit)
    return [(row.id, bytes(row.digest)) for row in conn.execute(query)]


def digest(key: str) -> bytes:
    """Short enough for a large table, long enough never to meet another."""
    return blake2b(key.encode(), digest_size=_DIGEST_BYTES).digest()


def matches_digest(matches: Iterable[mention_pb2.Match]) -> int:
    """A number for the set of those who asked: the same for the same brands and queries."""
    return _digest_of_names(tuple([match.query or match.brand for match in matches]))


@lru_cache(maxsize=4096)
def _digest_of_names(names: tuple[str, ...]) -> int:
    whole = "\n".join(sorted(names)).encode()
    return int.from_bytes(blake2b(whole, digest_size=8).digest(), signed=True)
