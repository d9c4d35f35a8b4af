"""Sums valences up into VADER's four scores.

The order of additions and the rounding are VADER's, so that the results are equal and not just close.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from heapq import heappush, heapreplace
from math import sqrt
from typing import Final, NamedTuple

_ALPHA: Final = 15
_EXCLAMATION: Final = 0.292
_QUESTION: Final = 0.18
_MANY_QUESTIONS: Final = 0.96
_TO_WHOLE: Final = 1.5 * 2.0**52
"""Added and taken away again, it leaves the nearest whole number."""


class Polarity(NamedTuple):
    """The four published scores."""

    compound: float
    positive: float
    neutral: float
    negative: float


Carrier = tuple[int, int, float]
"""Where a word or emoji that carried a feeling begins and ends, and its valence in context.

A plain tuple, because there are more of them than of anything else here.
"""


class Reading(NamedTuple):
    """What one stretch of text holds, before it is summed up.

    Attributes:
        words: number of words.
        valences: those that are not zero, in the order of the text.
        exclamations: number of exclamation marks.
        questions: number of question marks.
        carriers: the words behind the valences.
    """

    words: int
    valences: Sequence[float] = ()
    exclamations: int = 0
    questions: int = 0
    carriers: Sequence[Carrier] = ()


_of: Final = functools.partial(tuple.__new__, Polarity)
"""A `Polarity` of a tuple, in half the time."""
reading_of: Final = functools.partial(tuple.__new__, Reading)
"""The same of a `Reading`."""
_NEAR_TIE: Final = 0.4999**2
"""Square of the distance to the nearest whole number from which `round` is asked."""

FLAT: Final = Polarity(0.0, 0.0, 1.0, 0.0)
"""Of a text whose words say nothing."""
SILENT: Final = Polarity(0.0, 0.0, 0.0, 0.0)
"""Of a text without words."""


def polarity(readings: Sequence[Reading]) -> Polarity:
    """Sums readings up as VADER sums up one text."""
    words, valences, exclamations, questions, _ = readings[0] if len(readings) == 1 else _joined(readings)
    if exclamations or questions:
        return sum_up(valences, words, emphasis(exclamations, questions))
    return sum_up(valences, words)


def _joined(readings: Sequence[Reading]) -> Reading:
    return Reading(
        sum(reading.words for reading in readings),
        [value for reading in readings for value in reading.valences],
        sum(reading.exclamations for reading in readings),
        sum(reading.questions for reading in readings),
    )


def weigh_but(valences: list[float], but: int) -> None:
    """Halves what stands before the word at `but` and raises what stands after it by half.

    As published, each step changes the first value that *equals* the one it looks at, so of two equal
    values the first may be changed twice.
    """
    holders: dict[float, list[int]] = {}
    for at, value in enumerate(valences):
        if not value:
            continue
        equal = holders.get(value)
        index = heapreplace(equal, at) if equal else at
        valences[index] = changed = value * (0.5 if index < but else 1.5)
        heappush(holders.setdefault(changed, []), index)


def emphasis(exclamations: int, questions: int) -> float:
    """What so many exclamation and question marks add to a text's strength."""
    asked: float = 0
    if questions > 1:
        asked = questions * _QUESTION if questions <= 3 else _MANY_QUESTIONS
    return min(exclamations, 4) * _EXCLAMATION + asked


def sum_up(valences: Sequence[float], words: int, emphasis: float = 0.0) -> Polarity:
    """The scores of a text of that many words, given the valences that are not zero."""
    if not valences:
        return FLAT if words else SILENT
    total = sum(valences)
    # Each value counts one further from zero, to weigh as much as a plain word.
    good = bad = 0.0
    for value in valences:
        if value > 0:
            good += value + 1
        else:
            bad += 1 - value
    if emphasis:
        total += emphasis if total > 0 else -emphasis if total < 0 else 0.0
        if good > bad:
            good += emphasis
        elif good < bad:
            bad += emphasis
    silent = words - len(valences)
    weight = good + bad + silent
    compound = total / sqrt(total * total + _ALPHA)  # The root is never below |total|.
    if good and bad:
        return _in_three(compound, good / weight, silent / weight, bad / weight)
    # All words feel alike: what they have and what is neutral add up to one, and so do their thousandths
    # where they are no near tie.
    scaled, share = compound * 10_000.0, (good or bad) / weight * 1_000.0
    whole, part = scaled + _TO_WHOLE - _TO_WHOLE, share + _TO_WHOLE - _TO_WHOLE
    off, aside = scaled - whole, share - part
    if off * off > _NEAR_TIE or aside * aside > _NEAR_TIE:
        return _rounded(compound, good / weight, silent / weight, bad / weight)
    rest = (1_000.0 - part) / 1_000.0
    if good:
        return _of((whole / 10_000.0, part / 1_000.0, rest, 0.0))
    return _of((whole / 10_000.0, 0.0, rest, part / 1_000.0))


def _in_three(compound: float, positive: float, neutral: float, negative: float) -> Polarity:
    """The scores rounded, of a text that has words of both kinds."""
    scaled, good = compound * 10_000.0, positive * 1_000.0
    silent, bad = neutral * 1_000.0, negative * 1_000.0
    whole, of_good = scaled + _TO_WHOLE - _TO_WHOLE, good + _TO_WHOLE - _TO_WHOLE
    of_silent, of_bad = silent + _TO_WHOLE - _TO_WHOLE, bad + _TO_WHOLE - _TO_WHOLE
    off, aside = scaled - whole, good - of_good
    if off * off > _NEAR_TIE or aside * aside > _NEAR_TIE:
        return _rounded(compound, positive, neutral, negative)
    off, aside = silent - of_silent, bad - of_bad
    if off * off > _NEAR_TIE or aside * aside > _NEAR_TIE:
        return _rounded(compound, positive, neutral, negative)
    return _of((whole / 10_000.0, of_good / 1_000.0, of_silent / 1_000.0, of_bad / 1_000.0))


def _rounded(compound: float, positive: float, neutral: float, negative: float) -> Polarity:
    """The scores rounded as published, in four times the time of the above."""
    return Polarity(round(compound, 4), round(positive, 3), round(neutral, 3), round(negative, 3))
