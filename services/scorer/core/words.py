"""What VADER's rules know of a word, in one byte.

Words of which the rules know the same are the same to them: of ten thousand listed spellings about two
hundred kinds are left. Each kind has a symbol, so that a text becomes a few bytes over which the rules
are quick to run, and most words, which no rule knows, become blanks.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from services.scorer.core import lexicon


@dataclass(frozen=True, slots=True)
class Word:
    """A kind of word as the rules see it.

    Attributes:
        role: its lower-case spelling, where a rule names it; else empty.
        valence: from the lexicon; None when it is not listed.
        booster: what it adds to a later valence; 0 when it is no booster.
        negates: turns a later valence around.
        upper: written in capitals, and these may count.
    """

    role: str = ""
    valence: float | None = None
    booster: float = 0.0
    negates: bool = False
    upper: bool = False

    @property
    def is_scored(self) -> bool:
        """Whether its valence counts."""
        return self.valence is not None and not self.booster

    @property
    def acts(self) -> bool:
        """Whether a valence within reach behind it, or its own, may not be what the lexicon says."""
        return bool(self.booster) or self.negates or self.upper or self.role in lexicon.ACTORS

    @property
    def looks_ahead(self) -> bool:
        """Whether its own valence depends on words after it."""
        return self.role in lexicon.OPENERS

    @property
    def is_quiet(self) -> bool:
        """Whether a text of such words alone needs no rule: its valences are those of the lexicon."""
        return not self.acts and self.role != _BUT


_BUT: Final = "but"
_NOT: Final = "n't"
"""Makes any word that contains it a negation."""
PUNCTUATION: Final = string.punctuation

NOTHING: Final = Word()
"""Nearly every word: no rule knows it."""

PLAIN: Final = b" "
START: Final = b"\0"
"""Stands before the first word."""
_QUIET_END: Final = 0x80


def _kind(lower: str) -> Word:
    return Word(
        lower if lower in lexicon.ROLES else "",
        lexicon.VALENCES.get(lower),
        lexicon.BOOSTERS.get(lower, 0.0),
        lower in lexicon.NEGATIONS or _NOT in lower,
    )


_LISTED: Final[Mapping[str, Word]] = {
    lower: _kind(lower)
    for kind in (lexicon.VALENCES, lexicon.BOOSTERS, lexicon.NEGATIONS, lexicon.ROLES)
    for lower in kind
}


def _numbered(kinds: Iterable[Word]) -> dict[Word, int]:
    """A byte for each kind: ASCII for the quiet ones, so that quiet texts are known by `isascii`."""
    distinct = sorted(set(kinds) - {NOTHING}, key=repr)
    quiet = [kind for kind in distinct if kind.is_quiet]
    others = [kind for kind in distinct if not kind.is_quiet]
    low = [code for code in range(_QUIET_END) if bytes([code]) not in {PLAIN, START}]
    codes = [*low[: len(quiet)], *range(_QUIET_END, _QUIET_END + len(distinct))]
    return {NOTHING: ord(PLAIN)} | dict(zip([*quiet, *others], codes, strict=False))


_KINDS: Final = {*_LISTED.values(), Word(negates=True)}
_CODES: Final = _numbered(
    _KINDS | {replace(kind, upper=True) for kind in _KINDS if kind.is_scored or kind.booster}
)
SYMBOLS: Final[Mapping[Word, bytes]] = {word: bytes([code]) for word, code in _CODES.items()}
WORDS: Final[Mapping[int, Word]] = {code: word for word, code in _CODES.items()}

BUT: Final = SYMBOLS[_LISTED[_BUT]]
EXPANDED: Final = bytes([max(WORDS) + 1])
"""Stands for a token of several words, until these are asked for."""
EXCLAIMED: Final = bytes([max(WORDS) + 2])
"""Stands for no word but for an exclamation mark in an emoji's description."""
ASKED: Final = bytes([max(WORDS) + 3])
"""The same for a question mark."""

LISTED: Final[Mapping[str, bytes]] = {lower: SYMBOLS[word] for lower, word in _LISTED.items()}
"""Symbol of every spelling that some rule reacts to, in lower case."""

LOUDER: Final[Mapping[bytes, bytes]] = {
    symbol: SYMBOLS[replace(word, upper=True)]
    for word, symbol in SYMBOLS.items()
    if replace(word, upper=True) in SYMBOLS
}
"""Symbol of a word in capitals, by that of the same word in lower case, where they differ."""


def strip(token: str) -> str:
    """The token without punctuation around it; as it is when two or fewer characters would be left."""
    bare = token.strip(PUNCTUATION)
    return token if len(bare) <= 2 else bare


def symbol_of(spelling: str) -> bytes:
    """The symbol of a word that is stripped."""
    lower = spelling.lower()
    symbol = LISTED.get(lower) or (SYMBOLS[_kind(lower)] if _NOT in lower else PLAIN)
    return LOUDER.get(symbol, symbol) if spelling.isupper() else symbol
