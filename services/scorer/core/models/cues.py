"""What the exact lexicon engine found in a text, as a few whole numbers that a model can weigh.

Whole numbers, so that sums are exact; 64 stands for one. The number of words is not among them: a handle
is one to the lexicon, and must change nothing.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from math import sqrt
from typing import Final

import numpy as np

from services.scorer.core.models.grams import Numbers
from services.scorer.core.polarity import Polarity, Reading

ONE: Final = 64
"""What one is in the numbers of a cue."""

_EDGES: Final = (-0.8, -0.5, -0.25, -0.05, 0.05, 0.25, 0.5, 0.8)
_BANDS: Final = len(_EDGES) + 1

NAMES: Final = (
    "feeling of the whole text",
    *(f"feeling in band {band}" for band in range(1, _BANDS + 1)),
    "good words together",
    "bad words together",
    "good words together, damped",
    "bad words together, damped",
    "strongest good word",
    "strongest bad word",
    "last word with a feeling",
    "first word with a feeling",
    "number of good words",
    "number of bad words",
    "good and bad words",
    "exclamation marks",
    "any exclamation mark",
    "question marks",
    "any question mark",
    "no word with a feeling",
    "strong good and strong bad words",
    "good words with exclamation marks",
    "bad words with exclamation marks",
    "feeling with a question mark",
    "good last after bad",
)
COUNT: Final = len(NAMES)


def table(readings: Sequence[tuple[Polarity, Sequence[Reading]]]) -> Numbers:
    """The cues of texts, one row each, in the order of `NAMES`.

    Args:
        readings: of each text the scores and what was read in it (its title and itself).
    """
    if not readings:
        return np.zeros((0, COUNT), np.int64)
    return np.array([_row(polarity.compound, parts) for polarity, parts in readings], np.int64)


def _row(compound: float, parts: Sequence[Reading]) -> list[int]:
    valences = [value for part in parts for value in part.valences]
    exclamations = min(sum(part.exclamations for part in parts), 4)
    questions = min(sum(part.questions for part in parts), 4)
    return [round(ONE * value) for value in _values(compound, valences, exclamations, questions)]


def _values(compound: float, valences: Sequence[float], exclamations: int, questions: int) -> list[float]:
    good = [value for value in valences if value > 0]
    bad = [-value for value in valences if value < 0]
    sum_good, sum_bad = min(sum(good), 12.0), min(sum(bad), 12.0)
    top_good, top_bad = max(good, default=0.0), max(bad, default=0.0)
    last, first = (valences[-1], valences[0]) if valences else (0.0, 0.0)
    bands = [0.0] * _BANDS
    bands[bisect_right(_EDGES, compound)] = 1.0
    return [
        compound,
        *bands,
        sum_good / 6,
        sum_bad / 6,
        sqrt(sum_good) / 2,
        sqrt(sum_bad) / 2,
        top_good / 3,
        top_bad / 3,
        last / 3,
        first / 3,
        min(len(good), 3) / 2,
        min(len(bad), 3) / 2,
        float(bool(good and bad)),
        exclamations / 3,
        float(exclamations > 0),
        questions / 3,
        float(questions > 0),
        float(not valences),
        top_good * top_bad / 9,
        exclamations * sum_good / 12,
        exclamations * sum_bad / 12,
        compound if questions else 0.0,
        float(bool(good and bad) and last > 0),
    ]
