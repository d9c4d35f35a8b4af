"""Where reading stands: what is safe, and the page of a round that comes next.

X gives the newest first and a round takes several pages and searches. So the safe place moves when a round is
complete, and until then the cursor says which page of which search comes next; its tokens do not expire.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
from msgspec.structs import replace

from services.listener.sources.x import posts

OVERLAP = timedelta(seconds=30)
"""How far a round looks back behind the newest post of the one before: posts reach the index out of order."""
KEPT = timedelta(days=7)
"""How far back recent search reaches."""
MARGIN = timedelta(minutes=10)
"""Kept from that end, for clocks that differ."""
STALE = timedelta(days=5)
"""Age at which the safe place of a quiet search moves on by itself, so that it never falls off that end."""


class Place(msgspec.Struct, frozen=True, omit_defaults=True):
    """A place in what was written.

    Attributes:
        since: every post with an id up to this is safe; 0 at the beginning.
        newest: highest id that the round under way has seen.
        began: lowest id of a post written after that round began.
        query: the search of that round that comes next; empty between rounds.
        token: its page that comes next; empty for the first.
    """

    since: int = 0
    newest: int = 0
    began: int = 0
    query: str = ""
    token: str = ""

    def dump(self) -> str:
        """The place as a cursor."""
        return msgspec.json.encode(self).decode() if self != Place() else ""

    def beginning(self, now: datetime, lookback: timedelta) -> Place:
        """The place from which a round can begin now."""
        if self.query:
            return self
        lowest = posts.id_at(now - KEPT + MARGIN)
        since = self.since or posts.id_at(now - lookback)
        return Place(since=max(since, lowest), began=posts.id_at(now))

    def fell_behind(self, now: datetime) -> bool:
        """Whether some of what comes next can no longer be searched for."""
        return bool(self.since) and self.since < posts.id_at(now - KEPT)

    def saw(self, newest: int) -> Place:
        """The place after a page."""
        return replace(self, newest=max(self.newest, newest))

    def at(self, query: str, token: str) -> Place:
        """The place before a page."""
        return replace(self, query=query, token=token)

    def settled(self) -> Place:
        """The safe place after a whole round."""
        if self.newest:
            reached = posts.time_of(min(self.newest, self.began)) - OVERLAP
            return Place(since=max(self.since, posts.id_at(reached)))
        stale = posts.time_of(self.began) - STALE
        if self.since < posts.id_at(stale):
            return Place(since=posts.id_at(posts.time_of(self.began) - timedelta(hours=1)))
        return Place(since=self.since)


def load(cursor: str) -> Place:
    """The place that a cursor means; the beginning where it cannot be read."""
    try:
        return msgspec.json.decode(cursor, type=Place) if cursor else Place()
    except msgspec.DecodeError:
        return Place()
