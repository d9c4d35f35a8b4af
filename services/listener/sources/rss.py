"""RSS and Atom feeds: asks only for what changed, and knows edits where feeds do not tell them.

The cursor holds what the server gave us to ask again with, and digests of the entries it showed last.
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from typing import Any, ClassVar, Final
from urllib.parse import urlsplit

import feedparser
import httpx
import msgspec

from services.listener.core import userinfo
from services.listener.sources import addresses, answers, base, cursors, entries, items

_DEFAULT_POLL_SECONDS: Final = 300.0
_DEFAULT_MAX_BYTES: Final = 5 * 1024 * 1024
_MOST_ENTRIES: Final = 5_000
"""Entries read of one feed, the first in it; a cursor remembers each of them."""


class _Cursor(msgspec.Struct):
    etag: str = ""
    modified: str = ""
    seen: entries.Seen = msgspec.field(default_factory=dict)


class Connection:
    """One feed."""

    type: ClassVar[str] = "rss"

    def __init__(self, context: base.SourceContext) -> None:
        self._context = context
        self._url = context.config["url"]
        self._site = (urlsplit(self._url).hostname or "").lower()
        self._poll_seconds = float(context.config.get("poll_seconds") or _DEFAULT_POLL_SECONDS)
        self._max_bytes = int(float(context.config.get("max_bytes") or _DEFAULT_MAX_BYTES))
        self._what = f"The feed of {self._site}"
        self._reader = entries.Reader(userinfo.without(self._url), self._site, context.name)
        self._http = addresses.client(allow_private=context.allow_private)

    async def pages(self, cursor: str) -> AsyncIterator[base.Page]:
        while True:
            page = await self._poll(cursor)
            cursor = page.cursor
            yield page
            await self._context.sleep(self._poll_seconds)

    async def reply(self, request: base.ReplyRequest) -> base.ReplyOutcome:  # noqa: ARG002
        return base.Refused("A feed only reads; answer on the page it links to.", permanent=True)

    async def find_reply(self, request: base.ReplyRequest) -> base.Sent | None:  # noqa: ARG002
        return None

    async def close(self) -> None:
        await self._http.aclose()

    async def _poll(self, cursor: str) -> base.Page:
        known = cursors.read(cursor, _Cursor)
        await self._context.budget.take("read")
        try:
            status, headers, body = await self._fetch(known)
        except httpx.HTTPError as error:
            raise answers.unreachable(error, self._what) from error
        now = self._context.clock.now()
        if status == httpx.codes.NOT_MODIFIED:
            return base.Page((), cursor, now)
        feed = await asyncio.to_thread(_parse, body)
        faults = self._judge(feed, headers.get("content-type", ""))
        partial = self._bound(feed)
        found, skipped, seen = self._reader.read(feed, known.seen, items.stamp(now))
        fresh = _Cursor(headers.get("etag", ""), headers.get("last-modified", ""), seen)
        return base.Page(found, msgspec.json.encode(fresh).decode(), now, [*faults, *skipped], partial)

    async def _fetch(self, known: _Cursor) -> tuple[int, httpx.Headers, bytes]:
        headers = {"Accept": "application/atom+xml, application/rss+xml, application/xml;q=0.9, */*;q=0.5"}
        if known.etag:
            headers["If-None-Match"] = known.etag
        if known.modified:
            headers["If-Modified-Since"] = known.modified
        async with self._http.stream("GET", self._url, headers=headers, follow_redirects=True) as response:
            answers.check(response, self._what)
            body = bytearray()
            async for part in response.aiter_bytes(65_536):
                body += part
                if len(body) > self._max_bytes:
                    raise base.SourceRejected(
                        f"{self._what} is larger than {self._max_bytes:,} bytes; raise its max_bytes."
                    )
            return response.status_code, response.headers, bytes(body)

    def _bound(self, feed: Any) -> str:
        """Leaves the first entries; tells when there were more."""
        if len(feed.entries) <= _MOST_ENTRIES:
            return ""
        partial = (
            f"{self._what} has {len(feed.entries):,} entries; only the first {_MOST_ENTRIES:,} are read."
        )
        del feed.entries[_MOST_ENTRIES:]
        return partial

    def _judge(self, feed: Any, content_type: str) -> list[str]:
        if not feed.version and not feed.entries:
            kind = content_type.partition(";")[0] or "something else"
            raise base.SourceUnreachable(
                f"{self._what} is no RSS or Atom but {kind}; check the address, or wait for it to be mended."
            )
        if not feed.bozo or isinstance(feed.get("bozo_exception"), _HARMLESS):
            return []
        where = getattr(feed.get("bozo_exception"), "getLineNumber", lambda: None)()
        at = f" at line {where}" if where else ""
        return [f"{self._what} is not well-formed{at}; what could be read was taken."]


_HARMLESS: Final = (feedparser.CharacterEncodingOverride, feedparser.NonXMLContentType)


def _parse(body: bytes) -> Any:
    # A stream, because feedparser takes plain bytes for the name of a file first.
    return feedparser.parse(io.BytesIO(body), resolve_relative_uris=False, sanitize_html=False)
