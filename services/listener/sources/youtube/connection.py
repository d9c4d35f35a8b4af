"""Comments on channels and videos, newest first as far as known, and what became of the last ones."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import ClassVar, Final

import msgspec

from antiphon.events.v1 import events_pb2
from services.listener.sources import abilities, base, cursors
from services.listener.sources.versions import Versions
from services.listener.sources.youtube import api, comments
from services.listener.sources.youtube.answering import Answers

_DEFAULT_POLL_SECONDS: Final = 300.0
_DEFAULT_LOOKBACK_HOURS: Final = 24.0
_DEFAULT_RECHECK_SECONDS: Final = 1800.0
_DEFAULT_RECHECK_COUNT: Final = 500
_OVERLAP: Final = timedelta(minutes=10)
"""How much later than its neighbours something may come to stand in a list and still be found."""
_BROKEN: Final = f"{api.WHAT} sent a comment that cannot be read; it was skipped."
_CLOSED: Final = "A video is gone or takes no comments; take it out of the source's settings."
_NEVER: Final = datetime.min.replace(tzinfo=UTC)


class _Cursor(msgspec.Struct):
    """Since when each channel or video is read, and what was given last."""

    since: dict[str, datetime] = {}
    known: list[list[str]] = []


class _Past(msgspec.Struct):
    target: int = 0
    page: str = ""


class Connection:
    """Some channels and videos."""

    type: ClassVar[str] = "youtube"
    actions: ClassVar[frozenset[str]] = frozenset({"hide", "unhide", "delete"})

    def __init__(self, context: base.SourceContext) -> None:
        config = context.config
        self._context = context
        self._poll = float(config.get("poll_seconds") or _DEFAULT_POLL_SECONDS)
        self._lookback = timedelta(hours=float(config.get("lookback_hours") or _DEFAULT_LOOKBACK_HOURS))
        self._recheck = float(config.get("recheck_seconds") or _DEFAULT_RECHECK_SECONDS)
        self._most = int(float(config.get("recheck_count") or _DEFAULT_RECHECK_COUNT))
        self._targets = [
            *(("allThreadsRelatedToChannelId", each) for each in _ids(config.get("channel_ids", ""))),
            *(("videoId", each) for each in _ids(config.get("video_ids", ""))),
        ]
        self._api = api.Api(context)
        self._reader = comments.Reader(context.name)
        self._answers = Answers(self._api, context)

    async def pages(self, cursor: str) -> AsyncIterator[base.Page]:
        """See `base.Source.pages`."""
        if not self._targets:
            raise base.SourceRejected("The source names neither channel_ids nor video_ids; set one of them.")
        state = cursors.read(cursor, _Cursor)
        versions = Versions(state.known, self._most)
        checked = self._context.clock.monotonic()
        while True:
            for name, value in self._targets:
                async with contextlib.aclosing(self._round(name, value, state, versions)) as found:
                    async for page in found:
                        yield page
            if self._recheck and self._context.clock.monotonic() - checked >= self._recheck:
                checked = self._context.clock.monotonic()
                yield await self._look_again(state, versions)
            await self._context.sleep(self._poll)

    async def reply(self, request: base.ReplyRequest) -> base.ReplyOutcome:
        """See `base.Source.reply`."""
        return await self._answers.reply(request)

    async def find_reply(self, request: base.ReplyRequest) -> base.Sent | None:
        """See `base.Source.find_reply`."""
        return await self._answers.find(request)

    async def delete(self, own_key: str) -> base.ReplyOutcome:
        """See `abilities.Deleting`."""
        return await self._answers.delete(own_key)

    async def moderate(self, action: str, mention_key: str) -> base.ReplyOutcome:
        """See `abilities.Moderating`."""
        return await self._answers.moderate(action, mention_key)

    async def identify(self) -> abilities.Identity:
        """See `abilities.Identifying`."""
        return abilities.Identity(await self._api.own_channel())

    async def history(self, start: datetime, end: datetime, cursor: str) -> AsyncIterator[base.Page]:
        """See `abilities.Backfilling`; threads that began in the stretch, with all their answers in it."""
        past = cursors.read(cursor, _Past)
        for number in range(past.target, len(self._targets)):
            name, value = self._targets[number]
            page: str | None = past.page if number == past.target else ""
            while page is not None:
                try:
                    found = await self._api.threads({name: value, "order": "time"}, page)
                except api.ClosedError:
                    break
                facts, broken = await self._facts(found, None)
                page = found.following if found.following and _oldest(found) >= start else None
                place = _Past(number + 1) if page is None else _Past(number, page)
                kept = [fact for fact in facts if start <= _written(fact) < end]
                yield self._page(kept, cursors.write(place), broken)

    async def estimate(self, start: datetime, end: datetime) -> abilities.Estimate:
        """See `abilities.Backfilling`; YouTube counts nothing, so it is a page for each channel and video."""
        del start, end
        return abilities.Estimate({"threads": max(1, len(self._targets))})

    async def close(self) -> None:
        """See `base.Source.close`."""
        await self._api.close()

    async def _round(
        self, name: str, value: str, state: _Cursor, versions: Versions
    ) -> AsyncGenerator[base.Page, None]:
        """What was written since the round before; `since` moves once all pages are there."""
        since = state.since.setdefault(value, self._context.clock.now() - self._lookback)
        newest, page = _NEVER, ""
        while True:
            try:
                found = await self._api.threads({name: value, "order": "time"}, page)
            except api.ClosedError:
                yield base.Page((), _dump(state, versions), self._context.clock.now(), partial=_CLOSED)
                return
            facts, broken = await self._facts(found, versions)
            newest = max(
                [newest, *(each.snippet.top_level_comment.snippet.published_at for each in found.threads)]
            )
            page = found.following
            ended = not page or _oldest(found) < since
            if ended and newest > _NEVER:
                # By the network's own times, so that its clock may be wrong.
                state.since[value] = max(since, newest - _OVERLAP)
            yield self._page(facts, _dump(state, versions), broken)
            if ended:
                return

    async def _facts(
        self, found: api.Found, versions: Versions | None
    ) -> tuple[list[events_pb2.MentionItem], int]:
        """Threads as facts, each with its answers, and how many records cannot be read."""
        facts: list[events_pb2.MentionItem] = []
        broken = found.broken
        for thread in sorted(
            found.threads, key=lambda each: each.snippet.top_level_comment.snippet.published_at
        ):
            head, count = thread.snippet.top_level_comment, str(thread.snippet.total_reply_count)
            below, unread = await self._answers_below(thread, versions)
            broken += unread
            head.snippet.video_id = head.snippet.video_id or thread.snippet.video_id
            facts += self._read(head, versions, count)
            for each in below:
                each.snippet.video_id = head.snippet.video_id
                facts += self._read(each, versions, "")
        return facts, broken

    async def _answers_below(
        self, thread: api.Thread, versions: Versions | None
    ) -> tuple[list[api.Comment], int]:
        """The answers to a comment, asked for when more than came with it and than are known."""
        shown, broken = api.decode(thread.replies.comments, api.Comment)
        count = thread.snippet.total_reply_count
        known = versions.more(thread.id) if versions is not None else ()
        if count <= len(thread.replies.comments) or (known and known[0] == str(count)):
            return shown, broken
        page = ""
        every: list[api.Comment] = []
        while True:
            found = await self._api.comments({"parentId": thread.id}, page)
            every += found.comments
            broken += found.broken
            if not (page := found.following):
                return every, broken

    async def _look_again(self, state: _Cursor, versions: Versions) -> base.Page:
        """What became of what was given last: changed, deleted, answered."""
        facts: list[events_pb2.MentionItem] = []
        broken = 0
        known = versions.ids()
        heads = [each for each in known if "." not in each]
        for batch in _batches(heads):
            found = await self._api.threads({"id": ",".join(batch)})
            more, unread = await self._facts(found, versions)
            facts += more + self._gone(batch, {each.id for each in found.threads}, unread, versions)
            broken += unread
        for batch in _batches([each for each in known if "." in each]):
            found = await self._api.comments({"id": ",".join(batch)})
            facts += [fact for each in found.comments for fact in self._read(each, versions, "")]
            facts += self._gone(batch, {each.id for each in found.comments}, found.broken, versions)
            broken += found.broken
        return self._page(facts, _dump(state, versions), broken)

    def _gone(
        self, asked: Sequence[str], came: set[str], broken: int, versions: Versions
    ) -> list[events_pb2.MentionItem]:
        """Deletions of what was asked for and did not come; none while something that came cannot be read."""
        gone = [] if broken else [each for each in asked if each not in came]
        for each in gone:
            versions.forget(each)
        return [self._reader.deletion(each, self._context.clock.now()) for each in gone]

    def _read(
        self, comment: api.Comment, versions: Versions | None, more: str
    ) -> Sequence[events_pb2.MentionItem]:
        fact = self._reader.read(comment, self._context.clock.now(), versions, more)
        return () if fact is None else (fact,)

    def _page(self, facts: Sequence[events_pb2.MentionItem], cursor: str, broken: int) -> base.Page:
        return base.Page(facts, cursor, self._context.clock.now(), [_BROKEN] * broken)


def _ids(value: str) -> list[str]:
    return [each.strip() for each in value.split(",") if each.strip()]


def _oldest(found: api.Found) -> datetime:
    times = [each.snippet.top_level_comment.snippet.published_at for each in found.threads]
    return min(times, default=_NEVER)


def _written(fact: events_pb2.MentionItem) -> datetime:
    return fact.mention.create_time.ToDatetime(tzinfo=UTC)


def _batches(ids: Sequence[str]) -> list[Sequence[str]]:
    return [ids[start : start + api.BATCH] for start in range(0, len(ids), api.BATCH)]


def _dump(state: _Cursor, versions: Versions) -> str:
    state.known = versions.kept()
    return cursors.write(state)
