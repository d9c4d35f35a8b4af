"""One way to compare texts, for queries and mentions alike: without regard to case, accents and punctuation.

A text becomes `" w1 w2 w3 "`: tokens with single spaces around them, so that a pattern padded with
spaces finds whole words and nothing else. Scripts that write no spaces between words (Chinese, Japanese,
Korean, Thai and their neighbours) become one token a character: a word of theirs is then a phrase, found
wherever it stands.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

Edges = tuple[int, int]

_UNSPACED: Final = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Myanmar
    (0x1780, 0x17FF),  # Khmer
    (0x3005, 0x3007),  # ideographic repetition and zero
    (0x3040, 0x30FF),  # Hiragana, Katakana
    (0x31F0, 0x31FF),  # Katakana extensions
    (0x3400, 0x4DBF),  # Han extension A
    (0x4E00, 0x9FFF),  # Han
    (0xAC00, 0xD7AF),  # Hangul
    (0xF900, 0xFAFF),  # Han compatibility
    (0xFF66, 0xFF9F),  # half-width Katakana
    (0x20000, 0x323AF),  # Han extensions B and later
)
_MARKS: Final = (
    (0x0300, 0x036F),  # Latin, Greek, Cyrillic
    (0x0591, 0x05C7),  # Hebrew points
    (0x064B, 0x065F),  # Arabic vowel signs
    (0x0670, 0x0670),  # Arabic superscript alef
    (0x1AB0, 0x1AFF),
    (0x1DC0, 0x1DFF),
    (0x20D0, 0x20FF),
    (0xFE20, 0xFE2F),
)
_UNSEEN: Final = (
    (0x0640, 0x0640),  # Arabic tatweel
    (0x200B, 0x200F),  # zero-width marks inside words
    (0xFE00, 0xFE0F),  # variation selectors
)
_ACCENTS: Final = (*_MARKS, *_UNSEEN)


def _within(code: int, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(low <= code <= high for low, high in ranges)


def _fold_plain(char: str) -> str:
    if char == "_" or char.isalnum() or unicodedata.category(char).startswith("M"):
        return char
    return " "


def _fold(code: int) -> str:
    if _within(code, _ACCENTS):
        return ""
    if _within(code, _UNSPACED):
        return f" {unicodedata.normalize('NFKC', chr(code))} "
    parts = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", chr(code)).casefold())
    return "".join(_fold_plain(part) for part in parts if not _within(ord(part), _ACCENTS))


class _Table(dict[int, str]):
    """What each code point folds to, learnt as it is met."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold(code)
        return folded


_TABLE: Final = _Table()
_ASCII: Final = bytes(ord(_TABLE[code]) if code < 128 else 32 for code in range(256))
_ASCII_TOKEN: Final = re.compile(r"[0-9A-Za-z_]+")
_SPACE: Final = re.compile(" ")
_NEAR_TOKENS: Final = 128
"""Tokens that are counted to by one regular expression; beyond them all tokens are listed."""
_FEW_PLACES: Final = 8
"""Places that are worth finding one by one; for more of them all tokens are listed once."""


def normalise(text: str) -> str:
    """The tokens of a text with one space before, between and after; a single space when it has none."""
    # Most posts are plain ASCII, where bytes are translated ten times as fast as characters.
    folded = text.encode().translate(_ASCII).decode() if text.isascii() else text.translate(_TABLE)
    return f" {' '.join(folded.split())} "


def accented(text: str) -> str:
    """A text without regard to case, but with its accents: composed, whatever way they were typed."""
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return unicodedata.normalize("NFC", "".join(part for part in parts if not _within(ord(part), _UNSEEN)))


def has_accents(text: str) -> bool:
    """Whether a letter of a text carries an accent or a point."""
    return not text.isascii() and any(
        _within(ord(part), _MARKS) for part in unicodedata.normalize("NFKD", text)
    )


def is_word(char: str) -> bool:
    """Whether a character is part of a token."""
    return not _TABLE[ord(char)].isspace()


def parts_tokens(char: str) -> bool:
    """Whether no token goes on from the characters before it into this one."""
    return _TABLE[ord(char)].startswith(" ")


def stretches(text: str, normal: str, places: Sequence[Edges]) -> Iterator[Edges]:
    """Where places of `normal`, each from a space to a space, stand in the text that was normalised.

    Takes time in proportion to the text and the places, not to both multiplied: a text may be nothing but
    the words of a query, tens of thousands of times.
    """
    if len(places) <= _FEW_PLACES:
        for start, end in places:
            first = normal.count(" ", 0, start)
            yield stretch(text, first, first + normal.count(" ", start + 1, end) - 1)
        return
    yield from placed(token_edges(text), normal, places)


def placed(edges: Sequence[Edges], normal: str, places: Iterable[Edges]) -> Iterator[Edges]:
    """The same, of tokens whose edges are known."""
    spaces = [found.start() for found in _SPACE.finditer(normal)]
    for start, end in places:
        yield edges[bisect_left(spaces, start)][0], edges[bisect_left(spaces, end - 1) - 1][1]


def stretch(text: str, first: int, last: int) -> Edges:
    """Where the tokens `first` to `last` of `normalise(text)` stand in the text, half open."""
    if last < _NEAR_TOKENS and text.isascii():
        found = _stretch_pattern(first, last - first).match(text)
        if found is not None:
            return found.span(1)
    edges = token_edges(text)
    return edges[first][0], edges[last][1]


@functools.cache
def _stretch_pattern(skipped: int, more: int) -> re.Pattern[str]:
    """Skips tokens and takes the next ones; possessive throughout, so that it never goes back."""
    return re.compile(rf"\W*+(?:\w++\W++){{{skipped}}}(\w++(?:\W++\w++){{{more}}})", re.ASCII)


def token_edges(text: str) -> list[Edges]:
    """Where each token of `normalise(text)` stands in the text, in code points, half open."""
    if text.isascii():
        return [found.span() for found in _ASCII_TOKEN.finditer(text)]
    edges: list[Edges] = []
    inside = False
    for position, char in enumerate(text):
        for part in _TABLE[ord(char)] or "\0":
            if part == " ":
                inside = False
            elif inside:
                edges[-1] = (edges[-1][0], position + 1)
            elif part != "\0":
                edges.append((position, position + 1))
                inside = True
    return edges
