"""Posts as the network shows them to an account, made mentions by the one rule of `jetstream`.

So a post is the same mention, key and entities and all, whichever way it came. What a view tells beyond the
record, who its author is and how often it was liked, is added.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from antiphon.events.v1 import events_pb2
from antiphon.mention.v1 import mention_pb2
from services.listener.sources import base, items, jetstream
from services.listener.sources.recents import Recents

MARK_LENGTH: Final = 12
"""Last letters of a record's hash that tell its states apart."""

_UNREADABLE: Final = "Bluesky sent a post that cannot be read; it was skipped."
_MEDIA: Final = mention_pb2.Entity.Kind.KIND_MEDIA


class _Author(msgspec.Struct, rename="camel"):
    did: str
    handle: str = ""
    display_name: str = ""


class _View(msgspec.Struct, rename="camel"):
    uri: str
    cid: str
    author: _Author
    record: dict[str, Any]
    indexed_at: datetime
    like_count: int | None = None
    repost_count: int | None = None
    reply_count: int | None = None
    quote_count: int | None = None
    embed: dict[str, Any] | None = None


@dataclass(slots=True)
class Read:
    """What some views came to.

    Attributes:
        items: the facts; posts that the reader gave before are not among them.
        faults: a sentence for each view that cannot be read.
        marks: what tells the state of each post from others, by URI.
        oldest: moment by which the network orders posts, of the oldest; None when there was none.
        newest: the same of the newest.
    """

    items: list[events_pb2.MentionItem] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    marks: dict[str, str] = field(default_factory=dict)
    oldest: datetime | None = None
    newest: datetime | None = None


class Reader:
    """Views in, facts out; gives each state of a post once.

    Attributes:
        known: the posts that were given last, with what tells their states apart.
    """

    def __init__(self, source: str, known: Recents) -> None:
        self.known = known
        self._frames = jetstream.FrameReader(source, base.GivenWords())

    def read(self, views: Sequence[Any], now: datetime) -> Read:
        """Reads the views of one answer, received now.

        The network does not tell when a post was changed, so one that is known in another state was changed
        just now.
        """
        read = Read()
        good: dict[str, _View] = {}
        frames = []
        for raw in views:
            view = _convert(raw)
            frame = None if view is None else _frame(view, now, changed=self._is_changed(view))
            if view is None or frame is None:
                read.faults.append(_UNREADABLE)
                continue
            _note(read, view)
            if not self._is_given(view):
                good[view.uri] = view
                frames.append(frame)
        found = self._frames.read(frames, items.stamp(now))
        read.faults += [_UNREADABLE] * len(found.faults)
        read.items = found.items
        for item in found.items:
            _enrich(item.mention, good[item.mention.native_id])
        return read

    def _is_given(self, view: _View) -> bool:
        """Whether it was given in this state; given again, an edit would pass for what was first written."""
        return self.known.marks(view.uri) == (mark(view.cid),)

    def _is_changed(self, view: _View) -> bool:
        marks = self.known.marks(view.uri)
        return marks is not None and marks != (mark(view.cid),)


def mark(cid: str) -> str:
    """What tells one state of a post from another."""
    return cid[-MARK_LENGTH:]


def moment(text: Any) -> datetime | None:
    """A moment as the network writes it; None where it is none."""
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def text(moment: datetime) -> str:
    """A moment as the network writes it."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _convert(raw: Any) -> _View | None:
    try:
        view = msgspec.convert(raw, _View)
    except msgspec.ValidationError:
        return None
    return view if view.uri.startswith("at://") and view.uri.count("/") == 4 else None


def _frame(view: _View, now: datetime, *, changed: bool) -> bytes | None:
    did, collection, rkey = view.uri.removeprefix("at://").split("/")
    seen = now if changed else view.indexed_at
    commit = {
        "operation": "update" if changed else "create",
        "collection": collection,
        "rkey": rkey,
        "rev": view.cid,
        "record": view.record,
    }
    frame = {
        "did": did,
        "time_us": round(seen.timestamp() * 1_000_000),
        "kind": "commit",
        "commit": commit,
    }
    try:
        return msgspec.json.encode(frame)
    except (TypeError, ValueError):
        return None


def _note(read: Read, view: _View) -> None:
    read.marks[view.uri] = mark(view.cid)
    written = moment(view.record.get("createdAt", "")) or view.indexed_at
    ordered = min(written, view.indexed_at)
    read.oldest = ordered if read.oldest is None else min(read.oldest, ordered)
    read.newest = ordered if read.newest is None else max(read.newest, ordered)


def _enrich(mention: mention_pb2.Mention, view: _View) -> None:
    mention.author.handle = view.author.handle
    mention.author.display_name = items.clean(view.author.display_name)
    counts = mention.engagement
    if view.like_count is not None:
        counts.like_count = view.like_count
    if view.repost_count is not None:
        counts.repost_count = view.repost_count + (view.quote_count or 0)
    if view.reply_count is not None:
        counts.reply_count = view.reply_count
    for address in _media(view.embed or {}):
        mention.entities.add(kind=_MEDIA, value=address)


def _media(embed: Mapping[str, Any]) -> list[str]:
    inner = embed.get("media")
    shown = inner if isinstance(inner, dict) else embed
    pictures = shown.get("images")
    found = [each.get("fullsize") for each in pictures or () if isinstance(each, dict)]
    found.append(shown.get("playlist"))
    return [address for address in found if isinstance(address, str) and address]
