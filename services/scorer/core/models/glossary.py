"""The pieces that were met, numbered, with what the models know of each worked out once.

A text refers to pieces by number, so what is worked out for one text serves all others. A glossary is
never emptied: a full one is left to the passages that still refer to it, and a new one begun.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from services.scorer.core.models import grams, pieces
from services.scorer.core.models.grams import Hashes

PAUSE: Final = 0
"""Number of the piece that stands for every stop, and for the edges of a text."""

Rows = npt.NDArray[np.int32]

_CLOSING: Final = ".,!?:;)"
"""Signs that do not change a plain word before them."""


class Glossary:
    """Numbers pieces and tokens; grows only."""

    def __init__(self) -> None:
        self.pieces: list[pieces.Piece] = [pieces.STOP]
        self._hashes = _Growing(_hashes(self.pieces))
        self._flags = _Growing(_flags(self.pieces))
        self.tokens: Final = _Tokens(self._number)
        self._numbers: dict[pieces.Piece, int] = {pieces.STOP: PAUSE}
        self._rows: dict[str, _Growing] = {}

    def __len__(self) -> int:
        """What is remembered, tokens or pieces, whatever is more."""
        return max(len(self.pieces), len(self.tokens))

    @property
    def hashes(self) -> Hashes:
        """Of each piece."""
        return self._hashes.all

    @property
    def flags(self) -> npt.NDArray[np.uint8]:
        """Of each piece."""
        return self._flags.all

    def learn(self) -> None:
        """Works out what all models need to know of new pieces."""
        new = self.pieces[len(self.hashes) :]
        if new:
            self._hashes.add(_hashes(new))
            self._flags.add(_flags(new))

    def rows(self, model: str, weigh: Callable[[int], Rows]) -> Rows:
        """What a model knows of each piece; `weigh` tells it for the pieces from that number on."""
        rows = self._rows.get(model)
        if rows is None:
            rows = self._rows[model] = _Growing(weigh(0))
        have = len(rows.all) // 2
        if have < len(self.hashes):
            rows.add(weigh(have))
        return rows.all

    def _number(self, piece: pieces.Piece) -> int:
        number = self._numbers.get(piece)
        if number is None:
            number = self._numbers[piece] = len(self.pieces)
            self.pieces.append(piece)
        return number


class _Growing:
    """An array that rows are added to, with room for more of them, so that adding is seldom a copy of all."""

    def __init__(self, rows: npt.NDArray[Any]) -> None:
        self._kept = rows
        self.all = rows

    def add(self, rows: npt.NDArray[Any]) -> None:
        """Adds rows behind the others."""
        have, size = len(self.all), len(self.all) + len(rows)
        if size > len(self._kept):
            self._kept = np.empty((size + size // 2, *rows.shape[1:]), rows.dtype)
            self._kept[:have] = self.all
        self._kept[have:size] = rows
        self.all = self._kept[:size]


class _Tokens(dict[str, tuple[int, ...]]):
    """Memo from a token to the numbers of its pieces; what is long is noise that seldom comes back."""

    def __init__(self, number: Callable[[pieces.Piece], int]) -> None:
        super().__init__()
        self._number = number

    def __missing__(self, token: str) -> tuple[int, ...]:
        word = token.rstrip(_CLOSING)
        if word != token and pieces.is_word(word):
            found = self[word] + self[token[len(word) :]]
        else:
            found = tuple(map(self._number, pieces.take_apart(token)))
        if len(token) <= pieces.LONGEST:
            self[token] = found
        return found


def _hashes(new: list[pieces.Piece]) -> Hashes:
    return np.array([grams.whole(piece.kind + piece.text) for piece in new], np.uint64)


def _flags(new: list[pieces.Piece]) -> npt.NDArray[np.uint8]:
    return np.array([piece.flags for piece in new], np.uint8)
