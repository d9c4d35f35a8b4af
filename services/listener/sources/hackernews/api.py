"""The two public services for Hacker News: Algolia's search of it, and its own items.

Both from their documentation: https://hn.algolia.com/api and https://github.com/HackerNews/API.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import httpx
import msgspec

from services.listener.sources import addresses, answers, base, fetching

NETWORK: Final = "hackernews"
WHAT: Final = "Hacker News"
MOST_HITS: Final = 1000
"""Hits that the search gives to a query, on all its pages together."""

_SEARCH: Final = "https://hn.algolia.com"
_ITEMS: Final = "https://hacker-news.firebaseio.com"


class Hit(msgspec.Struct, rename={"id": "objectID", "written": "created_at_i"}):
    """A story or comment as the search gives it."""

    id: str
    written: int
    author: str | None = None
    title: str | None = None
    url: str | None = None
    story_text: str | None = None
    comment_text: str | None = None
    parent_id: int | None = None
    story_id: int | None = None
    points: int | None = None
    num_comments: int | None = None


class Item(msgspec.Struct):
    """A story or comment as Hacker News itself gives it."""

    id: int
    type: str = ""
    time: int = 0
    by: str | None = None
    title: str | None = None
    url: str | None = None
    text: str | None = None
    parent: int | None = None
    score: int | None = None
    descendants: int | None = None
    deleted: bool = False
    dead: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """What a search of a stretch of time gave.

    Attributes:
        hits: those that can be read.
        broken: how many cannot.
        newest: Unix time of the newest hit; 0 without one.
        capped: whether there are more than the search gives.
    """

    hits: list[Hit]
    broken: int
    newest: int
    capped: bool


class _Answer(msgspec.Struct):
    hits: list[msgspec.Raw]
    nbHits: int = 0  # noqa: N815 - as the search names it


_ANSWER: Final = msgspec.json.Decoder(_Answer)
_HIT: Final = msgspec.json.Decoder(Hit)
_ITEM: Final = msgspec.json.Decoder(Item | None)

_Read = TypeVar("_Read")


class Api:
    """Requests to both."""

    def __init__(self, context: base.SourceContext) -> None:
        self._budget = context.budget
        self._search = (context.config.get("url") or _SEARCH).rstrip("/")
        self._items = (context.config.get("items_url") or _ITEMS).rstrip("/")
        self._http = addresses.client(allow_private=context.allow_private, keep_alive=True)

    async def search(self, phrase: str, low: int, high: int) -> Found:
        """What was written with a phrase in it at `low` or later and before `high`, in Unix seconds.

        Raises:
            SourceError: there was no answer, or no good one.
        """
        answer = await self._ask(phrase, low, high, MOST_HITS)
        hits: list[Hit] = []
        for raw in answer.hits:
            try:
                hits.append(_HIT.decode(raw))
            except (msgspec.DecodeError, UnicodeDecodeError):
                continue
        newest = max((hit.written for hit in hits), default=0)
        return Found(hits, len(answer.hits) - len(hits), newest, answer.nbHits > len(answer.hits))

    async def count(self, phrase: str, low: int, high: int) -> int:
        """How many there are; raises as `search` does."""
        return (await self._ask(phrase, low, high, 0)).nbHits

    async def item(self, native_id: str) -> Item | None:
        """An item as it stands; None when Hacker News has none of that id; raises as `search` does."""
        return await self._get("item", f"{self._items}/v0/item/{native_id}.json", {}, _ITEM)

    async def close(self) -> None:
        """Lets go of connections."""
        await self._http.aclose()

    async def _ask(self, phrase: str, low: int, high: int, most: int) -> _Answer:
        words = " ".join(phrase.replace('"', " ").split())
        query = {
            "query": words if words.isalnum() else f'"{words}"',
            "advancedSyntax": "true",  # a phrase in quotation marks is looked for as it stands
            "typoTolerance": "false",
            "tags": "(story,comment,poll)",
            "numericFilters": f"created_at_i>={low},created_at_i<{high}",
            "hitsPerPage": most,
        }
        return await self._get("search", f"{self._search}/api/v1/search_by_date", query, _ANSWER)

    async def _get(
        self, call: str, url: str, query: Mapping[str, Any], decoder: msgspec.json.Decoder[_Read]
    ) -> _Read:
        await self._budget.take(call)
        try:
            response = await fetching.get(self._http, url, WHAT, params=query, headers={})
        except httpx.HTTPError as error:
            raise answers.unreachable(error, WHAT) from error
        self._budget.learn(response.headers)
        answers.check(response, WHAT)
        try:
            return decoder.decode(response.content)
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise base.SourceUnreachable(
                f"{WHAT} sent an answer that cannot be read; it is tried again."
            ) from None
