"""The filtered stream, and what was written while it was away.

Recovery as X's documentation asks for it: a connection that says nothing for longer than its 20 seconds is
lost, and what was missed is searched for. Posts reach the search later than the stream, so the time around
each connect is searched twice, and until then the place that is safe does not move.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import httpx
import msgspec

from antiphon.events.v1 import events_pb2
from services.listener.sources import answers, base, items
from services.listener.sources.x import places, posts, refusals
from services.listener.sources.x.api import Api, Who
from services.listener.sources.x.lines import Lines
from services.listener.sources.x.places import Place
from services.listener.sources.x.rounds import Rounds
from services.listener.sources.x.rules import Rules
from services.listener.sources.x.wire import finish

DISORDER: Final = timedelta(seconds=60)
"""How much later than a newer post an older one may come."""
LAG: Final = timedelta(seconds=60)
"""Time after which the search knows what was written around a connect."""
HTTP_WAIT: Final = 5.0
RATE_WAIT: Final = 60.0
"""Shortest waits before connecting again, after a failing server and when X asks for patience."""

_ROUTE: Final = "/2/tweets/search/stream"
_DEFAULT_SILENCE: Final = 21.0
_FIELDS: Final = {name.replace("_", "."): ",".join(value) for name, value in posts.FIELDS.items()}


class Opening:
    """Opens answers that stay open."""

    def __init__(self, context: base.SourceContext, api: Api) -> None:
        self._context = context
        self._api = api
        self._silence = float(context.config.get("silence_seconds") or _DEFAULT_SILENCE)

    @asynccontextmanager
    async def lines(self, route: str, params: Mapping[str, Any]) -> AsyncIterator[Lines]:
        """The lines of one connection.

        Raises:
            SourceError: it was refused or lost.
        """
        await self._api.take("stream")
        minutes = int(float(self._context.config.get("backfill_minutes") or 0))
        asked = {**params, **({"backfill_minutes": minutes} if minutes else {})}
        token = self._api.token(Who.APP)
        try:
            async with self._api.wire.stream(route, token, asked, self._silence) as response:
                await self._accepted(response)
                async with Lines(response, self._silence) as lines:
                    yield lines
        except httpx.HTTPError as error:
            raise answers.unreachable(error, refusals.WHAT) from error

    async def _accepted(self, response: httpx.Response) -> None:
        self._api.learn(response)
        if response.is_success:
            return
        try:
            refusals.check(await finish(response), self._api.now)
        except base.SourceRateLimited as fault:
            fault.retry_after = RATE_WAIT if fault.retry_after is None else fault.retry_after
            raise
        except base.SourceUnreachable as fault:
            fault.retry_after = max(fault.retry_after or 0.0, HTTP_WAIT)
            raise


class Stream:
    """What brands ask for, as it is written."""

    def __init__(self, context: base.SourceContext, api: Api, pause: float) -> None:
        self._context = context
        self._api = api
        self._reader = posts.Reader(context)
        self._rounds = Rounds(context, api, self._reader)
        self._pause = pause
        self._opening = Opening(context, api)
        self._rules = Rules(context, api)
        self._safe = Place()
        self._newest = 0

    async def pages(self, cursor: str) -> AsyncIterator[base.Page]:
        """Pages from the cursor on; ends only with an error."""
        self._safe = places.load(cursor)
        await self._rules.follow()
        while not self._rules.any:  # X opens no stream without rules
            yield self._page(posts.Read())
            await self._context.sleep(self._pause)
            await self._rules.follow()
        async with self._opening.lines(_ROUTE, _FIELDS) as lines:
            connected = self._api.now
            async for page in self._missed():
                yield page
            async for page in self._live(lines, connected):
                yield page

    async def _missed(self) -> AsyncIterator[base.Page]:
        """What was written since the safe place, which does not move before the second look."""
        queries, lacking = self._rounds.searches()
        lacking = self._rounds.behind(self._safe) or lacking or self._rules.partial
        resumed = bool(self._safe.query)
        begun = self._rounds.beginning(self._safe)
        async for step in self._rounds.round(begun, queries):
            self._safe = step.place
            if step.last:
                self._safe = step.place.settled() if resumed else Place(since=begun.since)
            self._newest = max(self._newest, step.read.newest)
            yield self._rounds.page(step, self._safe, lacking)
        if resumed:  # that round looked for what was written before it began, an earlier time
            async for page in self._missed():
                yield page

    async def _live(self, lines: Lines, connected: datetime) -> AsyncIterator[base.Page]:
        late = True
        while True:
            read = self._read(await lines.some())
            if not late and read.posts:
                reached = posts.id_at(posts.time_of(self._newest) - DISORDER)
                self._safe = Place(since=max(self._safe.since, reached))
            yield self._page(read)
            if self._rules.stale:
                await self._rules.follow()
            if late and self._api.now >= connected + LAG:
                async for page in self._late(connected):
                    yield page
                late = False

    async def _late(self, connected: datetime) -> AsyncIterator[base.Page]:
        """What the search did not know yet when it was looked at first."""
        begun = Place(since=max(self._safe.since, posts.id_at(connected - 2 * LAG)))
        queries, _ = self._rounds.searches()
        async for step in self._rounds.round(begun, queries):
            self._newest = max(self._newest, step.read.newest)
            if step.read.items or step.read.faults:
                yield self._page(step.read)

    def _page(self, read: posts.Read) -> base.Page:
        now = self._context.clock.now()
        return base.Page(read.items, self._safe.dump(), now, read.faults, self._rules.partial)

    def _read(self, lines: Sequence[bytes]) -> posts.Read:
        collected = items.stamp(self._context.clock.now())
        found = posts.Read()
        for raw in lines:
            try:
                line = posts.LINE.decode(raw)
            except (msgspec.DecodeError, UnicodeDecodeError):
                found.faults.append("X sent a line that cannot be read; it was skipped.")
                continue
            if line.errors and not bytes(line.data):
                raise base.SourceUnreachable("X ended the stream; it is opened again.")
            read = self._reader.read([line.data], line.includes, collected)
            found.items += read.items
            found.faults += read.faults
            found.posts += read.posts
            self._newest = max(self._newest, read.newest)
            self._api.owe("read_post", read.posts)
            self._api.owe("read_user", read.users)
        return found


class _Gone(msgspec.Struct):
    class Post(msgspec.Struct):
        id: str

    tweet: Post
    event_at: datetime


class _Events(msgspec.Struct):
    delete: _Gone | None = None


class _Compliance(msgspec.Struct):
    data: _Events = msgspec.field(default_factory=_Events)
    errors: list[msgspec.Raw] = msgspec.field(default_factory=list)


_COMPLIANCE: Final = msgspec.json.Decoder(_Compliance)


class Deletions:
    """Everything that is deleted on X, a quarter of it each; for enterprise plans."""

    def __init__(self, context: base.SourceContext, api: Api) -> None:
        self._context = context
        self._opening = Opening(context, api)
        self._partition = str(int(float(context.config.get("partition") or 1)))

    async def pages(self, cursor: str) -> AsyncIterator[base.Page]:
        """Pages of deletions; the cursor is the moment of the last."""
        params = {"partition": self._partition, **({"start_time": cursor} if cursor else {})}
        async with self._opening.lines("/2/tweets/compliance/stream", params) as lines:
            while True:
                found, faults = self._read(await lines.some())
                if found:
                    last = max(fact.deletion.delete_time.seconds for fact in found)
                    cursor = max(cursor, f"{datetime.fromtimestamp(last, UTC):%Y-%m-%dT%H:%M:%SZ}")
                yield base.Page(found, cursor, self._context.clock.now(), faults)

    def _read(self, lines: Sequence[bytes]) -> tuple[list[events_pb2.MentionItem], list[str]]:
        collected = items.stamp(self._context.clock.now())
        found: list[events_pb2.MentionItem] = []
        faults: list[str] = []
        for raw in lines:
            try:
                told = _COMPLIANCE.decode(raw)
                gone = told.data.delete
                if gone is not None:
                    key, when = posts.key_of(gone.tweet.id), items.stamp(gone.event_at)
                    found.append(items.deletion(key, posts.NETWORK, self._context.name, when, collected))
            except (msgspec.DecodeError, UnicodeDecodeError, ValueError):
                faults.append("X sent a line that cannot be read; it was skipped.")
                continue
            if told.errors:
                raise base.SourceUnreachable("X ended the stream; it is opened again.")
        return found, faults
