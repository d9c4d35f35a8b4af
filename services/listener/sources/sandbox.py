"""The sandbox network: reads its feed by cursor and answers with an idempotency key."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Any, ClassVar, Final, TypeVar

import httpx
import msgspec

from antiphon.events.v1 import events_pb2
from antiphon.mention.v1 import mention_pb2
from services.common.model import identity
from services.listener.sources import abilities, addresses, answers, base, entities, items

NETWORK: Final = "sandbox"
WHAT: Final = "The sandbox"

_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_CLOCK_SLACK_SECONDS: Final = 2.0
_DEFAULT_PAGE: Final = 200
_DEFAULT_WAIT_SECONDS: Final = 10.0


class _Author(msgspec.Struct):
    handle: str
    display_name: str = ""
    bio: str = ""
    location: str = ""
    followers: int = 0
    following: int = 0
    verified: bool = False
    created_at: datetime | None = None


class _Post(msgspec.Struct):
    id: str
    author: _Author
    text: str
    thread: str
    created_at: datetime
    language: str = ""
    in_reply_to: str | None = None
    edited_at: datetime | None = None
    deleted_at: datetime | None = None
    revision: int = 0
    likes: int = 0
    reposts: int = 0
    replies: int = 0
    views: int = 0
    link: str = ""


class _Event(msgspec.Struct):
    kind: str
    post: _Post


class _Feed(msgspec.Struct):
    events: list[msgspec.Raw]
    cursor: str
    ended: bool = False


class _Thread(msgspec.Struct):
    posts: list[_Post]


_FEED: Final = msgspec.json.Decoder(_Feed)
_EVENT: Final = msgspec.json.Decoder(_Event)
_THREAD: Final = msgspec.json.Decoder(_Thread)
_POST: Final = msgspec.json.Decoder(_Post)
_LESSON: Final = msgspec.json.Decoder(abilities.Lesson)
_AUTHOR: Final = msgspec.json.Decoder(_Author)


class Connection:
    """One connection to one sandbox."""

    type: ClassVar[str] = "sandbox"

    def __init__(self, context: base.SourceContext) -> None:
        self._context = context
        self._url = context.config["url"].rstrip("/")
        self._page_size = int(float(context.config.get("page_size") or _DEFAULT_PAGE))
        self._wait = float(context.config.get("wait_seconds") or _DEFAULT_WAIT_SECONDS)
        # The sandbox lives on this machine by nature, so its own loopback address needs no permission.
        local = httpx.URL(self._url).host in _LOOPBACK
        self._http = addresses.client(
            allow_private=context.allow_private or local,
            keep_alive=True,
            read_seconds=self._wait + addresses.READ_SECONDS,
        )
        # An answer goes out on a connection of its own: one that went stale would leave its outcome unknown.
        self._out = addresses.client(allow_private=context.allow_private or local)
        self._account = context.config.get("account", "")
        self._room = context.config.get("room", "")

    async def pages(self, cursor: str) -> AsyncIterator[base.Page]:
        while True:
            query = {"after": cursor, "limit": self._page_size, "wait": self._wait, **self._place()}
            feed = _decode(_FEED, await self._get("/api/v1/feed", query))
            page = self._page(feed)
            cursor = page.cursor
            yield page

    def _page(self, feed: _Feed) -> base.Page:
        now = self._context.clock.now()
        collected = items.stamp(now)
        template = items.Template(NETWORK, identity.GLOBAL_SITE, self._context.name, collected)
        found: list[events_pb2.MentionItem] = []
        faults: list[str] = []
        for raw in feed.events:
            try:
                event = _EVENT.decode(raw)
            except msgspec.DecodeError:
                faults.append(f"{WHAT} sent an event that cannot be read; it was skipped.")
                continue
            found.append(_item(event, template, self._context.name, collected))
        return base.Page(found, feed.cursor, now, faults, ended=feed.ended)

    async def reply(self, request: base.ReplyRequest) -> base.ReplyOutcome:
        if request.private or request.media:
            return base.Refused(
                f"{WHAT} takes words that everybody may read, and nothing else; send those.", permanent=True
            )
        token = self._token()
        if not token:
            return base.Refused(
                "The source has no token that can be read, so it cannot answer; connect its account, "
                "or set token_file.",
                permanent=True,
            )
        try:
            await self._context.budget.take("answer")
            response = await self._out.post(
                f"{self._url}/api/v1/posts",
                json={"text": _words(request), "in_reply_to": _parent(request), **self._place()},
                headers={"Authorization": f"Bearer {token}", "Idempotency-Key": request.request_id},
            )
        except base.SourceRejected as error:
            return base.Refused(error.sentence, permanent=True)
        except base.SourceError as error:
            return base.NeverLeft(error.sentence)
        except httpx.HTTPError as error:
            return answers.unanswered(error, WHAT)
        return _outcome(response)

    async def delete(self, own_key: str) -> base.ReplyOutcome:
        token = self._token()
        if not token:
            return base.Refused(
                "The source has no token, so it cannot delete; connect its account.", permanent=True
            )
        post = identity.split_key(own_key).native_id
        try:
            await self._context.budget.take("delete")
            response = await self._out.delete(
                f"{self._url}/api/v1/posts/{post}", headers={"Authorization": f"Bearer {token}"}
            )
        except base.SourceError as error:
            return base.NeverLeft(error.sentence)
        except httpx.HTTPError as error:
            return answers.unanswered(error, WHAT)
        if response.status_code in (httpx.codes.NOT_FOUND, httpx.codes.GONE):
            return base.Sent(own_key, "")
        return base.Sent(own_key, "") if response.is_success else _outcome(response)

    async def find_reply(self, request: base.ReplyRequest) -> base.Sent | None:
        account, parent = await self._own_account(), _parent(request)
        place = f"/api/v1/authors/{account}/posts" if parent is None else f"/api/v1/threads/{parent}"
        body = await self._get(place, {}, absent_ok=True)
        if body is None:
            return None
        since = request.attempt_time.timestamp() - _CLOCK_SLACK_SECONDS
        for post in _decode(_THREAD, body).posts:
            ours = post.author.handle == account and post.in_reply_to == parent
            if ours and post.text == _words(request) and post.created_at.timestamp() >= since:
                return _sent(post)
        return None

    async def find_author(self, handle: str) -> mention_pb2.Author | None:
        body = await self._get("/api/v1/authors", {"handle": handle}, absent_ok=True)
        if body is None:
            return None
        author = mention_pb2.Author()
        _describe(author, _decode(_AUTHOR, body), "")
        return author

    async def lesson(self) -> abilities.Lesson:
        return await self._teach("GET")

    async def start_lesson(self, name: str, speed: float) -> abilities.Lesson:
        return await self._teach("POST", {"name": name, "speed": speed})

    async def end_lesson(self) -> abilities.Lesson:
        return await self._teach("DELETE")

    async def _teach(self, method: str, body: Mapping[str, Any] | None = None) -> abilities.Lesson:
        if not self._room:
            raise base.SourceRejected("The source reads the town and no room; name one in its setting room.")
        await self._context.budget.take("read")
        try:
            response = await self._out.request(
                method,
                f"{self._url}/api/v1/rooms/{self._room}/lesson",
                json=body,
                headers={"Authorization": f"Bearer {self._token()}"},
            )
        except httpx.HTTPError as error:
            raise answers.unreachable(error, WHAT) from error
        answers.check(response, WHAT)
        return _decode(_LESSON, response.content)

    def _place(self) -> Mapping[str, str]:
        """The room that it reads and writes in; nothing for the town, as sandboxes without rooms know it."""
        return {"room": self._room} if self._room else {}

    async def close(self) -> None:
        await self._http.aclose()
        await self._out.aclose()

    async def _own_account(self) -> str:
        if not self._account:
            body = await self._get("/api/v1/instance", {})
            self._account = str(msgspec.json.decode(body or b"{}").get("account", ""))
        return self._account

    async def _get(self, path: str, query: Mapping[str, Any], *, absent_ok: bool = False) -> bytes | None:
        await self._context.budget.take("read")
        try:
            response = await self._http.get(self._url + path, params=query)
        except httpx.HTTPError as error:
            raise answers.unreachable(error, WHAT) from error
        if absent_ok and response.status_code == httpx.codes.NOT_FOUND:
            return None
        answers.check(response, WHAT)
        return response.content

    def _token(self) -> str:
        return self._context.credentials.find("token")


_Answer = TypeVar("_Answer")


def _decode(decoder: msgspec.json.Decoder[_Answer], body: bytes | None) -> _Answer:
    try:
        return decoder.decode(body or b"")
    except msgspec.DecodeError:
        raise base.SourceUnreachable(
            f"{WHAT} sent an answer that cannot be read; it is tried again."
        ) from None


def _item(
    event: _Event, template: items.Template, source: str, collected: items.Stamp
) -> events_pb2.MentionItem:
    post = event.post
    if event.kind == "delete":
        when = None if post.deleted_at is None else items.stamp(post.deleted_at)
        return items.deletion(_key(post.id), NETWORK, source, when, collected)
    item, mention = template.new(post.id)
    items.put_text(mention, items.clean(post.text))
    entities.mark(mention)
    edited = None if post.edited_at is None else items.stamp(post.edited_at)
    items.put_times(mention, items.stamp(post.created_at), edited, collected)
    mention.revision = post.revision
    mention.conversation_key = _key(post.thread)
    if post.in_reply_to is None:
        mention.kind = mention_pb2.Mention.KIND_POST
    else:
        mention.kind = mention_pb2.Mention.KIND_REPLY
        mention.parent_key = _key(post.in_reply_to)
    mention.link = post.link
    mention.declared_language = post.language
    mention.engagement.like_count = post.likes
    mention.engagement.repost_count = post.reposts
    mention.engagement.reply_count = post.replies
    mention.engagement.view_count = post.views
    _describe(mention.author, post.author, post.link)
    return item


def _describe(author: mention_pb2.Author, said: _Author, link: str) -> None:
    author.key = _key(said.handle)
    author.handle = said.handle
    author.display_name = said.display_name
    author.link = link.rpartition("/")[0]
    author.bio = said.bio
    author.location = said.location
    author.follower_count = said.followers
    author.following_count = said.following
    author.verified = said.verified
    if said.created_at is not None:
        items.set_time(author.create_time, items.stamp(said.created_at))


def _key(native_id: str) -> str:
    return identity.make_key(NETWORK, identity.GLOBAL_SITE, native_id)


def _parent(request: base.ReplyRequest) -> str | None:
    """Id of the post to answer; None where we write first."""
    return None if request.recipient else identity.split_key(request.mention_key).native_id


def _words(request: base.ReplyRequest) -> str:
    """The text, with whom it is for at its head where we write first."""
    return f"@{request.recipient} {request.text}" if request.recipient else request.text


def _sent(post: _Post) -> base.Sent:
    return base.Sent(_key(post.id), post.link)


def _outcome(response: httpx.Response) -> base.ReplyOutcome:
    status = response.status_code
    if response.is_success:
        try:
            return _sent(_POST.decode(response.content))
        except msgspec.DecodeError:
            return base.Unknown(f"{WHAT} took the answer and said nothing we can read ({status}).")
    if status == httpx.codes.TOO_MANY_REQUESTS:
        wait = answers.retry_after(response)
        return base.Refused(f"{WHAT} asks us to slow down.", permanent=False, retry_after=wait)
    if httpx.codes.is_client_error(status) and status != httpx.codes.REQUEST_TIMEOUT:
        return base.Refused(f"{WHAT} refused the answer: {_said(response)}", permanent=True)
    return base.Unknown(f"{WHAT} failed with {status}; it may have the answer or not.")


def _said(response: httpx.Response) -> str:
    try:
        return str(response.json()["error"]["message"])[:300]
    except (ValueError, KeyError, TypeError):
        return f"status {response.status_code}."
