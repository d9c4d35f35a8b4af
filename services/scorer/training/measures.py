"""How well answers fit, with errors: shared by training and `bench.quality`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

Labels = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

RESAMPLES: Final = 400
DRAWS: Final = 100
BINS: Final = 15
"""Bins of the expected calibration error, of equal numbers of texts."""


class Measured(NamedTuple):
    """A figure with its bootstrap standard error, both in percent."""

    value: float
    error: float

    def __str__(self) -> str:
        return f"{self.value:.1f} ± {self.error:.1f}"


def recall(truth: Labels, said: Labels) -> float:
    """Mean over the classes of the share found, in percent."""
    return 100 * float(np.mean([(said[truth == kind] == kind).mean() for kind in np.unique(truth)]))


def f1(truth: Labels, said: Labels) -> float:
    """Mean over the classes of the harmonic mean of precision and recall, in percent."""
    found = [
        2 * ((said == kind) & (truth == kind)).sum() / max(1, (said == kind).sum() + (truth == kind).sum())
        for kind in np.unique(truth)
    ]
    return 100 * float(np.mean(found))


def accuracy(truth: Labels, said: Labels) -> float:
    """Share of right answers, in percent."""
    return 100 * float((truth == said).mean())


def measured(measure: Callable[[Labels, Labels], float], truth: Labels, said: Labels) -> Measured:
    """A measure with the standard error over resampled texts; seeded."""
    chance = np.random.default_rng(7)
    drawn = [chance.integers(0, len(truth), len(truth)) for _ in range(RESAMPLES)]
    spread = np.std([measure(truth[part], said[part]) for part in drawn])
    return Measured(measure(truth, said), float(spread))


def calibration_error(stated: Floats, right: npt.NDArray[np.bool_]) -> float:
    """Mean difference between stated probability and share of right ones, over bins of equal size."""
    order = np.argsort(stated, kind="stable")
    parts = np.array_split(order, BINS)
    return float(
        sum(abs(stated[part].mean() - right[part].mean()) * len(part) for part in parts if len(part))
        / len(order)
    )


def calibration_by_chance(stated: Floats) -> float:
    """The calibration error that exactly right probabilities would show on so few texts; seeded."""
    chance = np.random.default_rng(7)
    drawn = [calibration_error(stated, chance.random(len(stated)) < stated) for _ in range(DRAWS)]
    return float(np.mean(drawn))
