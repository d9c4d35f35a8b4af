"""Reading a forum backwards by post ids, from the newest to where reading stopped.

Ids rise with time, but a post may become visible a little later than one with a higher id: so each walk goes
a little further back than the one before began.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Final

import msgspec

from services.listener.sources import abilities, base
from services.listener.sources.discourse.posts import Read, Reader
from services.listener.sources.discourse.reading import Shelf

OVERLAP: Final = 20
"""Ids that are read once more."""
STRIDE: Final = 50
"""Ids that one answer covers."""


class Walk(msgspec.Struct):
    """Where a walk stands.

    Attributes:
        until: moment at which the first walk ends.
        since: id at which a walk ends; 0 in the first.
        before: id from which it goes on; 0 at the newest.
        top: the highest id it has seen.
    """

    until: datetime
    since: int = 0
    before: int = 0
    top: int = 0


def begin(until: datetime) -> Walk:
    """A walk that ends at that moment."""
    return Walk(until)


async def steps(walk: Walk, shelf: Shelf) -> AsyncIterator[Read]:
    """The answers of one walk; `walk` is brought up to date before each is given."""
    while True:
        read = await shelf.latest(walk.before)
        walk.top = max([walk.top, *(post.id for post in read.posts)])
        done = _done(walk, read)
        if done:
            walk.since, walk.before, walk.top = max(walk.since, walk.top - OVERLAP), 0, 0
        else:
            walk.before = following(walk.before, read)
        yield read
        if done:
            return


def following(before: int, read: Read) -> int:
    """The id from which the next answer goes on; an empty stretch of ids may have older posts below."""
    if not read.posts:
        return max(before - STRIDE, 1)
    low = min(post.id for post in read.posts)
    return min(low, before - 1) if before else low


def _done(walk: Walk, read: Read) -> bool:
    if not read.posts:
        return walk.before <= max(walk.since, 1)
    if min(post.id for post in read.posts) <= max(walk.since, 1) or walk.before == 1:
        return True
    return not walk.since and max(post.created_at for post in read.posts) < walk.until


class Past:
    """A stretch of the past, by ids."""

    def __init__(self, context: base.SourceContext, shelf: Shelf, reader: Reader) -> None:
        self._clock, self._shelf, self._reader = context.clock, shelf, reader

    async def history(self, start: datetime, end: datetime, cursor: str) -> AsyncIterator[base.Page]:
        """See `abilities.Backfilling`."""
        before = int(cursor) if cursor.isascii() and cursor.isdigit() else await self._first(end)
        while before > 0:
            read = await self._shelf.latest(before)
            for post in read.posts:
                if start <= post.created_at < end and (fact := self._reader.fact(post, None)):
                    read.items.append(fact)
            below = all(post.created_at < start for post in read.posts) and bool(read.posts)
            before = 0 if below or before == 1 else following(before, read)
            yield base.Page(read.items, str(before), self._clock.now(), read.faults)

    async def estimate(self, start: datetime, end: datetime) -> abilities.Estimate:
        """See `abilities.Backfilling`; ids of posts that are hidden or gone count, too."""
        count = max(await self._first(end) - await self._first(start), 0)
        return abilities.Estimate({"posts": count // STRIDE + 2}, count)

    async def _first(self, moment: datetime) -> int:
        """About the lowest id of what was written at that moment or later, by halving."""
        newest = await self._shelf.latest(0)
        low, high = 0, max((post.id for post in newest.posts), default=0) + 1
        while high - low > 1:
            middle = (low + high) // 2
            there = [post for post in (await self._shelf.latest(middle)).posts if post.id <= middle]
            if not there or max(there, key=lambda post: post.id).created_at < moment:
                low = middle
            else:
                high = middle
        return high
