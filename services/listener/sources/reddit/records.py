"""Posts and comments of Reddit as facts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec

from antiphon.events.v1 import events_pb2
from antiphon.mention.v1 import mention_pb2
from services.common.model import identity
from services.listener.sources import base, entities, items, markup
from services.listener.sources.versions import Versions

NETWORK: Final = "reddit"
SITE: Final = "https://www.reddit.com"

_Kind: Final = mention_pb2.Entity.Kind
_DELETED: Final = "[deleted]"
_REMOVED: Final = "[removed]"
_FOR_GOOD: Final = {"deleted", "content_takedown", "copyright_takedown"}
_PICTURES: Final = ("i.redd.it", "v.redd.it", "i.imgur.com")
_UNREADABLE: Final = "Reddit sent an entry that cannot be read; it was skipped."


class Record(msgspec.Struct):
    """A post (`t3`) or comment (`t1`); fullnames join the two letters with a number in base 36."""

    name: str
    created_utc: float
    author: str | None = None
    author_fullname: str | None = None
    title: str | None = None
    body: str | None = None
    body_html: str | None = None
    selftext: str | None = None
    selftext_html: str | None = None
    url: str | None = None
    is_self: bool = True
    permalink: str | None = None
    link_id: str | None = None
    parent_id: str | None = None
    edited: bool | float | None = False
    score: int | None = None
    num_comments: int | None = None
    num_crossposts: int | None = None
    removed_by_category: str | None = None
    media_metadata: dict[str, Any] | None = None

    @property
    def comment(self) -> bool:
        """Whether it is one."""
        return self.name.startswith("t1_")

    @property
    def words(self) -> str:
        """What was written, in Reddit's markup."""
        return (self.body if self.comment else self.selftext) or ""

    @property
    def gone(self) -> bool:
        """Whether its author deleted it, or it is off Reddit for good."""
        return self.words == _DELETED or self.removed_by_category in _FOR_GOOD

    @property
    def hidden(self) -> bool:
        """Whether moderators took it away, who may bring it back."""
        return self.words == _REMOVED or bool(self.removed_by_category)


@dataclass(slots=True)
class Read:
    """What some entries came to.

    Attributes:
        records: those that can be read.
        items: facts that are news.
        faults: a sentence for each that cannot be read.
    """

    records: list[Record] = field(default_factory=list)
    items: list[events_pb2.MentionItem] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def decode(children: Sequence[Any]) -> Read:
    """The posts and comments of a listing; what else may be in one is passed over."""
    read = Read()
    for child in children:
        kind = child.get("kind") if isinstance(child, dict) else None
        if kind not in {"t1", "t3"} and kind is not None:
            continue
        try:
            record = msgspec.convert(child["data"], Record)
        except (msgspec.ValidationError, KeyError, TypeError):
            read.faults.append(_UNREADABLE)
            continue
        read.records.append(record)
    return read


class Reader:
    """Records in, facts out."""

    def __init__(self, context: base.SourceContext) -> None:
        self._source, self._clock = context.name, context.clock

    def fact(self, record: Record, versions: Versions | None) -> events_pb2.MentionItem | None:
        """What a record says; None when that was given before, or it does not stand for all to see."""
        if record.gone or record.hidden:
            return None
        collected = items.stamp(self._clock.now())
        html = (record.body_html if record.comment else record.selftext_html) or ""
        plain = markup.to_text(html, SITE) if html else markup.Plain(record.words, [])
        # Reddit does not mark what is changed within three minutes.
        edited = None if isinstance(record.edited, bool | None) else _stamp(record.edited)
        content, revision = (plain.text, record.title or ""), edited.ms() if edited else 0
        if versions is not None:
            judged = versions.revision(record.name, content, edited, collected)
            if judged is None:
                return None
            revision = judged
            versions.note(record.name, content, revision)
        item, mention = items.Template(NETWORK, "", self._source, collected).new(record.name)
        changed = items.stamp_of_us(revision * 1000) if revision else None
        items.put_times(mention, _stamp(record.created_utc), changed, collected)
        _fill(mention, record, plain)
        return item

    def deletion(self, name: str) -> events_pb2.MentionItem:
        """The fact that it is gone; Reddit does not tell since when."""
        return items.deletion(key_of(name), NETWORK, self._source, None, items.stamp(self._clock.now()))


def key_of(name: str) -> str:
    """Key of a post, a comment or an account by its fullname."""
    return identity.make_key(NETWORK, identity.GLOBAL_SITE, name)


def link_of(record: Record) -> str:
    """Address that a person can open."""
    return SITE + (record.permalink or f"/comments/{record.name.partition('_')[2]}/")


def _stamp(seconds: float) -> items.Stamp:
    return items.stamp_of_us(round(max(seconds, 0.0) * 1_000_000))


def _fill(mention: mention_pb2.Mention, record: Record, plain: markup.Plain) -> None:
    items.put_text(mention, items.clean(plain.text))
    _mark(mention, plain)
    mention.link = link_of(record)
    mention.conversation_key = mention.key
    if record.comment:
        mention.kind = mention_pb2.Mention.KIND_REPLY
        mention.parent_key = key_of(record.parent_id or record.link_id or "t3_")
        mention.conversation_key = key_of(record.link_id or record.parent_id or "t3_")
    else:
        mention.kind = mention_pb2.Mention.KIND_POST
        mention.title = items.clean(record.title or "")[:4096]
        for kind, value in _shown(record):
            mention.entities.add(kind=kind, value=value)
    if record.author and record.author != _DELETED:
        mention.author.key = key_of(record.author_fullname or record.author)
        mention.author.handle = record.author
        mention.author.link = f"{SITE}/user/{record.author}"
    _count(mention.engagement, record)


def _count(counts: mention_pb2.Engagement, record: Record) -> None:
    if record.score is not None:
        counts.like_count = max(record.score, 0)
    if record.num_comments is not None:
        counts.reply_count = max(record.num_comments, 0)
    if record.num_crossposts is not None:
        counts.repost_count = max(record.num_crossposts, 0)


def _mark(mention: mention_pb2.Mention, plain: markup.Plain) -> None:
    spans = []
    for mark in plain.marks:
        if mark.start < 0:
            mention.entities.add(kind=mark.kind, value=mark.value)
        elif mark.end <= len(mention.text):
            name = _account(mark.value) if mark.kind == _Kind.KIND_LINK else ""
            named = name and name.lower() in mention.text[mark.start : mark.end].lower()
            kind, value = (_Kind.KIND_HANDLE, name) if named else (mark.kind, mark.value)
            entities.add(mention, kind, value, mark.start, mark.end)
            spans.append((mark.start, mark.end))
    entities.mark(mention, besides=spans)


def _account(address: str) -> str:
    """Name of the account whose page an address is; empty when it is none."""
    parts = urlsplit(address)
    path = parts.path.strip("/").split("/")
    ours = (parts.hostname or "").endswith("reddit.com") and len(path) == 2 and path[0] in {"u", "user"}
    return path[1] if ours else ""


def _shown(record: Record) -> Iterator[tuple[mention_pb2.Entity.Kind, str]]:
    """What a post points to, and the pictures of its gallery."""
    address = record.url or ""
    if not record.is_self and address.startswith(("http://", "https://")):
        picture = urlsplit(address).hostname in _PICTURES
        yield _Kind.KIND_MEDIA if picture else _Kind.KIND_LINK, address
    for each in (record.media_metadata or {}).values():
        source = each.get("s") if isinstance(each, dict) else None
        shown = (source.get("u") or source.get("gif")) if isinstance(source, dict) else None
        if isinstance(shown, str):
            yield _Kind.KIND_MEDIA, shown
