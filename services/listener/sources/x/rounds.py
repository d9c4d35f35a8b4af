"""Reading by asking: rounds over searches, the mentions of an account, and stretches of the past."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

import httpx
import tweepy

from services.listener.sources import abilities, base, items
from services.listener.sources.x import phrases, places, posts
from services.listener.sources.x.api import Api, decoded
from services.listener.sources.x.places import Place

PAGE: Final = 100
"""Posts asked for at once, the most that X gives."""

_DEFAULT_LOOKBACK_HOURS: Final = 24.0
_DEFAULT_QUERIES: Final = 10
_DEFAULT_QUERY_LENGTH: Final = 512
_BEHIND: Final = "X can be searched for seven days back only; what was written before that is not seen."

Bounds = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Query:
    """Something that is asked page by page.

    Attributes:
        name: names it in cursors.
        call: what the capability registry calls the request.
        price: what it calls a post that comes.
        token: name of the parameter that asks for a further page.
        ask: asks for one page within bounds.
    """

    name: str
    call: str
    price: str
    token: str
    ask: Callable[[tweepy.Client, Bounds], Awaitable[httpx.Response]]


@dataclass(frozen=True, slots=True)
class Step:
    """One page of a round.

    Attributes:
        read: what it brought.
        place: where reading stands after it.
        last: whether the round is complete.
    """

    read: posts.Read
    place: Place
    last: bool


class Rounds:
    """Asks for what was written since a place."""

    def __init__(self, context: base.SourceContext, api: Api, reader: posts.Reader) -> None:
        self._context = context
        self._api = api
        self._reader = reader
        hours = context.config.get("lookback_hours") or _DEFAULT_LOOKBACK_HOURS
        self._lookback = timedelta(hours=float(hours))

    def searches(self) -> tuple[list[Query], str]:
        """A search for everything that is watched, and a sentence about what does not fit into it."""
        asked = self._asked()
        return [_search(query) for query in asked.queries], asked.partial("searches")

    async def now(self) -> tuple[list[Query], str]:
        """The same, as `follow` asks for it."""
        return self.searches()

    def beginning(self, place: Place) -> Place:
        """Where a round begins now."""
        return place.beginning(self._api.now, self._lookback)

    def behind(self, place: Place) -> str:
        """A sentence when something between that place and now can no longer be searched for."""
        return _BEHIND if place.fell_behind(self._api.now) else ""

    def page(self, step: Step, cursor: Place, lacking: str) -> base.Page:
        """What a step brought, as a page."""
        now = self._context.clock.now()
        return base.Page(step.read.items, cursor.dump(), now, step.read.faults, lacking)

    async def follow(
        self, cursor: str, asking: Callable[[], Awaitable[tuple[list[Query], str]]], pause: float
    ) -> AsyncIterator[base.Page]:
        """Pages of one round after the other, without end."""
        place = places.load(cursor)
        while True:
            queries, lacking = await asking()
            lacking = self.behind(place) or lacking
            if not queries:
                yield base.Page((), place.dump(), self._context.clock.now(), (), lacking)
            async for step in self.round(self.beginning(place), queries):
                place = step.place.settled() if step.last else step.place
                yield self.page(step, place, lacking)
            await self._context.sleep(pause)

    async def round(
        self, place: Place, queries: Sequence[Query], bounds: Bounds | None = None
    ) -> AsyncIterator[Step]:
        """Every page of every query; a round that was begun goes on where it stopped."""
        names = [query.name for query in queries]
        first = names.index(place.query) if place.query in names else 0
        token = place.token if place.query in names else ""
        for query, after in zip(queries[first:], [*names[first + 1 :], ""], strict=True):
            while True:
                window = bounds or {"since_id": str(place.since)}
                read, following = await self._ask(query, window, token)
                place = place.saw(read.newest)
                place = place.at(query.name, following) if following else place.at(after, "")
                yield Step(read, place, last=not place.query)
                token = following
                if not following:
                    break

    async def _ask(self, query: Query, bounds: Bounds, token: str) -> tuple[posts.Read, str]:
        window = {**bounds, **({query.token: token} if token else {})}
        response = await self._api.read(query.call, self._api.reader(), partial(_page, query, window))
        told = decoded(posts.TOLD, response)
        collected = items.stamp(self._context.clock.now())
        read = self._reader.read(told.data, told.includes, collected)
        self._api.owe(query.price, read.posts)
        self._api.owe("read_user", read.users)
        return read, told.meta.next_token

    async def history(self, start: datetime, end: datetime, cursor: str) -> AsyncIterator[base.Page]:
        """Pages written in [start, end); ends when there are no more."""
        now = self._api.now
        lowest = now - places.KEPT + places.MARGIN
        queries, lacking = self.searches()
        lacking = _BEHIND if start < lowest else lacking
        bounds = _stretch(max(start, lowest), min(end, now - places.OVERLAP))
        if end <= lowest or not queries:
            yield base.Page((), cursor, self._context.clock.now(), (), lacking)
            return
        async for step in self.round(places.load(cursor), queries, bounds):
            yield self.page(step, step.place, lacking)

    async def estimate(self, start: datetime, end: datetime) -> abilities.Estimate:
        """What `history` would take, by X's own counts."""
        now = self._api.now
        begin = max(start, now - places.KEPT + places.MARGIN)
        if end <= begin:
            return abilities.Estimate({}, 0)
        bounds = _stretch(begin, min(end, now - places.OVERLAP))
        found = [await self._count(query, bounds) for query in self._asked().queries]
        searches = sum(max(-(-count // PAGE), 1) for count in found)
        return abilities.Estimate({"search": searches, "read_post": sum(found)}, sum(found))

    def _asked(self) -> phrases.Asked:
        config = self._context.config
        count = int(float(config.get("query_count") or _DEFAULT_QUERIES))
        length = int(float(config.get("query_length") or _DEFAULT_QUERY_LENGTH))
        return phrases.asked(self._context.watched, config, count, length)

    async def _count(self, query: str, bounds: Bounds) -> int:
        total, token = 0, ""
        while True:
            window = {**bounds, "granularity": "day", **({"next_token": token} if token else {})}
            response = await self._api.read("count", self._api.reader(), partial(_counts, query, window))
            told = decoded(posts.COUNTED, response)
            total += told.meta.total_tweet_count or told.meta.total_post_count
            token = told.meta.next_token
            if not token:
                return total


def _page(query: Query, bounds: Bounds, client: tweepy.Client) -> Any:
    return query.ask(client, bounds)


def _counts(query: str, bounds: Bounds, client: tweepy.Client) -> Any:
    return client.get_recent_tweets_count(query, **bounds)


def _search(query: str) -> Query:
    def ask(client: tweepy.Client, bounds: Bounds) -> Any:
        return client.search_recent_tweets(query, max_results=PAGE, **bounds, **posts.FIELDS)

    return Query(phrases.digest(query), "search", "read_post", "next_token", ask)


def mentions_of(user_id: str) -> Query:
    """The mentions of an account."""

    def ask(client: tweepy.Client, bounds: Bounds) -> Any:
        return client.get_users_mentions(user_id, max_results=PAGE, **bounds, **posts.FIELDS)

    return Query(f"mentions {user_id}", "mentions", "read_own_post", "pagination_token", ask)


def _stretch(start: datetime, end: datetime) -> Bounds:
    return {"start_time": start, "end_time": end}
