"""Comments, posts and messages of Meta's networks as facts, whichever way they came to us.

The forms are those of https://developers.facebook.com/docs/graph-api/reference/comment/ and
https://developers.facebook.com/docs/instagram-platform/reference/instagram-media/comments (read 2026-11-22).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from antiphon.events.v1 import events_pb2
from antiphon.mention.v1 import mention_pb2
from services.common.model import identity
from services.listener.sources import entities, items

Record = Mapping[str, Any]
_Kind: Final = mention_pb2.Mention


@dataclass(frozen=True, slots=True)
class Contribution:
    """What somebody wrote.

    Attributes:
        id: as the network knows it, or as `Address` writes it.
        text: plain.
        created: when.
        kind: comment, post or message.
        author_id: within the app.
        author_name: as shown; on Instagram the handle.
        post: what it belongs to; empty for a post itself.
        parent: what it answers.
        link: where it can be seen.
        media: addresses of what is attached.
        edited: when it was changed last.
        likes: how many; None when nobody told.
        replies: the same.
    """

    id: str
    text: str
    created: items.Stamp
    kind: mention_pb2.Mention.Kind = _Kind.KIND_COMMENT
    author_id: str = ""
    author_name: str = ""
    post: str = ""
    parent: str = ""
    link: str = ""
    media: Sequence[str] = ()
    edited: items.Stamp | None = None
    likes: int | None = None
    replies: int | None = None


@dataclass(frozen=True, slots=True)
class Address:
    """Where an answer to a mention goes, as its native id says.

    Comments and posts have the network's own id; messages and mentions of others' media need more to be
    answered, and have it in front: `message:SENDER:ID`, `mention:MEDIA:COMMENT`.

    Attributes:
        kind: `comment`, `message` or `mention`.
        id: of the comment, post or message.
        about: the sender, or the media.
    """

    kind: str
    id: str
    about: str = ""

    def __str__(self) -> str:
        return self.id if self.kind == "comment" else f"{self.kind}:{self.about}:{self.id}"


def address_of(mention_key: str) -> Address:
    """The address in a mention's key."""
    native_id = identity.split_key(mention_key).native_id
    kind, about, rest = (*native_id.split(":", 2), "", "")[:3]
    return (
        Address(kind, rest, about)
        if kind in {"message", "mention"} and about
        else Address("comment", native_id)
    )


def key(network: str, native_id: str) -> str:
    """Ids are unique within a network."""
    return identity.make_key(network, identity.GLOBAL_SITE, native_id)


def item(
    found: Contribution, network: str, source: str, collected: items.Stamp, account: str
) -> events_pb2.MentionItem:
    """The fact; what `account` wrote is our own."""
    template = items.Template(network, identity.GLOBAL_SITE, source, collected)
    fact, mention = template.new(found.id)
    mention.kind = found.kind
    mention.private = found.kind == _Kind.KIND_MESSAGE
    items.put_text(mention, items.clean(found.text))
    entities.mark(mention)
    for address in dict.fromkeys(found.media):
        mention.entities.add(kind=mention_pb2.Entity.KIND_MEDIA, value=address)
    items.put_times(mention, found.created, found.edited, collected)
    mention.conversation_key = key(network, found.post) if found.post else mention.key
    if found.parent:
        mention.parent_key = key(network, found.parent)
    mention.link = found.link
    _sign(mention.author, found, network)
    mention.author.own = bool(found.author_id) and found.author_id == account
    for field, count in (("like_count", found.likes), ("reply_count", found.replies)):
        if count is not None:
            setattr(mention.engagement, field, count)
    return fact


def _sign(author: mention_pb2.Author, found: Contribution, network: str) -> None:
    if found.author_id or found.author_name:
        author.key = key(network, found.author_id or found.author_name)
    author.display_name = items.clean(found.author_name)[:256]
    if network == "instagram":
        author.handle = author.display_name
        author.link = f"https://www.instagram.com/{author.handle}/" if author.handle else ""


def comment(record: Record, post: str, link: str = "") -> Contribution:
    """A comment as reading back gives it, of either network.

    Raises:
        ValueError, KeyError, TypeError: it has no identity or no time.
    """
    writer = _mapping(record.get("from"))
    parent = _mapping(record.get("parent")).get("id") or record.get("parent_id") or post
    return Contribution(
        id=_id(record["id"]),
        text=str(record.get("message") or record.get("text") or ""),
        created=moment(record.get("created_time") or record.get("timestamp")),
        author_id=str(writer.get("id") or ""),
        author_name=str(writer.get("name") or writer.get("username") or record.get("username") or ""),
        post=post,
        parent=str(parent),
        link=str(record.get("permalink_url") or link),
        media=[*attached(record.get("attachment"))],
        likes=_count(record.get("like_count")),
        replies=_count(record.get("comment_count")),
    )


def attached(attachment: object) -> Iterator[str]:
    """Addresses of a picture or film below a comment."""
    media = _mapping(_mapping(attachment).get("media"))
    for address in (_mapping(media.get("image")).get("src"), media.get("source")):
        if str(address or "").startswith(("http://", "https://")):
            yield str(address)


def moment(told: object) -> items.Stamp:
    """A time of the API: seconds or milliseconds since 1970, or ISO 8601 with an offset.

    Raises:
        ValueError: it is none.
    """
    if isinstance(told, int | float) and not isinstance(told, bool) and 0 < told < 1e14:
        seconds = told / 1000 if told > 1e11 else told
        return items.stamp_of_us(round(seconds * 1_000_000))
    found = datetime.fromisoformat(str(told))
    return items.stamp(found if found.tzinfo else found.replace(tzinfo=UTC))


def _id(value: object) -> str:
    if not (isinstance(value, str | int) and str(value).strip()):
        raise ValueError("no id")
    return str(value)


def _mapping(value: object) -> Record:
    return value if isinstance(value, Mapping) else {}


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and 0 <= value < 2**53 else None
