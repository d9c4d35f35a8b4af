"""Reads comments back, since webhooks get lost: all below the newest posts, round after round.

The API cannot be asked for what is new. So the cursor holds the time of the newest comment that was read, by
the network's own clock, and the ids of those shortly before it: only others go out. In the middle of a round
it also holds what is still to be read.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from services.listener.sources import base, cursors, items
from services.listener.sources.meta import records
from services.listener.sources.meta.graph import Graph
from services.listener.sources.meta.records import Contribution, Record

OVERLAP_SECONDS: Final = 3600
"""How long before the newest comment another one may come to light that is older."""
_REMEMBERED: Final = 2000


@dataclass(frozen=True, slots=True)
class Edges:
    """Where a network keeps what.

    Attributes:
        posts: edge of the account with its posts.
        post_fields: what is asked of a post.
        link: field of a post with its address.
        comment_fields: what is asked of a comment.
        comment_query: further parameters.
    """

    posts: str
    post_fields: str
    link: str
    comment_fields: str
    comment_query: Mapping[str, str]


class Cursor(msgspec.Struct):
    """See the head of this module.

    Attributes:
        newest: seconds since 1970 of the newest comment, 0 before the first.
        seen: ids near it, with their seconds.
        posts: ids and addresses of the posts whose comments are still to be read in this round.
        after: page of the first of them.
    """

    newest: float = 0.0
    seen: dict[str, float] = msgspec.field(default_factory=dict)
    posts: list[tuple[str, str]] = msgspec.field(default_factory=list)
    after: str = ""


class Repair:
    """One account's comments."""

    def __init__(self, context: base.SourceContext, graph: Graph, edges: Edges, network: str) -> None:
        self._context = context
        self._graph = graph
        self._edges = edges
        self._network = network
        self._account = context.config["account_id"]
        self._posts = context.config.get("repair_posts") or "25"
        self._page_size = context.config.get("page_size") or "50"
        self._lookback = float(context.config.get("lookback_hours") or 24) * 3600

    async def round(self, text: str) -> AsyncIterator[base.Page]:
        """Pages of one round, or of what is left of it; at least one."""
        cursor = cursors.read(text, Cursor)
        if not cursor.posts:
            cursor.posts = await self._newest_posts()
        if not cursor.newest:
            cursor.newest = self._context.clock.now().timestamp() - self._lookback + OVERLAP_SECONDS
        while cursor.posts:
            yield await self._next(cursor)
        _forget(cursor)
        yield base.Page((), cursors.write(cursor), self._context.clock.now())

    async def _newest_posts(self) -> list[tuple[str, str]]:
        answer = await self._graph.get(
            f"{self._account}/{self._edges.posts}", fields=self._edges.post_fields, limit=self._posts
        )
        return [
            (str(post["id"]), str(post.get(self._edges.link) or ""))
            for post in _data(answer)
            if isinstance(post, Mapping) and post.get("id")
        ]

    async def _next(self, cursor: Cursor) -> base.Page:
        post, link = cursor.posts[0]
        query = {**self._edges.comment_query, "limit": self._page_size}
        if cursor.after:
            query["after"] = cursor.after
        answer = await self._graph.get(f"{post}/comments", fields=self._edges.comment_fields, **query)
        now = self._context.clock.now()
        found, faults = self._fresh(answer, post, link, cursor)
        paging = answer.get("paging") or {}
        cursor.after = str((paging.get("cursors") or {}).get("after") or "") if paging.get("next") else ""
        if not cursor.after:
            del cursor.posts[0]
        collected = items.stamp(now)
        source = self._context.name
        facts = [records.item(each, self._network, source, collected, self._account) for each in found]
        return base.Page(facts, cursors.write(cursor), now, faults)

    def _fresh(
        self, answer: Record, post: str, link: str, cursor: Cursor
    ) -> tuple[list[Contribution], list[str]]:
        """Comments that have not been read before; notes them in the cursor."""
        found, faults = [], []
        for record in _with_replies(_data(answer)):
            try:
                comment = records.comment(record, post, link)
            except (ValueError, KeyError, TypeError, AttributeError):
                faults.append("A comment cannot be read; it was skipped.")
                continue
            when = comment.created.float()
            if when >= cursor.newest - OVERLAP_SECONDS and comment.id not in cursor.seen:
                found.append(comment)
                cursor.seen[comment.id] = when
        return found, faults


def _forget(cursor: Cursor) -> None:
    """The round is over: from now on only what is near the newest is remembered."""
    cursor.newest = max([cursor.newest, *cursor.seen.values()])
    near = [
        (when, native_id)
        for native_id, when in cursor.seen.items()
        if when >= cursor.newest - OVERLAP_SECONDS
    ]
    cursor.seen = {native_id: when for when, native_id in sorted(near)[-_REMEMBERED:]}


def _data(answer: Record) -> Sequence[Any]:
    found = answer.get("data")
    return found if isinstance(found, list) else ()


def _with_replies(found: Sequence[Any]) -> list[Any]:
    """Comments and what stands below them, which Instagram nests."""
    flat: list[Any] = []
    for record in found:
        flat.append(record)
        if isinstance(record, Mapping):
            nested = _data(record.get("replies") or {})
            flat += [{"parent_id": record.get("id"), **each} for each in nested if isinstance(each, Mapping)]
    return flat
