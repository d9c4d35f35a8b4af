"""The rules of the sandbox: who may say what, what readers get, what a repeat means."""

from __future__ import annotations

import asyncio
import dataclasses
import hmac
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from services.common.model import clock as clocks
from services.common.store import Database
from services.sandbox import faults, limits, refusals
from services.sandbox.store import ledger

KEY_LIFETIME: Final = timedelta(days=1)
"""How long a repeated `Idempotency-Key` is recognised."""

LATEST: Final = 100
"""Posts of one account that are shown at once."""

ANYONE: Final = "as:"
"""A token `as:mira` speaks as mira, for everyone but the brand: the rest of the town needs no passwords."""

_HANDLES: Final = re.compile(r"(?:@\S{1,100}\s+){1,50}")
"""Handles at the head of a post, whom it is for."""

Change = Callable[[ledger.Connection, datetime], ledger.Document]


@dataclass(frozen=True, slots=True)
class Published:
    """A post that stands, and whether this request made it or an earlier one with the same key."""

    post: ledger.Document
    repeated: bool = False


class Network:
    """The sandbox over one ledger."""

    def __init__(
        self,
        database: Database,
        instance: str,
        *,
        account: str,
        token: str,
        honours_keys: bool,
        posts_per_minute: int,
        clock: clocks.Clock,
    ) -> None:
        self.instance = instance
        self.account = account
        self.honours_keys = honours_keys
        self.faults = faults.Plan()
        self.limit = limits.PostLimit(posts_per_minute, clock)
        self.clock = clock
        self.database = database
        self.ended = False
        """Whether its story has been told to the end, so that nothing more is to be expected of the town."""
        self._token = token
        self._news = asyncio.Event()
        self._closing = False

    def speaker(self, authorization: str) -> str:
        """The account a request speaks for.

        Raises:
            Refusal: the token is none.
        """
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() == "bearer":
            if hmac.compare_digest(token.encode(), self._token.encode()):
                return self.account
            handle = token.removeprefix(ANYONE)
            if token.startswith(ANYONE) and handle and handle != self.account:
                return handle
        raise refusals.bad_token()

    async def publish(self, draft: ledger.Draft) -> Published:
        """Publishes a post, or gives the one that the same key made before.

        Raises:
            Refusal: the words or the post it answers do not allow it.
        """
        _check_text(draft.text)
        now = self.clock.now()

        def work(conn: ledger.Connection) -> Published:
            if draft.request_key and self.honours_keys:
                made = ledger.find_repeat(conn, draft.author, draft.request_key, now - KEY_LIFETIME)
                if made is not None:
                    return _repeat(made, draft)
            return Published(ledger.add_post(conn, _in_thread(conn, draft), now))

        published: Published = await self.database.write(work)
        self.tell_readers()
        return published

    async def edit(self, speaker: str, number: int, text: str) -> ledger.Document:
        """Changes the words of one's own post.

        Raises:
            Refusal: there is none, it is another's, or the words do not do.
        """
        _check_text(text)
        return await self._change(
            speaker, number, lambda conn, now: ledger.edit_post(conn, number, text, now)
        )

    async def delete(self, speaker: str, number: int) -> ledger.Document:
        """Takes one's own post away.

        Raises:
            Refusal: there is none, or it is another's.
        """
        return await self._change(speaker, number, lambda conn, now: ledger.delete_post(conn, number, now))

    async def _change(self, speaker: str, number: int, act: Change) -> ledger.Document:
        now = self.clock.now()

        def work(conn: ledger.Connection) -> ledger.Document:
            post = _standing(conn, number)
            if post["author"]["handle"] != speaker:
                raise refusals.not_yours()
            return act(conn, now)

        post = await self.database.write(work)
        self.tell_readers()
        return post

    async def put_author(self, fields: Mapping[str, Any]) -> ledger.Document:
        """Makes an account or changes what it says of itself."""
        now = self.clock.now()

        def work(conn: ledger.Connection) -> ledger.Document | None:
            ledger.put_author(conn, fields, now)
            return ledger.get_author(conn, fields["handle"])

        return await self.database.write(work) or {}

    async def post(self, number: int) -> ledger.Document:
        """One post.

        Raises:
            Refusal: there is none, or it was deleted.
        """
        found = await self.database.read(lambda conn: ledger.get_post(conn, number))
        if found is None:
            raise refusals.not_found("post of that id")
        if found["deleted_at"]:
            raise refusals.gone()
        return found

    async def author(self, handle: str) -> ledger.Document:
        """One account.

        Raises:
            Refusal: there is none.
        """
        found = await self.database.read(lambda conn: ledger.get_author(conn, handle))
        if found is None:
            raise refusals.not_found("account of that name")
        return found

    async def posts_of(self, handle: str) -> Sequence[ledger.Document]:
        """The latest posts of an account, newest first."""
        return await self.database.read(lambda conn: ledger.latest(conn, LATEST, author=handle))

    async def thread(self, number: int) -> Sequence[ledger.Document]:
        """The thread that a post belongs to, from its beginning.

        Raises:
            Refusal: there is no such post.
        """

        def work(conn: ledger.Connection) -> Sequence[ledger.Document]:
            found = ledger.get_post(conn, number)
            return () if found is None else ledger.get_thread(conn, int(found["thread"]))

        posts = await self.database.read(work)
        if not posts:
            raise refusals.not_found("post of that id")
        return posts

    async def events(
        self, after: int, limit: int, wait_seconds: float, room: str = ""
    ) -> Sequence[ledger.Document]:
        """Events of a room, or of the town, after a number; waits for the first when there is none yet."""
        try:
            async with asyncio.timeout(wait_seconds):
                while True:
                    news = self._news
                    if (found := await self._feed(after, limit, room)) or self._closing:
                        return found
                    await news.wait()
        except TimeoutError:
            return await self._feed(after, limit, room)

    async def _feed(self, after: int, limit: int, room: str) -> Sequence[ledger.Document]:
        return await self.database.read(lambda conn: ledger.feed(conn, after, limit, room))

    def close(self) -> None:
        """Lets readers that wait go, so that the process can end."""
        self._closing = True
        self.tell_readers()

    def tell_readers(self) -> None:
        """Wakes readers that wait for news."""
        news, self._news = self._news, asyncio.Event()
        news.set()


def _check_text(text: str) -> None:
    if not text.strip():
        raise refusals.empty()
    length = len(_HANDLES.sub("", text, count=1))
    if length > refusals.MAX_LENGTH:
        raise refusals.too_long(length)


def _repeat(made: ledger.Document, draft: ledger.Draft) -> Published:
    parent = None if draft.parent is None else str(draft.parent)
    untouched = not made["edited_at"] and not made["deleted_at"]
    if made["in_reply_to"] != parent or (untouched and made["text"] != draft.text):
        raise refusals.key_reused()
    return Published(made, repeated=True)


def _in_thread(conn: ledger.Connection, draft: ledger.Draft) -> ledger.Draft:
    if draft.parent is None:
        return draft
    parent = _standing(conn, draft.parent)
    room = ledger.room_of(conn, draft.parent)
    return dataclasses.replace(draft, thread=int(parent["thread"]), room=room)


def _standing(conn: ledger.Connection, number: int) -> ledger.Document:
    post = ledger.get_post(conn, number)
    if post is None:
        raise refusals.not_found("post of that id")
    if post["deleted_at"]:
        raise refusals.gone()
    return post
