"""One way to compare texts, for queries and mentions alike: without regard to case, accents and punctuation.

A text becomes `" w1 w2 w3 "`: tokens with single spaces around them, so that a pattern padded with
spaces finds whole words and nothing else. Scripts that write no spaces between words (Chinese, Japanese,
Korean, Thai and their neighbours) become one token a character: a word of theirs is then a phrase, found
wherever it stands.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterator
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
_SHRINKING: Final = re.compile("[" + "".join(f"{chr(low)}-{chr(high)}" for low, high in _ACCENTS) + "]")


def _fold_run(found: UnicodeError) -> tuple[str, int]:
    """What stands for characters that are not ASCII; the encoder refuses what is none either."""
    if not isinstance(found, UnicodeEncodeError):
        raise found
    return found.object[found.start : found.end].translate(_TABLE), found.end


codecs.register_error("antiphon.fold", _fold_run)


def fold(text: str) -> str:
    """A text folded, its tokens between spaces, of which there may be several."""
    # Bytes are translated many times as fast as characters. Most posts are plain ASCII; of others mostly
    # emoji, quotation marks and accents are not, and become so; what begins otherwise seldom does.
    if text[:1].isascii():
        try:
            return text.encode("ascii", "antiphon.fold").translate(_ASCII).decode()
        except UnicodeEncodeError:
            pass
    return text.translate(_TABLE)


def is_aligned(text: str, folded: str) -> bool:
    """Whether every character of a text became one of its folded form."""
    return len(folded) == len(text) and (text.isascii() or _SHRINKING.search(text) is None)


def normalise(text: str) -> str:
    """The tokens of a text with one space before, between and after; a single space when it has none."""
    return f" {' '.join(fold(text).split())} "


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


def ends_word(text: str, at: int) -> bool:
    """Whether a token ends right before a place, past marks and selectors of the sign before them."""
    while at > 0 and not (folded := _TABLE[ord(text[at - 1])]):
        at -= 1
    return at > 0 and not folded.isspace()


def token_edges(text: str) -> list[Edges]:
    """Where each token of `normalise(text)` stands in the text, in code points, half open."""
    return list(each_edge(text))


def each_edge(text: str) -> Iterator[Edges]:
    """The same one by one, for who may stop early."""
    if text.isascii():
        return (found.span() for found in _ASCII_TOKEN.finditer(text))
    return _edges(text)


def _edges(text: str) -> Iterator[Edges]:
    start = end = -1
    for position, char in enumerate(text):
        for part in _TABLE[ord(char)]:
            if part == " ":
                if start >= 0:
                    yield start, end
                start = -1
            else:
                start = position if start < 0 else start
                end = position + 1
        if start >= 0 and not _TABLE[ord(char)]:
            end = position + 1
    if start >= 0:
        yield start, end
