"""One source on X: what it reads by its settings, and everything its account can do."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from typing import ClassVar, Final

from services.listener.sources import abilities, base
from services.listener.sources.x import posts, rounds
from services.listener.sources.x.answering import Accounts, Answering
from services.listener.sources.x.api import Api
from services.listener.sources.x.stream import Deletions, Stream

_DEFAULT_POLL_SECONDS: Final = 60.0


class Connection:
    """One connection to X."""

    type: ClassVar[str] = "x"
    actions: ClassVar[frozenset[str]] = frozenset({"hide", "unhide", "like", "unlike", "mute"})

    def __init__(self, context: base.SourceContext) -> None:
        self._context = context
        self._mode = context.config.get("mode") or "search"
        self._pause = float(context.config.get("poll_seconds") or _DEFAULT_POLL_SECONDS)
        self._api = Api(context)
        self._accounts = Accounts(context, self._api)
        self._answering = Answering(self._api, self._accounts)

    def pages(self, cursor: str) -> AsyncIterator[base.Page]:
        """See `base.Source.pages`."""
        if self._mode == "stream":
            return Stream(self._context, self._api, self._pause).pages(cursor)
        if self._mode == "compliance":
            return Deletions(self._context, self._api).pages(cursor)
        asked = self._asked()
        return asked.follow(cursor, self._mentions if self._mode == "mentions" else asked.now, self._pause)

    def _asked(self) -> rounds.Rounds:
        # Remembers for one way through only: what was given before may never have become safe.
        return rounds.Rounds(self._context, self._api, posts.Reader(self._context))

    async def _mentions(self) -> tuple[list[rounds.Query], str]:
        return [rounds.mentions_of(await self._accounts.watched())], ""

    async def reply(self, request: base.ReplyRequest) -> base.ReplyOutcome:
        """See `base.Source.reply`."""
        return await self._answering.reply(request)

    async def find_reply(self, request: base.ReplyRequest) -> base.Sent | None:
        """See `base.Source.find_reply`."""
        return await self._answering.find_reply(request)

    async def delete(self, own_key: str) -> base.ReplyOutcome:
        """See `abilities.Deleting`."""
        return await self._answering.delete(own_key)

    async def moderate(self, action: str, mention_key: str) -> base.ReplyOutcome:
        """See `abilities.Moderating`."""
        return await self._answering.moderate(action, mention_key)

    def history(self, start: datetime, end: datetime, cursor: str) -> AsyncIterator[base.Page]:
        """See `abilities.Backfilling`."""
        return self._asked().history(start, end, cursor)

    async def estimate(self, start: datetime, end: datetime) -> abilities.Estimate:
        """See `abilities.Backfilling`."""
        return await self._asked().estimate(start, end)

    async def close(self) -> None:
        """See `base.Source.close`."""
        await self._api.close()
