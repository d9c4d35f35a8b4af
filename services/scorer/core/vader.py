"""VADER, exact and fast: which words of a text carry a feeling, and how much.

Equal (`==`) to vaderSentiment on every text, several times as fast, because neutral words are skipped
and nothing is computed that no rule asks for. Beyond the published scores it tells the valence of each
word after its context, with its place in the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from services.scorer.core import masking, valence
from services.scorer.core.names import NO_NAMES, Names
from services.scorer.core.polarity import Carrier, Reading, weigh_but
from services.scorer.core.words import BUT, EXPANDED, SCORED, UPPER, Vocabulary, Word

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
            return Reading(len(tokens))
        homes: Sequence[int] = range(len(words))
        added = ""
        if names.traps or EXPANDED in [words[at].flag for at in flagged]:
            added = "".join([words[at].added for at in flagged])
            words, homes = _take_apart(words)
            words = names.hide(words, [tokens[home] for home in homes])
            flagged = [at for at, word in enumerate(words) if word.flag]
        places, valences = _valences(words, flagged)
        if not places:
            return Reading(len(words))
        exclamations, questions = self._marks(text, added)
        carriers = _carriers(text, tokens, words, homes, places=places, valences=valences)
        return Reading(len(words), valences, exclamations, questions, carriers)

    def _marks(self, text: str, added: str) -> tuple[int, int]:
        """Exclamation and question marks, those of links left out, those of emoji let in."""
        exclamations, questions = text.count("!"), text.count("?")
        if self._masked and (exclamations or questions) and ("/" in text or "www." in text.lower()):
            shown = masking.mask(text)
            exclamations, questions = shown.count("!"), shown.count("?")
        if added:
            return exclamations + added.count("!"), questions + added.count("?")
        return exclamations, questions


def _take_apart(entries: Sequence[Word]) -> tuple[list[Word], list[int]]:
    """The words in a row, each with the place of its token."""
    words: list[Word] = []
    homes: list[int] = []
    for home, entry in enumerate(entries):
        parts = entry.parts or (entry,)
        words += parts
        homes += [home] * len(parts)
    return words, homes


def _valences(words: Sequence[Word], flagged: Sequence[int]) -> tuple[list[int], list[float]]:
    """Places and valences of the words that have one in their context."""
    scored = []
    capitals, but = 0, _NOWHERE
    for at in flagged:
        flag = words[at].flag
        if flag & SCORED:
            scored.append(at)
        elif flag & BUT and but == _NOWHERE:
            but = at
        if flag & UPPER:
            capitals += 1
    mixed_case = 0 < capitals < len(words)
    places: list[int] = []
    valences: list[float] = []
    for at in scored:
        value = valence.in_context(words, at, mixed_case)
        if value:
            places.append(at)
            valences.append(value)
    if but != _NOWHERE and valences:
        weigh_but(valences, places, but)
    return places, valences


def _carriers(
    text: str,
    tokens: Sequence[str],
    words: Sequence[Word],
    homes: Sequence[int],
    *,
    places: Sequence[int],
    valences: Sequence[float],
) -> list[Carrier]:
    """The valued words with their places in the text; the words of one emoji count as one."""
    carriers: list[Carrier] = []
    begin = home = last = _NOWHERE
    for at, valued in zip(places, valences, strict=True):
        here = homes[at]
        if here != home:
            home = here
            begin = _find(text, tokens[home], begin + 1)
        word = words[at]
        start = begin + word.start
        value = valued + carriers.pop().valence if start == last else valued
        carriers.append(Carrier(start, begin + word.end, value))
        last = start
    return carriers


def _find(text: str, token: str, begin: int) -> int:
    """Where a token of the text stands, not before `begin`: between blanks, not inside another token."""
    while True:
        start = text.index(token, begin)
        end = start + len(token)
        if (not start or text[start - 1].isspace()) and (end == len(text) or text[end].isspace()):
            return start
        begin = start + 1
