"""Hacker News, searched for what is watched; what was given is asked for again, and answers go by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import ClassVar, Final, NamedTuple

import msgspec

from antiphon.events.v1 import events_pb2
from services.common.model import identity
from services.listener.sources import abilities, base, cursors
from services.listener.sources.hackernews import stories
from services.listener.sources.hackernews.api import MOST_HITS, WHAT, Api, Found
from services.listener.sources.versions import Versions

OVERLAP_SECONDS: Final = 600
"""How much later than its neighbours something may come into the search and still be found."""

_DEFAULT_POLL_SECONDS: Final = 60.0
_DEFAULT_LOOKBACK_HOURS: Final = 24.0
_DEFAULT_RECHECK_SECONDS: Final = 600.0
_DEFAULT_RECHECK_COUNT: Final = 100
_FOREVER: Final = 1 << 40
_CAPPED: Final = (
    f"{WHAT}'s search gives {MOST_HITS:,} hits at most, and in one second there were more; "
    "the rest was not seen."
)
_BROKEN: Final = f"{WHAT} sent an entry that cannot be read; it was skipped."


class _Cursor(msgspec.Struct):
    since: dict[str, int] = {}
    known: list[list[str]] = []


class _Past(msgspec.Struct):
    phrase: str = ""
    low: int = 0


class _Stretch(NamedTuple):
    """A window that was read whole, where the rest begins, and the newest there is, as far as seen."""

    found: Found
    rest: int
    newest: int


class Connection:
    """The whole of Hacker News."""

    type: ClassVar[str] = "hackernews"

    def __init__(self, context: base.SourceContext) -> None:
        config = context.config
        self._context = context
        self._poll = float(config.get("poll_seconds") or _DEFAULT_POLL_SECONDS)
        self._lookback = timedelta(hours=float(config.get("lookback_hours") or _DEFAULT_LOOKBACK_HOURS))
        self._recheck = float(config.get("recheck_seconds") or _DEFAULT_RECHECK_SECONDS)
        self._most = int(float(config.get("recheck_count") or _DEFAULT_RECHECK_COUNT))
        self._api = Api(context)
        self._reader = stories.Reader(context.name)

    async def pages(self, cursor: str) -> AsyncIterator[base.Page]:
        """See `base.Source.pages`."""
        state = cursors.read(cursor, _Cursor)
        versions = Versions(state.known, self._most)
        checked = self._context.clock.monotonic()
        while True:
            start = int((self._context.clock.now() - self._lookback).timestamp())
            asked = self._context.watched.phrases()
            state.since = {phrase: state.since.get(phrase, start) for phrase in asked}
            for phrase in asked:
                async for page in self._round(phrase, state, versions):
                    yield page
            if self._recheck and self._context.clock.monotonic() - checked >= self._recheck:
                checked = self._context.clock.monotonic()
                yield await self._look_again(state, versions)
            elif not asked:
                yield base.Page((), cursor, self._context.clock.now())
            await self._context.sleep(self._poll)

    async def reply(self, request: base.ReplyRequest) -> base.ReplyOutcome:
        """See `base.Source.reply`; there is no way to answer but by hand."""
        native_id = identity.split_key(request.mention_key).native_id
        return base.Refused(
            f"{WHAT} takes no answers from programs; "
            f"open {stories.SITE}/reply?id={native_id} and answer there.",
            permanent=True,
        )

    async def find_reply(self, request: base.ReplyRequest) -> base.Sent | None:
        """See `base.Source.find_reply`; nothing was ever sent."""
        del request
        return None

    async def history(self, start: datetime, end: datetime, cursor: str) -> AsyncIterator[base.Page]:
        """See `abilities.Backfilling`."""
        asked = [*self._context.watched.phrases()]
        past = cursors.read(cursor, _Past)
        first = asked.index(past.phrase) if past.phrase in asked else 0
        low, high = _second(start), _second(end)
        begin = max(past.low, low) if past.phrase in asked else low
        for phrase, following in zip(asked[first:], [*asked[first + 1 :], ""], strict=True):
            async for part in self._sweep(phrase, begin, high):
                place = _Past(following, low) if following and part.rest == high else _Past(phrase, part.rest)
                yield self._page(part.found, cursors.write(place), None)
            begin = low

    async def estimate(self, start: datetime, end: datetime) -> abilities.Estimate:
        """See `abilities.Backfilling`."""
        low, high = _second(start), _second(end)
        counts = [await self._api.count(phrase, low, high) for phrase in self._context.watched.phrases()]
        # A window that holds too much is asked for in vain before it is halved, so twice as many.
        searches = sum(1 if count <= MOST_HITS else 2 * -(-count // MOST_HITS) for count in counts)
        return abilities.Estimate({"search": searches} if searches else {}, sum(counts))

    async def close(self) -> None:
        """See `base.Source.close`."""
        await self._api.close()

    async def _round(self, phrase: str, state: _Cursor, versions: Versions) -> AsyncIterator[base.Page]:
        """What was written with a phrase in it since the round before."""
        async for part in self._sweep(phrase, state.since[phrase], _FOREVER):
            # By the network's own times, so that its clock may be wrong.
            reached = min(part.rest, part.newest - OVERLAP_SECONDS)
            state.since[phrase] = max(state.since[phrase], reached)
            yield self._page(part.found, "", versions, state)

    async def _sweep(self, phrase: str, low: int, end: int) -> AsyncIterator[_Stretch]:
        """What was written in [low, end), oldest first; the rest begins at `end` when there is none.

        A window with more than the search gives is halved until it does not.
        """
        span, newest = end - low, 0
        while low < end:
            high = min(low + span, end)
            found = await self._api.search(phrase, low, high)
            newest = max(newest, found.newest)
            held = min(high, found.newest + 1) - low
            if found.capped and held > 1:
                span = held // 2
                continue
            yield _Stretch(found, high, newest)
            low = high
            span = 2 * span if low + 2 * span <= newest else end - low

    async def _look_again(self, state: _Cursor, versions: Versions) -> base.Page:
        """What became of what was given last: it can be changed for two hours, and deleted."""
        found: list[events_pb2.MentionItem] = []
        for native_id in versions.ids():
            item = await self._api.item(native_id)
            if item is None or item.dead:
                continue  # not yet there, or hidden for now
            if item.deleted:
                versions.forget(native_id)
                found.append(self._reader.deletion(native_id, self._context.clock.now()))
                continue
            entry = stories.of_item(item, next(iter(versions.more(native_id)), ""))
            if fact := self._reader.read(entry, self._context.clock.now(), versions):
                found.append(fact)
        return base.Page(found, _dump(state, versions), self._context.clock.now())

    def _page(
        self, found: Found, cursor: str, versions: Versions | None, state: _Cursor | None = None
    ) -> base.Page:
        now = self._context.clock.now()
        entries = sorted(map(stories.of_hit, found.hits), key=lambda entry: entry.written)
        facts = [fact for entry in entries if (fact := self._reader.read(entry, now, versions))]
        if state is not None and versions is not None:
            cursor = _dump(state, versions)
        return base.Page(facts, cursor, now, [_BROKEN] * found.broken, _CAPPED if found.capped else "")


def _second(moment: datetime) -> int:
    """The first whole second at or after a moment; the network knows whole seconds only."""
    return -int(-moment.timestamp() // 1)


def _dump(state: _Cursor, versions: Versions) -> str:
    state.known = versions.kept()
    return cursors.write(state)
