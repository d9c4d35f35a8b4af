"""Fingerprints of texts: copies and near-copies get numbers that differ in few of their 64 bits.

A SimHash (Charikar, "Similarity Estimation Techniques from Rounding Algorithms", 2002) over single words
and runs of three. Each feature votes for or against each bit; the majority wins. Words vote beside runs
because one changed word spoils three runs, and of a short text that is most of them.

A word's hash has a byte for each bit, whose lowest three bits are its votes alone or first in a run, second
in a run, and third. Hashes are BLAKE2b of the UTF-8 words: the same on every machine, in every process, for
good. The votes of a whole batch are counted at once, in bytes that eight fit into a number of the machine.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any, Final

import numpy as np
import numpy.typing as npt

FEWEST_WORDS: Final = 4
"""Fewer words say too little to be copies of each other."""
MOST_WORDS: Final = 128
"""Words looked at: 128 words and 126 runs of three are 254 votes, which a byte holds."""
NEAR_BITS: Final = 12
"""Differing bits up to which two texts are near-copies; docs/reference/scores.md has what was measured."""

_BITS: Final = 64
_WORDS_KEPT: Final = 16_384
"""Words whose hashes are kept, about 3 MB."""
_LONGEST_KEPT: Final = 40

Bytes = npt.NDArray[np.uint8]


def of(words: Sequence[str]) -> int:
    """The fingerprint of words in their order; 0 when there are fewer than four."""
    (fingerprint,) = of_all([words])
    return fingerprint


def of_all(texts: Sequence[Sequence[str]]) -> list[int]:
    """The fingerprint of each text, given as its words."""
    spoken = [words[:MOST_WORDS] for words in texts if len(words) >= FEWEST_WORDS]
    if not spoken:
        return [0] * len(texts)
    counts = np.array(list(map(len, spoken)))
    made = iter(_majorities(_HASHES.rows(chain.from_iterable(spoken)), counts))
    return [next(made) or 1 if len(words) >= FEWEST_WORDS else 0 for words in texts]


def distance(one: int, other: int) -> int:
    """In how many bits two fingerprints differ, 0 to 64; about 32 for texts that share nothing."""
    return (one ^ other).bit_count()


def _majorities(hashes: Bytes, counts: npt.NDArray[Any]) -> list[int]:
    """The bits that at least half of each text's features vote for, given the hashes of all texts' words."""
    ends = np.cumsum(counts)
    runs = (hashes[:-2] ^ hashes[1:-1] >> 1 ^ hashes[2:] >> 2) & 1
    runs[np.concatenate((ends[:-1] - 2, ends[:-1] - 1))] = 0  # these reach into the next text
    votes = hashes & 1
    votes[:-2] += runs
    sums = np.add.reduceat(votes.view(np.uint64), ends - counts, axis=0).view(np.uint8)
    fingerprints: list[int] = np.packbits(sums >= counts[:, None], axis=1).view(">u8")[:, 0].tolist()
    return fingerprints


class _Hashes(dict[str, int]):
    """Numbers of words' hashes, made when first asked for; all are forgotten when there are too many."""

    def __init__(self) -> None:
        super().__init__()
        self._made = bytearray()

    def rows(self, words: Iterable[str]) -> Bytes:
        """The hashes of words, a row each."""
        if len(self._made) >= _WORDS_KEPT * _BITS:
            self.clear()
            self._made.clear()
        numbers = list(map(self.__getitem__, words))
        return np.frombuffer(self._made, np.uint8).reshape(-1, _BITS)[numbers]

    def __missing__(self, word: str) -> int:
        number = len(self._made) // _BITS
        # A lone surrogate is no UTF-8; any stand-in does.
        self._made += hashlib.blake2b(word.encode("utf-8", "replace"), digest_size=_BITS).digest()
        if len(word) <= _LONGEST_KEPT:
            self[word] = number
        return number


_HASHES: Final = _Hashes()
