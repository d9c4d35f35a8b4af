"""The plain words of a text: in lower case, without links and handles, each where it stood.

Several analyzers look for words and phrases; they share this one reading of a batch.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from services.scorer.core import folding, phrases
from services.scorer.core.documents import Document

_LINK: Final = re.compile(r"[Hh][Tt][Tt][Pp][Ss]?://\S*|[Ww][Ww][Ww]\.\S*")
_HANDLE: Final = re.compile(r"@(?<![\w@]@)\w+(?:[.-]\w+)*(?:@\w+(?:[.-]\w+)*)?")
"""@name, @name.host, @name@host."""
_WORD: Final = re.compile(
    "[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]"  # scripts without blanks: each sign is a word
    "|(?:(?![\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff])"
    "[\\w\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0900-\u0903\u093a-\u094f\u0955-\u0957\u0962\u0963])+"
)
"""Words of scripts whose vowels are marks of their own, which `\\w` does not know."""
_APOSTROPHES: Final = str.maketrans({"\u2019": "'", "\u02bc": "'", "\n": " ", "\t": " ", "\u00a0": " "})


class Plain(NamedTuple):
    """The plain words of a document.

    Attributes:
        shown: title and text as written, with as many blanks for links and handles.
        text: the same in lower case, character for character.
        spoken: the same with blanks for signs, and one before and after, as phrases are searched in.
        shift: characters of `text` before the document's text begins.
        words: its words, without signs and apostrophes.
    """

    shown: str
    text: str
    spoken: str
    shift: int
    words: Sequence[str]

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """Where in the document's text a stretch of `text` stands; None when it stands in the title."""
        return (start - self.shift, end - self.shift) if start >= self.shift else None


def read(documents: Iterable[Document]) -> list[Plain]:
    """The plain words of each document; for `Batch.share`."""
    return [_read(document) for document in documents]


def fold(text: str) -> str:
    """The text in lower case, of the same length, with plain blanks and apostrophes."""
    if text.isascii():
        return text.lower().replace("\n", " ")
    return folding.lower(text).translate(_APOSTROPHES)


def _read(document: Document) -> Plain:
    text, shift = folding.join(document, "\n")
    shown = hide(text)
    folded = fold(shown)
    spoken = phrases.spoken(folded)
    return Plain(shown, folded, spoken, shift, _words(spoken))


def hide(text: str) -> str:
    """The text with blanks for its links and handles, of the same length."""
    if "://" in text or "www." in text or "WWW." in text:
        text = _LINK.sub(folding.blank, text)
    return _HANDLE.sub(folding.blank, text) if "@" in text else text


def _words(spoken: str) -> Sequence[str]:
    if "'" in spoken:
        spoken = spoken.replace("'", "")
    return spoken.split() if spoken.isascii() else _WORD.findall(spoken)
