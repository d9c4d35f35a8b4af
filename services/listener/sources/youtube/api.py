"""Requests to the YouTube Data API, and what its errors mean."""

from __future__ import annotations

import zoneinfo
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo
from typing import Any, Final, TypeVar

import httpx
import msgspec

from services.listener.sources import addresses, answers, base, fetching, oauth
from services.listener.sources.kinds.youtube import FLOW

WHAT: Final = "YouTube"
BATCH: Final = 50
"""Ids in a request."""

_SITE: Final = "https://www.googleapis.com"
_PAGE: Final = 100
_DAY_OVER: Final = frozenset({"quotaExceeded", "dailyLimitExceeded"})
_TOO_FAST: Final = frozenset({"rateLimitExceeded", "userRateLimitExceeded"})
_CLOSED: Final = frozenset({"commentsDisabled", "videoNotFound"})


class ClosedError(Exception):
    """A video is gone or takes no comments, which says nothing of the others."""


class Said(msgspec.Struct, rename="camel"):
    """What stands in a comment."""

    published_at: datetime
    updated_at: datetime | None = None
    text_display: str = ""
    text_original: str = ""
    parent_id: str = ""
    video_id: str = ""
    author_display_name: str = ""
    author_channel_url: str = ""
    author_channel_id: Mapping[str, str] = {}
    like_count: int = 0

    @property
    def author(self) -> str:
        """Id of the author's channel; empty when it is not told."""
        return self.author_channel_id.get("value", "")


class Comment(msgspec.Struct):
    """A comment, or an answer to one."""

    id: str
    snippet: Said


class _Head(msgspec.Struct, rename="camel"):
    top_level_comment: Comment
    video_id: str = ""
    total_reply_count: int = 0


class _Replies(msgspec.Struct):
    comments: list[msgspec.Raw] = []


class Thread(msgspec.Struct):
    """A comment on a video and some of its answers."""

    id: str
    snippet: _Head
    replies: _Replies = msgspec.field(default_factory=_Replies)


class _List(msgspec.Struct, rename="camel"):
    items: list[msgspec.Raw] = []
    next_page_token: str = ""


class _Fault(msgspec.Struct):
    reason: str = ""


class _Error(msgspec.Struct):
    errors: list[_Fault] = []


class _Failed(msgspec.Struct):
    error: _Error = msgspec.field(default_factory=_Error)


_LIST: Final = msgspec.json.Decoder(_List)
_FAILED: Final = msgspec.json.Decoder(_Failed)
_Kind = TypeVar("_Kind", Thread, Comment)


class Found(msgspec.Struct):
    """A page of an answer.

    Attributes:
        threads: those asked for.
        comments: those asked for.
        broken: how many records cannot be read.
        following: where it goes on; empty at the end.
    """

    threads: list[Thread] = []
    comments: list[Comment] = []
    broken: int = 0
    following: str = ""


class Api:
    """Requests as the account of a source, or with its key alone."""

    def __init__(self, context: base.SourceContext) -> None:
        self._context = context
        self._url = (context.config.get("api_url") or _SITE).rstrip("/") + "/youtube/v3/"
        self._http = addresses.client(allow_private=context.allow_private, keep_alive=True)
        self._access = oauth.Access(FLOW, context, WHAT)

    async def threads(self, query: Mapping[str, str], page: str = "") -> Found:
        """Threads by channel, video or ids.

        Raises:
            ClosedError: the video takes no comments, or is gone.
            SourceError: there is no answer, or no good one.
        """
        asked = {"part": "snippet,replies", **query, **_paged(query, page)}
        answer = await self._list("threads", "commentThreads", asked)
        read, broken = decode(answer.items, Thread)
        return Found(threads=read, broken=broken, following=answer.next_page_token)

    async def comments(self, query: Mapping[str, str], page: str = "") -> Found:
        """Comments by ids, or those below one; raises as `threads` does."""
        asked = {"part": "snippet", **query, **_paged(query, page)}
        answer = await self._list("comments", "comments", asked)
        read, broken = decode(answer.items, Comment)
        return Found(comments=read, broken=broken, following=answer.next_page_token)

    async def own_channel(self) -> str:
        """Id of the account's own channel.

        Raises:
            SourceError: there is none, or no answer.
        """
        answer = await self._list("channels", "channels", {"part": "id", "mine": "true"})
        for raw in answer.items:
            found = msgspec.json.decode(raw)
            if isinstance(found, dict) and found.get("id"):
                return str(found["id"])
        raise base.SourceRejected("The account has no channel on YouTube; connect one that has.")

    async def act(
        self, call: str, method: str, path: str, query: Mapping[str, str], body: Any
    ) -> httpx.Response:
        """Sends something once; gives the response, whatever it says.

        Raises:
            SourceError: nothing has left.
            HTTPError: what became of it is to be told from the error.
        """
        token = await self._access.token()
        await self._context.budget.take(call)
        response = await self._http.request(
            method,
            self._url + path,
            params=query,
            json=body,
            headers={"Authorization": f"Bearer {token}"},
        )
        self._context.budget.learn(response.headers)
        return response

    async def close(self) -> None:
        """Lets go of connections."""
        await self._http.aclose()

    async def _list(self, call: str, path: str, query: Mapping[str, str]) -> _List:
        response = await self._get(call, path, query, await self._shown())
        if response.status_code == httpx.codes.UNAUTHORIZED and self._context.credentials.find(
            "access_token"
        ):
            renewed = {"Authorization": f"Bearer {await self._access.renewed()}"}
            response = await self._get(call, path, query, renewed)
        check(response, self._context.clock.now())
        try:
            return _LIST.decode(response.content)
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise base.SourceUnreachable(f"{WHAT} sent what cannot be read; it is tried again.") from None

    async def _get(
        self, call: str, path: str, query: Mapping[str, str], headers: Mapping[str, str]
    ) -> httpx.Response:
        await self._context.budget.take(call)
        try:
            response = await fetching.get(self._http, self._url + path, WHAT, params=query, headers=headers)
        except httpx.HTTPError as error:
            raise answers.unreachable(error, WHAT) from error
        self._context.budget.learn(response.headers)
        return response

    async def _shown(self) -> dict[str, str]:
        """How we show who asks: as the account, else with the application's key."""
        credentials = self._context.credentials
        if credentials.find("access_token"):
            return {"Authorization": f"Bearer {await self._access.token()}"}
        return {"X-Goog-Api-Key": credentials.get("api_key")}


def decode(raws: list[msgspec.Raw], kind: type[_Kind]) -> tuple[list[_Kind], int]:
    """Records of a page, and how many cannot be read."""
    read: list[_Kind] = []
    for raw in raws:
        try:
            read.append(msgspec.json.decode(raw, type=kind))
        except (msgspec.DecodeError, UnicodeDecodeError):
            continue
    return read, len(raws) - len(read)


def reason(response: httpx.Response) -> str:
    """Why a request failed, in the API's word; empty when it does not say."""
    try:
        return next((each.reason for each in _FAILED.decode(response.content).error.errors), "")
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ""


def check(response: httpx.Response, now: datetime) -> None:
    """Lets success pass.

    Raises:
        ClosedError: a video is gone or takes no comments.
        SourceError: of the kind that the answer calls for.
    """
    if response.is_success:
        return
    why = reason(response)
    if why in _CLOSED:
        raise ClosedError
    if why in _DAY_OVER:
        raise base.SourceQuotaSpent(
            f"{WHAT}'s quota of the day is spent; it begins anew at midnight Pacific time.",
            until_midnight(now),
        )
    if why in _TOO_FAST:
        raise base.SourceRateLimited(f"{WHAT} asks us to slow down.", answers.retry_after(response, now))
    answers.check(response, WHAT)


def until_midnight(now: datetime) -> float:
    """Seconds until the quota begins anew: at midnight in California."""
    local = now.astimezone(_pacific())
    midnight = datetime.combine(local.date() + timedelta(days=1), time(), local.tzinfo)
    return (midnight.astimezone(UTC) - now).total_seconds()


def _pacific() -> tzinfo:
    try:
        return zoneinfo.ZoneInfo("America/Los_Angeles")
    except zoneinfo.ZoneInfoNotFoundError:
        return timezone(timedelta(hours=-8))


def _paged(query: Mapping[str, str], page: str) -> dict[str, str]:
    if "id" in query:
        return {}
    return {"maxResults": str(_PAGE), **({"pageToken": page} if page else {})}
