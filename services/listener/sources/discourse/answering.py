"""What one account says and does on a forum."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

import msgspec

from services.common.model import identity
from services.listener.sources import answers, base, markup
from services.listener.sources.discourse.api import Api
from services.listener.sources.discourse.posts import LIKE, POST, Post, Reader
from services.listener.sources.discourse.reading import AT_ONCE, THREAD, Shelf

ACTIONS: Final = frozenset({"like", "unlike", "report"})

_INAPPROPRIATE: Final = 4
_SLACK: Final = timedelta(minutes=2)


class _User(msgspec.Struct):
    username: str


class _Session(msgspec.Struct):
    current_user: _User


class _Made(msgspec.Struct):
    topic_id: int = 0
    post_number: int = 0
    topic_slug: str | None = None
    action: str = ""


_SESSION: Final = msgspec.json.Decoder(_Session)
_MADE: Final = msgspec.json.Decoder(_Made)


class Answering:
    """See the head of this module."""

    def __init__(self, api: Api, reader: Reader, shelf: Shelf) -> None:
        self._api, self._reader, self._shelf = api, reader, shelf
        self._me = ""

    async def me(self) -> str:
        """Name of the account; raises SourceError."""
        if not self._me:
            found = self._api.username()
            self._me = (
                found
                or (await self._api.get("lookup", "/session/current.json", _SESSION)).current_user.username
            )
        return self._me

    async def reply(self, request: base.ReplyRequest) -> base.ReplyOutcome:
        """See `base.Source.reply`."""
        if request.private or request.media:
            kind = "private answers" if request.private else "pictures with answers"
            return base.Refused(
                f"{self._api.what} takes no {kind} from here; leave that out.", permanent=True
            )
        try:
            topic, number = _place(request.mention_key)
            fields = {"raw": request.text, "topic_id": topic, "reply_to_post_number": number}
            told = await self._api.tell("post", "POST", "/posts.json", fields)
        except base.SourceError as error:
            return answers.unsent(error)
        if isinstance(told, base.ReplyOutcome):
            return told
        try:
            made = _MADE.decode(told.content)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return base.Unknown(f"{self._api.what} took the answer and said nothing we can read.")
        if not made.post_number:
            return base.Unknown(f"{self._api.what} has the answer wait until its staff lets it through.")
        return self._sent(f"{made.topic_id}/{made.post_number}", made.topic_slug)

    async def find(self, request: base.ReplyRequest) -> base.Sent | None:
        """See `base.Source.find_reply`."""
        topic, number = _place(request.mention_key)
        me = await self.me()
        params = {"username_filters": me}
        found = await self._api.find("topic", f"/t/{topic}.json", THREAD, params)
        if found is None:
            return None
        ids = sorted(found.post_stream.stream)[-AT_ONCE:]
        posts = (await self._shelf.of_topic(topic, ids)).posts if ids else []
        for post in sorted(posts, key=lambda post: post.id):
            ours = post.username.lower() == me.lower() and (post.reply_to_post_number or 1) == number
            if ours and not post.gone and self._is(post, request):
                return self._sent(post.place, post.topic_slug)
        return None

    async def delete(self, own_key: str) -> base.ReplyOutcome:
        """See `abilities.Deleting.delete`."""
        try:
            post = await self._lookup(own_key)
            if post is not None and not post.gone:
                if post.username.lower() != (await self.me()).lower():
                    return base.Refused("That post was written by another account.", permanent=True)
                told = await self._api.tell("delete", "DELETE", f"/posts/{post.id}.json", {})
                if isinstance(told, base.ReplyOutcome):
                    return told
        except base.SourceError as error:
            return answers.unsent(error)
        return base.Sent(own_key, self._reader.link(identity.split_key(own_key).native_id))

    async def moderate(self, action: str, mention_key: str) -> base.ReplyOutcome:
        """See `abilities.Moderating.moderate`."""
        if action not in ACTIONS:
            return base.Refused(f"{self._api.what} does not let an account {action} posts.", permanent=True)
        kind = _INAPPROPRIATE if action == "report" else LIKE
        try:
            post = await self._lookup(mention_key)
            if post is None or post.gone:
                return base.Refused(f"{self._api.what} no longer has that post.", permanent=True)
            if post.acted(kind) == (action == "unlike"):
                told = await self._act(post.id, kind, take_back=action == "unlike")
                if isinstance(told, base.ReplyOutcome):
                    return told
        except base.SourceError as error:
            return answers.unsent(error)
        return base.Sent(mention_key, self._reader.link(post.place, post.topic_slug or ""))

    async def _act(self, number: int, kind: int, *, take_back: bool) -> Any:
        fields = {"post_action_type_id": kind}
        if take_back:
            return await self._api.tell("moderate", "DELETE", f"/post_actions/{number}.json", fields)
        return await self._api.tell("moderate", "POST", "/post_actions.json", {"id": number, **fields})

    async def _lookup(self, key: str) -> Post | None:
        topic, number = _place(key)
        return await self._api.find("lookup", f"/posts/by_number/{topic}/{number}.json", POST)

    def _is(self, post: Post, request: base.ReplyRequest) -> bool:
        since: datetime = request.attempt_time - _SLACK
        text = post.raw if post.raw is not None else markup.to_text(post.cooked, self._api.shown_url).text
        return post.created_at >= since and text.split() == request.text.split()

    def _sent(self, place: str, slug: str | None) -> base.Sent:
        return base.Sent(self._reader.key(place), self._reader.link(place, slug or ""))


def _place(key: str) -> tuple[int, int]:
    """Topic and number of a post.

    Raises:
        SourceRejected: it is no post of a forum.
    """
    topic, _, number = identity.split_key(key).native_id.partition("/")
    try:
        return int(topic), int(number)
    except ValueError:
        raise base.SourceRejected("That is no post of a forum.") from None
