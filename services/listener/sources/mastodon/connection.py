"""One Mastodon server: a stream and timelines for its gaps, or searches and notifications; answers."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from datetime import datetime, timedelta
from typing import ClassVar, Final

import httpx
import msgspec

from antiphon.mention.v1 import mention_pb2
from services.listener.sources import abilities, answers, base, cursors
from services.listener.sources.kinds.mastodon import STREAMS
from services.listener.sources.mastodon import backfilling, checking, server, statuses, walking
from services.listener.sources.mastodon.answering import Answers
from services.listener.sources.mastodon.events import Event, Parser
from services.listener.sources.mastodon.moderating import ACTIONS, Moderation
from services.listener.sources.mastodon.people import Own
from services.listener.sources.mastodon.reading import Read, Reader
from services.listener.sources.mastodon.wire import Wire
from services.listener.sources.recents import Recents

_DEFAULT_POLL_SECONDS: Final = 60.0
_DEFAULT_SILENCE_SECONDS: Final = 60.0
_DEFAULT_LOOKBACK_HOURS: Final = 24.0
_DEFAULT_RECHECK_SECONDS: Final = 600.0
_DEFAULT_RECHECK_COUNT: Final = 100
_ROUTES: Final = {"user": "/user", "public": "/public", "local": "/public/local"}


class _Cursor(msgspec.Struct):
    walks: dict[str, walking.Walk] = {}
    known: list[list[str]] = []


class _Notification(msgspec.Struct):
    status: msgspec.Raw = statuses.NOTHING


_NOTIFICATION: Final = msgspec.json.Decoder(_Notification)


class Connection:
    """One server, with the account if there is one."""

    type: ClassVar[str] = "mastodon"
    actions: ClassVar[frozenset[str]] = ACTIONS

    def __init__(self, context: base.SourceContext) -> None:
        config = context.config
        self._context = context
        self._mode = config.get("mode") or "user"
        self._tag = config.get("hashtag", "").strip().lstrip("#")
        self._poll = float(config.get("poll_seconds") or _DEFAULT_POLL_SECONDS)
        self._silence = float(config.get("silence_seconds") or _DEFAULT_SILENCE_SECONDS)
        self._lookback = timedelta(hours=float(config.get("lookback_hours") or _DEFAULT_LOOKBACK_HOURS))
        self._recheck = float(config.get("recheck_seconds") or _DEFAULT_RECHECK_SECONDS)
        self._most = int(float(config.get("recheck_count") or _DEFAULT_RECHECK_COUNT))
        self._wire = Wire(context)
        own = Own(self._wire)
        self._own = own
        self._answers = Answers(self._wire, own, context)
        self._moderation = Moderation(self._wire, own)
        self._past = backfilling.Past(self._wire, context)

    async def pages(self, cursor: str) -> AsyncIterator[base.Page]:
        state = cursors.read(cursor, _Cursor)
        reader = Reader(self._wire, self._context, Recents(state.known, self._most))
        reading = self._stream(state, reader) if self._mode in STREAMS else self._rounds(state, reader)
        async with contextlib.aclosing(reading) as pages:
            async for page in pages:
                yield page

    async def reply(self, request: base.ReplyRequest) -> base.ReplyOutcome:
        return await self._answers.reply(request)

    async def find_reply(self, request: base.ReplyRequest) -> base.Sent | None:
        return await self._answers.find(request)

    async def find_author(self, handle: str) -> mention_pb2.Author | None:
        return await self._own.find_author(handle)

    async def delete(self, own_key: str) -> base.ReplyOutcome:
        return await self._answers.delete(own_key)

    async def moderate(self, action: str, mention_key: str) -> base.ReplyOutcome:
        return await self._moderation.act(action, mention_key)

    async def identify(self) -> abilities.Identity:
        return abilities.Identity((await self._own.account()).acct)

    async def history(self, start: datetime, end: datetime, cursor: str) -> AsyncIterator[base.Page]:
        async with contextlib.aclosing(self._past.history(self._bygone(), start, end, cursor)) as pages:
            async for page in pages:
                yield page

    async def estimate(self, start: datetime, end: datetime) -> abilities.Estimate:
        return await self._past.estimate(self._bygone(), start, end)

    async def close(self) -> None:
        await self._wire.close()

    async def _rounds(self, state: _Cursor, reader: Reader) -> AsyncGenerator[base.Page, None]:
        """Polls what the mode reads, again and again."""
        clock = self._context.clock
        checked = clock.monotonic()
        while True:
            async for page in self._catch_up(state, reader):
                yield page
            if self._recheck and clock.monotonic() - checked >= self._recheck:
                checked = clock.monotonic()
                yield self._page(await checking.again(self._wire, reader), state, reader)
            elif not state.walks:
                yield self._page(Read(), state, reader)
            await self._context.sleep(self._poll)

    async def _stream(self, state: _Cursor, reader: Reader) -> AsyncGenerator[base.Page, None]:
        """Opens the stream first and then reads what came before it, so that nothing falls between."""
        clock = self._context.clock
        origin = (await server.describe(self._wire)).streaming
        try:
            async with self._wire.stream(origin, self._route(), self._silence) as response:
                async for page in self._catch_up(state, reader):
                    yield page
                checked = clock.monotonic()
                parser = Parser()
                async for part in response.aiter_bytes():
                    yield self._page(await self._live([*parser.feed(part)], reader), state, reader)
                    if self._recheck and clock.monotonic() - checked >= self._recheck:
                        checked = clock.monotonic()
                        yield self._page(await checking.again(self._wire, reader), state, reader)
                        async for page in self._catch_up(state, reader):
                            yield page
        except httpx.ReadTimeout:
            raise base.SourceUnreachable(
                f"{self._wire.what} has been silent for {self._silence:g} seconds; it is connected again."
            ) from None
        except httpx.HTTPError as error:
            raise answers.unreachable(error, self._wire.what) from error
        except ValueError:
            raise base.SourceUnreachable(f"{self._wire.what} sent a stream that cannot be read.") from None
        raise base.SourceUnreachable(f"{self._wire.what} ended the stream; it is connected again.")

    def _route(self) -> str:
        if self._mode != "hashtag":
            return "/api/v1/streaming" + _ROUTES[self._mode]
        return str(httpx.URL("/api/v1/streaming/hashtag", params={"tag": self._topic()}))

    def _topic(self) -> str:
        if self._mode == "hashtag" and not self._tag:
            raise base.SourceRejected("The mode hashtag needs a topic word; set the source's hashtag.")
        return self._tag

    async def _catch_up(self, state: _Cursor, reader: Reader) -> AsyncIterator[base.Page]:
        """What listings have since their last walk."""
        begin = (self._context.clock.now() - self._lookback).timestamp()
        asked = self._listings()
        state.walks = {name: state.walks.get(name) or walking.Walk(begin) for name in asked}
        for name in asked:
            walk = state.walks[name]
            # A walk that was broken off knows nothing newer than its own beginning: another follows it.
            for _ in range(2 if walk.next else 1):
                async for read in walking.steps(self._wire, name, walk, reader):
                    yield self._page(read, state, reader)

    def _listings(self) -> Sequence[str]:
        match self._mode:
            case "user":
                return [walking.HOME, walking.NOTIFICATIONS]
            case "hashtag":
                return [walking.TAG + self._tag]
            case "search":
                return [walking.SEARCH + phrase for phrase in self._context.watched.phrases()]
            case mode:
                return [mode]

    def _bygone(self) -> Sequence[str]:
        may_search = bool(self._context.credentials.find("access_token"))
        phrases = self._context.watched.phrases()
        return backfilling.listings(self._mode, self._topic(), phrases, may_search=may_search)

    async def _live(self, events: Sequence[Event], reader: Reader) -> Read:
        """What the events of one part of the stream tell."""
        read = Read()
        for event in events:
            match event.name:
                case "update" | "status.update" | "status_update":
                    read.add(await reader.read([event.data], choosy=self._mode in {"public", "local"}))
                case "notification":
                    read.add(await reader.read(_told(event.data)))
                case "delete":
                    read.items += reader.gone(event.data.decode(errors="replace").strip())
        return read

    def _page(self, read: Read, state: _Cursor, reader: Reader) -> base.Page:
        state.known = reader.known.kept()
        cursor = cursors.write(state)
        partial = backfilling.OPT_IN if self._mode == "search" else ""
        now = self._context.clock.now()
        return base.Page(read.items, cursor, now, read.faults, partial, read.passed, lack=base.Lack.SAMPLED)


def _told(data: bytes) -> list[bytes | msgspec.Raw]:
    try:
        status = _NOTIFICATION.decode(data).status
    except (msgspec.DecodeError, UnicodeDecodeError):
        return [data]
    return [] if statuses.is_nothing(status) else [status]
