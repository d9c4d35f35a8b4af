"""The features of texts as sparse matrices, hashed just as the running models hash them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import sparse

from services.scorer.core.models import cues, grams, reading
from services.scorer.core.models.glossary import PAUSE, Glossary
from services.scorer.core.models.grams import Hashes, Numbers
from services.scorer.core.models.model import damping, trait_hash
from services.scorer.core.polarity import polarity
from services.scorer.core.vader import Vader

CUES: Final = cues.COUNT
"""The last columns of a matrix are the cues."""
Matrix: TypeAlias = Any
"""A sparse matrix of scipy, which has no types."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of a model's tables, and how easily each kind of feature may gain weight.

    Attributes:
        unit_bits: log2 of the rows of the table of pieces.
        run_bits: log2 of the rows of the table of runs of letters.
        neighbour_bits: log2 of the rows of the table of neighbours.
        runs: ease of runs of letters; pieces have 1.
        neighbours: ease of two or three pieces in a row.
        cues: ease of the lexicon's cues; 0 leaves them out.
    """

    unit_bits: int = 16
    run_bits: int = 17
    neighbour_bits: int = 17
    runs: float = 0.5
    neighbours: float = 0.7
    cues: float = 0.5

    @property
    def parts(self) -> tuple[tuple[int, float], ...]:
        """Columns of pieces, runs, neighbours and cues in a matrix, each with its ease."""
        return (
            (1 << self.unit_bits, 1.0),
            (1 << self.run_bits, self.runs),
            (1 << self.neighbour_bits, self.neighbours),
            (cues.COUNT, self.cues),
        )


def matrix(texts: Sequence[str], shape: Shape) -> Matrix:
    """One row per text: how often each feature occurs, damped, times the ease of its kind."""
    passages = reading.Reader(capacity=1 << 40).read(texts)
    damped = sparse.diags(damping(passages.sizes).astype(np.float32))
    units, runs = _units(passages, shape)
    neighbours = _neighbours(passages, shape)
    parts = [damped @ units, damped @ runs * shape.runs, damped @ neighbours * shape.neighbours]
    return sparse.hstack([*parts, _cues(texts, shape)]).tocsr().astype(np.float32)


def _units(passages: reading.Passages, shape: Shape) -> tuple[Matrix, Matrix]:
    glossary = passages.glossary
    owners, numbers = _owners(passages), passages.numbers[:-1]
    spoken = numbers != PAUSE
    size = (len(passages.starts), len(glossary.pieces))
    held = _counts(owners[spoken], numbers[spoken], size)
    reached = spoken & (passages.negated[:-1] == 1)
    turned = _counts(owners[reached], numbers[reached], size)
    mask = (1 << shape.unit_bits) - 1
    own, negated = (_by_hash(hashes, mask) for hashes in (glossary.hashes, grams.negated(glossary.hashes)))
    units = held @ (own + _traits(glossary, mask)) + turned @ negated
    return units, held @ _runs(glossary, (1 << shape.run_bits) - 1)


def _owners(passages: reading.Passages) -> Numbers:
    ends = np.append(passages.starts[1:], len(passages.numbers) - 1)
    return np.repeat(np.arange(len(passages.starts)), ends - passages.starts)


def _counts(rows: Numbers, columns: Numbers, size: tuple[int, int]) -> Matrix:
    return sparse.csr_matrix((np.ones(len(rows), np.float32), (rows, columns)), shape=size)


def _by_hash(hashes: Hashes, mask: int) -> Matrix:
    places = (hashes & np.uint64(mask)).astype(np.int64)
    return _counts(np.arange(len(hashes)), places, (len(hashes), mask + 1))


def _runs(glossary: Glossary, mask: int) -> Matrix:
    words = np.array([at for at, piece in enumerate(glossary.pieces) if piece.kind == "w"], np.int64)
    found, owners = grams.runs([glossary.pieces[at].text for at in words])
    places = (found & np.uint64(mask)).astype(np.int64)
    return _counts(words[owners], places, (len(glossary.pieces), mask + 1))


def _traits(glossary: Glossary, mask: int) -> Matrix:
    found = [
        (at, int(trait_hash(trait)[0]) & mask)
        for at, piece in enumerate(glossary.pieces)
        for trait in piece.traits
    ]
    at, places = np.array(found, np.int64).reshape(-1, 2).T
    return _counts(at, places, (len(glossary.pieces), mask + 1))


def _neighbours(passages: reading.Passages, shape: Shape) -> Matrix:
    owners, mask = _owners(passages), (1 << shape.neighbour_bits) - 1
    size = (len(passages.starts), mask + 1)
    found = []
    for hashes in passages.neighbours:
        places = (hashes & np.uint64(mask)).astype(np.int64)
        told = places != 0
        found.append(_counts(owners[told], places[told], size))
    return found[0] + found[1]


def _cues(texts: Sequence[str], shape: Shape) -> Matrix:
    if not shape.cues:
        return sparse.csr_matrix((len(texts), cues.COUNT), dtype=np.float32)
    return sparse.csr_matrix(cue_rows(texts).astype(np.float32) * (shape.cues / cues.ONE))


def cue_rows(texts: Sequence[str]) -> npt.NDArray[np.int64]:
    """The cues of texts, as the scorer takes them."""
    vader = Vader(masked=True)
    readings = [vader.read(text) for text in texts]
    return cues.table([(polarity((found,)), (found,)) for found in readings])
