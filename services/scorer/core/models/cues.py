"""What the exact lexicon engine found in a text, as a few whole numbers that a model can weigh.

Whole numbers, so that sums are exact; 64 stands for one. The number of words is not among them: a handle
is one to the lexicon, and must change nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from services.scorer.core.models.grams import Numbers
from services.scorer.core.polarity import Polarity, Reading

Floats = npt.NDArray[Any]

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
    found = np.array([_found(polarity.compound, parts) for polarity, parts in readings]).T
    cues: Numbers = np.rint(ONE * np.stack(_values(found), axis=1)).astype(np.int64)
    return cues


def _found(compound: float, parts: Sequence[Reading]) -> tuple[float, ...]:
    """The feeling of a text and what bears it, in the order in which `_values` takes it."""
    if len(parts) == 1:
        _, valences, exclamations, questions, _ = parts[0]
    else:
        valences = [value for part in parts for value in part.valences]
        exclamations = sum(part.exclamations for part in parts)
        questions = sum(part.questions for part in parts)
    sum_good = sum_bad = 0.0
    top_good = top_bad = 0.0
    good = 0
    for value in valences:
        if value > 0:
            good += 1
            sum_good += value
            top_good = max(top_good, value)
        else:
            sum_bad -= value
            top_bad = max(top_bad, -value)
    count = len(valences)
    last, first = (valences[-1], valences[0]) if count else (0.0, 0.0)
    sums = (sum_good, sum_bad, top_good, top_bad)
    return (compound, *sums, last, first, good, count - good, exclamations, questions)


def _values(found: Floats) -> list[Floats]:
    """The cues, one array for each name, of what was found in the texts."""
    compound, sum_good, sum_bad, top_good, top_bad, last, first, good, bad, exclamations, questions = found
    sum_good, sum_bad = np.minimum(sum_good, 12.0), np.minimum(sum_bad, 12.0)
    exclamations, questions = np.minimum(exclamations, 4), np.minimum(questions, 4)
    both = (good > 0) & (bad > 0)
    band = np.searchsorted(_EDGES, compound, side="right")
    return [
        compound,
        *(band == at for at in range(_BANDS)),
        sum_good / 6,
        sum_bad / 6,
        np.sqrt(sum_good) / 2,
        np.sqrt(sum_bad) / 2,
        top_good / 3,
        top_bad / 3,
        last / 3,
        first / 3,
        np.minimum(good, 3) / 2,
        np.minimum(bad, 3) / 2,
        both,
        exclamations / 3,
        exclamations > 0,
        questions / 3,
        questions > 0,
        (good == 0) & (bad == 0),
        top_good * top_bad / 9,
        exclamations * sum_good / 12,
        exclamations * sum_bad / 12,
        np.where(questions > 0, compound, 0.0),
        both & (last > 0),
    ]
