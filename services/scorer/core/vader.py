"""VADER, exact and fast: which words of a text carry a feeling, and how much.

Equal (`==`) to vaderSentiment on every text, many times as fast. A text is first written in shorthand, a
symbol per word. For most texts the lexicon then tells all, and where a rule may apply, what it says of the
few symbols in reach is remembered. Beyond the published scores it tells the valence of each word after its
context, with its place in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
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
    reading_of,
    sum_up,
    weigh_but,
)
from services.scorer.core.shorthand import Details, Shorthand, Spans
from services.scorer.core.valence import REACH_BACK, Contexts
from services.scorer.core.words import ASKED, BUT, EXCLAIMED, EXPANDED, NOTHING, START, WORDS, Word

_BEFORE: Final = START * REACH_BACK

_EXPANDED: Final = EXPANDED[0]
_BUT: Final = BUT[0]
_VALENCE_OF: Final = [
    (word.valence or 0.0) if word.is_scored else 0.0
    for word in (WORDS.get(code, NOTHING) for code in range(256))
].__getitem__
"""Valence of a symbol, from the lexicon."""
_UNSCORED: Final = bytes(code for code in range(256) if not _VALENCE_OF(code) and code != _EXPANDED)
_IS_EXPANDED: Final = bytes(code == _EXPANDED for code in range(256))
_MARKS: Final = EXCLAIMED + ASKED


def _any_of(codes: Iterable[int]) -> bytes:
    return b"[" + re.escape(bytes(codes)) + b"]"


_SCORED: Final = _any_of(code for code, word in WORDS.items() if word.is_scored)
_LOOKS_AHEAD: Final = _any_of(code for code, word in WORDS.items() if word.is_scored and word.looks_ahead)
_reaches: Final = re.compile(
    b"%b(?<=(?=(...%b.{0,2}|....))....)" % (_SCORED, _LOOKS_AHEAD), re.DOTALL
).findall
"""The symbols in reach of each scored word: three before it, its own and, where they matter, two after it."""


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
        self._span = Spans(masked=masked).__getitem__
        self._details = Details(masked=masked).__getitem__
        self._in_mixed_case = Contexts(mixed_case=True).__getitem__
        self._in_same_case = Contexts(mixed_case=False).__getitem__

    def polarity(self, text: str, names: Names = NO_NAMES) -> Polarity:
        """The four scores of a text. The given names carry no feeling."""
        tokens = text.split()
        symbols = bytes(map(self._write, tokens))
        if names.symbols and (_EXPANDED in symbols or names.may_stand_in(symbols)):
            symbols = self._without(names, tokens)
        said = symbols.translate(None, _UNSCORED)
        if not said:
            return FLAT if symbols else SILENT
        words = symbols
        if symbols.isascii():
            valences = list(map(_VALENCE_OF, said))
        else:
            if _EXPANDED in said:
                symbols = self._expanded(tokens, symbols)
                words = symbols.translate(None, _MARKS)
            valences = self._in_context(text, words)
            if 0.0 in valences:
                valences = list(filter(None, valences))
        if "!" in text or "?" in text or words is not symbols:
            return sum_up(valences, len(words), emphasis(*self._marks(text, symbols)))
        return sum_up(valences, len(words))

    def read(self, text: str, names: Names = NO_NAMES) -> Reading:
        """What `polarity` sums up, and the words behind it with their places."""
        tokens = text.split()
        codes = symbols = words = bytes(map(self._write, tokens))
        if names.symbols and (_EXPANDED in symbols or names.may_stand_in(symbols)):
            symbols = self._without(names, tokens)
        elif _EXPANDED in symbols:
            symbols = self._expanded(tokens, symbols)
        words = symbols.translate(None, _MARKS) if _EXPANDED in codes else symbols
        said = words.translate(None, _UNSCORED)
        if not said:
            return Reading(len(words))
        if words.isascii():
            valences = heard = list(map(_VALENCE_OF, said))
        else:
            valences = heard = self._in_context(text, words)
            if 0.0 in valences:
                heard = list(filter(None, valences))
        marks = (0, 0)
        if "!" in text or "?" in text or words is not symbols:
            marks = self._marks(text, symbols)
        if _EXPANDED in codes:
            values = dict(zip(_places(words, said), valences, strict=True))
            carriers = self._carriers_among_emoji(text, tokens, codes, values)
        else:
            carriers = self._carriers(text, tokens, _places(words, said), valences)
        return reading_of((len(words), heard, *marks, carriers))

    def take_apart(self, text: str, names: Names) -> list[Placed]:
        """All words of a text as the rules see them."""
        tokens = text.split()
        aparts = [self._details(token) for token in tokens]
        placed: list[Placed] = []
        end = 0
        for token, apart, symbols in zip(tokens, aparts, names.hide(tokens, aparts), strict=True):
            begin = _find(text, token, end)
            end = begin + len(token)
            placed += [
                Placed(WORDS[code], begin + piece.start, begin + piece.end)
                for piece, code in zip(apart.pieces, symbols, strict=False)
            ]
        return placed

    def is_mixed(self, text: str) -> bool:
        """Whether some word is not in capitals."""
        return not text.isupper() or not all(
            piece.spelling.isupper() for token in text.split() for piece in self._details(token).pieces
        )

    def _without(self, names: Names, tokens: Sequence[str]) -> bytes:
        """The symbols of tokens, those of names replaced by plain ones."""
        return b"".join(names.hide(tokens, [self._details(token) for token in tokens]))

    def _expanded(self, tokens: Sequence[str], symbols: bytes) -> bytes:
        """Symbols with those of all words of each token that stands for several."""
        first, *others = symbols.split(EXPANDED)
        if len(others) == 1:
            return first + self._details(tokens[len(first)]).symbols + others[0]
        several = compress(tokens, symbols.translate(_IS_EXPANDED))
        pairs = zip(several, others, strict=True)
        return first + b"".join([self._details(token).symbols + other for token, other in pairs])

    def _in_context(self, text: str, words: bytes) -> list[float]:
        """The valence of each scored word in its context; 0 where another rule speaks for it."""
        shouted = text.isupper() and not self.is_mixed(text)
        look_up = self._in_same_case if shouted else self._in_mixed_case
        valences = list(map(look_up, _reaches(_BEFORE + words)))
        if _BUT in words:
            weigh_but(valences, len(words[: words.index(_BUT)].translate(None, _UNSCORED)))
        return valences

    def _marks(self, text: str, symbols: bytes) -> tuple[int, int]:
        """Exclamation and question marks, those of links left out, those of emoji let in."""
        shown = masking.mask(text) if self._masked and ("/" in text or "www." in text.lower()) else text
        exclamations, questions = shown.count("!"), shown.count("?")
        if symbols.isascii():
            return exclamations, questions
        return exclamations + symbols.count(EXCLAIMED), questions + symbols.count(ASKED)

    def _carriers(
        self, text: str, tokens: Sequence[str], places: Iterable[int], valences: Sequence[float]
    ) -> list[Carrier]:
        """The valued words with their places in the text."""
        carriers: list[Carrier] = []
        end = 0
        for at, value in zip(places, valences, strict=True):
            if value:
                token = tokens[at]
                begin = _find(text, token, end)
                end = begin + len(token)
                first, past = self._span(token)
                carriers.append((begin + first, begin + past, value))
        return carriers

    def _carriers_among_emoji(
        self, text: str, tokens: Sequence[str], codes: bytes, values: Mapping[int, float]
    ) -> list[Carrier]:
        """The same where some tokens are several words; those of one emoji count as one."""
        carriers: dict[int, Carrier] = {}
        at = end = 0
        for token, code in zip(tokens, codes, strict=True):
            if code != _EXPANDED and at not in values:
                at += 1
                continue
            begin = _find(text, token, end)
            end = begin + len(token)
            for piece in self._details(token).pieces:
                value = values.get(at)
                at += 1
                if value:
                    start = begin + piece.start
                    so_far = carriers[start][2] if start in carriers else 0.0
                    carriers[start] = (start, begin + piece.end, so_far + value)
        return list(carriers.values())


def _places(words: bytes, said: bytes) -> list[int]:
    """The numbers of the scored words, given the symbols of all words and of those."""
    at = -1
    return [at := words.index(symbol, at + 1) for symbol in said]


def _find(text: str, token: str, begin: int) -> int:
    """Where a token of the text stands, not before `begin`: between blanks, not inside another token."""
    while True:
        start = text.index(token, begin)
        end = start + len(token)
        if (not start or text[start - 1].isspace()) and (end == len(text) or text[end].isspace()):
            return start
        begin = start + 1
