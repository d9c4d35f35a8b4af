"""Title and text as one, in lower case character for character: in it words keep their places."""

from __future__ import annotations

import re
from typing import Final

from services.scorer.core.documents import Document

LOOKED_AT: Final = 10_000
"""Characters of a title, and of a text, that are looked at."""


def join(document: Document, between: str) -> tuple[str, int]:
    """The title and the text with one character between them, and where the text begins."""
    text = document.text[:LOOKED_AT]
    if not document.title:
        return text, 0
    title = document.title[:LOOKED_AT]
    return f"{title}{between}{text}", len(title) + 1


def begin(document: Document) -> int:
    """Where the text begins in what `join` gives."""
    return min(len(document.title), LOOKED_AT) + 1 if document.title else 0


def written(document: Document, start: int, end: int) -> str:
    """What the document has where what `join` gives has this stretch."""
    shift = begin(document)
    if start >= shift:
        return document.text[start - shift : end - shift]
    return document.title[:LOOKED_AT][start:end]


def lower(text: str) -> str:
    """The text in lower case, of the same length: what would become longer stays as it is."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join([low if len(low := char.lower()) == 1 else char for char in text])


def blank(found: re.Match[str]) -> str:
    """As many blanks; for `re.sub`."""
    return " " * (found.end() - found.start())
