"""One source on Reddit: its listings round by round, and everything its account can do."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import ClassVar, Final

import msgspec

from services.listener.sources import abilities, base, cursors
from services.listener.sources.reddit import listings, records
from services.listener.sources.reddit.answering import ACTIONS, Answering
from services.listener.sources.reddit.door import Door
from services.listener.sources.versions import Versions

_DEFAULT_POLL_SECONDS: Final = 60.0
_DEFAULT_LOOKBACK_HOURS: Final = 24.0
_DEFAULT_RECHECK_SECONDS: Final = 600.0
_DEFAULT_RECHECK_COUNT: Final = 300


class _Cursor(msgspec.Struct):
    walks: dict[str, listings.Walk] = {}
    known: list[list[str]] = []


class _Past(msgspec.Struct):
    name: str = ""
    walk: listings.Walk | None = None
    done: bool = False


class Connection:
    """See the head of this module."""

    type: ClassVar[str] = "reddit"
    actions: ClassVar[frozenset[str]] = ACTIONS

    def __init__(self, context: base.SourceContext) -> None:
        config = context.config
        self._context = context
        self._mode = config.get("mode") or "all"
        self._poll = float(config.get("poll_seconds") or _DEFAULT_POLL_SECONDS)
        self._lookback = timedelta(hours=float(config.get("lookback_hours") or _DEFAULT_LOOKBACK_HOURS))
        self._recheck = float(config.get("recheck_seconds") or _DEFAULT_RECHECK_SECONDS)
        self._most = int(float(config.get("recheck_count") or _DEFAULT_RECHECK_COUNT))
        self._door = Door(context)
        self._reader = records.Reader(context)
        self._answering = Answering(self._door)

    async def pages(self, cursor: str) -> AsyncIterator[base.Page]:
        """See `base.Source.pages`."""
        state = cursors.read(cursor, _Cursor)
        versions = Versions(state.known, self._most)
        checked = self._context.clock.monotonic()
        while True:
            asked = self._listings()
            start = (self._context.clock.now() - self._lookback).timestamp()
            state.walks = {each.name: state.walks.get(each.name) or listings.Walk(start) for each in asked}
            for listing in asked:
                async for step in listings.steps(state.walks[listing.name], listing, self._door):
                    await self._take(step.read, listing, versions)
                    yield self._page(step.read, state, versions, step.partial)
            if self._recheck and self._context.clock.monotonic() - checked >= self._recheck:
                checked = self._context.clock.monotonic()
                yield self._page(await self._look_again(versions), state, versions)
            elif not asked:
                yield self._page(records.Read(), state, versions)
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

    async def history(self, start: datetime, end: datetime, cursor: str) -> AsyncIterator[base.Page]:
        """See `abilities.Backfilling`; as far back as listings go."""
        past = cursors.read(cursor, _Past)
        asked = self._listings()
        names = [each.name for each in asked]
        first = names.index(past.name) if past.name in names else 0
        walk = past.walk if past.name in names else None
        for listing, after in zip(asked[first:], [*names[first + 1 :], ""], strict=True):
            if past.done:
                break
            walk = walk or listings.Walk(start.timestamp())
            async for step in listings.steps(walk, listing, self._door):
                await self._take(step.read, listing, None, (start.timestamp(), end.timestamp()))
                place = _Past(after, done=not after) if step.last else _Past(listing.name, walk)
                stored, now = cursors.write(place), self._context.clock.now()
                yield base.Page(step.read.items, stored, now, step.read.faults, step.partial)
            walk = None

    async def estimate(self, start: datetime, end: datetime) -> abilities.Estimate:
        """See `abilities.Backfilling`: at most, since Reddit does not tell how much there is."""
        del start, end
        calls: dict[str, int] = {}
        for each in self._listings():
            calls[each.call] = calls.get(each.call, 0) + -(-each.depth // listings.AT_ONCE)
        if boxes := calls.get("inbox"):
            calls["lookup"] = boxes
        return abilities.Estimate(calls)

    async def close(self) -> None:
        """See `base.Source.close`."""
        await self._door.close()

    def _listings(self) -> list[listings.Listing]:
        """All that is read now."""
        found: list[listings.Listing] = []
        names = self._context.config.get("subreddits", "")
        if names and self._mode in {"all", "subreddits"}:
            found += listings.subreddits(names)
        if self._mode in {"all", "search"}:
            found += [listings.search(phrase) for phrase in self._context.watched.phrases()]
        if self._mode == "inbox" or (self._mode == "all" and self._door.has_account):
            found += listings.inbox()
        return found

    async def _take(
        self,
        read: records.Read,
        listing: listings.Listing,
        versions: Versions | None,
        within: tuple[float, float] | None = None,
    ) -> None:
        """Makes facts of what a page brought, oldest first."""
        found = read.records
        if within is not None:
            found = [each for each in found if within[0] <= each.created_utc < within[1]]
        if listing.call == "inbox":
            # The inbox does not tell which post a comment is below; so each is looked up once.
            names = [each.name for each in found if versions is None or not versions.knows(each.name)]
            whole = await listings.info(self._door, names)
            found, read.faults = whole.records, [*read.faults, *whole.faults]
        for record in sorted(found, key=lambda each: each.created_utc):
            if fact := self._reader.fact(record, versions):
                read.items.append(fact)

    async def _look_again(self, versions: Versions) -> records.Read:
        """What became of what was given last."""
        read = await listings.info(self._door, versions.ids())
        for record in read.records:
            if record.gone:
                versions.forget(record.name)
                read.items.append(self._reader.deletion(record.name))
            elif fact := self._reader.fact(record, versions):
                read.items.append(fact)
        return read

    def _page(self, read: records.Read, state: _Cursor, versions: Versions, partial: str = "") -> base.Page:
        state.known = versions.kept()
        cursor = cursors.write(state)
        return base.Page(read.items, cursor, self._context.clock.now(), read.faults, partial)
