"""The valence of one word in its context, by VADER's rules.

Only the three words before it matter (and two after, for idioms). The order of the operations is
VADER's, to the last bit; rules that look odd are kept because numbers must equal the published ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from services.scorer.core import lexicon
from services.scorer.core.words import Word

_FADE: Final = (1.0, 0.95, 0.9)
"""What is left of a booster one, two and three words away."""


def in_context(words: Sequence[Word], at: int, mixed_case: bool) -> float:  # noqa: FBT001 - hot path
    """Valence of the scored word at a position; 0 where another rule speaks for it."""
    word = words[at]
    if (
        word.acts
        or word.upper
        or (at and words[at - 1].acts)
        or (at > 1 and words[at - 2].acts)
        or (at > 2 and words[at - 3].acts)
    ):
        return _by_rules(words, at, word, mixed_case=mixed_case)
    return word.valence or 0.0


def _by_rules(words: Sequence[Word], at: int, word: Word, *, mixed_case: bool) -> float:
    if word.valence is None or word.booster:
        return 0.0
    if word.lower == "kind" and at + 1 < len(words) and words[at + 1].lower == "of":
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
    if words[at].lower == "no" and at + 1 < len(words) and words[at + 1].valence is not None:
        own = 0.0
    else:
        own = valence
    if (
        (at > 0 and words[at - 1].lower == "no")
        or (at > 1 and words[at - 2].lower == "no")
        or (at > 2 and words[at - 3].lower == "no" and words[at - 1].lower in {"or", "nor"})
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
        intensified = before.lower == "never" and words[at - 1].lower in lexicon.INTENSIFIERS
        doubtless = before.lower == "without" and words[at - 1].lower == "doubt"
    else:
        # As published: "so" or "this" right before the word is enough, whatever stands three back.
        intensified = (before.lower == "never" and words[at - 2].lower in lexicon.INTENSIFIERS) or words[
            at - 1
        ].lower in lexicon.INTENSIFIERS
        doubtless = before.lower == "without" and "doubt" in {words[at - 2].lower, words[at - 1].lower}
    if intensified:
        return valence * 1.25
    return valence * lexicon.NEGATION if before.negates and not doubtless else valence


def _idioms(words: Sequence[Word], at: int, valence: float) -> float:
    """Phrases that end, begin or stand right before the word; asked only with three words before it."""
    three, two, one, zero = [word.lower for word in words[at - 3 : at + 1]]
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
        valence = _idiom_ahead([word.lower for word in words[at : at + 3]], valence)
    if one in lexicon.BOOSTER_ENDS or two in lexicon.BOOSTER_ENDS:
        for phrase in (f"{three} {two} {one}", f"{three} {two}", f"{two} {one}"):
            valence += lexicon.BOOSTERS.get(phrase, 0.0)
    return valence


def _idiom_ahead(ahead: Sequence[str], valence: float) -> float:
    for length in range(2, len(ahead) + 1):
        valence = lexicon.IDIOMS.get(" ".join(ahead[:length]), valence)
    return valence


def _least(words: Sequence[Word], at: int, valence: float) -> float:
    if at == 0 or words[at - 1].lower != "least" or words[at - 1].valence is not None:
        return valence
    if at > 1 and words[at - 2].lower in {"at", "very"}:
        return valence
    return valence * lexicon.NEGATION
