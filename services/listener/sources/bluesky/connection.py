"""Bluesky through the account's own server: search, notifications and threads in, answers out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from typing import ClassVar, Final

import msgspec

from services.listener.sources import abilities, base, cursors, items
from services.listener.sources.bluesky import backfilling, checking, listings, posts, walking
from services.listener.sources.bluesky.answering import Answers
from services.listener.sources.bluesky.moderating import ACTIONS, Moderation
from services.listener.sources.bluesky.session import Session
from services.listener.sources.recents import Recents

_DEFAULT_POLL_SECONDS: Final = 60.0
_DEFAULT_LOOKBACK_HOURS: Final = 24.0
_DEFAULT_RECHECK_SECONDS: Final = 600.0
_DEFAULT_RECHECK_COUNT: Final = 100
_NOTIFICATIONS: Final = "notifications"
_SEARCH: Final = "search "


class _Cursor(msgspec.Struct):
    walks: dict[str, walking.Walk] = {}
    known: list[list[str]] = []


class Connection:
    """One account of one server."""

    type: ClassVar[str] = "bluesky"
    actions: ClassVar[frozenset[str]] = ACTIONS

    def __init__(self, context: base.SourceContext) -> None:
        config = context.config
        self._context = context
        self._mode = config.get("mode") or "all"
        self._poll = float(config.get("poll_seconds") or _DEFAULT_POLL_SECONDS)
        self._lookback = timedelta(hours=float(config.get("lookback_hours") or _DEFAULT_LOOKBACK_HOURS))
        self._recheck = float(config.get("recheck_seconds") or _DEFAULT_RECHECK_SECONDS)
        self._most = int(float(config.get("recheck_count") or _DEFAULT_RECHECK_COUNT))
        self._threads = config.get("threads") != "false"
        self._session = Session(context)
        self._answers = Answers(self._session, context)
        self._moderation = Moderation(self._session, context)

    async def pages(self, cursor: str) -> AsyncIterator[base.Page]:
        state = cursors.read(cursor, _Cursor)
        known = Recents(state.known, self._most)
        reader = posts.Reader(self._context.name, known)
        checked = self._context.clock.monotonic()
        while True:
            self._set_out(state)
            for name, walk in sorted(state.walks.items()):
                async for page in self._walk(name, walk, state, reader):
                    yield page
            if self._recheck and self._context.clock.monotonic() - checked >= self._recheck:
                checked = self._context.clock.monotonic()
                yield await self._look_again(state, reader)
            elif not state.walks:
                yield self._page(posts.Read(), state, reader.known)
            await self._context.sleep(self._poll)

    async def reply(self, request: base.ReplyRequest) -> base.ReplyOutcome:
        return await self._answers.reply(request)

    async def find_reply(self, request: base.ReplyRequest) -> base.Sent | None:
        return await self._answers.find(request)

    async def delete(self, own_key: str) -> base.ReplyOutcome:
        return await self._answers.delete(own_key)

    async def moderate(self, action: str, mention_key: str) -> base.ReplyOutcome:
        return await self._moderation.act(action, mention_key)

    def history(self, start: datetime, end: datetime, cursor: str) -> AsyncIterator[base.Page]:
        return backfilling.history(self._session, self._context, start, end, cursor)

    async def estimate(self, start: datetime, end: datetime) -> abilities.Estimate:
        return await backfilling.estimate(self._session, self._context, start, end)

    async def identify(self) -> abilities.Identity:
        await self._session.log_in()
        return abilities.Identity(self._session.handle)

    async def close(self) -> None:
        await self._session.close()

    def _set_out(self, state: _Cursor) -> None:
        """Has a walk for all that is asked for now, and none for what is not."""
        asked = [*self._listings()]
        start = self._context.clock.now() - self._lookback
        state.walks = {name: state.walks.get(name) or walking.begin(start) for name in asked}

    def _listings(self) -> Iterator[str]:
        if self._mode in {"all", "notifications"}:
            yield _NOTIFICATIONS
        if self._mode in {"all", "search"}:
            for phrase in self._context.watched.phrases():
                yield _SEARCH + phrase

    async def _walk(
        self, name: str, walk: walking.Walk, state: _Cursor, reader: posts.Reader
    ) -> AsyncIterator[base.Page]:
        async def fetch(at: walking.Walk) -> walking.Step:
            if name == _NOTIFICATIONS:
                return await listings.notifications(self._session, at.next)
            asked = listings.Search(name.removeprefix(_SEARCH), at.since)
            return await listings.search(self._session, asked, at.next)

        async for read in walking.steps(walk, fetch, reader, self._context.clock.now):
            yield self._page(read, state, reader.known)

    async def _look_again(self, state: _Cursor, reader: posts.Reader) -> base.Page:
        """What became of the posts given last, and what was said below them."""
        known = reader.known
        read = await checking.standing(self._session, reader, self._context.clock.now)
        gone = await checking.gone(self._session, [uri for uri in known.ids() if uri not in read.marks])
        now = items.stamp(self._context.clock.now())
        for uri in gone:
            known.forget(uri)
            read.items.append(checking.deletion(uri, self._context.name, now))
        if self._threads:
            below = await checking.threads(self._session, reader, self._context.clock.now)
            read.items += below.items
            read.faults += below.faults
            read.marks |= below.marks
        return self._page(read, state, known)

    def _page(self, read: posts.Read, state: _Cursor, known: Recents) -> base.Page:
        for uri, mark in reversed(read.marks.items()):
            if known.marks(uri) != (mark,):
                known.note(uri, mark)
        state.known = known.kept()
        cursor = cursors.write(state)
        return base.Page(read.items, cursor, self._context.clock.now(), read.faults)
