"""Posts of a forum as facts.

A post is known by its topic and its number there, as in its address: so the first post of its topic and the
one it answers have keys without being looked up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

import msgspec

from antiphon.events.v1 import events_pb2
from antiphon.mention.v1 import mention_pb2
from services.common.model import identity
from services.listener.sources import base, entities, items, markup
from services.listener.sources.discourse.api import NETWORK, Api
from services.listener.sources.versions import Versions

LIKE: Final = 2
"""Number of the action "like" in `actions_summary`."""

_Kind: Final = mention_pb2.Entity.Kind
_FURNITURE: Final = ("/user_avatar/", "/letter_avatar", "/images/emoji/")


class Action(msgspec.Struct):
    """How often something was done to a post, and whether by us."""

    id: int
    count: int = 0
    acted: bool = False


class Post(msgspec.Struct):
    """A post as the forum gives it."""

    id: int
    topic_id: int
    post_number: int
    created_at: datetime
    updated_at: datetime | None = None
    version: int = 1
    username: str = ""
    name: str | None = None
    user_id: int | None = None
    cooked: str = ""
    raw: str | None = None
    topic_title: str | None = None
    topic_slug: str | None = None
    reply_to_post_number: int | None = None
    reply_count: int | None = None
    reads: int | None = None
    staff: bool = False
    hidden: bool = False
    user_deleted: bool = False
    deleted_at: datetime | None = None
    actions_summary: list[Action] = []
    accepted_answer: bool = False  # from forums that have solutions

    @property
    def place(self) -> str:
        """Topic and number."""
        return f"{self.topic_id}/{self.post_number}"

    @property
    def gone(self) -> bool:
        """Whether its author or the staff deleted it."""
        return self.user_deleted or self.deleted_at is not None

    def acted(self, action: int) -> bool:
        """Whether we have done that to it."""
        return any(each.id == action and each.acted for each in self.actions_summary)


POST: Final = msgspec.json.Decoder(Post)


@dataclass(slots=True)
class Read:
    """What some posts came to.

    Attributes:
        posts: those that can be read.
        items: facts that are news.
        faults: a sentence for each that cannot be read.
    """

    posts: list[Post] = field(default_factory=list)
    items: list[events_pb2.MentionItem] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


class Reader:
    """Posts in, facts out."""

    def __init__(self, context: base.SourceContext, api: Api) -> None:
        self._source, self._clock = context.name, context.clock
        self._api = api

    def decode(self, raws: Sequence[msgspec.Raw]) -> Read:
        """The posts of an answer, without facts."""
        read = Read()
        for raw in raws:
            try:
                read.posts.append(POST.decode(raw))
            except (msgspec.DecodeError, UnicodeDecodeError):
                read.faults.append(f"{self._api.what} sent a post that cannot be read; it was skipped.")
        return read

    def fact(self, post: Post, versions: Versions | None, title: str = "") -> events_pb2.MentionItem | None:
        """What a post says; None when that was given before, or it does not stand for all to see."""
        if post.gone or post.hidden:
            return None
        collected = items.stamp(self._clock.now())
        plain = markup.to_text(post.cooked, self._api.shown_url)
        edited = items.stamp(post.updated_at) if post.version > 1 and post.updated_at else None
        number = str(post.id)
        content = (plain.text, "accepted") if post.accepted_answer else (plain.text,)
        revision = edited.ms() if edited else 0
        if versions is not None:
            judged = versions.revision(number, content, edited, collected)
            if judged is None:
                return None
            revision = judged
            title = post.topic_title or title or "".join(versions.more(number)[1:2])
            versions.note(number, content, revision, post.place, title)
        item, mention = items.Template(NETWORK, self._api.site, self._source, collected).new(post.place)
        changed = items.stamp_of_us(revision * 1000) if revision else None
        items.put_times(mention, items.stamp(post.created_at), changed, collected)
        self._fill(mention, post, plain)
        if post.post_number == 1:
            mention.title = items.clean(post.topic_title or title)[:4096]
        return item

    def deletion(self, place: str, when: datetime | None = None) -> events_pb2.MentionItem:
        """The fact that a post is gone."""
        deleted = None if when is None else items.stamp(when)
        now = items.stamp(self._clock.now())
        return items.deletion(self.key(place), NETWORK, self._source, deleted, now)

    def key(self, native_id: str) -> str:
        """Key of a post or an account."""
        return identity.make_key(NETWORK, self._api.site, native_id)

    def link(self, place: str, slug: str = "") -> str:
        """Address of a post that a person can open."""
        return f"{self._api.shown_url}/t/{slug or '-'}/{place}"

    def _fill(self, mention: mention_pb2.Mention, post: Post, plain: markup.Plain) -> None:
        items.put_text(mention, items.clean(plain.text))
        self._mark(mention, plain)
        mention.link = self.link(post.place, post.topic_slug or "")
        first = post.post_number == 1
        mention.kind = mention_pb2.Mention.KIND_POST if first else mention_pb2.Mention.KIND_REPLY
        mention.conversation_key = self.key(f"{post.topic_id}/1")
        if not first:
            mention.parent_key = self.key(f"{post.topic_id}/{post.reply_to_post_number or 1}")
        mention.accepted = post.accepted_answer
        self._describe(mention.author, post)
        likes = [each.count for each in post.actions_summary if each.id == LIKE]
        mention.engagement.like_count = sum(likes)
        if post.reply_count is not None:
            mention.engagement.reply_count = post.reply_count
        if post.reads is not None:
            mention.engagement.view_count = post.reads

    def _describe(self, author: mention_pb2.Author, post: Post) -> None:
        if post.username:
            # An account may change its name, but never its number.
            author.key = self.key(f"user {post.user_id}" if post.user_id is not None else post.username)
            author.handle = post.username
            author.display_name = items.clean(post.name or "")[:256]
            author.link = f"{self._api.shown_url}/u/{post.username}"
            author.verified = post.staff

    def _mark(self, mention: mention_pb2.Mention, plain: markup.Plain) -> None:
        tags = urlsplit(self._api.shown_url).path.rstrip("/") + "/tag/"
        for mark in plain.marks:
            if mark.start < 0:
                if not any(part in mark.value for part in _FURNITURE):
                    mention.entities.add(kind=mark.kind, value=mark.value)
            elif mark.end <= len(mention.text):
                words = mention.text[mark.start : mark.end]
                ours = mark.kind == _Kind.KIND_LINK and urlsplit(mark.value).hostname == self._api.site
                if ours and urlsplit(mark.value).path.startswith(tags):
                    entities.add(mention, _Kind.KIND_HASHTAG, words.lstrip("#"), mark.start, mark.end)
                else:
                    entities.add(mention, mark.kind, mark.value, mark.start, mark.end)
        entities.mark(mention, besides=[(mark.start, mark.end) for mark in plain.marks])
