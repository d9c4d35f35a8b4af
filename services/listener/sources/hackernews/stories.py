"""Stories and comments of Hacker News as facts, whichever of its two services told them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from antiphon.events.v1 import events_pb2
from antiphon.mention.v1 import mention_pb2
from services.common.model import identity
from services.listener.sources import entities, items, markup
from services.listener.sources.hackernews.api import NETWORK, Hit, Item
from services.listener.sources.versions import Versions

SITE: Final = "https://news.ycombinator.com"

_Kind: Final = mention_pb2.Entity.Kind


@dataclass(frozen=True, slots=True)
class Entry:
    """A story or comment.

    Attributes:
        id: number it has, as text.
        written: Unix time.
        author: name of the account; empty when it is hidden.
        title: headline of a story.
        url: what a story points to.
        body: words, as HTML.
        parent: what a comment answers; empty for a story.
        story: what a comment is below, as far as known; empty for a story.
        points: votes.
        comments: how many are below a story.
    """

    id: str
    written: int
    author: str
    title: str
    url: str
    body: str
    parent: str
    story: str
    points: int | None
    comments: int | None


def of_hit(hit: Hit) -> Entry:
    """A hit of the search."""
    comment = hit.parent_id is not None
    return Entry(
        hit.id,
        hit.written,
        hit.author or "",
        "" if comment else hit.title or "",
        "" if comment else hit.url or "",
        (hit.comment_text if comment else hit.story_text) or "",
        str(hit.parent_id or ""),
        str(hit.story_id or "") if comment else "",
        hit.points,
        hit.num_comments,
    )


def of_item(item: Item, story: str) -> Entry:
    """An item; `story` is what a comment is below, which it does not tell itself."""
    return Entry(
        str(item.id),
        item.time,
        item.by or "",
        item.title or "",
        item.url or "",
        item.text or "",
        str(item.parent or ""),
        story,
        item.score,
        item.descendants,
    )


class Reader:
    """Entries in, facts out; gives each state of an entry once where it is told what it gave."""

    def __init__(self, source: str) -> None:
        self._source = source

    def read(
        self, entry: Entry, now: datetime, versions: Versions | None = None
    ) -> events_pb2.MentionItem | None:
        """The fact that it was written or changed; None when it was given before."""
        collected = items.stamp(now)
        plain = markup.to_text(entry.body, SITE)
        content = (plain.text, entry.title)
        revision = versions.revision(entry.id, content, None, collected) if versions else 0
        if revision is None:
            return None
        if versions:
            versions.note(entry.id, content, revision, entry.story)
        item, mention = items.Template(NETWORK, "", self._source, collected).new(entry.id)
        edited = items.stamp_of_us(revision * 1000) if revision else None
        items.put_times(mention, items.Stamp(max(entry.written, 0), 0), edited, collected)
        _fill(mention, entry, plain)
        return item

    def deletion(self, native_id: str, now: datetime) -> events_pb2.MentionItem:
        """The fact that it is gone; Hacker News does not tell since when."""
        return items.deletion(key_of(native_id), NETWORK, self._source, None, items.stamp(now))


def key_of(native_id: str) -> str:
    """Key of a story, a comment or an account."""
    return identity.make_key(NETWORK, identity.GLOBAL_SITE, native_id)


def _fill(mention: mention_pb2.Mention, entry: Entry, plain: markup.Plain) -> None:
    items.put_text(mention, items.clean(plain.text))
    mention.title = items.clean(entry.title)[:4096]
    mention.link = f"{SITE}/item?id={entry.id}"
    _mark(mention, entry, plain)
    mention.kind = mention_pb2.Mention.KIND_REPLY if entry.parent else mention_pb2.Mention.KIND_POST
    mention.conversation_key = mention.key
    if entry.parent:
        mention.parent_key = key_of(entry.parent)
        mention.conversation_key = key_of(entry.story or entry.parent)
    if entry.author:
        mention.author.key = key_of(entry.author)
        mention.author.handle = entry.author
        mention.author.link = f"{SITE}/user?id={entry.author}"
    if entry.points is not None:
        mention.engagement.like_count = max(entry.points, 0)
    if entry.comments is not None:
        mention.engagement.reply_count = max(entry.comments, 0)


def _mark(mention: mention_pb2.Mention, entry: Entry, plain: markup.Plain) -> None:
    for mark in plain.marks:
        if 0 <= mark.start < mark.end <= len(mention.text):
            entities.add(mention, mark.kind, mark.value, mark.start, mark.end)
    entities.mark(mention, besides=[(mark.start, mark.end) for mark in plain.marks])
    if entry.url.startswith(("http://", "https://")):
        mention.entities.add(kind=_Kind.KIND_LINK, value=entry.url)
