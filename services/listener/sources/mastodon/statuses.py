"""Statuses as a server shows them, made mentions.

Every server knows a status by an id of its own and by the ActivityPub URI that it has everywhere; the URI is
its key, so that a post is the same mention through whichever server it came.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple
from urllib.parse import urlsplit

import msgspec

from antiphon.events.v1 import events_pb2
from antiphon.mention.v1 import mention_pb2
from services.common.model import identity
from services.listener.sources import entities, items, markup

NETWORK: Final = "mastodon"
NOTHING: Final = msgspec.Raw(b"null")
"""What stands where an optional record is not there."""

_Entity: Final = mention_pb2.Entity.Kind
_PRIVATE: Final = frozenset({"private", "direct"})
_PLACES: Final = 20_000


class Account(msgspec.Struct):
    """Who wrote something."""

    id: str
    acct: str
    url: str = ""
    uri: str = ""
    username: str = ""
    display_name: str = ""
    note: str = ""
    followers_count: int = 0
    following_count: int = 0
    created_at: datetime | None = None

    @property
    def native_id(self) -> str:
        """Its ActivityPub URI; servers before 4.2 tell only its address."""
        return self.uri or self.url


class Addressed(msgspec.Struct):
    """An account that a status addresses."""

    acct: str
    username: str = ""


class Attachment(msgspec.Struct):
    """A picture, film or sound."""

    url: str | None = None
    remote_url: str | None = None


class Status(msgspec.Struct):
    """One status of a server."""

    id: str
    uri: str
    account: Account
    created_at: datetime
    content: str = ""
    url: str | None = None
    edited_at: datetime | None = None
    spoiler_text: str = ""
    visibility: str = "public"
    language: str | None = None
    in_reply_to_id: str | None = None
    mentions: list[Addressed] = []
    media_attachments: list[Attachment] = []
    reblog: msgspec.Raw = NOTHING
    quote: msgspec.Raw = NOTHING
    favourites_count: int = 0
    reblogs_count: int = 0
    replies_count: int = 0

    @property
    def edit_mark(self) -> str:
        """What tells one state of it from another."""
        return self.edited_at.isoformat() if self.edited_at else ""


_STATUS: Final = msgspec.json.Decoder(Status)


class Place(NamedTuple):
    """Where a status stands: its URI, and the URI of the first of its thread."""

    uri: str
    root: str


class Places:
    """Where statuses stand that were seen, by the ids of one server; the oldest are forgotten."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, Place] = OrderedDict()

    def note(self, native_id: str, place: Place) -> None:
        """Remembers where a status stands."""
        self._known[native_id] = place
        if len(self._known) > _PLACES:
            self._known.popitem(last=False)

    def find(self, native_id: str | None) -> Place | None:
        """Where it stands; None when it was not seen."""
        return self._known.get(native_id) if native_id else None


def decode(raw: bytes | msgspec.Raw) -> Status:
    """One status; where it only passes another on, that other.

    Raises:
        ValueError: it cannot be read.
    """
    status = _STATUS.decode(raw)
    if not is_nothing(status.reblog):
        status = _STATUS.decode(status.reblog)
    parts = urlsplit(status.uri)
    if not (status.id and parts.scheme and (parts.netloc or parts.path)):
        raise ValueError("a status without identity")
    return status


def is_nothing(raw: msgspec.Raw) -> bool:
    """Whether an optional record is not there."""
    return bytes(raw) == b"null"


def key(native_id: str) -> str:
    """Key of a mention or an author."""
    return identity.make_key(NETWORK, identity.GLOBAL_SITE, native_id)


def item(
    status: Status, parent: Place | None, template: items.Template, collected: items.Stamp, host: str
) -> events_pb2.MentionItem:
    """The fact that somebody wrote a status; `host` is the server that told us."""
    found, mention = template.new(status.uri)
    plain = text_of(status)
    items.put_text(mention, items.clean(plain.text))
    mention.title = items.clean(status.spoiler_text)
    edited = None if status.edited_at is None else items.stamp(status.edited_at)
    items.put_times(mention, items.stamp(status.created_at), edited, collected)
    mention.link = status.url or status.uri
    mention.declared_language = status.language or ""
    mention.private = status.visibility in _PRIVATE
    _thread(mention, status, parent)
    _mark(mention, status, plain.marks)
    mention.engagement.like_count = status.favourites_count
    mention.engagement.repost_count = status.reblogs_count
    mention.engagement.reply_count = status.replies_count
    describe(mention.author, status.account, host)
    return found


def text_of(status: Status) -> markup.Plain:
    """The words of a status without its markup."""
    return markup.to_text(status.content, status.url or status.uri)


def deletion(uri: str, source: str, collected: items.Stamp) -> events_pb2.MentionItem:
    """The fact that a status is gone; servers do not tell since when."""
    return items.deletion(key(uri), NETWORK, source, None, collected)


def full_handle(acct: str, host: str) -> str:
    """A handle with its server, also of accounts of the server that told us."""
    return acct if "@" in acct else f"{acct}@{host}"


def _thread(mention: mention_pb2.Mention, status: Status, parent: Place | None) -> None:
    kinds = mention_pb2.Mention.Kind
    mention.conversation_key = mention.key
    if parent is not None:
        mention.parent_key = key(parent.uri)
        mention.conversation_key = key(parent.root)
    if status.visibility == "direct":
        mention.kind = kinds.KIND_MESSAGE
    elif status.in_reply_to_id:
        mention.kind = kinds.KIND_REPLY
    else:
        mention.kind = kinds.KIND_POST if is_nothing(status.quote) else kinds.KIND_QUOTE


def _mark(mention: mention_pb2.Mention, status: Status, marks: Sequence[markup.Mark]) -> None:
    handles = {each.username: each.acct for each in status.mentions}
    for mark in marks:
        if mark.start < 0:
            continue
        value = handles.get(mark.value, mark.value) if mark.kind == _Entity.KIND_HANDLE else mark.value
        entities.add(mention, mark.kind, value, mark.start, mark.end)
    entities.mark(mention, [(mark.start, mark.end) for mark in marks])
    for attachment in status.media_attachments:
        if address := attachment.url or attachment.remote_url:
            mention.entities.add(kind=_Entity.KIND_MEDIA, value=address)


def describe(author: mention_pb2.Author, account: Account, host: str) -> None:
    """Tells of an account what a server tells; `host` is that server."""
    author.key = key(account.native_id)
    author.handle = full_handle(account.acct, host)
    author.display_name = items.clean(account.display_name)
    author.link = account.url
    author.bio = items.clean(markup.to_text(account.note, account.url).text)
    author.follower_count = max(account.followers_count, 0)
    author.following_count = max(account.following_count, 0)
    if account.created_at is not None:
        items.set_time(author.create_time, items.stamp(account.created_at))
