"""Links, handles and topic words in plain text, for networks that do not mark them themselves."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from antiphon.mention.v1 import mention_pb2

_Kind: Final = mention_pb2.Entity.Kind
_MARKS: Final = re.compile(r"https?://[^\s<>\"]+|(?<![\w@/])@\w[\w.-]*|(?<![\w#&/])#\w+")
_TRAILING: Final = ".,;:!?)]}'\""


def add(
    mention: mention_pb2.Mention, kind: mention_pb2.Entity.Kind, value: str, start: int, end: int
) -> None:
    """Marks one thing in the text, from code point `start` to before `end`."""
    entity = mention.entities.add()
    entity.kind = kind
    entity.value = value
    entity.span.start = start
    entity.span.end = end


def mark(mention: mention_pb2.Mention, besides: Sequence[tuple[int, int]] = ()) -> None:
    """Marks everything that can be seen in the mention's text, except within stretches marked before."""
    text = mention.text
    if "@" not in text and "#" not in text and "://" not in text:
        return
    for found in _MARKS.finditer(text):
        if any(start <= found.start() < end for start, end in besides):
            continue
        word = found[0].rstrip(_TRAILING)
        end = found.start() + len(word)
        if word[0] == "@":
            add(mention, _Kind.KIND_HANDLE, word[1:].rstrip(".-"), found.start(), end)
        elif word[0] == "#":
            add(mention, _Kind.KIND_HASHTAG, word[1:], found.start(), end)
        else:
            add(mention, _Kind.KIND_LINK, word, found.start(), end)
