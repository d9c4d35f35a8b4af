"""Digits that stand together in a text, as phones and cards are written: with blanks, dots, brackets."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final, NamedTuple

_OPEN: Final = r"\((?=\d{1,5}\))"
_GAP: Final = rf"(?: - |\)[ \u00a0\u202f./-]?|[ \u00a0\u202f./\u2010-\u2013-](?:{_OPEN})?|{_OPEN})?"
_STRETCH: Final = re.compile(rf"[+(]{{0,2}}\d(?:{_GAP}\d){{3,}}")
_GROUP: Final = re.compile(r"\d+")
_LINK: Final = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_NOT_BEFORE: Final = frozenset("#$@_=/\\&%\u20ac\u00a3\u00a5\u20b9\u20bd*:")
_NOT_AFTER: Final = frozenset("@%_$\u20ac\u00a3\u00a5\u20b9\u20bd=")


class Stretch(NamedTuple):
    """Groups of digits with at most a blank, a sign or a bracket between them.

    Attributes:
        start: of the first character, a plus or bracket included.
        end: one past the last digit.
        text: what stands there.
        groups: the digits between the separators, as ASCII.
        places: where each group begins.
        free: whether nothing that makes it part of a word, a price or a name touches it.
    """

    start: int
    end: int
    text: str
    groups: tuple[str, ...]
    places: tuple[int, ...]
    free: bool

    @property
    def digits(self) -> str:
        """All digits."""
        return "".join(self.groups)


def without_links(text: str) -> str:
    """The text with blanks for its links, of the same length."""
    if "://" not in text and "www." not in text.lower():
        return text
    return _LINK.sub(_blank, text)


def find(text: str) -> Iterator[Stretch]:
    """The stretches of four digits and more, in the order of the text."""
    for found in _STRETCH.finditer(text):
        start, end = found.span()
        written = found[0]
        groups = tuple(_ascii(group) for group in _GROUP.findall(written))
        places = tuple(start + group.start() for group in _GROUP.finditer(written))
        yield Stretch(start, end, written, groups, places, _is_free(text, start, end))


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def _ascii(group: str) -> str:
    return group if group.isascii() else "".join(str(unicodedata.decimal(digit)) for digit in group)


def _is_free(text: str, start: int, end: int) -> bool:
    before = text[start - 1] if start else " "
    if before in _NOT_BEFORE and not (before == ":" and not text[start - 2 : start - 1].isdigit()):
        return False
    if before.isalnum() or (before in ".,-" and text[start - 2 : start - 1].isdigit()):
        return False
    after = text[end : end + 1]
    if after in _NOT_AFTER and after:
        return False
    return not (
        (after.isalnum() and after not in "xX") or (after in ",:" and text[end + 1 : end + 2].isdigit())
    )
