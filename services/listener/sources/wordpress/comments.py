"""Comments as the API gives them, as facts: identity, text, thread and author."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from antiphon.events.v1 import events_pb2
from antiphon.mention.v1 import mention_pb2
from services.common.model import identity
from services.listener.sources import entities, items, markup

NETWORK: Final = "wordpress"
Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment.

    Attributes:
        id: as the site numbers it.
        post: number of what it is written below.
        parent: number of the comment it answers; 0 for none.
        html: its words, rendered.
        created: when.
        author: number of its author where that is a user of the site, else 0.
        name: as shown.
        link: where it can be seen.
        page: address of its author.
    """

    id: int
    post: int
    parent: int
    html: str
    created: items.Stamp
    author: int
    name: str
    link: str
    page: str

    @property
    def digest(self) -> str:
        """What changes with its words."""
        return hashlib.blake2b(self.html.encode(errors="replace"), digest_size=6).hexdigest()


def read(record: Any) -> Comment:
    """A comment.

    Raises:
        ValueError, KeyError, TypeError: it cannot be read.
    """
    link = str(record.get("link") or "")
    return Comment(
        id=_number(record["id"]),
        post=_number(record["post"]),
        parent=_number(record.get("parent") or 0),
        html=str(record["content"]["rendered"]),
        created=moment(record["date_gmt"]),
        author=_number(record.get("author") or 0),
        name=markup.to_text(str(record.get("author_name") or ""), "").text[:256],
        link=link if link.startswith(("http://", "https://")) else "",
        page=str(record.get("author_url") or ""),
    )


def moment(told: object) -> items.Stamp:
    """A time that the API gives without an offset and means as UTC.

    Raises:
        ValueError: it is none.
    """
    found = datetime.fromisoformat(str(told))
    return items.stamp(found if found.tzinfo else found.replace(tzinfo=UTC))


def key(site: str, comment: int | str) -> str:
    """Key of the mention of a comment."""
    return identity.make_key(NETWORK, site, str(comment))


def post_key(site: str, post: int) -> str:
    """Key of what comments are written below; their conversation."""
    return identity.make_key(NETWORK, site, f"post-{post}")


def post_of(conversation_key: str) -> int:
    """The number in such a key; 0 when it is another."""
    number = identity.split_key(conversation_key).native_id.removeprefix("post-") if conversation_key else ""
    return int(number) if number.isascii() and number.isdigit() else 0


def item(
    comment: Comment, template: items.Template, site: str, revision: int, collected: items.Stamp
) -> events_pb2.MentionItem:
    """The fact."""
    fact, mention = template.new(str(comment.id))
    mention.kind = mention_pb2.Mention.KIND_COMMENT
    plain = markup.to_text(comment.html, comment.link)
    items.put_text(mention, items.clean(plain.text))
    for mark in plain.marks:
        if 0 <= mark.start < mark.end <= len(mention.text):
            entities.add(mention, mark.kind, mark.value, mark.start, mark.end)
        elif mark.start < 0:
            mention.entities.add(kind=mark.kind, value=mark.value)
    entities.mark(mention, besides=[(mark.start, mark.end) for mark in plain.marks])
    edited = items.stamp_of_us(revision * 1000) if revision else None
    items.put_times(mention, comment.created, edited, collected)
    mention.link = comment.link
    mention.conversation_key = post_key(site, comment.post)
    mention.parent_key = key(site, comment.parent) if comment.parent else mention.conversation_key
    if comment.name or comment.author:
        who = f"user-{comment.author}" if comment.author else comment.name
        mention.author.key = identity.make_key(NETWORK, site, who)
    mention.author.display_name = items.clean(comment.name)
    mention.author.link = comment.page if comment.page.startswith(("http://", "https://")) else ""
    return fact


def _number(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError("no number")
    return value
