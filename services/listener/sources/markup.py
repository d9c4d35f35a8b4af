"""HTML from strangers as plain text, with links, handles, topic words and media kept as marks.

Nothing of the markup survives into the text, so nobody downstream has to be careful with it.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final, NamedTuple
from urllib.parse import urljoin, urlsplit

from antiphon.mention.v1 import mention_pb2

_Kind: Final = mention_pb2.Entity.Kind
_BLOCKS: Final = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "dd",
        "div",
        "dl",
        "dt",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tr",
        "ul",
    ]
)
_HIDDEN: Final = frozenset(
    {"script", "style", "template", "noscript", "head", "title", "svg", "iframe", "object"}
)
_MEDIA: Final = frozenset({"img", "video", "audio", "source", "embed"})
_SPACE: Final = re.compile(r"[ \t\r\n\f\u200b]+")


class Mark(NamedTuple):
    """Something marked in a text; without a span for attached media."""

    kind: mention_pb2.Entity.Kind
    value: str
    start: int = -1
    end: int = -1


class Plain(NamedTuple):
    """A text and its marks."""

    text: str
    marks: list[Mark]


def to_text(html: str, address: str) -> Plain:
    """The text of some HTML; `address` is what its relative links start from."""
    cleaner = _Cleaner(address)
    cleaner.feed(html)
    cleaner.close()
    return Plain("".join(cleaner.parts), cleaner.marks)


class _Cleaner(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.marks: list[Mark] = []
        self._address = address
        self._length = 0
        self._gap = ""
        self._hidden: list[str] = []
        self._link = ""
        self._link_start = -1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HIDDEN:
            self._hidden.append(tag)
        elif tag == "br" or tag in _BLOCKS:
            self._break("\n" if tag in {"br", "li", "tr", "dd", "dt"} else "\n\n")
        values = {name: value or "" for name, value in attrs}
        if tag == "a" and not self._hidden:
            self._link, self._link_start = self._absolute(values.get("href", "")), -1
        if tag in _MEDIA and not self._hidden:
            self._attach(values)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._hidden:
            del self._hidden[self._hidden.index(tag) :]
        elif tag in _BLOCKS:
            self._break("\n\n" if tag not in {"li", "tr", "dd", "dt"} else "\n")
        elif tag == "a":
            self._close_link()

    def handle_data(self, data: str) -> None:
        if self._hidden:
            return
        text = _SPACE.sub(" ", data)
        if text[:1] == " ":
            self._gap = self._gap or " "
        if not (word := text.strip(" ")):
            return
        self._write(word)
        if text[-1] == " ":
            self._gap = " "

    def _write(self, word: str) -> None:
        if self._length and self._gap:
            self.parts.append(self._gap)
            self._length += len(self._gap)
        self._gap = ""
        if self._link and self._link_start < 0:
            self._link_start = self._length
        self.parts.append(word)
        self._length += len(word)

    def _break(self, gap: str) -> None:
        if len(gap) > len(self._gap.strip(" ")):
            self._gap = gap

    def _close_link(self) -> None:
        if self._link and self._link_start >= 0:
            words = "".join(self.parts)[self._link_start : self._length]
            kind, value = _Kind.KIND_LINK, self._link
            if words[:1] == "@" and len(words) > 1:
                kind, value = _Kind.KIND_HANDLE, words[1:]
            elif words[:1] == "#" and len(words) > 1:
                kind, value = _Kind.KIND_HASHTAG, words[1:]
            self.marks.append(Mark(kind, value, self._link_start, self._length))
        self._link = ""

    def _attach(self, values: dict[str, str]) -> None:
        looks = values.get("class", "")
        if ("emoji" in looks or "smiley" in looks) and values.get("alt"):
            self._write(values["alt"])
        elif address := self._absolute(values.get("src", "")):
            self.marks.append(Mark(_Kind.KIND_MEDIA, address))

    def _absolute(self, href: str) -> str:
        try:
            target = urljoin(self._address, href.strip())
            return target if href and urlsplit(target).scheme in {"http", "https"} else ""
        except ValueError:
            return ""
