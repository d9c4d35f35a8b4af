"""One forum: its posts as they come or as its search finds them, and everything its account can do."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import ClassVar, Final

import msgspec

from services.listener.sources import abilities, base, cursors
from services.listener.sources.discourse import searching, walking
from services.listener.sources.discourse.answering import ACTIONS, Answering
from services.listener.sources.discourse.api import Api
from services.listener.sources.discourse.posts import Read, Reader
from services.listener.sources.discourse.reading import Shelf
from services.listener.sources.versions import Versions

_DEFAULT_POLL_SECONDS: Final = 60.0
_DEFAULT_LOOKBACK_HOURS: Final = 24.0
_DEFAULT_RECHECK_SECONDS: Final = 900.0
_DEFAULT_RECHECK_COUNT: Final = 100


class _Cursor(msgspec.Struct):
    walk: walking.Walk | None = None
    since: dict[str, str] = {}
    known: list[list[str]] = []


class Connection:
    """See the head of this module."""

    type: ClassVar[str] = "discourse"
    actions: ClassVar[frozenset[str]] = ACTIONS

    def __init__(self, context: base.SourceContext) -> None:
        config = context.config
        self._context = context
        self._searches = config.get("mode") == "search"
        self._poll = float(config.get("poll_seconds") or _DEFAULT_POLL_SECONDS)
        self._lookback = timedelta(hours=float(config.get("lookback_hours") or _DEFAULT_LOOKBACK_HOURS))
        self._recheck = float(config.get("recheck_seconds") or _DEFAULT_RECHECK_SECONDS)
        self._most = int(float(config.get("recheck_count") or _DEFAULT_RECHECK_COUNT))
        self._api = Api(context)
        self._reader = Reader(context, self._api)
        self._shelf = Shelf(self._api, self._reader)
        self._answering = Answering(self._api, self._reader, self._shelf)

    async def pages(self, cursor: str) -> AsyncIterator[base.Page]:
        """See `base.Source.pages`."""
        state = _read_cursor(cursor)
        versions = Versions(state.known, self._most)
        checked = self._context.clock.monotonic()
        while True:
            rounds = self._search(state, versions) if self._searches else self._walk(state, versions)
            async for page in rounds:
                yield page
            if self._recheck and self._context.clock.monotonic() - checked >= self._recheck:
                checked = self._context.clock.monotonic()
                yield self._page(await self._shelf.look_again(versions), state, versions)
            await self._context.sleep(self._poll)

    async def reply(self, request: base.ReplyRequest) -> base.ReplyOutcome:
        """See `base.Source.reply`."""
        return await self._answering.reply(request)

    async def find_reply(self, request: base.ReplyRequest) -> base.Sent | None:
        """See `base.Source.find_reply`."""
        return await self._answering.find(request)

    async def delete(self, own_key: str) -> base.ReplyOutcome:
        """See `abilities.Deleting`."""
        return await self._answering.delete(own_key)

    async def moderate(self, action: str, mention_key: str) -> base.ReplyOutcome:
        """See `abilities.Moderating`."""
        return await self._answering.moderate(action, mention_key)

    async def identify(self) -> abilities.Identity:
        """See `abilities.Identifying`."""
        return abilities.Identity(await self._answering.me())

    def history(self, start: datetime, end: datetime, cursor: str) -> AsyncIterator[base.Page]:
        """See `abilities.Backfilling`."""
        past = searching.Past if self._searches else walking.Past
        return past(self._context, self._shelf, self._reader).history(start, end, cursor)

    async def estimate(self, start: datetime, end: datetime) -> abilities.Estimate:
        """See `abilities.Backfilling`."""
        past = searching.Past if self._searches else walking.Past
        return await past(self._context, self._shelf, self._reader).estimate(start, end)

    async def close(self) -> None:
        """See `base.Source.close`."""
        await self._api.close()

    async def _walk(self, state: _Cursor, versions: Versions) -> AsyncIterator[base.Page]:
        walk = state.walk = state.walk or walking.begin(self._context.clock.now() - self._lookback)
        async for read in walking.steps(walk, self._shelf):
            for post in sorted(read.posts, key=lambda post: post.id):
                if fact := self._reader.fact(post, versions):
                    read.items.append(fact)
            yield self._page(read, state, versions)

    async def _search(self, state: _Cursor, versions: Versions) -> AsyncIterator[base.Page]:
        asked = self._context.watched.phrases()
        start = (self._context.clock.now() - self._lookback).isoformat()
        state.since = {phrase: state.since.get(phrase, start) for phrase in asked}
        for phrase in asked:
            since = datetime.fromisoformat(state.since[phrase])
            async for step in searching.steps(searching.Asked(phrase, since), self._shelf, self._api.what):
                wanted = [(hit.topic_id, hit.id) for hit in step.hits if not versions.more(str(hit.id))]
                read = await self._shelf.whole(wanted)
                for post in sorted(read.posts, key=lambda post: post.id):
                    if fact := self._reader.fact(post, versions, step.titles.get(post.topic_id, "")):
                        read.items.append(fact)
                read.faults += step.faults
                if step.reached is not None:
                    state.since[phrase] = step.reached.isoformat()
                yield self._page(read, state, versions, step.partial)
        if not asked:
            yield self._page(Read(), state, versions)

    def _page(self, read: Read, state: _Cursor, versions: Versions, partial: str = "") -> base.Page:
        state.known = versions.kept()
        cursor = cursors.write(state)
        return base.Page(read.items, cursor, self._context.clock.now(), read.faults, partial)


def _read_cursor(cursor: str) -> _Cursor:
    try:
        state = msgspec.json.decode(cursor, type=_Cursor) if cursor else _Cursor()
        for moment in state.since.values():
            datetime.fromisoformat(moment)
    except (msgspec.DecodeError, ValueError):
        return _Cursor()
    return state
