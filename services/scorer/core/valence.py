"""The valence of one word in its context, by VADER's rules.

Only the three words before it matter (and two after, for idioms). The order of the operations is
VADER's, to the last bit; rules that look odd are kept because numbers must equal the published ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from services.scorer.core import lexicon
from services.scorer.core.words import START, WORDS, Word

REACH_BACK: Final = 3
REACH_AHEAD: Final = 2
"""Words before and after a word that the rules look at."""
MOST_REMEMBERED: Final = 16_384
"""Contexts; of 45,000 posts fewer are distinct."""

_FADE: Final = (1.0, 0.95, 0.9)
"""What is left of a booster one, two and three words away."""


class Contexts(dict[bytes, float]):
    """Memo of valences by the symbols in reach: of three words before a word, its own, of two after it.

    Args:
        mixed_case: the text holds words in capitals and others.
    """

    def __init__(self, *, mixed_case: bool) -> None:
        super().__init__()
        self._mixed_case = mixed_case

    def __missing__(self, reach: bytes) -> float:
        if len(self) >= MOST_REMEMBERED:
            self.clear()
        self[reach] = value = self._weigh(reach)
        return value

    def _weigh(self, reach: bytes) -> float:
        if reach.isascii():  # quiet words alone
            return WORDS[reach[REACH_BACK]].valence or 0.0
        there = reach.lstrip(START)
        at = REACH_BACK + len(there) - len(reach)
        return in_context([WORDS[code] for code in there], at, mixed_case=self._mixed_case)


def in_context(words: Sequence[Word], at: int, *, mixed_case: bool) -> float:
    """Valence of the word at a position; 0 where it has none or another rule speaks for it."""
    word = words[at]
    if word.valence is None or word.booster:
        return 0.0
    if word.role == "kind" and at + 1 < len(words) and words[at + 1].role == "of":
        return 0.0
    valence = _beside_no(words, at, word.valence)
    if mixed_case and word.upper:
        valence += lexicon.CAPITALS if valence > 0 else -lexicon.CAPITALS
    for distance in range(min(at, 3)):
        before = words[at - distance - 1]
        if before.valence is None:
            if before.booster:
                valence += _boost(before, valence, mixed_case=mixed_case) * _FADE[distance]
            if before.negates or distance == 2:
                valence = _negate(words, at, distance, valence)
            if distance == 2:
                valence = _idioms(words, at, valence)
    return _least(words, at, valence)


def _beside_no(words: Sequence[Word], at: int, valence: float) -> float:
    """`no` turns the next words around, and then says nothing by itself."""
    if words[at].role == "no" and at + 1 < len(words) and words[at + 1].valence is not None:
        own = 0.0
    else:
        own = valence
    if (
        (at > 0 and words[at - 1].role == "no")
        or (at > 1 and words[at - 2].role == "no")
        or (at > 2 and words[at - 3].role == "no" and words[at - 1].role in {"or", "nor"})
    ):
        return valence * lexicon.NEGATION
    return own


def _boost(booster: Word, valence: float, *, mixed_case: bool) -> float:
    scalar = -booster.booster if valence < 0 else booster.booster
    if mixed_case and booster.upper:
        scalar += lexicon.CAPITALS if valence > 0 else -lexicon.CAPITALS
    return scalar


def _negate(words: Sequence[Word], at: int, distance: int, valence: float) -> float:
    before = words[at - distance - 1]
    if distance == 0:
        return valence * lexicon.NEGATION if before.negates else valence
    if distance == 1:
        intensified = before.role == "never" and words[at - 1].role in lexicon.INTENSIFIERS
        doubtless = before.role == "without" and words[at - 1].role == "doubt"
    else:
        # As published: "so" or "this" right before the word is enough, whatever stands three back.
        intensified = (before.role == "never" and words[at - 2].role in lexicon.INTENSIFIERS) or words[
            at - 1
        ].role in lexicon.INTENSIFIERS
        doubtless = before.role == "without" and "doubt" in {words[at - 2].role, words[at - 1].role}
    if intensified:
        return valence * 1.25
    return valence * lexicon.NEGATION if before.negates and not doubtless else valence


def _idioms(words: Sequence[Word], at: int, valence: float) -> float:
    """Phrases that end, begin or stand right before the word; asked only with three words before it."""
    three, two, one, zero = [word.role for word in words[at - 3 : at + 1]]
    if zero in lexicon.IDIOM_ENDS or one in lexicon.IDIOM_ENDS or two in lexicon.IDIOM_ENDS:
        for phrase in (
            f"{one} {zero}",
            f"{two} {one} {zero}",
            f"{two} {one}",
            f"{three} {two} {one}",
            f"{three} {two}",
        ):
            if phrase in lexicon.IDIOMS:
                valence = lexicon.IDIOMS[phrase]
                break
    if zero in lexicon.IDIOM_STARTS:
        valence = _idiom_ahead([word.role for word in words[at : at + 3]], valence)
    if one in lexicon.BOOSTER_ENDS or two in lexicon.BOOSTER_ENDS:
        for phrase in (f"{three} {two} {one}", f"{three} {two}", f"{two} {one}"):
            valence += lexicon.BOOSTERS.get(phrase, 0.0)
    return valence


def _idiom_ahead(ahead: Sequence[str], valence: float) -> float:
    for length in range(2, len(ahead) + 1):
        valence = lexicon.IDIOMS.get(" ".join(ahead[:length]), valence)
    return valence


def _least(words: Sequence[Word], at: int, valence: float) -> float:
    if at == 0 or words[at - 1].role != "least" or words[at - 1].valence is not None:
        return valence
    if at > 1 and words[at - 2].role in {"at", "very"}:
        return valence
    return valence * lexicon.NEGATION
