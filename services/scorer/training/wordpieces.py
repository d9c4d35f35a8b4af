"""Takes texts apart into the word pieces that a public sentence encoder was trained on.

The way of BERT's uncased models (Devlin and others 2018): lower case without accents, every sign by itself,
words as the longest pieces of a fixed list.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final

LONGEST: Final = 62
"""Pieces of a text that are read; two more frame it."""

_LONGEST_WORD: Final = 100
_PARTS: Final = re.compile(r"[^\W_]+|[^\w\s]|_")


class WordPieces:
    """Numbers texts by the list in a file `tokenizer.json`."""

    def __init__(self, path: Path) -> None:
        listed = json.loads(path.read_text(encoding="utf-8"))
        self._numbers: Final[dict[str, int]] = listed["model"]["vocab"]
        self._unknown: Final = self._numbers["[UNK]"]
        self._pieces = lru_cache(1 << 16)(self._take_apart)

    def read(self, text: str) -> list[int]:
        """The numbers of a text's pieces, framed."""
        found: list[int] = []
        for part in _PARTS.findall(_plain(text)):
            found += self._pieces(part)
            if len(found) >= LONGEST:
                break
        return [self._numbers["[CLS]"], *found[:LONGEST], self._numbers["[SEP]"]]

    def _take_apart(self, word: str) -> tuple[int, ...]:
        if len(word) > _LONGEST_WORD:
            return (self._unknown,)
        found, start = [], 0
        while start < len(word):
            end = next(self._ends(word, start), None)
            if end is None:
                return (self._unknown,)
            found.append(self._numbers[_named(word, start, end)])
            start = end
        return tuple(found)

    def _ends(self, word: str, start: int) -> Iterator[int]:
        return (end for end in range(len(word), start, -1) if _named(word, start, end) in self._numbers)


def _named(word: str, start: int, end: int) -> str:
    return f"##{word[start:end]}" if start else word[:end]


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.lower())
    return "".join([char for char in decomposed if not unicodedata.combining(char)])
