"""What an account of ours does on X: answers, messages, taking back, hiding, liking, muting."""

from __future__ import annotations

import base64
import re
from collections.abc import Awaitable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final, TypeVar

import httpx
import msgspec
import tweepy

from services.common.model import identity
from services.listener.sources import answers, base
from services.listener.sources.x import posts, refusals
from services.listener.sources.x.api import Api, Who, Work, decoded

MESSAGE_PREFIX: Final = "dm-"
"""Begins the native id of a private message of ours, whose ids are others than those of posts."""

_SLACK: Final = timedelta(seconds=5)
_PAGES: Final = 5
_LINK: Final = re.compile(r"https?://|\b[\w-]+\.[a-z]{2,}/", re.IGNORECASE)
_ADDRESSED: Final = re.compile(r"\A(?:@\w{1,15}\s+)+")
_CATEGORIES: Final = {
    "image/gif": "gif",
    "image/jpeg": "image",
    "image/png": "image",
    "image/webp": "image",
}


_Given = TypeVar("_Given")


class _Id(msgspec.Struct):
    id: str
    author_id: str = ""
    username: str = ""


class _Made(msgspec.Struct):
    data: _Id


class _Message(msgspec.Struct):
    dm_conversation_id: str
    dm_event_id: str


class _Sent(msgspec.Struct):
    data: _Message


class _Event(msgspec.Struct):
    id: str
    text: str = ""
    sender_id: str = ""
    created_at: datetime | None = None
    dm_conversation_id: str = ""


class _Events(msgspec.Struct):
    data: list[_Event] = msgspec.field(default_factory=list)


_MADE: Final = msgspec.json.Decoder(_Made)
_SENT: Final = msgspec.json.Decoder(_Sent)
_EVENTS: Final = msgspec.json.Decoder(_Events)


class _Stop(Exception):
    """Carries an outcome that is known early."""

    def __init__(self, outcome: base.ReplyOutcome) -> None:
        super().__init__()
        self.outcome = outcome


class Accounts:
    """Who we are, and who others are."""

    def __init__(self, context: base.SourceContext, api: Api) -> None:
        self._handle = context.config.get("account", "").removeprefix("@")
        self._api = api
        self._me = ""
        self._watched = ""

    async def me(self) -> str:
        """Id of the connected account."""
        if not self._me:
            response = await self._api.read(
                "lookup", Who.ACCOUNT, lambda client: client.get_me(user_auth=False)
            )
            self._me = decoded(_MADE, response).data.id
        return self._me

    async def watched(self) -> str:
        """Id of the account whose mentions are read."""
        if not self._handle:
            return await self.me()
        if not self._watched:
            response = await self._api.read(
                "lookup", self._api.reader(), lambda client: client.get_user(username=self._handle)
            )
            self._api.owe("read_user", [self._handle])
            self._watched = decoded(_MADE, response).data.id
        return self._watched

    async def author(self, post_id: str) -> str:
        """Id of the account that wrote a post."""
        response = await self._api.read(
            "lookup", Who.ACCOUNT, lambda client: client.get_tweet(post_id, tweet_fields=["author_id"])
        )
        self._api.owe("read_post", [post_id])
        try:
            return decoded(_MADE, response).data.author_id
        except base.SourceUnreachable:  # X answers 200 with errors alone for what is gone
            raise base.SourceRejected(
                "What it is about is no longer on X, or hidden from the account."
            ) from None


class Answering:
    """Acts as the connected account; sends everything once at most."""

    def __init__(self, api: Api, accounts: Accounts) -> None:
        self._api = api
        self._accounts = accounts

    async def reply(self, request: base.ReplyRequest) -> base.ReplyOutcome:
        """Sends an answer, to everybody or to the author alone."""
        try:
            if request.private:
                return await self._message(request)
            return await self._post(request)
        except _Stop as stop:
            return stop.outcome

    async def _post(self, request: base.ReplyRequest) -> base.ReplyOutcome:
        media = [await self._upload(each, "tweet") for each in request.media]
        parent = _native(request.mention_key)
        call = "post_with_link" if _LINK.search(request.text) else "post"
        response = await self._act(
            call,
            lambda client: client.create_tweet(
                text=request.text,
                in_reply_to_tweet_id=parent,
                media_ids=media or None,
                user_auth=False,
            ),
        )
        try:
            made = _MADE.decode(response.content).data
        except msgspec.DecodeError:
            return base.Unknown("X took the answer and said nothing that can be read about it.")
        return _sent(made.id)

    async def _message(self, request: base.ReplyRequest) -> base.ReplyOutcome:
        if len(request.media) > 1:
            raise _Stop(base.Refused("A private message on X takes one picture at most.", permanent=True))
        media = [await self._upload(each, "dm") for each in request.media]
        author = await self._first(self._accounts.author(_native(request.mention_key)))
        response = await self._act(
            "message",
            lambda client: client.create_direct_message(
                participant_id=author,
                text=request.text,
                media_id=media[0] if media else None,
                user_auth=False,
            ),
        )
        try:
            made = _SENT.decode(response.content).data
        except msgspec.DecodeError:
            return base.Unknown("X took the message and said nothing that can be read about it.")
        return _sent_message(made.dm_event_id, made.dm_conversation_id)

    async def _upload(self, media: base.Media, purpose: str) -> str:
        """Brings a picture to X; nobody sees it before it is part of a post."""
        kind = _CATEGORIES.get(media.content_type)
        if kind is None:
            raise _Stop(
                base.Refused(f"X takes no {media.content_type} from here; send a picture.", permanent=True)
            )
        body = {
            "media": base64.b64encode(media.content).decode(),
            "media_category": f"{purpose}_{kind}",
        }
        made = decoded(_MADE, await self._prepare("upload", "/2/media/upload", body)).data.id
        if media.description:
            described = {"id": made, "metadata": {"alt_text": {"text": media.description[:1000]}}}
            await self._prepare("upload", "/2/media/metadata", described)
        return made

    async def _prepare(self, call: str, route: str, body: dict[str, Any]) -> httpx.Response:
        return await self._first(
            self._api.read(call, Who.ACCOUNT, lambda client: client.request("POST", route, json=body))
        )

    async def _first(self, step: Awaitable[_Given]) -> _Given:
        """Something that comes before sending: whatever happens to it, the answer has not left."""
        try:
            return await step
        except base.SourceError as fault:
            raise _Stop(answers.unsent(fault)) from None

    async def _act(self, call: str, work: Work) -> httpx.Response:
        """One request that changes something; stops with what is known when it did not succeed."""
        await self._first(self._api.take(call))
        try:
            response = await self._first(self._api.send(Who.ACCOUNT, work))
        except httpx.HTTPError as error:
            raise _Stop(answers.unanswered(error, "X")) from None
        if not response.is_success:
            raise _Stop(refusals.outcome(response, self._api.now))
        return response

    async def delete(self, own_key: str) -> base.ReplyOutcome:
        """Takes back an answer or a message of ours."""
        native = _native(own_key)
        if native.startswith(MESSAGE_PREFIX):
            route = f"/2/dm_events/{native.removeprefix(MESSAGE_PREFIX)}"
            return await self._done(own_key, "delete", lambda client: client.request("DELETE", route))
        return await self._done(
            own_key, "delete", lambda client: client.delete_tweet(native, user_auth=False), gone=True
        )

    async def moderate(self, action: str, mention_key: str) -> base.ReplyOutcome:
        """Hides, shows again, likes, takes a like back, or mutes the author."""
        native = _native(mention_key)
        if action in {"hide", "unhide"}:
            method = f"{action}_reply"
            return await self._done(
                mention_key, "moderate", lambda client: getattr(client, method)(native, user_auth=False)
            )
        if action not in {"like", "unlike", "mute"}:
            return base.Refused(f"X has no way to {action} something from here.", permanent=True)
        try:
            me = await self._first(self._accounts.me())
            author = await self._first(self._accounts.author(native)) if action == "mute" else ""
        except _Stop as stop:
            return stop.outcome
        method, route, body = _moderation(action, me, native, author)
        return await self._done(
            mention_key, "moderate", lambda client: client.request(method, route, json=body)
        )

    async def _done(self, key: str, call: str, work: Work, *, gone: bool = False) -> base.ReplyOutcome:
        try:
            await self._act(call, work)
        except _Stop as stop:
            if gone and isinstance(stop.outcome, base.Refused) and "(404)" in stop.outcome.reason:
                return base.Sent(key, "")
            return stop.outcome
        return base.Sent(key, "")

    async def find_reply(self, request: base.ReplyRequest) -> base.Sent | None:
        """Looks among what the account wrote since shortly before the attempt."""
        if request.private:
            return await self._find_message(request)
        me = await self._accounts.me()
        parent, wanted = _native(request.mention_key), _comparable(request.text)
        bounds: dict[str, Any] = {"start_time": request.attempt_time - _SLACK}
        for _ in range(_PAGES):
            response = await self._api.read("own_posts", Who.ACCOUNT, partial(_own_posts, me, dict(bounds)))
            told = decoded(posts.TOLD, response)
            found = _posts(told.data)
            self._api.owe("read_own_post", [post.id for post in found])
            for post in found:
                if post.references.get("replied_to") == parent and wanted in _readings(post):
                    return _sent(post.history[0])
            if not told.meta.next_token:
                return None
            bounds["pagination_token"] = told.meta.next_token
        raise base.SourceUnreachable("The account wrote too much since to look through all of it; look on X.")

    async def _find_message(self, request: base.ReplyRequest) -> base.Sent | None:
        me = await self._accounts.me()
        author = await self._accounts.author(_native(request.mention_key))
        response = await self._api.read(
            "message_read",
            Who.ACCOUNT,
            lambda client: client.get_direct_message_events(
                participant_id=author,
                dm_event_fields=["created_at", "dm_conversation_id", "id", "sender_id", "text"],
                max_results=100,
                user_auth=False,
            ),
        )
        since = request.attempt_time - _SLACK
        wanted = _comparable(request.text)
        for event in decoded(_EVENTS, response).data:
            fresh = event.created_at is not None and event.created_at >= since
            if fresh and event.sender_id == me and _comparable(event.text) == wanted:
                return _sent_message(event.id, event.dm_conversation_id)
        return None


def _own_posts(me: str, bounds: Mapping[str, Any], client: tweepy.Client) -> Any:
    fields = posts.FIELDS["tweet_fields"]
    return client.get_users_tweets(me, max_results=100, tweet_fields=fields, **bounds)


def _posts(raws: Sequence[msgspec.Raw]) -> list[posts.Post]:
    found = []
    for raw in raws:
        try:
            found.append(posts.POST.decode(raw))
        except (msgspec.DecodeError, UnicodeDecodeError):
            continue
    return found


def _readings(post: posts.Post) -> set[str]:
    """How a post of ours may have been written: X puts the handles of those addressed in front."""
    text = post.surface().text
    return {_comparable(text), _comparable(_ADDRESSED.sub("", text))}


def _comparable(text: str) -> str:
    return " ".join(re.sub(r"https?://", "", text).replace("/ ", " ").split()).rstrip("/").casefold()


def _moderation(action: str, me: str, post_id: str, author: str) -> tuple[str, str, dict[str, str] | None]:
    if action == "like":
        return "POST", f"/2/users/{me}/likes", {"tweet_id": post_id}
    if action == "unlike":
        return "DELETE", f"/2/users/{me}/likes/{post_id}", None
    return "POST", f"/2/users/{me}/muting", {"target_user_id": author}


def _native(key: str) -> str:
    return identity.split_key(key).native_id


def _sent(post_id: str) -> base.Sent:
    return base.Sent(posts.key_of(post_id), f"https://x.com/i/web/status/{post_id}")


def _sent_message(event_id: str, conversation: str) -> base.Sent:
    return base.Sent(posts.key_of(MESSAGE_PREFIX + event_id), f"https://x.com/messages/{conversation}")
