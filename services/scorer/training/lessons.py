"""What taught models are made from: our own examples, requests of known kinds, and everyday posts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from services.scorer.training import recipe
from services.scorer.training.teaching import Teacher
from services.scorer.training.vectors import Vectors

UNKNOWN: Final = float("nan")


@dataclass(slots=True)
class Lessons:
    """Texts for the pupil, with what the teacher may learn of them.

    Attributes:
        labels: how many there are.
    """

    labels: int
    _groups: list[recipe.Examples] = field(default_factory=list)
    _learned: list[Sequence[float]] = field(default_factory=list)
    _counted: list[float] = field(default_factory=list)

    def group(self) -> None:
        """Begins another group of texts: vectors of a group are kept together."""
        self._groups.append(recipe.Examples())

    def add(
        self,
        text: str,
        known: Sequence[float],
        weight: float,
        *,
        lesson: Sequence[float] | None = None,
        counts: float = 0.0,
        judged: bool = False,
    ) -> None:
        """Adds a text to the last group.

        Args:
            text: masked.
            known: the probability of each label; what is NaN the teacher fills in.
            weight: how much it counts for the pupil.
            lesson: what the teacher learns of it; what is known where it is left out.
            counts: how much it counts for the teacher.
            judged: the pupil is measured on it.
        """
        self._groups[-1].add(text, known, weight, judged=judged)
        self._learned.append((known if lesson is None else lesson) if counts else [UNKNOWN] * self.labels)
        self._counted.append(counts)

    def examples(self) -> recipe.Examples:
        """All texts."""
        return recipe.together(*self._groups)

    def teacher(self, vectors: Vectors, *, power: float, sharpness: float) -> Teacher:
        """The teacher of all texts."""
        return Teacher(
            vectors.digest,
            np.concatenate([vectors.of(texts) for texts in self._texts()]),
            np.array(self._learned, np.float32),
            np.array(self._counted, np.float32),
            power=power,
            sharpness=sharpness,
        )

    def _texts(self) -> Iterator[Sequence[str]]:
        return (group.texts for group in self._groups)
