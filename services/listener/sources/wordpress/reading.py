"""Reads a site's comments round after round: what is new, what was approved late, changed, or is gone.

The API tells when a comment was written, not when it was approved or changed. So each round reads all
comments since a while before the newest one that is known, and tells what differs from the last round. What
is missing is asked for by its number before it is called gone.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from antiphon.events.v1 import events_pb2
from services.listener.sources import base, cursors, items
from services.listener.sources.wordpress import comments
from services.listener.sources.wordpress.site import Listed, Site

_REMEMBERED: Final = 1000
_ASKED_AFTER: Final = 20
"""Comments that are missing and asked for in one round, at most."""


class Known(msgspec.Struct, array_like=True):
    """What is known of a comment.

    Attributes:
        digest: of its words.
        revision: that was told last.
        seconds: since 1970, when it was written.
        round: in which it was seen last.
    """

    digest: str
    revision: int
    seconds: float
    round: int


class Cursor(msgspec.Struct):
    """Where reading stands.

    Attributes:
        newest: seconds since 1970, by the site's clock, of the newest comment; 0 before the first.
        since: from when on this round reads.
        page: last page read in this round; 0 between rounds.
        round: number of this round.
        known: comments since then, by their number.
    """

    newest: float = 0.0
    since: float = 0.0
    page: int = 0
    round: int = 0
    known: dict[int, Known] = msgspec.field(default_factory=dict)


class Reading:
    """The comments of one site."""

    def __init__(self, context: base.SourceContext, site: Site) -> None:
        self._context = context
        self._site = site
        self._page_size = context.config.get("page_size") or "100"
        self._window = float(context.config.get("window_hours") or 48) * 3600
        self._lookback = float(context.config.get("lookback_hours") or 24) * 3600
        self._held = context.config.get("held") == "true"

    async def round(self, text: str) -> AsyncIterator[base.Page]:
        """Pages of one round, or of what is left of it."""
        cursor = cursors.read(text, Cursor)
        if not cursor.page:
            self._begin(cursor)
        more = True
        while more:
            cursor.page += 1
            listed = await self._site.list("comments", "comments", **self._query(cursor))
            more = listed.more
            yield self._page(cursor, listed)
        yield await self._end(cursor)

    def _begin(self, cursor: Cursor) -> None:
        start = self._context.clock.now().timestamp() - self._lookback
        cursor.since = cursor.newest - self._window if cursor.newest else start
        cursor.since = max(cursor.since, 0.0)
        cursor.round += 1

    def _query(self, cursor: Cursor) -> dict[str, str]:
        after = datetime.fromtimestamp(cursor.since, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        query = {"after": after, "orderby": "date_gmt", "order": "asc"}
        query |= {"per_page": self._page_size, "page": str(cursor.page)}
        return {**query, "status": "all"} if self._held else query

    def _page(self, cursor: Cursor, listed: Listed) -> base.Page:
        now = self._context.clock.now()
        collected = items.stamp(now)
        template = items.Template(comments.NETWORK, self._site.name, self._context.name, collected)
        found: list[events_pb2.MentionItem] = []
        faults: list[str] = []
        for record in listed.records:
            try:
                comment = comments.read(record)
            except (ValueError, KeyError, TypeError, AttributeError):
                faults.append("The site sent a comment that cannot be read; it was skipped.")
                continue
            revision = _revise(cursor, comment, collected)
            if revision is not None:
                found.append(comments.item(comment, template, self._site.name, revision, collected))
        return base.Page(found, _dump(cursor), now, faults)

    async def _end(self, cursor: Cursor) -> base.Page:
        """Closes the round: looks after what is missing, and forgets what is too old to be looked after."""
        missing = [number for number, known in cursor.known.items() if known.round < cursor.round]
        gone = [number for number in missing[:_ASKED_AFTER] if await self._is_gone(number)]
        now = self._context.clock.now()
        facts = [self._deletion(number, items.stamp(now)) for number in gone]
        for number in gone:
            del cursor.known[number]
        cursor.page = 0
        oldest = cursor.newest - self._window
        kept = sorted((known.seconds, number) for number, known in cursor.known.items())
        cursor.known = {
            number: cursor.known[number] for seconds, number in kept[-_REMEMBERED:] if seconds > oldest
        }
        return base.Page(facts, _dump(cursor), now)

    async def _is_gone(self, number: int) -> bool:
        record: Any = await self._site.find("comments", f"comments/{number}")
        return record is None or record.get("status") not in {None, "approved", "hold"}

    def _deletion(self, number: int, collected: items.Stamp) -> events_pb2.MentionItem:
        key = comments.key(self._site.name, number)
        return items.deletion(key, comments.NETWORK, self._context.name, None, collected)


def _revise(cursor: Cursor, comment: comments.Comment, collected: items.Stamp) -> int | None:
    """Notes a comment; the revision to tell it with, or None when nothing about it is new."""
    seconds = comment.created.float()
    cursor.newest = max(cursor.newest, seconds)
    before = cursor.known.get(comment.id)
    if before is None:
        cursor.known[comment.id] = Known(comment.digest, 0, seconds, cursor.round)
        return 0
    before.round = cursor.round
    if before.digest == comment.digest:
        return None
    before.digest = comment.digest
    before.revision = max(collected.ms(), before.revision + 1)
    return before.revision


def _dump(cursor: Cursor) -> str:
    return cursors.write(cursor)
