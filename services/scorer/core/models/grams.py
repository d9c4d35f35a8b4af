"""Turns pieces and their neighbours into hashes of 64 bits, the same on every machine.

A model keeps no words, only weights by hash: the low bits of a hash are the row of its table. Runs of
letters inside words are hashed for all new words of a batch at once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]
Numbers = npt.NDArray[np.int64]

SHORTEST: Final = 3
LONGEST: Final = 5
"""Letters in a run, the edges of the word counted as letters."""

_EDGE: Final = 1
_MULTIPLIERS: Final = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], dtype=np.uint64)
_NEGATED: Final = np.uint64(0xD6E8FEB86659FD93)
_SHIFT: Final = np.uint64(32)


def whole(name: str) -> int:
    """Hash of a feature by its name. Any string will do, lone surrogates included."""
    digest = hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little")


def negated(hashes: Hashes) -> Hashes:
    """Hashes of pieces that a negation reaches."""
    return mix(hashes ^ _NEGATED)


def joined(*neighbours: Hashes) -> Hashes:
    """Hash of each row of neighbouring pieces; their order counts."""
    state = neighbours[0]
    for hashes in neighbours[1:]:
        state = mix(state * _MULTIPLIERS[0] + hashes)
    return state


def mix(state: Hashes) -> Hashes:
    """Spreads what differs anywhere over all bits."""
    state = (state ^ (state >> _SHIFT)) * _MULTIPLIERS[1]
    state = (state ^ (state >> _SHIFT)) * _MULTIPLIERS[2]
    return state ^ (state >> _SHIFT)


def runs(words: Sequence[str]) -> tuple[Hashes, Numbers]:
    """Hashes of the runs of letters in words, and which word each is from.

    Runs of the same length stand together, in the order of the words.
    """
    letters, owners = _letters(words)
    found: list[Hashes] = []
    homes: list[Numbers] = []
    state = letters
    for length in range(2, LONGEST + 1):
        state = mix(state[:-1] * _MULTIPLIERS[0] + letters[length - 1 :])
        if length < SHORTEST or not len(state):
            continue
        inside = owners[: len(state)] == owners[length - 1 :]
        found.append(state[inside])
        homes.append(owners[: len(state)][inside])
    if not found:
        return np.empty(0, np.uint64), np.empty(0, np.int64)
    return np.concatenate(found), np.concatenate(homes)


def spelled_runs(word: str) -> list[str]:
    """The runs of one word in the order of `runs`, edges written as `_`."""
    framed = f"_{word}_"
    return [
        framed[start : start + length]
        for length in range(SHORTEST, LONGEST + 1)
        for start in range(len(framed) - length + 1)
    ]


def _letters(words: Sequence[str]) -> tuple[Hashes, Numbers]:
    """All code points of the words with an edge around each, and whose they are."""
    edge = chr(_EDGE)
    text = "".join([f"{edge}{word}{edge}" for word in words])
    letters = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    lengths = np.fromiter((len(word) + 2 for word in words), np.int64, len(words))
    return letters, np.repeat(np.arange(len(words)), lengths)
