"""Fingerprints of texts: copies and near-copies get numbers that differ in few of their 64 bits.

A SimHash (Charikar, "Similarity Estimation Techniques from Rounding Algorithms", 2002) over single words
and runs of three. Each feature votes for or against each bit; the majority wins. Words vote beside runs
because one changed word spoils three runs, and of a short text that is most of them.

The votes of all bits are kept in one number, one byte to a bit, so that a feature costs two additions.
Hashes are BLAKE2b of the UTF-8 words: the same on every machine, in every process, for good.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from operator import xor
from typing import Final

FEWEST_WORDS: Final = 4
"""Fewer words say too little to be copies of each other."""
MOST_WORDS: Final = 128
"""Words looked at: 128 words and 126 runs of three are 254 votes, which a byte holds."""
NEAR_BITS: Final = 12
"""Differing bits up to which two texts are near-copies; docs/reference/scores.md has what was measured."""

_BITS: Final = 64
_ONES: Final = int.from_bytes(b"\x01" * _BITS, "big")
_WORDS_KEPT: Final = 16_384
"""Words whose hashes are kept, about 7 MB."""
_LONGEST_KEPT: Final = 40
_HALF: Final = 127
_AS_DIGITS: Final = bytes(ord("1") if byte & 0x80 else ord("0") for byte in range(256))

Lanes = tuple[int, int, int]
"""Votes of a word alone or first in a run, second in a run, and third: for each bit a byte of 0 or 1."""


def of(words: Sequence[str]) -> int:
    """The fingerprint of words in their order; 0 when there are fewer than four."""
    if len(words) < FEWEST_WORDS:
        return 0
    first, second, third = zip(*map(_lanes, words[:MOST_WORDS]), strict=True)
    votes = sum(first) + sum(map(xor, map(xor, first, second[1:]), third[2:]))
    won = votes + (_HALF + 1 - len(first)) * _ONES
    return int(won.to_bytes(_BITS, "big").translate(_AS_DIGITS), 2) or 1


def distance(one: int, other: int) -> int:
    """In how many bits two fingerprints differ, 0 to 64; about 32 for texts that share nothing."""
    return (one ^ other).bit_count()


class _Hashes(dict[str, Lanes]):
    """Votes by word, made when first asked for; forgotten all at once when there are too many."""

    def __missing__(self, word: str) -> Lanes:
        if len(self) >= _WORDS_KEPT:
            self.clear()
        # A lone surrogate is no UTF-8; any stand-in does.
        digest = hashlib.blake2b(word.encode("utf-8", "replace"), digest_size=_BITS).digest()
        bits = int.from_bytes(digest, "big")
        lanes = bits & _ONES, bits >> 1 & _ONES, bits >> 2 & _ONES
        if len(word) <= _LONGEST_KEPT:
            self[word] = lanes
        return lanes


_lanes: Final = _Hashes().__getitem__
