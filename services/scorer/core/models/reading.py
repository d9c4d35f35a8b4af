"""Reads texts into numbers: which piece stands where, and which of them a negation reaches.

A text costs one look-up per token; all else is done for the whole batch at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from services.scorer.core.models import grams, pieces
from services.scorer.core.models.glossary import PAUSE, Glossary
from services.scorer.core.models.grams import Hashes, Numbers

LONGEST_TEXT: Final = 8_192
"""Code points of a text that are read; posts are a tenth of that at most."""
CAPACITY: Final = 49_152
"""Pieces remembered, about 12 MB with the rows of all models."""
REACH: Final = 3
"""Pieces after a negation that it reaches."""
NOTHING: Final = np.uint64(0)
"""Hash of neighbours that are no feature; row 0 of every table of neighbours is empty."""


@dataclass(slots=True)
class Passages:
    """A batch of texts as the models read it.

    Attributes:
        glossary: what the numbers mean.
        numbers: of all pieces, text by text, a pause before each text and one at the very end.
        starts: where the pause before each text stands.
        sizes: pieces of each text that are no pauses.
        negated: 1 for each of the pieces that a negation reaches.
        worked_out: what models made of it, by their name, with the cues they were given.
    """

    glossary: Glossary
    numbers: Numbers
    starts: Numbers
    sizes: Numbers
    negated: Numbers
    worked_out: dict[str, tuple[Any, npt.NDArray[np.float64]]] = field(default_factory=dict, init=False)
    _neighbours: tuple[Hashes, Hashes] | None = field(default=None, init=False)

    @property
    def neighbours(self) -> tuple[Hashes, Hashes]:
        """Hashes of each piece with the one after it, and with the two after it."""
        if self._neighbours is None:
            self._neighbours = _join(self.glossary.hashes[self.numbers], self.numbers != PAUSE)
        return self._neighbours


class Reader:
    """Reads batches; one instance keeps one glossary.

    Args:
        capacity: pieces and tokens remembered before a new glossary is begun; no result depends on it.
    """

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._glossary = Glossary()

    def read(self, texts: Sequence[str]) -> Passages:
        """The pieces of the texts."""
        if len(self._glossary) > self._capacity:
            self._glossary = Glossary()
        glossary = self._glossary
        look_up = glossary.tokens.__getitem__
        flat: list[int] = []
        starts: list[int] = []
        for text in texts:
            starts.append(len(flat))
            flat.append(PAUSE)
            flat += chain.from_iterable(map(look_up, text[:LONGEST_TEXT].split()))
        flat.append(PAUSE)
        glossary.learn()
        return _passages(glossary, np.array(flat, np.int64), np.array(starts, np.int64))


def _passages(glossary: Glossary, numbers: Numbers, starts: Numbers) -> Passages:
    spoken = (numbers != PAUSE).astype(np.int64)
    sizes = np.add.reduceat(spoken, starts) if len(starts) else starts
    return Passages(glossary, numbers, starts, sizes, _reached(glossary.flags[numbers]).astype(np.int64))


def _reached(flags: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    """Which pieces stand behind a negation, at most `REACH` of them, up to the next stop."""
    going_on = (flags & pieces.STOPS) == 0
    front = (flags & pieces.NEGATES) != 0
    reached = np.zeros(len(flags), bool)
    for _ in range(REACH):
        front = np.concatenate((np.zeros(1, bool), front[:-1])) & going_on
        reached |= front
    return reached


def _join(hashes: Hashes, spoken: npt.NDArray[np.bool_]) -> tuple[Hashes, Hashes]:
    """Of two neighbours one may be a pause, of three none."""
    pairs = np.where(spoken[:-1] | spoken[1:], grams.joined(hashes[:-1], hashes[1:]), NOTHING)
    if len(hashes) < 3:
        return pairs, np.zeros(len(pairs), np.uint64)
    together = spoken[:-2] & spoken[1:-1] & spoken[2:]
    triples = np.where(together, grams.joined(hashes[:-2], hashes[1:-1], hashes[2:]), NOTHING)
    return pairs, np.append(triples, NOTHING)
