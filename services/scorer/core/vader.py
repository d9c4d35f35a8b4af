"""VADER, exact and fast: which words of a text carry a feeling, and how much.

Equal (`==`) to vaderSentiment on every text, several times as fast, because neutral words are skipped
and nothing is computed that no rule asks for. Beyond the published scores it tells the valence of each
word after its context, with its place in the text.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Iterator, Sequence
from typing import Final

from services.scorer.core import masking, valence
from services.scorer.core.names import NO_NAMES, Names
from services.scorer.core.polarity import Carrier, Reading, weigh_but
from services.scorer.core.words import BUT, EXPANDED, LOUD, Vocabulary, Word

_NOWHERE: Final = -1


class Vader:
    """Reads texts; one instance keeps one memo of tokens.

    Args:
        masked: hide handles and links from the rules.
    """

    def __init__(self, *, masked: bool) -> None:
        self._masked = masked
        self._look_up = Vocabulary(masked=masked).__getitem__

    def read(self, text: str, names: Names = NO_NAMES) -> Reading:
        """Finds the words that carry a feeling. The given names carry none."""
        tokens = text.split()
        words = list(map(self._look_up, tokens))
        flagged = [at for at, word in enumerate(words) if word.flag]
        if not flagged:
            return Reading(len(words))
        seen = 0
        for at in flagged:
            seen |= words[at].flag
        added = ""
        if seen & EXPANDED or (names.traps and names.occur(words)):
            added = "".join([words[at].added for at in flagged])
            _take_apart(words, tokens)
            words = names.hide(words, tokens)
            flagged = [at for at, word in enumerate(words) if word.flag]
            seen = functools.reduce(operator.or_, [words[at].flag for at in flagged], 0)
        mixed_case = seen & LOUD != 0 and not all(word.upper for word in words)
        places, valences = _valences(words, flagged, mixed_case=mixed_case)
        if not places:
            return Reading(len(words))
        if seen & BUT:
            weigh_but(valences, places, next(at for at in flagged if words[at].flag & BUT))
        exclamations, questions = self._marks(text, added)
        return Reading(
            len(words), valences, exclamations, questions, _carriers(text, tokens, words, places, valences)
        )

    def take_apart(self, text: str, names: Names) -> tuple[list[str], list[Word], list[int]]:
        """The words of a text with the token each is taken from, and where that token begins."""
        tokens = text.split()
        words = list(map(self._look_up, tokens))
        _take_apart(words, tokens)
        return tokens, names.hide(words, tokens), list(_begins(text, tokens))

    def _marks(self, text: str, added: str) -> tuple[int, int]:
        """Exclamation and question marks, those of links left out, those of emoji let in."""
        exclamations, questions = text.count("!"), text.count("?")
        if self._masked and (exclamations or questions) and ("/" in text or "www." in text.lower()):
            shown = masking.mask(text)
            exclamations, questions = shown.count("!"), shown.count("?")
        if added:
            return exclamations + added.count("!"), questions + added.count("?")
        return exclamations, questions


def _take_apart(words: list[Word], tokens: list[str]) -> None:
    """Puts the words of tokens that stand for several in their place, each with its token."""
    for at in [at for at, word in enumerate(words) if word.parts][::-1]:
        parts = words[at].parts
        words[at : at + 1] = parts
        tokens[at : at + 1] = [tokens[at]] * len(parts)


def _valences(
    words: Sequence[Word], flagged: Sequence[int], *, mixed_case: bool
) -> tuple[list[int], list[float]]:
    """Places and valences of the words that have one in their context."""
    places: list[int] = []
    valences: list[float] = []
    for at in flagged:
        value = valence.in_context(words, at, mixed_case)
        if value:
            places.append(at)
            valences.append(value)
    return places, valences


def _carriers(
    text: str, tokens: Sequence[str], words: Sequence[Word], places: Sequence[int], valences: Sequence[float]
) -> list[Carrier]:
    """The valued words with their places in the text; the words of one emoji count as one."""
    carriers: list[Carrier] = []
    begin, last = 0, _NOWHERE
    home = ""
    for at, value in zip(places, valences, strict=True):
        word, token = words[at], tokens[at]
        # Words taken from one token share the very string.
        if token is not home:
            begin = _find(text, token, begin + len(home))
            home = token
        start = begin + word.start
        if start == last:
            carriers[-1] = (start, begin + word.end, carriers[-1][2] + value)
        else:
            carriers.append((start, begin + word.end, value))
        last = start
    return carriers


def _begins(text: str, tokens: Sequence[str]) -> Iterator[int]:
    begin, home = 0, ""
    for token in tokens:
        if token is not home:
            begin = _find(text, token, begin + len(home))
            home = token
        yield begin


def _find(text: str, token: str, begin: int) -> int:
    """Where a token of the text stands, not before `begin`: between blanks, not inside another token."""
    while True:
        start = text.index(token, begin)
        end = start + len(token)
        if (not start or text[start - 1].isspace()) and (end == len(text) or text[end].isspace()):
            return start
        begin = start + 1
