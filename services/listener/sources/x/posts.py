"""Posts of X as mentions.

An edit makes a new post whose history begins with the first: the first is what the mention is, the newest is
its revision. Ids count milliseconds, so they tell when each was written.
"""

from __future__ import annotations

import contextlib
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

import msgspec

from antiphon.events.v1 import events_pb2
from antiphon.mention.v1 import mention_pb2
from services.common.model import identity
from services.listener.sources import base, entities, items
from services.listener.sources.x import surface

NETWORK: Final = "x"

FIELDS: Final = {
    "tweet_fields": [
        "attachments",
        "author_id",
        "conversation_id",
        "created_at",
        "edit_history_tweet_ids",
        "entities",
        "lang",
        "note_tweet",
        "public_metrics",
        "referenced_tweets",
    ],
    "expansions": ["author_id", "attachments.media_keys"],
    "user_fields": [
        "created_at",
        "description",
        "location",
        "name",
        "public_metrics",
        "username",
        "verified",
    ],
    "media_fields": ["media_key", "preview_image_url", "type", "url"],
}
"""What is asked for with every post, as tweepy names it."""

EPOCH_MS: Final = 1_288_834_974_657
"""Where ids begin to count; X's documentation of its ids."""

_REMEMBERED: Final = 20_000
_NO_LANGUAGE: Final = frozenset({"und", "zxx", "art", "qam", "qct", "qht", "qme", "qst"})
_OLD_CODES: Final = {"iw": "he", "in": "id", "ji": "yi"}
"""Codes of ISO 639 that were replaced in 1989 and that X goes on with."""
_Kind: Final = mention_pb2.Mention.Kind


class _Metrics(msgspec.Struct):
    like_count: int | None = None
    reply_count: int | None = None
    retweet_count: int | None = None
    repost_count: int | None = None
    quote_count: int | None = None
    impression_count: int | None = None


class _UserMetrics(msgspec.Struct):
    followers_count: int | None = None
    following_count: int | None = None
    tweet_count: int | None = None
    post_count: int | None = None


class User(msgspec.Struct):
    """An account."""

    id: str
    username: str = ""
    name: str = ""
    description: str = ""
    location: str = ""
    verified: bool = False
    created_at: datetime | None = None
    public_metrics: _UserMetrics | None = None


class _Media(msgspec.Struct):
    media_key: str
    url: str = ""
    preview_image_url: str = ""


class _Reference(msgspec.Struct):
    type: str
    id: str


class _Attachments(msgspec.Struct):
    media_keys: list[str] | None = None


class _Note(msgspec.Struct):
    text: str
    entities: surface.Entities | None = None


class Post(msgspec.Struct):
    """A post; the API and its description disagree on some names, so both are read."""

    id: str
    text: str
    author_id: str = ""
    conversation_id: str = ""
    lang: str = ""
    edit_history_tweet_ids: list[str] | None = None
    edit_history_post_ids: list[str] | None = None
    referenced_tweets: list[_Reference] | None = None
    referenced_posts: list[_Reference] | None = None
    note_tweet: _Note | None = None
    note_post: _Note | None = None
    entities: surface.Entities | None = None
    attachments: _Attachments | None = None
    public_metrics: _Metrics | None = None

    @property
    def history(self) -> Sequence[str]:
        """Ids of its versions, the first one first."""
        return self.edit_history_tweet_ids or self.edit_history_post_ids or [self.id]

    @property
    def references(self) -> Mapping[str, str]:
        """Ids of the posts it refers to, by the way in which it does."""
        return {each.type: each.id for each in self.referenced_tweets or self.referenced_posts or ()}

    def surface(self) -> surface.Surface:
        """All of its text, also what is beyond 280 characters."""
        note = self.note_tweet or self.note_post
        text, marked = (note.text, note.entities) if note else (self.text, self.entities)
        return surface.compose(items.clean(text), marked)


class Includes(msgspec.Struct):
    """Accounts and media that posts refer to."""

    users: list[msgspec.Raw] = msgspec.field(default_factory=list)
    media: list[msgspec.Raw] = msgspec.field(default_factory=list)


class _Meta(msgspec.Struct):
    next_token: str = ""
    total_tweet_count: int = 0
    total_post_count: int = 0


class Counted(msgspec.Struct):
    """How many posts there are, told without the posts."""

    meta: _Meta = msgspec.field(default_factory=_Meta)


class Told(msgspec.Struct):
    """An answer with posts."""

    data: list[msgspec.Raw] = msgspec.field(default_factory=list)
    includes: Includes = msgspec.field(default_factory=Includes)
    meta: _Meta = msgspec.field(default_factory=_Meta)


class Line(msgspec.Struct):
    """A line of the stream: a post, or why the stream ends."""

    data: msgspec.Raw = msgspec.field(default_factory=msgspec.Raw)
    includes: Includes = msgspec.field(default_factory=Includes)
    errors: list[msgspec.Raw] = msgspec.field(default_factory=list)


COUNTED: Final = msgspec.json.Decoder(Counted)
TOLD: Final = msgspec.json.Decoder(Told)
LINE: Final = msgspec.json.Decoder(Line)
POST: Final = msgspec.json.Decoder(Post)
_USER: Final = msgspec.json.Decoder(User)
_MEDIA: Final = msgspec.json.Decoder(_Media)


def moment(post_id: str) -> items.Stamp:
    """When a post was written, from its id.

    Raises:
        ValueError: it is no id of X.
    """
    if not (post_id.isascii() and post_id.isdecimal() and len(post_id) <= 19):
        raise ValueError("not an id of X")
    return items.stamp_of_us(((int(post_id) >> 22) + EPOCH_MS) * 1000)


def id_at(when: datetime) -> int:
    """The lowest id that a post written at that moment may have."""
    return max(round(when.timestamp() * 1000) - EPOCH_MS, 0) << 22


def time_of(post_id: int) -> datetime:
    """The moment from which an id is."""
    return datetime.fromtimestamp(((post_id >> 22) + EPOCH_MS) / 1000, UTC)


@dataclass(slots=True)
class Read:
    """What an answer brought.

    Attributes:
        items: facts that this connection has not given yet.
        faults: a sentence for each post that cannot be read.
        newest: highest id in it; 0 when there is none.
        posts: ids of all its posts.
        users: ids of all accounts in it.
    """

    items: list[events_pb2.MentionItem] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    newest: int = 0
    posts: list[str] = field(default_factory=list)
    users: list[str] = field(default_factory=list)


class Reader:
    """Posts in, facts out; remembers what it gave, because windows overlap and streams repeat."""

    def __init__(self, context: base.SourceContext) -> None:
        self._context = context
        self._given: OrderedDict[tuple[str, str], None] = OrderedDict()

    def read(self, raws: Sequence[msgspec.Raw], includes: Includes, collected: items.Stamp) -> Read:
        """The facts in some posts."""
        template = items.Template(NETWORK, identity.GLOBAL_SITE, self._context.name, collected)
        around = _Around(includes)
        found = Read(users=list(around.users))
        for raw in raws:
            try:
                post = POST.decode(raw)
                mention = _mention(post, template, around, collected)
            except (msgspec.DecodeError, UnicodeDecodeError, ValueError, OverflowError):
                found.faults.append("X sent a post that cannot be read; it was skipped.")
                continue
            found.posts.append(post.id)
            found.newest = max(found.newest, int(post.id))
            if self._is_new(post):
                found.items.append(mention)
        return found

    def _is_new(self, post: Post) -> bool:
        mark = post.history[0], post.id
        if mark in self._given:
            return False
        self._given[mark] = None
        if len(self._given) > _REMEMBERED:
            self._given.popitem(last=False)
        return True


class _Around:
    """Accounts and media that belong to the posts of an answer."""

    def __init__(self, includes: Includes) -> None:
        self.users: dict[str, User] = {}
        self.media: dict[str, str] = {}
        for raw in includes.users:
            with contextlib.suppress(msgspec.DecodeError, UnicodeDecodeError):
                user = _USER.decode(raw)
                self.users[user.id] = user
        for raw in includes.media:
            with contextlib.suppress(msgspec.DecodeError, UnicodeDecodeError):
                media = _MEDIA.decode(raw)
                self.media[media.media_key] = media.url or media.preview_image_url


def _mention(
    post: Post, template: items.Template, around: _Around, collected: items.Stamp
) -> events_pb2.MentionItem:
    first, newest = post.history[0], post.history[-1]
    written, latest = moment(first), moment(newest)
    item, mention = template.new(first)
    shown = post.surface()
    items.put_text(mention, shown.text)
    items.put_times(mention, written, latest if newest != first else None, collected)
    if post.entities or post.note_tweet or post.note_post:
        surface.put_marks(mention, shown)
    else:
        entities.mark(mention)
    keys = (post.attachments.media_keys if post.attachments else None) or ()
    surface.attach(mention, [around.media[key] for key in keys if around.media.get(key)])
    _thread(mention, post)
    _engagement(mention, post.public_metrics or _Metrics())
    if post.lang and post.lang not in _NO_LANGUAGE:
        mention.declared_language = _OLD_CODES.get(post.lang, post.lang)
    user = around.users.get(post.author_id)
    if post.author_id:
        _author(mention.author, post.author_id, user)
    mention.link = f"https://x.com/{(user and user.username) or 'i/web'}/status/{newest}"
    return item


def _thread(mention: mention_pb2.Mention, post: Post) -> None:
    references = post.references
    own = not post.conversation_id or post.conversation_id in post.history
    mention.conversation_key = mention.key if own else key_of(post.conversation_id)
    if (parent := references.get("replied_to")) is not None:
        mention.kind = _Kind.KIND_REPLY
        mention.parent_key = key_of(parent)
    elif "retweeted" in references:
        mention.kind = _Kind.KIND_REPOST
    else:
        mention.kind = _Kind.KIND_QUOTE if "quoted" in references else _Kind.KIND_POST


def _engagement(mention: mention_pb2.Mention, told: _Metrics) -> None:
    passed = [told.retweet_count, told.repost_count, told.quote_count]
    counts = {
        "like_count": told.like_count,
        "reply_count": told.reply_count,
        "repost_count": None if passed == [None] * 3 else sum(count or 0 for count in passed),
        "view_count": told.impression_count,
    }
    for name, count in counts.items():
        if count is not None:
            setattr(mention.engagement, name, count)


def _author(author: mention_pb2.Author, user_id: str, user: User | None) -> None:
    author.key = key_of(user_id)
    if user is None:
        return
    author.handle, author.display_name = user.username, items.clean(user.name)
    author.link = f"https://x.com/{user.username}"
    author.verified = user.verified
    author.bio, author.location = items.clean(user.description), items.clean(user.location)
    if user.created_at is not None and user.created_at.tzinfo is not None:
        items.set_time(author.create_time, items.stamp(user.created_at))
    told = user.public_metrics or _UserMetrics()
    posts = told.post_count if told.tweet_count is None else told.tweet_count
    counts = {
        "follower_count": told.followers_count,
        "following_count": told.following_count,
        "post_count": posts,
    }
    for name, count in counts.items():
        if count is not None:
            setattr(author, name, count)


def key_of(native_id: str) -> str:
    """Key of a post or an account of X."""
    return identity.make_key(NETWORK, identity.GLOBAL_SITE, native_id)
