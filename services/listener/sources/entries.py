"""Entries of a feed as facts: identity, edits, threads and plain text."""

from __future__ import annotations

import calendar
import hashlib
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from antiphon.events.v1 import events_pb2
from antiphon.mention.v1 import mention_pb2
from services.common.model import identity
from services.listener.sources import entities, items, markup

NETWORK: Final = "rss"

Seen = dict[str, list[Any]]
"""What is known of the feed's entries: digest of the id -> digest of the content, revision."""

_REMEMBERED: Final = 1000


class Reader:
    """Reads the entries of one feed against what was seen of it before."""

    def __init__(self, address: str, site: str, source: str) -> None:
        self._address = address
        self._site = site
        self._source = source

    def read(
        self, feed: Any, seen: Seen, collected: items.Stamp
    ) -> tuple[list[events_pb2.MentionItem], list[str], Seen]:
        """New and changed entries, oldest first; a sentence for each without identity; what is known now."""
        template = items.Template(NETWORK, self._site, self._source, collected)
        language = str(feed.feed.get("language") or "")
        known: Seen = {}
        found: list[events_pb2.MentionItem] = []
        faults: list[str] = []
        for entry in reversed(feed.entries):
            if not (native_id := str(entry.get("id") or entry.get("link") or "")):
                faults.append("An entry of the feed has neither id nor link; it was skipped.")
                continue
            mark, content = _digest(native_id), _digest(*_content_of(entry), str(entry.get("title", "")))
            before = seen.get(mark)
            revision = _revision(entry, before, content, collected)
            known[mark] = [content, revision]
            if before is None or before[0] != content:
                item, mention = template.new(native_id)
                self._fill(mention, entry, collected, revision, language)
                found.append(item)
        older = [(mark, value) for mark, value in seen.items() if mark not in known]
        known.update(older[-max(0, _REMEMBERED - len(known)) :] if len(known) < _REMEMBERED else ())
        return found, faults, known

    def _fill(
        self, mention: mention_pb2.Mention, entry: Any, collected: items.Stamp, revision: int, language: str
    ) -> None:
        created = _moment(entry, "published_parsed") or _moment(entry, "updated_parsed") or collected
        edited = items.stamp_of_us(revision * 1000) if revision else None
        items.put_times(mention, created, edited, collected)
        mention.title = items.clean(markup.to_text(str(entry.get("title", "")), self._address).text)[:4096]
        mention.link = str(entry.get("link", ""))
        mention.declared_language = str(entry.get("language") or language)[:35]
        self._say(mention, entry)
        self._thread(mention, entry)
        self._sign(mention, entry)
        replies = str(entry.get("slash_comments", ""))
        if replies.isascii() and replies.isdigit():
            mention.engagement.reply_count = int(replies[:18])

    def _say(self, mention: mention_pb2.Mention, entry: Any) -> None:
        words, form = _content_of(entry)
        if form == "text/plain":
            plain = markup.Plain(words.strip(), [])
        else:
            plain = markup.to_text(words, mention.link or self._address)
        items.put_text(mention, items.clean(plain.text))
        for mark in plain.marks:
            if 0 <= mark.start < mark.end <= len(mention.text):
                entities.add(mention, mark.kind, mark.value, mark.start, mark.end)
        entities.mark(mention, besides=[(mark.start, mark.end) for mark in plain.marks])
        for value in dict.fromkeys((*_attached(plain.marks), *_enclosures(entry))):
            mention.entities.add(kind=mention_pb2.Entity.KIND_MEDIA, value=value)

    def _thread(self, mention: mention_pb2.Mention, entry: Any) -> None:
        parent = _parent_of(entry)
        mention.kind = mention_pb2.Mention.KIND_COMMENT if parent else mention_pb2.Mention.KIND_POST
        mention.conversation_key = mention.key
        if parent:
            mention.parent_key = identity.make_key(NETWORK, self._site, parent)
            mention.conversation_key = mention.parent_key

    def _sign(self, mention: mention_pb2.Mention, entry: Any) -> None:
        detail: Mapping[str, Any] = entry.get("author_detail") or {}
        name = items.clean(str(detail.get("name") or entry.get("author") or ""))[:256]
        if name:
            mention.author.key = identity.make_key(NETWORK, self._site, name)
            mention.author.display_name = name
            mention.author.link = str(detail.get("href") or "")


def _revision(entry: Any, before: Sequence[Any] | None, content: str, collected: items.Stamp) -> int:
    """Edit stamp in ms: the feed's own, or the time a change was seen where it has none."""
    published, updated = _moment(entry, "published_parsed"), _moment(entry, "updated_parsed")
    own = updated.ms() if updated and published and updated > published else 0
    if before is None:
        return own
    known = int(before[1])
    if before[0] == content:
        return known
    own = own or (updated.ms() if updated else 0)
    return own if own > known and own <= collected.ms() else max(collected.ms(), known + 1)


def _moment(entry: Any, name: str) -> items.Stamp | None:
    parsed: time.struct_time | None = entry.get(name)
    return None if parsed is None else items.Stamp(calendar.timegm(parsed), 0)


def _content_of(entry: Any) -> tuple[str, str]:
    """The longest text an entry gives, and its form."""
    given = [*entry.get("content", ()), entry.get("summary_detail") or {}]
    best = max(given, key=lambda part: len(part.get("value") or ""))
    return str(best.get("value") or ""), str(best.get("type") or "text/html")


def _parent_of(entry: Any) -> str:
    """Id of what a comment answers: said by the feed, or the page its own id is an anchor of."""
    answered: Any = entry.get("thr_in-reply-to")
    if isinstance(answered, Mapping) and answered.get("ref"):
        return str(answered["ref"])
    page, _, anchor = str(entry.get("id") or entry.get("link") or "").partition("#")
    return page if anchor.startswith("comment") else ""


def _attached(marks: Sequence[markup.Mark]) -> Iterator[str]:
    return (mark.value for mark in marks if mark.start < 0)


def _enclosures(entry: Any) -> Iterator[str]:
    for link in entry.get("links", ()):
        if link.get("rel") == "enclosure" and str(link.get("href", "")).startswith(("http://", "https://")):
            yield str(link["href"])


def _digest(*parts: str) -> str:
    digest = hashlib.blake2b(digest_size=8)
    for part in parts:
        digest.update(part.encode(errors="replace") + b"\x00")
    return digest.hexdigest()
