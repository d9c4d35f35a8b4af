"""The past of a server: its listings read backwards through a stretch that is over.

Searches and the timelines of topic words hold what brands ask for; only what an account sees has listings of
its own. The public timeline is not read backwards: of a large server a day of it takes a thousand requests.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import AsyncGenerator, Sequence
from datetime import datetime, timedelta
from typing import Final

import msgspec

from services.listener.sources import abilities, base, cursors
from services.listener.sources.mastodon import walking
from services.listener.sources.mastodon.reading import Read, Reader
from services.listener.sources.mastodon.wire import Wire
from services.listener.sources.recents import Recents

OPT_IN: Final = "Mastodon finds only posts whose authors agreed to be found."

_TRIED: Final = 10
"""Listings that are looked into for an estimate; the others are taken to be like them."""
_OWN: Final = {
    "user": (walking.HOME, walking.NOTIFICATIONS),
    "notifications": (walking.NOTIFICATIONS,),
}


class _Place(msgspec.Struct):
    """Where reading the past stands: in a listing, of which those before it are done."""

    name: str = ""
    walk: walking.Walk | None = None
    done: bool = False


class Past:
    """What a server still shows of a stretch of time."""

    def __init__(self, wire: Wire, context: base.SourceContext) -> None:
        self._wire = wire
        self._context = context

    async def history(
        self, names: Sequence[str], start: datetime, end: datetime, cursor: str
    ) -> AsyncGenerator[base.Page, None]:
        """See `abilities.Backfilling.history`; listing by listing, each from its newest status on."""
        place = cursors.read(cursor, _Place)
        names = [name for name in names if not place.done and name >= place.name]
        for name, after in itertools.zip_longest(names, names[1:], fillvalue=""):
            reader = Reader(self._wire, self._context, Recents((), 0), (start, end))
            walk = place.walk if place.name == name and place.walk else _begin(start)
            async for read in walking.steps(self._wire, name, walk, reader, choosy=True):
                _skip_to(walk, end)
                place = _Place(name, walk) if walk.next else _Place(after, done=not after)
                yield self._page(name, read, place)

    def _page(self, name: str, read: Read, place: _Place) -> base.Page:
        partial = OPT_IN if name.startswith(walking.SEARCH) else ""
        now = self._context.clock.now()
        kept = cursors.write(place)
        return base.Page(read.items, kept, now, read.faults, partial, read.passed, lack=base.Lack.SAMPLED)

    async def estimate(self, names: Sequence[str], start: datetime, end: datetime) -> abilities.Estimate:
        """See `abilities.Backfilling.estimate`: from how close to each other the newest statuses stand."""
        calls: Counter[str] = Counter()
        found = 0.0
        tried = names[:_TRIED]
        share = len(names) / max(len(tried), 1)
        for name in tried:
            pages, statuses = await self._density(name, start, end)
            calls[walking.call_of(name)] += math.ceil(pages * share)
            found += statuses * share
        return abilities.Estimate(dict(calls), math.ceil(found))

    async def _density(self, name: str, start: datetime, end: datetime) -> tuple[int, float]:
        """Pages and statuses of a listing between two moments."""
        times = await walking.newest(self._wire, name)
        if not times or max(times) < start:
            return 1, 0
        length = (max(times) - min(times)).total_seconds()
        if min(times) < start or not length:
            return 1, sum(start <= time < end for time in times)
        expected = (end - start).total_seconds() * (len(times) - 1) / length
        return 1 + math.ceil(expected / len(times)), expected


def listings(mode: str, tag: str, phrases: Sequence[str], *, may_search: bool) -> list[str]:
    """Where the past of a source stands, in an order that does not change.

    Raises:
        SourceRejected: only a search would tell, and the source has no account to search with.
    """
    if mode in _OWN:
        return sorted(_OWN[mode])
    names = {walking.TAG + tag} if mode == "hashtag" else {_listing(phrase) for phrase in phrases}
    if not may_search and any(name.startswith(walking.SEARCH) for name in names):
        raise base.SourceRejected(
            "Mastodon searches for accounts only; connect one with `antiphon source connect`."
        )
    return sorted(names)


def _listing(phrase: str) -> str:
    word = phrase.removeprefix("#")
    is_tag = word != phrase and word.replace("_", "").isalnum()
    return walking.TAG + word if is_tag else walking.SEARCH + phrase


def _begin(start: datetime) -> walking.Walk:
    return walking.Walk((start - walking.OVERLAP).timestamp())


def _skip_to(walk: walking.Walk, end: datetime) -> None:
    """Goes on at the end of the stretch where ids tell the time: what is newer need not be looked at."""
    late = walking.id_at(end + walking.OVERLAP + timedelta(milliseconds=1))
    if walking.tells_time(walk.next) and walking.order(late) < walking.order(walk.next):
        walk.next = late
