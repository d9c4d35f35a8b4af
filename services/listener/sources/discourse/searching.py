"""Reading what a forum's search finds, the newest first, to where reading stopped."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import msgspec

from services.listener.sources import abilities, base, cursors
from services.listener.sources.discourse.posts import Reader
from services.listener.sources.discourse.reading import Hit, Shelf

OVERLAP: Final = timedelta(minutes=10)
"""How much later than its neighbours a post may come into the index and still be found."""
PAGES: Final = 10
"""Pages the search gives to a query."""

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Step:
    """A page of the search.

    Attributes:
        page: its number.
        hits: those within the time that is asked for.
        titles: of their topics, by id.
        faults: a sentence for each that cannot be read.
        reached: when the next reading begins; None before the last page.
        partial: why some may be missing.
    """

    page: int
    hits: Sequence[Hit]
    titles: Mapping[int, str]
    faults: Sequence[str]
    reached: datetime | None
    partial: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What is searched for: posts with a phrase, written at `since` or later and before `end`."""

    phrase: str
    since: datetime
    end: datetime | None = None


async def steps(asked: Asked, shelf: Shelf, what: str, page: int = 1) -> AsyncIterator[Step]:
    """The pages of a search from one on."""
    phrase, since, end = asked.phrase, asked.since, asked.end
    query = _query(phrase, since, end)
    newest = since
    while True:
        found = await shelf.search(query, page)
        hits = [hit for hit in found.hits if hit.created_at >= since and (not end or hit.created_at < end)]
        newest = max([newest, *(hit.created_at for hit in found.hits)])
        below = bool(found.hits) and max(hit.created_at for hit in found.hits) < since
        last = below or not found.more or page == PAGES
        partial = ""
        if page == PAGES and found.more and not below:
            partial = f"{what} gives {PAGES} pages of a search at most; older posts were not seen."
        faults = [f"{what} sent a hit that cannot be read; it was skipped."] * found.broken
        yield Step(page, hits, found.titles, faults, max(since, newest - OVERLAP) if last else None, partial)
        if last:
            return
        page += 1


def _query(phrase: str, since: datetime, end: datetime | None) -> str:
    words = " ".join(phrase.replace('"', " ").split())
    # The forum knows days only, by its own clock and zone: a day more at both ends, the rest is left out.
    bounds = f"after:{since - _DAY:%Y-%m-%d}" + (f" before:{end + 2 * _DAY:%Y-%m-%d}" if end else "")
    return f'"{words}" {bounds} order:latest'


class _Place(msgspec.Struct):
    phrase: str = ""
    page: int = 1
    done: bool = False


class Past:
    """A stretch of the past, by search."""

    def __init__(self, context: base.SourceContext, shelf: Shelf, reader: Reader) -> None:
        self._context, self._shelf, self._reader = context, shelf, reader

    async def history(self, start: datetime, end: datetime, cursor: str) -> AsyncIterator[base.Page]:
        """See `abilities.Backfilling`."""
        asked = [*self._context.watched.phrases()]
        place = _read_place(cursor)
        if place.done:
            return
        known = place.phrase in asked
        first, page = (asked.index(place.phrase), place.page) if known else (0, 1)
        for phrase, after in zip(asked[first:], [*asked[first + 1 :], ""], strict=True):
            async for step in steps(Asked(phrase, start, end), self._shelf, "The forum", page):
                read = await self._shelf.whole((hit.topic_id, hit.id) for hit in step.hits)
                for post in read.posts:
                    if fact := self._reader.fact(post, None, step.titles.get(post.topic_id, "")):
                        read.items.append(fact)
                going = _Place(phrase, step.page + 1)
                place = going if step.reached is None else _Place(after, done=not after)
                stored, now = cursors.write(place), self._context.clock.now()
                yield base.Page(read.items, stored, now, [*read.faults, *step.faults], step.partial)
            page = 1

    async def estimate(self, start: datetime, end: datetime) -> abilities.Estimate:
        """See `abilities.Backfilling`; the search does not tell how much there is."""
        del start, end
        count = max(len(self._context.watched.phrases()), 1)
        return abilities.Estimate({"search": count * PAGES, "topic": count * PAGES * 50})


def _read_place(cursor: str) -> _Place:
    try:
        return msgspec.json.decode(cursor, type=_Place) if cursor else _Place()
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _Place()
