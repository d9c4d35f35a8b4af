"""A teacher: learns from few texts by the vectors of an encoder, and tells pupils of many others.

What a teacher says of everyday posts is what the small models are fitted to (Hinton and others 2015), so
that they know far more words than our own examples have, and need no encoder when they run.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from scipy import sparse

from services.scorer.training import fitting
from services.scorer.training.balancing import Floats, balanced
from services.scorer.training.fitting import Numbers

STEPS: Final = 200
HARDNESS: Final = 2.0
"""Restraint of the weights for each text that is learned from."""


@dataclass(frozen=True, slots=True)
class Teacher:
    """Knows the vectors of all texts of a task, and what may be learned of some.

    Attributes:
        digest: of the encoder.
        vectors: one row per text of the task.
        lessons: of each text the probability of each label; NaN where it teaches the teacher nothing.
        weights: how much each text counts as a lesson.
        power: how far rare labels are weighed up, for teacher and pupil.
        sharpness: what the teacher's logits are multiplied by before pupils hear of them.
    """

    digest: str
    vectors: Floats = field(repr=False)
    lessons: Floats = field(repr=False)
    weights: Floats = field(repr=False)
    power: float = 1.0
    sharpness: float = 1.0

    def teach(self, targets: Floats, weights: Floats, rows: Numbers) -> tuple[Floats, Floats]:
        """Targets with those filled in that were not known, and weights, balanced.

        Args:
            targets: of all texts of the task, NaN where the teacher is asked.
            weights: how much each text counts for each label.
            rows: the texts that may be learned from: the others are left out to measure.
        """
        logits = self._learned(rows)
        told = 1 / (1 + np.exp(-self.sharpness * logits))
        filled = np.where(np.isnan(targets), told, targets).astype(np.float32)
        return filled, balanced(filled, weights, self.power)

    def _learned(self, rows: Numbers) -> Floats:
        """What the teacher thinks of all texts."""
        rows = rows[~np.isnan(self.lessons[rows]).all(axis=1)]
        lessons = self.lessons[rows]
        counted = balanced(lessons, np.repeat(self.weights[rows, None], lessons.shape[1], axis=1), self.power)
        found, biases = fitting.fit(
            sparse.csr_matrix(self.vectors[rows]),
            lessons,
            counted,
            restraint=HARDNESS / float(self.weights[rows].sum()),
            steps=STEPS,
            apart=True,
        )
        return np.asarray(self.vectors @ found + biases, np.float32)
