"""The pieces that were met, numbered, with what the models know of each worked out once.

A text refers to pieces by number, so what is worked out for one text serves all others. A glossary is
never emptied: a full one is left to the passages that still refer to it, and a new one begun.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt

from services.scorer.core.models import grams, pieces
from services.scorer.core.models.grams import Hashes

PAUSE: Final = 0
"""Number of the piece that stands for every stop, and for the edges of a text."""

Rows = npt.NDArray[np.int32]


class Glossary:
    """Numbers pieces and tokens; grows only."""

    def __init__(self) -> None:
        self.pieces: list[pieces.Piece] = [pieces.STOP]
        self.hashes: Hashes = _hashes(self.pieces)
        self.flags: npt.NDArray[np.uint8] = _flags(self.pieces)
        self.tokens: Final = _Tokens(self._number)
        self._numbers: dict[pieces.Piece, int] = {pieces.STOP: PAUSE}
        self._rows: dict[str, Rows] = {}

    def __len__(self) -> int:
        """What is remembered, tokens or pieces, whatever is more."""
        return max(len(self.pieces), len(self.tokens))

    def learn(self) -> None:
        """Works out what all models need to know of new pieces."""
        new = self.pieces[len(self.hashes) :]
        if new:
            self.hashes = np.concatenate((self.hashes, _hashes(new)))
            self.flags = np.concatenate((self.flags, _flags(new)))

    def rows(self, model: str, weigh: Callable[[int], Rows]) -> Rows:
        """What a model knows of each piece; `weigh` tells it for the pieces from that number on."""
        rows = self._rows.get(model)
        have = 0 if rows is None else len(rows) // 2
        if rows is None or have < len(self.hashes):
            new = weigh(have)
            rows = new if rows is None else np.concatenate((rows, new))
            self._rows[model] = rows
        return rows

    def _number(self, piece: pieces.Piece) -> int:
        number = self._numbers.get(piece)
        if number is None:
            number = self._numbers[piece] = len(self.pieces)
            self.pieces.append(piece)
        return number


class _Tokens(dict[str, tuple[int, ...]]):
    """Memo from a token to the numbers of its pieces; what is long is noise that seldom comes back."""

    def __init__(self, number: Callable[[pieces.Piece], int]) -> None:
        super().__init__()
        self._number = number

    def __missing__(self, token: str) -> tuple[int, ...]:
        found = tuple(map(self._number, pieces.take_apart(token)))
        if len(token) <= pieces.LONGEST:
            self[token] = found
        return found


def _hashes(new: list[pieces.Piece]) -> Hashes:
    return np.array([grams.whole(piece.kind + piece.text) for piece in new], np.uint64)


def _flags(new: list[pieces.Piece]) -> npt.NDArray[np.uint8]:
    return np.array([piece.flags for piece in new], np.uint8)
