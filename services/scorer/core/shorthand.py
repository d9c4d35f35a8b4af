"""Writes a token in shorthand: the symbols of its words, worked out once per spelling.

The vocabulary of a stream is small: a bounded memo from token to symbols makes almost all work of a text
a dictionary probe per token. A token is one word, unless it holds emoji, which stand for several.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final, NamedTuple

from services.scorer.core import lexicon, masking
from services.scorer.core.words import (
    ASKED,
    EXCLAIMED,
    EXPANDED,
    LISTED,
    PLAIN,
    PUNCTUATION,
    strip,
    symbol_of,
)

MOST_REMEMBERED: Final = 32_768
"""Tokens, about 3 MB. Half of it is as good on a stream that never repeats itself; a replay of 12,000 posts
fits in one."""
LONGEST_REMEMBERED: Final = 20
"""Code points; longer tokens are links and noise that seldom come back."""

_PLAIN: Final = PLAIN[0]
_EXPANDED: Final = EXPANDED[0]
_EMOJI: Final = frozenset(lexicon.EMOJI)


class Piece(NamedTuple):
    """One word of a token.

    Attributes:
        spelling: without the punctuation around it.
        start: where it begins in its token.
        end: one past its end in its token.
        emoji: its spelling comes from an emoji's description.
    """

    spelling: str
    start: int
    end: int
    emoji: bool = False


class Shorthand(dict[str, int]):
    """Memo of tokens; `shorthand[token]` works for every token and is the code of its symbol.

    A full memo keeps its oldest quarter: the tokens met first are those in daily use.

    Args:
        masked: handles and links are no words.
    """

    def __init__(self, *, masked: bool) -> None:
        super().__init__()
        self._masked = masked

    def __missing__(self, token: str) -> int:
        spelling = token.strip(PUNCTUATION)
        if len(spelling) <= 2:
            spelling = token
        lower = spelling.lower()
        symbol = _PLAIN  # nearly always
        if lower in LISTED or not token.isascii() or "n't" in lower:
            symbol = self._symbol(token, spelling)
        if len(token) <= LONGEST_REMEMBERED:
            if len(self) >= MOST_REMEMBERED:
                self._forget()
            self[token] = symbol
        return symbol

    def _symbol(self, token: str, spelling: str) -> int:
        shown = masking.mask(token) if self._masked else token
        if not shown.isascii() and not _EMOJI.isdisjoint(shown):
            return _EXPANDED
        return symbol_of(spelling if shown is token else strip(shown))[0]

    def _forget(self) -> None:
        kept = dict(islice(self.items(), MOST_REMEMBERED // 4))
        self.clear()
        self.update(kept)


class Spans(dict[str, tuple[int, int]]):
    """Memo of where the word of a token begins and ends in it; for tokens that are one word.

    Args:
        masked: as the shorthand.
    """

    def __init__(self, *, masked: bool) -> None:
        super().__init__()
        self._masked = masked

    def __missing__(self, token: str) -> tuple[int, int]:
        shown = masking.mask(token) if self._masked else token
        span = _span(shown, strip(shown))
        if len(token) <= LONGEST_REMEMBERED:
            if len(self) >= MOST_REMEMBERED:
                self.clear()
            self[token] = span
        return span


class Apart(NamedTuple):
    """A token taken apart.

    Attributes:
        pieces: its words.
        symbols: theirs, and those of the marks in its emoji's descriptions.
    """

    pieces: tuple[Piece, ...]
    symbols: bytes


class Details(dict[str, Apart]):
    """Memo of tokens taken apart, for the few of which more is asked than a symbol.

    Args:
        masked: as the shorthand.
    """

    def __init__(self, *, masked: bool) -> None:
        super().__init__()
        self._masked = masked

    def __missing__(self, token: str) -> Apart:
        apart = _take_apart(masking.mask(token) if self._masked else token)
        if len(token) <= LONGEST_REMEMBERED:
            if len(self) >= MOST_REMEMBERED:
                self.clear()
            self[token] = apart
        return apart


def _take_apart(token: str) -> Apart:
    if _EMOJI.isdisjoint(token):
        return Apart((_piece(token, 0, len(token), described=False),), symbol_of(strip(token)))
    pieces = tuple(_expand(token))
    added = "".join(lexicon.EMOJI.get(char, "") for char in token)
    words = b"".join(symbol_of(piece.spelling) for piece in pieces)
    return Apart(pieces, words + EXCLAIMED * added.count("!") + ASKED * added.count("?"))


def _span(token: str, spelling: str) -> tuple[int, int]:
    start = token.find(spelling)
    return start, start + len(spelling)


def _piece(token: str, start: int, end: int, *, described: bool) -> Piece:
    spelling = strip(token)
    if described:
        return Piece(spelling, start, end, emoji=True)
    first, past = _span(token, spelling)
    return Piece(spelling, start + first, start + past)


def _expand(token: str) -> Iterator[Piece]:
    """The words of a token whose emoji are replaced by their descriptions, as VADER joins them.

    Text behind an emoji sticks to the last word of its description; text before it does not.
    """
    pending, begin, described = "", 0, False
    for place, char in enumerate(token):
        description = lexicon.EMOJI.get(char)
        if description is None:
            pending += char
            continue
        if pending:
            yield _piece(pending, begin, place, described=described)
        *first, pending = description.split()
        for part in first:
            yield _piece(part, place, place + 1, described=True)
        begin, described = place, True
    if pending:
        yield _piece(pending, begin, len(token), described=described)
