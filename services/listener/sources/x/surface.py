"""The text of a post as people see it, with its links, handles and topic words marked.

X gives text with `&`, `<` and `>` written as in HTML, with every link replaced by a short one of its own, and
with marks counted in code points of that. Here links become what people wrote and links that only stand for
attached pictures go; marks follow.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import msgspec

from antiphon.mention.v1 import mention_pb2
from services.listener.sources import entities

_Kind: Final = mention_pb2.Entity.Kind


class Url(msgspec.Struct):
    start: int
    end: int
    url: str | None = None
    expanded_url: str | None = None
    unwound_url: str | None = None
    media_key: str | None = None


class Handle(msgspec.Struct):
    start: int
    end: int
    username: str | None = None


class Tag(msgspec.Struct):
    start: int
    end: int
    tag: str


class Entities(msgspec.Struct):
    urls: list[Url] | None = None
    mentions: list[Handle] | None = None
    hashtags: list[Tag] | None = None


class _Mark(NamedTuple):
    """Something X marks: where, how it looks there, and what becomes of it."""

    start: int
    looks: str
    kind: mention_pb2.Entity.Kind
    value: str
    shown: str


class Surface(NamedTuple):
    """A text and what is marked in it: kind, value, first and after."""

    text: str
    marks: Sequence[tuple[mention_pb2.Entity.Kind, str, int, int]]


def compose(raw: str, marked: Entities | None) -> Surface:
    """The text of a post and its marks, in code points of that text."""
    parts: list[str] = []
    marks: list[tuple[mention_pb2.Entity.Kind, str, int, int]] = []
    length = position = 0
    for mark in sorted(_marks(marked or Entities())):
        start = _place(raw, mark, position)
        if start < 0:
            continue
        before = html.unescape(raw[position:start])
        if not mark.shown:
            before = before.rstrip()
        parts += [before, mark.shown]
        first = length + len(before)
        length = first + len(mark.shown)
        position = start + len(mark.looks)
        if mark.shown:
            marks.append((mark.kind, mark.value, first, length))
    parts.append(html.unescape(raw[position:]))
    return Surface("".join(parts), marks)


def put_marks(mention: mention_pb2.Mention, surface: Surface) -> None:
    """Marks what still stands in the mention's text after it was cut to its limit."""
    for kind, value, first, after in surface.marks:
        if after <= len(mention.text):
            entities.add(mention, kind, value, first, after)


def attach(mention: mention_pb2.Mention, addresses: Sequence[str]) -> None:
    """Marks attached pictures and films."""
    for address in addresses:
        entity = mention.entities.add()
        entity.kind = _Kind.KIND_MEDIA
        entity.value = address


def _marks(marked: Entities) -> Iterator[_Mark]:
    for url in marked.urls or ():
        target = url.unwound_url or url.expanded_url or url.url or ""
        shown = "" if url.media_key else url.expanded_url or url.url or ""
        if url.url:
            yield _Mark(url.start, url.url, _Kind.KIND_LINK, target, shown)
    for handle in marked.mentions or ():
        if handle.username:
            word = f"@{handle.username}"
            yield _Mark(handle.start, word, _Kind.KIND_HANDLE, handle.username, word)
    for tag in marked.hashtags or ():
        yield _Mark(tag.start, f"#{tag.tag}", _Kind.KIND_HASHTAG, tag.tag, f"#{tag.tag}")


def _place(raw: str, mark: _Mark, position: int) -> int:
    """Where the mark really is: its number may count otherwise than the text does, its look does not lie."""
    looks = re.compile(re.escape(mark.looks), re.IGNORECASE)
    if mark.start >= position and looks.match(raw, mark.start):
        return mark.start
    found = looks.search(raw, position)
    return found.start() if found else -1
