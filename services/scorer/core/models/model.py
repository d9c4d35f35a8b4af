"""Answers the questions of one model for a batch of texts, and says which words made the answer.

All weights are whole numbers: their sums do not depend on order, batch or machine. What they are worth
is a float of few bits, so that also the amounts of an explanation add up to the logit to the last digit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from services.scorer.core.models import grams, reading
from services.scorer.core.models.glossary import PAUSE, Glossary, Rows
from services.scorer.core.models.grams import Hashes, Numbers
from services.scorer.core.models.reading import Passages
from services.scorer.core.models.weights import Head, Weights

Floats = npt.NDArray[np.float64]

PRECISION: Final = 6
"""Digits of a probability: fewer than processors agree on."""
_DAMPING_BITS: Final = 256
_LONGEST: Final = 4_096
_DAMPING: Final = np.round(_DAMPING_BITS / np.sqrt(np.maximum(np.arange(_LONGEST + 1), 1))) / _DAMPING_BITS
"""What the pieces of a text are multiplied by, by their number: long texts would be too sure of all."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What a head says of a batch.

    Attributes:
        head: the question.
        logits: one row per text, one column per label.
        probabilities: the same as calibrated probabilities.
    """

    head: Head
    logits: Floats
    probabilities: Floats

    def chosen(self, at: int) -> list[str]:
        """Labels given to the text at that place, the likeliest first."""
        row = self.probabilities[at]
        order = sorted(range(len(row)), key=lambda label: (-row[label], label))
        if not self.head.apart:
            return [self.head.labels[order[0]]]
        return [self.head.labels[label] for label in order if row[label] >= self.head.thresholds[label]]


class Model:
    """One file of weights, ready."""

    def __init__(self, weights: Weights) -> None:
        self.weights: Final = weights
        self.name: Final = weights.name
        self.version: Final = f"{weights.version}.{reading.VERSION}"
        self.columns: Final = len(weights.biases)

    @property
    def size(self) -> tuple[int, int, int]:
        """Rows of its three tables."""
        return len(self.weights.units), len(self.weights.runs), len(self.weights.neighbours)

    @property
    def heads(self) -> dict[str, Head]:
        return {head.name: head for head in self.weights.heads}

    def answer(self, passages: Passages, cue_table: Numbers | None = None) -> dict[str, Answers]:
        """What each head says of each text.

        Args:
            passages: the texts as `Reader.read` gave them.
            cue_table: their cues by `cues.table`; without them the lexicon is taken to have found nothing.
        """
        return self.answers(self.logits(passages, cue_table))

    def answers(self, logits: Floats) -> dict[str, Answers]:
        """What each head makes of the model's logits."""
        return {head.name: _answers(head, logits) for head in self.weights.heads}

    def logits(self, passages: Passages, cue_table: Numbers | None = None) -> Floats:
        """Of each text, one column per label of all heads."""
        if not len(passages.starts):
            return np.zeros((0, self.columns))
        sums = self._sums(passages)
        weights = self.weights
        fixed = weights.biases + (cue_table @ weights.cues if cue_table is not None else 0)
        return sums * (damping(passages.sizes)[:, None] * weights.unit) + fixed * weights.cue_unit

    def _sums(self, passages: Passages) -> Numbers:
        alone, pairs, triples = self.parts(passages)
        found = alone + pairs + triples
        return np.add.reduceat(found, passages.starts, axis=0).astype(np.int64)

    def parts(self, passages: Passages) -> tuple[Rows, Rows, Rows]:
        """What each piece adds to each column: by itself, with the next one, and with the next two."""
        rows = passages.glossary.rows(self.name, lambda start: self._weigh(passages.glossary, start))
        alone = rows.take(2 * passages.numbers[:-1] + passages.negated[:-1], axis=0)
        table, shift = self.weights.neighbours, self.weights.shifts[1]
        pairs, triples = (_rows(table, hashes) << shift for hashes in passages.neighbours)
        return alone, pairs, triples

    def _of_runs(self, words: Sequence[str]) -> Rows:
        """What the runs of letters add to each word, of which each has one at least."""
        found, owners = grams.runs(words)
        order = np.argsort(owners, kind="stable")
        rows = _rows(self.weights.runs, found[order]) << self.weights.shifts[0]
        return np.add.reduceat(rows, np.searchsorted(owners[order], np.arange(len(words))), axis=0)

    def _weigh(self, glossary: Glossary, start: int) -> Rows:
        """Two rows per piece from that number on: as it is, and as a negation reaches it."""
        new, hashes = glossary.pieces[start:], glossary.hashes[start:]
        units = self.weights.units
        plain = _rows(units, hashes)
        words = [at for at, piece in enumerate(new) if piece.kind == "w"]
        if words:
            plain[words] += self._of_runs([new[at].text for at in words])
        for trait in {trait for piece in new for trait in piece.traits}:
            of_it = [at for at, piece in enumerate(new) if trait in piece.traits]
            plain[of_it] += _rows(units, trait_hash(trait))
        rows = np.repeat(plain, 2, axis=0)
        rows[1::2] += _rows(units, grams.negated(hashes))
        if start == PAUSE:
            rows[:2] = 0
        return rows


def _rows(table: npt.NDArray[np.integer[Any]], hashes: Hashes) -> Rows:
    """The rows of a table that hashes stand for."""
    return table.take((hashes & np.uint64(len(table) - 1)).astype(np.int64), axis=0).astype(np.int32)


def damping(sizes: Numbers) -> Floats:
    """What the sum of a text of that many pieces is multiplied by: 1 / sqrt, in eight bits."""
    return np.asarray(_DAMPING[np.minimum(sizes, _LONGEST)])


def trait_hash(trait: str) -> Hashes:
    """Hash of what the writing of a piece lost."""
    return np.array([grams.whole(f"~{trait}")], np.uint64)


def _answers(head: Head, logits: Floats) -> Answers:
    own = logits[:, head.first : head.first + len(head.labels)]
    if head.apart:
        likely = 1 / (1 + np.exp(-np.clip(own, -60, 60)))
    else:
        likely = np.exp(own - own.max(axis=1, keepdims=True, initial=-np.inf))
        likely /= likely.sum(axis=1, keepdims=True)
    return Answers(head, own, np.round(likely, PRECISION))
