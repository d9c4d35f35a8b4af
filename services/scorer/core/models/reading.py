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
VERSION: Final = 2
"""Raised when texts are read in another way, as then every model may answer something else."""
CAPACITY: Final = 49_152
"""Pieces remembered, about 12 MB with the rows of all models."""
REACH: Final = 3
"""Pieces after a negation that it reaches."""
MOST_IN_A_ROW: Final = 3
"""How often a piece counts that is repeated in a row (marks: once), so that it does not outweigh the rest."""
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
        counted: False for each piece of the texts that is none of `numbers`, as it only repeats; None where
            none does.
        worked_out: what models made of it, by their name, with the cues they were given.
    """

    glossary: Glossary
    numbers: Numbers
    starts: Numbers
    sizes: Numbers
    negated: Numbers
    counted: npt.NDArray[np.bool_] | None = None
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
    counted = _counted(glossary, numbers)
    if counted is not None:
        numbers, starts = numbers[counted], starts - np.cumsum(~counted)[starts]
    spoken = (numbers != PAUSE).astype(np.int64)
    sizes = np.add.reduceat(spoken, starts) if len(starts) else starts
    reached = _reached(glossary.flags[numbers]).astype(np.int64)
    return Passages(glossary, numbers, starts, sizes, reached, counted)


def _counted(glossary: Glossary, numbers: Numbers) -> npt.NDArray[np.bool_] | None:
    """Which pieces do more than repeat those before them; None where all do."""
    echoes = (numbers[1:] == numbers[:-1]) & (numbers[1:] != PAUSE)
    if not echoes.any():
        return None
    idle = echoes & ((glossary.flags[numbers[1:]] & pieces.ONCE) != 0)
    run = echoes
    for _ in range(MOST_IN_A_ROW - 1):
        run = run[1:] & echoes[: len(run) - 1]
    idle[len(idle) - len(run) :] |= run
    return np.append(True, ~idle) if idle.any() else None


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
