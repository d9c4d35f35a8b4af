"""VADER, exact and fast: which words of a text carry a feeling, and how much.

Equal (`==`) to vaderSentiment on every text, many times as fast. A text is first written in shorthand, a
symbol per word. For most texts the lexicon then tells all, and where a rule may apply, what it says of the
few symbols in reach is remembered. Beyond the published scores it tells the valence of each word after its
context, with its place in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import compress
from typing import Final, NamedTuple

from services.scorer.core import masking
from services.scorer.core.names import NO_NAMES, Names
from services.scorer.core.polarity import (
    FLAT,
    SILENT,
    Carrier,
    Polarity,
    Reading,
    emphasis,
    sum_up,
    weigh_but,
)
from services.scorer.core.shorthand import Shorthand, take_apart, write
from services.scorer.core.valence import REACH_BACK, Contexts
from services.scorer.core.words import ASKED, BUT, EXCLAIMED, EXPANDED, NOTHING, START, WORDS, Word

_BEFORE: Final = START * REACH_BACK

_EXPANDED: Final = EXPANDED[0]
_VALENCE_OF: Final = [
    (word.valence or 0.0) if word.is_scored else 0.0
    for word in (WORDS.get(code, NOTHING) for code in range(256))
].__getitem__
"""Valence of a symbol, from the lexicon."""
_UNSCORED: Final = bytes(code for code in range(256) if not _VALENCE_OF(code) and code != _EXPANDED)
_MARKS: Final = EXCLAIMED + ASKED


def _any_of(codes: Iterable[int]) -> bytes:
    return b"[" + re.escape(bytes(codes)) + b"]"


_SCORED: Final = _any_of(code for code, word in WORDS.items() if word.is_scored)
_LOOKS_AHEAD: Final = _any_of(code for code, word in WORDS.items() if word.is_scored and word.looks_ahead)
_reaches: Final = re.compile(
    b"%b(?<=(?=(...%b.{0,2}|....))....)" % (_SCORED, _LOOKS_AHEAD), re.DOTALL
).findall
"""The symbols in reach of each scored word: three before it, its own and, where they matter, two after it."""
_IS_SCORED: Final = bytes(map(bool, map(_VALENCE_OF, range(256))))


class Placed(NamedTuple):
    """A word of a text, and where it begins and ends in it."""

    word: Word
    start: int
    end: int


class Vader:
    """Reads texts; one instance keeps one memo of tokens and one of contexts.

    Args:
        masked: hide handles and links from the rules.
    """

    def __init__(self, *, masked: bool) -> None:
        self._masked = masked
        self._write = Shorthand(masked=masked).__getitem__
        self._in_mixed_case = Contexts(mixed_case=True).__getitem__
        self._in_same_case = Contexts(mixed_case=False).__getitem__

    def polarity(self, text: str, names: Names = NO_NAMES) -> Polarity:
        """The four scores of a text. The given names carry no feeling."""
        symbols = bytes(map(self._write, text.split()))
        if names.symbols and names.may_stand_in(symbols):
            symbols = b"".join(self._symbols(text.split(), names))
        said = symbols.translate(None, _UNSCORED)
        if not said:
            return FLAT if symbols else SILENT
        words = symbols
        if symbols.isascii():
            valences = list(map(_VALENCE_OF, said))
        else:
            if _EXPANDED in symbols:
                symbols = b"".join(self._symbols(text.split(), names))
                words = symbols.translate(None, _MARKS)
            valences = list(filter(None, self._in_context(text, words)))
        if "!" in text or "?" in text or words is not symbols:
            return sum_up(valences, len(words), emphasis(*self._marks(text, symbols)))
        return sum_up(valences, len(words))

    def read(self, text: str, names: Names = NO_NAMES) -> Reading:
        """What `polarity` sums up, and the words behind it with their places."""
        tokens = text.split()
        symbols = bytes(map(self._write, tokens))
        if _EXPANDED in symbols or (names.symbols and names.may_stand_in(symbols)):
            symbols = b"".join(self._symbols(tokens, names))
        words = symbols if symbols.isascii() else symbols.translate(None, _MARKS)
        said = words.translate(None, _UNSCORED)
        if not said:
            return Reading(len(words))
        valences = list(map(_VALENCE_OF, said)) if words.isascii() else self._in_context(text, words)
        exclamations, questions = self._marks(text, symbols)
        if len(tokens) == len(words):
            carriers = self._carriers(text, tokens, words, valences)
        else:
            carriers = self._carriers_among_emoji(text, tokens, words, valences)
        return Reading(len(words), list(filter(None, valences)), exclamations, questions, carriers)

    def take_apart(self, text: str, names: Names) -> list[Placed]:
        """All words of a text as the rules see them."""
        tokens = text.split()
        return [
            Placed(WORDS[code], begin + piece.start, begin + piece.end)
            for token, begin, symbols in zip(
                tokens, _begins(text, tokens), self._symbols(tokens, names), strict=True
            )
            for piece, code in zip(take_apart(token, masked=self._masked), symbols, strict=False)
        ]

    def is_mixed(self, text: str) -> bool:
        """Whether some word is not in capitals."""
        return not text.isupper() or not all(
            piece.spelling.isupper()
            for token in text.split()
            for piece in take_apart(token, masked=self._masked)
        )

    def _symbols(self, tokens: Sequence[str], names: Names) -> list[bytes]:
        """The symbols of each token, all its words and what their emoji's descriptions exclaim."""
        symbols = [bytes([self._write(token)]) for token in tokens]
        for at, symbol in enumerate(symbols):
            if symbol == EXPANDED:
                symbols[at] = write(tokens[at], masked=self._masked)
        return names.hide(tokens, symbols, masked=self._masked)

    def _in_context(self, text: str, words: bytes) -> list[float]:
        """The valence of each scored word in its context; 0 where another rule speaks for it."""
        shouted = text.isupper() and not self.is_mixed(text)
        look_up = self._in_same_case if shouted else self._in_mixed_case
        valences = list(map(look_up, _reaches(_BEFORE + words)))
        but = words.find(BUT)
        if but >= 0:
            weigh_but(valences, len(words[:but].translate(None, _UNSCORED)))
        return valences

    def _marks(self, text: str, symbols: bytes) -> tuple[int, int]:
        """Exclamation and question marks, those of links left out, those of emoji let in."""
        exclamations, questions = text.count("!"), text.count("?")
        if self._masked and (exclamations or questions) and ("/" in text or "www." in text.lower()):
            shown = masking.mask(text)
            exclamations, questions = shown.count("!"), shown.count("?")
        if symbols.isascii():
            return exclamations, questions
        return exclamations + symbols.count(EXCLAIMED), questions + symbols.count(ASKED)

    def _carriers(
        self, text: str, tokens: Sequence[str], words: bytes, valences: Sequence[float]
    ) -> list[Carrier]:
        """The valued words with their places in the text."""
        carriers: list[Carrier] = []
        end = 0
        for at, value in zip(_places(words), valences, strict=True):
            if value:
                token = tokens[at]
                begin = _find(text, token, end)
                end = begin + len(token)
                _, first, last, _ = take_apart(token, masked=self._masked)[0]
                carriers.append((begin + first, begin + last, value))
        return carriers

    def _carriers_among_emoji(
        self, text: str, tokens: Sequence[str], words: bytes, valences: Sequence[float]
    ) -> list[Carrier]:
        """The same where tokens may be several words; those of one emoji count as one."""
        values = dict(zip(_places(words), valences, strict=True))
        carriers: list[Carrier] = []
        for at, (start, end) in enumerate(self._spans(text, tokens)):
            value = values.get(at)
            if not value:
                continue
            if carriers and carriers[-1][0] == start:
                value += carriers.pop()[2]
            carriers.append((start, end, value))
        return carriers

    def _spans(self, text: str, tokens: Sequence[str]) -> Iterator[tuple[int, int]]:
        for token, begin in zip(tokens, _begins(text, tokens), strict=True):
            for piece in take_apart(token, masked=self._masked):
                yield begin + piece.start, begin + piece.end


def _places(words: bytes) -> Iterator[int]:
    """Which words are scored."""
    return compress(range(len(words)), words.translate(_IS_SCORED))


def _begins(text: str, tokens: Iterable[str]) -> Iterator[int]:
    end = 0
    for token in tokens:
        begin = _find(text, token, end)
        yield begin
        end = begin + len(token)


def _find(text: str, token: str, begin: int) -> int:
    """Where a token of the text stands, not before `begin`: between blanks, not inside another token."""
    while True:
        start = text.index(token, begin)
        end = start + len(token)
        if (not start or text[start - 1].isspace()) and (end == len(text) or text[end].isspace()):
            return start
        begin = start + 1
