"""What a forum gives to read: the newest posts by id, hits of its search, and posts looked at again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, Final

import msgspec

from antiphon.events.v1 import events_pb2
from services.listener.sources.discourse.api import Api
from services.listener.sources.discourse.posts import POST, Post, Read, Reader
from services.listener.sources.versions import Versions

AT_ONCE: Final = 20
"""Posts of a topic asked for at once."""


class _Latest(msgspec.Struct):
    latest_posts: list[msgspec.Raw]


class Hit(msgspec.Struct):
    """A post as the search gives it: without its words."""

    id: int
    topic_id: int
    created_at: datetime


class _Topic(msgspec.Struct):
    id: int
    title: str = ""


class _Grouped(msgspec.Struct):
    more_posts: bool | None = None
    more_full_page_results: bool | None = None


class _Found(msgspec.Struct):
    posts: list[msgspec.Raw] = []
    topics: list[_Topic] = []
    grouped_search_result: _Grouped | None = None


class _Stream(msgspec.Struct):
    posts: list[msgspec.Raw] = []
    stream: list[int] = []


class Thread(msgspec.Struct):
    """A topic, or some posts of one."""

    post_stream: _Stream


class Hits(msgspec.Struct):
    """A page of the search.

    Attributes:
        hits: those that can be read, the newest first.
        broken: how many cannot.
        titles: of the topics, by id.
        more: whether there is another page.
    """

    hits: list[Hit]
    broken: int
    titles: Mapping[int, str]
    more: bool


THREAD: Final = msgspec.json.Decoder(Thread)
_LATEST: Final = msgspec.json.Decoder(_Latest)
_FOUND: Final = msgspec.json.Decoder(_Found)
_HIT: Final = msgspec.json.Decoder(Hit)


class Shelf:
    """Posts of one forum."""

    def __init__(self, api: Api, reader: Reader) -> None:
        self._api, self._reader = api, reader

    async def latest(self, before: int) -> Read:
        """The newest posts, or those up to an id; raises SourceError."""
        params = {"before": before} if before else {}
        found = await self._api.get("posts", "/posts.json", _LATEST, params)
        return self._reader.decode(found.latest_posts)

    async def search(self, query: str, page: int) -> Hits:
        """A page of the search, counted from 1; raises SourceError."""
        found = await self._api.get("search", "/search.json", _FOUND, {"q": query, "page": page})
        hits: list[Hit] = []
        for raw in found.posts:
            try:
                hits.append(_HIT.decode(raw))
            except (msgspec.DecodeError, UnicodeDecodeError):
                continue
        group = found.grouped_search_result or _Grouped()
        more = bool(group.more_full_page_results or group.more_posts)
        titles = {topic.id: topic.title for topic in found.topics}
        return Hits(hits, len(found.posts) - len(hits), titles, more)

    async def whole(self, wanted: Iterable[tuple[int, int]]) -> Read:
        """Posts by topic and id, as far as they are there; raises SourceError."""
        read = Read()
        for topic, group in groupby(sorted(wanted), key=lambda each: each[0]):
            ids = [number for _, number in group]
            for start in range(0, len(ids), AT_ONCE):
                part = await self.of_topic(topic, ids[start : start + AT_ONCE])
                read.posts += part.posts
                read.faults += part.faults
        return read

    async def of_topic(self, topic: int, ids: Sequence[int]) -> Read:
        """Posts of a topic by id, as far as they are there; raises SourceError."""
        params: dict[str, Any] = {"post_ids[]": list(ids), "include_raw": "true"}
        found = await self._api.find("topic", f"/t/{topic}/posts.json", THREAD, params)
        return self._reader.decode(found.post_stream.posts if found else ())

    async def look_again(self, versions: Versions) -> Read:
        """What became of posts that were given; raises SourceError."""
        places = {int(each): versions.more(each)[0] for each in versions.ids() if versions.more(each)}
        read = await self.whole((int(place.partition("/")[0]), number) for number, place in places.items())
        there = {post.id: post for post in read.posts}
        for number, place in places.items():
            post = there.get(number)
            if post is None or post.gone or post.place != place:
                # A post that is missing may only have been moved, and a deletion is for ever.
                read.items += await self._missing(number, place, versions)
            elif fact := self._reader.fact(post, versions):
                read.items.append(fact)
        return read

    async def _missing(self, number: int, place: str, versions: Versions) -> list[events_pb2.MentionItem]:
        post: Post | None = await self._api.find("lookup", f"/posts/{number}.json", POST)
        if post is not None and post.place == place and not post.gone:
            return []
        versions.forget(str(number))
        found = [self._reader.deletion(place, post.deleted_at if post else None)]
        if post is not None and not post.gone and (fact := self._reader.fact(post, versions)):
            found.append(fact)
        return found
