"""Writes a token in shorthand: the symbols of its words, worked out once per spelling.

The vocabulary of a stream is small: a bounded memo from token to symbols makes almost all work of a text
a dictionary probe per token. A token is one word, unless it holds emoji, which stand for several.
"""

from __future__ import annotations

import functools
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


def write(token: str, *, masked: bool) -> bytes:
    """The symbols of a token's words, and those of the marks in its emoji's descriptions."""
    pieces = take_apart(token, masked=masked)
    described = {piece.start for piece in pieces if piece.emoji}
    added = "".join(lexicon.EMOJI.get(token[start], "") for start in sorted(described))
    words = b"".join(symbol_of(piece.spelling) for piece in pieces)
    return words + EXCLAIMED * added.count("!") + ASKED * added.count("?")


def take_apart(token: str, *, masked: bool) -> tuple[Piece, ...]:
    """The words of a token and where they stand in it."""
    return _apart(token, masked) if len(token) <= LONGEST_REMEMBERED else _apart.__wrapped__(token, masked)


@functools.lru_cache(maxsize=8_192)
def _apart(token: str, masked: bool) -> tuple[Piece, ...]:  # noqa: FBT001 - keywords cost half of a hit
    shown = masking.mask(token) if masked else token
    if _EMOJI.isdisjoint(shown):
        return (_piece(shown, 0, len(shown), described=False),)
    return tuple(_expand(shown))


def _piece(token: str, start: int, end: int, *, described: bool) -> Piece:
    spelling = strip(token)
    if not described:
        start += token.find(spelling)
        end = start + len(spelling)
    return Piece(spelling, start, end, described)


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
